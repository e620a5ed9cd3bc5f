//! `gavel problem`: reads a folder of problems, stores their tests as blobs and writes the catalogue that the api serves.
//! It never runs anything: that a problem's own solutions hold is the tests' business. `gavel up` calls [`load`] as well.

mod folder;
mod publish;

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use gavel_wire::ProblemId;
use gavel_wire::message::WIRE_VERSION;
use gavel_wire::problem::Catalogue;

use crate::config;

pub(crate) use publish::sha256;

/// Problems of one catalogue; more is a mistaken directory.
const PROBLEMS_MAX: usize = 10_000;

#[derive(Debug, Args)]
pub(crate) struct ProblemArgs {
    #[command(subcommand)]
    command: ProblemCommand,
}

#[derive(Debug, Subcommand)]
enum ProblemCommand {
    /// Reads every problem under a directory and replaces the catalogue with them.
    #[command(after_help = "Example:\n  gavel problem load problems/")]
    Load(LoadArgs),
}

#[derive(Debug, Args)]
struct LoadArgs {
    /// Directory with one folder a problem.
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
}

pub(crate) fn run(args: ProblemArgs) -> anyhow::Result<()> {
    let ProblemCommand::Load(args) = args.command;
    let data = config::data_dir()?;
    let blobs = args.blobs.unwrap_or_else(|| data.join("blobs"));
    let catalogue = args.catalogue.unwrap_or_else(|| data.join("catalogue.json"));
    let loaded = load(&args.directory, &blobs, &catalogue)?;
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

/// Reads all problems under `problems_dir`, stores their tests in `blob_dir` and then replaces the file at
/// `catalogue_path` in one step. Nothing is replaced when any problem is wrong; the error names the file.
pub(crate) fn load(problems_dir: &Path, blob_dir: &Path, catalogue_path: &Path) -> anyhow::Result<Catalogue> {
    let mut problems = Vec::new();
    for id in problem_ids(problems_dir)? {
        let path = problems_dir.join(id.as_str());
        let folder = folder::read(&path).with_context(|| format!("problem {id}"))?;
        problems.push(publish::store(id, folder, blob_dir)?);
    }
    let catalogue = Catalogue {
        v: WIRE_VERSION,
        problems,
    };
    publish::write_catalogue(catalogue_path, &catalogue)?;
    Ok(catalogue)
}

/// The folders of `directory` in the order of their names; files beside them, such as a README, are no problems.
fn problem_ids(directory: &Path) -> anyhow::Result<Vec<ProblemId>> {
    let mut ids = Vec::new();
    let entries = std::fs::read_dir(directory).with_context(|| format!("read {}", directory.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let kind = entry.file_type()?;
        anyhow::ensure!(
            !kind.is_symlink(),
            "{} is a symbolic link",
            entry.path().display()
        );
        if !kind.is_dir() || name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let name = name.to_str().context("a problem's folder name is not UTF-8")?;
        ids.push(ProblemId::parse(name).with_context(|| format!("folder {name:?}"))?);
        anyhow::ensure!(ids.len() <= PROBLEMS_MAX, "more than {PROBLEMS_MAX} problems");
    }
    anyhow::ensure!(!ids.is_empty(), "no problem under {}", directory.display());
    ids.sort();
    Ok(ids)
}

#[cfg(test)]
mod load_tests;
