//! Starts everything in order, says what it does, judges the samples, stays until a stop, and stops in the opposite order.
//! Runs within the namespaces that `enclose` made.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Context;
use gavel_blob::BlobStore;
use gavel_wire::problem::Catalogue;
use tokio::net::TcpStream;
use tokio::process::Command;

use super::UpArgs;
use super::data::Data;
use super::enclose::stop_asked;
use super::judge;
use super::nomad::Nomad;
use super::ports::Ports;
use super::services::Plan;
use super::supervisor::{Kept, Supervisor};
use crate::client::Api;
use crate::config::{NomadAccess, Server, UpFile};
use crate::exit::Ended;

const READY_MAX: Duration = Duration::from_secs(60);
/// On a new machine the agents prepare toolchains first: a standard library is compiled, class archives are written.
const AGENTS_MAX: Duration = Duration::from_secs(300);
/// With all agents there, languages that are still missing are not coming.
const LANGUAGES_MAX: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(50);
const SAY_EVERY: Duration = Duration::from_secs(5);

pub(super) async fn run(args: &UpArgs) -> anyhow::Result<Ended> {
    let data = Data::open(args)?;
    let (supervisor, mut gave_up) = Supervisor::new(data.logs());
    let mut kept = Running::default();
    let ended = tokio::select! {
        ended = serve(args, data, &supervisor, &mut kept) => ended,
        given_up = gave_up.recv() => match given_up {
            Some(given_up) => Err(given_up.into()),
            None => Ok(Ended::Failed),
        },
        () = stop_asked() => {
            eprintln!("stopping");
            Ok(if args.once { Ended::OtherVerdict } else { Ended::Success })
        }
    };
    kept.stop().await;
    ended
}

/// By a process of its own, since tests that programs make are made in a sandbox.
async fn load_problems(args: &UpArgs, plan: &Plan) -> anyhow::Result<Catalogue> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(["problem", "load"])
        .arg(plan.home.join("problems"))
        .arg("--home")
        .arg(&plan.home)
        .arg("--tools")
        .arg(&args.tools)
        .arg("--blobs")
        .arg(plan.blobs())
        .arg("--keep");
    if let Some(parent) = &args.cgroup_parent {
        command.arg("--cgroup-parent").arg(parent);
    }
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .status()
        .await?;
    anyhow::ensure!(status.success(), "the problems are not loaded");
    let catalogue = gavel_package::catalogue::read(&BlobStore::directory(plan.blobs()))?;
    catalogue.context("nothing is published")
}

/// Children in the order of their start.
#[derive(Default)]
struct Running(Vec<Kept>);

impl Running {
    /// The last first: the api before the queue that it writes to.
    async fn stop(self) {
        for kept in self.0.into_iter().rev() {
            kept.stop().await;
        }
    }
}

async fn serve(
    args: &UpArgs,
    data: Data,
    supervisor: &Supervisor,
    kept: &mut Running,
) -> anyhow::Result<Ended> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let started = Instant::now();
    let mut ports = Ports::default();
    let key = data.secret("operator.key")?;
    let plan = Plan::make(args, data, &mut ports, &key)?;
    let nomad = match args.local {
        true => None,
        false => Some(Nomad::make(args, &plan, &mut ports)?),
    };
    let catalogue = load_problems(args, &plan).await?;
    say(started, &format!("{} problems loaded", catalogue.problems.len()));
    drop(ports);

    kept.0.push(supervisor.keep(plan.nats_program()?));
    if let Some(nomad) = &nomad {
        kept.0.push(supervisor.keep(nomad.server_program()));
    }
    reached(plan.nats, "nats-server").await?;
    say(started, &format!("nats-server on {}", plan.nats));
    let services = plan.scheduler_programs().into_iter().chain(plan.agent_programs());
    kept.0.extend(services.map(|program| supervisor.keep(program)));
    kept.0.push(supervisor.keep(plan.api_program()));

    let access = match &nomad {
        Some(nomad) => Some(start_nomad(nomad, &plan, args.agents, supervisor, kept).await?),
        None => None,
    };
    if let Some(access) = &access {
        say(started, &format!("Nomad on {}", access.address));
    }
    let server = Server {
        address: format!("http://{}", plan.api),
        key: key.clone(),
    };
    let api = Api::new(server.clone())?;
    reached(plan.api, "the api").await?;
    plan.data.write_up_file(&UpFile {
        api: server.address.clone(),
        key,
        nomad: access.clone(),
    })?;
    wait_ready(&api).await?;
    say(started, &format!("api on {}", server.address));
    wait_agents(&api, args.agents, started).await?;

    let table = judge::table(&api, &plan.home.join("problems")).await?;
    for language in table.not_available {
        let why = plan.data.why_not(&language);
        println!(
            "{language} is not available: {}",
            why.as_deref().unwrap_or("the agents' logs say why")
        );
    }
    if args.once {
        return Ok(if table.is_good {
            Ended::Success
        } else {
            Ended::OtherVerdict
        });
    }
    print_addresses(&plan, nomad.as_ref(), access.as_ref()).await;
    say(started, "up; Ctrl-C ends it");
    std::future::pending().await
}

/// The client starts once there is a server that leads: together they lose races over the keyring.
async fn start_nomad(
    nomad: &Nomad,
    plan: &Plan,
    agents: u16,
    supervisor: &Supervisor,
    kept: &mut Running,
) -> anyhow::Result<NomadAccess> {
    let (management, access) = nomad.bootstrap().await?;
    kept.0.push(supervisor.keep(nomad.client_program()));
    nomad.run_job(&management, plan, agents).await?;
    Ok(access)
}

fn say(started: Instant, what: &str) {
    eprintln!("{:6.1} s  {what}", started.elapsed().as_secs_f64());
}

async fn reached(address: std::net::SocketAddr, what: &str) -> anyhow::Result<()> {
    let started = Instant::now();
    while TcpStream::connect(address).await.is_err() {
        anyhow::ensure!(
            started.elapsed() < READY_MAX,
            "{what} does not listen on {address}"
        );
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

async fn wait_ready(api: &Api) -> anyhow::Result<()> {
    let started = Instant::now();
    loop {
        match api.get("/v1/ready", 0).await {
            Ok(_) => return Ok(()),
            Err(error) if started.elapsed() > READY_MAX => return Err(error).context("the api is not ready"),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// Waits until every agent and every language is there; goes on without those languages that do not come.
async fn wait_agents(api: &Api, agents: u16, started: Instant) -> anyhow::Result<()> {
    let waiting = Instant::now();
    let mut complete_since = None;
    let mut said = Instant::now();
    loop {
        let here = api.get("/v1/queue", 0).await?["slots_free"].as_u64().unwrap_or(0);
        let languages = judge::languages(api).await?.items;
        let ready: Vec<&str> = languages
            .iter()
            .filter(|language| language.available)
            .map(|language| language.id.as_str())
            .collect();
        let text = format!("{here} of {agents} agents ready: {}", ready.join(" "));
        let complete = here >= u64::from(agents);
        if complete {
            let since = *complete_since.get_or_insert_with(Instant::now);
            if ready.len() == languages.len() || since.elapsed() > LANGUAGES_MAX {
                say(started, &text);
                return Ok(());
            }
        }
        anyhow::ensure!(
            waiting.elapsed() < AGENTS_MAX,
            "only {text}; the agents' logs say why the others take no work"
        );
        if said.elapsed() > SAY_EVERY {
            said = Instant::now();
            let missing = ready.len() < languages.len();
            let hint = if missing {
                " (on a new machine they prepare toolchains first)"
            } else {
                ""
            };
            say(started, &format!("{text}{hint}"));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn print_addresses(plan: &Plan, nomad: Option<&Nomad>, access: Option<&NomadAccess>) {
    let api = format!("http://{}", plan.api);
    let mut agents: Vec<String> = plan.agents.iter().map(ToString::to_string).collect();
    println!("\nAPI          {api}/v1\nOpenAPI UI   {api}/docs");
    if let (Some(nomad), Some(access)) = (nomad, access) {
        println!("Nomad's UI   {}/ui (token {})", access.address, access.token);
        match nomad.agents_metrics(&access.token).await {
            Ok(found) => agents = found,
            Err(error) => eprintln!("Nomad does not tell where agents serve metrics: {error:#}"),
        }
    }
    println!("metrics      {api}/metrics");
    let schedulers = plan.schedulers.iter().map(ToString::to_string);
    for address in schedulers.chain(agents) {
        println!("             http://{address}/metrics");
    }
    println!("logs         {}", plan.data.logs().display());
    println!(
        "key          in {}, which `gavel run`, `submit` and `status` read\n",
        plan.data.directory.join("up.json").display()
    );
}
