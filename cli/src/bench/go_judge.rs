//! go-judge as a peer to measure against: started for this and ended with it, or one that runs already. Speaks the part of
//! its HTTP interface that runs one program.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::{Value, json};
use tokio::process::Child;

use super::path::Program;

const START_MAX: Duration = Duration::from_secs(10);
const SECOND_NS: u64 = 1_000_000_000;
const MIB: u64 = 1 << 20;

pub(super) struct GoJudge {
    http: reqwest::Client,
    address: String,
    _child: Option<Child>,
}

impl GoJudge {
    pub(super) fn at(address: &str) -> anyhow::Result<GoJudge> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(GoJudge {
            http: reqwest::Client::builder().build().context("set up HTTP")?,
            address: address.trim_end_matches('/').to_owned(),
            _child: None,
        })
    }

    /// Starts the program on a free port with its defaults.
    pub(super) async fn start(program: &Path) -> anyhow::Result<GoJudge> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let listen = format!("127.0.0.1:{port}");
        let child = tokio::process::Command::new(program)
            .args(["-http-addr", &listen, "-silent"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("start go-judge")?;
        let mut go_judge = GoJudge::at(&format!("http://{listen}"))?;
        go_judge._child = Some(child);
        let started = Instant::now();
        while go_judge
            .http
            .get(format!("{}/version", go_judge.address))
            .send()
            .await
            .is_err()
        {
            anyhow::ensure!(started.elapsed() < START_MAX, "go-judge does not listen");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(go_judge)
    }

    /// Compiles where the program is compiled, runs it, checks what it printed, and removes what was cached.
    pub(super) async fn hello(&self, program: &Program) -> anyhow::Result<Duration> {
        let source = json!({ program.file: { "content": program.source } });
        let started = Instant::now();
        let Some(compile) = program.compile else {
            self.expect_hello(program, source).await?;
            return Ok(started.elapsed());
        };
        let mut command = command(compile, 10 * SECOND_NS, 512 * MIB, source);
        command["copyOutCached"] = json!(["main"]);
        let compiled = self.run(command).await?;
        let file = compiled["fileIds"]["main"]
            .as_str()
            .context("go-judge cached no program")?
            .to_owned();
        self.expect_hello(program, json!({ "main": { "fileId": file } }))
            .await?;
        let took = started.elapsed();
        let removed = self
            .http
            .delete(format!("{}/file/{file}", self.address))
            .send()
            .await?;
        removed.error_for_status()?;
        Ok(took)
    }

    async fn expect_hello(&self, program: &Program, files: Value) -> anyhow::Result<()> {
        let ran = self
            .run(command(program.run, 5 * SECOND_NS, 256 * MIB, files))
            .await?;
        anyhow::ensure!(ran["files"]["stdout"] == "hello\n", "it ended with {ran}");
        Ok(())
    }

    async fn run(&self, command: Value) -> anyhow::Result<Value> {
        let request = self
            .http
            .post(format!("{}/run", self.address))
            .json(&json!({ "cmd": [command] }));
        let mut results: Vec<Value> = request.send().await?.error_for_status()?.json().await?;
        let result = results.pop().context("go-judge answered with nothing")?;
        anyhow::ensure!(result["status"] == "Accepted", "it ended with {result}");
        Ok(result)
    }
}

fn command(argv: &[&str], cpu_ns: u64, memory_bytes: u64, files: Value) -> Value {
    json!({
        "args": argv,
        "env": ["PATH=/usr/bin:/bin", "HOME=/w", "LANG=C.UTF-8"],
        "files": [{ "content": "" }, { "name": "stdout", "max": 65_536 }, { "name": "stderr", "max": 65_536 }],
        "cpuLimit": cpu_ns,
        "clockLimit": 2 * cpu_ns,
        "memoryLimit": memory_bytes,
        "procLimit": 64,
        "copyIn": files,
    })
}
