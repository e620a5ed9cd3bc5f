// A loop without end at compile time. Expected: compile_error.
#![allow(long_running_const_eval)]
const SPIN: u64 = {
    let mut n = 0u64;
    loop {
        n = n.wrapping_mul(31).wrapping_add(1);
    }
};
fn main() {
    println!("{SPIN}");
}
