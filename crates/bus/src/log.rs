//! Streams read as logs, in order, for ever: the scheduler's index, the projector's verdicts, the cancels.
//! A reader survives reconnects and servers that restart: it goes on after the last sequence it handed out.

use std::time::Duration;

use async_nats::jetstream::consumer::DeliverPolicy;
use async_nats::jetstream::consumer::pull::OrderedConfig;
use async_nats::jetstream::{
    self,
    stream::{self, Stream},
};
use futures::StreamExt;
use futures::stream::BoxStream;
use gavel_wire::state::{Cancel, IndexEntry};
use gavel_wire::subject::{self, header};
use gavel_wire::{Judging, ProblemId, SubmissionId, Tenant, Timestamp, UserId, Verdict};
use time::OffsetDateTime;
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::connect::Bus;
use crate::decode::dropped;
use crate::error::BusError;
use crate::limits::ServerClock;
use crate::verdicts::is_own;

const BUFFERED: usize = 1_024;
/// Silence before everything was handed out: what was left may have been deleted meanwhile, so it is counted anew.
const SILENCE: Duration = Duration::from_secs(1);
/// How soon a stream that an operator made anew is noticed. The client would read on behind the old sequence and
/// pass over everything before it.
const LOOK: Duration = Duration::from_secs(2);
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
    Message(Box<jetstream::Message>, u64),
    CaughtUp,
    Restarted,
}

#[derive(Clone)]
pub(crate) struct LogSpec {
    pub(crate) stream: String,
    pub(crate) filter: String,
    pub(crate) headers_only: bool,
    pub(crate) last_per_subject: bool,
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
        };
        let records = self.read_log(spec, 0);
        records
            .map(|record| match record {
                Record::CaughtUp => (IndexItem::CaughtUp, None),
                Record::Restarted => (IndexItem::Restarted, None),
                Record::Message(message, sequence) => match entry_of(&message, sequence) {
                    Some(entry) => {
                        let published = message.info().ok().map(|info| Timestamp(info.published));
                        (IndexItem::Entry(entry), published)
                    }
                    None => {
                        dropped("submission", "its headers are not of the expected form");
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
            let Record::Message(message, sequence) = record else {
                return None;
            };
            match gavel_wire::decode::<T>(&message.payload) {
                Ok(value) if is_own(&message.subject, &value) => Some((sequence, value)),
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

/// How far a log was read.
struct Place {
    last: u64,
    /// When the stream was made.
    made: Option<OffsetDateTime>,
}

impl Place {
    /// False where it is another stream than before, or an older state of it.
    fn is_in(&self, stream: &stream::Info) -> bool {
        self.made.is_none_or(|made| made == stream.created) && stream.state.last_sequence >= self.last
    }
}

/// Reads until the receiver is gone; every failure ends one round, and the next starts behind the last sequence.
async fn follow(bus: Bus, spec: LogSpec, after: u64, sender: mpsc::Sender<Record>) {
    let mut place = Place {
        last: after,
        made: None,
    };
    let mut pause = Duration::from_millis(50);
    while !sender.is_closed() {
        let mut connections = bus.connections();
        if !bus.wait_connected(Duration::from_secs(1)).await {
            continue;
        }
        connections.mark_unchanged();
        let before = place.last;
        tokio::select! {
            end = read_round(&bus, &spec, &mut place, &sender) => {
                if let Err(error) = end {
                    tracing::debug!(stream = spec.stream, %error, "reading the log again");
                }
            }
            // After a reconnect a pull may hang for its whole expiry, so it is made anew at once.
            _ = connections.changed() => {}
            () = sender.closed() => return,
        }
        pause = if place.last > before {
            Duration::from_millis(50)
        } else {
            (pause * 2).min(Duration::from_secs(1))
        };
        tokio::time::sleep(pause).await;
    }
}

async fn read_round(
    bus: &Bus,
    spec: &LogSpec,
    place: &mut Place,
    sender: &mpsc::Sender<Record>,
) -> Result<(), BusError> {
    let stream = find(bus, spec).await?;
    if !place.is_in(stream.cached_info()) {
        place.last = 0;
        let _ = sender.send(Record::Restarted).await;
    }
    place.made = Some(stream.cached_info().created);
    let (consumer, pending) = open(&stream, spec, place.last).await?;
    let mut messages = consumer
        .messages()
        .await
        .map_err(BusError::unavailable("reading a log"))?;
    if pending == 0 && sender.send(Record::CaughtUp).await.is_err() {
        return Ok(());
    }
    let mut caught_up = pending == 0;
    let mut looks = tokio::time::interval_at(Instant::now() + LOOK, LOOK);
    loop {
        let message = tokio::select! {
            message = messages.next() => message,
            _ = looks.tick() => {
                if !place.is_in(find(bus, spec).await?.cached_info()) {
                    return Ok(());
                }
                continue;
            }
            () = tokio::time::sleep(SILENCE), if !caught_up => return Ok(()),
        };
        let Some(message) = message else {
            return Ok(());
        };
        let message = message.map_err(BusError::unavailable("reading a log"))?;
        let Ok(info) = message.info() else { continue };
        let (sequence, pending) = (info.stream_sequence, info.pending);
        if sender
            .send(Record::Message(Box::new(message), sequence))
            .await
            .is_err()
        {
            return Ok(());
        }
        place.last = sequence;
        if pending == 0 && !caught_up {
            caught_up = true;
            let _ = sender.send(Record::CaughtUp).await;
        }
    }
}

async fn find(bus: &Bus, spec: &LogSpec) -> Result<Stream, BusError> {
    let stream = bus.js.get_stream(&spec.stream).await;
    stream.map_err(BusError::unavailable("opening a log"))
}

type Ordered = jetstream::consumer::Consumer<OrderedConfig>;

async fn open(stream: &Stream, spec: &LogSpec, last: u64) -> Result<(Ordered, u64), BusError> {
    let deliver_policy = match last {
        0 if spec.last_per_subject => DeliverPolicy::LastPerSubject,
        0 => DeliverPolicy::All,
        last => DeliverPolicy::ByStartSequence {
            start_sequence: last + 1,
        },
    };
    let config = OrderedConfig {
        filter_subject: spec.filter.clone(),
        headers_only: spec.headers_only,
        deliver_policy,
        ..Default::default()
    };
    let consumer = stream
        .create_consumer(config)
        .await
        .map_err(BusError::unavailable("making a log reader"))?;
    let pending = consumer.cached_info().num_pending;
    Ok((consumer, pending))
}

fn entry_of(message: &jetstream::Message, sequence: u64) -> Option<IndexEntry> {
    let headers = message.headers.as_ref()?;
    let text = |name: &str| headers.get(name).map(|value| value.as_str());
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
        sequence,
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
