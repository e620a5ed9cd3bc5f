//! Source files as people send them, and the grammar of their names.
//! The name is the only text of a submission that becomes a path, so it is checked by type.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A file name of one component: starts with a letter, digit or `_`, then letters, digits, `_`, `-`, `.`.
/// No slash, no leading dot, no dot-dot, no control character, at most 64 bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileName(String);

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "a file name starts with a letter, a digit or '_' and goes on with letters, digits, '_', '-' and single dots, at most {} bytes",
    FileName::BYTES_MAX
)]
pub struct FileNameError;

impl FileName {
    pub const BYTES_MAX: usize = 64;
    /// The grammar as a regular expression, for the OpenAPI document.
    pub const PATTERN: &'static str = "^[A-Za-z0-9_](?:[A-Za-z0-9_-]|\\.(?!\\.|$)){0,63}$";

    pub fn parse(text: &str) -> Result<Self, FileNameError> {
        let first = text
            .bytes()
            .next()
            .is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_');
        let rest = text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
        if !first || !rest || text.len() > Self::BYTES_MAX || text.contains("..") || text.ends_with('.') {
            return Err(FileNameError);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for FileName {
    type Error = FileNameError;
    fn try_from(text: String) -> Result<Self, FileNameError> {
        Self::parse(&text)
    }
}

impl From<FileName> for String {
    fn from(name: FileName) -> String {
        name.0
    }
}

impl std::fmt::Display for FileName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One file of a submission. The text is UTF-8 without NUL; sizes are checked by [`crate::limits`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    pub name: FileName,
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_keeps_names_inside_their_directory() {
        for good in ["main.cpp", "Main.java", "a_b-c.tar.gz", "_x", "1.in"] {
            assert!(FileName::parse(good).is_ok(), "{good:?}");
        }
        for bad in [
            "", ".", "..", "a/b", "/a", "a..b", "-o", ".bashrc", "a\n", "a\0b", "a.", "ä.c", "a b",
        ] {
            assert!(FileName::parse(bad).is_err(), "{bad:?}");
        }
        assert!(FileName::parse(&"x".repeat(65)).is_err());
    }
}
