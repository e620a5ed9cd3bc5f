use std::collections::VecDeque;
use std::rc::Rc;

struct Person {
    name: String,
    height: i32,
}

struct ParadeLine {
    line: VecDeque<Rc<Person>>,
    tall: VecDeque<Rc<Person>>,
}

impl ParadeLine {
    fn new() -> Self {
        ParadeLine { line: VecDeque::new(), tall: VecDeque::new() }
    }

    fn join(&mut self, name: String, height: i32) {
        while self.tall.back().is_some_and(|last| last.height < height) {
            self.tall.pop_back();
        }
        let person = Rc::new(Person { name, height });
        self.tall.push_back(Rc::clone(&person));
        self.line.push_back(person);
    }

    fn leave(&mut self) -> String {
        let Some(first) = self.line.pop_front() else { return String::new() };
        if Rc::ptr_eq(&first, &self.tall[0]) {
            self.tall.pop_front();
        }
        first.name.clone()
    }

    fn tallest(&self) -> String {
        self.tall.front().map_or(String::new(), |first| first.name.clone())
    }
}
