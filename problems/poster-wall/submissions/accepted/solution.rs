impl Solution {
    pub fn largest_poster(boards: Vec<i32>, least: i32) -> i64 {
        let mut largest = 0;
        // Each board with where its poster begins.
        let mut rising: Vec<(i32, usize)> = Vec::new();
        for (i, height) in boards.into_iter().chain([0]).enumerate() {
            let mut start = i;
            while let Some(&(poster, begin)) = rising.last().filter(|(poster, _)| *poster >= height) {
                rising.pop();
                start = begin;
                let width = (i - begin) as i64;
                if width >= i64::from(least) {
                    largest = largest.max(width * i64::from(poster));
                }
            }
            rising.push((height, start));
        }
        largest
    }
}
