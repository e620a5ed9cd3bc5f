//! Where a judging's time went, as people read it. What it took tells of hidden inputs, so a submission's times are coarse.

use gavel_store::{Kind, Record};
use gavel_wire::{Timestamp, Verdict, verdict};
use poem_openapi::Object;
use time::OffsetDateTime;
use uuid::Uuid;

/// Where the time went.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct Trace {
    pub(crate) id: Uuid,
    /// Which try gave the verdict, from 1; more than 1 where an agent was lost or failed, or where it was judged
    /// again. Absent until the verdict.
    pub(crate) attempt: Option<u32>,
    pub(crate) marks: Vec<Mark>,
}

/// The end of a stage.
#[derive(Debug, Clone, Object)]
pub(crate) struct Mark {
    /// `accepted`, `queued`, `placed`, `compiled`, `run`, `checked` or `published`.
    pub(crate) stage: String,
    pub(crate) at: OffsetDateTime,
    /// What the stage took, by the clock of the piece that did it; of a submission rounded up to 10 ms, as `at` is.
    pub(crate) took_us: u64,
    /// Since the submission was accepted; clocks of different machines may disagree.
    pub(crate) since_accepted_us: u64,
    /// `api`, `scheduler` or an agent's name.
    pub(crate) by: String,
}

/// What a judging took tells of hidden inputs, so its times are rounded up to this, as its tests' are.
const COARSE_MS: u32 = 10;

pub(crate) fn shown_at(kind: Kind, at: Timestamp) -> Timestamp {
    match kind {
        Kind::Run => at,
        Kind::Submission => at.rounded_up(COARSE_MS),
    }
}

impl Mark {
    fn of(record: &Record, mark: &verdict::Mark) -> Mark {
        let at = shown_at(record.kind, mark.at);
        let took_us = match record.kind {
            Kind::Run => mark.took_us,
            Kind::Submission => mark.took_us.next_multiple_of(u64::from(COARSE_MS) * 1_000),
        };
        Mark {
            stage: mark.stage.as_str().to_owned(),
            at: at.0,
            took_us,
            since_accepted_us: at.micros_since(record.accepted_at),
            by: mark.by.clone(),
        }
    }
}

impl Trace {
    pub(crate) fn of(record: &Record, verdict: Option<&Verdict>) -> Trace {
        let accepted = Mark {
            stage: verdict::Stage::Accepted.as_str().to_owned(),
            at: record.accepted_at.0,
            took_us: 0,
            since_accepted_us: 0,
            by: "api".to_owned(),
        };
        let marks = verdict.into_iter().flat_map(|verdict| &verdict.marks);
        let later = marks.map(|mark| Mark::of(record, mark));
        Trace {
            id: record.id.0,
            attempt: verdict.map(|verdict| verdict.attempt.0),
            marks: std::iter::once(accepted).chain(later).collect(),
        }
    }
}
