//! What an output validator is called with, from wherever it is given; of the default validator that is one of Gavel's checkers.

use std::collections::BTreeMap;

use gavel_wire::problem::Checker;

use super::MARK;
use super::groups::Groups;
use super::settings::Settings;
use crate::import::draft::Draft;

/// The flags of the tests, which are the same for all of them in Gavel.
pub(super) fn chosen(groups: &Groups, settings: &Settings, draft: &mut Draft) -> Vec<String> {
    let mut places: BTreeMap<Vec<String>, String> = BTreeMap::new();
    for test in draft.tests.hidden.iter().chain(&draft.tests.samples) {
        let folders = test
            .input
            .match_indices('/')
            .map(|(at, _)| test.input.get(..at).unwrap_or_default());
        let own = test.input.strip_suffix(".in").unwrap_or_default();
        let given = folders
            .chain([own])
            .filter_map(|folder| groups.get(folder)?.flags.as_ref())
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
    chosen.map(|(flags, _)| flags).unwrap_or_default()
}

pub(super) fn checker(flags: &[String], draft: &mut Draft) {
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
