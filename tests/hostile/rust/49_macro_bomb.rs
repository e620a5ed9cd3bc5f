// A macro that doubles without end. Expected: compile_error.
#![recursion_limit = "100000"]
macro_rules! grow {
    ($($x:tt)*) => { grow!($($x)* $($x)* x) };
}
fn main() {
    grow!(x);
}
