//! `gavel`: the services, everything on one machine, and the terminal commands, in one binary. This file only declares
//! the commands and turns their end into an exit status; people, Nomad jobs and `./dev` call it.

mod bench;
mod client;
mod config;
mod dead;
mod exit;
mod nats_server;
mod problem;
mod sandbox;
mod scale;
mod service;
mod up;

use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};

use crate::exit::Ended;

/// Runs and judges programs: from a terminal, and as the services of a cluster.
#[derive(Debug, Parser)]
#[command(name = "gavel", version, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  sudo gavel up                              start everything on this machine
  gavel run hello.py                         run a program and print its output
  gavel submit main.cpp --problem sum-of-two judge a program
  gavel status                               list your newest submissions and runs
  gavel problem verify problems/             run the problems' own submissions
  gavel problem load problems/               publish the problems of a directory
  gavel scale 8                              have Nomad run eight agents
  gavel sandbox check                        tell whether this host can run strangers' programs

Exit status: 0 only for ok or accepted, 1 another verdict, 2 wrong usage, 3 the service failed.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Starts everything on this machine, judges samples and stays up.
    Up(up::UpArgs),
    /// Serves the API.
    Api(service::ApiArgs),
    /// Schedules one region's submissions; of several processes one leads.
    Scheduler(service::SchedulerArgs),
    /// Runs nats-server, and starts it again once there is room on a disk that was full.
    NatsServer(nats_server::NatsServerArgs),
    /// Runs a program and prints its output.
    Run(client::RunArgs),
    /// Judges a program against a problem's tests.
    Submit(client::SubmitArgs),
    /// Shows a run or a submission, or lists the newest.
    Status(client::StatusArgs),
    /// Cancels a run or a submission.
    Cancel(client::CancelArgs),
    /// Makes, verifies and publishes problems.
    Problem(problem::ProblemArgs),
    /// Lists what was given up after three failed attempts, shows it, or sends it once more.
    Dead(dead::DeadArgs),
    /// Has Nomad run another number of agents.
    Scale(scale::ScaleArgs),
    /// Measures what Gavel costs on this machine.
    Bench(bench::BenchArgs),
    /// Checks this host, or runs a program in a sandbox.
    Sandbox(sandbox::SandboxArgs),
}

fn main() -> ExitCode {
    exit::code(dispatch(Cli::parse().command))
}

fn dispatch(command: Command) -> anyhow::Result<Ended> {
    match command {
        Command::Up(args) => up::run(&args),
        Command::Api(args) => service::api(&args),
        Command::Scheduler(args) => service::scheduler(args),
        Command::NatsServer(args) => block_on(nats_server::run(args)),
        Command::Run(args) => block_on(client::run(args)),
        Command::Submit(args) => block_on(client::submit(args)),
        Command::Status(args) => block_on(client::status(args)),
        Command::Cancel(args) => block_on(client::cancel(args)),
        Command::Problem(args) => problem::run(args),
        Command::Dead(args) => block_on(dead::run(args)),
        Command::Scale(args) => block_on(scale::run(args)),
        Command::Bench(args) => bench::run(args),
        Command::Sandbox(args) => sandbox::run(args),
    }
}

/// Each command that waits for others has a runtime of its own; those that do not start none.
fn block_on<T>(command: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder
        .enable_all()
        .build()
        .context("start the runtime")?
        .block_on(command)
}
