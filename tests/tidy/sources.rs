//! What every Rust file must look like, and the few words that only some files may hold.
//! Comments and string literals are cut away before a word is looked for.

use crate::{files, none};

const LINES_MAX: usize = 500;
const HEADER_LINES_MAX: usize = 6;

/// Programs as people or attackers send them are not ours to shape.
const SENT: [&str; 3] = ["problems/", "languages/", "tests/hostile/rust/"];

fn sources() -> Vec<(String, String)> {
    let ours = |path: &str| !SENT.iter().any(|directory| path.starts_with(directory));
    let sources: Vec<_> = files(".rs").into_iter().filter(|(path, _)| ours(path)).collect();
    assert!(
        sources.len() > 40,
        "only {} source files were found",
        sources.len()
    );
    sources
}

/// A line without its comment and without the text of its literals.
fn code(line: &str) -> String {
    let mut kept = String::new();
    let mut quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if quoted => {
                characters.next();
            }
            '"' => quoted = !quoted,
            '/' if !quoted && characters.peek() == Some(&'/') => break,
            _ if quoted => {}
            _ => kept.push(character),
        }
    }
    kept
}

fn has_word(line: &str, word: &str) -> bool {
    let part_of_a_word = |character: char| character.is_alphanumeric() || character == '_';
    code(line)
        .split(|character| !part_of_a_word(character))
        .any(|found| found == word)
}

#[test]
fn words_in_comments_and_texts_do_not_count() {
    assert!(has_word("    unsafe { call() }", "unsafe"));
    for harmless in [
        "// unsafe",
        "let a = \"unsafe\";",
        "unsafe_code",
        r#"x("\" unsafe")"#,
    ] {
        assert!(!has_word(harmless, "unsafe"), "{harmless}");
    }
}

#[test]
fn files_are_short_and_open_with_what_they_are_for() {
    let mut findings = Vec::new();
    for (path, text) in sources() {
        let lines = text.lines().count();
        if lines > LINES_MAX {
            findings.push(format!("{path}: {lines} lines, at most {LINES_MAX}"));
        }
        let header = text.lines().take_while(|line| line.starts_with("//!")).count();
        if !(1..=HEADER_LINES_MAX).contains(&header) {
            findings.push(format!(
                "{path}: {header} lines of //! at its top, 1 to {HEADER_LINES_MAX}"
            ));
        }
    }
    none("short files that say what they are for", &findings);
}

#[test]
fn unsafe_code_is_in_one_module_of_the_sandbox() {
    let mut findings = Vec::new();
    for (path, text) in sources() {
        if path.starts_with("crates/sandbox/src/sys/") {
            continue;
        }
        let found = text
            .lines()
            .enumerate()
            .filter(|(_, line)| has_word(line, "unsafe"));
        findings.extend(found.map(|(number, _)| format!("{path}:{}", number + 1)));
    }
    none("`unsafe` only in crates/sandbox/src/sys", &findings);
}

#[test]
fn only_configuration_reads_the_environment() {
    let mut findings = Vec::new();
    for (path, text) in sources() {
        if path.ends_with("/config.rs") {
            continue;
        }
        let lines: Vec<&str> = text.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            let code = code(line);
            let reads = ["env::var(", "env::var_os(", "env::vars"]
                .iter()
                .any(|read| code.contains(read));
            // The reason stands right before the item that reads.
            let before = lines[number.saturating_sub(8)..number].join("\n");
            if reads && !before.contains("disallowed_methods") {
                findings.push(format!("{path}:{}", number + 1));
            }
        }
    }
    none(
        "the environment is read in config.rs, or with #[expect] and a reason",
        &findings,
    );
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    let mut findings = Vec::new();
    for (path, text) in sources() {
        let allows = |line: &str| {
            let code = code(line);
            code.contains("#[allow(") || code.contains("#![allow(")
        };
        let found = text.lines().enumerate().filter(|(_, line)| allows(line));
        findings.extend(found.map(|(number, _)| format!("{path}:{}", number + 1)));
    }
    none("#[expect(…, reason = …)] instead of #[allow]", &findings);
}
