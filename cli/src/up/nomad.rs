//! Nomad on this machine: a server and a client as separate processes, ACLs on, one job of agents. What runs later (restarts,
//! scaling) is Nomad's and `gavel scale`'s; this module starts it and makes the tokens.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use gavel_bus::rights::Party;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::UpArgs;
use super::data::write_private;
use super::ports::{Ports, loopback};
use super::services::{Plan, REGION};
use super::supervisor::Program;
use crate::config::NomadAccess;

pub(super) const JOB: &str = "gavel-agent";
const UI_PORT: u16 = 4646;
/// Metrics listeners of agents.
const AGENT_PORTS: u16 = 80;
const GRACE: Duration = Duration::from_secs(5);
const START_MAX: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(100);

/// Nomad as it is started here.
#[derive(Debug)]
pub(super) struct Nomad {
    program: PathBuf,
    home: PathBuf,
    directory: PathBuf,
    pub(super) address: String,
    http: reqwest::Client,
}

impl Nomad {
    /// Chooses ports and writes what the files under nomad/ leave open.
    pub(super) fn make(args: &UpArgs, plan: &Plan, ports: &mut Ports) -> anyhow::Result<Nomad> {
        let directory = plan.data.run().join("nomad");
        std::fs::create_dir_all(&directory).context("make Nomad's directory")?;
        let ui = ports.preferred(UI_PORT)?;
        let rpc = ports.free()?;
        let agents = ports.block(AGENT_PORTS)?;
        let common = |name: &str, http: u16, rpc: u16, serf: u16| {
            json!({
                "name": name,
                "region": REGION,
                "datacenter": REGION,
                "data_dir": directory.join(name),
                "bind_addr": "127.0.0.1",
                "ports": { "http": http, "rpc": rpc, "serf": serf },
                // Nomad refuses to guess an address on the loopback interface.
                "advertise": { "http": "127.0.0.1", "rpc": "127.0.0.1", "serf": "127.0.0.1" },
            })
        };
        let server = common("server", ui, rpc, ports.free()?);
        let mut client = common("client", ports.free()?, ports.free()?, ports.free()?);
        client["client"] = json!({
            "servers": [loopback(rpc).to_string()],
            "network_interface": "lo",
            "min_dynamic_port": agents.start(),
            "max_dynamic_port": agents.end(),
        });
        for (name, config) in [("server", server), ("client", client)] {
            let path = directory.join(format!("{name}.json"));
            write_private(&path, &serde_json::to_vec_pretty(&config)?)?;
        }
        Ok(Nomad {
            program: args.nomad.clone(),
            home: plan.home.clone(),
            directory,
            address: format!("http://{}", loopback(ui)),
            http: reqwest::Client::builder()
                .timeout(Duration::from_secs(10))
                .build()
                .context("set up HTTP")?,
        })
    }

    pub(super) fn server_program(&self) -> Program {
        self.agent("server")
    }

    pub(super) fn client_program(&self) -> Program {
        self.agent("client")
    }

    fn agent(&self, name: &str) -> Program {
        let shared = self.home.join(format!("nomad/{name}.hcl"));
        let own = self.directory.join(format!("{name}.json"));
        Program {
            name: format!("nomad-{name}"),
            path: self.program.clone(),
            arguments: vec![
                "agent".into(),
                "-config".into(),
                shared.into(),
                "-config".into(),
                own.into(),
            ],
            environment: Vec::new(),
            grace: GRACE,
        }
    }

    /// Waits for the server to lead, makes the management token, and one with an operator's rights, which is returned.
    pub(super) async fn bootstrap(&self) -> anyhow::Result<(String, NomadAccess)> {
        let started = Instant::now();
        let management = loop {
            match self
                .call(Method::PUT, "/v1/acl/bootstrap", None, Value::Null)
                .await
            {
                Ok(answer) => break secret_of(&answer)?,
                Err(error) if started.elapsed() > START_MAX => {
                    return Err(error).context("Nomad's server does not lead");
                }
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        };
        let policy = self.home.join("nomad/policies/operator.hcl");
        let rules = std::fs::read_to_string(&policy).with_context(|| format!("read {}", policy.display()))?;
        let policy = json!({ "Name": "operator", "Description": "Scale and look.", "Rules": rules });
        let path = "/v1/acl/policy/operator";
        self.call(Method::PUT, path, Some(&management), policy).await?;
        let token = json!({ "Name": "operator", "Type": "client", "Policies": ["operator"] });
        let token = self
            .call(Method::PUT, "/v1/acl/token", Some(&management), token)
            .await?;
        let access = NomadAccess {
            address: self.address.clone(),
            token: secret_of(&token)?,
        };
        Ok((management, access))
    }

    /// Registers the agents' job with Nomad's own command, which reads the job file as Nomad means it.
    pub(super) async fn run_job(&self, management: &str, plan: &Plan, agents: u16) -> anyhow::Result<()> {
        let job = self.home.join("jobspecs/agent.nomad.hcl");
        let variable = |name: &str, value: &str| ["-var".to_owned(), format!("{name}={value}")];
        let output = tokio::process::Command::new(&self.program)
            .args(["job", "run", "-detach"])
            .args(variable("region", REGION))
            .args(variable("count", &agents.to_string()))
            .args(variable("program", &shown(&plan.agent_program())?))
            .args(variable("config", &shown(&plan.config_of(Party::Agent))?))
            .arg(&job)
            .env("NOMAD_ADDR", &self.address)
            .env("NOMAD_TOKEN", management)
            .output()
            .await
            .with_context(|| format!("start {}", self.program.display()))?;
        anyhow::ensure!(
            output.status.success(),
            "nomad job run {}: {}{}",
            job.display(),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(())
    }

    /// Where the job's agents serve their metrics, as far as they run.
    pub(super) async fn agents_metrics(&self, token: &str) -> anyhow::Result<Vec<String>> {
        let path = format!("/v1/job/{JOB}/allocations");
        let allocations = self.call(Method::GET, &path, Some(token), Value::Null).await?;
        let mut found = Vec::new();
        for allocation in allocations.as_array().into_iter().flatten() {
            let running = allocation["ClientStatus"] == "running";
            let Some(id) = allocation["ID"].as_str().filter(|_| running) else {
                continue;
            };
            let path = format!("/v1/allocation/{id}");
            let whole = self.call(Method::GET, &path, Some(token), Value::Null).await?;
            let ports = whole["AllocatedResources"]["Shared"]["Ports"].as_array().cloned();
            let ports = ports
                .into_iter()
                .flatten()
                .filter(|port| port["Label"] == "metrics");
            found.extend(ports.filter_map(|port| Some(format!("127.0.0.1:{}", port["Value"].as_u64()?))));
        }
        Ok(found)
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Value,
    ) -> anyhow::Result<Value> {
        let mut request = self.http.request(method, format!("{}{path}", self.address));
        if let Some(token) = token {
            request = request.header("X-Nomad-Token", token);
        }
        if !body.is_null() {
            request = request.json(&body);
        }
        let response = request
            .send()
            .await
            .with_context(|| format!("ask Nomad for {path}"))?;
        let status = response.status();
        let text = response.text().await?;
        anyhow::ensure!(
            status == StatusCode::OK,
            "Nomad answered {path} with {status}: {text}"
        );
        if text.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_str(&text).with_context(|| format!("read Nomad's answer to {path}"))
    }
}

fn secret_of(token: &Value) -> anyhow::Result<String> {
    let secret = token["SecretID"].as_str();
    Ok(secret.context("Nomad's token has no SecretID")?.to_owned())
}

fn shown(path: &Path) -> anyhow::Result<String> {
    Ok(path.to_str().context("a path is not UTF-8")?.to_owned())
}
