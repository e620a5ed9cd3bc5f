//! What was given up: listed, shown and sent once more by operators. Writer of the stream: the leading scheduler, and an
//! operator who deletes what he sent again.

use std::time::Duration;

use futures::StreamExt;
use gavel_wire::subject;
use gavel_wire::{Judging, Submission, SubmissionId, Timestamp};

use crate::connect::Bus;
use crate::error::BusError;
use crate::log::{LogMessage, LogSpec, Record};
use crate::queue::REASON;

/// How long the stream may be silent before the list counts as whole.
const SILENCE: Duration = Duration::from_secs(5);

/// A submission that was given up, as it was queued, with the reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Dead {
    pub sequence: u64,
    pub buried_at: Timestamp,
    pub reason: String,
    pub submission: Submission,
}

impl Bus {
    /// All of them, the oldest first; `messages_max` bounds the list.
    pub async fn dead(&self, messages_max: usize) -> Result<Vec<Dead>, BusError> {
        self.reachable("listing the dead")?;
        let spec = LogSpec {
            stream: subject::dead_stream(&self.region),
            filter: subject::dead_all(&self.region),
            headers_only: false,
            last_per_subject: false,
            whole: false,
        };
        let mut records = self.read_log(spec, 0);
        let mut found = Vec::new();
        while found.len() < messages_max {
            let next = tokio::time::timeout(SILENCE, records.next()).await;
            match next.map_err(|_| BusError::Unavailable("listing the dead", None))? {
                Some(Record::Message(message)) => found.extend(dead_of(&message)),
                Some(Record::CaughtUp) | None => break,
                Some(Record::Restarted) => found.clear(),
            }
        }
        Ok(found)
    }

    /// Queues it again as another judging, then takes it from the dead. Done twice it is queued once, as long as the server
    /// remembers the message's id, and has one verdict in any case.
    pub async fn retry_dead(&self, dead: &Dead) -> Result<Judging, BusError> {
        let mut submission = dead.submission.clone();
        submission.judging = Judging(submission.judging.0.saturating_add(1));
        self.publish_submission(&submission).await?;
        let stream = self.stream(subject::dead_stream(&self.region)).await?;
        let deleted = stream.delete_message(dead.sequence).await;
        deleted.map_err(BusError::unavailable("deleting from the dead"))?;
        Ok(submission.judging)
    }
}

/// None of what is not of our making, which is only counted.
fn dead_of(message: &LogMessage) -> Option<Dead> {
    let read = || {
        let reason = message.headers.get(REASON)?.as_str().to_owned();
        let submission: Submission = gavel_wire::decode(&message.payload).ok()?;
        Some(Dead {
            sequence: message.sequence,
            buried_at: message.published,
            reason,
            submission,
        })
    };
    let dead = read();
    if dead.is_none() {
        crate::decode::dropped("dead", "it is not of the expected form");
    }
    dead
}

/// The newest of a submission's.
pub fn newest(dead: &[Dead], submission: SubmissionId) -> Option<&Dead> {
    dead.iter().rev().find(|one| one.submission.id == submission)
}
