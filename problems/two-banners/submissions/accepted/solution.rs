use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

impl Solution {
    pub fn two_banners(farm: Option<Rc<RefCell<Node>>>) -> Vec<Vec<i32>> {
        let mut groups = vec![Vec::new(), Vec::new()];
        let mut group = HashMap::new();
        let mut queue = VecDeque::new();
        if let Some(farm) = farm {
            group.insert(farm.borrow().val, 0);
            queue.push_back(farm);
        }
        while let Some(farm) = queue.pop_front() {
            let farm = farm.borrow();
            let mine = group[&farm.val];
            groups[mine].push(farm.val);
            for other in &farm.neighbors {
                let number = other.borrow().val;
                match group.get(&number) {
                    None => {
                        group.insert(number, 1 - mine);
                        queue.push_back(other.clone());
                    }
                    Some(&theirs) if theirs == mine => return Vec::new(),
                    Some(_) => {}
                }
            }
        }
        groups
    }
}
