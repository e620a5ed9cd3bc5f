//! Requests with one answer: StartRun from the leader, a result from an agent.

use std::marker::PhantomData;
use std::time::Duration;

use async_nats::Subject;
use futures::StreamExt;
use futures::stream::BoxStream;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::connect::Bus;
use crate::decode::dropped;
use crate::error::BusError;

/// The right to answer one request, once.
pub struct Reply<T> {
    bus: Bus,
    subject: Subject,
    answer: PhantomData<fn(T)>,
}

impl<T: Serialize> Reply<T> {
    pub async fn answer(self, answer: T) -> Result<(), BusError> {
        let body = gavel_wire::encode(&answer)?;
        let sent = self.bus.client.publish(self.subject, body.into()).await;
        sent.map_err(BusError::unavailable("answer"))
    }
}

impl<T> std::fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reply({})", self.subject)
    }
}

impl Bus {
    pub(crate) async fn ask<Q: Serialize, A: DeserializeOwned>(
        &self,
        what: &'static str,
        subject: String,
        question: &Q,
        timeout: Duration,
    ) -> Result<A, BusError> {
        self.reachable(what)?;
        let body = gavel_wire::encode(question)?;
        let request = async_nats::Request::new()
            .payload(body.into())
            .timeout(Some(timeout));
        let answer = self.client.send_request(subject, request).await;
        let message = answer.map_err(|error| BusError::request(what, error))?;
        Ok(gavel_wire::decode(&message.payload)?)
    }

    /// Requests on a subject; one that names no place for the answer is dropped.
    pub(crate) async fn serve<Q, A>(
        &self,
        kind: &'static str,
        subject: String,
    ) -> Result<BoxStream<'static, (Q, Subject, Reply<A>)>, BusError>
    where
        Q: DeserializeOwned + Send + 'static,
        A: Serialize + 'static,
    {
        let bus = self.clone();
        let messages = self.listen::<Q>(kind, subject).await?;
        Ok(messages
            .filter_map(move |(question, message)| {
                let reply = message.reply.map(|subject| Reply {
                    bus: bus.clone(),
                    subject,
                    answer: PhantomData,
                });
                if reply.is_none() {
                    dropped(kind, "it names no place for the answer");
                }
                let subject = message.subject;
                async move { reply.map(|reply| (question, subject, reply)) }
            })
            .boxed())
    }
}
