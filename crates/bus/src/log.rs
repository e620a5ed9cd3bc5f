//! Streams read as logs, in order, for ever: the scheduler's index, the projector's verdicts, the cancels.
//! A reader survives reconnects and servers that restart: it goes on after the last sequence it handed out. The reader of
//! the queue misses nothing whatever the server passes over: it asks the stream for what lies between.

use std::time::Duration;

use async_nats::HeaderMap;
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use gavel_wire::state::{Cancel, IndexEntry};
use gavel_wire::subject::{self, header};
use gavel_wire::{Judging, ProblemId, SubmissionId, Tenant, Timestamp, UserId, Verdict};
use tokio::sync::mpsc;

use crate::connect::Bus;
use crate::decode::dropped;
use crate::follow::follow;
use crate::limits::ServerClock;
use crate::verdicts::is_own;

const BUFFERED: usize = 1_024;
/// Clocks drift; this often the server is asked again.
const CLOCK_AGE: Duration = Duration::from_secs(30);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// One step of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexItem {
    Entry(IndexEntry),
    /// Everything that was in the stream has been handed out. Said again after each reconnect.
    CaughtUp,
    /// A message whose headers are not of our making.
    Malformed {
        sequence: u64,
    },
    /// The stream was made anew and its sequences start again: forget the old ones.
    Restarted,
}

pub(crate) enum Record {
    Message(Box<LogMessage>),
    CaughtUp,
    Restarted,
}

pub(crate) struct LogMessage {
    pub(crate) sequence: u64,
    pub(crate) published: Timestamp,
    pub(crate) subject: String,
    pub(crate) headers: HeaderMap,
    pub(crate) payload: Bytes,
}

#[derive(Clone)]
pub(crate) struct LogSpec {
    pub(crate) stream: String,
    pub(crate) filter: String,
    pub(crate) headers_only: bool,
    pub(crate) last_per_subject: bool,
    /// The filter leaves nothing out: what was not handed out and was not deleted is asked for.
    pub(crate) whole: bool,
}

impl Bus {
    /// The queue from its first message on, headers only.
    pub fn index(&self) -> BoxStream<'static, IndexItem> {
        self.indexed().map(|(item, _)| item).boxed()
    }

    /// The same with how long each message has been in the queue, by the server's own clock: whatever the clocks of those
    /// who queue and who read say. At most a day; 0 where the server does not tell its time.
    pub fn index_with_ages(&self) -> BoxStream<'static, (IndexItem, Duration)> {
        let bus = self.clone();
        let clock: Option<ServerClock> = None;
        let ages = futures::stream::unfold((self.indexed(), clock), move |(mut items, mut clock)| {
            let bus = bus.clone();
            async move {
                let (item, published) = items.next().await?;
                if published.is_some() && clock.is_none_or(|clock| clock.age() > CLOCK_AGE) {
                    clock = bus.server_clock().await.ok().or(clock);
                }
                let age_ms = match (clock, published) {
                    (Some(clock), Some(at)) => clock.now_ms().saturating_sub(at.unix_ms()),
                    _ => 0,
                };
                let age = Duration::from_millis(u64::try_from(age_ms).unwrap_or(0)).min(DAY);
                Some(((item, age), (items, clock)))
            }
        });
        ages.boxed()
    }

    /// With when each message came.
    fn indexed(&self) -> BoxStream<'static, (IndexItem, Option<Timestamp>)> {
        let spec = LogSpec {
            stream: subject::submit_stream(&self.region),
            filter: subject::submit_all(&self.region),
            headers_only: true,
            last_per_subject: false,
            whole: true,
        };
        let records = self.read_log(spec, 0);
        records
            .map(|record| match record {
                Record::CaughtUp => (IndexItem::CaughtUp, None),
                Record::Restarted => (IndexItem::Restarted, None),
                Record::Message(message) => match entry_of(&message) {
                    Some(entry) => (IndexItem::Entry(entry), Some(message.published)),
                    None => {
                        dropped("submission", "its headers are not of the expected form");
                        let sequence = message.sequence;
                        (IndexItem::Malformed { sequence }, None)
                    }
                },
            })
            .boxed()
    }

    /// Stored verdicts after a sequence of the bucket's stream, with the sequence of each.
    pub fn verdict_log(&self, after: u64) -> BoxStream<'static, (u64, Verdict)> {
        let bucket = subject::verdicts_bucket(&self.region);
        let spec = LogSpec {
            stream: format!("KV_{bucket}"),
            filter: format!("$KV.{bucket}.>"),
            headers_only: false,
            last_per_subject: false,
            whole: false,
        };
        decoded(self.read_log(spec, after), "verdict", is_own)
    }

    /// Cancels that still stand, then new ones.
    pub fn cancels(&self) -> BoxStream<'static, Cancel> {
        let bucket = subject::cancel_bucket(&self.region);
        let spec = LogSpec {
            stream: format!("KV_{bucket}"),
            filter: format!("$KV.{bucket}.>"),
            headers_only: false,
            last_per_subject: true,
            whole: false,
        };
        let is_own = |key: &str, cancel: &Cancel| {
            key.ends_with(&subject::verdict_key(cancel.submission, cancel.judging))
        };
        decoded(self.read_log(spec, 0), "cancel", is_own)
            .map(|(_, cancel)| cancel)
            .boxed()
    }

    pub(crate) fn read_log(&self, spec: LogSpec, after: u64) -> BoxStream<'static, Record> {
        let (sender, receiver) = mpsc::channel(BUFFERED);
        tokio::spawn(follow(self.clone(), spec, after, sender));
        futures::stream::unfold(receiver, |mut receiver| async move {
            receiver.recv().await.map(|record| (record, receiver))
        })
        .boxed()
    }
}

fn decoded<T>(
    records: BoxStream<'static, Record>,
    kind: &'static str,
    is_own: fn(&str, &T) -> bool,
) -> BoxStream<'static, (u64, T)>
where
    T: serde::de::DeserializeOwned + Send + 'static,
{
    records
        .filter_map(move |record| async move {
            let Record::Message(message) = record else {
                return None;
            };
            match gavel_wire::decode::<T>(&message.payload) {
                Ok(value) if is_own(&message.subject, &value) => Some((message.sequence, value)),
                Ok(_) => {
                    dropped(kind, "its key names another judging");
                    None
                }
                Err(error) => {
                    dropped(kind, &error.to_string());
                    None
                }
            }
        })
        .boxed()
}

fn entry_of(message: &LogMessage) -> Option<IndexEntry> {
    let text = |name: &str| message.headers.get(name).map(|value| value.as_str());
    let (class, language) = subject::class_and_language_in(&message.subject)?;
    let accepted_at = time::OffsetDateTime::parse(
        text(header::ACCEPTED_AT)?,
        &time::format_description::well_known::Rfc3339,
    );
    let problem = match text(header::PROBLEM) {
        None => None,
        Some(problem) => Some(ProblemId::parse(problem).ok()?),
    };
    Some(IndexEntry {
        sequence: message.sequence,
        submission: text(header::SUBMISSION)?.parse::<SubmissionId>().ok()?,
        judging: Judging(text(header::JUDGING)?.parse().ok()?),
        tenant: Tenant::parse(text(header::TENANT)?).ok()?,
        user: UserId::parse(text(header::USER)?).ok()?,
        class,
        language,
        problem,
        accepted_at: Timestamp(accepted_at.ok()?),
    })
}
