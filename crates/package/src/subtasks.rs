//! Which tests give points together. `subtasks` in `problem.yaml` names them by patterns; `folder` asks here for each test.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use gavel_wire::limits::TESTS_MAX;
use gavel_wire::problem::Subtask;
use schemars::JsonSchema;
use serde::Deserialize;

use super::manifest::Manifest;

pub(crate) const SUBTASKS_MAX: usize = 100;
pub(crate) const NAME_CHARS_MAX: usize = 64;
pub(crate) const POINTS_MAX: u32 = 1_000_000;

/// Hidden tests that give points together: all of them, or the share of the worst one where a checker gives shares.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Subtask")]
pub(crate) struct AskedSubtask {
    #[schemars(length(min = 1, max = NAME_CHARS_MAX))]
    pub(crate) name: String,
    #[schemars(range(max = POINTS_MAX))]
    pub(crate) points: u32,
    /// Names of tests without their extension; `*` stands for any characters. Of `generated` those are meant that do not say their subtask.
    #[serde(default)]
    #[schemars(length(max = TESTS_MAX))]
    pub(crate) tests: Vec<String>,
    /// Names of subtasks before this one, without all of whose points it gives none.
    #[serde(default)]
    pub(crate) requires: Vec<String>,
}

/// The subtasks of a problem, and how tests find theirs.
pub(crate) struct Subtasks<'a> {
    asked: &'a [AskedSubtask],
    matched: BTreeSet<(usize, usize)>,
    counts: BTreeMap<usize, usize>,
}

impl<'a> Subtasks<'a> {
    pub(crate) fn of(manifest: &'a Manifest) -> Subtasks<'a> {
        Subtasks {
            asked: &manifest.subtasks,
            matched: BTreeSet::new(),
            counts: BTreeMap::new(),
        }
    }

    /// That of the hidden test `stem`; `said` is the subtask that its entry in `generated` names.
    pub(crate) fn find(&mut self, stem: &str, said: Option<&str>) -> anyhow::Result<Option<u16>> {
        if self.asked.is_empty() {
            anyhow::ensure!(said.is_none(), "generated: subtask: there are no subtasks");
            return Ok(None);
        }
        let index = match said {
            Some(name) => position(self.asked, name)
                .with_context(|| format!("generated: there is no subtask {name}"))?,
            None => self.matching(stem)?,
        };
        *self.counts.entry(index).or_default() += 1;
        Ok(Some(u16::try_from(index)?))
    }

    fn matching(&mut self, stem: &str) -> anyhow::Result<usize> {
        let mut found = None;
        for (index, subtask) in self.asked.iter().enumerate() {
            for (number, pattern) in subtask.tests.iter().enumerate() {
                if !matches(pattern, stem) {
                    continue;
                }
                self.matched.insert((index, number));
                let other = found.replace(index).filter(|other| *other != index);
                if let Some(other) = other.and_then(|other| self.asked.get(other)) {
                    anyhow::bail!(
                        "tests/{stem} is in the subtasks {} and {}",
                        other.name,
                        subtask.name
                    );
                }
            }
        }
        found.with_context(|| format!("tests/{stem} is in no subtask"))
    }

    /// Once all tests have asked: no subtask and no pattern is there for nothing.
    pub(crate) fn complete(&self) -> anyhow::Result<()> {
        for (index, subtask) in self.asked.iter().enumerate() {
            let name = &subtask.name;
            for (number, pattern) in subtask.tests.iter().enumerate() {
                anyhow::ensure!(
                    self.matched.contains(&(index, number)),
                    "subtask {name}: no hidden test is called {pattern}"
                );
            }
            anyhow::ensure!(self.counts.contains_key(&index), "subtask {name} has no test");
        }
        Ok(())
    }
}

/// As agents are told of them.
pub(crate) fn listed(asked: &[AskedSubtask]) -> anyhow::Result<Vec<Subtask>> {
    anyhow::ensure!(asked.len() <= SUBTASKS_MAX, "at most {SUBTASKS_MAX} subtasks");
    let mut listed = Vec::new();
    for (index, subtask) in asked.iter().enumerate() {
        let name = subtask.name.trim();
        anyhow::ensure!(
            !name.is_empty() && name == subtask.name && name.chars().count() <= NAME_CHARS_MAX,
            "subtasks: a name has 1 to {NAME_CHARS_MAX} characters, and no blank at its ends"
        );
        anyhow::ensure!(
            position(asked, name) == Some(index),
            "subtasks: {name} is there twice"
        );
        anyhow::ensure!(
            subtask.tests.len() <= TESTS_MAX,
            "subtask {name}: at most {TESTS_MAX} patterns in tests"
        );
        anyhow::ensure!(
            subtask.points <= POINTS_MAX,
            "subtask {name}: at most {POINTS_MAX} points"
        );
        let required = subtask.requires.iter().map(|required| {
            let before = position(asked, required).filter(|before| *before < index);
            let before = before
                .with_context(|| format!("subtask {name}: requires: {required} is no subtask before it"))?;
            anyhow::Ok(u16::try_from(before)?)
        });
        listed.push(Subtask {
            name: name.to_owned(),
            points: subtask.points,
            requires: required.collect::<Result<_, _>>()?,
        });
    }
    let points: u32 = listed.iter().map(|subtask| subtask.points).sum();
    anyhow::ensure!(
        asked.is_empty() || (1..=POINTS_MAX).contains(&points),
        "subtasks: 1 to {POINTS_MAX} points in all"
    );
    Ok(listed)
}

fn position(asked: &[AskedSubtask], name: &str) -> Option<usize> {
    asked.iter().position(|subtask| subtask.name == name)
}

/// Whether `text` is what `pattern` says.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.split_once(part) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(text: &str) -> anyhow::Result<Manifest> {
        Manifest::parse(&format!("title: P\ndifficulty: easy\n{text}"))
    }

    const TWO: &str = "subtasks:\n- {name: small, points: 30, tests: ['small-*']}\n- {name: large, points: 70, tests: ['*-large', last], requires: [small]}\n";

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, text, fits) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("a*", "a", true),
            ("a*", "ba", false),
            ("*b", "aab", true),
            ("a*a", "a", false),
            ("a*b*c", "a-b-c", true),
            ("a*b*c", "a-c", false),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("a**b", "ab", true),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn every_hidden_test_has_one_subtask_and_every_pattern_a_test() {
        let manifest = manifest(TWO).unwrap();
        let mut subtasks = Subtasks::of(&manifest);
        assert_eq!(subtasks.find("small-1", None).unwrap(), Some(0));
        assert_eq!(subtasks.find("generated-001", Some("large")).unwrap(), Some(1));
        assert_eq!(subtasks.find("last", None).unwrap(), Some(1));
        let error = |result: anyhow::Result<Option<u16>>| result.unwrap_err().to_string();
        assert_eq!(
            error(subtasks.find("other", None)),
            "tests/other is in no subtask"
        );
        assert!(error(subtasks.find("small-large", None)).contains("in the subtasks small and large"));
        assert!(error(subtasks.find("generated-002", Some("huge"))).contains("no subtask huge"));
        let unmatched = Subtasks::of(&manifest).complete().unwrap_err().to_string();
        assert_eq!(unmatched, "subtask small: no hidden test is called small-*");
        let none = self::manifest("").unwrap();
        assert!(Subtasks::of(&none).find("a", Some("small")).is_err());
        assert_eq!(Subtasks::of(&none).find("a", None).unwrap(), None);
    }

    #[test]
    fn what_cannot_be_a_subtask_is_refused_by_its_name() {
        let wire = listed(&manifest(TWO).unwrap().subtasks).unwrap();
        assert_eq!((wire.len(), wire[1].points, &wire[1].requires), (2, 70, &vec![0]));
        for (text, why) in [
            (
                "[{name: a, points: 1, requires: [b]}, {name: b, points: 1}]",
                "b is no subtask before it",
            ),
            (
                "[{name: a, points: 1, requires: [a]}]",
                "a is no subtask before it",
            ),
            ("[{name: a, points: 1}, {name: a, points: 2}]", "a is there twice"),
            ("[{name: ' a', points: 1}]", "no blank at its ends"),
            ("[{name: a, points: 0}]", "points in all"),
            (
                "[{name: a, points: 1000000}, {name: b, points: 1}]",
                "points in all",
            ),
            ("[{name: a, points: 1000001}]", "at most 1000000 points"),
            ("[{name: a, points: -1}]", "points"),
        ] {
            let error = format!("{:#}", manifest(&format!("subtasks: {text}\n")).unwrap_err());
            assert!(error.contains(why), "{text}: {error}");
        }
        let many = format!(
            "subtasks: [{{name: a, points: 1, tests: [{}]}}]\n",
            "'*', ".repeat(TESTS_MAX + 1)
        );
        let error = format!("{:#}", manifest(&many).unwrap_err());
        assert!(error.contains("at most 1000 patterns"), "{error}");
    }
}
