//! Points of another judge as subtasks of Gavel: whole points, each hidden test in one subtask, requirements on subtasks before. The readers of
//! the formats say which tests give points together; what does not fit is noted.

use std::fmt::Write as _;

use super::report::Notes;
use crate::subtasks::{NAME_CHARS_MAX, POINTS_MAX, SUBTASKS_MAX};
use crate::yaml::quoted;

/// Tests that give points together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) points: f64,
    /// Hidden tests by their names in the draft.
    pub(super) tests: Vec<String>,
    /// Parts before this one.
    pub(super) requires: Vec<usize>,
}

/// A group of another judge, before it is known whether its tests give points one by one.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) name: String,
    /// Each test with its own points.
    pub(super) tests: Vec<(String, f64)>,
    /// Points for all tests together; without it each test gives its own.
    pub(super) together: Option<f64>,
    /// Groups before this one.
    pub(super) requires: Vec<usize>,
}

/// Tests that give points one by one become subtasks of their own, as far as there may be that many.
pub(super) fn parts(groups: Vec<Group>, place: &str, notes: &mut Notes) -> Vec<Part> {
    let single = |group: &Group| group.together.is_none();
    let count: usize = groups
        .iter()
        .map(|group| if single(group) { group.tests.len() } else { 1 })
        .sum();
    let whole = |group: &Group| group.tests.iter().all(|(_, points)| points.fract() == 0.0);
    let mut parts: Vec<Part> = Vec::new();
    let mut of_group: Vec<Vec<usize>> = Vec::new();
    for group in groups {
        let requires: Vec<usize> = group
            .requires
            .iter()
            .filter_map(|&at| of_group.get(at))
            .flatten()
            .copied()
            .collect();
        let from = parts.len();
        if single(&group) && count <= SUBTASKS_MAX && whole(&group) {
            for (test, points) in group.tests {
                let tail = test.rsplit('/').next().unwrap_or(&test);
                parts.push(Part {
                    name: format!("{} {tail}", group.name).trim().to_owned(),
                    points,
                    tests: vec![test],
                    requires: requires.clone(),
                });
            }
        } else {
            if single(&group) {
                notes.differs(
                    place,
                    format!("each test of {:?} gives points by itself, which are not whole or of too many tests; in Gavel they give them together", group.name),
                );
            }
            let sum = group.tests.iter().map(|(_, points)| points).sum();
            parts.push(Part {
                name: group.name,
                points: group.together.unwrap_or(sum),
                tests: group.tests.into_iter().map(|(test, _)| test).collect(),
                requires,
            });
        }
        of_group.push((from..parts.len()).collect());
    }
    parts
}

/// `subtasks` of problem.yaml, for hidden tests with these names in the draft and these stems; empty where there can be none.
pub(super) fn written(parts: &[Part], stems: &[(String, String)], place: &str, notes: &mut Notes) -> String {
    let mut given: Vec<Part> = parts.to_vec();
    let mut left: Vec<String> = stems.iter().map(|(name, _)| name.clone()).collect();
    left.retain(|name| given.iter().all(|part| !part.tests.contains(name)));
    if given.is_empty() {
        return String::new();
    }
    if !left.is_empty() {
        given.push(Part {
            name: "without points".to_owned(),
            points: 0.0,
            tests: left,
            requires: Vec::new(),
        });
    }
    let points: Vec<u32> = given
        .iter()
        .map(|part| whole_points(part, place, notes))
        .collect();
    let total: u64 = points.iter().map(|&points| u64::from(points)).sum();
    if given.len() > SUBTASKS_MAX || !(1..=u64::from(POINTS_MAX)).contains(&total) {
        notes.differs(
            place,
            format!("points are not carried over: {} groups with {total} points; 1 to {SUBTASKS_MAX} with 1 to {POINTS_MAX} are possible", given.len()),
        );
        return String::new();
    }
    let names = names(&given);
    let mut text = "\nsubtasks:\n".to_owned();
    for ((part, points), name) in given.iter().zip(&points).zip(&names) {
        let tests: Vec<String> = patterns(part, stems)
            .iter()
            .map(|pattern| quoted(pattern))
            .collect();
        let requires = part.requires.iter().filter_map(|&at| names.get(at));
        let requires: Vec<String> = requires.map(|name| quoted(name)).collect();
        let requires = match requires.is_empty() {
            true => String::new(),
            false => format!(", requires: [{}]", requires.join(", ")),
        };
        // A text takes any writing.
        let _ = writeln!(
            text,
            "  - {{ name: {}, points: {points}, tests: [{}]{requires} }}",
            quoted(name),
            tests.join(", ")
        );
    }
    text
}

fn whole_points(part: &Part, place: &str, notes: &mut Notes) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast of a float stops at the ends of the range"
    )]
    let points = part.points.round() as u32;
    if f64::from(points) != part.points {
        notes.differs(
            place,
            format!(
                "{:?} gives {} points, which are {points} in Gavel",
                part.name, part.points
            ),
        );
    }
    points
}

/// Distinct names that a subtask may have.
fn names(parts: &[Part]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let plain: String = part
            .name
            .chars()
            .filter(|character| !character.is_control())
            .collect();
        let short: String = plain.trim().chars().take(NAME_CHARS_MAX - 6).collect();
        let short = short.trim();
        let name = match short.is_empty() || names.iter().any(|name| name == short) {
            true => format!("{short} ({})", index + 1).trim().to_owned(),
            false => short.to_owned(),
        };
        names.push(name);
    }
    names
}

/// The beginning that its tests and no others have, or else each by its name.
fn patterns(part: &Part, stems: &[(String, String)]) -> Vec<String> {
    let is_own = |name: &String| part.tests.contains(name);
    let own: Vec<&String> = stems
        .iter()
        .filter(|(name, _)| is_own(name))
        .map(|(_, stem)| stem)
        .collect();
    let Some((first, rest)) = own.split_first() else {
        return Vec::new();
    };
    let shared = |common: usize, stem: &&String| {
        first
            .bytes()
            .zip(stem.bytes())
            .take(common)
            .take_while(|(one, other)| one == other)
            .count()
    };
    let common = first
        .get(..rest.iter().fold(first.len(), shared))
        .unwrap_or_default();
    let others = stems
        .iter()
        .any(|(name, stem)| !is_own(name) && stem.starts_with(common));
    match rest.is_empty() || others || common.is_empty() {
        true => own.into_iter().cloned().collect(),
        false => vec![format!("{common}*")],
    }
}

#[cfg(test)]
mod checks {
    use super::*;

    fn part(name: &str, points: f64, tests: &[&str]) -> Part {
        Part {
            name: name.to_owned(),
            points,
            tests: tests.iter().map(|test| (*test).to_owned()).collect(),
            requires: Vec::new(),
        }
    }

    fn stems(names: &[&str]) -> Vec<(String, String)> {
        names
            .iter()
            .map(|name| ((*name).to_owned(), name.replace('/', "-")))
            .collect()
    }

    #[test]
    fn parts_are_written_with_the_shortest_patterns_and_distinct_names() {
        let stems = stems(&["a/1", "a/2", "b/1", "big"]);
        let mut parts = vec![part("x", 30.0, &["a/1", "a/2"]), part("x", 2.5, &["b/1"])];
        parts[1].requires = vec![0];
        let mut notes = Notes::default();
        let text = written(&parts, &stems, "data/", &mut notes);
        assert_eq!(
            text,
            "\nsubtasks:\n  - { name: \"x\", points: 30, tests: [\"a-*\"] }\n  - { name: \"x (2)\", points: 3, tests: [\"b-1\"], requires: [\"x\"] }\n  - { name: \"without points\", points: 0, tests: [\"big\"] }\n"
        );
        let notes = notes.into_vec();
        assert_eq!(notes.len(), 1);
        assert!(
            notes[0].text.contains("gives 2.5 points, which are 3"),
            "{notes:?}"
        );
    }

    #[test]
    fn points_that_cannot_be_are_noted() {
        let stems = stems(&["1"]);
        for points in [0.0, -4.0, f64::NAN, 1e9] {
            let mut notes = Notes::default();
            assert_eq!(written(&[part("x", points, &["1"])], &stems, "p", &mut notes), "");
            assert!(
                notes
                    .into_vec()
                    .iter()
                    .any(|note| note.text.contains("not carried over"))
            );
        }
    }

    #[test]
    fn tests_with_points_of_their_own_are_subtasks_as_far_as_there_may_be_so_many() {
        let group = |points: f64, count: usize| Group {
            name: "g".to_owned(),
            tests: (0..count).map(|test| (test.to_string(), points)).collect(),
            together: None,
            requires: Vec::new(),
        };
        let after = Group {
            together: Some(5.0),
            requires: vec![0],
            ..group(0.0, 1)
        };
        let mut notes = Notes::default();
        let made = parts(vec![group(2.0, 2), after], "p", &mut notes);
        assert_eq!(
            made.iter().map(|part| part.points).collect::<Vec<_>>(),
            [2.0, 2.0, 5.0]
        );
        assert_eq!((made[0].name.as_str(), &made[2].requires), ("g 0", &vec![0, 1]));
        assert!(notes.into_vec().is_empty());
        for wide in [group(0.5, 2), group(1.0, SUBTASKS_MAX + 1)] {
            let mut notes = Notes::default();
            assert_eq!(parts(vec![wide], "p", &mut notes).len(), 1);
            assert_eq!(notes.into_vec().len(), 1);
        }
    }
}
