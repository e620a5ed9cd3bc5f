//! The api's configuration: one TOML file shared by the services, with GAVEL_* overrides (`GAVEL_API__LISTEN`).
//! The only file of this crate that reads the environment.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroU64};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use gavel_wire::rate::{DEFAULT_WINDOWS, WINDOW_COUNT_MAX, WINDOW_SECONDS_MAX, Window};
use gavel_wire::{ProblemId, Region, Tenant, UserId};
use serde::Deserialize;

/// What the api reads of the file; other services' sections are left alone.
#[derive(Debug, Clone, Deserialize)]
pub struct Config {
    pub region: Region,
    #[serde(default)]
    pub nats: gavel_bus::Config,
    #[serde(default)]
    pub store: gavel_store::Config,
    /// What is published, and where to.
    #[serde(default)]
    pub blobs: gavel_blob::Config,
    #[serde(default)]
    pub telemetry: gavel_telemetry::Config,
    pub api: ApiSection,
}

/// Section `[api]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiSection {
    /// Address of the HTTP listener; port 0 takes a free one.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    /// Whether problems are read without a key, and so by caches that many share.
    #[serde(default)]
    pub problems_public: bool,
    /// The folder of language files; the api reads names, and templates of starter code.
    pub languages_dir: PathBuf,
    /// Seconds that requests under way may take after a stop was asked for.
    #[serde(default = "default_drain_s")]
    pub drain_s: u64,
    /// Seconds between two looks at the rows without a verdict; what two of them find lost is published again. More than
    /// a publish may take (`nats.ack_ms`).
    #[serde(default = "default_sweep_s")]
    pub sweep_s: NonZeroU64,
    #[serde(default)]
    pub keys: Vec<KeyConfig>,
    #[serde(default)]
    pub tiers: BTreeMap<String, TierConfig>,
    #[serde(default)]
    pub flood: FloodConfig,
}

/// Section `[api.flood]`: what one process takes before it answers 429 without looking further.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FloodConfig {
    pub user_per_second: NonZeroU32,
    pub user_burst: NonZeroU32,
    pub address_per_second: NonZeroU32,
    pub address_burst: NonZeroU32,
}

impl Default for FloodConfig {
    fn default() -> Self {
        let [user, user_burst, address, address_burst] =
            [10, 20, 200, 400].map(|number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN));
        FloodConfig {
            user_per_second: user,
            user_burst,
            address_per_second: address,
            address_burst,
        }
    }
}

/// One API key. The key itself is nowhere: its SHA-256 is enough for a random key of 256 bits.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyConfig {
    /// For logs.
    pub name: String,
    /// Lower-case hex of the key's SHA-256.
    pub sha256: gavel_wire::Sha256,
    pub tenant: Tenant,
    pub user: UserId,
    pub tier: String,
    /// Whether the header `Gavel-User` may name another user of the tenant.
    #[serde(default)]
    pub acts_for_users: bool,
    /// The problems that it may publish and withdraw: ids, or beginnings of ids with `*` behind them.
    #[serde(default)]
    pub publishes: Arc<[String]>,
}

/// What a tier allows.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TierConfig {
    /// No rate limits and no bound on queued work: for operators.
    pub unlimited: bool,
    /// Runs and submissions together that a user may send; all windows hold at once.
    pub windows: Vec<Window>,
    /// Work of a user that may wait for its verdict.
    pub queued_max: u32,
}

impl Default for TierConfig {
    fn default() -> Self {
        TierConfig {
            unlimited: false,
            windows: DEFAULT_WINDOWS.to_vec(),
            queued_max: 20,
        }
    }
}

impl TierConfig {
    fn check(&self, name: &str) -> anyhow::Result<()> {
        let fits = |window: &Window| {
            (1..=WINDOW_COUNT_MAX).contains(&window.count)
                && (1..=WINDOW_SECONDS_MAX).contains(&window.seconds)
        };
        anyhow::ensure!(
            self.windows.iter().all(fits),
            "api.tiers.{name}.windows: count must be from 1 to {WINDOW_COUNT_MAX}, seconds from 1 to {WINDOW_SECONDS_MAX}"
        );
        let limited = self.unlimited || (!self.windows.is_empty() && self.queued_max > 0);
        anyhow::ensure!(
            limited,
            "api.tiers.{name}: say `unlimited` for no limits, not an empty one"
        );
        Ok(())
    }
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}

fn default_drain_s() -> u64 {
    35
}

fn default_sweep_s() -> NonZeroU64 {
    NonZeroU64::new(15).unwrap_or(NonZeroU64::MIN)
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
        let mut hashes = BTreeSet::new();
        for key in &config.api.keys {
            let first = hashes.insert(key.sha256.as_str());
            anyhow::ensure!(first, "api.keys: {} has the same key as another", key.name);
            let known = config.api.tiers.contains_key(&key.tier);
            anyhow::ensure!(
                known,
                "api.keys: {} has the tier {}, which is not under api.tiers",
                key.name,
                key.tier
            );
        }
        for key in &config.api.keys {
            let plain = |pattern: &String| {
                let id = pattern.strip_suffix('*').unwrap_or(pattern);
                pattern == "*" || ProblemId::parse(id).is_ok()
            };
            anyhow::ensure!(
                key.publishes.iter().all(plain),
                "api.keys: publishes of {} names what is no problem's id",
                key.name
            );
        }
        config.blobs.check()?;
        for (name, tier) in &config.api.tiers {
            tier.check(name)?;
        }
        Ok(config)
    }
}
