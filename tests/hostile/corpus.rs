//! The programs on disk: their names, what their first lines say they come to, and whether README.md lists them all.

use std::collections::BTreeMap;
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

/// The directories that hold programs, each named for its language.
const LANGUAGES: [(&str, &str); 12] = [
    ("c", "C"),
    ("cpp", "C++"),
    ("csharp", "C#"),
    ("go", "Go"),
    ("java", "Java"),
    ("javascript", "JavaScript"),
    ("kotlin", "Kotlin"),
    ("php", "PHP"),
    ("python", "Python"),
    ("ruby", "Ruby"),
    ("rust", "Rust"),
    ("typescript", "TypeScript"),
];

/// Rows of README.md read `| number | attack | where |`, where the last cell lists languages, perhaps with a remark
/// after a semicolon. A language is listed where it has a program of that number.
pub(crate) fn compare_with_readme() -> Vec<String> {
    let readme = std::fs::read_to_string(place().join("README.md")).expect("README.md");
    let rows: Vec<(u32, &str)> = readme
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ");
            let number = cells.next()?.parse().ok()?;
            Some((number, cells.nth(1)?))
        })
        .collect();
    let mut there: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (directory, language) in LANGUAGES {
        for program in programs(directory) {
            match program.name.get(..2).and_then(|digits| digits.parse().ok()) {
                Some(number) => {
                    let languages = there.entry(number).or_default();
                    if languages.last() != Some(&language) {
                        languages.push(language);
                    }
                }
                None => wrong.push(format!("{directory}/{} has no number", program.name)),
            }
        }
    }
    for (row, (number, place)) in rows.iter().enumerate() {
        if *number as usize != row + 1 {
            wrong.push(format!("row {} has number {number}", row + 1));
        }
        let listed = place.split(';').next().unwrap_or_default().trim();
        let found = there.remove(number).unwrap_or_default().join(", ");
        if listed != found && !(found.is_empty() && listed.starts_with("not ")) {
            wrong.push(format!(
                "attack {number} is listed under {listed:?}, found under {found:?}"
            ));
        }
    }
    wrong.extend(
        there
            .keys()
            .map(|number| format!("attack {number} is not listed")),
    );
    if rows.len() < 55 {
        wrong.push(format!("only {} rows", rows.len()));
    }
    wrong
}
