//! What each service is started with: the configuration files of this start, and the programs with their arguments.
//! Text only; nothing is started here.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use gavel_bus::rights::{self, Party};
use gavel_wire::Region;
use serde_json::{Value, json};

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
            nats: some(1)?.remove(0),
            schedulers: some(SCHEDULERS)?,
            agents: some(if args.local { usize::from(args.agents) } else { 0 })?,
            nats_server: args.nats_server.clone(),
            data,
            home,
            api,
            programs,
        };
        plan.write(args, key)?;
        Ok(plan)
    }

    /// The tests, and the catalogue of what is published.
    pub(super) fn blobs(&self) -> PathBuf {
        self.data.directory.join("blobs")
    }

    pub(super) fn agent_program(&self) -> PathBuf {
        self.programs.join("gavel-agent")
    }

    fn nats_config(&self) -> PathBuf {
        self.data.run().join("nats.conf")
    }

    /// A file for each kind of service, so that none holds another's secrets: above all the agents stand beside hostile code.
    fn write(&self, args: &UpArgs, key: &str) -> anyhow::Result<()> {
        let region = Region::parse(REGION)?;
        let queue_bytes_max = queue_bytes_max(&self.data.queue()?)?;
        let passwords =
            Party::ALL.map(|party| Ok((party, self.data.secret(&format!("nats-{}.key", party.as_str()))?)));
        let passwords: Vec<(Party, String)> = passwords.into_iter().collect::<anyhow::Result<_>>()?;
        let password = |wanted: Party| {
            let found = passwords.iter().find(|(party, _)| *party == wanted);
            found.map(|(_, password)| password.clone()).unwrap_or_default()
        };
        for (party, section) in [
            (Party::Api, self.api_section(key)),
            (
                Party::Scheduler,
                json!({ "scheduler": { "lease_key": self.data.secret("lease.key")? } }),
            ),
            (Party::Agent, self.agent_section(args)?),
            (Party::Operator, json!({})),
        ] {
            let mut config = json!({
                "region": REGION,
                "nats": {
                    "url": format!("nats://{}", self.nats),
                    "user": party.as_str(),
                    "password": password(party),
                    "inbox_prefix": party.inbox_prefix(),
                    "batches": !args.fast_unsafe,
                    "queue_bytes_max": queue_bytes_max,
                },
            });
            if let (Some(config), Some(section)) = (config.as_object_mut(), section.as_object()) {
                config.extend(section.clone());
            }
            let text = toml::to_string(&config).context("write the configuration")?;
            write_private(&self.config_of(party), text.as_bytes())?;
        }
        let store = self.data.queue()?;
        let server =
            nats_configuration(self.nats, &store, !args.fast_unsafe) + &rights::accounts(&region, password);
        write_private(&self.nats_config(), server.as_bytes())
    }

    pub(super) fn config_of(&self, party: Party) -> PathBuf {
        self.data.run().join(format!("{}.toml", party.as_str()))
    }

    fn api_section(&self, key: &str) -> Value {
        json!({
            "store": { "path": self.data.directory.join("gavel.db") },
            "blobs": { "url": self.blobs() },
            "api": {
                "listen": self.api,
                "languages_dir": self.home.join("languages"),
                "drain_s": API_DRAIN_S,
                "keys": [{
                    "name": "operator",
                    "sha256": gavel_package::sha256(key.as_bytes()),
                    "tenant": "local",
                    "user": "operator",
                    "tier": "operator",
                    "acts_for_users": true,
                    "publishes": ["*"],
                }],
                "tiers": { "operator": { "unlimited": true }, "free": {} },
            },
        })
    }

    fn agent_section(&self, args: &UpArgs) -> anyhow::Result<Value> {
        let tools = args.tools.canonicalize().unwrap_or_else(|_| args.tools.clone());
        let mut agent = json!({
            "languages_dir": self.home.join("languages"),
            "compiled_dir": self.data.directory.join("compiled"),
            "tools_dir": std::path::absolute(tools)?,
            "drain_ms": AGENT_DRAIN_MS,
        });
        if let Some(parent) = &args.cgroup_parent {
            agent["cgroup_parent"] = parent.as_str().into();
        }
        Ok(json!({ "agent": agent, "blobs": { "url": self.blobs() } }))
    }

    pub(super) fn nats_program(&self) -> anyhow::Result<Program> {
        let (server, config) = (self.nats_server.clone(), self.nats_config());
        let arguments = ["nats-server", "--store"].map(OsString::from).into_iter();
        let arguments = arguments.chain([self.data.queue()?.into(), "--".into(), server.into()]);
        Ok(Program {
            name: "nats-server".to_owned(),
            path: self.programs.join("gavel"),
            arguments: arguments.chain(["--config".into(), config.into()]).collect(),
            environment: Vec::new(),
            grace: GRACE,
        })
    }

    pub(super) fn api_program(&self) -> Program {
        self.own(
            Party::Api,
            "api",
            self.programs.join("gavel"),
            &["api"],
            Vec::new(),
        )
    }

    pub(super) fn scheduler_programs(&self) -> Vec<Program> {
        let program = |(number, address): (usize, &SocketAddr)| {
            let name = format!("scheduler-{}", number + 1);
            let arguments = ["scheduler", "--name", name.as_str()];
            let metrics = ("GAVEL_SCHEDULER__METRICS_LISTEN".to_owned(), address.to_string());
            self.own(
                Party::Scheduler,
                &name,
                self.programs.join("gavel"),
                &arguments,
                vec![metrics],
            )
        };
        self.schedulers.iter().enumerate().map(program).collect()
    }

    pub(super) fn agent_programs(&self) -> Vec<Program> {
        let program = |(number, address): (usize, &SocketAddr)| {
            let metrics = ("GAVEL_AGENT__METRICS_LISTEN".to_owned(), address.to_string());
            self.own(
                Party::Agent,
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
        party: Party,
        name: &str,
        path: PathBuf,
        arguments: &[&str],
        environment: Vec<(String, String)>,
    ) -> Program {
        let mut arguments: Vec<_> = arguments.iter().map(Into::into).collect();
        arguments.extend(["--config".into(), self.config_of(party).into()]);
        Program {
            name: name.to_owned(),
            path,
            arguments,
            environment,
            grace: GRACE,
        }
    }
}

/// nats-server's configuration but for its users.
pub(crate) fn nats_configuration(listen: SocketAddr, store: &Path, sync_always: bool) -> String {
    let sync = if sync_always { "always" } else { "\"2m\"" };
    format!(
        "listen: \"{listen}\"\nserver_name: gavel\nmax_payload: 4MB\n\
         jetstream {{\n  store_dir: {:?}\n  # When an acknowledged write is on disk: `always` is before it is acknowledged.\n  \
         sync_interval: {sync}\n}}\n",
        store.display().to_string(),
    )
}

/// As in production, but on a small disk a third of what is free: nats-server promises streams three quarters of that in all,
/// and refuses a queue that could be longer.
fn queue_bytes_max(directory: &Path) -> anyhow::Result<i64> {
    let disk = rustix::fs::statvfs(directory).with_context(|| format!("look at {}", directory.display()))?;
    let third = disk.f_bavail.saturating_mul(disk.f_frsize) / 3;
    let third = i64::try_from(third).unwrap_or(i64::MAX);
    Ok(third.min(gavel_bus::Config::default().queue_bytes_max))
}
