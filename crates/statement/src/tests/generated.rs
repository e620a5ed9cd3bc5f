//! Texts that nobody wrote: pieces of Markdown, formulas, HTML and noise in any order.

use proptest::prelude::*;

use super::{fault, shown};
use crate::sanitise::sanitise;

#[rustfmt::skip]
const MARKDOWN: &[&str] = &[
    "\n", "\n\n", " ", "    ", "\t", "a", "word ", "*", "**", "_", "~~", "`", "```", "```c\n", "# ", "## ",
    "- ", "1. ", "7) ", "> ", "| ", "|---|:-:|\n", "|", "\\", "&amp;", "&#0;", "&lt;", "\"", "'", "[", "]",
    "(", ")", "![", "[x](https://a.example)", "![x](figures/tree.png)", "[r]: https://a.example \"t\"\n",
    "[r]", "<https://a.example>", "---\n", "===\n", "<", "\\<", "\r\n", "\0", "ü", "\u{202e}", "\u{feff}",
    "😀", "$", "$$", "$x$", "$$\\frac{a}{b}$$", "$\\text{a}$", "{", "}", "^", "[^1]", "[^1]: x\n", "- [ ] ",
    "  \n",
];

#[rustfmt::skip]
const LATEX: &[&str] = &[
    "{", "}", "^", "_", "&", "\\\\", "a", "1", " ", "'", "<", ">", "\"", "~", "(", "]", "|", "\\frac",
    "\\sqrt", "\\sqrt[3]", "\\left(", "\\right)", "\\begin{matrix}", "\\end{matrix}", "\\begin{cases}",
    "\\end{cases}", "\\begin{array}{l|c}", "\\end{array}", "\\hline", "\\text{", "\\textbf{", "\\sum",
    "\\limits", "\\le", "\\ldots", "\\!", "\\,", "\\operatorname{", "\\mathbb", "\\mathrm{", "\\overline",
    "\\substack{", "\\color{red}", "\\displaystyle", "\\bmod", "\\pmod", "\\big(", "\\not", "\\prescript",
    "\\sideset", "\\mathbin{", "\\xrightarrow[a]{b}", "ü", "\\cancel{", "#1", "%", "\\hspace{1em}",
    "\\tag{x}", "\\label{y}", "\\eqref{y}", "\\genfrac", "\\phantom", "\\cfrac", "\\over", "\\mkern", "\\ ",
    "\\",
];

#[rustfmt::skip]
const HTML: &[&str] = &[
    "<p>", "</p>", "<math>", "</math>", "<mtext>", "</mtext>", "<mi>", "</mi>", "<mrow>", "</mrow>",
    "<mglyph>", "<malignmark>", "<annotation-xml>", "<annotation-xml encoding=\"text/html\">", "<svg>",
    "</svg>", "<style>", "</style>", "<script>", "</script>", "<table>", "</table>", "<tr>", "<td>",
    "<form>", "</form>", "<a href=\"https://a.example\">", "</a>", "<em>", "</em>", "<pre>", "\n",
    "<img src=x onerror=y>", "<!--", "-->", "<title>", "</title>", "<p title=\"", "\">", "x", "<b>",
    "<select>", "<option>", "<template>", "<noscript>", "<foreignObject>", "<desc>", "<h2>", "<li>", "<ul>",
    "</ul>", "<code class=\"language-c\">", "<br>", "<hr>", "<![CDATA[", "]]>", "<plaintext>", "<textarea>",
    "</textarea>",
];

fn pieces(of: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(of), 0..most).prop_map(|pieces| pieces.concat())
}

/// A page is whole, has nothing outside the list, and a browser that reads it sees what was written.
fn check(text: &str) -> Result<(), TestCaseError> {
    if let Ok(html) = shown(text) {
        prop_assert_eq!(fault(&html), None, "{}", html);
        prop_assert_eq!(sanitise(&html), html);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_markdown(text in pieces(MARKDOWN, 40)) {
        check(&text)?;
    }

    #[test]
    fn any_characters(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn any_formula(latex in pieces(LATEX, 12)) {
        check(&format!("$${latex}$$"))?;
        check(&format!("${latex}$"))?;
    }

    #[test]
    fn markdown_with_html(text in (pieces(MARKDOWN, 10), pieces(HTML, 4), pieces(MARKDOWN, 10))) {
        check(&(text.0 + &text.1 + &text.2))?;
    }

    /// No text gets here, but nothing outside the list may pass even so.
    #[test]
    fn any_html(html in pieces(HTML, 20)) {
        let once = sanitise(&html);
        for never in ["<script", "<style", "<svg", "<form", "<mglyph", "<annotation", "onerror=y>"] {
            prop_assert!(!once.contains(never), "{}", once);
        }
    }
}
