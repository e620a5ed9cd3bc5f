//! Ids and names as types, so that none is passed where another is meant. Every name that becomes a part of a
//! NATS subject or key is checked here, once, when it is made or parsed.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

/// A name that does not fit its grammar; the text is safe to show to the person who sent it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{kind} must be 1 to {max} of a-z, A-Z, 0-9, '_' and '-'")]
pub struct NameError {
    kind: &'static str,
    max: usize,
}

fn check_name(kind: &'static str, text: &str, max: usize) -> Result<(), NameError> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if text.is_empty() || text.len() > max || !text.bytes().all(fits) {
        return Err(NameError { kind, max });
    }
    Ok(())
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $max:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks the grammar: 1 to a stated number of letters, digits, `_` and `-`.
            pub fn parse(text: &str) -> Result<Self, NameError> {
                check_name($kind, text, $max)?;
                Ok(Self(text.to_owned()))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                check_name($kind, &text, $max)?;
                Ok(Self(text))
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::parse(text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// A part of the world with its own queue, scheduler and agents: `us`, `india`.
    Region, "region", 16
);
name!(
    /// One customer of the API; everything a person owns belongs to a tenant.
    Tenant, "tenant", 64
);
name!(
    /// A person within a tenant.
    UserId, "user", 64
);
name!(
    /// One agent process's name, stable over its restarts.
    AgentId, "agent", 64
);
name!(
    /// A language as a file under `languages/` names it: `cpp`, `python`.
    LanguageId, "language", 32
);
name!(
    /// A problem's folder name: `two-sum`.
    ProblemId, "problem", 64
);

/// What a person sent once. Version 7, or version 5 of its Idempotency-Key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SubmissionId(pub Uuid);

impl std::fmt::Display for SubmissionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl std::str::FromStr for SubmissionId {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::parse_str(text).map(Self)
    }
}

macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $inner:ty) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number!(
    /// One evaluation of a submission; the first is 1, a rejudging adds one.
    Judging, u32
);
number!(
    /// One try at a judging on one agent; the first is 1.
    Attempt, u32
);
number!(
    /// A leader's period: the revision of its lease. Agents refuse a lower one than they have seen.
    Term, u64
);

/// Why a submission runs, which decides its share of the agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    Contest,
    Interactive,
    Practice,
    Batch,
}

impl Class {
    pub const ALL: [Class; 4] = [Class::Contest, Class::Interactive, Class::Practice, Class::Batch];

    pub fn as_str(self) -> &'static str {
        match self {
            Class::Contest => "contest",
            Class::Interactive => "interactive",
            Class::Practice => "practice",
            Class::Batch => "batch",
        }
    }

    pub fn parse(text: &str) -> Option<Class> {
        Class::ALL.into_iter().find(|class| class.as_str() == text)
    }
}

/// The SHA-256 of some content in lower-case hex: the name of a blob.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256(String);

/// Text that is not 64 lower-case hex digits.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a content hash is 64 lower-case hex digits")]
pub struct Sha256Error;

impl Sha256 {
    /// The hash as 32 raw bytes gives its name.
    pub fn from_bytes(digest: &[u8; 32]) -> Self {
        Self(hex(digest))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Lower-case hex of any bytes.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(*byte)])
        .collect()
}

impl TryFrom<String> for Sha256 {
    type Error = Sha256Error;
    fn try_from(text: String) -> Result<Self, Sha256Error> {
        let fits = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if fits { Ok(Self(text)) } else { Err(Sha256Error) }
    }
}

impl From<Sha256> for String {
    fn from(hash: Sha256) -> String {
        hash.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_would_change_a_subject_are_refused() {
        for bad in ["", "a.b", "a*", "a>", "a b", "ä", "a\n", &"x".repeat(65)] {
            assert!(Tenant::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(Tenant::parse("acme_2-x").unwrap().as_str(), "acme_2-x");
    }

    #[test]
    fn bytes_are_shown_as_two_digits_each() {
        assert_eq!(hex(&[0x00, 0x0f, 0xa5, 0xff]), "000fa5ff");
    }

    #[test]
    fn a_hash_is_hex_and_never_a_path() {
        assert!(Sha256::try_from("../etc/passwd".to_owned()).is_err());
        assert!(Sha256::try_from("A".repeat(64)).is_err());
        assert!(Sha256::try_from("a".repeat(64)).is_ok());
    }
}
