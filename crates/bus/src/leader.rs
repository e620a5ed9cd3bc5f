//! Leadership of a region: one key in KV, held by compare-and-set. The term is the revision of the write that won it.
//! Time is each process's own monotonic clock: a standby takes over when it has seen no new revision for a lease's
//! length, and the holder counts its age from before it sent the renewal, so the two never overlap.

use std::time::{Duration, Instant};

use async_nats::HeaderMap;
use async_nats::jetstream::stream::LastRawMessageErrorKind;
use gavel_wire::{Term, subject};
use serde::{Deserialize, Serialize};

use crate::connect::Bus;
use crate::error::BusError;

const KEY: &str = "scheduler";

/// What one step found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// `renewed_at` was taken before the renewal was sent.
    Leader {
        term: Term,
        renewed_at: Instant,
    },
    Standby {
        holder: Option<String>,
    },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Value {
    v: u16,
    /// Empty when the last holder let go.
    holder: String,
    /// None in the write that wins: its own revision is not known yet.
    #[serde(default)]
    term: Option<u64>,
    /// How the holder is configured, as text to be compared and shown.
    #[serde(default)]
    settings: String,
}

#[derive(Debug, Clone, Copy)]
struct Held {
    revision: u64,
    term: Term,
    renewed_at: Instant,
}

/// One process's part in the election. Call [`Leadership::step`] a few times within a lease's length.
pub struct Leadership {
    bus: Bus,
    holder: String,
    settings: String,
    lease: Duration,
    held: Option<Held>,
    seen: Option<(u64, Instant)>,
    others_settings: Option<String>,
}

impl Leadership {
    /// `holder` must differ between processes; `settings` should not, and hold no secret.
    pub fn new(bus: &Bus, holder: &str, settings: &str, lease: Duration) -> Leadership {
        Leadership {
            bus: bus.clone(),
            holder: holder.to_owned(),
            settings: settings.to_owned(),
            lease,
            held: None,
            seen: None,
            others_settings: None,
        }
    }

    pub fn settings(&self) -> &str {
        &self.settings
    }

    /// The settings of another holder that was seen last, if they are not this process's.
    pub fn disagreement(&self) -> Option<&str> {
        self.others_settings
            .as_deref()
            .filter(|settings| *settings != self.settings)
    }

    /// Renews, takes over or watches. On an error the last known role stands, and its age tells whether it still may.
    pub async fn step(&mut self) -> Result<Role, BusError> {
        match self.held {
            Some(held) => self.renew(held).await,
            None => self.contend().await,
        }
    }

    /// Lets go at once, so that a standby need not wait for the lease to run out.
    pub async fn release(&mut self) -> Result<(), BusError> {
        let Some(held) = self.held.take() else {
            return Ok(());
        };
        let value = self.value(String::new(), Some(held.term));
        self.write(&value, held.revision).await.map(|_| ())
    }

    async fn renew(&mut self, held: Held) -> Result<Role, BusError> {
        let sent_at = Instant::now();
        let value = self.value(self.holder.clone(), Some(held.term));
        let revision = match self.write(&value, held.revision).await {
            Ok(revision) => revision,
            // Another holds it, or a renewal of ours that seemed lost was stored after all.
            Err(BusError::Conflict) => match self.read().await? {
                Some((revision, value)) if value.holder == self.holder && value.term == Some(held.term.0) => {
                    self.held = Some(Held { revision, ..held });
                    return Ok(Role::Leader {
                        term: held.term,
                        renewed_at: held.renewed_at,
                    });
                }
                other => {
                    self.held = None;
                    self.seen = other.as_ref().map(|(revision, _)| (*revision, Instant::now()));
                    return Ok(Role::Standby {
                        holder: other.map(|(_, value)| value.holder),
                    });
                }
            },
            Err(error) => return Err(error),
        };
        self.held = Some(Held {
            revision,
            renewed_at: sent_at,
            ..held
        });
        Ok(Role::Leader {
            term: held.term,
            renewed_at: sent_at,
        })
    }

    async fn contend(&mut self) -> Result<Role, BusError> {
        let Some((revision, value)) = self.read().await? else {
            return self.take(0).await;
        };
        if !value.settings.is_empty() {
            self.others_settings = Some(value.settings);
        }
        if value.holder.is_empty() {
            return self.take(revision).await;
        }
        match self.seen {
            Some((seen, since)) if seen == revision && since.elapsed() >= self.lease => {
                self.take(revision).await
            }
            Some((seen, _)) if seen == revision => Ok(Role::Standby {
                holder: Some(value.holder),
            }),
            _ => {
                self.seen = Some((revision, Instant::now()));
                Ok(Role::Standby {
                    holder: Some(value.holder),
                })
            }
        }
    }

    async fn take(&mut self, expected: u64) -> Result<Role, BusError> {
        let sent_at = Instant::now();
        let value = self.value(self.holder.clone(), None);
        match self.write(&value, expected).await {
            Ok(revision) => {
                let term = Term(revision);
                self.held = Some(Held {
                    revision,
                    term,
                    renewed_at: sent_at,
                });
                Ok(Role::Leader {
                    term,
                    renewed_at: sent_at,
                })
            }
            Err(BusError::Conflict) => {
                self.seen = None;
                Ok(Role::Standby { holder: None })
            }
            Err(error) => Err(error),
        }
    }

    fn value(&self, holder: String, term: Option<Term>) -> Value {
        Value {
            v: 1,
            holder,
            term: term.map(|term| term.0),
            settings: self.settings.clone(),
        }
    }

    fn subject(&self) -> String {
        format!("$KV.{}.{KEY}", subject::leader_bucket(&self.bus.region))
    }

    async fn read(&self) -> Result<Option<(u64, Value)>, BusError> {
        self.bus.reachable("reading the leader")?;
        let name = format!("KV_{}", subject::leader_bucket(&self.bus.region));
        let stream = self.bus.stream(name).await?;
        match stream.get_last_raw_message_by_subject(&self.subject()).await {
            // A value that is not ours is as good as one that nobody renews.
            Ok(message) => {
                let unknown = Value {
                    v: 1,
                    holder: "unknown".to_owned(),
                    term: None,
                    settings: String::new(),
                };
                let value = serde_json::from_slice(&message.payload).unwrap_or(unknown);
                Ok(Some((message.sequence, value)))
            }
            Err(error) if matches!(error.kind(), LastRawMessageErrorKind::NoMessageFound) => Ok(None),
            Err(error) => Err(BusError::Unavailable("reading the leader", Some(error.into()))),
        }
    }

    async fn write(&self, value: &Value, expected: u64) -> Result<u64, BusError> {
        self.bus.reachable("writing the leader")?;
        let mut headers = HeaderMap::new();
        headers.insert(
            async_nats::header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE,
            expected.to_string(),
        );
        let body = gavel_wire::encode(value)?;
        let sent = self
            .bus
            .js
            .publish_with_headers(self.subject(), headers, body.into())
            .await;
        let ack = sent.map_err(|error| BusError::publish("writing the leader", error))?;
        let wait = tokio::time::timeout(self.lease, ack.into_future()).await;
        let ack = wait.map_err(|_| BusError::Unavailable("writing the leader", None))?;
        Ok(ack
            .map_err(|error| BusError::publish("writing the leader", error))?
            .sequence)
    }
}
