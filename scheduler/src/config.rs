//! The scheduler's configuration: one TOML file shared by the services, with GAVEL_* overrides
//! (`GAVEL_SCHEDULER__METRICS_LISTEN`). The only file of this crate that reads the environment or the key's file.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use gavel_bus::Secret;
use gavel_wire::Region;
use serde::Deserialize;

use crate::core::Settings;
use crate::lease::LeaseKey;

/// What the scheduler reads of the file; other services' sections are left alone.
#[derive(Debug, Clone, Deserialize)]
pub struct Config {
    pub region: Region,
    #[serde(default)]
    pub nats: gavel_bus::Config,
    #[serde(default)]
    pub telemetry: gavel_telemetry::Config,
    #[serde(default)]
    pub scheduler: SchedulerSection,
}

/// Section `[scheduler]`. Both schedulers of a region need the same key, or one refuses the other's leases.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SchedulerSection {
    /// 64 to 128 hexadecimal digits with which leases are signed.
    pub lease_key: Option<Secret>,
    /// A file that holds them instead.
    pub lease_key_file: Option<PathBuf>,
    /// Where `/metrics` is served; nowhere if absent.
    pub metrics_listen: Option<SocketAddr>,
    /// Share of each class while all have work.
    pub weights: Weights,
    /// Failed attempts that make an internal error.
    pub strikes_max: u32,
    /// A standby takes over when it has seen no renewal for this long.
    pub lease_ms: u64,
    pub renew_ms: u64,
    /// How long a new leader hears the agents before it places anything: more than an agent's interval between states,
    /// and `lease_ms` and this together more than the 2 s after which a deposed leader causes nothing.
    pub settle_ms: u64,
    pub agent_lost_ms: u64,
    pub tick_ms: u64,
    /// How long an agent may take to answer a start.
    pub start_ms: u64,
    /// Queued messages that a leader holds in its index: at least as many as the stream may hold.
    pub queued_max: usize,
    pub agents_max: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    pub contest: u32,
    pub interactive: u32,
    pub practice: u32,
    pub batch: u32,
}

impl Default for Weights {
    fn default() -> Self {
        Weights {
            contest: 8,
            interactive: 4,
            practice: 2,
            batch: 1,
        }
    }
}

impl Default for SchedulerSection {
    fn default() -> Self {
        SchedulerSection {
            lease_key: None,
            lease_key_file: None,
            metrics_listen: None,
            weights: Weights::default(),
            strikes_max: 3,
            lease_ms: 1_500,
            renew_ms: 400,
            settle_ms: 700,
            agent_lost_ms: 1_500,
            tick_ms: 50,
            start_ms: 1_000,
            queued_max: 400_000,
            agents_max: 20_000,
        }
    }
}

impl Config {
    /// Reads the file and the overrides, and checks what can be checked without starting.
    pub fn load(path: &Path) -> anyhow::Result<Config> {
        let figment = Figment::new()
            .merge(Toml::file_exact(path))
            .merge(Env::prefixed("GAVEL_").split("__"));
        let config: Config = figment
            .extract()
            .with_context(|| format!("configuration {}", path.display()))?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> anyhow::Result<()> {
        self.scheduler.check()?;
        self.scheduler.key()?;
        let indexed = i64::try_from(self.scheduler.queued_max).unwrap_or(i64::MAX);
        anyhow::ensure!(
            indexed >= self.nats.queue_messages_max,
            "scheduler.queued_max must be at least nats.queue_messages_max: a leader indexes the whole queue"
        );
        Ok(())
    }
}

impl Config {
    /// What the schedulers of a region must have alike, for people and to be compared. It tells nothing of the key.
    pub(crate) fn shown(&self, key: &LeaseKey) -> String {
        let SchedulerSection {
            weights,
            strikes_max,
            lease_ms,
            renew_ms,
            settle_ms,
            agent_lost_ms,
            ..
        } = &self.scheduler;
        let Weights {
            contest,
            interactive,
            practice,
            batch,
        } = weights;
        let nats = &self.nats;
        format!(
            "lease key {}, weights {contest}:{interactive}:{practice}:{batch}, strikes_max {strikes_max}, lease_ms {lease_ms}, \
             renew_ms {renew_ms}, settle_ms {settle_ms}, agent_lost_ms {agent_lost_ms}, replicas {}, queue_messages_max {}, \
             queue_bytes_max {}",
            key.mark(),
            nats.replicas,
            nats.queue_messages_max,
            nats.queue_bytes_max,
        )
    }
}

impl SchedulerSection {
    fn check(&self) -> anyhow::Result<()> {
        let Weights {
            contest,
            interactive,
            practice,
            batch,
        } = self.weights;
        let weights = [contest, interactive, practice, batch];
        let shared = weights.iter().all(|weight| (1..=1_000).contains(weight));
        anyhow::ensure!(
            shared,
            "scheduler.weights must be from 1 to 1000 each: none may starve"
        );
        let strikes = (1..=10).contains(&self.strikes_max);
        anyhow::ensure!(strikes, "scheduler.strikes_max must be from 1 to 10");
        let renews = self.renew_ms > 0 && self.renew_ms.saturating_mul(2) < self.lease_ms;
        anyhow::ensure!(
            renews,
            "scheduler.lease_ms must be more than twice scheduler.renew_ms"
        );
        let age_max = LEASE_AGE_MAX_MS;
        let lease = self.lease_ms <= age_max && self.lease_ms.saturating_add(self.settle_ms) > age_max;
        anyhow::ensure!(
            lease,
            "scheduler.lease_ms must be at most {age_max}, and more than that together with scheduler.settle_ms"
        );
        anyhow::ensure!(
            (10..=200).contains(&self.tick_ms),
            "scheduler.tick_ms must be from 10 to 200"
        );
        anyhow::ensure!(
            self.agent_lost_ms >= 600,
            "scheduler.agent_lost_ms must be at least 600"
        );
        anyhow::ensure!(
            (50..=10_000).contains(&self.start_ms),
            "scheduler.start_ms must be from 50 to 10000"
        );
        anyhow::ensure!(
            self.queued_max > 0 && self.agents_max > 0,
            "scheduler bounds must not be zero"
        );
        Ok(())
    }

    /// The key from the configuration or its file.
    pub fn key(&self) -> anyhow::Result<LeaseKey> {
        let text = match (&self.lease_key, &self.lease_key_file) {
            (Some(key), None) => key.0.clone(),
            (None, Some(path)) => {
                let text = std::fs::read_to_string(path);
                text.with_context(|| format!("read scheduler.lease_key_file {}", path.display()))?
            }
            _ => anyhow::bail!("set one of scheduler.lease_key and scheduler.lease_key_file"),
        };
        LeaseKey::from_hex(&text).context("scheduler.lease_key")
    }

    pub(crate) fn settings(&self, region: Region) -> Settings {
        let weights = self.weights;
        Settings {
            weights: [
                weights.contest,
                weights.interactive,
                weights.practice,
                weights.batch,
            ],
            strikes_max: self.strikes_max,
            lease_age_max_ms: LEASE_AGE_MAX_MS,
            settle_ms: self.settle_ms,
            agent_lost_ms: self.agent_lost_ms,
            queued_max: self.queued_max,
            agents_max: self.agents_max,
            ..Settings::new(region)
        }
    }

    pub(crate) fn lease(&self) -> Duration {
        Duration::from_millis(self.lease_ms)
    }

    pub(crate) fn renew(&self) -> Duration {
        Duration::from_millis(self.renew_ms)
    }
}

/// No effect once the lease's age by the monotonic clock is this.
const LEASE_AGE_MAX_MS: u64 = 2_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> anyhow::Result<Config> {
        let config: Config = Figment::from(Toml::string(text)).extract()?;
        config.check()?;
        Ok(config)
    }

    #[test]
    fn the_least_configuration_is_a_region_and_a_key() {
        let key = "ab".repeat(32);
        let config = read(&format!(
            "region = \"us\"\n[api]\nlisten = 1\n[scheduler]\nlease_key = \"{key}\"\n"
        ))
        .unwrap();
        assert_eq!(
            config.scheduler.settings(config.region.clone()).weights,
            [8, 4, 2, 1]
        );
        assert!(!format!("{config:?}").contains(&key));
    }

    #[test]
    fn what_would_not_work_is_refused_by_name() {
        let key = format!("lease_key = \"{}\"", "ab".repeat(32));
        for (line, named) in [
            ("lease_key_file = \"nowhere\"", "set one of"),
            ("weights = { batch = 0 }", "weights"),
            ("renew_ms = 800", "renew_ms"),
            ("lease_ms = 2500", "lease_ms"),
            ("settle_ms = 100", "settle_ms"),
            ("tick_ms = 1000", "tick_ms"),
            ("queued_max = 1000", "queue_messages_max"),
            ("nonsense = 1", "nonsense"),
        ] {
            let error = read(&format!("region = \"us\"\n[scheduler]\n{key}\n{line}\n")).unwrap_err();
            assert!(format!("{error:#}").contains(named), "{line}: {error:#}");
        }
        let error = read("region = \"us\"\n").unwrap_err();
        assert!(format!("{error:#}").contains("lease_key"));
    }
}
