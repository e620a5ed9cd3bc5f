impl Solution {
    pub fn spare_lamps(starts: Vec<i32>, ends: Vec<i32>) -> Vec<bool> {
        let mut spare = vec![true; starts.len()];
        let mut changes: Vec<(i32, i32, usize)> = Vec::new();
        for lamp in 0..starts.len() {
            changes.push((starts[lamp], 1, lamp));
            changes.push((ends[lamp], -1, lamp));
        }
        changes.sort_unstable();
        let (mut on, mut lamps, mut place) = (0, 0, 0);
        for (next, change, lamp) in changes {
            if on == 1 && next > place {
                spare[lamps] = false;
            }
            place = next;
            lamps ^= lamp;
            on += change;
        }
        spare
    }
}
