//! `data/`: samples and secret tests, in groups or not, in the order in which Kattis runs them.

use crate::import::draft::Draft;
use crate::import::source::Source;
use crate::import::tests::Test;

/// Files beside a test, and what becomes of them.
const BESIDE: [(&str, &str); 6] = [
    (".hint", "hints of single tests"),
    (".desc", "descriptions of tests"),
    (".interaction", "logs of interactions"),
    (".png", "pictures of tests"),
    (".jpg", "pictures of tests"),
    (".svg", "pictures of tests"),
];

pub(super) fn read(source: &Source, draft: &mut Draft) -> anyhow::Result<()> {
    draft.tests.samples = tests(source, "data/sample/")?;
    draft.tests.hidden = tests(source, "data/secret/")?;
    for file in source.beneath("data/") {
        let name = file.rsplit_once('/').map_or(file, |(_, name)| name);
        if file.contains(".files/") {
            draft
                .notes
                .differs(file, "a test's files beside its input are not carried over");
        } else if name.ends_with(".in.statement") || name.ends_with(".ans.statement") {
            draft.notes.differs(
                file,
                "the statement shows the sample that is judged, and not this one",
            );
        } else if let Some((_, what)) = BESIDE.iter().find(|(extension, _)| name.ends_with(extension)) {
            draft
                .notes
                .dropped("data/", format!("{what} are not carried over"));
        }
    }
    for (folder, what) in [
        ("data/invalid_input/", "inputs that a validator must refuse"),
        ("data/invalid_inputs/", "inputs that a validator must refuse"),
        ("data/invalid_output/", "outputs that a validator must refuse"),
        ("data/valid_output/", "outputs that a validator must take"),
    ] {
        if source.has_folder(folder) {
            draft
                .notes
                .dropped(folder, format!("{what} are not carried over"));
        }
    }
    Ok(())
}

fn tests(source: &Source, folder: &str) -> anyhow::Result<Vec<Test>> {
    let mut tests = Vec::new();
    for input in source.beneath(folder) {
        let Some(stem) = input.strip_suffix(".in") else {
            continue;
        };
        let answer = format!("{stem}.ans");
        anyhow::ensure!(source.has(&answer), "{input} has no {answer} beside it");
        tests.push(Test {
            name: stem.strip_prefix(folder).unwrap_or(stem).to_owned(),
            input: input.to_owned(),
            answer,
        });
    }
    // By name and not by file, so that `a` comes before `a-b`.
    tests.sort_by(|one, other| one.name.split('/').cmp(other.name.split('/')));
    Ok(tests)
}
