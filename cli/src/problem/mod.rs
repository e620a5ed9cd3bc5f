//! `gavel problem`: makes, verifies and packs packages, and publishes them: their tests as blobs, and the catalogue that the api
//! serves. Only `verify` runs anything, in a sandbox. docs/PROBLEMS.md is about all of it.

mod export;
mod generate;
mod import;
mod languages;
mod new;
mod notes;
mod pack;
mod publish;
mod verify;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::Context;
use clap::{Args, Subcommand};
use gavel_blob::BlobStore;
use gavel_package::publish::{load, supply};
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
    /// Makes a package of one in the format of Kattis, the ICPC or Polygon, and tells what did not come with it.
    #[command(
        after_help = "Examples:\n  gavel problem import bees.zip\n  gavel problem import polygon-package.zip -o problems/bees\n\nExit status 0 only if nothing is left for a person to do."
    )]
    Import(import::ImportArgs),
    /// Writes a package in Kattis's format, and tells what is not as it was.
    #[command(
        after_help = "Examples:\n  gavel problem export problems/sum-of-two -o sumoftwo.zip\n  gavel problem export problems/sum-of-two -o sumoftwo --format kattis-2025-09"
    )]
    Export(export::ExportArgs),
    /// Sends packages to a running service, which serves them at once; a new version only where something changed.
    #[command(
        after_help = "Examples:\n  gavel problem publish problems/sum-of-two\n  gavel problem publish sum-of-two.zip my-problems/"
    )]
    Publish(publish::PublishArgs),
    /// Takes a problem out of a running service's list.
    #[command(after_help = "Example:\n  gavel problem withdraw sum-of-two")]
    Withdraw(publish::WithdrawArgs),
    /// Writes every problem under a directory to the blob store and replaces the catalogue with them; for operators, who have the store's keys.
    #[command(after_help = "Example:\n  gavel problem load problems/")]
    Load(LoadArgs),
}

#[derive(Debug, Args)]
struct LoadArgs {
    /// Folder of packages, or one package; a package is a folder or a .zip.
    directory: PathBuf,
    /// The blob store: a directory, s3://BUCKET/PREFIX or gs://BUCKET/PREFIX [default: blobs in the data directory].
    #[arg(long, value_name = "PLACE")]
    blobs: Option<String>,
    /// Address of another server than the provider's that speaks S3 or GCS.
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Publishes what is new here and leaves every other problem as it is, instead of replacing the whole catalogue.
    #[arg(long)]
    keep: bool,
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
        ProblemCommand::Publish(args) => publish::run(&args).map(|()| Ended::Success),
        ProblemCommand::Withdraw(args) => publish::withdraw(&args).map(|()| Ended::Success),
        ProblemCommand::Import(args) => import::run(&args),
        ProblemCommand::Export(args) => export::run(&args).map(|()| Ended::Success),
        ProblemCommand::Load(args) => publish_all(args).map(|()| Ended::Success),
    }
}

fn publish_all(args: LoadArgs) -> anyhow::Result<()> {
    let blobs = gavel_blob::Config {
        url: match args.blobs {
            Some(url) if url.contains("://") => url,
            Some(path) => std::path::absolute(path)?.display().to_string(),
            None => config::data_dir()?.join("blobs").display().to_string(),
        },
        endpoint: args.endpoint,
    };
    let mut maker = generate::Maker::new(&args.make)?;
    let languages = args.make.places.directories()?.languages;
    let store = BlobStore::open(&blobs)?;
    let write = if args.keep { supply } else { load };
    let loaded = write(
        &args.directory,
        &languages,
        &store,
        SystemTime::now().into(),
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
    println!("{} problems in {}", loaded.problems.len(), blobs.url);
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
