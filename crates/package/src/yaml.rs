//! Texts as YAML takes them, for the settings of other judges and those that are made from them.

/// A double-quoted scalar; JSON's form is one of YAML's where no control character stands raw in it.
pub(crate) fn quoted(text: &str) -> String {
    let shown: String = text
        .chars()
        .map(|character| match character {
            '\n' | '\t' => character,
            _ if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}') => ' ',
            _ => character,
        })
        .collect();
    serde_json::Value::String(shown).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_read_back() {
        for text in [
            "a: b # c",
            "\"quoted\" \\ it",
            "- [x] {y}",
            "null",
            "1e3",
            "two\nlines\t",
            "Größe 🎲",
        ] {
            let read: String = serde_saphyr::from_str(&quoted(text)).unwrap();
            assert_eq!(read, text);
        }
        let read: String = serde_saphyr::from_str(&quoted("a\u{85}b\u{7f}c\0")).unwrap();
        assert_eq!(read, "a b c ");
    }
}
