use std::f64::consts::PI;
use std::io::Read;

fn main() {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).unwrap();
    for word in input.split_whitespace().skip(1) {
        let radius: f64 = word.parse().unwrap();
        println!("{} {}", PI * radius * radius, 2.0 * PI * radius);
    }
}
