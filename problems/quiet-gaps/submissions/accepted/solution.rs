impl Solution {
    pub fn quiet_gaps(mut noises: Vec<Vec<i32>>, opens: i32, closes: i32, shortest: i32) -> Vec<Vec<i32>> {
        noises.push(vec![closes, closes]);
        noises.sort_unstable();
        let mut gaps = Vec::new();
        let mut quiet = opens;
        for noise in noises {
            let start = noise[0].min(closes);
            if start - quiet >= shortest {
                gaps.push(vec![quiet, start]);
            }
            quiet = quiet.max(noise[1]);
        }
        gaps
    }
}
