use std::cell::RefCell;
use std::rc::Rc;

impl Solution {
    pub fn turn_tree(root: Option<Rc<RefCell<TreeNode>>>) -> Option<Rc<RefCell<TreeNode>>> {
        let mut waiting = vec![root.clone()];
        while let Some(place) = waiting.pop() {
            let Some(node) = place else { continue };
            let mut node = node.borrow_mut();
            let left = node.left.take();
            let right = node.right.take();
            waiting.push(left.clone());
            waiting.push(right.clone());
            node.left = right;
            node.right = left;
        }
        root
    }
}
