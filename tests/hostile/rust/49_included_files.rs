// Has the compiler put host files into the program. Expected: compile_error.
static SHADOW: &[u8] = include_bytes!("/etc/shadow");
static ENVIRONMENT: &str = include_str!("/proc/self/environ");
fn main() {
    println!("{} {}", SHADOW.len(), ENVIRONMENT);
}
