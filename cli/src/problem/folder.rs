//! One problem's folder as plain data: `problem.toml`, `statement.md`, `tests/*.in` with their `.out`. The format is
//! described in problems/README.md. Symbolic links, stray files and sizes out of range are refused here.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use gavel_wire::limits::TESTS_MAX;
use gavel_wire::problem::Checker;
use gavel_wire::{FileName, Limits};
use serde::Deserialize;

pub(super) const BLOB_BYTES_MAX: u64 = 64 << 20;
/// A sample is shown with its statement and travels in the catalogue.
const SAMPLE_BYTES_MAX: u64 = 16 << 10;
const STATEMENT_BYTES_MAX: u64 = 256 << 10;
const MANIFEST_BYTES_MAX: u64 = 64 << 10;
const TITLE_CHARS_MAX: usize = 200;
const TAGS_MAX: usize = 16;

#[derive(Debug)]
pub(super) struct Folder {
    pub(super) manifest: Manifest,
    pub(super) statement: String,
    /// Samples first, then hidden tests, each in the order of their names.
    pub(super) tests: Vec<TestFiles>,
}

#[derive(Debug)]
pub(super) struct TestFiles {
    pub(super) sample: bool,
    pub(super) input: PathBuf,
    pub(super) expected: PathBuf,
}

/// `problem.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) title: String,
    pub(super) difficulty: Difficulty,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    #[serde(default = "yes")]
    pub(super) stop_at_first_failure: bool,
    #[serde(default)]
    limits: AskedLimits,
    #[serde(default)]
    checker: Option<Checker>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Difficulty {
    Easy,
    Medium,
    Hard,
}

impl Difficulty {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Difficulty::Easy => "easy",
            Difficulty::Medium => "medium",
            Difficulty::Hard => "hard",
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedLimits {
    cpu_ms: Option<u64>,
    wall_ms: Option<u64>,
    memory_bytes: Option<u64>,
    output_bytes: Option<u64>,
    processes: Option<u32>,
}

fn yes() -> bool {
    true
}

impl Manifest {
    /// What is asked for over the defaults; wall time follows CPU time unless it is given.
    pub(super) fn limits(&self) -> anyhow::Result<Limits> {
        let default = Limits::default();
        let cpu_ms = self.limits.cpu_ms.unwrap_or(default.cpu_ms);
        let limits = Limits {
            cpu_ms,
            wall_ms: self
                .limits
                .wall_ms
                .unwrap_or(Limits::wall_ms_for(cpu_ms.min(Limits::CPU_MS_MAX))),
            memory_bytes: self.limits.memory_bytes.unwrap_or(default.memory_bytes),
            output_bytes: self.limits.output_bytes.unwrap_or(default.output_bytes),
            processes: self.limits.processes.unwrap_or(default.processes),
        };
        limits.check().context("problem.toml, [limits]")?;
        Ok(limits)
    }

    pub(super) fn checker(&self) -> Checker {
        self.checker.clone().unwrap_or(Checker::Tokens)
    }

    fn check(&self) -> anyhow::Result<()> {
        let title = self.title.trim();
        anyhow::ensure!(
            !title.is_empty() && title.chars().count() <= TITLE_CHARS_MAX,
            "problem.toml: title must have 1 to {TITLE_CHARS_MAX} characters"
        );
        let tags_fit = self
            .tags
            .iter()
            .all(|tag| gavel_wire::ProblemId::parse(tag).is_ok());
        anyhow::ensure!(
            tags_fit && self.tags.len() <= TAGS_MAX,
            "problem.toml: at most {TAGS_MAX} tags of letters, digits, '_' and '-'"
        );
        if let Checker::Float { absolute, relative } = self.checker() {
            let fits = |tolerance: f64| (0.0..1.0).contains(&tolerance);
            anyhow::ensure!(
                fits(absolute) && fits(relative),
                "problem.toml: a tolerance is at least 0 and less than 1"
            );
        }
        self.limits().map(|_| ())
    }
}

/// Reads one folder and checks all of it, without reading the tests' content.
pub(super) fn read(path: &Path) -> anyhow::Result<Folder> {
    let manifest = read_text(&path.join("problem.toml"), MANIFEST_BYTES_MAX)?;
    let manifest: Manifest = toml::from_str(&manifest).context("problem.toml")?;
    manifest.check()?;
    let statement = read_text(&path.join("statement.md"), STATEMENT_BYTES_MAX)?;
    let tests = tests_in(&path.join("tests"))?;
    Ok(Folder {
        manifest,
        statement,
        tests,
    })
}

fn tests_in(directory: &Path) -> anyhow::Result<Vec<TestFiles>> {
    let mut inputs = BTreeMap::new();
    let mut outputs = BTreeMap::new();
    for entry in std::fs::read_dir(directory).with_context(|| format!("read {}", directory.display()))? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_str().context("tests/: a name is not UTF-8")?;
        let kind = entry.file_type()?;
        anyhow::ensure!(kind.is_file(), "tests/{name} is not a regular file");
        FileName::parse(name).with_context(|| format!("tests/{name:?}"))?;
        let fresh = match (name.strip_suffix(".in"), name.strip_suffix(".out")) {
            (Some(stem), _) => inputs.insert(stem.to_owned(), entry.path()),
            (None, Some(stem)) => outputs.insert(stem.to_owned(), entry.path()),
            (None, None) => anyhow::bail!("tests/{name} is neither an .in nor an .out file"),
        };
        debug_assert!(fresh.is_none(), "a directory lists a name once");
    }
    let mut tests = Vec::new();
    for (stem, input) in inputs {
        let expected = outputs
            .remove(&stem)
            .with_context(|| format!("tests/{stem}.in has no tests/{stem}.out beside it"))?;
        let sample = stem.starts_with("sample-");
        tests.push(TestFiles {
            sample,
            input,
            expected,
        });
    }
    if let Some(stem) = outputs.keys().next() {
        anyhow::bail!("tests/{stem}.out has no tests/{stem}.in beside it");
    }
    let count = tests.len();
    anyhow::ensure!(
        (1..=TESTS_MAX).contains(&count),
        "{count} tests; 1 to {TESTS_MAX} are allowed"
    );
    // Stable: names keep their order within both kinds.
    tests.sort_by_key(|test| !test.sample);
    Ok(tests)
}

impl TestFiles {
    /// The most that this test's files may hold.
    pub(super) fn bytes_max(&self) -> u64 {
        if self.sample {
            SAMPLE_BYTES_MAX
        } else {
            BLOB_BYTES_MAX
        }
    }
}

/// A regular file's whole content; a link or anything larger than `bytes_max` is an error that names the file.
pub(super) fn read_file(path: &Path, bytes_max: u64) -> anyhow::Result<Vec<u8>> {
    let mut options = File::options();
    options
        .read(true)
        .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
    let file = options
        .open(path)
        .with_context(|| format!("open {}", path.display()))?;
    let kind = file.metadata()?.file_type();
    anyhow::ensure!(kind.is_file(), "{} is not a regular file", path.display());
    let mut content = Vec::new();
    file.take(bytes_max + 1).read_to_end(&mut content)?;
    let fits = u64::try_from(content.len()).is_ok_and(|bytes| bytes <= bytes_max);
    anyhow::ensure!(fits, "{} is larger than {bytes_max} bytes", path.display());
    Ok(content)
}

fn read_text(path: &Path, bytes_max: u64) -> anyhow::Result<String> {
    String::from_utf8(read_file(path, bytes_max)?).with_context(|| format!("{} is not UTF-8", path.display()))
}
