//! Turns a problem's package into blobs and its entry in the catalogue. A blob's name is the SHA-256 of its content, so writing
//! one twice is harmless; the catalogue is replaced as a whole and only after every blob it names is on disk.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::Context;
use gavel_wire::problem::{AuthorProgram, Catalogue, Checker, Problem, Sample, TestRef};
use gavel_wire::signature::Signature;
use gavel_wire::{ProblemId, Sha256};
use ring::digest;

use super::checker::Decider;
use super::folder::{Package, TestFiles};
use super::languages::Languages;
use super::programs::Program;
use super::typed;

/// Stores all tests of `package` and returns what the catalogue says of it; `languages` has the templates of starter code.
pub fn store(id: ProblemId, package: &Package, languages: &Path, blob_dir: &Path) -> anyhow::Result<Problem> {
    if let Some(made) = package.missing.first() {
        anyhow::bail!(
            "problem {id}: tests/{} is yet to be made; `gavel problem pack` makes it",
            made.stem
        );
    }
    std::fs::create_dir_all(blob_dir).with_context(|| format!("make {}", blob_dir.display()))?;
    let manifest = &package.manifest;
    let checker = checker(package, languages, blob_dir).with_context(|| format!("problem {id}"))?;
    let mut tests = Vec::new();
    let mut samples = Vec::new();
    for files in &package.tests {
        let (test, sample) =
            store_test(files, checker.signature(), blob_dir).with_context(|| format!("problem {id}"))?;
        tests.push(test);
        samples.extend(sample);
    }
    let starters = checker
        .signature()
        .map(|signature| typed::starters(languages, signature));
    let starters = starters
        .transpose()
        .with_context(|| format!("problem {id}: its starter code"))?;
    let mut problem = Problem {
        id,
        version: sha256(b""),
        title: manifest.title.trim().to_owned(),
        difficulty: manifest.difficulty.as_str().to_owned(),
        limits: manifest.limits()?,
        starters: starters.unwrap_or_default(),
        checker,
        stop_at_first_failure: manifest.stop_at_first_failure,
        tags: manifest.tags.clone(),
        access: manifest.access.into(),
        statement: package.statement.clone(),
        samples,
        tests,
    };
    problem.version = version_of(&problem)?;
    Ok(problem)
}

/// What decides, with the files of a program that does stored.
fn checker(package: &Package, languages: &Path, blob_dir: &Path) -> anyhow::Result<Checker> {
    let store = |what: &str, program: &Option<Program>| {
        let program = program.as_ref().with_context(|| format!("there is no {what}"))?;
        let stored = store_program(program, &Languages::read(languages)?, blob_dir);
        stored.map(Box::new).with_context(|| what.to_owned())
    };
    let programs = &package.programs;
    Ok(match package.manifest.decider()? {
        Decider::Comparison(checker) => checker,
        Decider::Program { signature, .. } => Checker::Custom {
            program: store("checker", &programs.checker)?,
            signature,
        },
        Decider::Interactor { .. } => Checker::Interactor {
            program: store("interactor", &programs.interactor)?,
        },
    })
}

/// Stores a program's files and returns how agents are told of it.
pub fn store_program(
    program: &Program,
    languages: &Languages,
    blob_dir: &Path,
) -> anyhow::Result<AuthorProgram> {
    for file in &program.files {
        store_blob(blob_dir, file.text.as_bytes())?;
    }
    program.wire(languages)
}

/// The hash of everything that a verdict depends on; a reworded statement keeps it.
fn version_of(problem: &Problem) -> anyhow::Result<Sha256> {
    let judged = (
        &problem.limits,
        &problem.checker,
        problem.stop_at_first_failure,
        &problem.tests,
    );
    Ok(sha256(&serde_json::to_vec(&judged)?))
}

fn store_test(
    files: &TestFiles,
    signature: Option<&Signature>,
    blob_dir: &Path,
) -> anyhow::Result<(TestRef, Option<Sample>)> {
    let data = files.read(signature)?;
    let test = TestRef {
        input: store_blob(blob_dir, &data.input)?,
        expected: store_blob(blob_dir, &data.expected)?,
        sample: files.sample,
    };
    Ok((test, data.shown))
}

fn store_blob(blob_dir: &Path, content: &[u8]) -> anyhow::Result<Sha256> {
    let name = sha256(content);
    let path = blob_dir.join(name.as_str());
    if std::fs::read(&path).is_ok_and(|there| there == content) {
        return Ok(name);
    }
    replace(&path, content)?;
    Ok(name)
}

/// Replaces the catalogue in one step.
pub fn write_catalogue(path: &Path, catalogue: &Catalogue) -> anyhow::Result<()> {
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory).with_context(|| format!("make {}", directory.display()))?;
    }
    replace(path, &serde_json::to_vec_pretty(catalogue)?)
}

/// Writes a file beside `path`, brings it to disk and gives it the name: readers see the old or the new one, whole.
fn replace(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let name = path.file_name().context("a file has a name")?.to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = File::create(&temporary).and_then(|mut file| {
        file.write_all(content)?;
        file.sync_all()
    });
    let placed = written.and_then(|()| std::fs::rename(&temporary, path));
    if let Err(error) = placed {
        let _ = std::fs::remove_file(&temporary);
        return Err(error).with_context(|| format!("write {}", path.display()));
    }
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(directory.unwrap_or(Path::new(".")))?
        .sync_all()
        .with_context(|| format!("bring the name {} to disk", path.display()))
}

pub fn sha256(content: &[u8]) -> Sha256 {
    let digest = digest::digest(&digest::SHA256, content);
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest.as_ref());
    Sha256::from_bytes(&bytes)
}
