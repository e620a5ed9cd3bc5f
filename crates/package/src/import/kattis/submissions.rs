//! `submissions/`: programs by the verdict that they must get, and `submissions.yaml` of 2025-09, which says the same by patterns.
//! A program that may come to more than one status cannot be carried over, because Gavel's folders promise one.

use std::collections::BTreeSet;

use anyhow::Context;
use gavel_wire::Status;
use serde_json::Value;

use crate::import::draft::Draft;
use crate::import::fields::{Fields, scalar};
use crate::import::programs::{self, Language};
use crate::import::source::Source;

const FOLDER: &str = "submissions/";
const FILE: &str = "submissions/submissions.yaml";
const VERDICTS: [(&str, Status); 4] = [
    ("AC", Status::Accepted),
    ("WA", Status::WrongAnswer),
    ("TLE", Status::TimeLimit),
    ("RTE", Status::RuntimeError),
];
/// What a folder's programs may and must get.
const FOLDERS: [(&str, &[&str], &[&str]); 6] = [
    ("accepted", &["AC"], &[]),
    ("rejected", &["AC", "WA", "TLE", "RTE"], &["RTE", "TLE", "WA"]),
    ("wrong_answer", &["AC", "WA"], &["WA"]),
    ("time_limit_exceeded", &["AC", "TLE"], &["TLE"]),
    ("run_time_error", &["AC", "RTE"], &["RTE"]),
    ("brute_force", &["AC", "RTE", "TLE"], &["RTE", "TLE"]),
];
/// DOMjudge's folders beside those.
const MORE: [(&str, Status); 5] = [
    ("compiler_error", Status::CompileError),
    ("compile_error", Status::CompileError),
    ("output_limit", Status::OutputLimit),
    ("memory_limit_exceeded", Status::MemoryLimit),
    ("no_output", Status::WrongAnswer),
];
/// Patterns of one file and the alternatives that its braces come to.
const PATTERNS_MAX: usize = 1_000;

#[derive(Debug, Clone)]
struct Rule {
    pattern: String,
    permitted: Option<BTreeSet<String>>,
    required: Option<BTreeSet<String>>,
    score: Option<u32>,
}

pub(super) fn read(source: &Source, extensions: &BTreeSet<String>, draft: &mut Draft) -> anyhow::Result<()> {
    let rules = rules(source, draft)?;
    let mut programs: BTreeSet<&str> = BTreeSet::new();
    for file in source.beneath(FOLDER) {
        let path = file.strip_prefix(FOLDER).unwrap_or(file);
        let mut parts = path.split('/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(folder), Some(name), Some(_)) => {
                programs.insert(path.get(..folder.len() + 1 + name.len()).unwrap_or(path));
            }
            (Some(_), Some(_), None) => {
                programs.insert(path);
            }
            _ if file == FILE => {}
            _ => draft.notes.dropped(file, "it lies in no folder of a verdict"),
        }
    }
    for program in programs {
        let place = format!("{FOLDER}{program}");
        let promised = match promise(program, &rules) {
            Ok(promised) => promised,
            Err(why) => {
                draft.notes.dropped(place, why);
                continue;
            }
        };
        let whole = match source.has(&place) {
            true => vec![place.as_str()],
            false => source
                .beneath(&place)
                .filter(|file| file.as_bytes().get(place.len()) == Some(&b'/'))
                .collect(),
        };
        let taken = programs::take(
            source,
            &place,
            &whole,
            promised,
            Language::ByName,
            extensions,
            draft,
        );
        let rule = rules
            .iter()
            .rfind(|rule| rule.score.is_some() && matches(&rule.pattern, program));
        if let (Some(name), Some(score)) = (taken, rule.and_then(|rule| rule.score)) {
            draft.scores.insert(name, score);
        }
    }
    Ok(())
}

fn of_folders() -> Vec<Rule> {
    FOLDERS
        .iter()
        .map(|(folder, permitted, required)| {
            let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
            Rule {
                pattern: (*folder).to_owned(),
                permitted: Some(set(permitted)),
                required: (!required.is_empty()).then(|| set(required)),
                score: None,
            }
        })
        .collect()
}

fn rules(source: &Source, draft: &mut Draft) -> anyhow::Result<Vec<Rule>> {
    let mut rules = of_folders();
    if !source.has(FILE) {
        return Ok(rules);
    }
    let settings = Fields::parse(&source.text(FILE)?, FILE)?;
    for (pattern, value) in settings.into_map() {
        let Value::Object(value) = value else {
            continue;
        };
        for field in value.keys() {
            match field.as_str() {
                "permitted" | "required" | "score" | "language" | "entrypoint" | "use_for_time_limit" => {}
                "authors" | "model_solution" => {
                    draft
                        .notes
                        .dropped(format!("{FILE}: {field}"), "a Gavel package does not say it");
                }
                _ => draft.notes.dropped(
                    format!("{FILE}: {pattern}: {field}"),
                    "what is said of some tests or a message alone is not carried over",
                ),
            }
        }
        let verdicts = |field: &str| -> anyhow::Result<Option<BTreeSet<String>>> {
            let Some(value) = value.get(field) else {
                return Ok(None);
            };
            let words = value
                .as_array()
                .and_then(|words| words.iter().map(scalar).collect());
            Ok(Some(words.with_context(|| {
                format!("{FILE}: {pattern}: {field} is no list of verdicts")
            })?))
        };
        let (permitted, required) = (verdicts("permitted")?, verdicts("required")?);
        let score = value.get("score").and_then(score);
        if value.contains_key("score") && score.is_none() {
            draft.notes.dropped(
                format!("{FILE}: {pattern}: score"),
                "it is not a whole number of points, and `scores` has those alone",
            );
        }
        // A folder's own name replaces what the folder means by default.
        match rules.iter_mut().find(|rule| rule.pattern == pattern) {
            Some(rule) => {
                rule.permitted = permitted.or(rule.permitted.take());
                rule.required = required.or(rule.required.take());
                rule.score = score;
            }
            None => {
                for pattern in alternatives(&pattern)? {
                    rules.push(Rule {
                        pattern,
                        permitted: permitted.clone(),
                        required: required.clone(),
                        score,
                    });
                }
            }
        }
        anyhow::ensure!(
            rules.len() <= PATTERNS_MAX,
            "{FILE} has more than {PATTERNS_MAX} patterns"
        );
    }
    Ok(rules)
}

/// One number of whole points, or a range that is one.
fn score(value: &Value) -> Option<u32> {
    let points = |value: &Value| {
        let points = value.as_f64().filter(|points| points.fract() == 0.0)?;
        (0.0..=f64::from(u32::MAX))
            .contains(&points)
            .then_some(points as u32)
    };
    match value {
        Value::Array(ends) => match ends.as_slice() {
            [from, to] => points(from).filter(|from| points(to) == Some(*from)),
            _ => None,
        },
        value => points(value),
    }
}

/// The one status that a program at this path comes to, or why there is none.
fn promise(program: &str, rules: &[Rule]) -> Result<Status, &'static str> {
    let folder = program.split('/').next().unwrap_or_default();
    let rules: Vec<&Rule> = rules
        .iter()
        .filter(|rule| matches(&rule.pattern, program))
        .collect();
    if rules.is_empty() {
        let more = MORE.iter().find(|(known, _)| *known == folder);
        return more
            .map(|(_, status)| *status)
            .ok_or("its folder promises no single verdict");
    }
    let permitted = |verdict: &str| {
        let lists = rules.iter().filter_map(|rule| rule.permitted.as_ref());
        lists.into_iter().all(|list| list.contains(verdict))
    };
    let wrong: Vec<&(&str, Status)> = VERDICTS[1..]
        .iter()
        .filter(|(verdict, _)| permitted(verdict))
        .collect();
    let must_fail = rules
        .iter()
        .filter_map(|rule| rule.required.as_ref())
        .any(|required| !required.contains("AC"));
    match (wrong.as_slice(), must_fail) {
        ([], false) if permitted("AC") => Ok(Status::Accepted),
        ([(_, status)], true) => Ok(*status),
        _ => Err("it may come to more than one verdict, and a Gavel folder promises one"),
    }
}

/// Whether the pattern matches the path or a folder above it; `*` stands for anything within a name.
fn matches(pattern: &str, path: &str) -> bool {
    let mut names = path.split('/');
    pattern
        .trim_end_matches('/')
        .split('/')
        .all(|pattern| names.next().is_some_and(|name| matches_name(pattern, name)))
}

fn matches_name(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else {
        return false;
    };
    if !pattern.contains('*') {
        return rest.is_empty();
    }
    let mut parts: Vec<&str> = parts.collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// `a.{py,cpp}` as `a.py` and `a.cpp`.
fn alternatives(pattern: &str) -> anyhow::Result<Vec<String>> {
    let mut open = vec![pattern.to_owned()];
    let mut done = Vec::new();
    while let Some(pattern) = open.pop() {
        anyhow::ensure!(
            open.len() + done.len() < PATTERNS_MAX,
            "{FILE}: a pattern has more than {PATTERNS_MAX} alternatives"
        );
        // The innermost braces are those that close first.
        let inner = pattern
            .find('}')
            .and_then(|end| Some((pattern.get(..end)?.rfind('{')?, end)));
        let Some((start, end)) = inner else {
            done.push(pattern);
            continue;
        };
        let part = |range: std::ops::Range<usize>| pattern.get(range).unwrap_or_default();
        for choice in part(start + 1..end).split(',') {
            open.push(format!(
                "{}{choice}{}",
                part(0..start),
                part(end + 1..pattern.len())
            ));
        }
    }
    done.sort();
    Ok(done)
}

#[cfg(test)]
mod checks {
    use super::*;

    #[test]
    fn patterns_match_names_and_folders_above() {
        for (pattern, path) in [
            ("accepted", "accepted/a.py"),
            ("accepted/*", "accepted/a.py"),
            ("*/a.py", "mixed/a.py"),
            ("mixed/*-slow*.c", "mixed/my-slow-one.c"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("accept", "accepted/a.py"),
            ("*.py", "accepted/a.py"),
            ("a/*b*b", "a/b"),
        ] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
        let made = alternatives("{a,b}/x.{py,c}").unwrap();
        assert_eq!(made, ["a/x.c", "a/x.py", "b/x.c", "b/x.py"]);
        assert_eq!(alternatives("}{").unwrap(), ["}{"]);
        assert!(alternatives(&"{a,b}".repeat(30)).is_err());
    }
}
