//! `gavel problem export`: a package in Kattis's format, and what is not as it was.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};
use gavel_package::export::{Version, export};
use gavel_package::folder;

use super::generate::{MakeArgs, Maker};
use super::notes;
use crate::exit::Usage;

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// The package's folder.
    directory: PathBuf,
    /// The folder that is made, or an archive where it ends with .zip; Kattis wants lower-case letters and digits.
    #[arg(short, long, value_name = "PATH")]
    output: PathBuf,
    #[arg(long, value_enum, default_value_t = Format::Kattis)]
    format: Format,
    /// Prints the notes as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    make: MakeArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// The legacy version, which problemtools and DOMjudge take.
    Kattis,
    /// The version 2025-09.
    #[value(name = "kattis-2025-09")]
    Kattis2025,
}

pub(super) fn run(args: &ExportArgs) -> anyhow::Result<()> {
    let mut there = std::fs::read_dir(&args.output).into_iter().flatten();
    if there.next().is_some() {
        let shown = args.output.display();
        return Err(Usage::error(format!("{shown} is there already")));
    }
    let mut maker = Maker::new(&args.make)?;
    let about = || format!("package {}", args.directory.display());
    let mut package = folder::read(&args.directory).with_context(about)?;
    maker.complete(&mut package, &|what| eprintln!("{what}"))?;
    let version = match args.format {
        Format::Kattis => Version::Legacy,
        Format::Kattis2025 => Version::V2025,
    };
    let told = export(&package, &args.directory, &args.output, version).with_context(about)?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&told)?);
        return Ok(());
    }
    println!(
        "{}: {} tests, {} submissions",
        args.output.display(),
        package.tests.len(),
        package.submissions.len()
    );
    notes::show(&told);
    Ok(())
}
