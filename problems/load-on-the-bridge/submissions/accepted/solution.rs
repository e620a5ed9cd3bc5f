impl Solution {
    pub fn greatest_load(convoys: Vec<Vec<i32>>) -> i64 {
        let mut changes: Vec<(i32, i64)> = convoys
            .iter()
            .flat_map(|convoy| {
                let weight = i64::from(convoy[2]);
                [(convoy[0], weight), (convoy[1] + 1, -weight)]
            })
            .collect();
        // At one span the falls come first.
        changes.sort_unstable();
        let mut load = 0;
        let mut greatest = 0;
        for (_, weight) in changes {
            load += weight;
            greatest = greatest.max(load);
        }
        greatest
    }
}
