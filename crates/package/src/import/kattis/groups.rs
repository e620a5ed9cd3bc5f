//! Settings of groups and of single tests: `testdata.yaml` of the legacy version, `test_group.yaml` of 2025-09, and a test's own `.yaml`.
//! `flags` and `scoring` use them.

use std::collections::BTreeMap;

use anyhow::Context;

use crate::import::draft::Draft;
use crate::import::fields::Fields;
use crate::import::source::Source;

#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    /// For the output validator.
    pub(super) flags: Option<Vec<String>>,
    pub(super) goes_on: bool,
    // Of the legacy version.
    pub(super) accept_score: Option<f64>,
    pub(super) reject_score: Option<f64>,
    /// The end of the range, where it has one.
    pub(super) most: Option<f64>,
    pub(super) grader_flags: Option<Vec<String>>,
    pub(super) own_grader: bool,
    // Of 2025-09.
    pub(super) max_score: Option<MaxScore>,
    pub(super) aggregation: Option<String>,
    pub(super) require_pass: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum MaxScore {
    Points(f64),
    Unbounded,
}

/// By the paths of their folders, and of tests without the extension.
pub(super) type Groups = BTreeMap<String, Group>;

pub(super) fn read(source: &Source, draft: &mut Draft) -> anyhow::Result<Groups> {
    let mut groups = Groups::new();
    for file in source.beneath("data/").filter(|file| file.ends_with(".yaml")) {
        let (folder, name) = file.rsplit_once('/').unwrap_or_default();
        let subject = match name {
            "testdata.yaml" | "test_group.yaml" => folder,
            _ => file.strip_suffix(".yaml").unwrap_or(file),
        };
        let fields = Fields::parse(&source.text(file)?, file)?;
        let group = group(fields, file, draft).with_context(|| file.to_owned())?;
        groups.insert(subject.to_owned(), group);
    }
    Ok(groups)
}

fn group(mut fields: Fields, file: &str, draft: &mut Draft) -> anyhow::Result<Group> {
    let mut group = Group::default();
    for field in ["output_validator_flags", "output_validator_args"] {
        group.flags = fields.given_words(field)?.or(group.flags);
    }
    group.goes_on = fields.text("on_reject")?.is_some_and(|text| text == "continue");
    group.accept_score = fields.number("accept_score")?;
    group.reject_score = fields.number("reject_score")?;
    group.most = fields
        .text("range")?
        .and_then(|range| range.split_whitespace().nth(1)?.parse::<f64>().ok())
        .filter(|most| most.is_finite());
    group.grader_flags = fields.given_words("grader_flags")?;
    group.own_grader = fields.text("grading")?.is_some_and(|grading| grading == "custom");
    group.max_score = match fields.text("max_score")?.as_deref() {
        None => None,
        Some("unbounded") => Some(MaxScore::Unbounded),
        Some(text) => Some(MaxScore::Points(
            text.trim().parse().context("max_score is no number")?,
        )),
    };
    group.aggregation = fields.text("score_aggregation")?;
    group.require_pass = fields.words("require_pass")?;
    for field in fields.into_names() {
        let place = format!("{file}: {field}");
        match field.as_str() {
            "args" => draft.notes.differs(place, "a program gets no arguments in Gavel"),
            "input_validator_flags" | "input_validator_args" => draft
                .notes
                .dropped(place, "the validator gets the same arguments for all tests: none"),
            "static_validation_score" => draft.notes.differs(place, "Gavel does not judge sources"),
            _ => draft.notes.dropped(place, "Gavel has nothing like it"),
        }
    }
    Ok(group)
}
