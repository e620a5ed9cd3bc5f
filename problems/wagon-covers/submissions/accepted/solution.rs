use std::collections::VecDeque;

struct Sums {
    size: usize,
    least: Vec<i64>,
}

impl Sums {
    fn set(&mut self, crate_number: usize, sum: i64) {
        let mut place = self.size + crate_number;
        self.least[place] = sum;
        while place > 1 {
            place /= 2;
            self.least[place] = self.least[2 * place].min(self.least[2 * place + 1]);
        }
    }
}

impl Solution {
    pub fn cheapest_covers(weights: Vec<i32>, heights: Vec<i32>, limit: i32) -> i64 {
        let size = (weights.len() + 1).next_power_of_two();
        let mut sums = Sums { size, least: vec![i64::MAX; 2 * size] };
        let mut best = vec![0; weights.len() + 1];
        let mut queue: VecDeque<usize> = VecDeque::new();
        let (mut left, mut weight) = (0, 0);
        for (i, &height) in heights.iter().enumerate() {
            weight += i64::from(weights[i]);
            while weight > i64::from(limit) {
                weight -= i64::from(weights[left]);
                left += 1;
            }
            while queue.front().is_some_and(|&first| first < left) {
                sums.set(queue.pop_front().unwrap(), i64::MAX);
            }
            while queue.back().is_some_and(|&last| heights[last] <= height) {
                sums.set(queue.pop_back().unwrap(), i64::MAX);
            }
            if let Some(&last) = queue.back() {
                sums.set(i, best[last + 1] + i64::from(height));
            }
            queue.push_back(i);
            sums.set(queue[0], best[left] + i64::from(heights[queue[0]]));
            best[i + 1] = sums.least[1];
        }
        best[weights.len()]
    }
}
