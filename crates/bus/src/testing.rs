//! A real nats-server for tests, on a free port with JetStream in a directory of its own; gone when dropped.
//! Used by this crate's tests and by those of its users, through the feature `testing`.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gavel_wire::Region;

use crate::rights::{self, Party};
use crate::{Bus, Config, Secret};

/// A running server. [`NatsServer::kill`] and [`NatsServer::restart`] act as a crash and its end would.
pub struct NatsServer {
    directory: tempfile::TempDir,
    child: Option<Child>,
    port: u16,
    /// With rights for each party; without, anybody may do anything.
    guarded: bool,
}

impl NatsServer {
    /// Starts the program named by `GAVEL_NATS_SERVER`, or `nats-server` on the PATH.
    pub fn start() -> NatsServer {
        NatsServer::launch(None)
    }

    /// The same with the users and rights of one region; see [`NatsServer::config_of`].
    pub fn start_guarded(region: &Region) -> NatsServer {
        NatsServer::launch(Some(region))
    }

    fn launch(guarded: Option<&Region>) -> NatsServer {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let mut server = NatsServer {
            directory,
            child: None,
            port: 0,
            guarded: guarded.is_some(),
        };
        if let Some(region) = guarded {
            let accounts = rights::accounts(region, |party| party.as_str().to_owned());
            std::fs::write(server.rights(), accounts).expect("the rights are written");
        }
        server.spawn();
        server
    }

    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// A configuration that reaches this server.
    pub fn config(&self) -> Config {
        Config {
            url: self.url(),
            // A server promises a stream only as much as its disk holds, and tests run where little is left.
            queue_bytes_max: 256 << 20,
            ..Config::default()
        }
    }

    /// A configuration that reaches a guarded server as one party.
    pub fn config_of(&self, party: Party) -> Config {
        Config {
            user: Some(party.as_str().to_owned()),
            password: Some(Secret(party.as_str().to_owned())),
            inbox_prefix: Some(party.inbox_prefix()),
            ..self.config()
        }
    }

    fn rights(&self) -> PathBuf {
        self.directory.path().join("rights.conf")
    }

    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Ends the server as kill -9 does.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Starts it again on the same port with the same data.
    pub fn restart(&mut self) {
        self.kill();
        self.spawn();
    }

    fn spawn(&mut self) {
        let ports = self.directory.path().join("ports");
        let _ = std::fs::remove_dir_all(&ports);
        std::fs::create_dir_all(&ports).expect("the ports directory");
        let port = if self.port == 0 {
            "-1".to_owned()
        } else {
            self.port.to_string()
        };
        let mut command = Command::new(program());
        if self.guarded {
            command.arg("--config").arg(self.rights());
        }
        let child = command
            .args(["-js", "-a", "127.0.0.1", "-p", &port, "-sd"])
            .arg(self.directory.path().join("data"))
            .arg("--ports_file_dir")
            .arg(&ports)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("nats-server starts; `./dev tools` builds it");
        self.child = Some(child);
        let started = Instant::now();
        while self.read_port(&ports).is_none() {
            assert!(
                started.elapsed() < Duration::from_secs(20),
                "nats-server did not say its port"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn read_port(&mut self, ports: &Path) -> Option<()> {
        let file = std::fs::read_dir(ports).ok()?.flatten().next()?;
        let text = std::fs::read_to_string(file.path()).ok()?;
        let value: serde_json::Value = serde_json::from_str(&text).ok()?;
        let url = value["nats"][0].as_str()?;
        self.port = url.rsplit(':').next()?.parse().ok()?;
        std::net::TcpStream::connect(("127.0.0.1", self.port))
            .ok()
            .map(|_| ())
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Bus {
    /// The most messages and bytes that the queue takes.
    pub async fn queue_bounds(&self) -> (i64, i64) {
        let name = gavel_wire::subject::submit_stream(&self.region);
        let stream = self.js.get_stream(name).await.expect("the queue");
        let config = &stream.cached_info().config;
        (config.max_messages, config.max_bytes)
    }

    /// Bounds the queue to so many KiB, to see what a full one does; a later `ensure_region` undoes it.
    pub async fn bound_queue(&self, kib: i32) {
        let name = gavel_wire::subject::submit_stream(&self.region);
        let stream = self.js.get_stream(name).await.expect("the queue");
        let mut config = stream.cached_info().config.clone();
        config.max_bytes = if kib == 0 { 1 } else { i64::from(kib) * 1_024 };
        self.js.update_stream(config).await.expect("a bound");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by ./dev where the built server lies"
)]
fn program() -> PathBuf {
    std::env::var_os("GAVEL_NATS_SERVER").map_or_else(|| PathBuf::from("nats-server"), PathBuf::from)
}
