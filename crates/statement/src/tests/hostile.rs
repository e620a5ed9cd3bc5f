//! Texts that want time, memory or a deep stack, at the size that a text may have.

use std::time::{Duration, Instant};

use super::{fault, shown};
use crate::{FORMULA_BYTES_MAX, HTML_BYTES_MAX, StatementError, TEXT_BYTES_MAX};

/// Far above what any takes, so that a slow machine passes. The slowest is a text of `&` only, one second: the sanitiser's serialiser
/// looks through the rest of a text for a `<` at each.
const TIME_MAX: Duration = Duration::from_secs(10);

fn filled(piece: &str) -> String {
    piece.repeat(TEXT_BYTES_MAX / piece.len())
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for line in (0..count).map(line) {
        if text.len() + line.len() > TEXT_BYTES_MAX {
            break;
        }
        text.push_str(&line);
    }
    text
}

/// Each fills a text alone.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "[", "]", "![", "*", "**a", "*a ", "_", "__a ", "~~", "`", "``a`", "a`", "<", "<a", "<!--", "<?",
    "<![CDATA[", "\\", "&", "&a", "&#", "$", "$$", "$a", "$$a", "${", "$x$", "$x$ ", "$a_1$, ", "$\\iff$",
    "$'$", "|", "|-", "> ", ">", "- ", "* ", "1. ", "#", "a\n", "\n", "a\n\n", "    a\n\n", "> a\n",
    "- a\n", "- a\n\n", "* * *\n", "```\n", "~~~", "[a](", "[a]:", "[a]: b\n", "[a][b]", "[](",
    "![](figures/tree.png)", "<https://a.b>", "a@b.c ", "|a", "a|b\n-|-\n", "\t", "\0", "\u{fffd}", "*_",
    "**_*", "[*a](b", "((", "[a](<", "\"", "x  \n", "a_", "a**b", "*a_", "[[a](https://b)](", "<b", "\r",
    "&#x41;", "$\\text{a}$ ", "- $x$\n", "*a **a ",
];

fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for piece in PIECES {
        texts.push((format!("{piece:?} repeated"), filled(piece)));
    }
    texts.push((
        "quotes, each line deeper".into(),
        lines(700, |line| format!("{}a\n", ">".repeat(line))),
    ));
    texts.push((
        "lists, each line deeper".into(),
        lines(500, |line| format!("{}- a\n", "  ".repeat(line))),
    ));
    texts.push((
        "quotes then lists".into(),
        lines(9_000, |_| format!("{}\n", "> - ".repeat(7))),
    ));
    texts.push((
        "a long address, often used".into(),
        format!(
            "[a]: https://a.example/{}\n\n{}",
            "x".repeat(TEXT_BYTES_MAX / 2),
            "[a]".repeat(40_000)
        ),
    ));
    texts.push((
        "a long title, often used".into(),
        format!(
            "[a]: figures/tree.png \"{}\"\n\n{}",
            "&".repeat(TEXT_BYTES_MAX / 2),
            "![a]".repeat(30_000)
        ),
    ));
    texts.push((
        "a wide table of short rows".into(),
        format!(
            "{}\n{}\n{}",
            "|a".repeat(20_000),
            "|-".repeat(20_000),
            "a|\n".repeat(60_000)
        ),
    ));
    texts.push((
        "formulas as long as they may be".into(),
        filled(&format!("$${}$$ ", "x".repeat(FORMULA_BYTES_MAX - 5))),
    ));
    for piece in [
        "\\ket{",
        "\\sqrt",
        "\\bar",
        "x^",
        "\\left(",
        "{",
        "\\begin{matrix}",
        "\\xtofrom^",
        "\\displaystyle ",
        "\\Bra{",
    ] {
        // Room for the closing brace of each.
        let times = (FORMULA_BYTES_MAX - 2) / (piece.len() + piece.matches('{').count());
        let braces = "}".repeat(times * piece.matches('{').count());
        texts.push((
            format!("formulas of {piece:?} in itself"),
            filled(&format!("$${}x{braces}$$ ", piece.repeat(times))),
        ));
    }
    texts
}

#[test]
fn no_text_takes_long_or_makes_much() {
    let mut slowest = Vec::new();
    for (name, text) in texts() {
        assert!(text.len() <= 2 * TEXT_BYTES_MAX, "{name}");
        let mut end = text.len().min(TEXT_BYTES_MAX);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let start = Instant::now();
        let made = shown(&text[..end]);
        let took = start.elapsed();
        assert!(took < TIME_MAX, "{name}: {took:?}");
        if let Ok(html) = &made {
            assert!(html.len() <= HTML_BYTES_MAX, "{name}");
            assert_eq!(fault(html), None, "{name}");
        }
        let outcome = made.map_or_else(|error| error.to_string(), |html| format!("{} bytes", html.len()));
        let outcome: String = outcome.chars().take(70).collect();
        slowest.push((took, name, outcome));
    }
    slowest.sort();
    for (took, name, outcome) in slowest.iter().rev().take(25) {
        println!("{took:>12.3?} {name}: {outcome}");
    }
}

#[test]
fn what_is_deep_is_told() {
    let quotes = format!("a\n\n{}a", "> ".repeat(40));
    assert_eq!(shown(&quotes), Err(StatementError::Nesting { line: 3 }));
    let items = "- ".repeat(20) + "a";
    assert_eq!(shown(&items), Err(StatementError::Nesting { line: 1 }));
    let deep = |count: usize| format!("${}x{}$", "\\sqrt{".repeat(count), "}".repeat(count));
    assert!(shown(&deep(60)).is_ok());
    let told = shown(&deep(70)).unwrap_err().to_string();
    assert!(told.ends_with("it nests more than 64 deep"), "{told}");
}

#[test]
fn what_is_long_is_told() {
    let bytes = TEXT_BYTES_MAX + 1;
    assert_eq!(shown(&"a".repeat(bytes)), Err(StatementError::TooLong { bytes }));
    let formula = format!("$x{}$", "+x".repeat(FORMULA_BYTES_MAX));
    let told = shown(&formula).unwrap_err().to_string();
    assert!(told.ends_with("at most 4096 are allowed"), "{told}");
    assert!(told.len() < 300, "{told}");
    assert_eq!(shown(&filled("$'''$ ")), Err(StatementError::TooMuchHtml));
}
