use std::collections::VecDeque;
use std::io::Read;

struct Line {
    slope: i64,
    start: i64,
}

impl Line {
    fn at(&self, x: i64) -> i64 {
        self.slope * x + self.start
    }
}

/// Slopes fall from a to c: whether b is nowhere below both others.
fn useless(a: &Line, b: &Line, c: &Line) -> bool {
    (c.start - a.start) * (a.slope - b.slope) <= (b.start - a.start) * (a.slope - c.slope)
}

fn main() {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).unwrap();
    let mut numbers: Vec<i64> = input.split_whitespace().skip(1).map(|word| word.parse().unwrap()).collect();
    let length = numbers.remove(0);
    numbers.extend([length, 0]);
    let mut lines = VecDeque::from([Line { slope: 0, start: 0 }]);
    let mut best = 0;
    for inn in numbers.chunks(2) {
        let (x, fee) = (inn[0], inn[1]);
        while lines.len() >= 2 && lines[1].at(x) <= lines[0].at(x) {
            lines.pop_front();
        }
        best = lines[0].at(x) + x * x + fee;
        let line = Line { slope: -2 * x, start: best + x * x };
        while lines.len() >= 2 && useless(&lines[lines.len() - 2], &lines[lines.len() - 1], &line) {
            lines.pop_back();
        }
        lines.push_back(line);
    }
    println!("{best}");
}
