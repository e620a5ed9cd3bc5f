impl Solution {
    pub fn average_walk(houses: Vec<Vec<f64>>, people: Vec<i32>) -> f64 {
        let all: f64 = people.iter().map(|&count| f64::from(count)).sum();
        if all < 2.0 {
            return 0.0;
        }
        let mut sum = 0.0;
        for axis in 0..2 {
            let mut line: Vec<(f64, f64)> =
                houses.iter().zip(&people).map(|(house, &count)| (house[axis], f64::from(count))).collect();
            line.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut before = 0.0;
            for pair in line.windows(2) {
                before += pair[0].1;
                sum += (pair[1].0 - pair[0].0) * before * (all - before);
            }
        }
        sum / (all * (all - 1.0) / 2.0)
    }
}
