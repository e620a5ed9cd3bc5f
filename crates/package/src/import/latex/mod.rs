//! Statements in the subset of LaTeX that problem packages use, as Markdown with `$` around formulas, which stay LaTeX. Macros are
//! not expanded and no file is read; what is not known is left out and told.

mod blocks;
mod reader;
mod words;

#[cfg(test)]
mod latex_tests;

use std::collections::{BTreeMap, BTreeSet};

use reader::Reader;
use words::find;

/// Groups and environments within each other.
const DEPTH_MAX: usize = 40;
/// Stands for `\\` until it is known whether a line follows.
const BREAK: char = '\u{e000}';

/// What a text came to beside its Markdown.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) title: Option<String>,
    /// Commands and environments that were left out, as they are written.
    pub(super) unknown: BTreeSet<String>,
    /// Things that people would miss.
    pub(super) lost: BTreeSet<String>,
}

struct Converter<'a> {
    constants: &'a BTreeMap<String, String>,
    /// The path in the package of a figure by the name that the text has for it.
    figure: &'a mut dyn FnMut(&str) -> Option<String>,
    found: Found,
}

/// The Markdown of the text; an error where it is nested more deeply than people write.
pub(super) fn convert(
    text: &str,
    constants: &BTreeMap<String, String>,
    figure: &mut dyn FnMut(&str) -> Option<String>,
) -> anyhow::Result<(String, Found)> {
    let mut converter = Converter {
        constants,
        figure,
        found: Found::default(),
    };
    let plain = text.lines().find_map(|line| {
        line.trim_start_matches('%')
            .trim()
            .strip_prefix("plainproblemname:")
    });
    let markdown = converter.text(&text.replace(BREAK, ""), 0)?;
    if let Some(plain) = plain {
        converter.found.title = Some(plain.trim().to_owned());
    }
    Ok((finished(&markdown), converter.found))
}

/// With the line breaks that have a line behind them.
fn finished(markdown: &str) -> String {
    let mut text = String::new();
    let mut parts = markdown.trim().split(BREAK).peekable();
    while let Some(part) = parts.next() {
        text.push_str(part.trim_start_matches(' '));
        if let Some(next) = parts.peek() {
            let next = next.trim_start_matches(' ');
            let follows =
                !next.is_empty() && !next.starts_with("\n\n") && !text.ends_with('\n') && !text.is_empty();
            text.truncate(text.trim_end_matches(' ').len());
            if follows {
                text.push('\\');
                if !next.starts_with('\n') {
                    text.push('\n');
                }
            }
        }
    }
    text.push('\n');
    text
}

impl Converter<'_> {
    /// Running text with its blocks.
    fn text(&mut self, text: &str, depth: usize) -> anyhow::Result<String> {
        anyhow::ensure!(
            depth <= DEPTH_MAX,
            "the text is nested deeper than {DEPTH_MAX} levels"
        );
        let mut reader = Reader::new(text);
        let mut out = String::new();
        // Where a switch such as \bf began, and its mark.
        let mut switches: Vec<(usize, &str)> = Vec::new();
        while let Some(character) = reader.next() {
            match character {
                '%' => reader.skip_comment(),
                '\\' => self.command(&mut reader, &mut out, &mut switches, depth)?,
                '{' => {
                    reader = back(&reader, text);
                    let inner = reader.group().unwrap_or_default();
                    let inner = self.text(inner, depth + 1)?;
                    out.push_str(&inner);
                }
                '}' => {}
                '$' => {
                    let display = reader.eat("$");
                    let formula = reader.formula(if display { "$$" } else { "$" });
                    push_formula(&mut out, formula, display);
                }
                _ if character.is_whitespace() => {
                    let more = reader.skip_spaces();
                    let lines = more.matches('\n').count() + usize::from(character == '\n');
                    push_space(&mut out, lines);
                }
                _ => push_character(&mut out, character, &mut reader),
            }
        }
        for (at, mark) in switches.into_iter().rev() {
            let rest = out.split_off(at.min(out.len()));
            out.push_str(&wrapped(mark, &rest));
        }
        Ok(out)
    }

    fn command(
        &mut self,
        reader: &mut Reader<'_>,
        out: &mut String,
        switches: &mut Vec<(usize, &'static str)>,
        depth: usize,
    ) -> anyhow::Result<()> {
        let name = reader.command();
        if let Some(text) = find(words::TEXTS, name) {
            out.push_str(text);
        } else if let Some(mark) = find(words::STYLES, name) {
            let inner = self.text(reader.argument(), depth + 1)?;
            out.push_str(&wrapped(mark, &inner));
        } else if let Some(mark) = find(words::SWITCHES, name) {
            if switches.iter().all(|(_, known)| *known != mark) {
                switches.push((out.len(), mark));
            }
        } else if words::CODES.contains(&name) {
            reader.optional();
            let code = plain(reader.argument());
            out.push_str(&code_span(&code));
        } else if let Some(level) = find(words::HEADINGS, name) {
            reader.optional();
            let title = self.text(reader.argument(), depth + 1)?;
            push_block(out, &format!("{} {}", "#".repeat(level), one_line(&title)));
        } else if let Some(title) = find(words::SECTIONS, name) {
            push_block(out, &format!("## {title}"));
        } else if let Some(mark) = find(words::ACCENTS, name) {
            let letter = self.text(reader.argument(), depth + 1)?;
            let mut letters = letter.chars();
            out.extend(letters.next());
            out.push(mark);
            out.push_str(letters.as_str());
        } else if let Some(count) = find(words::IGNORED, name) {
            for _ in 0..count {
                reader.optional();
                reader.argument();
            }
        } else if let Some(count) = find(words::DEFINITIONS, name) {
            self.definition(name, count, reader);
        } else {
            self.special(name, reader, out, depth)?;
        }
        Ok(())
    }

    /// A definition is passed over, and told but for those that packages use for sizes alone.
    fn definition(&mut self, name: &str, count: usize, reader: &mut Reader<'_>) {
        let defined = reader.argument();
        while reader.optional().is_some() {}
        for _ in 1..count {
            reader.argument();
        }
        if !defined.contains("htmlPixelsInCm") {
            self.found.unknown.insert(format!("\\{name} {defined}"));
        }
    }

    fn special(
        &mut self,
        name: &str,
        reader: &mut Reader<'_>,
        out: &mut String,
        depth: usize,
    ) -> anyhow::Result<()> {
        match name {
            "\\" | "newline" | "linebreak" => {
                reader.optional();
                out.push(BREAK);
            }
            "par" => push_space(out, 2),
            "(" => push_formula(out, reader.formula("\\)"), false),
            "[" => push_formula(out, reader.formula("\\]"), true),
            "begin" => {
                let environment = reader.group().unwrap_or_default();
                self.environment(environment, reader, out, depth)?;
            }
            "end" => drop(reader.group()),
            "problemname" | "title" => {
                let title = self.text(reader.argument(), depth + 1)?;
                self.title(&title);
            }
            "verb" => out.push_str(&code_span(verbatim(reader))),
            "href" => {
                let shown = self.link(reader, depth)?;
                out.push_str(&shown);
            }
            "footnote" => {
                let note = self.text(reader.argument(), depth + 1)?;
                out.push_str(&format!(" ({})", one_line(&note)));
            }
            "caption" => {
                let caption = self.text(reader.argument(), depth + 1)?;
                push_block(out, &wrapped("*", &one_line(&caption)));
            }
            "epigraph" => {
                let (quote, by) = (
                    self.text(reader.argument(), depth + 1)?,
                    self.text(reader.argument(), depth + 1)?,
                );
                push_block(
                    out,
                    &blocks::prefixed("> ", &format!("{}\n\n— {}", quote.trim(), by.trim())),
                );
            }
            "includegraphics" => {
                reader.optional();
                let file = plain(reader.argument());
                self.picture(&file, "", out);
            }
            "illustration" => {
                let (_, file) = (reader.argument(), plain(reader.argument()));
                let caption = self.text(reader.argument(), depth + 1)?;
                self.picture(&file, &one_line(&caption), out);
            }
            "constant" => {
                let name = plain(reader.argument());
                let value = self.constants.get(&name).cloned().unwrap_or_default();
                out.push_str(&super::text::escaped(&value));
            }
            _ if words::READERS.contains(&name) => {
                let file = plain(reader.argument());
                self.found
                    .lost
                    .insert(format!("\\{name}{{{file}}}: no other file is read"));
            }
            _ => {
                self.found.unknown.insert(format!("\\{name}"));
            }
        }
        Ok(())
    }

    fn link(&mut self, reader: &mut Reader<'_>, depth: usize) -> anyhow::Result<String> {
        let address = plain(reader.argument());
        let shown = self.text(reader.argument(), depth + 1)?;
        Ok(link(&address, &shown))
    }

    fn title(&mut self, title: &str) {
        let title = one_line(title).replace(['*', '\\'], "");
        if !title.is_empty() {
            self.found.title.get_or_insert(title);
        }
    }

    fn picture(&mut self, file: &str, caption: &str, out: &mut String) {
        match (self.figure)(file) {
            Some(path) => {
                let below = if caption.is_empty() {
                    String::new()
                } else {
                    format!("\n\n{}", wrapped("*", caption))
                };
                push_block(out, &format!("![]({path}){below}"));
            }
            None => push_block(out, &wrapped("*", caption)),
        }
    }
}

/// The reader one character before where it is; that was a brace.
fn back<'a>(reader: &Reader<'a>, text: &'a str) -> Reader<'a> {
    let mut before = Reader::new(text);
    before.take(text.len() - reader.rest().len() - 1);
    before
}

/// Behind `\verb`: what lies between two of the same character on a line.
fn verbatim<'a>(reader: &mut Reader<'a>) -> &'a str {
    let mark = reader.next().unwrap_or('|');
    let line = reader.rest().lines().next().unwrap_or_default();
    let code = line.split(mark).next().unwrap_or_default();
    reader.take(code.len());
    reader.eat(mark.encode_utf8(&mut [0; 4]));
    code
}

/// A text in which commands stand for themselves, such as a file's name or code.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut reader = Reader::new(text);
    while let Some(character) = reader.next() {
        match character {
            '\\' => match reader.command() {
                "textbackslash" => plain.push('\\'),
                "textasciitilde" => plain.push('~'),
                "textasciicircum" => plain.push('^'),
                "\\" => plain.push('\n'),
                "ldots" | "dots" => plain.push_str("..."),
                name if name.len() == 1 && !name.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                    plain.push_str(name)
                }
                _ => {}
            },
            '{' | '}' => {}
            '~' => plain.push(' '),
            _ => plain.push(character),
        }
    }
    plain
}

fn one_line(text: &str) -> String {
    text.replace(BREAK, " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn link(address: &str, shown: &str) -> String {
    let known = ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| address.starts_with(scheme));
    let plain = !address
        .contains(|character: char| character.is_whitespace() || matches!(character, '<' | '>' | '(' | ')'));
    match known && plain {
        true => format!("[{}]({address})", one_line(shown)),
        false => shown.to_owned(),
    }
}

/// The text with a mark at both of its ends, where Markdown takes it for one: not around space, and not across paragraphs.
fn wrapped(mark: &str, text: &str) -> String {
    let inner = text.trim();
    if inner.is_empty() || inner.contains("\n\n") || inner.contains(BREAK) {
        return text.to_owned();
    }
    // Two marks of stars within each other would be read as others.
    let mark = if inner.contains('*') {
        mark.replace('*', "_")
    } else {
        mark.to_owned()
    };
    let at = text.find(inner).unwrap_or(0);
    let (before, after) = (
        text.get(..at).unwrap_or_default(),
        text.get(at + inner.len()..).unwrap_or_default(),
    );
    format!("{before}{mark}{inner}{mark}{after}")
}

fn code_span(code: &str) -> String {
    let code = one_line(code);
    if code.is_empty() {
        return code;
    }
    let run = blocks::longest_run(&code, '`');
    let fence = "`".repeat(run + 1);
    let space = if run > 0 { " " } else { "" };
    format!("{fence}{space}{code}{space}{fence}")
}

fn push_formula(out: &mut String, formula: &str, display: bool) {
    let lines = formula.lines().map(|line| {
        let comment = line
            .match_indices('%')
            .find(|(at, _)| !line.get(..*at).is_some_and(|before| before.ends_with('\\')));
        comment.map_or(line, |(at, _)| line.get(..at).unwrap_or(line))
    });
    let formula = one_line(&lines.collect::<Vec<_>>().join(" "));
    match (formula.is_empty(), display) {
        (true, _) => {}
        (false, true) => push_block(out, &format!("$${formula}$$")),
        (false, false) => out.push_str(&format!("${formula}$")),
    }
}

/// A part of its own, with an empty line before and behind it.
fn push_block(out: &mut String, block: &str) {
    if block.is_empty() {
        return;
    }
    push_space(out, 2);
    out.push_str(block);
    push_space(out, 2);
}

/// A space, or an empty line where the source has one.
fn push_space(out: &mut String, lines: usize) {
    let at_start = out.is_empty() || out.ends_with('\n');
    if lines >= 2 {
        out.truncate(out.trim_end_matches(' ').len());
        if out.is_empty() || out.ends_with("\n\n") {
            return;
        }
        out.push_str(if out.ends_with('\n') { "\n" } else { "\n\n" });
    } else if !at_start && !out.ends_with(' ') {
        out.push(if lines == 1 { '\n' } else { ' ' });
    }
}

fn push_character(out: &mut String, character: char, reader: &mut Reader<'_>) {
    match character {
        '~' => out.push(' '),
        '-' if reader.eat("--") => out.push('—'),
        '-' if reader.eat("-") => out.push('–'),
        '`' if reader.eat("`") => out.push('“'),
        '\'' if reader.eat("'") => out.push('”'),
        '`' => out.push('‘'),
        '\'' => out.push('’'),
        '<' if reader.eat("<") => out.push('«'),
        '>' if reader.eat(">") => out.push('»'),
        _ => super::text::push_escaped(out, character),
    }
}
