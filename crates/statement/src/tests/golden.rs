//! Texts as authors write them, and what becomes of them; mistakes as authors make them, and what they are told.

use super::{fault, html, told};
use crate::STYLESHEET;
use crate::allowed::{MATHML, Value};

#[test]
fn a_statement() {
    let made = html(
        "# Input

The first line has $n$ ($1 \\le n \\le 2 \\cdot 10^5$), the second $a_1, a_2, \\ldots, a_n$.

## Output

Print $$\\sum_{i=1}^{n} a_i$$ and *nothing* **else**, ~~or~~ see
[the rules](https://example.org/a?b=1&c=2 \"Rules\").

1. first
2. second with `code < x`

> quoted

![A tree](figures/tree.png)
",
    );
    let expected = "<h2>Input</h2>
<p>The first line has <math><mi>n</mi></math> (<math><mn>1</mn><mo>≤</mo><mi>n</mi><mo>≤</mo><mn>2</mn>\
<mo lspace=\"0.2222em\" rspace=\"0.2222em\">⋅</mo><msup><mn>10</mn><mn>5</mn></msup></math>), the second \
<math><msub><mi>a</mi><mn>1</mn></msub><mo>,</mo><msub><mi>a</mi><mn>2</mn></msub><mo>,</mo><mo lspace=\"0\">.</mo>\
<mo lspace=\"0\" rspace=\"0.1667em\">.</mo><mo lspace=\"0\">.</mo><mo>,</mo><msub><mi>a</mi><mi>n</mi></msub></math>.</p>
<h3>Output</h3>
<p>Print <math display=\"block\"><munderover><mo lspace=\"0\">∑</mo><mrow><mi>i</mi><mo lspace=\"0\" rspace=\"0\">=</mo>\
<mn>1</mn></mrow><mi>n</mi></munderover><msub><mi>a</mi><mi>i</mi></msub></math> and <em>nothing</em> \
<strong>else</strong>, <del>or</del> see
<a href=\"https://example.org/a?b=1&amp;c=2\" title=\"Rules\" rel=\"noopener noreferrer nofollow\">the rules</a>.</p>
<ol>
<li>first</li>
<li>second with <code>code &lt; x</code></li>
</ol>
<blockquote>
<p>quoted</p>
</blockquote>
<p><img src=\"/figures/tree.png\" alt=\"A tree\"></p>
";
    assert_eq!(made, expected);
}

#[test]
fn tables_and_code() {
    let made = html(
        "| a | b | c |\n|:--|:-:|--:|\n| 1 | $x$ | <https://a.example> |\n\n```c++ linenos\na < b\n```\n\n    indented\n",
    );
    let expected = "<table><thead><tr><th align=\"left\">a</th><th align=\"center\">b</th><th align=\"right\">c</th></tr></thead>\
<tbody>\n<tr><td align=\"left\">1</td><td align=\"center\"><math><mi>x</mi></math></td><td align=\"right\">\
<a href=\"https://a.example\" rel=\"noopener noreferrer nofollow\">https://a.example</a></td></tr>\n</tbody></table>
<pre><code class=\"language-c++\">a &lt; b\n</code></pre>
<pre><code>indented\n</code></pre>
";
    assert_eq!(made, expected);
    // What is no name of a language is left out.
    assert_eq!(html("```a\"b\nx\n```"), "<pre><code>x\n</code></pre>\n");
    assert_eq!(html("###### six"), "<h6>six</h6>\n");
    assert_eq!(html("7) x\n"), "<ol start=\"7\">\n<li>x</li>\n</ol>\n");
    // Prices are no formulas.
    assert_eq!(html("from $5 to $6"), "<p>from $5 to $6</p>\n");
}

#[test]
fn formulas() {
    let cases = [
        (
            r"\frac{a}{b} < \sqrt{x}",
            "<mfrac><mi>a</mi><mi>b</mi></mfrac><mo>&lt;</mo><msqrt><mi>x</mi></msqrt>",
        ),
        (
            r"\text{if } x \ge 0",
            "<mtext>if&nbsp;</mtext><mi>x</mi><mo>≥</mo><mn>0</mn>",
        ),
        (
            r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
            "<mrow><mo>(</mo><mtable displaystyle=\"false\" scriptlevel=\"0\"><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr>\
<mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable><mo>)</mo></mrow>",
        ),
        (
            r"\begin{array}{c|r} a & b \\ \hline c & d \end{array}",
            "<mtable displaystyle=\"false\" scriptlevel=\"0\"><mtr><mtd class=\"math-line-right\"><mi>a</mi></mtd>\
<mtd class=\"math-right\"><mi>b</mi></mtd></mtr><mtr><mtd class=\"math-line-top math-line-right\"><mi>c</mi></mtd>\
<mtd class=\"math-line-top math-right\"><mi>d</mi></mtd></mtr></mtable>",
        ),
        (
            r"a\!b \textbf{c} \texttt{d}",
            "<mi>a</mi><mspace class=\"math-back-thin\"></mspace><mi>b</mi><mtext class=\"math-bold\">c</mtext>\
<mtext class=\"math-monospace\">d</mtext>",
        ),
        (
            r"\lfloor x \rfloor",
            "<mo stretchy=\"false\">⌊</mo><mi>x</mi><mo stretchy=\"false\">⌋</mo>",
        ),
    ];
    for (latex, mathml) in cases {
        assert_eq!(
            html(&format!("${latex}$")),
            format!("<p><math>{mathml}</math></p>\n")
        );
    }
    let cases = html(r"$f = \begin{cases} 1 & n = 0 \\ 2 & \text{else} \end{cases}$");
    assert!(cases.contains("<mtd class=\"math-left math-flush-right math-apart\"><mtext>else</mtext></mtd>"));
}

/// What statements use and what must not be lost by a change of the converter.
#[test]
fn formulas_that_are_known() {
    let known = r"a \bmod b; a \equiv b \pmod m; \binom{n}{k}; \max_{i<j} |a_i - a_j|; \sqrt[3]{x}; \mathbb{N}; x'; \overline{ab}
        ; \operatorname{lcm}(a,b); \underbrace{a+b}_{n}; a \oplus b; \{1, 2\}; a \ne b \neq c; \lceil x \rceil; \gcd(a, b) \mid c
        ; \left\lfloor \frac{n}{2} \right\rfloor; x \in S \setminus \{0\}; \mathcal{O}(n \log n); \dfrac12; 1\,000; 1{,}000; 50\%
        ; \sum_{\substack{i < n \\ j < m}} a_{ij}; \mbox{text}; \prod_{i} p_i^{e_i}; \bigcup_i A_i; \vec{v}; \hat{x}; \mathrm{dist}
        ; a \to b \Rightarrow c \iff d; \forall x \exists y \lnot z \land w \lor v; \emptyset \subseteq A \cup B \cap C
        ; \infty \times \div \pm \leq \geq \ll \gg \approx \sim \cdots \vdots \ddots \dots \quad \qquad \;
        ; \begin{aligned} a &= b \\ &= c \end{aligned}; \begin{bmatrix} 1 \\ 2 \end{bmatrix}; \begin{vmatrix} 1 \end{vmatrix}
        ; \begin{align*} a &= b \end{align*}; \begin{align} a &= b \\ c &= d \end{align}; \begin{equation} a \end{equation}; \alpha\beta\gamma\delta\epsilon\lambda\pi\sigma\theta\omega\Delta\Omega\Sigma
        ; \texttt{abc}; \textit{abc}; \textsf{a}; \underline{a}; \overset{a}{b}; \xrightarrow{a}; \lvert x \rvert; \lVert x \rVert
        ; \left( \frac{a}{b} \right)^2; \big( x \big); \stackrel{a}{=}; \mathbf{v}; \boldsymbol{x}; \int_0^1 x\,dx; \lim_{n \to \infty}
        ; \phantom{x}; \not= ; \cfrac{1}{2}; \tfrac{1}{2}; \begin{gather*} a \\ b \end{gather*}; \xor \hdots число é \ell \# \& \_ \$";
    for latex in known.replace(r"\xor", "").split(';').map(str::trim) {
        for text in [format!("${latex}$"), format!("$${latex}$$")] {
            assert_eq!(fault(&html(&text)), None, "{latex}");
        }
    }
}

#[test]
fn mistakes_are_told_with_their_line() {
    let cases = [
        (
            "a\n\n<b>x</b>",
            "line 3: HTML is not supported; a `<` that begins no tag is written `\\<`",
        ),
        ("<div>\n\nx", "line 1: HTML is"),
        ("a\n<!-- x -->", "line 2: HTML is"),
        (
            "x\n[a](other.md)",
            "line 2: `other.md` is not an address that begins with http:",
        ),
        ("[a](#b)", "line 1: `#b` is not"),
        ("[a](javascript:alert)", "line 1: `javascript:alert` is not"),
        ("[a](//example.org)", "line 1: `//example.org` is not"),
        ("[a](https:example.org)", "line 1: `https:example.org` is not"),
        (
            "\n![a](figures/no.png)",
            "line 2: `figures/no.png` is no figure of this problem",
        ),
        ("![a](tree.png)", "line 1: `tree.png` is no figure"),
        ("![a](https://a.example/figures/tree.png)", "is no figure"),
        ("![a](//a.example/tree.png)", "is no figure"),
        ("![a](data:image/png;base64,AAAA)", "is no figure"),
        ("![a](figures/../tree.png)", "is no figure"),
        (
            "x\n\n$\\foo$",
            "line 3: the formula `\\foo` cannot be shown: Unknown command \"\\foo\".",
        ),
        (
            "$\\begin{matrix} \\displaystyle a & b \\end{matrix}$",
            "the converter gave up; in a cell of a table, put braces around `\\displaystyle`",
        ),
        ("$\\frac{a$", ""),
        ("$a^b^c$", "Duplicate subscript or superscript"),
        ("$\\color{red} x$", "colours are not supported"),
        ("$\\cancel{x}$", "struck-out formulas are not supported"),
        (
            "$$\\begin{multline} a \\end{multline}$$",
            "numbered formulas are not supported",
        ),
        (
            "$a\\hspace{-30em}b$",
            "negative spaces but `\\!` are not supported",
        ),
        (
            "$a\\hspace{300em}b$",
            "it needs `width:300em`, which is not supported",
        ),
        ("$\\text{\\tiny a}$", "sizes and small capitals are not supported"),
        ("$\\def\\a{b}\\a$", "Unknown command \"\\def\""),
        (
            "$\\newcommand{\\a}{\\a\\a}\\a$",
            "Unknown command \"\\newcommand\"",
        ),
        ("$\\href{https://a}{b}$", "Unknown command \"\\href\""),
    ];
    for (text, told_of) in cases {
        // A formula whose braces are open is no formula to Markdown.
        if told_of.is_empty() {
            assert_eq!(fault(&html(text)), None, "{text}");
        } else {
            assert!(told(text).contains(told_of), "{text}: {}", told(text));
        }
    }
}

#[test]
fn a_figure_comes_from_where_a_page_can_load_it() {
    let render = |address: &str| crate::render("![a](figures/x.png)", &|_| Some(address.to_owned()));
    for good in ["/figures/x.png", "https://a.example/x.png?y=1&z"] {
        assert_eq!(fault(&render(good).unwrap()), None);
    }
    for bad in ["x.png", "//a.example/x.png", "javascript:x", "/a\"b", "/a b", ""] {
        let error = render(bad).unwrap_err().to_string();
        assert!(error.contains("not one that a page can hold"), "{error}");
    }
}

/// Each class that may stand in a page has its style, and no style is for nothing.
#[test]
fn every_class_has_its_style() {
    let attributes = MATHML.iter().flat_map(|(_, attributes)| attributes.iter());
    let mut classes: Vec<_> = attributes
        .flat_map(|(_, value)| match value {
            Value::Classes(classes) => classes.to_vec(),
            _ => Vec::new(),
        })
        .collect();
    classes.sort_unstable();
    classes.dedup();
    let mut styled: Vec<_> = STYLESHEET
        .lines()
        .filter_map(|line| line.strip_prefix("math .")?.split(' ').next())
        .collect();
    styled.sort_unstable();
    assert_eq!(classes, styled);
}
