impl Solution {
    pub fn turn_carousel(plates: &mut Vec<i32>, steps: i32) {
        if !plates.is_empty() {
            let front = steps.rem_euclid(plates.len() as i32);
            plates.rotate_right(front as usize);
        }
    }
}
