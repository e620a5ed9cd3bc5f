//! The agent's configuration: one TOML file, overridden by `GAVEL_*` variables with `__` between the parts
//! (`GAVEL_AGENT__ID`). The only place that reads the environment. Other services' sections are left alone.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use gavel_wire::{AgentId, Region};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::toolchain::Directories;

const SLOTS_MAX: u16 = 64;

#[derive(Debug, Error)]
pub enum ConfigError {
    #[error("configuration is not readable or not of the expected form")]
    Read(#[source] Box<figment::Error>),
    #[error("{field} {problem}")]
    Value { field: &'static str, problem: String },
    #[error(transparent)]
    Blobs(#[from] gavel_blob::BlobError),
}

/// What the agent reads of the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Config {
    pub region: Region,
    #[serde(default)]
    pub agent: AgentConfig,
    #[serde(default)]
    pub nats: gavel_bus::Config,
    /// Test data by content hash; only read.
    #[serde(default)]
    pub blobs: gavel_blob::Config,
    #[serde(default)]
    pub telemetry: gavel_telemetry::Config,
}

/// Section `[agent]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgentConfig {
    /// Name in the region, stable over restarts. Without it: the host's name and the first number that no other agent of
    /// the host holds.
    pub id: Option<AgentId>,
    /// Runs at one time. Each takes a slot number of the host, which fixes uid, CPU and cgroup.
    pub slots: u16,
    /// The lowest slot number to claim.
    pub slot_first: u16,
    /// One TOML file a language.
    pub languages_dir: PathBuf,
    /// Test data of a store that is another machine; shared by the agents of a host.
    pub test_dir: PathBuf,
    /// What that directory may hold; 0: nothing is kept.
    pub test_dir_bytes_max: u64,
    /// What languages prepare once a toolchain; shared by the agents of a host.
    pub prepared_dir: PathBuf,
    /// What compilers made, by a hash of what it was made of; shared by the agents of a host.
    pub compiled_dir: PathBuf,
    /// What that directory may hold; 0: nothing is kept.
    pub compiled_bytes_max: u64,
    /// Tools that the project installs itself, such as esbuild.
    pub tools_dir: PathBuf,
    /// Locks of slots and names; shared by the agents of a host.
    pub state_dir: PathBuf,
    /// The sandbox's zygote. Without it: next to this program.
    pub zygote: Option<PathBuf>,
    /// Where slots' cgroups are made, beneath each controller's mount. Without it: this process's own cgroup.
    pub cgroup_parent: Option<String>,
    /// Programs run as uid and gid `uid_base` plus the slot's number.
    pub uid_base: u32,
    /// Each slot on one CPU, chosen by its number out of those that this process may use.
    pub pin_cpu: bool,
    /// Prometheus metrics are served there.
    pub metrics_listen: Option<SocketAddr>,
    /// Test data kept in memory.
    pub test_cache_bytes: usize,
    /// The numbered step of the sandbox's set-up (docs/SANDBOX.md) that is made to fail, to see that no work is taken then.
    pub fail_step: Option<u8>,
    /// On SIGTERM runs may go on for this long before they are handed back.
    pub drain_ms: u64,
}

impl Default for AgentConfig {
    fn default() -> Self {
        AgentConfig {
            id: None,
            slots: 1,
            slot_first: 0,
            languages_dir: "/usr/share/gavel/languages".into(),
            test_dir: "/var/cache/gavel/tests".into(),
            test_dir_bytes_max: 4 << 30,
            prepared_dir: "/var/cache/gavel/prepared".into(),
            compiled_dir: "/var/cache/gavel/compiled".into(),
            compiled_bytes_max: 1 << 30,
            tools_dir: "/usr/lib/gavel/tools".into(),
            state_dir: "/run/gavel".into(),
            zygote: None,
            cgroup_parent: None,
            uid_base: 64_000,
            pin_cpu: true,
            metrics_listen: None,
            test_cache_bytes: 64 << 20,
            fail_step: None,
            drain_ms: 20_000,
        }
    }
}

impl Config {
    /// Reads and checks; `file` may be left out where the environment says all.
    pub fn load(file: Option<&Path>) -> Result<Config, ConfigError> {
        let mut figment = Figment::from(Serialized::default("region", "us"));
        if let Some(file) = file {
            figment = figment.merge(Toml::file_exact(file));
        }
        let figment = figment.merge(Env::prefixed("GAVEL_").split("__"));
        let config: Config = figment
            .extract()
            .map_err(|error| ConfigError::Read(Box::new(error)))?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let agent = &self.agent;
        let wrong = |field, problem: String| Err(ConfigError::Value { field, problem });
        if !(1..=SLOTS_MAX).contains(&agent.slots) {
            return wrong("agent.slots", format!("must be from 1 to {SLOTS_MAX}"));
        }
        if agent.uid_base == 0 {
            return wrong(
                "agent.uid_base",
                "must not be 0: programs never run as root".to_owned(),
            );
        }
        for (field, path) in [
            ("agent.languages_dir", &agent.languages_dir),
            ("agent.test_dir", &agent.test_dir),
            ("agent.prepared_dir", &agent.prepared_dir),
            ("agent.tools_dir", &agent.tools_dir),
            ("agent.state_dir", &agent.state_dir),
        ] {
            if !path.is_absolute() {
                return wrong(field, format!("must be an absolute path, not {path:?}"));
            }
        }
        Ok(self.blobs.check()?)
    }
}

impl AgentConfig {
    pub fn directories(&self) -> Directories {
        Directories {
            languages: self.languages_dir.clone(),
            prepared: self.prepared_dir.clone(),
            tools: self.tools_dir.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Config, ConfigError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Config::load(Some(file.path()))
    }

    #[test]
    fn a_file_with_other_services_in_it_is_read() {
        let config = load(
            "region = \"india\"\n[api]\nlisten = \"127.0.0.1:1\"\n[agent]\nid = \"agent-3\"\nslots = 2\n\
             [nats]\nurl = \"nats://127.0.0.1:5\"\n",
        )
        .unwrap();
        assert_eq!(config.region.as_str(), "india");
        assert_eq!((config.agent.slots, config.agent.slot_first), (2, 0));
        assert_eq!(config.nats.url, "nats://127.0.0.1:5");
    }

    #[test]
    fn what_cannot_work_is_refused_at_the_start() {
        for (text, word) in [
            ("[agent]\nslots = 0", "agent.slots"),
            ("[agent]\nslots = 65", "agent.slots"),
            ("[agent]\ntest_dir = \"tests\"", "agent.test_dir"),
            ("[blobs]\nurl = \"blobs\"", "blobs.url"),
            ("[agent]\nuid_base = 0", "agent.uid_base"),
        ] {
            let error = load(text).unwrap_err();
            assert!(error.to_string().contains(word), "{error}");
        }
        for text in [
            "[agent]\nslot = 1",
            "region = \"a b\"",
            "[agent]\nid = \"a.b\"",
            "nonsense",
        ] {
            assert!(matches!(load(text), Err(ConfigError::Read(_))), "{text}");
        }
        assert!(Config::load(Some(Path::new("/no/such/file"))).is_err());
    }
}
