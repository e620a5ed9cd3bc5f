use std::io::{BufRead, Write};

fn main() {
    let mut lines = std::io::stdin().lock().lines().map(|line| line.unwrap());
    let mut output = std::io::stdout();
    let (mut low, mut high) = (1, lines.next().unwrap().trim().parse::<u32>().unwrap());
    loop {
        let middle = (low + high) / 2;
        writeln!(output, "try {middle}").unwrap();
        output.flush().unwrap();
        match lines.next().unwrap().trim() {
            "open" => break,
            "higher" => low = middle + 1,
            _ => high = middle - 1,
        }
    }
}
