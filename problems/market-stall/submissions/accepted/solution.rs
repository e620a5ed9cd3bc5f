impl Solution {
    pub fn best_average(profits: Vec<i32>, days: i32) -> f64 {
        let length = days as usize;
        let mut sum: i64 = profits[..length].iter().map(|profit| i64::from(*profit)).sum();
        let mut best = sum;
        for (new, old) in profits[length..].iter().zip(&profits) {
            sum += i64::from(*new) - i64::from(*old);
            best = best.max(sum);
        }
        best as f64 / f64::from(days)
    }
}
