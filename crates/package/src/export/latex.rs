//! A statement in Markdown as LaTeX, as Kattis's legacy format has it. Formulas are LaTeX already.

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::import::report::Notes;

fn parser(markdown: &str) -> Parser<'_> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    Parser::new_ext(markdown, options)
}

/// The text with figures that lie beside it, and not in `figures/`.
pub(super) fn with_own_figures(markdown: &str) -> String {
    let mut made = String::new();
    let mut copied = 0;
    for (event, place) in parser(markdown).into_offset_iter() {
        let Event::Start(Tag::Image { dest_url, .. }) = event else {
            continue;
        };
        let image = markdown.get(place.clone()).unwrap_or_default();
        let at = image
            .rfind(&*dest_url)
            .map(|at| place.start + at)
            .filter(|at| *at >= copied);
        if let (Some(name), Some(at)) = (dest_url.strip_prefix("figures/"), at) {
            made.push_str(markdown.get(copied..at).unwrap_or_default());
            made.push_str(name);
            copied = at + dest_url.len();
        }
    }
    made.push_str(markdown.get(copied..).unwrap_or_default());
    made
}

pub(super) fn statement(title: &str, markdown: &str, notes: &mut Notes) -> String {
    let mut writer = Writer {
        out: format!("\\problemname{{{}}}\n\n", escaped(title)),
        columns: 0,
        images: 0,
        code: false,
        html: false,
    };
    for event in parser(markdown) {
        writer.add(event);
    }
    if writer.html {
        notes.differs("statement.md", "HTML was left out");
    }
    format!("{}\n", writer.out.trim_end())
}

struct Writer {
    out: String,
    /// Cells of the table's row so far.
    columns: usize,
    /// Images that are open; what they say instead of themselves is left out.
    images: usize,
    code: bool,
    html: bool,
}

impl Writer {
    fn add(&mut self, event: Event<'_>) {
        if self.images > 0 && !matches!(event, Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image)) {
            return;
        }
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            // A listing ends nowhere but at its end.
            Event::Text(text) if self.code => self
                .out
                .push_str(&text.replace("\\end{verbatim}", "\\end {verbatim}")),
            Event::Text(text) => self.out.push_str(&escaped(&text)),
            Event::Code(code) => self.push(&["\\texttt{", &escaped(&code), "}"]),
            Event::InlineMath(formula) => self.push(&["$", &formula, "$"]),
            Event::DisplayMath(formula) => self.push(&["\\[", &formula, "\\]"]),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("\\\\\n"),
            Event::Rule => self.out.push_str("\\bigskip\n\n"),
            Event::Html(_) | Event::InlineHtml(_) => self.html = true,
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn push(&mut self, texts: &[&str]) {
        self.out.extend(texts.iter().copied());
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => self.out.push_str(match level {
                HeadingLevel::H1 | HeadingLevel::H2 => "\\section*{",
                HeadingLevel::H3 => "\\subsection*{",
                _ => "\\paragraph*{",
            }),
            Tag::BlockQuote(_) => self.out.push_str("\\begin{quote}\n"),
            Tag::CodeBlock(kind) => {
                // The language says how to colour it, which verbatim does not.
                let (CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) = kind;
                self.code = true;
                self.out.push_str("\\begin{verbatim}\n");
            }
            Tag::List(Some(_)) => self.out.push_str("\n\\begin{enumerate}\n"),
            Tag::List(None) => self.out.push_str("\n\\begin{itemize}\n"),
            Tag::Item => self.out.push_str("\\item "),
            Tag::Table(columns) => {
                let columns = columns.iter().map(|alignment| match alignment {
                    Alignment::Center => "c|",
                    Alignment::Right => "r|",
                    Alignment::Left | Alignment::None => "l|",
                });
                let columns: String = columns.collect();
                self.push(&["\\begin{tabular}{|", &columns, "}\n\\hline\n"]);
            }
            Tag::TableHead | Tag::TableRow => self.columns = 0,
            Tag::TableCell => {
                if self.columns > 0 {
                    self.out.push_str(" & ");
                }
                self.columns += 1;
            }
            Tag::Emphasis => self.out.push_str("\\emph{"),
            Tag::Strong => self.out.push_str("\\textbf{"),
            Tag::Strikethrough => self.out.push_str("\\sout{"),
            Tag::Link { dest_url, .. } => self.push(&["\\href{", &address(dest_url), "}{"]),
            Tag::Image { dest_url, .. } => {
                let file = dest_url.strip_prefix("figures/").unwrap_or(dest_url);
                if self.images == 0 {
                    self.push(&["\\includegraphics[width=0.7\\textwidth]{", &address(file), "}"]);
                }
                self.images += 1;
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.out.push_str("\n\n"),
            TagEnd::Heading(_) => self.out.push_str("}\n\n"),
            TagEnd::BlockQuote(_) => self.out.push_str("\\end{quote}\n\n"),
            TagEnd::CodeBlock => {
                self.code = false;
                self.out.push_str("\\end{verbatim}\n\n");
            }
            TagEnd::List(true) => self.out.push_str("\\end{enumerate}\n\n"),
            TagEnd::List(false) => self.out.push_str("\\end{itemize}\n\n"),
            TagEnd::Item => self.out.push('\n'),
            TagEnd::Table => self.out.push_str("\\end{tabular}\n\n"),
            TagEnd::TableHead | TagEnd::TableRow => self.out.push_str(" \\\\ \\hline\n"),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => self.out.push('}'),
            TagEnd::Image => self.images -= 1,
            _ => {}
        }
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '<' => escaped.push_str("\\textless{}"),
            '>' => escaped.push_str("\\textgreater{}"),
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

/// An address or a file's name, in which a brace or backslash would end the argument.
fn address(text: &str) -> String {
    let mut address = String::new();
    for character in text.chars() {
        match character {
            '%' | '#' | '&' => {
                address.push('\\');
                address.push(character);
            }
            '{' => address.push_str("\\%7B"),
            '}' => address.push_str("\\%7D"),
            '\\' => address.push_str("\\%5C"),
            _ => address.push(character),
        }
    }
    address
}
