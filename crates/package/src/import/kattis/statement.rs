//! The statement in one language, English if there is one; what is in the others is noted. Also the description of the solution.

use std::collections::BTreeMap;

use super::settings::Settings;
use crate::import::draft::Draft;
use crate::import::report::Format;
use crate::import::source::Source;
use crate::import::text;

/// A text in a language.
#[derive(Debug, PartialEq, Eq)]
struct Found<'a> {
    language: &'a str,
    extension: &'a str,
    file: &'a str,
}

pub(super) fn read(source: &Source, settings: &Settings, draft: &mut Draft) -> anyhow::Result<()> {
    let folder = match settings.format {
        Format::KattisLegacy => "problem_statement/",
        _ => "statement/",
    };
    // Packages that are between the versions have the other one's folder.
    let other = if folder == "statement/" {
        "problem_statement/"
    } else {
        "statement/"
    };
    let folder = if source.has_folder(folder) { folder } else { other };
    let language = match choose(source, folder, "problem", draft) {
        Some(found) => {
            let title = statement(source, folder, &found, settings, draft)?;
            let names = &settings.names;
            let plain = names.get(found.language).or_else(|| names.values().next());
            draft.title = plain.cloned().or(title);
            found.language.to_owned()
        }
        None => {
            draft.notes.differs(
                folder,
                "there is no statement in Markdown or TeX; write statement.md",
            );
            draft.title = settings
                .names
                .get("en")
                .or_else(|| settings.names.values().next())
                .cloned();
            "The statement is yet to be written.\n".clone_into(&mut draft.statement);
            String::new()
        }
    };
    for name in settings
        .names
        .keys()
        .filter(|name| **name != language && settings.names.len() > 1)
    {
        draft.notes.dropped(
            format!("problem.yaml: name.{name}"),
            "a Gavel package has one language",
        );
    }
    if !settings.credits.is_empty() {
        let parts: Vec<String> = settings
            .credits
            .iter()
            .map(|(label, value)| format!("{label}: {}", text::escaped(value)))
            .collect();
        draft.statement.push_str(&format!("\n{}\n", parts.join(" · ")));
        draft.notes.changed(
            "problem.yaml",
            format!(
                "problem.yaml of Gavel has no fields for them, so the statement ends with: {}",
                parts.join(" · ")
            ),
        );
    }
    if let Some(found) = choose(source, "solution/", "solution", draft) {
        let converted = convert(source, "solution/", &found, &settings.constants, draft)?;
        draft.editorial = Some(converted.markdown);
    }
    Ok(())
}

/// English in Markdown, English in TeX, or the same of the first language.
fn choose<'a>(source: &'a Source, folder: &'a str, stem: &str, draft: &mut Draft) -> Option<Found<'a>> {
    let found = source.beneath(folder).filter_map(|file| {
        let name = file.strip_prefix(folder)?.strip_prefix(stem)?;
        let (language, extension) = name.rsplit_once('.')?;
        let language = if language.is_empty() {
            "en"
        } else {
            language.strip_prefix('.')?
        };
        matches!(extension, "md" | "tex" | "pdf" | "html" | "txt").then_some(Found {
            language,
            extension,
            file,
        })
    });
    let mut found: Vec<Found<'_>> = found.collect();
    let order = |found: &Found<'_>| match found.extension {
        "md" => 0,
        "tex" => 1,
        _ => 2,
    };
    found.sort_by_key(|found| (found.language != "en", found.language, order(found)));
    let at = found.iter().position(|found| order(found) < 2);
    for (index, other) in found.iter().enumerate().filter(|(index, _)| Some(*index) != at) {
        let same = at
            .and_then(|at| found.get(at))
            .is_some_and(|chosen| chosen.language == other.language);
        let why = if same {
            "another form of the text that was taken"
        } else {
            "a Gavel package has one text, in one language"
        };
        let _ = index;
        draft.notes.dropped(other.file, why);
    }
    at.map(|at| found.swap_remove(at))
}

/// Returns the title that the text itself has.
fn statement(
    source: &Source,
    folder: &str,
    found: &Found<'_>,
    settings: &Settings,
    draft: &mut Draft,
) -> anyhow::Result<Option<String>> {
    let converted = convert(source, folder, found, &settings.constants, draft)?;
    draft.statement = converted.markdown;
    Ok(converted.title)
}

fn convert(
    source: &Source,
    folder: &str,
    found: &Found<'_>,
    constants: &BTreeMap<String, String>,
    draft: &mut Draft,
) -> anyhow::Result<text::Converted> {
    let whole = source.text(found.file)?;
    match found.extension {
        "md" => Ok(text::markdown(
            source, folder, found.file, &whole, constants, draft,
        )),
        _ => text::latex(source, folder, found.file, &whole, constants, draft),
    }
}
