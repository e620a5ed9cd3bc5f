use std::cell::RefCell;
use std::cmp::Reverse;
use std::rc::Rc;

impl Solution {
    pub fn phone_chain(leader: Option<Rc<RefCell<Node>>>) -> i64 {
        let mut members: Vec<_> = leader.into_iter().collect();
        let mut next = 0;
        while next < members.len() {
            let member = members[next].clone();
            members.extend(member.borrow().children.iter().cloned());
            next += 1;
        }
        // Of each member the rest and the minutes of the call; the children of one are the last ones that are there.
        let mut calls = vec![(0, 0); members.len()];
        for (i, member) in members.iter().enumerate().rev() {
            let member = member.borrow();
            let mut children = calls.split_off(calls.len() - member.children.len());
            children.sort_unstable_by_key(|&(rest, _)| Reverse(rest));
            let (mut rest, mut minute) = (0, 0);
            for (below, minutes) in children {
                minute += minutes;
                rest = rest.max(minute + below);
            }
            calls[i] = (rest, i64::from(member.val));
        }
        calls[0].0
    }
}
