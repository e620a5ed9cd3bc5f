//! A cluster of real processes: three nats-servers, two apis on one record, two schedulers and agents. Every connection of a part to
//! a server and every route between servers goes through a relay that can be cut. Nothing here starts again by itself: whoever ends
//! a part starts it. All of it ends when dropped, and with the test process.

mod config;
mod disk;

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use disk::Disk;

use crate::client::Client;
use crate::gavel::{program, scratch, signal, spawn_from_lasting_thread};
use crate::nats::NatsUser;
use crate::relay::{Link, Network};

/// The first start on a host prepares every language.
const READY_MAX: Duration = Duration::from_secs(300);
const END_MAX: Duration = Duration::from_secs(40);
pub const SERVERS: usize = 3;
const PAIR: usize = 2;

/// A process by its kind and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Nats(usize),
    Api(usize),
    Scheduler(usize),
    Agent(usize),
}

impl Part {
    pub fn kind(self) -> &'static str {
        match self {
            Part::Nats(_) => "nats",
            Part::Api(_) => "api",
            Part::Scheduler(_) => "scheduler",
            Part::Agent(_) => "agent",
        }
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Part::Nats(number) | Part::Api(number) | Part::Scheduler(number) | Part::Agent(number)) = self;
        write!(f, "{}-{number}", self.kind())
    }
}

/// Where everything listens.
struct Ports {
    clients: Vec<SocketAddr>,
    routes: Vec<SocketAddr>,
    apis: Vec<SocketAddr>,
    /// Metrics.
    schedulers: Vec<SocketAddr>,
}

pub struct Cluster {
    pub data: PathBuf,
    ports: Ports,
    parts: Vec<Part>,
    running: BTreeMap<Part, Child>,
    links: BTreeMap<(Part, usize), Link>,
    disk: Option<Disk>,
    /// After the processes: they end before their network does.
    _network: Network,
}

impl Cluster {
    /// Starts everything and waits until all agents are heard of.
    pub async fn start(name: &str, agents: usize) -> Cluster {
        Cluster::start_on(scratch(name), agents, None).await
    }

    /// The same with the servers' files on a disk of so many MiB, each server under `gavel nats-server`.
    pub async fn start_on_small_disk(name: &str, agents: usize, mib: u32) -> Cluster {
        let data = scratch(name);
        let disk = Disk::mount(&data.join("jetstream"), mib);
        Cluster::start_on(data, agents, Some(disk)).await
    }

    async fn start_on(data: PathBuf, agents: usize, disk: Option<Disk>) -> Cluster {
        let network = Network::start();
        let ports = Ports::choose();
        let servers = (0..SERVERS).map(Part::Nats);
        let others = (0..PAIR).map(Part::Scheduler).chain((0..PAIR).map(Part::Api));
        let parts: Vec<Part> = servers
            .chain(others)
            .chain((0..agents).map(Part::Agent))
            .collect();
        let mut links = BTreeMap::new();
        for part in &parts {
            for server in 0..SERVERS {
                let target = match part {
                    Part::Nats(own) if *own == server => continue,
                    Part::Nats(_) => ports.routes[server],
                    _ => ports.clients[server],
                };
                links.insert((*part, server), network.link(target));
            }
        }
        fs::create_dir_all(data.join("logs")).expect("a directory for logs");
        let mut cluster = Cluster {
            data,
            ports,
            parts,
            running: BTreeMap::new(),
            links,
            disk,
            _network: network,
        };
        for part in cluster.parts.clone() {
            cluster.configure(part);
            cluster.spawn(part);
        }
        cluster.wait_ready().await;
        cluster
    }

    fn configure(&self, part: Part) {
        let relays: Vec<SocketAddr> = (0..SERVERS)
            .filter_map(|server| Some(self.links.get(&(part, server))?.address))
            .collect();
        let text = match part {
            Part::Nats(number) => config::of_server(&self.data, &self.ports, number, &relays),
            part => config::of_part(&self.data, &self.ports, part, &relays),
        };
        fs::write(self.config_of(part), text).expect("a configuration");
    }

    /// The file that a part reads at its start.
    pub fn config_of(&self, part: Part) -> PathBuf {
        self.data.join(format!("{part}.conf"))
    }

    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub fn agents(&self) -> usize {
        self.parts
            .iter()
            .filter(|part| matches!(part, Part::Agent(_)))
            .count()
    }

    /// One client a replica of the api.
    pub fn clients(&self) -> Vec<Client> {
        let client = |api: &SocketAddr| Client::new(format!("http://{api}"), config::KEY.to_owned());
        self.ports.apis.iter().map(client).collect()
    }

    /// A user that may do anything, past the relays.
    pub fn admin(&self, server: usize) -> NatsUser {
        NatsUser {
            server: self.ports.clients[server],
            user: config::ADMIN.to_owned(),
            password: config::ADMIN.to_owned(),
            inbox: "_INBOX".to_owned(),
        }
    }

    /// The metrics of a scheduler, as text; None while it is not there.
    pub async fn metrics(&self, scheduler: usize) -> Option<String> {
        let page = reqwest::get(format!("http://{}/metrics", self.ports.schedulers[scheduler]));
        let page = tokio::time::timeout(Duration::from_secs(1), page).await.ok()?;
        page.ok()?.text().await.ok()
    }

    /// The scheduler that says that it leads.
    pub async fn leader(&self) -> Option<usize> {
        for scheduler in 0..PAIR {
            let page = self.metrics(scheduler).await.unwrap_or_default();
            if page.lines().any(|line| line == "gavel_leader 1") {
                return Some(scheduler);
            }
        }
        None
    }

    /// The connection from a part to a server, or one direction of the route between two.
    pub fn link(&self, part: Part, server: usize) -> &Link {
        &self.links[&(part, server)]
    }

    /// Everything that carries bytes between two: both directions of a route.
    pub fn between(&self, part: Part, server: usize) -> Vec<Link> {
        let back = match part {
            Part::Nats(own) => self.links.get(&(Part::Nats(server), own)),
            _ => None,
        };
        [Some(self.link(part, server)), back]
            .into_iter()
            .flatten()
            .cloned()
            .collect()
    }

    pub fn spawn(&mut self, part: Part) {
        let config = self.config_of(part);
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]);
        if let (Part::Nats(_), Some(disk)) = (part, &self.disk) {
            command.args(disk.enter());
        }
        match part {
            Part::Nats(_) if self.disk.is_some() => command
                .arg(program("gavel"))
                .args(["nats-server", "--store"])
                .arg(self.data.join("jetstream"))
                .arg("--")
                .arg(config::nats_program()),
            Part::Nats(_) => command.arg(config::nats_program()),
            Part::Api(_) => command.arg(program("gavel")).arg("api"),
            Part::Scheduler(_) => {
                command
                    .arg(program("gavel"))
                    .args(["scheduler", "--name", &part.to_string()])
            }
            Part::Agent(_) => command.arg(program("gavel-agent")),
        };
        let log = self.data.join(format!("logs/{part}.out"));
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(log)
            .expect("a log");
        let errors = log.try_clone().expect("a log");
        command
            .arg("--config")
            .arg(config)
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors);
        // Services read every GAVEL_* variable.
        for variable in ["GAVEL_NATS_SERVER", "GAVEL_NOMAD", "GAVEL_TOOLS"] {
            command.env_remove(variable);
        }
        let earlier = self.running.insert(part, spawn_from_lasting_thread(command));
        assert!(earlier.is_none(), "{part} runs already");
    }

    /// Takes all room on the servers' small disk, or gives it back.
    pub fn fill_disk(&self, full: bool) {
        self.disk.as_ref().expect("it has a small disk").fill(full);
    }

    pub fn pid(&self, part: Part) -> Option<u32> {
        self.running.get(&part).map(Child::id)
    }

    /// Sends a signal to a part that runs.
    pub fn signal(&self, part: Part, name: &str) {
        signal(self.pid(part).expect("it runs"), name);
    }

    /// Ends a part as kill -9 does.
    pub fn kill(&mut self, part: Part) {
        let mut child = self.running.remove(&part).expect("it runs");
        child.kill().expect("it is a child of this process");
        child.wait().expect("it is a child of this process");
    }

    /// Ends a part in order and waits for that: a server by its lame duck mode, in which it hands over what it leads before it
    /// closes connections. Blocks no other task.
    pub async fn end(&mut self, part: Part) -> ExitStatus {
        let mut child = self.running.remove(&part).expect("it runs");
        signal(
            child.id(),
            if matches!(part, Part::Nats(_)) {
                "USR2"
            } else {
                "TERM"
            },
        );
        let deadline = Instant::now() + END_MAX;
        loop {
            if let Some(status) = child.try_wait().expect("it is a child of this process") {
                return status;
            }
            assert!(Instant::now() < deadline, "{part} did not end");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until both apis hear a leader who sees every agent with its slot.
    pub async fn wait_ready(&self) {
        let started = Instant::now();
        for client in self.clients() {
            loop {
                let queue = client.try_get("/v1/queue").await;
                let slots = queue.as_ref().and_then(|queue| queue["slots_total"].as_u64());
                if slots == Some(self.agents() as u64) {
                    break;
                }
                assert!(
                    started.elapsed() < READY_MAX,
                    "the cluster is not ready: {queue:?}, {}; logs in {}",
                    self.states(),
                    self.data.join("logs").display()
                );
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    /// Which parts run, sleep or stand still.
    fn states(&self) -> String {
        let state = |(part, child): (&Part, &Child)| {
            let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
            format!("{part} {}", stat.split(' ').nth(2).unwrap_or("gone"))
        };
        self.running.iter().map(state).collect::<Vec<_>>().join(", ")
    }

    /// What its parts wrote, for a test that fails.
    pub fn log(&self, part: Part) -> String {
        fs::read_to_string(self.data.join(format!("logs/{part}.out"))).unwrap_or_default()
    }
}

impl Drop for Cluster {
    /// Agents end in order, so that they remove their cgroups; then the rest goes.
    fn drop(&mut self) {
        let agents = self
            .running
            .iter()
            .filter(|(part, _)| matches!(part, Part::Agent(_)));
        for (_, child) in agents {
            signal(child.id(), "CONT");
            signal(child.id(), "TERM");
        }
        let deadline = Instant::now() + END_MAX;
        for (part, child) in self.running.iter_mut().rev() {
            while matches!(part, Part::Agent(_))
                && matches!(child.try_wait(), Ok(None))
                && Instant::now() < deadline
            {
                std::thread::sleep(Duration::from_millis(10));
            }
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Ports {
    /// Free ones below the kernel's own range, where any program may get one while a part is not running.
    fn choose() -> Ports {
        static CHOSEN: AtomicU16 = AtomicU16::new(0);
        let process = u16::try_from(std::process::id() % 100).expect("a small number");
        // Those of an earlier cluster of this process may be free for a moment.
        let first = 20_000 + process * 100 + CHOSEN.fetch_add(20, Ordering::Relaxed) % 100;
        let mut candidates = (first..31_900).chain(20_000..first);
        let mut held = Vec::new();
        let mut take = |count: usize| -> Vec<SocketAddr> {
            let free = |port| {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok()?;
                let address = listener.local_addr().ok()?;
                held.push(listener);
                Some(address)
            };
            candidates.by_ref().filter_map(free).take(count).collect()
        };
        Ports {
            clients: take(SERVERS),
            routes: take(SERVERS),
            apis: take(PAIR),
            schedulers: take(PAIR),
        }
    }
}
