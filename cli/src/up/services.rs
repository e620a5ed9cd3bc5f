//! What each service is started with: the configuration files of this start, and the programs with their arguments.
//! Text only; nothing is started here.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use serde_json::json;

use super::UpArgs;
use super::data::{Data, write_private};
use super::ports::{Ports, loopback};
use super::supervisor::Program;

pub(super) const REGION: &str = "us";
const API_PORT: u16 = 8080;
const SCHEDULERS: usize = 2;
/// Requests under way get this long when everything ends.
const API_DRAIN_S: u64 = 2;
const AGENT_DRAIN_MS: u64 = 1_000;
const GRACE: Duration = Duration::from_secs(5);

/// Where everything of this start listens and lies.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) data: Data,
    pub(super) home: PathBuf,
    pub(super) config: PathBuf,
    pub(super) nats: SocketAddr,
    pub(super) api: SocketAddr,
    pub(super) schedulers: Vec<SocketAddr>,
    /// Of agents that are child processes; Nomad chooses its own.
    pub(super) agents: Vec<SocketAddr>,
    programs: PathBuf,
    nats_server: PathBuf,
}

impl Plan {
    /// Chooses addresses and writes the configuration. `key` is the operator's.
    pub(super) fn make(args: &UpArgs, data: Data, ports: &mut Ports, key: &str) -> anyhow::Result<Plan> {
        let home = args.home.canonicalize().context("find --home")?;
        for part in ["languages", "problems"] {
            let there = home.join(part).is_dir();
            anyhow::ensure!(
                there,
                "{} has no {part}/: name the right directory with --home",
                home.display()
            );
        }
        let own = std::env::current_exe().context("find this program")?;
        let programs = own
            .parent()
            .context("this program lies in a directory")?
            .to_owned();
        let api = match args.listen {
            Some(address) => ports.exactly(address)?,
            None => loopback(ports.preferred(API_PORT)?),
        };
        let mut some = |count: usize| -> anyhow::Result<Vec<SocketAddr>> {
            (0..count).map(|_| Ok(loopback(ports.free()?))).collect()
        };
        let plan = Plan {
            config: data.run().join("gavel.toml"),
            nats: some(1)?.remove(0),
            schedulers: some(SCHEDULERS)?,
            agents: some(if args.local { usize::from(args.agents) } else { 0 })?,
            nats_server: args.nats_server.clone(),
            data,
            home,
            api,
            programs,
        };
        let lease_key = plan.data.secret("lease.key")?;
        let config = plan.configuration(args, key, &lease_key)?;
        write_private(&plan.config, config.as_bytes())?;
        write_private(
            &plan.nats_config(),
            plan.nats_configuration(args.fast_unsafe).as_bytes(),
        )?;
        Ok(plan)
    }

    /// Where the published problems are listed.
    pub(super) fn catalogue(&self) -> PathBuf {
        self.data.directory.join("catalogue.json")
    }

    pub(super) fn blobs(&self) -> PathBuf {
        self.data.directory.join("blobs")
    }

    pub(super) fn agent_program(&self) -> PathBuf {
        self.programs.join("gavel-agent")
    }

    fn nats_config(&self) -> PathBuf {
        self.data.run().join("nats.conf")
    }

    /// The one file of all services.
    fn configuration(&self, args: &UpArgs, key: &str, lease_key: &str) -> anyhow::Result<String> {
        let tools = args.tools.canonicalize().unwrap_or_else(|_| args.tools.clone());
        let mut agent = json!({
            "languages_dir": self.home.join("languages"),
            "blob_dir": self.blobs(),
            "tools_dir": std::path::absolute(tools)?,
            "drain_ms": AGENT_DRAIN_MS,
        });
        if let Some(parent) = &args.cgroup_parent {
            agent["cgroup_parent"] = parent.as_str().into();
        }
        let config = json!({
            "region": REGION,
            "nats": { "url": format!("nats://{}", self.nats) },
            "store": { "path": self.data.directory.join("gavel.db") },
            "api": {
                "listen": self.api,
                "catalogue": self.catalogue(),
                "languages_dir": self.home.join("languages"),
                "drain_s": API_DRAIN_S,
                "keys": [{
                    "name": "operator",
                    "sha256": crate::problem::sha256(key.as_bytes()),
                    "tenant": "local",
                    "user": "operator",
                    "tier": "operator",
                    "acts_for_users": true,
                }],
                "tiers": { "operator": { "unlimited": true }, "free": {} },
            },
            "scheduler": { "lease_key": lease_key },
            "agent": agent,
        });
        toml::to_string(&config).context("write the configuration")
    }

    fn nats_configuration(&self, fast_unsafe: bool) -> String {
        let sync = if fast_unsafe { "\"2m\"" } else { "always" };
        let store = self.data.directory.join("jetstream");
        format!(
            "listen: \"{}\"\nserver_name: gavel\nmax_payload: 4MB\n\
             jetstream {{\n  store_dir: {:?}\n  # When an acknowledged write is on disk: `always` is before it is acknowledged.\n  \
             sync_interval: {sync}\n}}\n",
            self.nats,
            store.display().to_string(),
        )
    }

    pub(super) fn nats_program(&self) -> Program {
        Program {
            name: "nats-server".to_owned(),
            path: self.nats_server.clone(),
            arguments: vec!["--config".into(), self.nats_config().into()],
            environment: Vec::new(),
            grace: GRACE,
        }
    }

    pub(super) fn api_program(&self) -> Program {
        self.own("api", self.programs.join("gavel"), &["api"], Vec::new())
    }

    pub(super) fn scheduler_programs(&self) -> Vec<Program> {
        let program = |(number, address): (usize, &SocketAddr)| {
            let name = format!("scheduler-{}", number + 1);
            let arguments = ["scheduler", "--name", name.as_str()];
            let metrics = ("GAVEL_SCHEDULER__METRICS_LISTEN".to_owned(), address.to_string());
            self.own(&name, self.programs.join("gavel"), &arguments, vec![metrics])
        };
        self.schedulers.iter().enumerate().map(program).collect()
    }

    pub(super) fn agent_programs(&self) -> Vec<Program> {
        let program = |(number, address): (usize, &SocketAddr)| {
            let metrics = ("GAVEL_AGENT__METRICS_LISTEN".to_owned(), address.to_string());
            self.own(
                &format!("agent-{}", number + 1),
                self.agent_program(),
                &[],
                vec![metrics],
            )
        };
        self.agents.iter().enumerate().map(program).collect()
    }

    fn own(
        &self,
        name: &str,
        path: PathBuf,
        arguments: &[&str],
        environment: Vec<(String, String)>,
    ) -> Program {
        let mut arguments: Vec<_> = arguments.iter().map(Into::into).collect();
        arguments.extend(["--config".into(), Path::as_os_str(&self.config).to_owned()]);
        Program {
            name: name.to_owned(),
            path,
            arguments,
            environment,
            grace: GRACE,
        }
    }
}
