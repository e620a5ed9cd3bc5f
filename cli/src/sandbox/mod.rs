//! `gavel sandbox`: whether this host is fit, and a program of its own in a sandbox. For operators, on the host itself; no
//! service is involved. What a sandbox is stands in docs/SANDBOX.md.

mod execute;
mod program;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use gavel_sandbox::{RootConfig, SlotConfig};

use crate::exit::Ended;

pub(crate) use execute::{host_root, host_session};
pub(crate) use program::PlaceArgs;

#[derive(Debug, Args)]
pub(crate) struct SandboxArgs {
    #[command(subcommand)]
    command: SandboxCommand,
}

#[derive(Debug, Subcommand)]
enum SandboxCommand {
    /// Tells step by step whether this host can run strangers' programs; exit status 0 only if it can.
    #[command(after_help = "Example:\n  gavel sandbox check --json")]
    Check(CheckArgs),
    /// Runs a program in a sandbox: one of this host's, with the host's /usr read-only, or what a language makes of files.
    #[command(after_help = "\
Examples:
  gavel sandbox run -- /usr/bin/id
  gavel sandbox run --file main.py -- /usr/bin/python3 main.py
  echo 1 2 | gavel sandbox run --language java --file Sum.java
  gavel sandbox run --cpu-ms 200 --memory-mib 64 -- /usr/bin/python3 -c 'while True: pass'")]
    Run(execute::RunArgs),
}

#[derive(Debug, Args)]
struct CheckArgs {
    #[command(flatten)]
    slot: SlotArgs,
    #[arg(long)]
    json: bool,
}

/// Which slot is used. Agents count theirs from 0, so the default is the last one that a host can have.
#[derive(Debug, Clone, Args)]
pub(crate) struct SlotArgs {
    /// Number of the slot, which no agent of this host may hold.
    #[arg(long, default_value_t = 999)]
    slot: u16,
    /// Where slots are locked; the same directory as the agents'.
    #[arg(long, value_name = "DIR", default_value_os_t = default_state_dir())]
    state_dir: PathBuf,
    /// Cgroup of the slot beneath each controller's mount [default: this process's own].
    #[arg(long, value_name = "PATH")]
    cgroup_parent: Option<String>,
}

/// A user who is not root has a directory for such things from systemd.
fn default_state_dir() -> PathBuf {
    match rustix::process::getuid().as_raw() {
        0 => "/run/gavel".into(),
        uid => format!("/run/user/{uid}/gavel").into(),
    }
}

impl SlotArgs {
    /// The slot with the number before, for a command that needs two.
    pub(crate) fn below(&self) -> SlotArgs {
        let mut below = self.clone();
        below.slot = below.slot.saturating_sub(1);
        below
    }

    /// The slot's configuration with these roots.
    pub(crate) fn config(&self, roots: Vec<RootConfig>) -> SlotConfig {
        let mut slot = SlotConfig::new(self.slot, &self.state_dir);
        slot.cgroup_parent = self.cgroup_parent.clone();
        slot.roots = roots;
        slot
    }
}

pub(crate) fn run(args: SandboxArgs) -> anyhow::Result<Ended> {
    match args.command {
        SandboxCommand::Check(args) => check(&args),
        SandboxCommand::Run(args) => execute::run(&args),
    }
}

fn check(args: &CheckArgs) -> anyhow::Result<Ended> {
    let report = gavel_sandbox::check(&args.slot.config(vec![host_root()]));
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        println!("{report}");
    }
    Ok(if report.fit {
        Ended::Success
    } else {
        Ended::OtherVerdict
    })
}
