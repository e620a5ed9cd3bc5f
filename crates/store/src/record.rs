//! The record's types and the trait that each database implements.

use async_trait::async_trait;
use gavel_wire::{
    Class, Judging, LanguageId, Limits, ProblemId, Region, SourceFile, Status, SubmissionId, Tenant,
    Timestamp, UserId, Verdict,
};
use serde::{Deserialize, Serialize};

use crate::StoreError;

/// A run has input and no problem; a submission has a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Run,
    Submission,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Run => "run",
            Kind::Submission => "submission",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Kind> {
        [Kind::Run, Kind::Submission]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// What a person sent, as long as retention keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    pub files: Vec<SourceFile>,
    #[serde(default)]
    pub stdin: String,
    #[serde(default)]
    pub args: Vec<String>,
    /// A run's input is the samples of its problem.
    #[serde(default)]
    pub samples: bool,
    pub limits: Limits,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub id: SubmissionId,
    pub kind: Kind,
    pub tenant: Tenant,
    pub user: UserId,
    pub class: Class,
    pub language: LanguageId,
    pub problem: Option<ProblemId>,
    pub accepted_at: Timestamp,
    pub judging: Judging,
    pub request: Option<Request>,
    pub verdict: Option<Verdict>,
}

/// A row as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    pub id: SubmissionId,
    pub kind: Kind,
    pub language: LanguageId,
    pub problem: Option<ProblemId>,
    pub accepted_at: Timestamp,
    pub status: Option<Status>,
}

/// The place of the last row of a page; the next page begins behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub accepted_at_ms: i64,
    pub id: SubmissionId,
}

/// One user's rows of a kind, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFilter {
    pub tenant: Tenant,
    pub user: UserId,
    pub kind: Kind,
    pub problem: Option<ProblemId>,
    pub after: Option<Cursor>,
    pub rows_max: u32,
}

/// What a new row would come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Whether its id has a row.
    pub exists: bool,
    /// How many rows of its user have no verdict.
    pub queued: u64,
}

/// The record. Every method is safe to repeat.
#[async_trait]
pub trait Store: Send + Sync {
    /// A new row; [`StoreError::Duplicate`] when the id exists.
    async fn insert(&self, record: Record) -> Result<(), StoreError>;

    /// Takes back a row that was never published; one with a verdict stays.
    async fn withdraw(&self, id: SubmissionId) -> Result<(), StoreError>;

    async fn get(&self, id: SubmissionId) -> Result<Option<Record>, StoreError>;

    async fn list(&self, filter: &ListFilter) -> Result<Vec<Summary>, StoreError>;

    /// Writes verdicts and the position up to which they were read, in one transaction. A row that has a verdict of
    /// the same or a newer judging keeps it; a verdict without a row is passed over. Returns how many rows changed.
    async fn record_verdicts(
        &self,
        region: &Region,
        sequence: u64,
        verdicts: &[Verdict],
    ) -> Result<u64, StoreError>;

    /// Up to where a region's verdicts were written; 0 at first.
    async fn position(&self, region: &Region) -> Result<u64, StoreError>;

    /// What is there before a new row of a user.
    async fn look(&self, id: SubmissionId, tenant: &Tenant, user: &UserId) -> Result<Found, StoreError>;

    /// Where the rows without a verdict are, oldest first, from behind a place on, and which judging each waits for.
    async fn undecided(&self, after: Cursor, rows_max: u32) -> Result<Vec<(Cursor, Judging)>, StoreError>;

    /// Deletes source, input and printed output of decided rows accepted before a moment. Returns how many rows.
    async fn forget_sources(&self, before: Timestamp, rows_max: u32) -> Result<u64, StoreError>;

    /// Deletes decided rows accepted before a moment. Returns how many.
    async fn forget_rows(&self, before: Timestamp, rows_max: u32) -> Result<u64, StoreError>;

    /// Whether reads and writes work now.
    async fn check(&self) -> Result<(), StoreError>;
}
