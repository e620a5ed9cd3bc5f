//! The tests of the package in the making: which files they are, what they are called, and whether a sample may be one.
//! Names keep their order, because tests run in the order of their names.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context;
use gavel_wire::FileName;
use gavel_wire::limits::TESTS_MAX;

use super::names;
use super::report::Notes;
use super::source::Source;
use crate::folder::SAMPLE_BYTES_MAX;
use crate::generated;

const STEM_BYTES_MAX: usize = FileName::BYTES_MAX - ".out".len();
const SAMPLE_PREFIX: &str = "sample-";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Test {
    /// As it was called, with folders; tests run in the order in which they are given.
    pub(super) name: String,
    pub(super) input: String,
    pub(super) answer: String,
}

#[derive(Debug, Default)]
pub(super) struct Tests {
    pub(super) samples: Vec<Test>,
    pub(super) hidden: Vec<Test>,
    /// Where the package says that letters are compared without their case.
    pub(super) any_case: Option<String>,
}

/// What the answers' content says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) answer_bytes: u64,
    pub(super) letters: bool,
    /// Of hidden tests: how they were called, and the names of their files.
    pub(super) stems: Vec<(String, String)>,
}

impl Tests {
    /// Copies the tests. A sample that is too large to be shown becomes a hidden test.
    pub(super) fn write(
        &mut self,
        source: &Source,
        notes: &mut Notes,
        directory: &Path,
    ) -> anyhow::Result<Facts> {
        let mut moved = Vec::new();
        self.samples.retain(|test| {
            let fits = is_shown(source, &test.input) && is_shown(source, &test.answer);
            if !fits {
                let most = SAMPLE_BYTES_MAX / 1024;
                notes.changed(
                    &test.input,
                    format!("a sample is UTF-8 and has at most {most} KiB in each file; it is a hidden test"),
                );
                moved.push(Test {
                    name: format!("example/{}", test.name),
                    ..test.clone()
                });
            }
            fits
        });
        self.hidden.splice(..0, moved);
        let count = self.samples.len() + self.hidden.len();
        anyhow::ensure!(count > 0, "the package has no tests");
        anyhow::ensure!(
            count <= TESTS_MAX,
            "{count} tests; at most {TESTS_MAX} are allowed"
        );
        if self.samples.is_empty() {
            notes.differs("samples", "there is none, and `verify` asks for one");
        }
        std::fs::create_dir_all(directory).with_context(|| format!("make {}", directory.display()))?;
        let mut facts = Facts::default();
        let samples = self
            .samples
            .iter()
            .zip(named(&self.samples, SAMPLE_PREFIX, notes));
        let hidden = named(&self.hidden, "", notes);
        facts.stems = self
            .hidden
            .iter()
            .map(|test| test.name.clone())
            .zip(hidden.iter().cloned())
            .collect();
        let hidden = self.hidden.iter().zip(hidden);
        for (test, name) in samples.chain(hidden) {
            let answer = source.read(&test.answer)?;
            facts.answer_bytes = facts.answer_bytes.max(answer.len() as u64);
            facts.letters |= answer.iter().any(u8::is_ascii_alphabetic);
            let put = |extension: &str, content: &[u8]| {
                let path = directory.join(format!("{name}.{extension}"));
                std::fs::write(&path, content).with_context(|| format!("write {}", path.display()))
            };
            put("in", &source.read(&test.input)?)?;
            put("out", &answer)?;
        }
        Ok(facts)
    }
}

fn is_shown(source: &Source, file: &str) -> bool {
    source.read(file).is_ok_and(|content| {
        content.len() as u64 <= SAMPLE_BYTES_MAX && std::str::from_utf8(&content).is_ok()
    })
}

/// A name for each test: its own where Gavel allows all of them in this order, or else numbers.
fn named(tests: &[Test], prefix: &str, notes: &mut Notes) -> Vec<String> {
    let whole = |name: &str| match (name.strip_prefix(prefix), name.strip_prefix(generated::PREFIX)) {
        (Some(_), Some(tail)) => format!("{}_{tail}", generated::PREFIX.trim_end_matches('-')),
        (Some(_), None) => name.to_owned(),
        (None, _) => format!("{prefix}{name}"),
    };
    let own: Vec<String> = tests
        .iter()
        .map(|test| whole(&test.name.replace('/', "-")))
        .collect();
    let distinct: BTreeSet<&String> = own.iter().collect();
    let fits = |name: &String| {
        let plain = !name.contains('.') && FileName::parse(name).is_ok();
        // A hidden test with a sample's name would be shown to everyone.
        let hidden_is_hidden = !prefix.is_empty() || !name.starts_with(SAMPLE_PREFIX);
        plain && hidden_is_hidden && name.len() <= STEM_BYTES_MAX
    };
    if own.is_sorted() && distinct.len() == own.len() && own.iter().all(fits) {
        return own;
    }
    let width = tests.len().to_string().len().max(2);
    let numbered = tests.iter().enumerate().map(|(index, test)| {
        let tail = names::file(&test.name.replace(['/', '.'], "-"), STEM_BYTES_MAX - 16);
        format!("{prefix}{:0width$}-{tail}", index + 1)
    });
    let kind = if prefix.is_empty() {
        "hidden tests"
    } else {
        "samples"
    };
    notes.changed(
        kind,
        "their names are not all ones that Gavel allows in the same order, so they have numbers before them",
    );
    numbered.collect()
}

#[cfg(test)]
mod checks {
    use super::*;

    fn tests(names: &[&str]) -> Vec<Test> {
        let test = |name: &&str| Test {
            name: (*name).to_owned(),
            input: String::new(),
            answer: String::new(),
        };
        names.iter().map(test).collect()
    }

    #[test]
    fn names_are_kept_where_they_may_be_and_numbered_where_not() {
        let mut notes = Notes::default();
        assert_eq!(
            named(&tests(&["1", "2"]), "sample-", &mut notes),
            ["sample-1", "sample-2"]
        );
        assert_eq!(
            named(&tests(&["sample-01"]), "sample-", &mut notes),
            ["sample-01"]
        );
        assert_eq!(named(&tests(&["g1/a", "g2/a"]), "", &mut notes), ["g1-a", "g2-a"]);
        // What is called so is for a program of the package to make.
        assert_eq!(
            named(&tests(&["01", "generated-001"]), "", &mut notes),
            ["01", "generated_001"]
        );
        assert!(notes.into_vec().is_empty());
        for (names, expected) in [
            (vec!["sample-1", "z"], vec!["01-sample-1", "02-z"]),
            (vec!["1", "10", "2"], vec!["1", "10", "2"]),
            (vec!["2", "1"], vec!["01-2", "02-1"]),
            (
                vec!["generated-1", "generated_1"],
                vec!["01-generated-1", "02-generated_1"],
            ),
            (vec!["a/b", "a-b"], vec!["01-a-b", "02-a-b"]),
            (vec!["ü", "x.y"], vec!["01-_", "02-x-y"]),
        ] {
            let mut notes = Notes::default();
            let named = named(&tests(&names), "", &mut notes);
            assert_eq!(named, expected);
            assert!(named.is_sorted());
        }
        let long = "x".repeat(200);
        let named = named(&tests(&[&long]), "sample-", &mut Notes::default());
        assert!(FileName::parse(&format!("{}.out", named[0])).is_ok());
    }
}
