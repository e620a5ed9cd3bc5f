//! Programs of a problem's author that run when it is judged or verified: each lies in a folder of its own with what it includes or
//! imports. `folder` reads them; nothing is executed here.

use anyhow::Context;
use gavel_wire::FileName;
use gavel_wire::language::Language;
use gavel_wire::problem::{AuthorProgram, FileRef};
use serde::Serialize;

use super::checker::Decider;
use super::generated::Source;
use super::{languages, sha256};

/// All files of one program together; the headers of judges of other systems have some hundred KiB.
pub(crate) const PROGRAM_BYTES_MAX: u64 = 1 << 20;
pub(crate) const PROGRAM_FILES_MAX: usize = 16;
/// What lies beside a program's own files where it runs.
pub(crate) const GIVEN: [&str; 3] = ["input", "output", "answer"];

/// What a package has of them.
#[derive(Debug, Default)]
pub struct Programs {
    pub checker: Option<Program>,
    pub interactor: Option<Program>,
    /// Says whether a test's input is one; `validator/validator.<ext>`.
    pub validator: Option<Program>,
}

#[derive(Debug, Serialize)]
pub struct Program {
    /// The file that it starts from.
    pub name: String,
    pub files: Vec<Source>,
}

/// The files of the folders, before it is known what is to become of them.
#[derive(Debug, Default)]
pub(super) struct Folders {
    checker: Vec<Source>,
    interactor: Vec<Source>,
    validator: Vec<Source>,
}

impl Folders {
    pub(super) fn of(&mut self, folder: &str) -> &mut Vec<Source> {
        match folder {
            "checker" => &mut self.checker,
            "interactor" => &mut self.interactor,
            _ => &mut self.validator,
        }
    }

    pub(super) fn programs(self, decider: &Decider) -> anyhow::Result<Programs> {
        let (checker, interactor) = match decider {
            Decider::Program { name, .. } => (Some(name), None),
            Decider::Interactor { name } => (None, Some(name)),
            Decider::Comparison(_) => (None, None),
        };
        anyhow::ensure!(
            checker.is_some() || self.checker.is_empty(),
            "checker/ belongs to checker: {{kind: custom}}"
        );
        anyhow::ensure!(
            interactor.is_some() || self.interactor.is_empty(),
            "interactor/ belongs to kind: interactive"
        );
        let is_main = |file: &&Source| file.name.split('.').next() == Some("validator");
        let validator = self.validator.iter().find(is_main).map(|file| file.name.clone());
        anyhow::ensure!(
            validator.is_some() || self.validator.is_empty(),
            "validator/ has no program that is called validator"
        );
        Ok(Programs {
            checker: checker
                .map(|name| beside_a_test("checker", name, self.checker))
                .transpose()?,
            interactor: interactor
                .map(|name| beside_a_test("interactor", name, self.interactor))
                .transpose()?,
            validator: validator
                .map(|name| beside_a_test("validator", &name, self.validator))
                .transpose()?,
        })
    }
}

/// One that a test's files are given to.
fn beside_a_test(folder: &str, name: &str, files: Vec<Source>) -> anyhow::Result<Program> {
    let given = files.iter().find(|file| GIVEN.contains(&file.name.as_str()));
    if let Some(given) = given {
        anyhow::bail!(
            "{folder}/{}: a file of the test has this name where the program runs",
            given.name
        );
    }
    program(folder, name, files)
}

pub(crate) fn program(folder: &str, name: &str, files: Vec<Source>) -> anyhow::Result<Program> {
    anyhow::ensure!(
        files.iter().any(|file| file.name == name),
        "there is no {folder}/{name}"
    );
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    anyhow::ensure!(
        files.len() <= PROGRAM_FILES_MAX && bytes as u64 <= PROGRAM_BYTES_MAX,
        "{folder}/ has more than {PROGRAM_FILES_MAX} files or {PROGRAM_BYTES_MAX} bytes"
    );
    Ok(Program {
        name: name.to_owned(),
        files,
    })
}

impl Program {
    /// As agents are told of it.
    pub fn wire(&self, known: &[Language]) -> anyhow::Result<AuthorProgram> {
        let language = languages::of(known, &self.name);
        let language = language.with_context(|| format!("{}: no language has this extension", self.name))?;
        let start = language.source.as_str();
        let taken = self.name != start && self.files.iter().any(|file| file.name == start);
        anyhow::ensure!(!taken, "{start} is what {} is called where it runs", self.name);
        let files = self.files.iter().map(|file| {
            Ok(FileRef {
                name: FileName::parse(&file.name)?,
                content: sha256(file.text.as_bytes()),
            })
        });
        Ok(AuthorProgram {
            name: FileName::parse(&self.name)?,
            language: language.id.clone(),
            files: files.collect::<anyhow::Result<_>>()?,
        })
    }
}
