//! Subtasks as groups of tests with points.

use super::Version;
use super::write::{Files, Part};
use crate::folder::Package;
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
        Version::Legacy => legacy_above(total),
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
    for (subtask, folder) in subtasks.iter().zip(&folders) {
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
            notes.differs(
                &place,
                "the legacy version has no requirements: it gives its points without the others'",
            );
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
fn legacy_above(total: u32) -> Vec<(&'static str, String)> {
    let top =
        format!("on_reject: continue\ngrading: default\ngrader_flags: ignore_sample\nrange: 0 {total}\n");
    let sample = "on_reject: continue\naccept_score: 0\nrange: 0 0\n".to_owned();
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
