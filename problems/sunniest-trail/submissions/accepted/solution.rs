use std::cell::RefCell;
use std::rc::Rc;

impl Solution {
    pub fn sunniest_trail(summit: Option<Rc<RefCell<TreeNode>>>, least: i32) -> f64 {
        let least = least as usize;
        let mut places = Vec::new();
        let mut waiting = vec![(summit, 1)];
        while let Some((node, depth)) = waiting.pop() {
            let Some(node) = node else { continue };
            let mut node = node.borrow_mut();
            places.push((i64::from(node.val), depth));
            waiting.push((node.right.take(), depth + 1));
            waiting.push((node.left.take(), depth + 1));
        }

        // Of the first places on the way down, by their number: the sum, the sum lessened, and the number where that is least.
        let mut sums = vec![0; places.len() + 1];
        let mut lessened = vec![0; places.len() + 1];
        let mut lowest = vec![0; places.len() + 1];
        let (mut sum, mut length) = (-10_001, 1);
        loop {
            let mut best = (0, 0, 0);
            for &(value, depth) in &places {
                sums[depth] = sums[depth - 1] + value;
                lessened[depth] = length * sums[depth] - sum * depth as i64;
                let before = lowest[depth - 1];
                lowest[depth] = if lessened[depth] < lessened[before] { depth } else { before };
                if depth < least {
                    continue;
                }
                let from: usize = lowest[depth - least];
                if lessened[depth] - lessened[from] > best.0 {
                    best = (lessened[depth] - lessened[from], sums[depth] - sums[from], (depth - from) as i64);
                }
            }
            if best.0 == 0 {
                return sum as f64 / length as f64;
            }
            (_, sum, length) = best;
        }
    }
}
