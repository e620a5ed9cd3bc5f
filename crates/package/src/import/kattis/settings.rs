//! `problem.yaml` of both versions, the legacy time limit in `.timelimit` and DOMjudge's `domjudge-problem.ini`.

use std::collections::BTreeMap;

use anyhow::Context;
use serde_json::{Map, Value};

use super::MARK;
use crate::import::draft::Draft;
use crate::import::fields::{Fields, scalar, shown};
use crate::import::report::Format;
use crate::import::source::{Source, TIME_LIMIT};

pub(super) const DOMJUDGE: &str = "domjudge-problem.ini";
const MIB: f64 = 1_048_576.0;

#[derive(Debug)]
pub(super) struct Settings {
    pub(super) format: Format,
    /// By language; of a single name that of `en`.
    pub(super) names: BTreeMap<String, String>,
    /// Texts that stand for `{{name}}`.
    pub(super) constants: BTreeMap<String, String>,
    pub(super) validator_flags: Vec<String>,
    /// Whether outputs are compared by a program of the package.
    pub(super) custom: bool,
    pub(super) interactive: bool,
    pub(super) scoring: bool,
    /// With a label for each.
    pub(super) credits: Vec<(&'static str, String)>,
}

pub(super) fn read(source: &Source, mut fields: Fields, draft: &mut Draft) -> anyhow::Result<Settings> {
    let version = fields.text("problem_format_version")?;
    let format = match version.as_deref().map(str::trim) {
        None | Some("legacy" | "legacy-icpc") => Format::KattisLegacy,
        Some("2025-09" | "draft" | "2023-07") => Format::Kattis2025,
        Some(version) if version.ends_with("-draft") => Format::Kattis2025,
        Some(version) => {
            anyhow::bail!(
                "problem_format_version {version} is not known: legacy, 2023-07-draft, 2025-09 and draft are"
            )
        }
    };
    let settings = fill(source, format, &mut fields, draft).context(MARK)?;
    for field in fields.into_names() {
        draft
            .notes
            .dropped(format!("{MARK}: {field}"), "Gavel has nothing like it");
    }
    Ok(settings)
}

fn fill(source: &Source, format: Format, fields: &mut Fields, draft: &mut Draft) -> anyhow::Result<Settings> {
    let kinds = fields.words("type")?;
    let validation = fields.words("validation")?;
    let said = |word: &str| kinds.iter().chain(&validation).any(|kind| kind == word);
    for kind in ["multi-pass", "multipass", "submit-answer"] {
        anyhow::ensure!(
            !said(kind),
            "{kind} problems cannot be imported: Gavel would judge them as programs that print an answer"
        );
    }
    let (interactive, scoring) = (said("interactive"), said("scoring") || said("score"));
    draft
        .notes
        .changed("difficulty", "the format has none; it is medium");
    let domjudge = domjudge(source)?;
    let names = match fields.take("name") {
        Some(Value::Object(names)) => texts(names),
        name => name
            .as_ref()
            .and_then(scalar)
            .or_else(|| domjudge.get("name").cloned())
            .map(|name| ("en".to_owned(), name))
            .into_iter()
            .collect(),
    };
    limits(source, &domjudge, fields.map("limits")?, draft)?;
    for word in fields.words("keywords")? {
        draft.tag("problem.yaml: keywords", &word);
    }
    grading(fields, draft)?;
    // They say nothing to a judge: an id elsewhere, a version of the package, whether files may be written (never).
    for field in ["uuid", "version", "allow_file_writing"] {
        if fields.take(field).is_some() {
            draft
                .notes
                .dropped(format!("{MARK}: {field}"), "Gavel has nothing like it");
        }
    }
    if fields
        .text("languages")?
        .is_some_and(|languages| languages != "all")
    {
        draft.notes.differs(
            format!("{MARK}: languages"),
            "a problem is open to every language of Gavel",
        );
    }
    let custom = match format {
        Format::KattisLegacy => validation.iter().any(|word| word == "custom"),
        _ if interactive => true,
        _ => source.has_folder("output_validator/") || source.has_folder("output_validators/"),
    };
    Ok(Settings {
        format,
        names,
        credits: credits(fields),
        constants: texts(fields.map("constants")?.into_map()),
        validator_flags: fields.words("validator_flags")?,
        custom,
        interactive,
        scoring,
    })
}

fn grading(fields: &mut Fields, draft: &mut Draft) -> anyhow::Result<()> {
    let mut grading = fields.map("grading")?;
    if grading
        .text("objective")?
        .is_some_and(|objective| objective != "max")
    {
        draft
            .notes
            .differs(format!("{MARK}: grading"), "more points are better in Gavel");
    }
    for field in grading.into_names() {
        draft
            .notes
            .dropped(format!("{MARK}: grading.{field}"), "Gavel has nothing like it");
    }
    Ok(())
}

/// Who made it and under which licence, with a label for each.
fn credits(fields: &mut Fields) -> Vec<(&'static str, String)> {
    let credits = [
        ("author", "Author"),
        ("credits", "Credits"),
        ("source", "Source"),
        ("source_url", "From"),
        ("rights_owner", "Rights"),
        ("license", "Licence"),
    ];
    let given = credits.into_iter().filter_map(|(field, label)| {
        let value = fields.take(field)?;
        Some((label, shown(&value)))
    });
    given.collect()
}

fn texts(map: Map<String, Value>) -> BTreeMap<String, String> {
    map.into_iter()
        .filter_map(|(key, value)| Some((key, scalar(&value)?)))
        .collect()
}

fn limits(
    source: &Source,
    domjudge: &BTreeMap<String, String>,
    mut limits: Fields,
    draft: &mut Draft,
) -> anyhow::Result<()> {
    let beside = match source.has(TIME_LIMIT) {
        true => Some((TIME_LIMIT, source.text(TIME_LIMIT)?)),
        false => domjudge.get("timelimit").map(|limit| (DOMJUDGE, limit.clone())),
    };
    let beside = beside.map(|(file, text)| {
        let seconds = text
            .trim()
            .parse::<f64>()
            .ok()
            .filter(|seconds| seconds.is_finite());
        anyhow::Ok((
            file,
            seconds.with_context(|| format!("the time limit in {file} is no number"))?,
        ))
    });
    let said = limits
        .number("time_limit")?
        .map(|seconds| ("problem.yaml: limits.time_limit", seconds));
    match said.or(beside.transpose()?) {
        Some((place, seconds)) => {
            draft.cpu_ms(place, seconds * 1000.0);
            for field in [
                "time_multiplier",
                "time_safety_margin",
                "time_multipliers",
                "time_resolution",
            ] {
                limits.take(field);
            }
        }
        None => {
            let multiplier = limits.number("time_multiplier")?;
            let multiplier = multiplier
                .map(|times| format!(" ({times} times the slowest)"))
                .unwrap_or_default();
            for field in ["time_safety_margin", "time_multipliers", "time_resolution"] {
                limits.take(field);
            }
            let cpu_ms = draft.limits.cpu_ms;
            draft.notes.differs(
                format!("{MARK}: limits"),
                format!("the time limit is made from the accepted submissions{multiplier} and not said; cpu_ms is Gavel's {cpu_ms}, and `verify` proposes one"),
            );
        }
    }
    match limits.number("memory")? {
        Some(mib) => draft.memory_bytes("problem.yaml: limits.memory", mib * MIB),
        None => draft.notes.changed(
            format!("{MARK}: limits.memory"),
            format!(
                "it is not said; memory_bytes is Gavel's {}",
                draft.limits.memory_bytes
            ),
        ),
    }
    if let Some(mib) = limits.number("output")? {
        draft.output_bytes("problem.yaml: limits.output", mib * MIB);
    }
    for field in limits.into_names() {
        draft.notes.dropped(
            format!("{MARK}: limits.{field}"),
            "it is the same for all problems in Gavel, or there is none",
        );
    }
    Ok(())
}

/// `key = 'value'`, line by line.
fn domjudge(source: &Source) -> anyhow::Result<BTreeMap<String, String>> {
    if !source.has(DOMJUDGE) {
        return Ok(BTreeMap::new());
    }
    let text = source.text(DOMJUDGE)?;
    let pairs = text.lines().filter_map(|line| {
        let (key, value) = line.split_once('=')?;
        let value = value.trim().trim_matches(['\'', '"']);
        Some((key.trim().to_owned(), value.to_owned()))
    });
    Ok(pairs.collect())
}
