fn main() {
    let number: u8 = "text";
}
