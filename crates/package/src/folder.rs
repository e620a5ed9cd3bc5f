//! One problem's package as plain data: what docs/PROBLEMS.md says lies in its folder, and nothing else. Symbolic links, stray
//! files and sizes out of range are refused here, by the name of the file. It runs and writes nothing.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use gavel_wire::limits::{SOURCE_BYTES_MAX, TESTS_MAX};
use gavel_wire::problem::Sample;
use gavel_wire::signature::Signature;
use gavel_wire::{FileName, Status};

use super::generated::{self, Generated, Source};
use super::manifest::{self, Kind, Manifest};
use super::programs::{Folders, PROGRAM_BYTES_MAX, Program, Programs};
use super::subtasks::Subtasks;
use super::typed;

pub const BLOB_BYTES_MAX: u64 = 64 << 20;
/// A sample is shown with its statement and travels in the catalogue.
pub(crate) const SAMPLE_BYTES_MAX: u64 = 16 << 10;
/// The statement, each hint and the editorial.
pub(crate) const TEXT_BYTES_MAX: u64 = 256 << 10;
const MANIFEST_BYTES_MAX: u64 = 64 << 10;
pub(crate) const FIGURE_BYTES_MAX: u64 = 4 << 20;
/// Files of one package; more is a mistaken directory.
pub const FILES_MAX: usize = 5_000;
/// The folders of `submissions/`.
const STATUSES: [Status; 8] = [
    Status::Accepted,
    Status::WrongAnswer,
    Status::TimeLimit,
    Status::MemoryLimit,
    Status::OutputLimit,
    Status::RuntimeError,
    Status::CompileError,
    Status::Restricted,
];

#[derive(Debug)]
pub struct Package {
    pub manifest: Manifest,
    pub statement: String,
    pub hints: Vec<String>,
    pub editorial: Option<String>,
    /// Statements by the tag of their language.
    pub translations: BTreeMap<String, String>,
    /// Figures by their name.
    pub figures: BTreeMap<String, PathBuf>,
    /// Samples first, then hidden tests, each in the order of their subtasks and names.
    pub tests: Vec<TestFiles>,
    /// In the order of the statuses' and of their own names.
    pub submissions: Vec<Example>,
    pub programs: Programs,
    /// Of the tests that programs make, those that do not lie in `tests/`: without them the package is not whole.
    pub missing: Vec<Generated>,
    /// Every file of the package, by its path within it, in order.
    pub files: Vec<String>,
}

#[derive(Debug)]
pub struct TestFiles {
    pub sample: bool,
    /// Its files' name, without what tells them apart.
    pub stem: String,
    /// From 0.
    pub(crate) subtask: Option<u16>,
    parts: Parts,
}

#[derive(Debug)]
enum Parts {
    /// `NAME.in` and `NAME.out`.
    Texts { input: PathBuf, expected: PathBuf },
    /// `NAME.json` of a typed problem.
    Values(PathBuf),
    /// Of a typed problem, as they are judged: made by programs.
    Encoded { input: PathBuf, expected: PathBuf },
}

/// Where a file of a packed package comes from.
pub(crate) enum Content<'a> {
    File(PathBuf),
    /// A test that a program made.
    Typed(&'a TestFiles),
}

/// What a test is judged by, and what is shown of it if it is a sample.
#[derive(Debug)]
pub struct TestData {
    pub input: Vec<u8>,
    pub expected: Vec<u8>,
    pub shown: Option<Sample>,
}

/// A program and the status that its folder promises.
#[derive(Debug)]
pub struct Example {
    /// Such as `accepted/main.py`.
    pub name: String,
    pub promised: Status,
    pub source: String,
}

/// Reads one package and checks all of it but for the tests' content, which [`TestFiles::read`] checks.
pub fn read(path: &Path) -> anyhow::Result<Package> {
    let mut files = Vec::new();
    list(path, "", &mut files)?;
    files.sort();
    let text = read_text(&path.join(manifest::NAME), MANIFEST_BYTES_MAX)?;
    let manifest = Manifest::parse(&text)?;
    let statement = read_text(&path.join("statement.md"), TEXT_BYTES_MAX)?;
    let mut tests = BTreeMap::new();
    let mut submissions = Vec::new();
    let mut generators = Vec::new();
    let mut folders = Folders::default();
    let (mut hints, mut editorial) = (Vec::new(), None);
    let (mut translations, mut figures) = (BTreeMap::new(), BTreeMap::new());
    for file in &files {
        let parts: Vec<&str> = file.split('/').collect();
        let whole = path.join(file);
        match parts[..] {
            [manifest::NAME | "statement.md"] => {}
            ["hints.md"] => hints.push(read_text(&whole, TEXT_BYTES_MAX)?),
            ["editorial.md"] => editorial = Some(read_text(&whole, TEXT_BYTES_MAX)?),
            [name] if name.starts_with("statement.") => {
                let tag = name
                    .strip_prefix("statement.")
                    .and_then(|name| name.strip_suffix(".md"));
                let tag =
                    tag.with_context(|| format!("{file} is no statement: those are called statement.de.md"))?;
                translations.insert(tag.to_owned(), read_text(&whole, TEXT_BYTES_MAX)?);
            }
            ["hints", name] => {
                anyhow::ensure!(
                    is_numbered(name),
                    "{file}: hints are called 01.md, 02.md and so on"
                );
                hints.push(read_text(&whole, TEXT_BYTES_MAX)?);
            }
            ["figures", name] => {
                check_figure(file, name, &read_file(&whole, FIGURE_BYTES_MAX)?)?;
                figures.insert(name.to_owned(), whole);
            }
            ["tests", name] => add_test(&mut tests, name, whole)?,
            ["generators", name] => generators.push(source(file, name, &whole, PROGRAM_BYTES_MAX)?),
            [folder @ ("checker" | "interactor" | "validator"), name] => {
                folders
                    .of(folder)
                    .push(source(file, name, &whole, PROGRAM_BYTES_MAX)?);
            }
            ["submissions", status, _] => submissions.push(example(file, status, &whole)?),
            _ => anyhow::bail!("{file} is not a part of a package, which docs/PROBLEMS.md lists"),
        }
    }
    agree(&manifest, &files)?;
    let programs = folders.programs(&manifest.decider()?)?;
    let (tests, missing) = all_tests(&manifest, tests, generators, &submissions)?;
    Ok(Package {
        tests,
        missing,
        manifest,
        statement,
        hints,
        editorial,
        translations,
        figures,
        submissions,
        programs,
        files,
    })
}

/// No two files say the same, and what the manifest names is there.
fn agree(manifest: &Manifest, files: &[String]) -> anyhow::Result<()> {
    let there = |name: &str| files.iter().any(|file| file == name);
    let both = there("hints.md") && files.iter().any(|file| file.starts_with("hints/"));
    anyhow::ensure!(
        !both,
        "hints.md and hints/ are two ways to say the same: keep one"
    );
    for name in manifest.scores.keys() {
        let name = format!("submissions/{name}");
        anyhow::ensure!(there(&name), "scores: there is no {name}");
    }
    Ok(())
}

/// The tests that lie in the package, and those that are yet to be made.
fn all_tests(
    manifest: &Manifest,
    tests: BTreeMap<String, Named>,
    generators: Vec<Source>,
    submissions: &[Example],
) -> anyhow::Result<(Vec<TestFiles>, Vec<Generated>)> {
    let mut missing = generated::listed(manifest, generators, submissions)?;
    let unknown = tests
        .keys()
        .find(|stem| stem.starts_with(generated::PREFIX) && missing.iter().all(|made| made.stem != **stem));
    if let Some(stem) = unknown {
        anyhow::bail!("tests/{stem}: problem.yaml lists no such generated test");
    }
    let mut subtasks = Subtasks::of(manifest);
    for (made, asked) in missing.iter_mut().zip(&manifest.generated) {
        made.subtask = subtasks.find(&made.stem, asked.subtask.as_deref())?;
    }
    let mut tests = whole(tests, manifest.kind)?;
    for test in tests.iter_mut().filter(|test| !test.sample) {
        test.subtask = match missing.iter().find(|made| made.stem == test.stem) {
            Some(made) => made.subtask,
            None => subtasks.find(&test.stem, None)?,
        };
    }
    subtasks.complete()?;
    tests.sort_by(TestFiles::order);
    missing.retain(|made| tests.iter().all(|test| test.stem != made.stem));
    let count = tests.len() + missing.len();
    anyhow::ensure!(
        (1..=TESTS_MAX).contains(&count),
        "{count} tests; 1 to {TESTS_MAX} are allowed"
    );
    Ok((tests, missing))
}

/// Every regular file beneath `directory`; names that begin with a dot are an editor's or a system's, not the package's.
fn list(directory: &Path, prefix: &str, files: &mut Vec<String>) -> anyhow::Result<()> {
    let entries = std::fs::read_dir(directory).with_context(|| format!("read {}", directory.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let name = name
            .to_str()
            .with_context(|| format!("{prefix}{name:?} is not UTF-8"))?;
        let path = format!("{prefix}{name}");
        FileName::parse(name).with_context(|| path.clone())?;
        let kind = entry.file_type()?;
        // No part of a package lies deeper than submissions/<status>/<file>.
        if kind.is_dir() && path.matches('/').count() < 2 {
            list(&entry.path(), &format!("{path}/"), files)?;
            continue;
        }
        anyhow::ensure!(kind.is_file(), "{path} is not a regular file");
        files.push(path);
        anyhow::ensure!(files.len() <= FILES_MAX, "more than {FILES_MAX} files");
    }
    Ok(())
}

fn is_numbered(name: &str) -> bool {
    let number = name.strip_suffix(".md").unwrap_or_default();
    number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// A figure is what its name says: a browser goes by the one or by the other.
fn check_figure(file: &str, name: &str, content: &[u8]) -> anyhow::Result<()> {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "png" | "jpg" | "gif" | "webp" => {}
        "svg" => anyhow::bail!("{file}: an SVG can hold scripts, so it is refused; export it as PNG"),
        _ => anyhow::bail!("{file}: a figure is a .png, .jpg, .gif or .webp file"),
    }
    anyhow::ensure!(
        is_figure(extension, content),
        "{file} does not hold what its extension says"
    );
    Ok(())
}

pub(crate) fn is_figure(extension: &str, content: &[u8]) -> bool {
    match extension {
        "png" => content.starts_with(b"\x89PNG\r\n\x1a\n"),
        "jpg" => content.starts_with(b"\xff\xd8\xff"),
        "gif" => content.starts_with(b"GIF87a") || content.starts_with(b"GIF89a"),
        "webp" => content.starts_with(b"RIFF") && content.get(8..12) == Some(b"WEBP"),
        _ => false,
    }
}

fn example(file: &str, status: &str, path: &Path) -> anyhow::Result<Example> {
    let promised = STATUSES.into_iter().find(|known| known.as_str() == status);
    let promised = promised.with_context(|| {
        let known = STATUSES.map(Status::as_str).join(", ");
        format!("{file}: {status} is no status of a submission; those are {known}")
    })?;
    Ok(Example {
        name: file.strip_prefix("submissions/").unwrap_or(file).to_owned(),
        promised,
        source: source(file, "", path, SOURCE_BYTES_MAX as u64)?.text,
    })
}

fn source(file: &str, name: &str, path: &Path, bytes_max: u64) -> anyhow::Result<Source> {
    let text = read_text(path, bytes_max)?;
    anyhow::ensure!(!text.contains('\0'), "{file} holds a NUL character");
    Ok(Source {
        name: name.to_owned(),
        text,
    })
}

/// The files of a test.
#[derive(Debug, Default)]
struct Named {
    input: Option<PathBuf>,
    expected: Option<PathBuf>,
    values: Option<PathBuf>,
}

fn add_test(tests: &mut BTreeMap<String, Named>, name: &str, path: PathBuf) -> anyhow::Result<()> {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let test = match extension {
        "in" | "out" | "json" => tests.entry(stem.to_owned()).or_default(),
        _ => anyhow::bail!("tests/{name} is neither an .in nor an .out nor a .json file"),
    };
    match extension {
        "in" => test.input = Some(path),
        "out" => test.expected = Some(path),
        _ => test.values = Some(path),
    }
    Ok(())
}

fn whole(named: BTreeMap<String, Named>, kind: Kind) -> anyhow::Result<Vec<TestFiles>> {
    let mut tests = Vec::new();
    for (stem, files) in named {
        let Named {
            input,
            expected,
            values,
        } = files;
        let parts = match (kind, input, expected, values) {
            (Kind::Stdio | Kind::Interactive, Some(input), Some(expected), None) => {
                Parts::Texts { input, expected }
            }
            (Kind::Stdio | Kind::Interactive, Some(_), None, None) => {
                anyhow::bail!("tests/{stem}.in has no tests/{stem}.out beside it")
            }
            (Kind::Stdio | Kind::Interactive, None, Some(_), None) => {
                anyhow::bail!("tests/{stem}.out has no tests/{stem}.in beside it")
            }
            (Kind::Stdio | Kind::Interactive, ..) => {
                anyhow::bail!("tests/{stem}.json is a test of kind: signature")
            }
            (Kind::Signature, None, None, Some(values)) => Parts::Values(values),
            (Kind::Signature, ..) => {
                anyhow::bail!("tests of kind: signature are .json files, not tests/{stem}.in or .out")
            }
        };
        tests.push(TestFiles {
            sample: stem.starts_with("sample-"),
            subtask: None,
            stem,
            parts,
        });
    }
    Ok(tests)
}

impl Package {
    /// The solution that answers input of people's own.
    pub(crate) fn reference(&self) -> anyhow::Result<Option<Program>> {
        let found = generated::reference(&self.manifest, &self.submissions)?;
        Ok(found.map(|source| {
            let name = source.name.trim_start_matches("accepted/").to_owned();
            Program {
                files: vec![Source {
                    name: name.clone(),
                    text: source.text,
                }],
                name,
            }
        }))
    }

    /// Completes it by a test of [`Package::missing`], whose files are as the judge reads them.
    pub fn add_made(&mut self, made: Generated, input: PathBuf, expected: PathBuf) {
        self.missing.retain(|missing| missing.stem != made.stem);
        self.tests.push(TestFiles {
            sample: false,
            subtask: made.subtask,
            stem: made.stem,
            parts: match self.manifest.kind {
                Kind::Stdio | Kind::Interactive => Parts::Texts { input, expected },
                Kind::Signature => Parts::Encoded { input, expected },
            },
        });
        self.tests.sort_by(TestFiles::order);
    }
}

impl TestFiles {
    /// Its files as they lie in `tests/`, by extension.
    pub(crate) fn written(&self) -> Vec<(&'static str, Content<'_>)> {
        match &self.parts {
            Parts::Texts { input, expected } => vec![
                ("in", Content::File(input.clone())),
                ("out", Content::File(expected.clone())),
            ],
            Parts::Values(path) => vec![("json", Content::File(path.clone()))],
            Parts::Encoded { .. } => vec![("json", Content::Typed(self))],
        }
    }

    /// A typed test as its author would write it.
    pub(crate) fn text(&self, signature: Option<&Signature>) -> anyhow::Result<Vec<u8>> {
        let signature = signature.context("a typed test belongs to a signature")?;
        typed::write(signature, &self.read(Some(signature))?)
    }

    fn order(&self, other: &TestFiles) -> std::cmp::Ordering {
        (!self.sample, self.subtask, &self.stem).cmp(&(!other.sample, other.subtask, &other.stem))
    }

    /// The test as it is judged, of a size and, where it is shown, of a form that it may have.
    pub fn read(&self, signature: Option<&Signature>) -> anyhow::Result<TestData> {
        let bytes_max = if self.sample {
            SAMPLE_BYTES_MAX
        } else {
            BLOB_BYTES_MAX
        };
        match &self.parts {
            Parts::Texts { input, expected } => {
                let (from, to) = (read_file(input, bytes_max)?, read_file(expected, bytes_max)?);
                let text = |bytes: &[u8], path: &Path| {
                    let text = String::from_utf8(bytes.to_vec());
                    text.with_context(|| format!("{} is a sample and not UTF-8", path.display()))
                };
                let shown = self.sample.then(|| {
                    anyhow::Ok(Sample {
                        input: text(&from, input)?,
                        output: text(&to, expected)?,
                    })
                });
                Ok(TestData {
                    shown: shown.transpose()?,
                    input: from,
                    expected: to,
                })
            }
            Parts::Encoded { input, expected } => Ok(TestData {
                input: read_file(input, bytes_max)?,
                expected: read_file(expected, bytes_max)?,
                shown: None,
            }),
            Parts::Values(path) => {
                let text = read_file(path, bytes_max)?;
                let signature = signature.context("a typed test belongs to a signature")?;
                typed::read(signature, &text, self.sample).with_context(|| path.display().to_string())
            }
        }
    }
}

/// A regular file's whole content; a link or anything larger than `bytes_max` is an error that names the file.
pub fn read_file(path: &Path, bytes_max: u64) -> anyhow::Result<Vec<u8>> {
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
