impl Solution {
    pub fn turns_needed(shown: String, wanted: String) -> Option<i32> {
        if shown.len() != wanted.len() {
            return None;
        }
        shown.repeat(2).find(&wanted).map(|turns| turns as i32)
    }
}
