//! Names of other judges' files and keywords in Gavel's grammars.

use gavel_wire::FileName;

/// The name with each character that a file name may not have as `_`, of at most this many bytes and at least one.
pub(crate) fn file(name: &str, bytes_max: usize) -> String {
    let mut kept = String::new();
    for character in name.chars() {
        let fits = character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.');
        let doubled = character == '.' && kept.ends_with('.');
        kept.push(if fits && !doubled { character } else { '_' });
    }
    kept.truncate(bytes_max.max(1));
    let kept = kept.trim_end_matches('.');
    let whole = match kept.chars().next() {
        Some('-' | '.') => format!("_{}", kept.get(1..).unwrap_or_default()),
        Some(_) => kept.to_owned(),
        None => "_".to_owned(),
    };
    debug_assert!(FileName::parse(&whole).is_ok(), "{whole}");
    whole
}

/// The keyword with `-` between its words, without what a tag may not have.
pub(super) fn tag(word: &str) -> String {
    let mut tag = String::new();
    for character in word.trim().chars() {
        match character {
            _ if character.is_ascii_alphanumeric() || matches!(character, '_' | '-') => tag.push(character),
            _ if character.is_whitespace() && !tag.ends_with('-') => tag.push('-'),
            _ => {}
        }
    }
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_brought_into_the_grammar() {
        for (name, expected) in [
            ("main", "main"),
            ("dp solution (slow)", "dp_solution__slow_"),
            ("..hidden", "__hidden"),
            ("-flag.", "_flag"),
            ("решение", "_______"),
            ("", "_"),
            ("...", "__"),
        ] {
            let got = file(name, 40);
            assert_eq!(got, expected);
            assert!(FileName::parse(&got).is_ok());
        }
        assert_eq!(file(&"a".repeat(100), 10), "a".repeat(10));
        assert_eq!(tag(" graph theory "), "graph-theory");
        assert_eq!(tag("*1800"), "1800");
    }
}
