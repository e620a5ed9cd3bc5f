//! `gavel bench`: what Gavel costs on this machine, beside what it is compared with in the same minutes. Results of a run
//! go into docs/BENCHMARKS.md by hand. It measures only; nothing here is used by a service.

mod core;
mod go_judge;
mod path;
mod sandbox;
mod statistics;

use clap::{Args, Subcommand};

use crate::exit::Ended;

#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    #[command(subcommand)]
    command: BenchCommand,
}

#[derive(Debug, Subcommand)]
enum BenchCommand {
    /// Decisions a second of the scheduler's core.
    Core(core::CoreArgs),
    /// A no-op in the sandbox against posix_spawn, and bubblewrap where it is on the PATH.
    Sandbox(sandbox::SandboxArgs),
    /// What a running service adds to the sandbox's own time, and go-judge where it is on the PATH.
    Path(path::PathArgs),
}

pub(crate) fn run(args: BenchArgs) -> anyhow::Result<Ended> {
    match args.command {
        BenchCommand::Core(args) => core::run(&args)?,
        BenchCommand::Sandbox(args) => sandbox::run(&args)?,
        BenchCommand::Path(args) => crate::block_on(path::run(&args))?,
    }
    Ok(Ended::Success)
}
