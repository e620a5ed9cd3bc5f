//! A problem as the api lists it and as a submission carries it to an agent: tests by content hash, never by value.
//! `gavel-package` writes these; the agent only reads.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::signature::{Order, Signature};
use crate::{FileName, LanguageId, Limits, ProblemId, Sha256, Timestamp};

/// What decides whether a program that ended well is right: a comparison outside the sandbox, or a program of the problem's author.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Checker {
    /// Equal sequences of whitespace-separated tokens.
    Tokens,
    /// As tokens, but two tokens that are numbers may differ by either tolerance.
    Float { absolute: f64, relative: f64 },
    /// The same bytes, but for one newline at the end that only one of both has.
    Exact,
    /// Of a typed problem: tests hold encoded arguments and answers, and answers are compared as values. Doubles agree when either
    /// tolerance is kept.
    Answer {
        signature: Signature,
        #[serde(default)]
        order: Order,
        #[serde(default)]
        absolute: f64,
        #[serde(default)]
        relative: f64,
    },
    /// A program says whether an output is right, in a sandbox of its own. Of a typed problem it is given JSON.
    Custom {
        program: Box<AuthorProgram>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signature: Option<Signature>,
    },
    /// A program talks with the person's, in a sandbox beside it, and says what came of that.
    Interactor { program: Box<AuthorProgram> },
}

/// A program of a problem's author that agents execute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorProgram {
    /// The file that it starts from, such as `checker.cpp`.
    pub name: FileName,
    pub language: LanguageId,
    /// That one and what it includes or imports.
    pub files: Vec<FileRef>,
}

/// A file by its content, like a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    pub name: FileName,
    pub content: Sha256,
}

impl Checker {
    /// What the person writes in a typed problem.
    #[must_use]
    pub fn signature(&self) -> Option<&Signature> {
        match self {
            Checker::Answer { signature, .. } => Some(signature),
            Checker::Custom { signature, .. } => signature.as_ref(),
            Checker::Tokens | Checker::Float { .. } | Checker::Exact | Checker::Interactor { .. } => None,
        }
    }
}

/// Who may solve a problem. The catalogue tells it; whoever sells access asks for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    #[default]
    Free,
    Paid,
}

/// One test. `sample` tests are public; of others nothing but status and coarse time leaves the agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestRef {
    pub input: Sha256,
    pub expected: Sha256,
    pub sample: bool,
    /// Which of the problem's subtasks it belongs to, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtask: Option<u16>,
}

/// Tests that give points together. Those of each lie together among the problem's tests, in the order of the subtasks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subtask {
    pub name: String,
    pub points: u32,
    /// Subtasks before this one, from 0: without all their points this one gives none and its tests are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<u16>,
}

/// A sample as it is shown with the statement; of a typed problem both are JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    pub input: String,
    pub output: String,
}

/// A problem's texts as HTML that a page can hold as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    pub statement: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub editorial: Option<String>,
}

/// A problem's title and statement in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    pub title: String,
    /// Markdown.
    pub statement: String,
    /// The same as HTML.
    pub html: String,
}

/// A published problem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    pub id: ProblemId,
    /// Changes whenever anything that judging depends on changes: a content hash.
    pub version: Sha256,
    pub title: String,
    pub difficulty: String,
    pub tags: Vec<String>,
    #[serde(default)]
    pub access: Access,
    /// Markdown.
    pub statement: String,
    #[serde(default)]
    pub texts: Texts,
    /// By the tag of their language, such as `de` or `pt-BR`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, Translation>,
    /// What the texts show, by its name in the package.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub figures: BTreeMap<String, Sha256>,
    pub limits: Limits,
    pub checker: Checker,
    /// Each subtask by itself, where there are some.
    pub stop_at_first_failure: bool,
    pub samples: Vec<Sample>,
    pub tests: Vec<TestRef>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subtasks: Vec<Subtask>,
    /// A solution that answers input of people's own. It is never shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<AuthorProgram>,
    /// Says whether people's own input is one of the problem's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validator: Option<AuthorProgram>,
    /// Of a typed problem: the code that a person starts from.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub starters: BTreeMap<LanguageId, String>,
}

/// A version of a problem, as its author published it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// 1, 2, 3 and so on; never given again, even after the problem was withdrawn.
    pub number: u32,
    /// The hash of the package's files.
    pub content: Sha256,
    /// [`Problem::version`] of it.
    pub version: Sha256,
    pub published_at: Timestamp,
}

/// All problems of a region: one document, replaced as a whole. Writers: whoever publishes, by compare-and-set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Catalogue {
    pub v: u16,
    /// In the order of their ids.
    pub problems: Vec<Problem>,
    /// The latest versions of each problem, the last one last; of those that were withdrawn too.
    #[serde(default)]
    pub releases: BTreeMap<ProblemId, Vec<Release>>,
}

impl Catalogue {
    #[must_use]
    pub fn problem(&self, id: &ProblemId) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.id == *id)
    }
}

/// The catalogue was changed: whoever serves it reads it again. Writer: the api that published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueChanged {
    pub v: u16,
    pub problem: ProblemId,
}
