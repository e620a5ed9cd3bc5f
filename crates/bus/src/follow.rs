//! Follows one log: rounds of reading, each ended by a failure or a new connection, and in a whole log the questions for what was
//! not handed out.

use std::time::Duration;

use async_nats::jetstream::consumer::DeliverPolicy;
use async_nats::jetstream::consumer::pull::OrderedConfig;
use async_nats::jetstream::{
    self,
    stream::{self, LastRawMessageErrorKind, Stream},
};
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt};
use gavel_wire::Timestamp;
use time::OffsetDateTime;
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::connect::Bus;
use crate::error::BusError;
use crate::gaps::Gaps;
use crate::log::{LogMessage, LogSpec, Record};

/// Silence before everything was handed out: what was left may have been deleted meanwhile, so it is counted anew.
const SILENCE: Duration = Duration::from_secs(1);
/// How soon a stream that an operator made anew is noticed. The client would read on behind the old sequence and
/// pass over everything before it.
const LOOK: Duration = Duration::from_secs(2);

/// How far a log was read.
struct Place {
    last: u64,
    gaps: Gaps,
    /// When the stream was made.
    made: Option<OffsetDateTime>,
}

impl Place {
    /// False where it is another stream than before, or an older state of it.
    fn is_in(&self, stream: &stream::Info) -> bool {
        self.made.is_none_or(|made| made == stream.created) && stream.state.last_sequence >= self.last
    }

    /// Nothing before this sequence is waited for.
    fn read_to(&mut self, sequence: u64) {
        self.gaps.note(self.last, sequence);
        self.last = self.last.max(sequence.saturating_sub(1));
    }
}

/// Reads until the receiver is gone; every failure ends one round, and the next starts behind the last sequence.
pub(crate) async fn follow(bus: Bus, spec: LogSpec, after: u64, sender: mpsc::Sender<Record>) {
    let mut place = Place {
        last: after,
        gaps: Gaps::default(),
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
        (place.last, place.gaps) = (0, Gaps::default());
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
    let mut read_before = place.last;
    let mut asked = None;
    loop {
        if asked.is_none() {
            asked = place.gaps.ask(Instant::now()).map(|start| ask(&stream, start));
        }
        let message = tokio::select! {
            message = messages.next() => message,
            (start, found) = answer(&mut asked) => {
                asked = None;
                hand_out_if_passed_over(spec, place, start, found?, sender).await;
                continue;
            }
            _ = looks.tick() => {
                let stream = find(bus, spec).await?;
                if !place.is_in(stream.cached_info()) {
                    return Ok(());
                }
                // Nothing came since the last look: nothing more may come of what was there already.
                if spec.whole && place.last == read_before {
                    place.read_to(stream.cached_info().state.last_sequence + 1);
                }
                read_before = place.last;
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
        let message = LogMessage {
            sequence,
            published: Timestamp(info.published),
            subject: message.subject.to_string(),
            headers: message.headers.clone().unwrap_or_default(),
            payload: message.payload.clone(),
        };
        if sender.send(Record::Message(Box::new(message))).await.is_err() {
            return Ok(());
        }
        if spec.whole {
            place.read_to(sequence);
        }
        place.last = place.last.max(sequence);
        if pending == 0 && !caught_up {
            caught_up = true;
            let _ = sender.send(Record::CaughtUp).await;
        }
    }
}

type Asked<'a> = BoxFuture<'a, (u64, Result<Option<LogMessage>, BusError>)>;

/// The first message that is in the stream from `start` on, of the stream's leader.
fn ask(stream: &Stream, start: u64) -> Asked<'_> {
    let asked = async move {
        let found = match stream.get_first_raw_message_by_subject(">", start).await {
            Ok(message) => Ok(Some(LogMessage {
                sequence: message.sequence,
                published: Timestamp(message.time),
                subject: message.subject.to_string(),
                headers: message.headers,
                payload: message.payload,
            })),
            Err(error) if matches!(error.kind(), LastRawMessageErrorKind::NoMessageFound) => Ok(None),
            Err(error) => Err(BusError::Unavailable(
                "asking for what was passed over",
                Some(error.into()),
            )),
        };
        (start, found)
    };
    asked.boxed()
}

async fn answer(asked: &mut Option<Asked<'_>>) -> (u64, Result<Option<LogMessage>, BusError>) {
    match asked {
        Some(asked) => asked.await,
        None => std::future::pending().await,
    }
}

async fn hand_out_if_passed_over(
    spec: &LogSpec,
    place: &mut Place,
    start: u64,
    found: Option<LogMessage>,
    sender: &mpsc::Sender<Record>,
) {
    let sequence = found.as_ref().map(|message| message.sequence);
    if let Some(message) = found.filter(|message| place.gaps.holds(start, message.sequence)) {
        metrics::counter!("gavel_messages_passed_over_total", "stream" => spec.stream.clone()).increment(1);
        tracing::warn!(
            stream = spec.stream,
            sequence = message.sequence,
            "the server passed over a message; asked for it"
        );
        let _ = sender.send(Record::Message(Box::new(message))).await;
    }
    place.gaps.close(start, sequence, Instant::now());
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

#[cfg(test)]
mod tests {
    use futures::stream::BoxStream;
    use gavel_wire::{Region, subject};

    use super::*;
    use crate::testing::NatsServer;

    const WAIT: Duration = Duration::from_secs(30);

    async fn next(records: &mut BoxStream<'static, Record>) -> Option<String> {
        let record = tokio::time::timeout(WAIT, records.next());
        match record.await.expect("a record in time")? {
            Record::Message(message) => Some(format!("{} {}", message.sequence, message.subject)),
            _ => None,
        }
    }

    /// A filter that is narrower than the stream makes the server pass over messages.
    #[tokio::test]
    async fn what_the_server_passes_over_is_asked_for() {
        let server = NatsServer::start();
        let region = Region::parse("us").unwrap();
        let bus = Bus::connect(&server.config(), "reader", region.clone()).await;
        let bus = bus.unwrap();
        assert!(bus.wait_connected(WAIT).await);
        bus.ensure_region().await.unwrap();
        let publish = async |class: &str| {
            let sent = bus.js.publish(format!("submit.us.{class}.c"), "".into()).await;
            sent.unwrap().await.unwrap()
        };
        for class in ["batch", "contest", "batch", "batch", "contest"] {
            publish(class).await;
        }
        bus.delete_submission(3).await.unwrap();
        let spec = LogSpec {
            stream: subject::submit_stream(&region),
            filter: "submit.us.contest.>".to_owned(),
            headers_only: true,
            last_per_subject: false,
            whole: true,
        };
        let mut records = bus.read_log(spec, 0);
        let mut read = Vec::new();
        while read.len() < 4 {
            read.extend(next(&mut records).await);
        }
        // Behind the last that is handed out, with nothing after it.
        publish("batch").await;
        publish("batch").await;
        while read.len() < 6 {
            read.extend(next(&mut records).await);
        }
        read[..4].sort();
        let of = |sequence: u64, class: &str| format!("{sequence} submit.us.{class}.c");
        let wanted = [
            (1, "batch"),
            (2, "contest"),
            (4, "batch"),
            (5, "contest"),
            (6, "batch"),
            (7, "batch"),
        ];
        assert_eq!(read, wanted.map(|(sequence, class)| of(sequence, class)));
        // What is read again or deleted afterwards is no gap.
        publish("contest").await;
        assert_eq!(next(&mut records).await, Some(of(8, "contest")));
    }
}
