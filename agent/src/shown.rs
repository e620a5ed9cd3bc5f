//! What of an execution goes back to its author: outputs cut to a cap, as text or base64. Pure; `judge` calls it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gavel_sandbox::{Captured, Outcome, Status};
use gavel_wire::verdict::{Execution, Output, Usage};

use crate::checking::Checked;

/// The head of what was printed, at most `bytes_max` of it.
pub fn output(captured: &Captured, bytes_max: usize) -> Output {
    let cut = captured.bytes.len() > bytes_max;
    let head = captured.bytes.get(..bytes_max).unwrap_or(&captured.bytes);
    let truncated = cut || captured.truncated;
    match std::str::from_utf8(head) {
        Ok(text) => text_output(text, truncated),
        // A cut through the middle of a character is no reason to call text something else.
        Err(error) if truncated && error.error_len().is_none() => {
            let whole = head.get(..error.valid_up_to()).unwrap_or_default();
            text_output(&String::from_utf8_lossy(whole), truncated)
        }
        Err(_) => Output {
            text: None,
            base64: Some(STANDARD.encode(head)),
            truncated,
        },
    }
}

fn text_output(text: &str, truncated: bool) -> Output {
    Output {
        text: Some(text.to_owned()),
        base64: None,
        truncated,
    }
}

/// An output of which nothing is shown, since enough was shown before.
pub fn nothing(captured: &Captured) -> Output {
    text_output("", captured.truncated || !captured.bytes.is_empty())
}

pub fn usage(outcome: &Outcome) -> Usage {
    Usage {
        cpu_us: outcome.cpu_us,
        wall_us: outcome.wall_us,
        memory_bytes: outcome.memory_peak_bytes,
    }
}

/// The greatest of each.
pub fn greatest(a: Usage, b: Usage) -> Usage {
    Usage {
        cpu_us: a.cpu_us.max(b.cpu_us),
        wall_us: a.wall_us.max(b.wall_us),
        memory_bytes: a.memory_bytes.max(b.memory_bytes),
    }
}

/// An execution as its author sees it; with no cap the outputs are left out and flagged as cut. `checked` is what was said of it.
pub fn execution(outcome: &Outcome, output_bytes_max: Option<usize>, checked: Option<&Checked>) -> Execution {
    let (exit_code, signal) = match &outcome.status {
        Status::Exited(code) => (Some(*code), None),
        Status::Signalled(signal) => (None, Some(*signal)),
        _ => (None, None),
    };
    let show = |captured: &Captured| match output_bytes_max {
        Some(bytes_max) => output(captured, bytes_max),
        None => nothing(captured),
    };
    Execution {
        usage: usage(outcome),
        exit_code,
        signal,
        stdout: show(&outcome.stdout),
        stderr: show(&outcome.stderr),
        answer: None,
        expected: None,
        right: None,
        difference: checked.and_then(|checked| checked.difference.clone()),
        checker: checked.and_then(|checked| checked.said.as_ref()).map(show),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;

    /// Text with long characters, and bytes that are none.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let text = any::<String>().prop_map(String::into_bytes);
        let cut = (text.clone(), any::<Index>()).prop_map(|(mut text, at)| {
            text.truncate(at.index(text.len() + 1));
            text
        });
        prop_oneof![text, cut, any::<Vec<u8>>()]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn any_output_is_shown_by_its_head(bytes in bytes(), was_cut: bool, max in 0_usize..64) {
            let shown = output(&captured(&bytes, was_cut), max);
            let head = &bytes[..bytes.len().min(max)];
            prop_assert_eq!(shown.truncated, was_cut || bytes.len() > max);
            match (shown.text, shown.base64) {
                (Some(text), None) => {
                    // Of a character that was cut nothing is shown, and no more than that is missing.
                    prop_assert!(head.starts_with(text.as_bytes()));
                    let missing = head.len() - text.len();
                    prop_assert!(missing == 0 || (shown.truncated && missing < 4));
                }
                (None, Some(base64)) => {
                    prop_assert_eq!(STANDARD.decode(base64).unwrap(), head);
                    prop_assert!(std::str::from_utf8(head).is_err());
                }
                both => prop_assert!(false, "{:?}", both),
            }
        }
    }

    fn captured(bytes: &[u8], truncated: bool) -> Captured {
        Captured {
            bytes: bytes.to_vec(),
            truncated,
        }
    }

    #[test]
    fn output_is_text_where_it_is_text_and_base64_elsewhere() {
        type Row<'a> = (&'a [u8], bool, usize, Option<&'a str>, Option<&'a str>, bool);
        let table: [Row<'_>; 8] = [
            (b"", false, 4, Some(""), None, false),
            (b"abcd", false, 4, Some("abcd"), None, false),
            (b"abcde", false, 4, Some("abcd"), None, true),
            (b"ab", true, 4, Some("ab"), None, true),
            (b"a\0b", false, 4, Some("a\0b"), None, false),
            (b"\xff", false, 4, None, Some("/w=="), false),
            // Cut inside the two bytes of a character, by us and by the sandbox; and a text that really ends so.
            ("abcä".as_bytes(), false, 4, Some("abc"), None, true),
            (b"abc\xc3", false, 8, None, Some("YWJjww=="), false),
        ];
        for (bytes, was_cut, max, text, base64, truncated) in table {
            let shown = output(&captured(bytes, was_cut), max);
            assert_eq!(
                (shown.text.as_deref(), shown.base64.as_deref(), shown.truncated),
                (text, base64, truncated),
                "{bytes:?}"
            );
        }
        let by_the_sandbox = output(&captured(b"abc\xc3", true), 8);
        assert_eq!(by_the_sandbox.text.as_deref(), Some("abc"));
    }
}
