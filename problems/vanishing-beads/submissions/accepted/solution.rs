impl Solution {
    pub fn vanish_beads(first: Option<Box<ListNode>>) -> Option<Box<ListNode>> {
        let mut rest = first;
        let mut kept: Vec<Box<ListNode>> = Vec::new();
        while let Some(mut bead) = rest {
            rest = bead.next.take();
            match kept.last() {
                Some(top) if top.val.checked_add(bead.val) == Some(0) => {
                    kept.pop();
                }
                _ => kept.push(bead),
            }
        }
        let mut left = None;
        while let Some(mut bead) = kept.pop() {
            bead.next = left;
            left = Some(bead);
        }
        left
    }
}
