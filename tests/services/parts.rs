//! Single services as processes on a nats-server of the test's own, where anybody may do anything: for tests that play the
//! rest of the system themselves or do to NATS what only its administrator can. All of it ends when dropped.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use gavel_bus::Bus;
use gavel_bus::testing::NatsServer;
use gavel_tests::{Client, program, root, signal};
use gavel_wire::Region;
use serde_json::{Value, json};

use crate::until;

const START_MAX: Duration = Duration::from_secs(30);
/// The key of every user of these apis: it acts for whomever `Gavel-User` names, without limits.
const KEY: &str = "key";
/// SHA-256 of [`KEY`].
const KEY_SHA256: &str = "2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683";

pub(crate) struct Parts {
    pub(crate) nats: NatsServer,
    directory: tempfile::TempDir,
    blobs: Value,
    children: Vec<Child>,
    /// Those of the children that are real agents and were not ended.
    agents: Vec<u32>,
}

impl Parts {
    /// A nats-server and nothing else.
    pub(crate) fn start() -> Parts {
        let directory = tempfile::tempdir().expect("a directory");
        Parts {
            nats: NatsServer::start(),
            blobs: json!({ "url": directory.path().join("blobs") }),
            directory,
            children: Vec::new(),
            agents: Vec::new(),
        }
    }

    /// The same with `[blobs]` elsewhere.
    pub(crate) fn start_with(blobs: Value) -> Parts {
        let mut parts = Parts::start();
        parts.blobs = blobs;
        parts
    }

    /// The bus with every right, and the region's streams.
    pub(crate) async fn bus(&self) -> Bus {
        let region = Region::parse("us").expect("a name");
        let bus = Bus::connect(&self.nats.config(), "test", region)
            .await
            .expect("a bus");
        assert!(bus.wait_connected(START_MAX).await);
        bus.ensure_region().await.expect("streams and buckets");
        bus
    }

    /// Another api on the same record and queue, with some of `[api]` changed, once it takes work; its process and a client of
    /// it. `before` is done to the command first.
    pub(crate) async fn api(&mut self, section: Value, before: impl FnOnce(&mut Command)) -> (u32, Client) {
        let mut api = json!({
            "listen": "127.0.0.1:0",
            "languages_dir": root().join("languages"),
            "drain_s": 1,
            "keys": [{
                "name": "all", "sha256": KEY_SHA256, "tenant": "t", "user": "office", "tier": "all", "acts_for_users": true,
                "publishes": ["*"],
            }],
            "tiers": { "all": { "unlimited": true } },
        });
        let (Value::Object(fields), Value::Object(changed)) = (&mut api, section) else {
            panic!("a section")
        };
        fields.extend(changed);
        let store = json!({ "path": self.directory.path().join("gavel.db") });
        let (pid, line) = self.spawn(
            "api",
            json!({ "api": api, "store": store, "blobs": self.blobs }),
            before,
            "the api listens",
        );
        let address = line.split_once("address=").expect("it says its address").1;
        let address: SocketAddr = address
            .split(' ')
            .next()
            .unwrap_or_default()
            .parse()
            .expect("an address");
        let client = Client::of(&json!({ "api": format!("http://{address}"), "key": KEY }));
        until("the api is ready", async || {
            client.get("/v1/ready").await.status == 200
        })
        .await;
        (pid, client)
    }

    /// A scheduler that follows or leads, as it comes; its process.
    pub(crate) fn scheduler(&mut self, before: impl FnOnce(&mut Command)) -> u32 {
        let section = json!({ "scheduler": { "lease_key": "5a".repeat(32) } });
        self.spawn("scheduler", section, before, "connected to NATS").0
    }

    /// A real agent of one slot; its process. What it keeps on disk is kept for the next one of this name.
    pub(crate) fn agent(&mut self, name: &str, before: impl FnOnce(&mut Command)) -> u32 {
        let section = json!({
            "agent": {
                "id": name,
                "languages_dir": root().join("languages"),
                "compiled_dir": self.directory.path().join("compiled"),
                "test_dir": self.test_dir(name),
                "drain_ms": 1_000,
            },
            "blobs": self.blobs,
        });
        let pid = self.spawn("agent", section, before, "connected to NATS").0;
        self.agents.push(pid);
        pid
    }

    /// Where an agent keeps tests of a store that is another machine.
    pub(crate) fn test_dir(&self, agent: &str) -> PathBuf {
        self.directory.path().join(format!("tests-of-{agent}"))
    }

    /// Ends a process in order.
    pub(crate) fn end(&mut self, pid: u32) {
        self.end_by(pid, "TERM");
    }

    /// Ends a process as kill -9 does.
    pub(crate) fn kill(&mut self, pid: u32) {
        self.end_by(pid, "KILL");
    }

    fn end_by(&mut self, pid: u32, name: &str) {
        let child = self.children.iter_mut().find(|child| child.id() == pid);
        self.agents.retain(|agent| *agent != pid);
        signal(pid, name);
        child.expect("it was started here").wait().expect("it ends");
    }

    /// Starts `gavel SERVICE` or `gavel-agent` and waits for a line of its log.
    fn spawn(
        &mut self,
        service: &str,
        mut config: Value,
        before: impl FnOnce(&mut Command),
        text: &'static str,
    ) -> (u32, String) {
        config["region"] = json!("us");
        let nats = self.nats.config();
        config["nats"] = json!({ "url": nats.url, "queue_bytes_max": nats.queue_bytes_max });
        let path = self
            .directory
            .path()
            .join(format!("{service}-{}.toml", self.children.len()));
        std::fs::write(&path, toml::to_string(&config).expect("TOML")).expect("a file");
        let mut command = match service {
            "agent" => Command::new(program("gavel-agent")),
            service => {
                let mut command = Command::new(program("gavel"));
                command.arg(service);
                command
            }
        };
        command.arg("--config").arg(path);
        before(&mut command);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("gavel starts");
        let (pid, stderr) = (child.id(), child.stderr.take().expect("its log"));
        self.children.push(child);
        let (sender, found) = channel();
        // It reads on until the end: a full pipe would stop the service.
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if line.contains(text) {
                    let _ = sender.send(line);
                } else if !line.contains(" INFO ") {
                    eprintln!("{line}");
                }
            }
        });
        let line = found.recv_timeout(START_MAX);
        (
            pid,
            line.unwrap_or_else(|_| panic!("`gavel {service}` did not say {text:?}")),
        )
    }
}

impl Drop for Parts {
    /// Agents end in order, so that they remove their cgroups.
    fn drop(&mut self) {
        for pid in std::mem::take(&mut self.agents) {
            self.end(pid);
        }
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
