//! One Nomad server of a test's own: free loopback ports, a data directory that goes with it, ACLs on. It runs no tasks.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const WAIT: Duration = Duration::from_secs(60);
/// Another process may take a port between our look and Nomad's.
const STARTS_MAX: u32 = 3;

pub(crate) struct Server {
    directory: tempfile::TempDir,
    child: Option<Child>,
    pub(crate) address: String,
    management: String,
}

impl Server {
    /// Leads, and its ACLs are bootstrapped.
    pub(crate) fn start() -> Server {
        for _ in 0..STARTS_MAX {
            if let Some(server) = Server::try_start() {
                return server;
            }
        }
        panic!("Nomad's server did not start; `./dev tools` builds it");
    }

    fn try_start() -> Option<Server> {
        let directory = tempfile::tempdir().unwrap();
        let held: Vec<TcpListener> = (0..3)
            .map(|_| TcpListener::bind("127.0.0.1:0").unwrap())
            .collect();
        let port = |index: usize| held[index].local_addr().unwrap().port();
        let config = json!({
            "name": "server",
            "region": "us",
            "datacenter": "us",
            "data_dir": directory.path().join("data"),
            "bind_addr": "127.0.0.1",
            "ports": { "http": port(0), "rpc": port(1), "serf": port(2) },
            "advertise": { "http": "127.0.0.1", "rpc": "127.0.0.1", "serf": "127.0.0.1" },
        });
        let address = format!("http://127.0.0.1:{}", port(0));
        let own = directory.path().join("own.json");
        std::fs::write(&own, config.to_string()).unwrap();
        let log = std::fs::File::create(directory.path().join("log")).unwrap();
        drop(held);
        let child = nomad()
            .args(["agent", "-config"])
            .arg(repository("nomad/server.hcl"))
            .arg("-config")
            .arg(&own)
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .expect("nomad starts; `./dev tools` builds it");
        let mut server = Server {
            directory,
            child: Some(child),
            address,
            management: String::new(),
        };
        server.bootstrap().then_some(server)
    }

    /// Tried until the server leads; false when it ended instead.
    fn bootstrap(&mut self) -> bool {
        let started = Instant::now();
        loop {
            let output = self.command(&["acl", "bootstrap", "-json"]).output().unwrap();
            if output.status.success() {
                self.management = secret_of(&output);
                return true;
            }
            if self.child.as_mut().unwrap().try_wait().unwrap().is_some() {
                return false;
            }
            assert!(started.elapsed() < WAIT, "{}", self.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// A token with the rights of nomad/policies/operator.hcl.
    pub(crate) fn operator_token(&self) -> String {
        let policy = repository("nomad/policies/operator.hcl");
        self.done(self.command(&["acl", "policy", "apply", "operator"]).arg(policy));
        let create = ["acl", "token", "create", "-policy=operator", "-json"];
        secret_of(&self.done(&mut self.command(&create)))
    }

    /// Registers `jobspecs/agent.nomad.hcl`.
    pub(crate) fn run_agents_job(&self, count: u32, count_max: u32) {
        let mut command = self.command(&["job", "run", "-detach"]);
        for (name, value) in [("count", count), ("count_max", count_max)] {
            command.arg("-var").arg(format!("{name}={value}"));
        }
        for variable in ["region=us", "program=/bin/true", "config=/dev/null"] {
            command.args(["-var", variable]);
        }
        self.done(command.arg(repository("jobspecs/agent.nomad.hcl")));
    }

    /// Ends it as kill -9 does.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = nomad();
        command
            .args(arguments)
            .env("NOMAD_ADDR", &self.address)
            .env("NOMAD_TOKEN", &self.management);
        command
    }

    fn done(&self, command: &mut Command) -> Output {
        let output = command.stdin(Stdio::null()).output().unwrap();
        assert!(
            output.status.success(),
            "{command:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        output
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.directory.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Nothing of the caller's own Nomad, and not the variable that kills it.
fn nomad() -> Command {
    let mut command = Command::new(program());
    let others = [
        "AWS_CA_BUNDLE",
        "NOMAD_REGION",
        "NOMAD_NAMESPACE",
        "NOMAD_ADDR",
        "NOMAD_TOKEN",
    ];
    for name in others {
        command.env_remove(name);
    }
    command
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by ./dev where the built program lies"
)]
fn program() -> PathBuf {
    std::env::var_os("GAVEL_NOMAD").map_or_else(|| PathBuf::from("nomad"), PathBuf::from)
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn secret_of(output: &Output) -> String {
    let token: Value = serde_json::from_slice(&output.stdout).unwrap();
    token["SecretID"].as_str().unwrap().to_owned()
}
