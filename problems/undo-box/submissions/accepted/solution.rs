enum Change {
    Written(usize),
    Removed(String),
}

struct UndoBox {
    text: String,
    done: Vec<Change>,
}

impl UndoBox {
    fn new(first: String) -> Self {
        UndoBox { text: first, done: Vec::new() }
    }

    fn write(&mut self, text: String) {
        self.text += &text;
        self.done.push(Change::Written(text.len()));
    }

    fn drop(&mut self, count: i32) -> i32 {
        let keep = self.text.len().saturating_sub(count as usize);
        let removed = self.text.split_off(keep);
        let length = removed.len() as i32;
        self.done.push(Change::Removed(removed));
        length
    }

    fn undo(&mut self) -> bool {
        match self.done.pop() {
            None => return false,
            Some(Change::Written(length)) => self.text.truncate(self.text.len() - length),
            Some(Change::Removed(removed)) => self.text += &removed,
        }
        true
    }

    fn read(&self) -> String {
        self.text.clone()
    }
}
