use std::collections::VecDeque;
use std::io::Read;

const NEVER: u32 = u32::MAX;

struct Hall {
    columns: usize,
    cells: Vec<u8>,
}

impl Hall {
    /// The minute in which each cell is reached from all cells with `from`; it is entered only before the minute in `until`.
    fn spread(&self, from: u8, until: &[u32]) -> Vec<u32> {
        let mut reached = vec![NEVER; self.cells.len()];
        let mut queue: VecDeque<usize> = (0..self.cells.len()).filter(|&cell| self.cells[cell] == from).collect();
        for &cell in &queue {
            reached[cell] = 0;
        }
        while let Some(cell) = queue.pop_front() {
            let minute = reached[cell] + 1;
            for next in [cell - 1, cell + 1, cell - self.columns, cell + self.columns] {
                if self.cells[next] != b'#' && reached[next] == NEVER && minute < until[next] {
                    reached[next] = minute;
                    queue.push_back(next);
                }
            }
        }
        reached
    }
}

fn main() {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).unwrap();
    let mut words = input.split_whitespace().skip(1);
    let columns = words.next().unwrap().parse::<usize>().unwrap() + 2;
    let wall = "#".repeat(columns);
    let mut cells = wall.clone();
    for row in words {
        cells += &format!("#{row}#");
    }
    cells += &wall;
    let hall = Hall { columns, cells: cells.into_bytes() };
    let smoke = hall.spread(b'S', &vec![NEVER; hall.cells.len()]);
    let guest = hall.spread(b'G', &smoke);
    let doors = (0..guest.len()).filter(|&cell| hall.cells[cell] == b'D');
    match doors.map(|cell| guest[cell]).min() {
        Some(best) if best != NEVER => println!("{best}"),
        _ => println!("trapped"),
    }
}
