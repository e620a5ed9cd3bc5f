//! `gavel problem`: makes, verifies and packs packages, and publishes them: their tests as blobs, and the catalogue that the api
//! serves. Only `verify` runs anything, in a sandbox. docs/PROBLEMS.md is about all of it.

mod generate;
mod languages;
mod new;
mod pack;
mod verify;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Subcommand};
use gavel_package::load;
use gavel_sandbox::CancelToken;

use crate::config;
use crate::exit::Ended;

#[derive(Debug, Args)]
pub(crate) struct ProblemArgs {
    #[command(subcommand)]
    command: ProblemCommand,
}

#[derive(Debug, Subcommand)]
enum ProblemCommand {
    /// Makes a small package that verifies, to be changed into another one.
    #[command(after_help = "Example:\n  gavel problem new problems/largest")]
    New(new::NewArgs),
    /// Runs every example submission in a sandbox and says what does not hold; exit status 0 only if all of it does.
    #[command(
        after_help = "Examples:\n  gavel problem verify problems/sum-of-two\n  gavel problem verify problems --all-languages"
    )]
    Verify(verify::VerifyArgs),
    /// Writes a package as a .zip, which `verify` and `load` read like its folder.
    #[command(after_help = "Example:\n  gavel problem pack problems/sum-of-two -o sum-of-two.zip")]
    Pack(pack::PackArgs),
    /// Reads every problem under a directory and replaces the catalogue with them.
    #[command(after_help = "Example:\n  gavel problem load problems/")]
    Load(LoadArgs),
}

#[derive(Debug, Args)]
struct LoadArgs {
    /// Folder of packages, or one package; a package is a folder or a .zip.
    directory: PathBuf,
    /// Where test files go, named after their content [default: blobs in the data directory].
    #[arg(long)]
    blobs: Option<PathBuf>,
    /// The catalogue file [default: catalogue.json in the data directory].
    #[arg(long)]
    catalogue: Option<PathBuf>,
    /// Prints the catalogue as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    make: generate::MakeArgs,
}

/// As a shell tells that SIGINT ended a program.
const INTERRUPTED: u8 = 130;

pub(crate) fn run(args: ProblemArgs) -> anyhow::Result<Ended> {
    match args.command {
        ProblemCommand::New(args) => new::run(&args).map(|()| Ended::Success),
        ProblemCommand::Verify(args) => verify::run(&args),
        ProblemCommand::Pack(args) => pack::run(&args).map(|()| Ended::Success),
        ProblemCommand::Load(args) => publish_all(args).map(|()| Ended::Success),
    }
}

fn publish_all(args: LoadArgs) -> anyhow::Result<()> {
    let data = config::data_dir()?;
    let blobs = args.blobs.unwrap_or_else(|| data.join("blobs"));
    let catalogue = args.catalogue.unwrap_or_else(|| data.join("catalogue.json"));
    let mut maker = generate::Maker::new(&args.make)?;
    let languages = args.make.places.directories()?.languages;
    let loaded = load(
        &args.directory,
        &languages,
        &blobs,
        &catalogue,
        &mut |id, package| maker.complete(package, &|what| eprintln!("{id}: {what}")),
    )?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&loaded)?);
        return Ok(());
    }
    for problem in &loaded.problems {
        let samples = problem.samples.len();
        println!(
            "{:24} {} tests, {samples} shown",
            problem.id.as_str(),
            problem.tests.len()
        );
    }
    println!("{} problems in {}", loaded.problems.len(), catalogue.display());
    Ok(())
}

/// The first Ctrl-C ends what runs, and all is cleaned up as at a normal end; a second one ends this process.
fn on_interrupt(cancel: Arc<CancelToken>) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("listen for Ctrl-C")?;
    std::thread::spawn(move || {
        runtime.block_on(async {
            if tokio::signal::ctrl_c().await.is_ok() {
                cancel.cancel();
            }
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(INTERRUPTED.into());
            }
        });
    });
    Ok(())
}
