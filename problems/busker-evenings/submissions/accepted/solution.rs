impl Solution {
    pub fn best_evenings(gains: Vec<i32>) -> i64 {
        let (mut third, mut second, mut best, mut yesterday) = (0, 0, 0, 0);
        for gain in gains.into_iter().map(i64::from) {
            let now = best.max(second.max(third + yesterday) + gain);
            (third, second, best, yesterday) = (second, best, now, gain);
        }
        best
    }
}
