//! Environments of LaTeX as blocks of Markdown: lists, tables, listings, formulas, and those that only place what they hold.

use super::reader::{Reader, split};
use super::words::{self, find};
use super::{BREAK, Converter, one_line, plain, push_block, push_formula, push_space};

/// A table of more is none that people read.
const COLUMNS_MAX: usize = 100;
const ROWS_MAX: usize = 1_000;

impl Converter<'_> {
    pub(super) fn environment(
        &mut self,
        written: &str,
        reader: &mut Reader<'_>,
        out: &mut String,
        depth: usize,
    ) -> anyhow::Result<()> {
        let name = written.trim_end_matches('*');
        if words::LISTINGS.contains(&name) {
            reader.optional();
            if name == "minted" {
                reader.group();
            }
            push_block(out, &fenced(reader.body(written)));
            return Ok(());
        }
        let body = reader.body(written);
        let mut inside = Reader::new(body);
        if words::LISTS.contains(&name) {
            inside.optional();
            let list = self.list(inside.rest(), name == "enumerate" || name == "compactenum", depth)?;
            push_block(out, &list);
        } else if words::TABLES.contains(&name) {
            inside.optional();
            // tabular* and tabularx have a width first.
            if name != "tabular" && name != "longtable" || written.ends_with('*') {
                inside.group();
            }
            inside.group();
            let table = self.table(inside.rest(), depth)?;
            push_block(out, &table);
        } else if let Some(within) = find(words::FORMULAS, name) {
            if name == "alignat" {
                inside.group();
            }
            match within {
                "" => push_formula(out, body, true),
                _ => push_formula(
                    out,
                    &format!("\\begin{{{within}}}{}\\end{{{within}}}", inside.rest()),
                    true,
                ),
            }
        } else if words::QUOTES.contains(&name) {
            let quote = self.text(body, depth + 1)?;
            push_block(out, &prefixed("> ", quote.trim()));
        } else if words::DRAWINGS.contains(&name) {
            self.found.lost.insert(format!("what \\begin{{{name}}} draws"));
        } else if !words::SAMPLES.contains(&name) {
            let title = matches!(name, "Input" | "Output" | "Interaction").then(|| format!("## {name}"));
            push_block(out, &title.unwrap_or_default());
            self.place(name, inside, out, depth)?;
        }
        Ok(())
    }

    /// What an environment holds that places it; an unknown one is taken for such.
    fn place(
        &mut self,
        name: &str,
        mut inside: Reader<'_>,
        out: &mut String,
        depth: usize,
    ) -> anyhow::Result<()> {
        let known = find(words::PLACES, name);
        if known.is_none() && !matches!(name, "Input" | "Output" | "Interaction") {
            self.found.unknown.insert(format!("\\begin{{{name}}}"));
        }
        inside.optional();
        for index in 0..known.unwrap_or(0) {
            let Some(argument) = inside.group() else {
                break;
            };
            if name == "problem" && index == 0 {
                let title = self.text(argument, depth + 1)?;
                self.title(&title);
            }
        }
        let held = self.text(inside.rest(), depth + 1)?;
        push_space(out, 2);
        out.push_str(held.trim());
        push_space(out, 2);
        Ok(())
    }

    fn list(&mut self, body: &str, numbered: bool, depth: usize) -> anyhow::Result<String> {
        let is_item = |rest: &str| {
            let behind = rest.strip_prefix("\\item")?;
            (!behind.starts_with(|character: char| character.is_ascii_alphabetic())).then_some("\\item".len())
        };
        let mut items = Vec::new();
        for (index, item) in split(body, is_item).into_iter().skip(1).enumerate() {
            let mut reader = Reader::new(item);
            let label = match reader.optional() {
                Some(label) => format!("**{}** ", one_line(&self.text(label, depth + 1)?)),
                None => String::new(),
            };
            let text = self.text(reader.rest(), depth + 1)?;
            let marker = if numbered {
                format!("{}. ", index + 1)
            } else {
                "- ".to_owned()
            };
            let indent = " ".repeat(marker.len());
            let text = prefixed(
                &indent,
                &format!("{label}{}", text.trim().trim_end_matches(BREAK).trim()),
            );
            items.push(format!("{marker}{}", text.trim_start()));
        }
        Ok(items.join("\n"))
    }

    fn table(&mut self, body: &str, depth: usize) -> anyhow::Result<String> {
        let is_row = |rest: &str| {
            rest.starts_with("\\\\")
                .then_some(2)
                .or(rest.starts_with("\\tabularnewline").then_some(15))
        };
        let mut rows: Vec<Vec<String>> = Vec::new();
        for row in split(body, is_row) {
            let row = without_rules(row);
            if row.trim().is_empty() {
                continue;
            }
            let mut cells = Vec::new();
            for cell in split(row, |rest| rest.starts_with('&').then_some(1)) {
                let (text, columns) = spanned(cell);
                let text = one_line(&self.text(text, depth + 1)?)
                    .replace("\\|", "|")
                    .replace('|', "\\|");
                cells.push(text);
                cells.extend(std::iter::repeat_n(String::new(), columns - 1));
                anyhow::ensure!(
                    cells.len() <= COLUMNS_MAX,
                    "a table has more than {COLUMNS_MAX} columns"
                );
            }
            rows.push(cells);
            anyhow::ensure!(rows.len() <= ROWS_MAX, "a table has more than {ROWS_MAX} rows");
        }
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut lines = Vec::new();
        for (index, row) in rows.iter_mut().enumerate() {
            row.resize(columns, String::new());
            lines.push(format!("| {} |", row.join(" | ")));
            if index == 0 {
                lines.push(format!("|{}", " --- |".repeat(columns)));
            }
        }
        Ok(lines.join("\n"))
    }
}

/// A row without the lines above it.
fn without_rules(row: &str) -> &str {
    let mut reader = Reader::new(row);
    loop {
        let before = reader;
        reader.skip_spaces();
        if reader.rest().starts_with('[') && before.rest().len() == row.len() {
            reader.optional();
            continue;
        }
        if !reader.eat("\\") {
            return reader.rest();
        }
        match reader.command() {
            "hline" | "toprule" | "midrule" | "bottomrule" => {}
            "cline" | "cmidrule" => drop(reader.group()),
            _ => return before.rest(),
        }
    }
}

/// A cell's text and how many columns it is wide.
fn spanned(cell: &str) -> (&str, usize) {
    let mut reader = Reader::new(cell);
    reader.skip_spaces();
    if reader.eat("\\multicolumn") {
        let columns = plain(reader.argument()).trim().parse().unwrap_or(1);
        reader.argument();
        return (reader.argument(), usize::clamp(columns, 1, COLUMNS_MAX));
    }
    if reader.eat("\\multirow") {
        reader.optional();
        reader.argument();
        reader.optional();
        reader.argument();
        return (reader.argument(), 1);
    }
    (cell, 1)
}

/// The text with this before each of its lines that is not empty.
pub(super) fn prefixed(prefix: &str, text: &str) -> String {
    let lines = text.lines().map(|line| match line.is_empty() {
        true => prefix.trim_end().to_owned(),
        false => format!("{prefix}{line}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn fenced(code: &str) -> String {
    let fence = "`".repeat(longest_run(code, '`').max(2) + 1);
    let code = code.trim_start_matches([' ', '\t']);
    let code = code.strip_prefix('\n').unwrap_or(code).trim_end();
    format!("{fence}\n{code}\n{fence}")
}

pub(super) fn longest_run(text: &str, character: char) -> usize {
    text.split(|other| other != character)
        .map(str::len)
        .max()
        .unwrap_or(0)
}
