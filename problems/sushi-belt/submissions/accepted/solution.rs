use std::io::{Read, Write};

fn main() {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).unwrap();
    let mut words = input.split_whitespace();
    let n: usize = words.next().unwrap().parse().unwrap();
    words.next();
    let mut plates: Vec<&str> = words.by_ref().take(n).collect();
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    let mut at = 0;
    while let Some(event) = words.next() {
        if event == "turn" {
            let k: i64 = words.next().unwrap().parse().unwrap();
            at = (at as i64 + k).rem_euclid(n as i64) as usize;
            continue;
        }
        writeln!(output, "{}", plates[at]).unwrap();
        if event == "swap" {
            plates[at] = words.next().unwrap();
        }
    }
}
