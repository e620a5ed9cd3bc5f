//! Messages that carry work: a submission into the queue, a run to an agent, a result back.
//! Each has a version; [`decode`] refuses what is too large, malformed or from the future, and nothing panics on it.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;

use crate::limits::MESSAGE_BYTES_MAX;
use crate::problem::{AuthorProgram, Checker, Subtask, TestRef};
use crate::signature::Signature;
use crate::verdict::{Mark, Report};
use crate::{
    AgentId, Attempt, Class, Judging, LanguageId, Limits, ProblemId, Region, Sha256, SourceFile,
    SubmissionId, Tenant, Term, Timestamp, UserId,
};

/// The version this build writes. It reads this one and the one before.
pub const WIRE_VERSION: u16 = 1;

const ENCODED_BYTES: usize = 4_096;

/// Why a message was dropped.
#[derive(Debug, Error)]
pub enum WireError {
    #[error("message of {bytes} bytes is larger than {MESSAGE_BYTES_MAX}")]
    TooLarge { bytes: usize },
    #[error("message is not of the expected form")]
    Malformed(#[source] serde_json::Error),
    #[error("message has version {0}, newer than {WIRE_VERSION}")]
    Future(u16),
}

#[derive(Deserialize)]
struct Versioned {
    v: u16,
}

/// Reads a message of any type of this module.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
    if bytes.len() > MESSAGE_BYTES_MAX {
        return Err(WireError::TooLarge { bytes: bytes.len() });
    }
    match serde_json::from_slice::<T>(bytes) {
        Ok(message) => check_version(bytes).map(|()| message),
        // A future message is named as such even where its form is not ours.
        Err(error) => Err(check_version(bytes).err().unwrap_or(WireError::Malformed(error))),
    }
}

fn check_version(bytes: &[u8]) -> Result<(), WireError> {
    let Versioned { v } = serde_json::from_slice(bytes).map_err(WireError::Malformed)?;
    if v > WIRE_VERSION {
        Err(WireError::Future(v))
    } else {
        Ok(())
    }
}

/// Writes a message; our own types always serialise, so an error is a bug and is passed up, never swallowed.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, WireError> {
    // Most messages fit, and the vector need not grow step by step.
    let mut bytes = Vec::with_capacity(ENCODED_BYTES);
    serde_json::to_writer(&mut bytes, message).map_err(WireError::Malformed)?;
    Ok(bytes)
}

/// What there is to do. Source files are the same for both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Work {
    /// Code with input, no test: the output goes back to its author.
    Run {
        /// With a signature it is the JSON of the arguments, or of the calls on a class.
        stdin: String,
        args: Vec<String>,
        /// Of a typed problem.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signature: Option<Signature>,
        /// Of a problem that can say something about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        against: Option<Box<Against>>,
    },
    /// Code against a problem's tests.
    Judge {
        problem: ProblemId,
        version: Sha256,
        tests: Vec<TestRef>,
        checker: Checker,
        /// Each subtask by itself, where there are some.
        stop_at_first_failure: bool,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        subtasks: Vec<Subtask>,
    },
}

/// What a run with input of one's own is held against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Against {
    /// Says whether the input is one of the problem's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validator: Option<AuthorProgram>,
    /// The problem's own solution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<AuthorProgram>,
    pub checker: Checker,
}

/// A unit of the queue: body of `submit.<region>.<class>.<language>`. Writer: api.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    pub v: u16,
    pub id: SubmissionId,
    pub judging: Judging,
    pub tenant: Tenant,
    pub user: UserId,
    pub class: Class,
    pub language: LanguageId,
    pub files: Vec<SourceFile>,
    pub limits: Limits,
    pub work: Work,
    pub accepted_at: Timestamp,
    /// W3C trace context of the request.
    #[serde(default)]
    pub traceparent: Option<String>,
}

impl Work {
    /// What the person writes in a typed problem.
    #[must_use]
    pub fn signature(&self) -> Option<&Signature> {
        match self {
            Work::Run { signature, .. } => signature.as_ref(),
            Work::Judge { checker, .. } => checker.signature(),
        }
    }
}

impl Submission {
    pub fn problem(&self) -> Option<&ProblemId> {
        match &self.work {
            Work::Run { .. } => None,
            Work::Judge { problem, .. } => Some(problem),
        }
    }
}

/// The right to run one attempt, given by a leader. Authenticated with a key that only schedulers hold, so an agent
/// can speak only of what it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    pub term: Term,
    pub region: Region,
    pub submission: SubmissionId,
    pub judging: Judging,
    pub attempt: Attempt,
    pub agent: AgentId,
    /// The agent's process, as its state announced it.
    pub epoch: u64,
    pub stream_sequence: u64,
    /// Earlier attempts of this judging that failed.
    pub strikes: u32,
    /// How long the attempt may take from StartRun to its result.
    pub deadline_ms: u64,
    /// HMAC-SHA256 over [`Lease::signed_bytes`], lower-case hex.
    pub mac: String,
}

impl Lease {
    /// What the MAC covers: every field but itself, each ended by a newline, which no field can contain.
    pub fn signed_bytes(&self) -> Vec<u8> {
        let mut text = Vec::with_capacity(192);
        let mut field = |bytes: &[u8]| {
            text.extend_from_slice(bytes);
            text.push(b'\n');
        };
        let mut digits = [0; 20];
        field(b"gavel-lease-1");
        field(decimal(self.term.0, &mut digits));
        field(self.region.as_str().as_bytes());
        let id = self.submission.0.hyphenated();
        field(id.encode_lower(&mut uuid::Uuid::encode_buffer()).as_bytes());
        field(decimal(self.judging.0.into(), &mut digits));
        field(decimal(self.attempt.0.into(), &mut digits));
        field(self.agent.as_str().as_bytes());
        field(decimal(self.epoch, &mut digits));
        field(decimal(self.stream_sequence, &mut digits));
        field(decimal(self.strikes.into(), &mut digits));
        field(decimal(self.deadline_ms, &mut digits));
        text
    }
}

/// A leader signs a lease for each run and checks it with each result, so this costs no formatter.
fn decimal(mut number: u64, digits: &mut [u8; 20]) -> &[u8] {
    let mut at = digits.len();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
        at -= 1;
        if number == 0 {
            break;
        }
    }
    digits.get(at..).unwrap_or_default()
}

/// Leader to agent on `agent.<region>.<agent>.run`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StartRun {
    pub v: u16,
    pub lease: Lease,
    pub submission: Submission,
    /// What happened to it so far.
    #[serde(default)]
    pub marks: Vec<Mark>,
    /// It was judged on this slot already and is to be judged on another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_on_slot: Option<u16>,
}

/// The agent's answer to StartRun, at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartReply {
    pub v: u16,
    pub answer: StartAnswer,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StartAnswer {
    /// Also the answer to a repeated StartRun of the same lease.
    Accepted {
        slot: u16,
    },
    Busy,
    Draining,
    /// The agent has seen this higher term.
    WrongTerm {
        seen: Term,
    },
    /// The lease names a process of this agent that is no more, or that this one was started after.
    WrongEpoch,
    /// The lease names another agent, or a language that is not ready here.
    Refused {
        reason: String,
    },
}

/// Leader to agent on `agent.<region>.<agent>.stop`: end this attempt as cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopRun {
    pub v: u16,
    pub term: Term,
    pub submission: SubmissionId,
    pub judging: Judging,
    pub attempt: Attempt,
}

/// Agent to leader on `agent.<region>.<agent>.result`, offered until it is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunResult {
    pub v: u16,
    pub lease: Lease,
    pub tenant: Tenant,
    pub user: UserId,
    pub language: LanguageId,
    #[serde(default)]
    pub problem: Option<ProblemId>,
    pub report: Report,
    pub marks: Vec<Mark>,
    /// The test that decided a judging ended by itself beyond its CPU limit, but within the margin: another slot's
    /// judgement is asked for.
    #[serde(default)]
    pub near_limit: bool,
}

/// The leader's answer to a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultAnswer {
    pub v: u16,
    pub answer: ResultDecision,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ResultDecision {
    /// This result is the verdict.
    Stored,
    /// The judging has a verdict already, the failed attempt was counted as a strike, or the judging is done again on
    /// another slot.
    Superseded,
    /// Offer again later.
    NotLeader,
    /// The lease is not one a scheduler gave to this agent: drop the result.
    Refused { reason: String },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signed_text_has_a_line_a_field() {
        let lease = Lease {
            term: Term(u64::MAX),
            region: Region::parse("us").unwrap(),
            submission: SubmissionId(uuid::Uuid::from_u128(0xAB)),
            judging: Judging(0),
            attempt: Attempt(10),
            agent: AgentId::parse("agent-1").unwrap(),
            epoch: 1_234_567_890,
            stream_sequence: 7,
            strikes: u32::MAX,
            deadline_ms: 90_000,
            mac: "not signed".to_owned(),
        };
        let wanted = "gavel-lease-1\n18446744073709551615\nus\n00000000-0000-0000-0000-0000000000ab\n0\n10\nagent-1\n\
                      1234567890\n7\n4294967295\n90000\n";
        assert_eq!(String::from_utf8(lease.signed_bytes()).unwrap(), wanted);
    }
}
