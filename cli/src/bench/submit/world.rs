//! What `gavel bench submit` starts on scratch data: a nats-server as `gavel up` configures it and an api with the limits of
//! an ordinary tier, as processes of their own, so that their CPU time can be told apart. All of it ends with its value.

use std::collections::HashMap;
use std::fs::File;
use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context;
use futures::StreamExt;
use gavel_blob::BlobStore;
use gavel_bus::rights::{self, Party};
use gavel_bus::{Bus, IndexItem, Secret};
use gavel_store::{Cursor, Sqlite, Store};
use gavel_wire::{Region, SubmissionId};
use serde_json::json;

use crate::config;
use crate::up::{OWN_VARIABLES, Ports, loopback, nats_configuration, write_private};

pub(super) const REGION: &str = "bench";
pub(super) const TENANT: &str = "school";
/// No secret: it opens this scratch world only, on the loopback interface.
pub(super) const KEY: &str = "bench";
/// More than a run accepts; memory does not depend on it.
const QUEUE_MESSAGES_MAX: i64 = 10_000_000;
const START_MAX: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(20);
/// Of /proc, on every Linux that Rust runs on.
const TICKS_PER_SECOND: u64 = 100;
const PAGE_ROWS: u32 = 5_000;

/// A directory that is removed with everything in it.
pub(super) struct Scratch(pub(super) PathBuf);

impl Scratch {
    /// In the data directory, so that its disk is the one that is measured.
    pub(super) fn make() -> anyhow::Result<Scratch> {
        let path = config::data_dir()?.join(format!("bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).with_context(|| format!("make {}", path.display()))?;
        Ok(Scratch(path))
    }

    /// An empty directory within it.
    pub(super) fn directory(&self, name: &str) -> anyhow::Result<PathBuf> {
        let path = self.0.join(name);
        std::fs::create_dir_all(&path).with_context(|| format!("make {}", path.display()))?;
        Ok(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{} stays: {error}", self.0.display());
        }
    }
}

/// A process that ends with this value, and with this process.
struct Process(Child);

impl Process {
    /// Called on the main thread, whose end is the children's.
    fn start(program: &Path, arguments: &[&Path], log: &Path) -> anyhow::Result<Process> {
        let log = File::create(log).with_context(|| format!("make {}", log.display()))?;
        let mut command = Command::new("setpriv");
        command
            .args(["--pdeathsig", "KILL", "--"])
            .arg(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .process_group(0);
        for variable in OWN_VARIABLES {
            command.env_remove(variable);
        }
        let child = command
            .spawn()
            .with_context(|| format!("start {}", program.display()))?;
        Ok(Process(child))
    }

    /// CPU time so far, of all its threads.
    fn cpu(&self) -> anyhow::Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id()))?;
        // The name may hold spaces; behind its parenthesis user and system time are fields 12 and 13.
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let ticks: Vec<u64> = fields
            .skip(11)
            .take(2)
            .filter_map(|text| text.parse().ok())
            .collect();
        anyhow::ensure!(ticks.len() == 2, "/proc does not tell the CPU time");
        Ok(Duration::from_millis(
            ticks.iter().sum::<u64>() * 1_000 / TICKS_PER_SECOND,
        ))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A nats-server with a region's streams, and the rights of each party enforced.
pub(super) struct Nats {
    process: Process,
    address: SocketAddr,
    region: Region,
    sync_always: bool,
}

impl Nats {
    pub(super) async fn start(program: &Path, directory: &Path, sync_always: bool) -> anyhow::Result<Nats> {
        let address = loopback(Ports::default().free()?);
        let region = Region::parse(REGION)?;
        let path = directory.join("nats.conf");
        let text = nats_configuration(address, &directory.join("jetstream"), sync_always)
            + &rights::accounts(&region, |party| party.as_str().to_owned());
        write_private(&path, text.as_bytes())?;
        let log = directory.join("nats.log");
        let process = Process::start(program, &[Path::new("--config"), &path], &log)?;
        let nats = Nats {
            process,
            address,
            region,
            sync_always,
        };
        nats.bus(Party::Scheduler).await?.ensure_region().await?;
        Ok(nats)
    }

    fn config_of(&self, party: Party) -> gavel_bus::Config {
        gavel_bus::Config {
            url: format!("nats://{}", self.address),
            user: Some(party.as_str().to_owned()),
            password: Some(Secret(party.as_str().to_owned())),
            inbox_prefix: Some(party.inbox_prefix()),
            queue_messages_max: QUEUE_MESSAGES_MAX,
            batches: self.sync_always,
            ..gavel_bus::Config::default()
        }
    }

    pub(super) async fn bus(&self, party: Party) -> anyhow::Result<Bus> {
        let bus = Bus::connect(&self.config_of(party), "gavel-bench", self.region.clone()).await?;
        anyhow::ensure!(bus.wait_connected(START_MAX).await, "nats-server does not listen");
        Ok(bus)
    }

    pub(super) fn cpu(&self) -> anyhow::Result<Duration> {
        self.process.cpu()
    }
}

/// An api with a record of its own.
pub(super) struct Api {
    process: Process,
    pub(super) address: SocketAddr,
    database: PathBuf,
}

impl Api {
    pub(super) async fn start(nats: &Nats, home: &Path, directory: &Path) -> anyhow::Result<Api> {
        let address = loopback(Ports::default().free()?);
        let database = directory.join("gavel.db");
        let blobs = directory.join("blobs");
        gavel_package::load(
            &home.join("problems").join(super::PROBLEM),
            &home.join("languages"),
            &BlobStore::directory(&blobs),
            SystemTime::now().into(),
            &mut |_, _| Ok(()),
        )?;
        let text = json!({
            "region": REGION,
            "nats": nats.config_of(Party::Api),
            "store": { "path": &database },
            "blobs": { "url": blobs },
            "api": {
                "listen": address,
                "languages_dir": home.join("languages"),
                "keys": [{
                    "name": "bench",
                    "sha256": gavel_package::sha256(KEY.as_bytes()),
                    "tenant": TENANT,
                    "user": "teacher",
                    "tier": "free",
                    "acts_for_users": true,
                }],
                "tiers": { "free": {} },
            },
        });
        let path = directory.join("api.toml");
        write_private(&path, toml::to_string(&text)?.as_bytes())?;
        let own = std::env::current_exe().context("find this program")?;
        let arguments = [Path::new("api"), Path::new("--config"), &path];
        let process = Process::start(&own, &arguments, &directory.join("api.log"))?;
        let started = Instant::now();
        while tokio::net::TcpStream::connect(address).await.is_err() {
            anyhow::ensure!(started.elapsed() < START_MAX, "the api does not listen");
            tokio::time::sleep(PAUSE).await;
        }
        Ok(Api {
            process,
            address,
            database,
        })
    }

    pub(super) fn cpu(&self) -> anyhow::Result<Duration> {
        self.process.cpu()
    }

    /// How often each id has a row.
    async fn rows(&self) -> anyhow::Result<HashMap<SubmissionId, u32>> {
        let config = gavel_store::Config {
            path: self.database.clone(),
            ..gavel_store::Config::default()
        };
        let store = Sqlite::open(&config).await?;
        let mut found = HashMap::new();
        let mut after = Cursor {
            accepted_at_ms: 0,
            id: SubmissionId(uuid::Uuid::nil()),
        };
        loop {
            let rows = store.undecided(after, PAGE_ROWS).await?;
            let Some((last, _)) = rows.last() else {
                return Ok(found);
            };
            after = *last;
            for (place, _) in rows {
                *found.entry(place.id).or_default() += 1;
            }
        }
    }
}

/// How often each id lies in the queue.
async fn queued(nats: &Nats) -> anyhow::Result<HashMap<SubmissionId, u32>> {
    let mut index = nats.bus(Party::Scheduler).await?.index();
    let mut found = HashMap::new();
    loop {
        match index.next().await.context("the queue's index ended")? {
            IndexItem::Entry(entry) => *found.entry(entry.submission).or_default() += 1,
            IndexItem::CaughtUp => return Ok(found),
            IndexItem::Restarted => found.clear(),
            IndexItem::Malformed { sequence } => {
                anyhow::bail!("message {sequence} of the queue is malformed")
            }
        }
    }
}

/// Every accepted one must lie in the queue once and have one row, and nothing else may be there.
pub(super) async fn check(nats: &Nats, api: &Api, accepted: &[SubmissionId]) -> anyhow::Result<()> {
    for (place, found) in [
        ("the queue", queued(nats).await?),
        ("the record", api.rows().await?),
    ] {
        let lost = accepted.iter().filter(|id| !found.contains_key(id)).count();
        let doubled = found.values().filter(|count| **count > 1).count();
        anyhow::ensure!(lost == 0, "{lost} accepted submissions are not in {place}");
        anyhow::ensure!(doubled == 0, "{doubled} submissions are twice in {place}");
        anyhow::ensure!(
            found.len() == accepted.len(),
            "{} accepted, but {} different ones are in {place}",
            accepted.len(),
            found.len()
        );
    }
    Ok(())
}
