fn opposite(step: char) -> char {
    match step {
        'N' => 'S',
        'S' => 'N',
        'E' => 'W',
        _ => 'E',
    }
}

fn main() {
    let mut walk = String::new();
    std::io::stdin().read_line(&mut walk).unwrap();
    let mut thread = String::new();
    for step in walk.trim().chars() {
        if thread.ends_with(opposite(step)) {
            thread.pop();
        } else {
            thread.push(step);
        }
    }
    println!("{}\n{}", thread.len(), thread);
}
