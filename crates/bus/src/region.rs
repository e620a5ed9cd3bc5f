//! The streams and buckets of a region, made or brought up to date by the schedulers.

use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_nats::jetstream::{kv, stream};
use futures::future::join_all;
use gavel_wire::limits::MESSAGE_BYTES_MAX;
use gavel_wire::rate::WINDOW_SECONDS_MAX;
use gavel_wire::subject;

use crate::connect::Bus;
use crate::error::BusError;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Verdicts live in KV until the databases surely hold them.
const VERDICTS_AGE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const DEDUPLICATION: Duration = Duration::from_secs(120);
/// No window is longer.
const LIMITS_AGE: Duration = Duration::from_secs(WINDOW_SECONDS_MAX as u64);
const DEAD_MESSAGES_MAX: i64 = 100_000;
const REMOVED_WITHIN: Duration = Duration::from_secs(1);

impl Bus {
    /// Makes what is missing and updates what differs; safe to call by several at any time. All at once: in a cluster each
    /// waits for an election, which may take seconds.
    pub async fn ensure_region(&self) -> Result<(), BusError> {
        self.reachable("making streams")?;
        let streams = [self.queue_config(), self.dead_config()].map(async |config| {
            let made = if self.is_absent(&config.name).await {
                self.js.create_or_update_stream(config).await
            } else {
                self.js.update_stream(config).await
            };
            made.map(|_| ()).map_err(BusError::unavailable("making a stream"))
        });
        let buckets = self.bucket_configs().map(async |config| {
            if self.is_absent(&bucket_stream(&config.bucket)).await {
                let made = self.js.create_or_update_key_value(config).await;
                made.map(|_| ()).map_err(BusError::unavailable("making a bucket"))
            } else {
                let updated = self.js.update_key_value(config).await;
                updated
                    .map(|_| ())
                    .map_err(BusError::unavailable("making a bucket"))
            }
        });
        let (streams, buckets, leader) =
            futures::join!(join_all(streams), join_all(buckets), self.ensure_leader_bucket());
        let all: Result<(), BusError> = streams.into_iter().chain(buckets).chain([leader]).collect();
        all.inspect(|()| self.made.store(true, Ordering::Relaxed))
    }

    /// Whether a stream is not there; one that was is seen to be gone a moment before it is made again. A server that makes a
    /// stream while it still removes the one of that name ends with one that has no directory (2.15.2), and only its deletion
    /// mends that.
    async fn is_absent(&self, stream: &str) -> bool {
        let absent = self.js.get_stream(stream).await.is_err();
        if absent && self.made.load(Ordering::Relaxed) {
            tokio::time::sleep(REMOVED_WITHIN).await;
        }
        absent
    }

    /// Terms are this bucket's revisions, and agents refuse lower ones than they have seen. So one that was deleted is made
    /// anew with revisions that no earlier one has reached: from the date in milliseconds on, which no lease is renewed
    /// as often as.
    async fn ensure_leader_bucket(&self) -> Result<(), BusError> {
        let bucket = subject::leader_bucket(&self.region);
        let name = bucket_stream(&bucket);
        if !self.is_absent(&name).await {
            let stream = self.js.get_stream(&name).await;
            let stream = stream.map_err(BusError::unavailable("making a bucket"))?;
            let mut config = stream.cached_info().config.clone();
            if config.num_replicas != self.config.replicas {
                config.num_replicas = self.config.replicas;
                let updated = self.js.update_stream(config).await;
                updated.map_err(BusError::unavailable("making a bucket"))?;
            }
            return Ok(());
        }
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let made = self.js.create_stream(stream::Config {
            name: name.clone(),
            subjects: vec![format!("$KV.{bucket}.>")],
            max_messages_per_subject: 1,
            discard: stream::DiscardPolicy::New,
            storage: stream::StorageType::File,
            num_replicas: self.config.replicas,
            allow_rollup: true,
            deny_delete: true,
            allow_direct: true,
            first_sequence: u64::try_from(since.as_millis()).ok(),
            ..Default::default()
        });
        if let Err(error) = made.await {
            // Another scheduler may have been first, with another moment.
            let there = self.js.get_stream(&name).await;
            there.map_err(|_| BusError::Unavailable("making a bucket", Some(error.into())))?;
        }
        Ok(())
    }

    fn queue_config(&self) -> stream::Config {
        stream::Config {
            name: subject::submit_stream(&self.region),
            subjects: vec![subject::submit_all(&self.region)],
            retention: stream::RetentionPolicy::Limits,
            discard: stream::DiscardPolicy::New,
            storage: stream::StorageType::File,
            max_messages: self.config.queue_messages_max,
            max_bytes: self.config.queue_bytes_max,
            max_message_size: MESSAGE_BYTES_MAX as i32,
            num_replicas: self.config.replicas,
            duplicate_window: DEDUPLICATION,
            // For `Config::batches`.
            allow_atomic_publish: true,
            ..Default::default()
        }
    }

    fn dead_config(&self) -> stream::Config {
        stream::Config {
            name: subject::dead_stream(&self.region),
            subjects: vec![subject::dead_all(&self.region)],
            retention: stream::RetentionPolicy::Limits,
            discard: stream::DiscardPolicy::Old,
            storage: stream::StorageType::File,
            max_messages: DEAD_MESSAGES_MAX,
            max_age: 30 * DAY,
            num_replicas: self.config.replicas,
            duplicate_window: DEDUPLICATION,
            ..Default::default()
        }
    }

    fn bucket_configs(&self) -> [kv::Config; 3] {
        let verdicts = subject::verdicts_bucket(&self.region);
        let republish = stream::Republish {
            source: format!("$KV.{verdicts}.>"),
            destination: subject::verdict_all(&self.region),
            headers_only: false,
        };
        let bucket = |name: String, max_age| kv::Config {
            bucket: name,
            history: 1,
            max_age,
            storage: stream::StorageType::File,
            num_replicas: self.config.replicas,
            ..Default::default()
        };
        [
            kv::Config {
                republish: Some(republish),
                ..bucket(verdicts, VERDICTS_AGE)
            },
            bucket(subject::cancel_bucket(&self.region), DAY),
            // A restart forgets at most a minute of limits; that is worth an fsync less for each submission.
            kv::Config {
                storage: stream::StorageType::Memory,
                ..bucket(subject::limits_bucket(&self.region), LIMITS_AGE)
            },
        ]
    }
}

/// The stream behind a bucket.
fn bucket_stream(bucket: &str) -> String {
    format!("KV_{bucket}")
}
