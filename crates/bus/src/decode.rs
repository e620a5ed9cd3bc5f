//! Core subscriptions as streams of well-formed messages; the rest is dropped, counted and logged once a minute.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use async_nats::Message;
use futures::StreamExt;
use futures::stream::BoxStream;
use serde::de::DeserializeOwned;

use crate::connect::Bus;
use crate::error::BusError;

static LAST_LOGGED: Mutex<Option<Instant>> = Mutex::new(None);

/// Counts a dropped message; the log line comes at most once a minute, so that a flood cannot fill a disk.
pub(crate) fn dropped(kind: &'static str, why: &str) {
    metrics::counter!("gavel_messages_dropped_total", "kind" => kind).increment(1);
    let Ok(mut last) = LAST_LOGGED.lock() else { return };
    if last.is_none_or(|at| at.elapsed() > Duration::from_secs(60)) {
        *last = Some(Instant::now());
        tracing::warn!(kind, why, "message dropped");
    }
}

impl Bus {
    /// Messages of one kind on a subject, with the raw message beside each.
    pub(crate) async fn listen<T>(
        &self,
        kind: &'static str,
        subject: String,
    ) -> Result<BoxStream<'static, (T, Message)>, BusError>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let messages = self
            .client
            .subscribe(subject)
            .await
            .map_err(BusError::unavailable("subscribe"))?;
        Ok(messages
            .filter_map(move |message| async move {
                match gavel_wire::decode::<T>(&message.payload) {
                    Ok(value) => Some((value, message)),
                    Err(error) => {
                        dropped(kind, &error.to_string());
                        None
                    }
                }
            })
            .boxed())
    }

    /// Publishes without an ack: state and progress, which are said again anyway.
    pub(crate) async fn tell<T: serde::Serialize>(
        &self,
        what: &'static str,
        subject: String,
        message: &T,
    ) -> Result<(), BusError> {
        self.reachable(what)?;
        let body = gavel_wire::encode(message)?;
        self.client
            .publish(subject, body.into())
            .await
            .map_err(BusError::unavailable(what))
    }
}
