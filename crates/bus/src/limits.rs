//! Rate limits of users, one key each, in memory at the server: read, decided by the caller, written by compare-and-set. Times
//! are the server's own, so that replicas whose clocks differ decide alike.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use async_nats::HeaderMap;
use async_nats::jetstream::stream::LastRawMessageErrorKind;
use bytes::Bytes;
use gavel_wire::rate::RateLog;
use gavel_wire::{Tenant, UserId, subject};
use serde::Deserialize;

use crate::connect::Bus;
use crate::error::BusError;

/// The difference between this process's monotonic clock and the server's wall clock, measured once.
#[derive(Debug, Clone, Copy)]
pub struct ServerClock {
    at: Instant,
    server_ms: i64,
}

impl ServerClock {
    /// How long ago it was measured.
    pub fn age(&self) -> Duration {
        self.at.elapsed()
    }

    /// Milliseconds since the Unix epoch by the server's clock.
    pub fn now_ms(&self) -> i64 {
        let since = i64::try_from(self.at.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.server_ms.saturating_add(since)
    }
}

/// A user's log and the revision that a write must name.
#[derive(Debug, Clone, Default)]
pub struct Held {
    pub log: RateLog,
    revision: u64,
}

#[derive(Deserialize)]
struct Told {
    #[serde(with = "time::serde::rfc3339")]
    ts: time::OffsetDateTime,
}

impl Bus {
    /// Asks the server for its time. The answer's way back makes it late by less than a round trip.
    pub async fn server_clock(&self) -> Result<ServerClock, BusError> {
        let what = "asking for the time";
        let stream = &format!("$JS.API.STREAM.INFO.{}", self.limits_stream());
        self.patiently(what, || async move {
            let answer = self.client.request(stream.clone(), "".into()).await;
            let answer = answer.map_err(|error| BusError::request(what, error))?;
            let told: Told = serde_json::from_slice(&answer.payload)
                .map_err(|error| BusError::Unavailable(what, Some(error.into())))?;
            let server_ms = i64::try_from(told.ts.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
            Ok(ServerClock {
                at: Instant::now(),
                server_ms,
            })
        })
        .await
    }

    /// A user's log; empty where nothing was accepted lately.
    pub async fn rate_log(&self, tenant: &Tenant, user: &UserId) -> Result<Held, BusError> {
        self.patiently("reading a limit", || self.read_rate_log(tenant, user))
            .await
    }

    async fn read_rate_log(&self, tenant: &Tenant, user: &UserId) -> Result<Held, BusError> {
        let stream = self.stream(self.limits_stream()).await?;
        match stream
            .get_last_raw_message_by_subject(&self.limit_subject(tenant, user))
            .await
        {
            // What is not of our making is replaced by the next write.
            Ok(message) => Ok(Held {
                log: gavel_wire::decode(&message.payload).unwrap_or_default(),
                revision: message.sequence,
            }),
            Err(error) if matches!(error.kind(), LastRawMessageErrorKind::NoMessageFound) => {
                Ok(Held::default())
            }
            Err(error) => Err(BusError::Unavailable("reading a limit", Some(error.into()))),
        }
    }

    /// Writes what was decided on `held` and gives what is held then; [`BusError::Conflict`] where somebody wrote meanwhile.
    pub async fn write_rate_log(
        &self,
        tenant: &Tenant,
        user: &UserId,
        held: &Held,
        log: RateLog,
    ) -> Result<Held, BusError> {
        let what = "writing a limit";
        let mut headers = HeaderMap::new();
        headers.insert(
            async_nats::header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE,
            held.revision.to_string(),
        );
        let body = Bytes::from(gavel_wire::encode(&log)?);
        let to = self.limit_subject(tenant, user);
        let (to, headers, body, tries) = (&to, &headers, &body, &AtomicU32::new(0));
        let wanted = &log;
        let written = self.patiently(what, || async move {
            let again = tries.fetch_add(1, Ordering::Relaxed) > 0;
            let sent = self
                .js
                .publish_with_headers(to.clone(), headers.clone(), body.clone())
                .await;
            let ack = sent.map_err(|error| BusError::publish(what, error))?;
            match ack.await.map_err(|error| BusError::publish(what, error)) {
                Ok(ack) => Ok(ack.sequence),
                // It may be our own earlier try that was written, and its ack lost.
                Err(BusError::Conflict) if again => {
                    let held = self.read_rate_log(tenant, user).await?;
                    if held.log == *wanted {
                        Ok(held.revision)
                    } else {
                        Err(BusError::Conflict)
                    }
                }
                Err(error) => Err(error),
            }
        });
        let revision = written.await?;
        Ok(Held { log, revision })
    }

    fn limits_stream(&self) -> String {
        format!("KV_{}", subject::limits_bucket(&self.region))
    }

    fn limit_subject(&self, tenant: &Tenant, user: &UserId) -> String {
        format!("$KV.{}.{tenant}.{user}", subject::limits_bucket(&self.region))
    }
}
