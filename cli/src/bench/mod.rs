//! `gavel bench`: what Gavel costs on this machine, beside what it is compared with in the same minutes. Results of a run
//! go into docs/BENCHMARKS.md by hand. It measures only; nothing here is used by a service.

mod core;
mod fair;
mod go_judge;
mod languages;
mod load;
mod path;
mod rates;
mod sandbox;
mod statistics;
mod submit;
mod tests_each;

use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, Subcommand};

use crate::exit::Ended;
use crate::service::asked_to_end;

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
    /// A program's CPU time while the other slots are idle, and while they are busy.
    Fair(fair::FairArgs),
    /// What a running service adds to the sandbox's own time, and go-judge where it is on the PATH.
    Path(path::PathArgs),
    /// From source to output by a running service and by plain commands, language by language.
    Languages(languages::LanguagesArgs),
    /// How long runs take to their verdict at shares of a running service's capacity.
    Rates(rates::RatesArgs),
    /// What each test of a problem costs, language by language, by a running service.
    Tests(tests_each::TestsArgs),
    /// Accepted submissions a second with every check on, and how long an acceptance takes.
    Submit(submit::SubmitArgs),
}

pub(crate) fn run(args: BenchArgs) -> anyhow::Result<Ended> {
    match args.command {
        BenchCommand::Core(args) => core::run(&args)?,
        BenchCommand::Sandbox(args) => sandbox::run(&args)?,
        BenchCommand::Fair(args) => fair::run(&args)?,
        BenchCommand::Path(args) => crate::block_on(path::run(&args))?,
        BenchCommand::Languages(args) => crate::block_on(languages::run(&args))?,
        BenchCommand::Rates(args) => return crate::block_on(rates::run(args)),
        BenchCommand::Tests(args) => crate::block_on(tests_each::run(&args))?,
        BenchCommand::Submit(args) => return crate::block_on(submit::run(args)),
    }
    Ok(Ended::Success)
}

/// The work's result, or none when a signal came first; then `stop` is set and what the work holds is dropped.
async fn unless_stopped<T>(
    work: impl Future<Output = anyhow::Result<T>>,
    stop: &AtomicBool,
) -> anyhow::Result<Option<T>> {
    let asked = asked_to_end()?;
    tokio::select! {
        done = work => done.map(Some),
        () = asked => {
            stop.store(true, Ordering::Relaxed);
            eprintln!("stopped");
            Ok(None)
        }
    }
}
