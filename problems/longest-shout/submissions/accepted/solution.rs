impl Solution {
    pub fn longest_shout(message: String) -> String {
        let mut longest: &[u8] = b"";
        for shout in message.as_bytes().chunk_by(u8::eq_ignore_ascii_case) {
            if shout[0] != b' ' && shout.len() > longest.len() {
                longest = shout;
            }
        }
        String::from_utf8_lossy(longest).into_owned()
    }
}
