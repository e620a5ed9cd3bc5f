//! The programs on disk: their names, what their first lines say they come to, and whether README.md lists them all.

use std::path::{Path, PathBuf};

use gavel_wire::Status;

pub(crate) struct Program {
    /// Its attack's number and name, such as `01_fork_bomb`.
    pub(crate) name: String,
    pub(crate) source: String,
    /// Every status that it may come to.
    pub(crate) expected: Vec<Status>,
}

fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("hostile")
}

/// All programs in a language, in the order of their names.
pub(crate) fn programs(language: &str) -> Vec<Program> {
    let entries = std::fs::read_dir(place().join(language)).expect("the corpus is there");
    let mut programs: Vec<Program> = entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let source = std::fs::read_to_string(&path).expect("a source is text");
            let expected = expected(&source);
            assert!(!expected.is_empty(), "{name} does not say what it comes to");
            Program {
                name,
                source,
                expected,
            }
        })
        .collect();
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    programs
}

fn expected(source: &str) -> Vec<Status> {
    let first = source.lines().next().unwrap_or_default();
    let words = first
        .split_once("Expected: ")
        .and_then(|(_, words)| words.strip_suffix('.'));
    let status = |word: &str| Status::parse(word).unwrap_or_else(|| panic!("{word:?} is no status: {first}"));
    words
        .map(|words| words.split(" | ").map(status).collect())
        .unwrap_or_default()
}

/// Rows of README.md read `| number | attack | where |`; where it says C, there is a program of that number.
pub(crate) fn compare_with_readme() -> Vec<String> {
    let readme = std::fs::read_to_string(place().join("README.md")).expect("README.md");
    let rows: Vec<(u32, &str)> = readme
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.split(" | ");
            let number = cells.next()?.parse().ok()?;
            Some((number, cells.nth(1)?))
        })
        .collect();
    let programs = programs("c");
    let number_of = |program: &Program| program.name.get(..2).and_then(|digits| digits.parse().ok());
    let mut wrong = Vec::new();
    for (row, (number, place)) in rows.iter().enumerate() {
        if *number as usize != row + 1 {
            wrong.push(format!("row {} has number {number}", row + 1));
        }
        let is_there = programs.iter().any(|program| number_of(program) == Some(*number));
        if is_there != place.starts_with('C') {
            wrong.push(format!("attack {number} is listed under {place:?}"));
        }
    }
    for program in &programs {
        if number_of(program).is_none_or(|number| rows.iter().all(|(row, _)| *row != number)) {
            wrong.push(format!("{} is not listed", program.name));
        }
    }
    if rows.len() < 55 {
        wrong.push(format!("only {} rows", rows.len()));
    }
    wrong
}
