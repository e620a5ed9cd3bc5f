//! The queue: the api's durable publish, the scheduler's fetch, delete and burial.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use async_nats::HeaderMap;
use async_nats::jetstream::stream::{LastRawMessageErrorKind, Stream};
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use gavel_wire::limits::SUBMISSION_BYTES_MAX;
use gavel_wire::state::{Cancel, QueueState};
use gavel_wire::subject::{self, header};
use gavel_wire::{Submission, SubmissionId};

use crate::batch::{Outgoing, WHAT, publish_one};
use crate::connect::Bus;
use crate::error::BusError;

/// More than the headers of a submission take; a server counts them with the body.
const HEADER_BYTES: usize = 4 * 1024;

const PROBLEM_AGE: Duration = Duration::from_secs(5);

/// Header of the dead: why it was given up.
pub(crate) const REASON: &str = "Gavel-Reason";

/// What the durable ack said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    pub sequence: u64,
    /// The stream held this id already.
    pub duplicate: bool,
}

fn headers_of(submission: &Submission, message_id: String) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::MESSAGE_ID, message_id);
    headers.insert(header::SUBMISSION, submission.id.to_string());
    headers.insert(header::JUDGING, submission.judging.to_string());
    headers.insert(header::TENANT, submission.tenant.as_str());
    headers.insert(header::USER, submission.user.as_str());
    headers.insert(header::ACCEPTED_AT, submission.accepted_at.to_string());
    if let Some(problem) = submission.problem() {
        headers.insert(header::PROBLEM, problem.as_str());
    }
    // A trace context that is no header value is left out; it was the caller's text once.
    if let Some(Ok(value)) = submission
        .traceparent
        .as_deref()
        .map(str::parse::<async_nats::HeaderValue>)
    {
        headers.insert(header::TRACEPARENT, value);
    }
    headers
}

impl Bus {
    /// Returns once the submission is durably in the stream, and never before.
    pub async fn publish_submission(&self, submission: &Submission) -> Result<Published, BusError> {
        let message_id = subject::verdict_key(submission.id, submission.judging);
        self.publish(submission, message_id).await
    }

    /// The same for one that the stream lost. The server remembers for two minutes that it had the first, so this one has
    /// an id of its own; several who do this at once still queue one.
    pub async fn publish_lost_submission(&self, submission: &Submission) -> Result<Published, BusError> {
        let key = subject::verdict_key(submission.id, submission.judging);
        self.publish(submission, format!("{key}.lost")).await
    }

    async fn publish(&self, submission: &Submission, message_id: String) -> Result<Published, BusError> {
        let body = gavel_wire::encode(submission)?;
        let bytes_max = SUBMISSION_BYTES_MAX.min(self.client.max_payload().saturating_sub(HEADER_BYTES));
        if body.len() > bytes_max {
            let bytes = body.len();
            return Err(BusError::TooLarge { bytes, bytes_max });
        }
        let outgoing = &Outgoing {
            subject: subject::submit(&self.region, submission.class, &submission.language),
            headers: headers_of(submission, message_id),
            body: body.into(),
        };
        // The server keeps one of several messages with the same id.
        let published = self.patiently(WHAT, || async move {
            match &self.batches {
                Some(batches) => batches.publish(outgoing.clone()).await,
                None => publish_one(&self.js, outgoing.clone()).await,
            }
        });
        let published = published.await;
        // No code that holds the lock can leave it half changed.
        let mut problem = self.queue_problem.lock().unwrap_or_else(PoisonError::into_inner);
        *problem = published
            .as_ref()
            .err()
            .map(|error| (Instant::now(), error.to_string()));
        published
    }

    /// Why the queue took no submission, if it took none the last time and that was a moment ago. Later it may be tried
    /// again: nothing else would tell that there is room.
    pub fn queue_problem(&self) -> Option<String> {
        let problem = self.queue_problem.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, problem) = problem.as_ref().filter(|(at, _)| at.elapsed() < PROBLEM_AGE)?;
        Some(problem.clone())
    }

    /// The body at a sequence; none when it was deleted. Asked of the stream's leader, since a replica that is
    /// behind would say "none" of work that exists.
    pub async fn submission(&self, sequence: u64) -> Result<Option<Submission>, BusError> {
        match self.raw_submission(sequence).await? {
            None => Ok(None),
            Some(body) => Ok(Some(gavel_wire::decode(&body)?)),
        }
    }

    async fn raw_submission(&self, sequence: u64) -> Result<Option<Bytes>, BusError> {
        self.reachable("reading a submission")?;
        let stream = self.stream(subject::submit_stream(&self.region)).await?;
        match stream.get_raw_message(sequence).await {
            Ok(message) => Ok(Some(message.payload)),
            Err(error) if matches!(error.kind(), LastRawMessageErrorKind::NoMessageFound) => Ok(None),
            Err(error) => Err(BusError::Unavailable("reading a submission", Some(error.into()))),
        }
    }

    /// Deletes a message; one that is gone already is no error.
    pub async fn delete_submission(&self, sequence: u64) -> Result<(), BusError> {
        self.reachable("deleting a submission")?;
        let stream = self.stream(subject::submit_stream(&self.region)).await?;
        match stream.delete_message(sequence).await {
            Ok(_) => Ok(()),
            Err(error) => match self.raw_submission(sequence).await {
                Ok(None) => Ok(()),
                _ => Err(BusError::Unavailable("deleting a submission", Some(error.into()))),
            },
        }
    }

    /// Copies a message as it is to the dead, with the reason; the original stays.
    pub async fn bury(&self, sequence: u64, submission: SubmissionId, reason: &str) -> Result<(), BusError> {
        let Some(body) = self.raw_submission(sequence).await? else {
            return Ok(());
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::MESSAGE_ID, format!("dead-{sequence}-{submission}"));
        headers.insert(REASON, reason.replace(['\r', '\n'], " "));
        let to = subject::dead(&self.region, submission);
        let sent = self.js.publish_with_headers(to, headers, body).await;
        let ack = sent.map_err(|error| BusError::publish("burying a submission", error))?;
        ack.await
            .map_err(|error| BusError::publish("burying a submission", error))?;
        Ok(())
    }

    /// How many submissions lie in the queue.
    pub async fn queue_length(&self) -> Result<u64, BusError> {
        self.reachable("measuring the queue")?;
        let stream = self.js.get_stream(subject::submit_stream(&self.region)).await;
        let stream = stream.map_err(BusError::unavailable("measuring the queue"))?;
        Ok(stream.cached_info().state.messages)
    }

    /// How many submissions lie among the dead.
    pub async fn dead_count(&self) -> Result<u64, BusError> {
        self.reachable("counting the dead")?;
        let stream = self.js.get_stream(subject::dead_stream(&self.region)).await;
        let stream = stream.map_err(BusError::unavailable("counting the dead"))?;
        Ok(stream.cached_info().state.messages)
    }

    /// Asks for a judging's end; the leader sees it and the first verdict decides.
    pub async fn request_cancel(&self, cancel: &Cancel) -> Result<(), BusError> {
        let body = Bytes::from(gavel_wire::encode(cancel)?);
        let key = subject::verdict_key(cancel.submission, cancel.judging);
        let to = format!("$KV.{}.{key}", subject::cancel_bucket(&self.region));
        let (to, body) = (&to, &body);
        self.patiently("cancelling", || async move {
            let sent = self.js.publish(to.clone(), body.clone()).await;
            let ack = sent.map_err(|error| BusError::publish("cancelling", error))?;
            ack.await
                .map_err(|error| BusError::publish("cancelling", error))?;
            Ok(())
        })
        .await
    }

    pub async fn publish_queue_state(&self, state: &QueueState) -> Result<(), BusError> {
        self.tell(
            "telling the queue's state",
            subject::queue_state(&self.region),
            state,
        )
        .await
    }

    pub async fn queue_states(&self) -> Result<BoxStream<'static, QueueState>, BusError> {
        let states = self
            .listen::<QueueState>("queue_state", subject::queue_state(&self.region))
            .await?;
        Ok(states.map(|(state, _)| state).boxed())
    }

    pub(crate) async fn stream(&self, name: String) -> Result<Stream<()>, BusError> {
        self.js
            .get_stream_no_info(name)
            .await
            .map_err(BusError::unavailable("naming a stream"))
    }
}
