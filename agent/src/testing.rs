//! Messages as a scheduler would send them, for the tests of this crate.

use gavel_wire::message::WIRE_VERSION;
use gavel_wire::{
    AgentId, Attempt, Class, FileName, Judging, LanguageId, Lease, Limits, Region, SourceFile, StartRun,
    Submission, SubmissionId, Tenant, Term, Timestamp, UserId, Work,
};

pub(crate) fn region() -> Region {
    Region::parse("us").unwrap()
}

pub(crate) fn agent() -> AgentId {
    AgentId::parse("agent-0").unwrap()
}

/// A StartRun for a program of one file; `number` tells submissions apart.
pub(crate) fn start(number: u128, language: &str, source: &str, work: Work) -> StartRun {
    let id = SubmissionId(uuid::Uuid::from_u128(number));
    StartRun {
        v: WIRE_VERSION,
        lease: Lease {
            term: Term(5),
            region: region(),
            submission: id,
            judging: Judging(1),
            attempt: Attempt(1),
            agent: agent(),
            epoch: 7,
            stream_sequence: 1,
            strikes: 0,
            deadline_ms: 90_000,
            mac: String::new(),
        },
        submission: Submission {
            v: WIRE_VERSION,
            id,
            judging: Judging(1),
            tenant: Tenant::parse("t").unwrap(),
            user: UserId::parse("u").unwrap(),
            class: Class::Practice,
            language: LanguageId::parse(language).unwrap(),
            files: vec![SourceFile {
                name: FileName::parse("submitted").unwrap(),
                text: source.to_owned(),
            }],
            limits: Limits::default(),
            work,
            accepted_at: Timestamp::from_unix_ms(0),
            traceparent: None,
        },
        marks: Vec::new(),
        not_on_slot: None,
    }
}

/// Code with input.
pub(crate) fn run(number: u128, language: &str, source: &str, stdin: &str) -> StartRun {
    let work = Work::Run {
        stdin: stdin.to_owned(),
        args: Vec::new(),
        signature: None,
        against: None,
    };
    start(number, language, source, work)
}
