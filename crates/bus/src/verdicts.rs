//! Verdicts: created once by the leader, republished to every api, read again by whoever may have missed one.

use async_nats::HeaderMap;
use async_nats::jetstream::stream::LastRawMessageErrorKind;
use futures::StreamExt;
use futures::stream::BoxStream;
use gavel_wire::{Judging, SubmissionId, Verdict, subject};

use crate::connect::Bus;
use crate::decode::dropped;
use crate::error::BusError;

/// Whether this call made the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Created {
    Stored,
    AlreadyExists,
}

/// Whether a verdict stands on its own judging's subject or key.
pub(crate) fn is_own(subject: &str, verdict: &Verdict) -> bool {
    let key = subject::verdict_key(verdict.submission, verdict.judging);
    subject.strip_suffix(&key).is_some_and(|rest| rest.ends_with('.'))
}

impl Bus {
    /// Creates a verdict, or says that the judging has one. Never overwrites.
    pub async fn create_verdict(&self, verdict: &Verdict) -> Result<Created, BusError> {
        self.reachable("storing a verdict")?;
        let body = gavel_wire::encode(verdict)?;
        let mut headers = HeaderMap::new();
        // No message may stand on the subject yet: the server's own create-only test.
        headers.insert(async_nats::header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, "0");
        let to = self.verdict_subject(verdict.submission, verdict.judging);
        let sent = self.js.publish_with_headers(to, headers, body.into()).await;
        let ack = sent.map_err(|error| BusError::publish("storing a verdict", error))?;
        match ack
            .await
            .map_err(|error| BusError::publish("storing a verdict", error))
        {
            Ok(_) => Ok(Created::Stored),
            Err(BusError::Conflict) => Ok(Created::AlreadyExists),
            Err(error) => Err(error),
        }
    }

    /// The stored verdict, asked of the stream's leader so that it is never missed.
    pub async fn verdict(
        &self,
        submission: SubmissionId,
        judging: Judging,
    ) -> Result<Option<Verdict>, BusError> {
        self.reachable("reading a verdict")?;
        let stream = self
            .stream(format!("KV_{}", subject::verdicts_bucket(&self.region)))
            .await?;
        let subject = self.verdict_subject(submission, judging);
        match stream.get_last_raw_message_by_subject(&subject).await {
            Ok(message) => Ok(Some(gavel_wire::decode(&message.payload)?)),
            Err(error) if matches!(error.kind(), LastRawMessageErrorKind::NoMessageFound) => Ok(None),
            Err(error) => Err(BusError::Unavailable("reading a verdict", Some(error.into()))),
        }
    }

    /// Verdicts as they are stored, to every subscriber at once. What is stored while the connection is down is not
    /// repeated here: readers look again with [`Bus::verdict`] or follow [`Bus::verdict_log`].
    pub async fn verdicts(&self) -> Result<BoxStream<'static, Verdict>, BusError> {
        let verdicts = self
            .listen::<Verdict>("verdict", subject::verdict_all(&self.region))
            .await?;
        Ok(verdicts
            .filter_map(|(verdict, message)| {
                let own = is_own(&message.subject, &verdict);
                if !own {
                    dropped("verdict", "its subject names another judging");
                }
                async move { own.then_some(verdict) }
            })
            .boxed())
    }

    fn verdict_subject(&self, submission: SubmissionId, judging: Judging) -> String {
        let key = subject::verdict_key(submission, judging);
        format!("$KV.{}.{key}", subject::verdicts_bucket(&self.region))
    }
}
