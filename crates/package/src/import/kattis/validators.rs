//! Output and input validators: programs of Kattis's protocol, which Gavel runs by an adapter as checker, interactor and validator.

use std::collections::BTreeMap;

use super::flags;
use super::groups::Groups;
use super::settings::Settings;
use crate::adapters::Role;
use crate::import::author::{self, Called};
use crate::import::draft::Draft;
use crate::import::report::Format;
use crate::import::source::Source;

const INPUT: [&str; 2] = ["input_validators/", "input_format_validators/"];

/// The output validator that the package brings; a problem whose program is interactive needs one that can be carried over.
pub(super) fn output(
    source: &Source,
    settings: &Settings,
    groups: &Groups,
    points: Option<f64>,
    draft: &mut Draft,
) -> anyhow::Result<()> {
    let folder = match source.has_folder("output_validator/") {
        true => "output_validator/",
        false => "output_validators/",
    };
    let programs = programs(source, folder, settings.format == Format::Kattis2025);
    let role = match settings.interactive {
        true => Role::Interactor,
        false => Role::Checker,
    };
    let own = programs
        .values()
        .all(|files| author::is_made_here(source, role, files));
    let flags = match own {
        true => Vec::new(),
        false => flags::chosen(groups, settings, draft),
    };
    // What a test is worth is not known where tests are worth different points.
    let points = settings.scoring.then(|| points.unwrap_or(0.0));
    let called = Called {
        arguments: flags,
        points,
    };
    let carried = match programs.values().next() {
        Some(files) if programs.len() == 1 => author::kattis(source, role, files, &called),
        Some(_) => Err(anyhow::anyhow!(
            "there are several, and an output must please all of them"
        )),
        None => Err(anyhow::anyhow!("there is none")),
    };
    let place = folder.trim_end_matches('/');
    let carried = match carried {
        Err(why) if settings.interactive => {
            anyhow::bail!(
                "{place}: the problem is interactive, and its validator cannot be carried over: {why:#}"
            )
        }
        carried => carried,
    };
    if carried.is_ok() && !own {
        draft.notes.changed(
            place,
            "it runs by an adapter of Gavel's, beside which it lies as it was",
        );
        let says = |name: &str| {
            let files = programs.values().flatten();
            files
                .into_iter()
                .any(|file| source.text(file).is_ok_and(|text| text.contains(name)))
        };
        if settings.scoring && says("score.txt") && called.points == Some(0.0) {
            draft.notes.differs(
                place,
                "it may write score.txt, and tests are worth different points, so that its share is not known; it has to write score_multiplier.txt",
            );
        }
    }
    draft.carry(place, carried, "expected outputs are compared as tokens");
    Ok(())
}

/// The first input validator that can be carried over.
pub(super) fn input(source: &Source, draft: &mut Draft) {
    for folder in INPUT {
        for (place, files) in programs(source, folder, false) {
            if draft.program(Role::Validator).is_some() {
                draft.notes.dropped(place, "a Gavel package has one validator");
                continue;
            }
            match author::kattis(source, Role::Validator, &files, &Called::default()) {
                Ok(carried) => {
                    draft.notes.changed(
                        &place,
                        "it runs by an adapter of Gavel's, beside which it lies as it was",
                    );
                    draft.carry(&place, Ok(carried), "");
                }
                Err(why) => draft
                    .notes
                    .dropped(place, format!("it is not carried over: {why:#}")),
            }
        }
    }
}

/// The files of each program in a folder, which is itself one in 2025-09.
fn programs<'a>(source: &'a Source, folder: &'a str, is_program: bool) -> BTreeMap<String, Vec<&'a str>> {
    let direct = source
        .beneath(folder)
        .any(|file| !file.get(folder.len()..).unwrap_or_default().contains('/'));
    let mut programs: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for file in source.beneath(folder) {
        let name = file.get(folder.len()..).unwrap_or_default();
        let program = match name.split_once('/') {
            _ if is_program && direct => folder.trim_end_matches('/').to_owned(),
            Some((program, _)) => format!("{folder}{program}"),
            None => file.to_owned(),
        };
        programs.entry(program).or_default().push(file);
    }
    programs
}
