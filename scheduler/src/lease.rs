//! Leases are signed here with the key that only schedulers hold, and checked in constant time. Pure: no I/O and no
//! clock. The core signs what it gives out and checks what agents show or offer; nothing else sees the key.

use gavel_wire::Lease;
use gavel_wire::id::hex;
use ring::hmac;
use thiserror::Error;

/// The schedulers' common key for leases; its bytes never leave this type.
#[derive(Clone)]
pub struct LeaseKey(hmac::Key);

/// Why text is not a lease key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LeaseKeyError {
    #[error("the lease key is not hexadecimal")]
    NotHex,
    #[error("the lease key has {0} bytes; it needs {min} to {max}", min = LeaseKey::BYTES_MIN, max = LeaseKey::BYTES_MAX)]
    Length(usize),
}

impl LeaseKey {
    pub const BYTES_MIN: usize = 32;
    pub const BYTES_MAX: usize = 64;

    pub fn from_bytes(bytes: &[u8]) -> Result<LeaseKey, LeaseKeyError> {
        if bytes.len() < Self::BYTES_MIN || bytes.len() > Self::BYTES_MAX {
            return Err(LeaseKeyError::Length(bytes.len()));
        }
        Ok(LeaseKey(hmac::Key::new(hmac::HMAC_SHA256, bytes)))
    }

    /// Reads 64 to 128 hexadecimal digits; white space around them is ignored, since the key may come from a file.
    pub fn from_hex(text: &str) -> Result<LeaseKey, LeaseKeyError> {
        Self::from_bytes(&bytes_of_hex(text.trim()).ok_or(LeaseKeyError::NotHex)?)
    }

    /// A few digits that tell one key from another and nothing else.
    pub(crate) fn mark(&self) -> String {
        let mut digits = hex(hmac::sign(&self.0, b"which key is this").as_ref());
        digits.truncate(8);
        digits
    }

    /// Writes the lease's MAC over its other fields.
    pub fn sign(&self, lease: &mut Lease) {
        lease.mac = hex(hmac::sign(&self.0, &lease.signed_bytes()).as_ref());
    }

    /// Whether a scheduler with this key gave out exactly this lease.
    pub fn verify(&self, lease: &Lease) -> bool {
        let Some(mac) = bytes_of_hex(&lease.mac) else {
            return false;
        };
        hmac::verify(&self.0, &lease.signed_bytes(), &mac).is_ok()
    }
}

impl std::fmt::Debug for LeaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LeaseKey(hidden)")
    }
}

fn bytes_of_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|value| u8::try_from(value).ok())
    };
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use gavel_wire::{AgentId, Attempt, Judging, Region, SubmissionId, Term};

    fn lease() -> Lease {
        Lease {
            term: Term(7),
            region: Region::parse("us").unwrap(),
            submission: SubmissionId(Default::default()),
            judging: Judging(1),
            attempt: Attempt(1),
            agent: AgentId::parse("a1").unwrap(),
            epoch: 3,
            stream_sequence: 11,
            strikes: 0,
            deadline_ms: 1000,
            mac: String::new(),
        }
    }

    #[test]
    fn a_lease_holds_only_as_it_was_signed() {
        let key = LeaseKey::from_bytes(&[1; 32]).unwrap();
        let mut signed = lease();
        key.sign(&mut signed);
        assert!(key.verify(&signed));

        let mut changed = signed.clone();
        changed.strikes = 1;
        assert!(!key.verify(&changed));
        let mut changed = signed.clone();
        changed.agent = AgentId::parse("a2").unwrap();
        assert!(!key.verify(&changed));
        assert!(!LeaseKey::from_bytes(&[2; 32]).unwrap().verify(&signed));
        for mac in ["", "zz", "abc", "00"] {
            let forged = Lease {
                mac: mac.to_owned(),
                ..signed.clone()
            };
            assert!(!key.verify(&forged), "{mac:?}");
        }
    }

    #[test]
    fn a_short_or_odd_key_is_refused() {
        assert_eq!(LeaseKey::from_hex("00ff").unwrap_err(), LeaseKeyError::Length(2));
        assert_eq!(LeaseKey::from_hex("0g").unwrap_err(), LeaseKeyError::NotHex);
        assert_eq!(LeaseKey::from_hex("abc").unwrap_err(), LeaseKeyError::NotHex);
        assert!(LeaseKey::from_hex(&format!("{}\n", "a1".repeat(32))).is_ok());
    }
}
