// Takes a host file as a module. Expected: compile_error.
#[path = "/etc/passwd"]
mod passwd;
fn main() {}
