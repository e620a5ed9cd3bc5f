use std::collections::BinaryHeap;

impl Solution {
    pub fn uphill_road(heights: Vec<i32>) -> i64 {
        let mut bends = BinaryHeap::new();
        let mut cost = 0;
        for height in heights {
            bends.push(height);
            if let Some(mut top) = bends.peek_mut() {
                if *top > height {
                    cost += i64::from(*top) - i64::from(height);
                    *top = height;
                }
            }
        }
        cost
    }
}
