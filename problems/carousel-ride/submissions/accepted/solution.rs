impl Solution {
    pub fn turn_carousel(first: Option<Box<ListNode>>, turns: i64) -> Option<Box<ListNode>> {
        let mut first = first;
        let mut count = 0;
        let mut node = &first;
        while let Some(here) = node {
            count += 1;
            node = &here.next;
        }
        if count == 0 {
            return None;
        }
        let steps = turns.rem_euclid(count);
        let mut cut = &mut first;
        for _ in 0..count - steps {
            cut = &mut cut.as_mut().unwrap().next;
        }
        let Some(mut gate) = cut.take() else { return first };
        let mut end = &mut gate.next;
        while let Some(here) = end {
            end = &mut here.next;
        }
        *end = first;
        Some(gate)
    }
}
