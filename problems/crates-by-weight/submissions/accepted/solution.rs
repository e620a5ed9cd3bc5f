use std::io::{BufRead, Write};

fn is_lighter(a: u32, b: u32) -> bool {
    let mut output = std::io::stdout();
    writeln!(output, "weigh {a} {b}").unwrap();
    output.flush().unwrap();
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).unwrap();
    answer.trim() == "lighter"
}

fn main() {
    let mut n = String::new();
    std::io::stdin().lock().read_line(&mut n).unwrap();
    let mut order: Vec<u32> = Vec::new();
    for added in 1..=n.trim().parse().unwrap() {
        let (mut low, mut high) = (0, order.len());
        while low < high {
            let middle = (low + high) / 2;
            if is_lighter(added, order[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        order.insert(low, added);
    }
    let numbers: Vec<String> = order.iter().map(u32::to_string).collect();
    println!("order {}", numbers.join(" "));
}
