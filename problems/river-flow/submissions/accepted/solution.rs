use std::cell::RefCell;
use std::rc::Rc;

impl Solution {
    pub fn add_flows(mouth: &mut Option<Rc<RefCell<TreeNode>>>) {
        let mut places: Vec<Rc<RefCell<TreeNode>>> = mouth.iter().cloned().collect();
        let mut next = 0;
        while next < places.len() {
            let place = places[next].clone();
            places.extend(place.borrow().left.clone());
            places.extend(place.borrow().right.clone());
            next += 1;
        }
        for place in places.iter().rev() {
            let mut place = place.borrow_mut();
            let arms: i32 = place.left.iter().chain(&place.right).map(|arm| arm.borrow().val).sum();
            place.val += arms;
        }
    }
}
