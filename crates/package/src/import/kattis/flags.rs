//! How outputs are compared: the default validator's flags, from wherever they are given, as one of Gavel's checkers.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use gavel_wire::problem::Checker;

use super::MARK;
use super::settings::Settings;
use crate::import::draft::Draft;
use crate::import::fields::Fields;
use crate::import::source::Source;

pub(super) fn read(source: &Source, settings: &Settings, draft: &mut Draft) -> anyhow::Result<()> {
    let groups = groups(source, draft)?;
    if settings.custom {
        draft.notes.differs(
            "output_validators",
            "a program of Kattis's protocol compares outputs, which Gavel does not run; expected outputs are compared as tokens",
        );
        return Ok(());
    }
    let mut places: BTreeMap<Vec<String>, String> = BTreeMap::new();
    for test in draft.tests.hidden.iter().chain(&draft.tests.samples) {
        let folders = test
            .input
            .match_indices('/')
            .map(|(at, _)| test.input.get(..at).unwrap_or_default());
        let own = test.input.strip_suffix(".in").unwrap_or_default();
        let given = folders
            .chain([own])
            .filter_map(|folder| groups.get(folder))
            .next_back();
        let flags = given.unwrap_or(&settings.validator_flags);
        places.entry(flags.clone()).or_insert_with(|| test.input.clone());
    }
    let first = draft.tests.hidden.first().or(draft.tests.samples.first());
    let first = first.map(|test| test.input.clone()).unwrap_or_default();
    if places.len() > 1 {
        let others = places.values().filter(|place| **place != first);
        let others: Vec<&str> = others.map(String::as_str).collect();
        draft.notes.differs(
            "data/",
            format!("tests are compared by different flags (as {} is); Gavel has one checker for all, that of {first}", others.join(", ")),
        );
    }
    let chosen = places.into_iter().find(|(_, place)| *place == first);
    checker(&chosen.map(|(flags, _)| flags).unwrap_or_default(), draft);
    Ok(())
}

/// The flags that groups and tests set, by their paths.
fn groups(source: &Source, draft: &mut Draft) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    let mut groups = BTreeMap::new();
    let files: BTreeSet<&str> = source
        .beneath("data/")
        .filter(|file| file.ends_with(".yaml"))
        .collect();
    for file in files {
        let (folder, name) = file.rsplit_once('/').unwrap_or_default();
        let is_group = matches!(name, "testdata.yaml" | "test_group.yaml");
        let subject = if is_group {
            folder
        } else {
            file.strip_suffix(".yaml").unwrap_or(file)
        };
        let mut fields = Fields::parse(&source.text(file)?, file)?;
        for field in ["output_validator_flags", "output_validator_args"] {
            let flags = fields.words(field).with_context(|| file.to_owned())?;
            if !flags.is_empty() {
                groups.insert(subject.to_owned(), flags);
            }
        }
        if fields
            .text("on_reject")
            .with_context(|| file.to_owned())?
            .is_some_and(|text| text == "continue")
        {
            draft.stop_at_first_failure = false;
        }
        for field in fields.into_names() {
            let place = format!("{file}: {field}");
            match field.as_str() {
                "args" => draft.notes.differs(place, "a program gets no arguments in Gavel"),
                "accept_score"
                | "reject_score"
                | "range"
                | "grading"
                | "grader_flags"
                | "max_score"
                | "score_aggregation"
                | "require_pass"
                | "static_validation_score" => {
                    draft.notes.differs(place, "points are not carried over");
                }
                _ => draft.notes.dropped(place, "Gavel has nothing like it"),
            }
        }
    }
    Ok(groups)
}

fn checker(flags: &[String], draft: &mut Draft) {
    let place = format!("{MARK}: validator_flags");
    let (mut case, mut space) = (false, false);
    let (mut absolute, mut relative) = (None, None);
    let mut flags = flags.iter();
    while let Some(flag) = flags.next() {
        let mut tolerance = || flags.next().and_then(|text| text.parse::<f64>().ok());
        match flag.as_str() {
            "case_sensitive" => case = true,
            "space_change_sensitive" => space = true,
            "float_tolerance" => {
                let both = tolerance();
                (absolute, relative) = (both, both);
            }
            "float_absolute_tolerance" => absolute = tolerance(),
            "float_relative_tolerance" => relative = tolerance(),
            _ => draft
                .notes
                .differs(&place, format!("the flag {flag:?} is not known")),
        }
    }
    if !case {
        draft.tests.any_case = Some(place.clone());
    }
    if absolute.is_some() || relative.is_some() {
        draft.float(&place, absolute.unwrap_or(0.0), relative.unwrap_or(0.0));
        if space {
            draft.notes.differs(
                place,
                "numbers are compared with a tolerance, and white space is not compared",
            );
        }
    } else if space {
        draft.checker = Checker::Exact;
        draft.notes.changed(
            place,
            "checker exact allows for one newline at the end that only one side has",
        );
    }
}
