//! Section `[nats]` of the configuration file, shared by every service.

use serde::{Deserialize, Serialize};

/// Text that is never printed.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<secret>")
    }
}

/// How to reach NATS and how large its streams may grow.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// One URL, or several separated by commas.
    pub url: String,
    pub user: Option<String>,
    pub password: Option<Secret>,
    /// Each role has an inbox prefix of its own, so that one cannot read another's answers.
    pub inbox_prefix: Option<String>,
    /// Copies of each stream: 1 on one server, 3 in production.
    pub replicas: usize,
    /// The queue refuses more than this; the api answers 503.
    pub queue_messages_max: i64,
    pub queue_bytes_max: i64,
    /// How long a publish may wait for its durable ack.
    pub ack_ms: u64,
    /// Whether this is one server that brings each message to disk before it acknowledges it (`sync_interval: always`): then
    /// submissions that come at once are published in batches, each brought to disk as one.
    pub batches: bool,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            url: "nats://127.0.0.1:4222".to_owned(),
            user: None,
            password: None,
            inbox_prefix: None,
            replicas: 1,
            queue_messages_max: 200_000,
            queue_bytes_max: 8 * 1024 * 1024 * 1024,
            ack_ms: 4_000,
            batches: false,
        }
    }
}
