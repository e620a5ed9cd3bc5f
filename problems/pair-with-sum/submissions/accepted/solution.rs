use std::collections::HashMap;

impl Solution {
    pub fn pair_with_sum(numbers: Vec<i32>, target: i32) -> Vec<i32> {
        let mut seen = HashMap::new();
        for (i, value) in numbers.iter().enumerate() {
            if let Some(other) = seen.get(&(i64::from(target) - i64::from(*value))) {
                return vec![*other, i as i32];
            }
            seen.insert(i64::from(*value), i as i32);
        }
        Vec::new()
    }
}
