//! Pieces of LaTeX and the Markdown that they come to; texts that are made to hurt end soon and without a crash.

use std::time::{Duration, Instant};

use super::*;

fn converted(text: &str) -> (String, Found) {
    let constants = BTreeMap::from([("maxn".to_owned(), "10_000".to_owned())]);
    let mut figure = |name: &str| (name == "tree").then(|| "figures/tree.png".to_owned());
    convert(text, &constants, &mut figure).unwrap()
}

#[track_caller]
fn becomes(text: &str, expected: &str) {
    let (markdown, found) = converted(text);
    assert_eq!(markdown, format!("{expected}\n"), "of {text}");
    assert!(found.unknown.is_empty() && found.lost.is_empty(), "{found:?}");
}

#[test]
fn running_text() {
    becomes(
        "One  line\nand more. % a comment\n   The end.",
        "One line\nand more. The end.",
    );
    becomes("First.\n\n\n  Second.", "First.\n\nSecond.");
    becomes(
        "Don't say ``yes'' --- or 1--2~times \\ldots",
        "Don’t say “yes” — or 1–2 times …",
    );
    becomes(
        "50\\% of \\$5 \\& a\\_b * <b> [x]",
        "50% of \\$5 \\& a\\_b \\* \\<b> \\[x\\]",
    );
    becomes(
        "# no heading\n\n- no list\n\n1. no list",
        "\\# no heading\n\n\\- no list\n\n1\\. no list",
    );
    becomes(
        "\\textbf{bold}, \\emph{it}, {\\bf old}, {\\it too} and \\underline{}.",
        "**bold**, *it*, **old**, *too* and .",
    );
    becomes(
        "\\texttt{a\\_b[0]}, \\t{x}, \\verb|a`b\\n|",
        "`a_b[0]`, `x`, ``  a`b\\n  ``".replace("  ", " ").as_str(),
    );
    becomes(
        "Erd\\H{o}s, na\\\"ive, \\'{e}, stra\\ss e",
        "Erdo\u{30b}s, nai\u{308}ve, e\u{301}, straße",
    );
    becomes("one\\\\two\\\\\n\nthree\\\\", "one\\\ntwo\n\nthree");
    becomes(
        "\\noindent\\textbf{A} \\vspace{2mm}\\small b \\constant{maxn}",
        "**A** b 10\\_000",
    );
    becomes(
        "see \\href{https://a.example/x_y}{here}, \\href{javascript:alert(1)}{there}",
        "see [here](https://a.example/x_y), there",
    );
}

#[test]
fn formulas_stay() {
    becomes(
        "$a_i \\le 10^5$ and \\( x \\) then\n\\[ a\n + b \\]\nend",
        "$a_i \\le 10^5$ and $x$ then\n\n$$a + b$$\n\nend",
    );
    becomes("$$x$$ $5\\$ % no\n$", "$$x$$\n\n$5\\$$");
    becomes(
        "\\begin{align*}a &= b \\\\ c &= d\\end{align*}",
        "$$\\begin{aligned}a &= b \\\\ c &= d\\end{aligned}$$",
    );
}

#[test]
fn blocks() {
    becomes(
        "\\section*{Input} The\n\\subsection{x} y",
        "## Input\n\nThe\n\n### x\n\ny",
    );
    becomes(
        "A:\\begin{itemize}\\item one\n\n more \\item[b] two\\begin{enumerate} \\item x \\item y\\end{enumerate}\\end{itemize}B",
        "A:\n\n- one\n\n  more\n- **b** two\n\n  1. x\n  2. y\n\nB",
    );
    becomes(
        "\\begin{tabular}{|l|r|}\\hline $n$ & a|b \\\\ \\hline\n1 & \\textbf{2} \\\\ \\multicolumn{2}{c}{wide} \\\\\\cline{1-2}\\end{tabular}",
        "| $n$ | a\\|b |\n| --- | --- |\n| 1 | **2** |\n| wide |  |",
    );
    becomes(
        "\\begin{verbatim}\n a  b\n\n\n\\x{\n\\end{verbatim}",
        "```\n a  b\n\n\n\\x{\n```",
    );
    becomes("\\begin{quote}a\n\nb\\end{quote}", "> a\n>\n> b");
    becomes(
        "\\begin{center}\\includegraphics[width=3cm]{tree}\\end{center}",
        "![](figures/tree.png)",
    );
    becomes(
        "\\illustration{0.3}{tree}{A \\emph{tree}}\nText",
        "![](figures/tree.png)\n\n_A *tree*_\n\nText",
    );
}

#[test]
fn whole_statements() {
    let (markdown, found) = converted(
        "\\begin{problem}{Two \\textit{Sums}}{standard input}{standard output}{1 second}{256 megabytes}\n\nAdd.\n\n\\InputFile\nTwo numbers.\n\n\\OutputFile\nOne.\n\n\\Examples\n\n\\begin{example}\n\\exmpfile{example.01}{example.01.a}%\n\\end{example}\n\n\\Note\nNone.\n\\end{problem}\n",
    );
    assert_eq!(
        markdown,
        "Add.\n\n## Input\n\nTwo numbers.\n\n## Output\n\nOne.\n\n## Note\n\nNone.\n"
    );
    assert_eq!(found.title.as_deref(), Some("Two Sums"));
    let (markdown, found) = converted(
        "\\problemname{$x^2$}\n%% plainproblemname: x squared\n\\begin{Input}A number.\\end{Input}",
    );
    assert_eq!(
        (markdown.as_str(), found.title.as_deref()),
        ("## Input\n\nA number.\n", Some("x squared"))
    );
}

#[test]
fn what_is_not_known_is_told() {
    let (markdown, found) = converted(
        "\\newcommand{\\R}[1]{x#1} \\R{2} \\input{/etc/passwd} \\begin{tikzpicture}\\draw;\\end{tikzpicture}\\begin{odd}in\\end{odd}\\write18{ls}",
    );
    assert_eq!(markdown, "2\n\nin\n\n8ls\n");
    let unknown: Vec<&str> = found.unknown.iter().map(String::as_str).collect();
    assert_eq!(unknown, ["\\R", "\\begin{odd}", "\\newcommand \\R"]);
    assert_eq!(found.lost.len(), 3, "{found:?}");
    assert!(converted("\\includegraphics{none}").0.trim().is_empty());
}

#[test]
fn hostile_texts_end_soon() {
    let many = 200_000;
    let began = Instant::now();
    for text in [
        "{".repeat(many),
        "\\textbf{".repeat(many),
        "\\begin{itemize}\\item ".repeat(many / 4),
        "\\begin{a}".repeat(many / 4),
    ] {
        let error = convert(&text, &BTreeMap::new(), &mut |_| None).unwrap_err();
        assert!(error.to_string().contains("nested deeper"), "{error}");
    }
    for text in [
        "}".repeat(many),
        "$".repeat(many + 1),
        "\\[".repeat(many),
        "\\".repeat(many),
        "\\\\".repeat(many),
        format!("{}{}", "&".repeat(99), "a\\\\".repeat(many)),
        "&".repeat(many),
        "%".repeat(many),
        "[".repeat(many),
        "\\item".repeat(many / 4),
        "\\bf ".repeat(many / 4),
        "\\'".repeat(many),
        "\\verb".repeat(many / 4),
        "\\begin".repeat(many / 4),
        "\\end{".repeat(many / 4),
        "`".repeat(many),
        "1".repeat(many),
        "\u{e000}\\par".repeat(many / 4),
        "é\\\"\u{1F3B2}{".repeat(20),
    ] {
        let within = ["", "\\begin{tabular}{c}", "\\begin{itemize}\\item"];
        for before in within {
            if let Err(error) = convert(&format!("{before}{text}"), &BTreeMap::new(), &mut |_| None) {
                let error = error.to_string();
                assert!(
                    error.contains("a table has more than") || error.contains("nested deeper"),
                    "{error}"
                );
            }
        }
    }
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}
