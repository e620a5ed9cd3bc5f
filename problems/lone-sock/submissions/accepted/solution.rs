use std::collections::HashMap;

impl Solution {
    pub fn lone_sock(socks: Vec<char>) -> char {
        let mut counts: HashMap<char, u32> = HashMap::new();
        for kind in &socks {
            *counts.entry(*kind).or_default() += 1;
        }
        socks.into_iter().find(|kind| counts[kind] % 2 == 1).unwrap_or('-')
    }
}
