use std::cmp::Reverse;
use std::collections::BinaryHeap;

struct RepairDesk {
    things: BinaryHeap<(i32, Reverse<usize>, String)>,
    brought: usize,
}

impl RepairDesk {
    fn new() -> Self {
        RepairDesk { things: BinaryHeap::new(), brought: 0 }
    }

    fn bring(&mut self, thing: String, urgency: i32) {
        self.things.push((urgency, Reverse(self.brought), thing));
        self.brought += 1;
    }

    fn take(&mut self) -> Option<String> {
        self.things.pop().map(|(_, _, thing)| thing)
    }

    fn waiting(&mut self) -> i32 {
        self.things.len() as i32
    }
}
