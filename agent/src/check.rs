//! Compares what a program printed with what was expected, outside the sandbox.
//! Pure, linear, without allocation but for the difference that is shown; any bytes are allowed on both sides.
//! Called by `judge`; it decides "same" or "different", never a verdict.

use gavel_sandbox::Outcome;
use gavel_signature::{Rules, is_answer, show_answer};
use gavel_wire::problem::Checker;
use gavel_wire::signature::Signature;
use gavel_wire::verdict::Difference;

/// A token of a difference is cut to this many characters.
const SHOWN_CHARS_MAX: usize = 80;
/// An answer is shown as JSON, cut to this many characters.
const ANSWER_CHARS_MAX: usize = 2_000;
/// A longer one is not decoded to be shown.
const ANSWER_SHOWN_BYTES_MAX: usize = 1 << 20;

/// What comparing came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparison {
    Same,
    /// With the first place that differs.
    Different(Difference),
}

/// What a program that ended by itself left: what it printed, and what the driver of a typed problem wrote.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    pub printed: &'a [u8],
    pub answer: &'a [u8],
}

impl<'a> Found<'a> {
    pub fn of(outcome: &'a Outcome) -> Self {
        Found {
            printed: &outcome.stdout.bytes,
            answer: &outcome.answer.bytes,
        }
    }
}

/// Compares by the problem's rules. What a program of the problem's author decides is never the same here.
pub fn compare(checker: &Checker, input: &[u8], found: Found<'_>, expected: &[u8]) -> Comparison {
    match checker {
        Checker::Answer {
            signature,
            order,
            absolute,
            relative,
        } => {
            let rules = Rules {
                order: *order,
                absolute: *absolute,
                relative: *relative,
            };
            answers(signature, rules, input, found.answer, expected)
        }
        Checker::Exact => compare_bytes(found.printed, expected),
        Checker::Custom { .. } | Checker::Interactor { .. } => Comparison::Different(Difference::default()),
        Checker::Tokens | Checker::Float { .. } => compare_tokens(checker, found.printed, expected),
    }
}

fn answers(signature: &Signature, rules: Rules, input: &[u8], found: &[u8], expected: &[u8]) -> Comparison {
    if is_answer(signature, rules, input, expected, found) == Ok(true) {
        return Comparison::Same;
    }
    Comparison::Different(Difference {
        line: 1,
        found: shown_answer(signature, input, found),
        expected: shown_answer(signature, input, expected),
    })
}

/// An answer as its author may see it: JSON, cut. Nothing where there is none, or none of its type: the program ended before it
/// returned, or wrote there itself.
pub fn shown_answer(signature: &Signature, input: &[u8], answer: &[u8]) -> Option<String> {
    if answer.len() > ANSWER_SHOWN_BYTES_MAX {
        return None;
    }
    let json = show_answer(signature, input, answer).ok()?;
    Some(cut(&json.to_string(), ANSWER_CHARS_MAX))
}

/// Compares token by token and stops at the first pair that differs.
fn compare_tokens(checker: &Checker, found: &[u8], expected: &[u8]) -> Comparison {
    let mut found = Tokens::new(found);
    let mut expected = Tokens::new(expected);
    loop {
        let (left, right) = (found.next(), expected.next());
        let same = match (left, right) {
            (None, None) => return Comparison::Same,
            (Some(left), Some(right)) => tokens_agree(checker, left, right),
            _ => false,
        };
        if !same {
            return Comparison::Different(Difference {
                line: found.line,
                found: left.map(shown),
                expected: right.map(shown),
            });
        }
    }
}

/// One newline at the end may be missing or too many.
fn compare_bytes(found: &[u8], expected: &[u8]) -> Comparison {
    let same = found == expected
        || found.strip_suffix(b"\n") == Some(expected)
        || expected.strip_suffix(b"\n") == Some(found);
    if same {
        return Comparison::Same;
    }
    let differs = found.iter().zip(expected).position(|(left, right)| left != right);
    let at = differs.unwrap_or(found.len().min(expected.len()));
    let common = found.get(..at).unwrap_or_default();
    let lines = common.iter().filter(|&&byte| byte == b'\n').count();
    let line_start = at - common.iter().rev().take_while(|&&byte| byte != b'\n').count();
    // A difference far behind in a long line is shown without what is before it.
    let from = if at - line_start < SHOWN_CHARS_MAX / 2 {
        line_start
    } else {
        at
    };
    let rest = |bytes: &[u8]| {
        let rest = bytes.get(from..).filter(|rest| !rest.is_empty())?;
        rest.split(|&byte| byte == b'\n').next().map(shown)
    };
    Comparison::Different(Difference {
        line: u32::try_from(lines + 1).unwrap_or(u32::MAX),
        found: rest(found),
        expected: rest(expected),
    })
}

fn tokens_agree(checker: &Checker, found: &[u8], expected: &[u8]) -> bool {
    if found == expected {
        return true;
    }
    match checker {
        Checker::Float { absolute, relative } => match (number(found), number(expected)) {
            (Some(found), Some(expected)) => within(found, expected, *absolute, *relative),
            _ => false,
        },
        _ => false,
    }
}

/// A finite decimal number; `nan`, `inf` and what overflows to them are text, which only equals itself.
fn number(token: &[u8]) -> Option<f64> {
    let first = token.first()?;
    if !first.is_ascii_digit() && !matches!(first, b'+' | b'-' | b'.') {
        return None;
    }
    let value: f64 = std::str::from_utf8(token).ok()?.parse().ok()?;
    value.is_finite().then_some(value)
}

/// Either tolerance is enough. A difference that is not finite, or a tolerance that is not a number, never agrees.
fn within(found: f64, expected: f64, absolute: f64, relative: f64) -> bool {
    let apart = (found - expected).abs();
    apart.is_finite() && (apart <= absolute || apart <= relative * expected.abs())
}

/// Readable and short, whatever the bytes are.
fn shown(token: &[u8]) -> String {
    // Four bytes are the most that a character takes, so the conversion is bounded too.
    let head = token.get(..SHOWN_CHARS_MAX * 4).unwrap_or(token);
    let mut text = cut(&String::from_utf8_lossy(head), SHOWN_CHARS_MAX);
    if head.len() < token.len() && !text.ends_with('…') {
        text.push('…');
    }
    text
}

fn cut(text: &str, chars_max: usize) -> String {
    let mut chars = text.chars();
    let mut cut: String = chars
        .by_ref()
        .take(chars_max)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if chars.next().is_some() {
        cut.push('…');
    }
    cut
}

/// Whitespace-separated tokens of any bytes, with the line of the one read last.
struct Tokens<'a> {
    rest: &'a [u8],
    line: u32,
}

impl<'a> Tokens<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Tokens { rest: bytes, line: 1 }
    }

    fn next(&mut self) -> Option<&'a [u8]> {
        let mut skipped = 0;
        for &byte in self.rest {
            if !is_space(byte) {
                break;
            }
            // The last newline of an output ends its last line and does not begin another one.
            if byte == b'\n' && skipped + 1 < self.rest.len() {
                self.line = self.line.saturating_add(1);
            }
            skipped += 1;
        }
        let rest = self.rest.get(skipped..).unwrap_or_default();
        let length = rest.iter().position(|&byte| is_space(byte)).unwrap_or(rest.len());
        let (token, rest) = rest.split_at_checked(length)?;
        self.rest = rest;
        (!token.is_empty()).then_some(token)
    }
}

/// What C's `isspace` takes for space in every locale.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
