//! Rate limits of users, one key each, in memory at the server: read, decided by the caller, written by compare-and-set. Times
//! are the server's own, so that replicas whose clocks differ decide alike.

use std::time::Instant;

use async_nats::HeaderMap;
use async_nats::jetstream::stream::LastRawMessageErrorKind;
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
        self.reachable("asking for the time")?;
        let stream = format!("$JS.API.STREAM.INFO.{}", self.limits_stream());
        let answer = self.client.request(stream, "".into()).await;
        let answer = answer.map_err(|error| BusError::request("asking for the time", error))?;
        let told: Told = serde_json::from_slice(&answer.payload)
            .map_err(|error| BusError::Unavailable("asking for the time", Some(error.into())))?;
        let server_ms = i64::try_from(told.ts.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
        Ok(ServerClock {
            at: Instant::now(),
            server_ms,
        })
    }

    /// A user's log; empty where nothing was accepted lately.
    pub async fn rate_log(&self, tenant: &Tenant, user: &UserId) -> Result<Held, BusError> {
        self.reachable("reading a limit")?;
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

    /// Writes what was decided on `held`; [`BusError::Conflict`] where somebody wrote meanwhile.
    pub async fn write_rate_log(
        &self,
        tenant: &Tenant,
        user: &UserId,
        held: &Held,
        log: &RateLog,
    ) -> Result<(), BusError> {
        self.reachable("writing a limit")?;
        let mut headers = HeaderMap::new();
        headers.insert(
            async_nats::header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE,
            held.revision.to_string(),
        );
        let body = gavel_wire::encode(log)?;
        let sent = self
            .js
            .publish_with_headers(self.limit_subject(tenant, user), headers, body.into())
            .await;
        let ack = sent.map_err(|error| BusError::publish("writing a limit", error))?;
        ack.await
            .map_err(|error| BusError::publish("writing a limit", error))?;
        Ok(())
    }

    fn limits_stream(&self) -> String {
        format!("KV_{}", subject::limits_bucket(&self.region))
    }

    fn limit_subject(&self, tenant: &Tenant, user: &UserId) -> String {
        format!("$KV.{}.{tenant}.{user}", subject::limits_bucket(&self.region))
    }
}
