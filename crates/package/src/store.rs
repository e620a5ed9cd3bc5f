//! Turns a problem's package into blobs and its entry in the catalogue, which `catalogue` writes after every blob it names is stored.

use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use anyhow::Context;
use gavel_blob::{BlobStore, sha256};
use gavel_wire::language::Language;
use gavel_wire::problem::{AuthorProgram, Checker, Problem, Sample, TestRef};
use gavel_wire::signature::Signature;
use gavel_wire::{ProblemId, Sha256};

use super::checker::Decider;
use super::folder::{Package, TestFiles};
use super::programs::Program;
use super::{languages, subtasks, texts, typed};

/// Each test is two round trips where the store is another machine.
const AT_ONCE: usize = 8;

/// Stores all tests of `package` and returns what the catalogue says of it; `languages` has the templates of starter code.
pub fn store(
    id: ProblemId,
    package: &Package,
    languages: &Path,
    blobs: &BlobStore,
) -> anyhow::Result<Problem> {
    if let Some(made) = package.missing.first() {
        anyhow::bail!(
            "tests/{} is yet to be made; `gavel problem pack` makes it",
            made.stem
        );
    }
    let manifest = &package.manifest;
    let subtasks = subtasks::listed(&manifest.subtasks)?;
    let checker = checker(package, languages, blobs)?;
    let (tests, samples) = store_tests(package, checker.signature(), blobs)?;
    let shown = package.reference()?.filter(|_| manifest.answers_own_input);
    let stored = |what: &'static str, program: Option<&Program>| {
        let stored = program.map(|program| store_program(program, &languages::read(languages)?, blobs));
        stored.transpose().context(what)
    };
    let reference = stored("reference", shown.as_ref())?;
    let validator = stored("validator", package.programs.validator.as_ref())?;
    let starters = checker
        .signature()
        .map(|signature| typed::starters(languages, signature));
    let starters = starters.transpose().context("its starter code")?;
    let rendered = texts::rendered(package, blobs)?;
    let mut problem = Problem {
        id,
        version: sha256(b""),
        title: manifest.title.trim().to_owned(),
        difficulty: manifest.difficulty.as_str().to_owned(),
        limits: manifest.limits()?,
        starters: starters.unwrap_or_default(),
        reference,
        validator,
        checker,
        stop_at_first_failure: manifest.stop_at_first_failure,
        subtasks,
        tags: manifest.tags.clone(),
        access: manifest.access.into(),
        statement: package.statement.clone(),
        texts: rendered.texts,
        translations: rendered.translations,
        figures: rendered.figures,
        samples,
        tests,
    };
    problem.version = version_of(&problem)?;
    Ok(problem)
}

/// What decides, with the files of a program that does stored.
fn checker(package: &Package, directory: &Path, blobs: &BlobStore) -> anyhow::Result<Checker> {
    let store = |what: &str, program: &Option<Program>| {
        let program = program.as_ref().with_context(|| format!("there is no {what}"))?;
        let stored = store_program(program, &languages::read(directory)?, blobs);
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
    languages: &[Language],
    blobs: &BlobStore,
) -> anyhow::Result<AuthorProgram> {
    for file in &program.files {
        blobs.put(file.text.as_bytes())?;
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
        &problem.subtasks,
    );
    Ok(sha256(&serde_json::to_vec(&judged)?))
}

fn store_tests(
    package: &Package,
    signature: Option<&Signature>,
    blobs: &BlobStore,
) -> anyhow::Result<(Vec<TestRef>, Vec<Sample>)> {
    let next = AtomicUsize::new(0);
    let stored: Vec<OnceLock<_>> = package.tests.iter().map(|_| OnceLock::new()).collect();
    let failed = AtomicBool::new(false);
    let work = || {
        while !failed.load(Ordering::Relaxed) {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let (Some(files), Some(place)) = (package.tests.get(index), stored.get(index)) else {
                return;
            };
            let test = store_test(files, signature, blobs);
            failed.fetch_or(test.is_err(), Ordering::Relaxed);
            let _ = place.set(test);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..AT_ONCE.min(package.tests.len()) {
            scope.spawn(work);
        }
        work();
    });
    let mut tests = Vec::new();
    let mut samples = Vec::new();
    // Each has an answer up to the first that failed.
    for test in stored.into_iter().filter_map(OnceLock::into_inner) {
        let (test, sample) = test?;
        tests.push(test);
        samples.extend(sample);
    }
    Ok((tests, samples))
}

fn store_test(
    files: &TestFiles,
    signature: Option<&Signature>,
    blobs: &BlobStore,
) -> anyhow::Result<(TestRef, Option<Sample>)> {
    let data = files.read(signature)?;
    let test = TestRef {
        input: blobs.put(&data.input)?,
        expected: blobs.put(&data.expected)?,
        sample: files.sample,
        subtask: files.subtask,
    };
    Ok((test, data.shown))
}
