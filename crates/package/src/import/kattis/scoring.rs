//! Points of groups of tests, in the legacy version and in 2025-09, as subtasks of Gavel.

use std::collections::BTreeMap;

use super::MARK;
use super::groups::{Group as Settings, Groups, MaxScore};
use crate::import::draft::Draft;
use crate::import::report::Format;
use crate::import::subtasks::{Group, parts};

const PLACE: &str = "data/secret";
const MAX_SCORE: f64 = 100.0;

/// Fills the draft's subtasks, and says how many points each test can give where that is the same for all.
pub(super) fn read(format: Format, groups: &Groups, draft: &mut Draft) -> Option<f64> {
    if let Some((place, _)) = groups.iter().find(|(_, group)| group.own_grader) {
        draft.notes.differs(
            format!("{place}: grading"),
            "a program counts points, which Gavel does not run",
        );
    }
    let made = match format {
        Format::Kattis2025 => of_2025(groups, draft),
        _ => Some(legacy(groups, draft)),
    };
    draft.parts = parts(made.unwrap_or_default(), PLACE, &mut draft.notes);
    if draft.parts.is_empty() {
        draft.notes.differs(
            format!("{MARK}: type"),
            "points are not carried over: a submission is accepted when it passes all tests",
        );
    }
    let first = draft.parts.first()?.points;
    draft
        .parts
        .iter()
        .all(|part| part.points == first)
        .then_some(first)
}

/// Hidden tests by the folder beneath `data/secret`, in order; those that lie in none have an empty one.
fn folders(draft: &Draft) -> Vec<(String, Vec<String>)> {
    let mut folders: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for test in &draft.tests.hidden {
        let folder = test.name.split_once('/').map_or("", |(folder, _)| folder);
        folders.entry(folder).or_default().push(test.name.clone());
    }
    folders
        .into_iter()
        .map(|(folder, tests)| (folder.to_owned(), tests))
        .collect()
}

fn of_2025(groups: &Groups, draft: &mut Draft) -> Option<Vec<Group>> {
    let none = Settings::default();
    let secret = groups.get(PLACE).unwrap_or(&none);
    let folders = folders(draft);
    let names: Vec<String> = folders.iter().map(|(name, _)| format!("secret/{name}")).collect();
    let grouped = folders.iter().all(|(name, _)| !name.is_empty());
    let aggregation = secret.aggregation.as_deref().unwrap_or("sum");
    let whole = secret.max_score.unwrap_or(MaxScore::Points(MAX_SCORE));
    if aggregation != "sum" || !grouped {
        if grouped && aggregation == "min" {
            draft.notes.differs(
                format!("{PLACE}: score_aggregation"),
                "the group with the fewest points decides; in Gavel all tests give their points together",
            );
        }
        let tests: Vec<String> = folders.into_iter().flat_map(|(_, tests)| tests).collect();
        return Some(vec![one("secret", tests, whole, aggregation, draft)?]);
    }
    let mut made = Vec::new();
    for (at, (name, tests)) in folders.into_iter().enumerate() {
        let settings = groups.get(&format!("{PLACE}/{name}")).unwrap_or(&none);
        let points = settings.max_score.unwrap_or(MaxScore::Unbounded);
        let aggregation = settings.aggregation.as_deref().unwrap_or("pass-fail");
        let mut group = one(&name, tests, points, aggregation, draft)?;
        for required in &settings.require_pass {
            match names.iter().position(|name| name == required) {
                Some(before) if before < at => group.requires.push(before),
                _ => draft.notes.changed(
                    format!("{PLACE}/{name}: require_pass"),
                    format!("{required:?} is no group before it with points, so nothing depends on it"),
                ),
            }
        }
        made.push(group);
    }
    Some(made)
}

fn one(
    name: &str,
    tests: Vec<String>,
    points: MaxScore,
    aggregation: &str,
    draft: &mut Draft,
) -> Option<Group> {
    let MaxScore::Points(points) = points else {
        draft.notes.differs(
            format!("{PLACE}/{name}: max_score"),
            "it is unbounded, and a Gavel subtask has a number of points",
        );
        return None;
    };
    #[expect(clippy::cast_precision_loss, reason = "there are at most 5,000 tests")]
    let each = points / tests.len() as f64;
    Some(Group {
        name: name.to_owned(),
        tests: tests.into_iter().map(|test| (test, each)).collect(),
        together: (aggregation != "sum").then_some(points),
        requires: Vec::new(),
    })
}

fn legacy(groups: &Groups, draft: &mut Draft) -> Vec<Group> {
    let mut made = Vec::new();
    for (name, tests) in folders(draft) {
        let place = match name.as_str() {
            "" => PLACE.to_owned(),
            name => format!("{PLACE}/{name}"),
        };
        let settings = inherited(groups, &place);
        let flags = settings.grader_flags.unwrap_or_default();
        let says = |word: &str| flags.iter().any(|flag| flag == word);
        if says("max") || says("avg") {
            draft.notes.differs(
                format!("{place}: grader_flags"),
                "points are the greatest or the mean of the tests'; in Gavel all tests give them together",
            );
        }
        if settings.reject_score.is_some_and(|points| points != 0.0) {
            draft.notes.differs(
                format!("{place}: reject_score"),
                "a test that fails gives no points in Gavel",
            );
        }
        let together = says("min") || says("max") || says("avg");
        let points = settings
            .accept_score
            .or(settings.most.filter(|_| together))
            .unwrap_or(1.0);
        made.push(Group {
            tests: tests.into_iter().map(|test| (test, points)).collect(),
            name: if name.is_empty() {
                "secret".to_owned()
            } else {
                name
            },
            together: together.then_some(points),
            requires: Vec::new(),
        });
    }
    made
}

/// The settings of a group over those of the groups around it; a range is its own.
fn inherited(groups: &Groups, place: &str) -> Settings {
    let mut found = Settings::default();
    let ends = place.match_indices('/').map(|(at, _)| at).chain([place.len()]);
    for folder in ends.filter_map(|at| place.get(..at)) {
        let Some(own) = groups.get(folder) else {
            continue;
        };
        found.accept_score = own.accept_score.or(found.accept_score);
        found.reject_score = own.reject_score.or(found.reject_score);
        found.grader_flags = own.grader_flags.clone().or(found.grader_flags);
        found.most = own.most.filter(|_| folder == place);
    }
    found
}
