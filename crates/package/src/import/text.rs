//! Statements and editorials of other judges as Gavel's Markdown: figures get their new paths, samples are taken out because they
//! are shown apart, and what cannot be shown is noted.

use std::collections::BTreeMap;

use anyhow::Context;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::draft::Draft;
use super::latex;
use super::report::Notes;
use super::source::Source;

#[derive(Debug)]
pub(super) struct Converted {
    pub(super) markdown: String,
    /// The title that the text itself has.
    pub(super) title: Option<String>,
}

/// Extensions that LaTeX adds to a figure's name.
const FIGURES: [&str; 6] = ["", ".png", ".jpg", ".jpeg", ".pdf", ".eps"];

pub(super) fn latex(
    source: &Source,
    folder: &str,
    file: &str,
    text: &str,
    constants: &BTreeMap<String, String>,
    draft: &mut Draft,
) -> anyhow::Result<Converted> {
    let mut missing = Vec::new();
    let mut figure = |name: &str| {
        let name = name.trim().trim_start_matches("./");
        let found = FIGURES
            .iter()
            .map(|extension| format!("{folder}{name}{extension}"));
        match found.into_iter().find(|file| source.has(file)) {
            Some(file) => draft.figure(source, &file),
            None => {
                missing.push(name.to_owned());
                None
            }
        }
    };
    let (markdown, found) = latex::convert(text, constants, &mut figure).with_context(|| file.to_owned())?;
    for name in missing {
        draft.notes.differs(file, format!("there is no figure {name:?}"));
    }
    for lost in found.lost {
        draft
            .notes
            .differs(file, format!("{lost}, and is missing in the Markdown"));
    }
    if !found.unknown.is_empty() {
        let unknown: Vec<String> = found.unknown.into_iter().collect();
        draft.notes.differs(
            file,
            format!("LaTeX that is not known was left out: {}", unknown.join(" ")),
        );
    }
    draft.notes.changed(file, "LaTeX became Markdown; read it over");
    Ok(Converted {
        markdown,
        title: found.title,
    })
}

pub(super) fn markdown(
    source: &Source,
    folder: &str,
    file: &str,
    text: &str,
    constants: &BTreeMap<String, String>,
    draft: &mut Draft,
) -> Converted {
    let text = filled(text, file, constants, &mut draft.notes);
    let mut made = String::new();
    let mut copied = 0;
    let mut html = false;
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    for (event, place) in Parser::new_ext(&text, options).into_offset_iter() {
        match event {
            Event::Html(_) | Event::InlineHtml(_) => html = true,
            Event::Start(Tag::Image { dest_url, .. }) => {
                let name = dest_url.trim_start_matches("./");
                let own = format!("{folder}{name}");
                let path = if source.has(&own) {
                    draft.figure(source, &own)
                } else {
                    None
                };
                let image = text.get(place.clone()).unwrap_or_default();
                // Of an image that names its address elsewhere nothing is found here.
                let at = image
                    .rfind(&*dest_url)
                    .map(|at| place.start + at)
                    .filter(|at| *at >= copied);
                match (path, at) {
                    (Some(path), Some(at)) => {
                        made.push_str(text.get(copied..at).unwrap_or_default());
                        made.push_str(&path);
                        copied = at + dest_url.len();
                    }
                    _ => draft
                        .notes
                        .differs(file, format!("the image {name:?} is not a figure of the package")),
                }
            }
            _ => {}
        }
    }
    made.push_str(text.get(copied..).unwrap_or_default());
    if html {
        draft.notes.differs(
            file,
            "it holds HTML, which Gavel does not show; write it as Markdown",
        );
    }
    Converted {
        markdown: format!("{}\n", made.trim()),
        title: None,
    }
}

/// With the constants' values, and without the places of samples.
fn filled(text: &str, file: &str, constants: &BTreeMap<String, String>, notes: &mut Notes) -> String {
    let mut made = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("{{") {
        made.push_str(before);
        let Some((name, after)) = behind.split_once("}}").filter(|(name, _)| is_name(name)) else {
            made.push_str("{{");
            rest = behind;
            continue;
        };
        match (name, constants.get(name)) {
            ("nextsample" | "remainingsamples", _) => {
                notes.changed(file, "samples are shown apart from the text");
            }
            (_, Some(value)) => made.push_str(value),
            (_, None) => {
                made.push_str("{{");
                rest = behind;
                continue;
            }
        }
        rest = after;
    }
    made.push_str(rest);
    made
}

fn is_name(name: &str) -> bool {
    name.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Plain text so that Markdown shows it as it is.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        push_escaped(&mut out, character);
    }
    out
}

pub(super) fn push_escaped(out: &mut String, character: char) {
    let special = match character {
        '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '$' | '~' | '&' => true,
        '#' | '+' | '-' | '=' | '>' => out.is_empty() || out.ends_with('\n'),
        '.' | ')' => ends_a_number_of_a_list(out),
        _ => false,
    };
    if special {
        out.push('\\');
    }
    out.push(character);
}

/// Whether the last line is at most nine digits and nothing else.
fn ends_a_number_of_a_list(text: &str) -> bool {
    let digits = text.bytes().rev().take(10).take_while(u8::is_ascii_digit).count();
    let before = text.get(..text.len() - digits).unwrap_or_default();
    (1..10).contains(&digits) && (before.is_empty() || before.ends_with('\n'))
}
