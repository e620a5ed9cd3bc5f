//! `problem.yaml` as data, with its ranges. docs/problem.schema.json is made from these types, their comments included, for
//! editors and for whoever writes packages by program; docs/PROBLEMS.md tells the same to people. `folder` reads it.

use std::collections::BTreeMap;

use anyhow::Context;
use gavel_wire::problem::{Access, Checker};
use gavel_wire::{Limits, ProblemId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::checker::{AskedChecker, Decider};
use super::generated::{AskedGenerated, GENERATED_MAX};
use super::signature::{self, AskedAnswer, AskedSignature};
use super::subtasks::{self, AskedSubtask, SUBTASKS_MAX};

pub const NAME: &str = "problem.yaml";

const TITLE_CHARS_MAX: usize = 200;
const TAGS_MAX: usize = 16;
const TAG_PATTERN: &str = "^[A-Za-z0-9_-]{1,64}$";

/// What the judge must know of a problem beside its tests.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "problem.yaml")]
pub struct Manifest {
    /// What people read above the statement.
    #[schemars(length(min = 1, max = TITLE_CHARS_MAX))]
    pub title: String,
    /// Titles in other languages, by the tag of the language, such as `de` or `pt-BR`; each has a statement called `statement.de.md`.
    #[serde(default)]
    pub titles: BTreeMap<String, String>,
    pub difficulty: Difficulty,
    #[serde(default)]
    #[schemars(length(max = TAGS_MAX), inner(regex(pattern = TAG_PATTERN)))]
    pub tags: Vec<String>,
    #[serde(default)]
    pub access: AskedAccess,
    #[serde(default)]
    pub kind: Kind,
    #[serde(default)]
    limits: AskedLimits,
    /// Left out: `tokens`, or what `answer` says. Of `signature` only `custom`.
    checker: Option<AskedChecker>,
    /// Of `interactive`, which needs it: the program's name in `interactor/`.
    interactor: Option<String>,
    /// Of `signature`, which needs it.
    signature: Option<AskedSignature>,
    /// Of `signature`.
    answer: Option<AskedAnswer>,
    /// The accepted submission whose answers are the expected ones, of the tests in `generated` and of runs with input of one's own: its name in
    /// `submissions/accepted`.
    pub reference: Option<String>,
    /// Whether runs with input of one's own are told what `reference` answers.
    #[serde(default = "yes")]
    pub answers_own_input: bool,
    /// Hidden tests that are made when the package is packed, loaded or verified.
    #[serde(default)]
    #[schemars(length(max = GENERATED_MAX))]
    pub(crate) generated: Vec<AskedGenerated>,
    /// Parts of the hidden tests that give points; each hidden test is in one.
    #[serde(default)]
    #[schemars(length(max = SUBTASKS_MAX))]
    pub(crate) subtasks: Vec<AskedSubtask>,
    /// What submissions that are not accepted are worth, by their name within `submissions/`, such as `time_limit/slow.py`; `verify` looks at it.
    #[serde(default)]
    pub scores: BTreeMap<String, u32>,
    /// Whether the tests behind the first one that was not accepted are left out; of subtasks those of the same one.
    #[serde(default = "yes")]
    pub stop_at_first_failure: bool,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Difficulty {
    Easy,
    Medium,
    Hard,
}

/// Who may solve it. It is kept for whoever sells access; the service itself shows every problem to everyone with a key.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Access")]
pub enum AskedAccess {
    #[default]
    Free,
    Paid,
}

/// How a program meets its tests. `stdio`: it reads a test's input and prints what is compared. `signature`: it has a function or a class that
/// is called with values of given types, and what it returns is compared. `interactive`: it talks with a program of the package.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Stdio,
    Signature,
    Interactive,
}

/// Limits of one test, before a language's multipliers.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Limits")]
struct AskedLimits {
    /// CPU time of all processes together, in milliseconds.
    #[schemars(range(min = Limits::CHECKED[0].1, max = Limits::CHECKED[0].2))]
    cpu_ms: u64,
    /// Wall time, in milliseconds; left out, and at most, it is twice `cpu_ms` plus 2000.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = Limits::CHECKED[1].1, max = Limits::CHECKED[1].2))]
    wall_ms: Option<u64>,
    /// Memory, in bytes.
    #[schemars(range(min = Limits::CHECKED[2].1, max = Limits::CHECKED[2].2))]
    memory_bytes: u64,
    /// What may be printed on stdout, and on stderr, in bytes.
    #[schemars(range(min = Limits::CHECKED[3].1, max = Limits::CHECKED[3].2))]
    output_bytes: u64,
    /// Processes and threads together.
    #[schemars(range(min = Limits::CHECKED[4].1, max = Limits::CHECKED[4].2))]
    processes: u32,
}

/// Two or three letters, and a region where it matters.
fn is_tag(tag: &str) -> bool {
    let (language, region) = tag
        .split_once('-')
        .map_or((tag, None), |(language, region)| (language, Some(region)));
    let letters = |text: &str, case: fn(&u8) -> bool| text.bytes().all(|byte| case(&byte));
    (2..=3).contains(&language.len())
        && letters(language, u8::is_ascii_lowercase)
        && region.is_none_or(|region| region.len() == 2 && letters(region, u8::is_ascii_uppercase))
}

fn yes() -> bool {
    true
}

impl Default for AskedLimits {
    fn default() -> Self {
        let limits = Limits::default();
        AskedLimits {
            cpu_ms: limits.cpu_ms,
            wall_ms: None,
            memory_bytes: limits.memory_bytes,
            output_bytes: limits.output_bytes,
            processes: limits.processes,
        }
    }
}

impl Difficulty {
    pub fn as_str(self) -> &'static str {
        match self {
            Difficulty::Easy => "easy",
            Difficulty::Medium => "medium",
            Difficulty::Hard => "hard",
        }
    }
}

impl From<AskedAccess> for Access {
    fn from(asked: AskedAccess) -> Access {
        match asked {
            AskedAccess::Free => Access::Free,
            AskedAccess::Paid => Access::Paid,
        }
    }
}

impl Manifest {
    /// Reads the text of a `problem.yaml` and checks all of it. The error names the file, and the line and the field where
    /// the text does not fit.
    pub fn parse(text: &str) -> anyhow::Result<Manifest> {
        let manifest: Manifest = serde_saphyr::from_str(text).context(NAME)?;
        manifest.check().context(NAME)?;
        Ok(manifest)
    }

    /// What is asked for over the defaults; wall time follows CPU time unless it is given.
    pub fn limits(&self) -> anyhow::Result<Limits> {
        let asked = &self.limits;
        let cpu_ms = asked.cpu_ms;
        let limits = Limits {
            cpu_ms,
            wall_ms: asked
                .wall_ms
                .unwrap_or(Limits::wall_ms_for(cpu_ms.min(Limits::CPU_MS_MAX))),
            memory_bytes: asked.memory_bytes,
            output_bytes: asked.output_bytes,
            processes: asked.processes,
        };
        limits.check().context("limits")?;
        Ok(limits)
    }

    /// The comparison; an error where a program of the package decides.
    pub fn checker(&self) -> anyhow::Result<Checker> {
        match self.decider()? {
            Decider::Comparison(checker) => Ok(checker),
            _ => anyhow::bail!("a program of the package decides"),
        }
    }

    /// What decides whether an output is right.
    pub fn decider(&self) -> anyhow::Result<Decider> {
        let typed = self.signature.is_some() || self.answer.is_some();
        let interactive = self.kind == Kind::Interactive;
        anyhow::ensure!(
            self.interactor.is_some() == interactive,
            "kind: interactive needs interactor, and no other kind has one"
        );
        match (self.kind, &self.signature, &self.checker) {
            (Kind::Stdio | Kind::Interactive, ..) if typed => {
                anyhow::bail!("signature and answer belong to kind: signature")
            }
            (Kind::Interactive, _, Some(_)) => {
                anyhow::bail!("kind: interactive has no checker: the interactor decides")
            }
            (Kind::Interactive, ..) => Ok(Decider::Interactor {
                name: self.interactor.clone().unwrap_or_default(),
            }),
            (Kind::Stdio, _, checker) => checker.as_ref().unwrap_or(&AskedChecker::default()).decider(),
            (Kind::Signature, None, _) => anyhow::bail!("kind: signature needs signature"),
            (Kind::Signature, Some(asked), None) => {
                let checker = signature::checker(asked, self.answer.unwrap_or_default())?;
                Ok(Decider::Comparison(checker))
            }
            (Kind::Signature, Some(asked), Some(checker)) => match checker.decider()? {
                Decider::Program { name, .. } if self.answer.is_none() => Ok(Decider::Program {
                    name,
                    signature: Some(asked.signature().context("signature")?),
                }),
                _ => anyhow::bail!("kind: signature has either answer or checker: {{kind: custom}}"),
            },
        }
    }

    fn check(&self) -> anyhow::Result<()> {
        for title in self.titles.values().chain([&self.title]) {
            let title = title.trim();
            anyhow::ensure!(
                !title.is_empty() && title.chars().count() <= TITLE_CHARS_MAX,
                "title must have 1 to {TITLE_CHARS_MAX} characters"
            );
        }
        for tag in self.titles.keys() {
            anyhow::ensure!(
                is_tag(tag),
                "titles: {tag} is no language's tag, such as de or pt-BR"
            );
        }
        let tags_fit = self.tags.iter().all(|tag| ProblemId::parse(tag).is_ok());
        anyhow::ensure!(
            tags_fit && self.tags.len() <= TAGS_MAX,
            "at most {TAGS_MAX} tags of letters, digits, '_' and '-'"
        );
        anyhow::ensure!(
            self.generated.len() <= GENERATED_MAX,
            "at most {GENERATED_MAX} tests in generated"
        );
        self.decider()?;
        self.limits()?;
        subtasks::listed(&self.subtasks)?;
        anyhow::ensure!(
            self.scores.is_empty() || !self.subtasks.is_empty(),
            "scores: there are no subtasks that would give points"
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn error(text: &str) -> String {
        format!("{:#}", Manifest::parse(text).unwrap_err())
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let manifest = Manifest::parse("title: P\ndifficulty: easy\n").unwrap();
        assert_eq!(manifest.limits().unwrap(), Limits::default());
        assert_eq!(manifest.decider().unwrap(), Decider::Comparison(Checker::Tokens));
        assert!(manifest.stop_at_first_failure && manifest.tags.is_empty());
        assert_eq!(Access::from(manifest.access), Access::Free);
        let text = "title: P\ndifficulty: hard\nlimits: {cpu_ms: 300}\nchecker: {kind: float, relative: 1e-6}\naccess: paid\nkind: stdio\n";
        let manifest = Manifest::parse(text).unwrap();
        let limits = manifest.limits().unwrap();
        assert_eq!((limits.cpu_ms, limits.wall_ms), (300, 2_600));
        let float = Checker::Float {
            absolute: 0.0,
            relative: 1e-6,
        };
        assert_eq!(manifest.decider().unwrap(), Decider::Comparison(float));
        assert_eq!(Access::from(manifest.access), Access::Paid);
        let typed = "kind: signature\nsignature: {name: f, parameters: [{name: a, type: 'int[]'}], returns: int}\nanswer: {order: any}\n";
        let manifest = Manifest::parse(&format!("title: P\ndifficulty: easy\n{typed}")).unwrap();
        assert_eq!(manifest.decider().unwrap().signature().unwrap().name, "f");
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_place() {
        let head = "title: P\ndifficulty: easy\n";
        let cases = [
            ("colour: 1\n", "line 3 column 1: unknown field `colour`"),
            ("limits:\n  cpu: 4\n", "line 4 column 3: unknown field `cpu`"),
            ("limits:\n  cpu_ms: fast\n", "line 4 column 11"),
            (
                "limits:\n  cpu_ms: 9000\n",
                "limits: cpu_ms must be from 50 to 5000",
            ),
            ("kind: guessing\n", "line 3 column 7: unknown variant `guessing`"),
            ("kind: interactive\n", "kind: interactive needs interactor"),
            ("interactor: a.py\n", "kind: interactive needs interactor"),
            (
                "kind: interactive\ninteractor: a.py\nchecker: {kind: tokens}\n",
                "kind: interactive has no checker",
            ),
            ("title: Q\n", "duplicate mapping key: title"),
            ("checker:\n  kind: float\n", "float needs absolute"),
            (
                "checker:\n  kind: exact\n  absolute: 0.1\n",
                "belong to kind: float alone",
            ),
            (
                "checker:\n  kind: float\n  absolute: .nan\n",
                "at least 0 and less than 1",
            ),
            ("tags: [a b]\n", "tags of letters"),
            ("kind: signature\n", "kind: signature needs signature"),
            (
                "signature: {name: f, returns: int}\n",
                "belong to kind: signature",
            ),
            (
                "kind: signature\nsignature: {name: f, returns: number}\n",
                "signature: returns: `number` is no type",
            ),
            (
                "kind: signature\nsignature: {name: class, returns: int}\n",
                "`class` cannot be a name",
            ),
            (
                "kind: signature\nsignature: {name: f, returns: int}\nchecker: {kind: tokens}\n",
                "kind: signature has either answer or checker",
            ),
            ("checker:\n  kind: custom\n", "custom needs program"),
            (
                "checker:\n  program: checker.cpp\n  kind: tokens\n",
                "program belongs to kind: custom alone",
            ),
        ];
        for (more, expected) in cases {
            let error = error(&format!("{head}{more}"));
            assert!(error.starts_with("problem.yaml: "), "{error}");
            assert!(error.contains(expected), "{error:?} does not say {expected:?}");
        }
        assert!(error("title: ''\ndifficulty: easy\n").contains("title must have"));
    }

    /// `UPDATE_SCHEMA=1 cargo test -p gavel-package schema` writes the file anew.
    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "the person who runs the test says that the file is to be written"
    )]
    fn the_checked_in_schema_is_the_codes() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/problem.schema.json");
        let schema = serde_json::to_string_pretty(&schemars::schema_for!(Manifest)).unwrap() + "\n";
        if std::env::var("UPDATE_SCHEMA").is_ok() {
            std::fs::write(&path, &schema).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            written == schema,
            "docs/problem.schema.json is not the code's; run with UPDATE_SCHEMA=1"
        );
    }
}
