//! Packages of Kattis and of the ICPC's tools, in the legacy version and in 2025-09 with its drafts. The specification is at
//! https://www.kattis.com/problem-package-format/. Nothing of a package is executed.

mod data;
mod flags;
mod groups;
mod scoring;
mod settings;
mod statement;
mod submissions;
mod validators;

use std::collections::BTreeSet;

use super::draft::{Draft, Left};
use super::fields::Fields;
use super::report::Format;
use super::source::{Source, TIME_LIMIT};

pub(super) const MARK: &str = "problem.yaml";

const LEFT: &[(&str, Left)] = &[
    (MARK, Left::Taken),
    (TIME_LIMIT, Left::Taken),
    (settings::DOMJUDGE, Left::Taken),
    ("data/", Left::Taken),
    ("statement/", Left::Taken),
    ("problem_statement/", Left::Taken),
    ("submissions/", Left::Taken),
    ("solution/", Left::Taken),
    ("output_validator/", Left::Taken),
    ("output_validators/", Left::Taken),
    ("input_validators/", Left::Taken),
    ("input_format_validators/", Left::Taken),
    (
        "answer_validators/",
        Left::Unneeded("programs that check answers are not part of a Gavel package"),
    ),
    (
        "attachments/",
        Left::Needed(
            "a Gavel package has no files for people to fetch; put into the statement what they need",
        ),
    ),
    (
        "include/",
        Left::Needed("files that are compiled with each submission; Gavel has typed problems for that"),
    ),
    (
        "generators/",
        Left::Unneeded("the tests that they made are carried over"),
    ),
    ("static_validator/", Left::Needed("Gavel does not judge sources")),
    (
        "input_visualizer/",
        Left::Unneeded("pictures of tests are not part of a Gavel package"),
    ),
    (
        "output_visualizer/",
        Left::Unneeded("pictures of outputs are not part of a Gavel package"),
    ),
    ("graders/", Left::Needed("Gavel counts no points by program")),
];

/// Fills the draft and says which version the package is of.
pub(super) fn read(
    source: &Source,
    extensions: &BTreeSet<String>,
    draft: &mut Draft,
) -> anyhow::Result<Format> {
    let fields = Fields::parse(&source.text(MARK)?, MARK)?;
    let settings = settings::read(source, fields, draft)?;
    data::read(source, draft)?;
    let groups = groups::read(source, draft)?;
    let points = match settings.scoring {
        true => scoring::read(settings.format, &groups, draft),
        false => {
            draft.stop_at_first_failure = groups.values().all(|group| !group.goes_on);
            None
        }
    };
    if settings.custom {
        validators::output(source, &settings, &groups, points, draft)?;
    } else {
        let flags = flags::chosen(&groups, &settings, draft);
        flags::checker(&flags, draft);
    }
    validators::input(source, draft);
    statement::read(source, &settings, draft)?;
    submissions::read(source, extensions, draft)?;
    draft.left(source, LEFT);
    Ok(settings.format)
}
