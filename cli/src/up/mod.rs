//! `gavel up`: everything on this machine, from nats-server to agents, a table of verdicts, and one end for all of it. It
//! starts itself again behind namespaces (`enclose`), so that nothing outlives it; `inside` is what runs there.

mod data;
mod enclose;
mod inside;
mod judge;
mod nomad;
mod ports;
mod services;
mod supervisor;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::exit::Ended;

pub(crate) use data::write_private;
pub(crate) use ports::{Ports, loopback};
pub(crate) use services::nats_configuration;
pub(crate) use supervisor::OWN_VARIABLES;

/// How `gavel up` starts.
#[derive(Debug, Clone, Args)]
#[command(after_help = "\
Examples:
  gavel up                  with Nomad, until Ctrl-C
  gavel up --local          agents as child processes, ready in a few seconds
  gavel up --local --once   judges a sample solution in each language and ends; status 0 only if all are accepted

What it makes lies in the data directory. What it starts ends with it, however it ends.")]
pub(crate) struct UpArgs {
    /// Agents are child processes, without Nomad.
    #[arg(long)]
    local: bool,
    /// Ends after the table; exit status 0 only when each verdict is the expected one.
    #[arg(long)]
    once: bool,
    /// Agents; each runs one program at a time.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    agents: u16,
    /// Where the API listens [default: 127.0.0.1:8080, or a free port where that is taken].
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Where data is kept [default: GAVEL_DATA, else the user's data directory].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Answers 202 before the submission is on disk: faster, but a power loss takes what was accepted in the last two minutes.
    #[arg(long)]
    fast_unsafe: bool,
    /// Directory that holds languages/, problems/, jobspecs/ and nomad/.
    #[arg(long, value_name = "DIR", env = "GAVEL_HOME", default_value = ".")]
    home: PathBuf,
    /// The nats-server program, 2.12 or newer.
    #[arg(
        long,
        value_name = "FILE",
        env = "GAVEL_NATS_SERVER",
        default_value = "nats-server"
    )]
    nats_server: PathBuf,
    /// The nomad program.
    #[arg(long, value_name = "FILE", env = "GAVEL_NOMAD", default_value = "nomad")]
    nomad: PathBuf,
    /// Tools that languages name, such as esbuild.
    #[arg(
        long,
        value_name = "DIR",
        env = "GAVEL_TOOLS",
        default_value = "/usr/lib/gavel/tools"
    )]
    tools: PathBuf,
    /// Where slots' cgroups go on a host with cgroup v2 only.
    #[arg(long, hide = true)]
    cgroup_parent: Option<String>,
    /// How far it has started itself.
    #[arg(long, hide = true, value_enum)]
    stage: Option<Stage>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// PID 1 of the namespace: reaps, and ends with what it started.
    Init,
    /// Starts and supervises everything else.
    Inside,
}

pub(crate) fn run(args: &UpArgs) -> anyhow::Result<Ended> {
    match args.stage {
        None => enclose::run(args),
        Some(Stage::Init) => enclose::init(args),
        Some(Stage::Inside) => crate::block_on(inside::run(args)),
    }
}
