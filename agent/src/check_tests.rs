//! Tests of the comparers: a table of what agrees and what does not, hostile bytes, and properties of random texts.
//! The reference of the properties is written differently on purpose: split into vectors, then compare.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

const FLOAT: Checker = Checker::Float {
    absolute: 1e-6,
    relative: 1e-6,
};

fn compare_plain(checker: &Checker, printed: &[u8], expected: &[u8]) -> Comparison {
    let found = Found { printed, answer: b"" };
    compare(checker, b"", found, expected)
}

fn same(checker: &Checker, found: &[u8], expected: &[u8]) -> bool {
    compare_plain(checker, found, expected) == Comparison::Same
}

fn difference(found: &[u8], expected: &[u8]) -> (u32, Option<String>, Option<String>) {
    match compare_plain(&Checker::Tokens, found, expected) {
        Comparison::Different(at) => (at.line, at.found, at.expected),
        Comparison::Same => panic!("no difference"),
    }
}

#[test]
fn tokens_agree_whatever_the_space_between_them() {
    let table: &[(&[u8], &[u8], bool)] = &[
        (b"", b"", true),
        (b"", b" \n\t\r\n", true),
        (b"1 2 3", b"1\n2\r\n3\n", true),
        (b"  1\x0b2\x0c3", b"1 2 3", true),
        (b"12 3", b"1 23", false),
        (b"1", b"1 2", false),
        (b"1 2", b"1", false),
        (b"Yes", b"YES", false),
        (b"1.0", b"1", false),
        (b"\xff\xfe", b"\xff\xfe", true),
        (b"\xff\xfe", b"\xff\xfd", false),
        (b"a\0b", b"a\0b", true),
        (b"a\0b", b"a", false),
        // A no-break space is a character, not space.
        ("1\u{a0}2".as_bytes(), b"1 2", false),
    ];
    for (found, expected, agree) in table {
        assert_eq!(
            same(&Checker::Tokens, found, expected),
            *agree,
            "{found:?} {expected:?}"
        );
    }
}

#[test]
fn exact_allows_one_newline_at_the_end_and_nothing_else() {
    let table: &[(&[u8], &[u8], bool)] = &[
        (b"", b"", true),
        (b"", b"\n", true),
        (b"a\n", b"a", true),
        (b"a", b"a\n", true),
        (b"a\n\n", b"a\n", true),
        (b"a\n\n", b"a", false),
        (b"a", b"a\r\n", false),
        (b"a ", b"a", false),
        (b"a  b", b"a b", false),
        (b"\xff\0", b"\xff\0", true),
    ];
    for (found, expected, agree) in table {
        assert_eq!(
            same(&Checker::Exact, found, expected),
            *agree,
            "{found:?} {expected:?}"
        );
    }
}

#[test]
fn exact_shows_the_line_that_differs() {
    let long = [b"x".repeat(100), b"y".to_vec()].concat();
    let longer = [b"x".repeat(100), b"z".to_vec()].concat();
    type Row<'a> = (&'a [u8], &'a [u8], u32, Option<&'a str>, Option<&'a str>);
    let table: &[Row<'_>] = &[
        (b"a b\nc\n", b"a  b\nc\n", 1, Some("a b"), Some("a  b")),
        (b"a\nb\nc", b"a\nb\nd", 3, Some("c"), Some("d")),
        (b"a\n", b"a\nb\n", 2, None, Some("b")),
        (b"", b"a", 1, None, Some("a")),
        (b"a\n\n\n", b"a\n", 2, Some(""), None),
        (&long, &longer, 1, Some("y"), Some("z")),
    ];
    for (found, expected, line, left, right) in table {
        let Comparison::Different(at) = compare_plain(&Checker::Exact, found, expected) else {
            panic!("no difference: {found:?} {expected:?}");
        };
        let shown = (at.line, at.found.as_deref(), at.expected.as_deref());
        assert_eq!(shown, (*line, *left, *right));
    }
}

#[test]
fn floats_agree_within_either_tolerance() {
    let table: &[(&str, &str, bool)] = &[
        ("1.0000001", "1", true),
        ("1.00001", "1", false),
        ("1000000.5", "1000000", true),
        ("-0.0", "0", true),
        (".5", "0.5", true),
        ("5e-1", "0.5", true),
        ("+1", "1", true),
        ("1e-9", "0", true),
        ("nan", "0", false),
        ("NaN", "NaN", true),
        ("-nan", "nan", false),
        ("inf", "1e308", false),
        ("1e999", "1e308", false),
        ("1e999", "1e999", true),
        ("-1e999", "1e999", false),
        ("1e308", "-1e308", false),
        ("1e99999999999999999999999", "1", false),
        ("0x10", "16", false),
        ("1_0", "10", false),
        ("1,0", "1.0", false),
        ("yes", "yes", true),
        ("yes", "no", false),
        ("1", "", false),
        ("-", "0", false),
        ("+-1", "1", false),
    ];
    for (found, expected, agree) in table {
        assert_eq!(
            same(&FLOAT, found.as_bytes(), expected.as_bytes()),
            *agree,
            "{found} {expected}"
        );
    }
}

#[test]
fn tolerances_that_are_no_numbers_agree_with_nothing() {
    for bad in [f64::NAN, -1.0] {
        let checker = Checker::Float {
            absolute: bad,
            relative: bad,
        };
        assert!(!same(&checker, b"1.5", b"1.25"), "{bad}");
    }
    let endless = Checker::Float {
        absolute: f64::INFINITY,
        relative: f64::INFINITY,
    };
    assert!(!same(&endless, b"1e308", b"-1e308"));
}

#[test]
fn the_first_difference_is_named_with_its_line() {
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(difference(b"1\n2\n4\n", b"1\n2\n3\n"), (3, some("4"), some("3")));
    assert_eq!(difference(b"1\n2\n", b"1 2 3"), (2, None, some("3")));
    assert_eq!(difference(b"", b"3"), (1, None, some("3")));
    assert_eq!(difference(b"\n\n\n7", b""), (4, some("7"), None));
    assert_eq!(
        difference(b"a\x1bb\xff", b"x"),
        (1, some("a\u{fffd}b\u{fffd}"), some("x"))
    );
}

#[test]
fn a_shown_token_is_cut() {
    let long = vec![b'x'; 5_000_000];
    let (_, found, _) = difference(&long, b"y");
    assert_eq!(found.unwrap().chars().count(), SHOWN_CHARS_MAX + 1);
    let exact = vec![b'x'; SHOWN_CHARS_MAX];
    let (_, found, _) = difference(&exact, b"y");
    assert_eq!(found.unwrap(), "x".repeat(SHOWN_CHARS_MAX));
}

#[test]
fn a_million_newlines_and_a_huge_token_are_read_once() {
    let newlines = vec![b'\n'; 1_000_000];
    assert!(same(&FLOAT, &newlines, b""));
    let mut late = newlines.clone();
    late.extend_from_slice(b"1");
    assert_eq!(difference(&late, b"2").0, 1_000_001);
    let mut digits = vec![b'1'; 8_000_000];
    assert!(!same(&FLOAT, &digits, b"1"));
    digits[0] = b'\xff';
    assert!(!same(&FLOAT, &digits, b"1"));
}

/// Short texts of what comparers look at: blanks, numbers and what looks like them, bytes that are no text.
fn texts() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: [&[u8]; 20] = [
        b" ",
        b"\n",
        b"\r\n",
        b"\t",
        b"0",
        b"1",
        b"1.0",
        b"-",
        b"e9",
        b"nan",
        b"inf",
        b"1e999",
        b".",
        b"\0",
        b"\xff",
        b"\xc3\x28",
        b"a",
        b"aa",
        b"\x0b",
        b"00000000000000000001",
    ];
    vec(select(PIECES.to_vec()), 0..12).prop_map(|pieces| pieces.concat())
}

fn split(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes
        .split(|byte| b" \t\n\r\x0b\x0c".contains(byte))
        .filter(|token| !token.is_empty())
        .map(<[u8]>::to_vec)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(50_000))]

    #[test]
    fn any_texts_agree_with_the_plain_definition(found in texts(), other in texts(), same_again: bool) {
        let expected = if same_again { found.clone() } else { other };
        let equal = split(&found) == split(&expected);
        prop_assert_eq!(same(&Checker::Tokens, &found, &expected), equal);
        // What is equal as text is equal as numbers; with no tolerance agreement goes both ways.
        prop_assert!(!equal || same(&FLOAT, &found, &expected));
        let exact = Checker::Float {
            absolute: 0.0,
            relative: 0.0,
        };
        prop_assert_eq!(same(&exact, &found, &expected), same(&exact, &expected, &found));
        if let Comparison::Different(at) = compare_plain(&Checker::Tokens, &found, &expected) {
            let is_no_text = at.found.as_ref().is_some_and(|text| text.contains('\u{fffd}'));
            prop_assert!(at.found != at.expected || is_no_text);
        }
    }

    #[test]
    fn any_bytes_are_compared(found: Vec<u8>, expected: Vec<u8>) {
        let equal = split(&found) == split(&expected);
        prop_assert_eq!(same(&Checker::Tokens, &found, &expected), equal);
        prop_assert!(!equal || same(&FLOAT, &found, &expected));
        let exact = same(&Checker::Exact, &found, &expected);
        prop_assert_eq!(exact, same(&Checker::Exact, &expected, &found));
        prop_assert!(exact || found != expected);
        prop_assert!(equal || !exact);
    }
}
