//! The checker, the interactor and the validators of a package of Polygon, which are written with testlib and speak Gavel's protocol.

use gavel_wire::problem::Checker;
use roxmltree::Node;

use super::{child, children};
use crate::adapters::Role;
use crate::import::author;
use crate::import::draft::Draft;
use crate::import::source::Source;

pub(super) fn read(
    source: &Source,
    problem: Node<'_, '_>,
    assets: Node<'_, '_>,
    draft: &mut Draft,
) -> anyhow::Result<()> {
    let resources = child(problem, "files")
        .and_then(|files| child(files, "resources"))
        .into_iter()
        .flat_map(|resources| children(resources, "file"))
        .filter_map(|file| file.attribute("path"));
    let resources: Vec<&str> = resources.filter(|file| source.has(file)).collect();
    let checker = child(assets, "checker");
    match child(assets, "interactor").map(path) {
        Some(file) => {
            let program = author::testlib(source, Role::Interactor, file, &resources, draft);
            let program = program.map_err(|why| {
                why.context(format!(
                    "{file}: the problem is interactive, and its interactor cannot be carried over"
                ))
            })?;
            let own = program.files.iter().filter(|(name, _)| *name != author::TESTLIB);
            let writes = own.map(|(_, text)| text).any(|text| says(text, "tout"));
            if let Some(checker) = checker {
                note_left(checker, writes, draft);
            }
            note_points(&program, draft);
            draft.carry(file, Ok(program), "");
        }
        None => compare(source, checker, &resources, draft),
    }
    validators(source, assets, &resources, draft);
    Ok(())
}

fn path<'a>(program: Node<'a, '_>) -> &'a str {
    child(program, "source")
        .and_then(|source| source.attribute("path"))
        .unwrap_or_default()
}

/// Whether the word stands in it.
fn says(text: &str, word: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    text.split(|character| !is_part(character))
        .any(|found| found == word)
}

/// In Polygon the checker reads what the interactor wrote into its output file.
fn note_left(checker: Node<'_, '_>, interactor_writes: bool, draft: &mut Draft) {
    let place = format!("checker {}", path(checker));
    if interactor_writes {
        draft.notes.differs(
            place,
            "it reads what the interactor writes to tout; in Gavel the interactor alone decides, and has to do so itself",
        );
    } else {
        draft.notes.dropped(
            place,
            "the interactor, which writes nothing to tout, decides alone",
        );
    }
}

/// Points by `quitp` are a share in Gavel, and points of the test in Polygon if that is how they are meant.
fn note_points(program: &author::Carried, draft: &mut Draft) {
    let own = program.files.get(&program.main);
    if own.is_some_and(|text| says(text, "quitp") || says(text, "_pc") || says(text, "quitpi")) {
        draft.notes.differs(
            format!("{}/{}", program.role.folder(), program.main),
            "it gives points; in Gavel quitp says a share from 0 to 1 of the subtask's, and other ways are an error",
        );
    }
}

fn validators(source: &Source, assets: Node<'_, '_>, resources: &[&str], draft: &mut Draft) {
    let validators = child(assets, "validators")
        .into_iter()
        .flat_map(|validators| children(validators, "validator"));
    for validator in validators {
        let file = path(validator);
        if draft.program(Role::Validator).is_some() {
            draft.notes.dropped(file, "a Gavel package has one validator");
            continue;
        }
        match author::testlib(source, Role::Validator, file, resources, draft) {
            Ok(program) => draft.carry(file, Ok(program), ""),
            Err(why) => draft
                .notes
                .dropped(file, format!("the validator is not carried over: {why:#}")),
        }
    }
}

fn compare(source: &Source, checker: Option<Node<'_, '_>>, resources: &[&str], draft: &mut Draft) {
    let name = checker
        .and_then(|checker| checker.attribute("name"))
        .unwrap_or_default();
    let file = checker.map(path).unwrap_or_default();
    let standard = name
        .strip_prefix("std::")
        .and_then(|name| name.strip_suffix(".cpp"));
    let place = format!("checker {}", standard.map_or(file, |_| name));
    match standard.unwrap_or_default() {
        "wcmp" | "ncmp" | "icmp" | "hcmp" | "caseicmp" | "casencmp" | "casewcmp" => {}
        "lcmp" => draft.notes.changed(
            place,
            "it is checker tokens, for which the ends of lines are space like any other",
        ),
        "fcmp" => draft.checker = Checker::Exact,
        "rcmp4" => draft.float(&place, 1e-4, 1e-4),
        "rcmp6" | "dcmp" => draft.float(&place, 1e-6, 1e-6),
        "rcmp9" => draft.float(&place, 1e-9, 1e-9),
        "rcmp" => draft.float(&place, 1.5e-6, 0.0),
        "acmp" => draft.float(&place, 1e-6, 0.0),
        "rncmp" => draft.float(&place, 1.5e-5, 0.0),
        "yesno" | "nyesno" => draft.tests.any_case = Some(place),
        _ => {
            let program = author::testlib(source, Role::Checker, file, resources, draft);
            if let Ok(program) = &program {
                note_points(program, draft);
            }
            draft.carry(&place, program, "expected outputs are compared as tokens");
        }
    }
}
