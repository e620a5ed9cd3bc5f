//! Subtasks as groups of tests with points.

use std::collections::BTreeSet;

use gavel_wire::limits::TESTS_MAX;

use super::Version;
use super::write::{Files, Part};
use crate::folder::{Package, TestFiles};
use crate::import::names;
use crate::import::report::Notes;
use crate::yaml::quoted;

const NAME_BYTES_MAX: usize = 40;

/// The folders beneath `data/secret`, one for each subtask, in order.
pub(super) fn folders(package: &Package) -> Vec<String> {
    let subtasks = &package.manifest.subtasks;
    let width = subtasks.len().to_string().len().max(2);
    let folder =
        |(index, name): (usize, &str)| format!("{:0width$}-{}", index + 1, names::file(name, NAME_BYTES_MAX));
    subtasks
        .iter()
        .map(|subtask| subtask.name.as_str())
        .enumerate()
        .map(folder)
        .collect()
}

/// Of each subtask those whose tests lie in its group too, because it requires them and the legacy version cannot say so; none where
/// that would be too many tests.
pub(super) fn repeated(package: &Package, version: Version) -> Vec<BTreeSet<usize>> {
    let subtasks = &package.manifest.subtasks;
    let mut all: Vec<BTreeSet<usize>> = Vec::new();
    for subtask in subtasks {
        let mut required = BTreeSet::new();
        for (index, other) in subtasks.iter().enumerate() {
            if version == Version::Legacy && subtask.requires.contains(&other.name) {
                required.extend(all.get(index).into_iter().flatten());
                required.insert(index);
            }
        }
        all.push(required);
    }
    let times = |test: &TestFiles| match test.subtask {
        Some(own) => {
            1 + all
                .iter()
                .filter(|required| required.contains(&usize::from(own)))
                .count()
        }
        None => 1,
    };
    if package.tests.iter().map(times).sum::<usize>() > TESTS_MAX {
        all.iter_mut().for_each(BTreeSet::clear);
    }
    all
}

/// The settings of all groups; `flags` are the output validator's, which a program of the package has none of.
pub(super) fn write(
    package: &Package,
    version: Version,
    flags: &[String],
    decided: bool,
    files: &mut Files<'_>,
    notes: &mut Notes,
) {
    let subtasks = &package.manifest.subtasks;
    let folders = folders(package);
    let total: u32 = subtasks.iter().map(|subtask| subtask.points).sum();
    let mut put = |path: &str, text: String| {
        files.insert(format!("data/{path}"), Part::Text(text));
    };
    let above = match version {
        Version::Legacy => legacy_above(total, decided),
        Version::V2025 => vec![
            ("sample/test_group.yaml", arguments(flags)),
            (
                "secret/test_group.yaml",
                format!("max_score: {total}\nscore_aggregation: sum\n"),
            ),
        ],
    };
    for (file, text) in above {
        put(file, text);
    }
    for ((subtask, folder), repeated) in subtasks.iter().zip(&folders).zip(repeated(package, version)) {
        let place = format!("subtask {}", subtask.name);
        let required = subtasks
            .iter()
            .any(|other| other.requires.contains(&subtask.name));
        let shares = decided && !(required && version == Version::V2025);
        if decided && !shares {
            notes.changed(
                &place,
                "others require it, so it gives its points whole or not at all in Kattis's format",
            );
        }
        if version == Version::Legacy && !subtask.requires.is_empty() {
            match (repeated.is_empty(), decided) {
                (true, _) => notes.differs(
                    &place,
                    "the legacy version has no requirements: it gives its points without the others'",
                ),
                (false, true) => notes.differs(
                    &place,
                    "the tests of what it requires are in its group too; there a share of one of them is a share, and not nothing",
                ),
                (false, false) => notes.changed(&place, "the tests of what it requires are in its group too"),
            }
        }
        let own = match shares {
            true => vec![subtask.points.to_string()],
            false => flags.to_vec(),
        };
        let requires = subtasks.iter().zip(&folders);
        let requires = requires.filter(|(other, _)| subtask.requires.contains(&other.name));
        let requires: Vec<String> = requires
            .map(|(_, folder)| quoted(&format!("secret/{folder}")))
            .collect();
        match version {
            Version::Legacy => put(
                &format!("secret/{folder}/testdata.yaml"),
                legacy_group(subtask.points, &own),
            ),
            Version::V2025 => put(
                &format!("secret/{folder}/test_group.yaml"),
                group(subtask.points, shares, &own, &requires),
            ),
        }
    }
}

/// The settings of the groups around those of the subtasks.
fn legacy_above(total: u32, decided: bool) -> Vec<(&'static str, String)> {
    let top =
        format!("on_reject: continue\ngrading: default\ngrader_flags: ignore_sample\nrange: 0 {total}\n");
    // A group has the settings of that around it, and only the outermost may ignore samples.
    let points = if decided {
        "output_validator_flags: \"0\"\n"
    } else {
        ""
    };
    let sample = format!("on_reject: continue\naccept_score: 0\nrange: 0 0\ngrader_flags: \"\"\n{points}");
    let secret = format!("on_reject: continue\ngrader_flags: accept_if_any_accepted\nrange: 0 {total}\n");
    vec![
        ("testdata.yaml", top),
        ("sample/testdata.yaml", sample),
        ("secret/testdata.yaml", secret),
    ]
}

fn legacy_group(points: u32, flags: &[String]) -> String {
    let flags = quoted(&flags.join(" "));
    format!(
        "on_reject: break\naccept_score: {points}\nrange: 0 {points}\ngrader_flags: min\noutput_validator_flags: {flags}\n"
    )
}

fn group(points: u32, shares: bool, flags: &[String], requires: &[String]) -> String {
    let aggregation = if shares { "min" } else { "pass-fail" };
    let arguments = arguments(flags);
    let requires = match requires {
        [] => String::new(),
        requires => format!("require_pass: [{}]\n", requires.join(", ")),
    };
    format!("max_score: {points}\nscore_aggregation: {aggregation}\n{arguments}{requires}")
}

pub(super) fn arguments(flags: &[String]) -> String {
    let flags: Vec<String> = flags.iter().map(|flag| quoted(flag)).collect();
    format!("output_validator_args: [{}]\n", flags.join(", "))
}
