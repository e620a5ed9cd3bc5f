//! `gavel`: the services, everything on one machine, and the terminal commands, in one binary. This file only declares
//! the commands and turns their end into an exit status; people, Nomad jobs and `./dev` call it.

mod config;
mod problem;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Runs and judges programs: from a terminal, and as the services of a cluster.
#[derive(Debug, Parser)]
#[command(name = "gavel", version, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  gavel problem load problems/               publish the problems of a directory";

#[derive(Debug, Subcommand)]
enum Command {
    /// Publishes problems.
    Problem(problem::ProblemArgs),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let ended = match cli.command {
        Command::Problem(args) => problem::run(args),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("gavel: {error:#}");
            ExitCode::from(3)
        }
    }
}
