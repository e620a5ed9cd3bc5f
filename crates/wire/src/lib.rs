//! The contract between Gavel's pieces: ids, limits, languages, problems, messages, verdicts, subjects.
//! Types and pure functions only: no I/O, no clock, no environment. Every other crate but the sandbox reads it.

pub mod file;
pub mod id;
pub mod language;
pub mod limits;
pub mod message;
pub mod problem;
pub mod rate;
pub mod signature;
pub mod state;
pub mod subject;
pub mod time;
pub mod verdict;

pub use file::{FileName, SourceFile};
pub use id::{
    AgentId, Attempt, Class, Judging, LanguageId, ProblemId, Region, Sha256, SubmissionId, Tenant, Term,
    UserId,
};
pub use limits::Limits;
pub use message::{
    Lease, ResultAnswer, RunResult, StartReply, StartRun, StopRun, Submission, WireError, Work, decode,
    encode,
};
pub use time::Timestamp;
pub use verdict::{Status, Verdict};
