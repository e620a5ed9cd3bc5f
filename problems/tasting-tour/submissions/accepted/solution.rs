use std::collections::HashMap;

impl Solution {
    pub fn count_tours(stalls: Vec<String>, most: i32) -> i64 {
        let mut counts: HashMap<&str, u32> = HashMap::new();
        let mut start = 0;
        let mut tours = 0;
        for (end, dish) in stalls.iter().enumerate() {
            *counts.entry(dish).or_default() += 1;
            while counts.len() > most as usize {
                let first = stalls[start].as_str();
                start += 1;
                let count = counts.get_mut(first).unwrap();
                *count -= 1;
                if *count == 0 {
                    counts.remove(first);
                }
            }
            tours += (end + 1 - start) as i64;
        }
        tours
    }
}
