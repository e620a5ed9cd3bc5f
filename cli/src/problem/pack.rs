//! `gavel problem pack`: writes a package as a .zip, with the tests that its generators make.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use gavel_package::folder;
use gavel_package::pack::pack;

use super::generate::{MakeArgs, Maker};

#[derive(Debug, Args)]
pub(super) struct PackArgs {
    /// The package's folder.
    directory: PathBuf,
    /// The archive, whose name without .zip is the problem's id where it is loaded.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    #[command(flatten)]
    make: MakeArgs,
}

pub(super) fn run(args: &PackArgs) -> anyhow::Result<()> {
    let mut maker = Maker::new(&args.make)?;
    let about = || format!("package {}", args.directory.display());
    let mut package = folder::read(&args.directory).with_context(about)?;
    maker.complete(&mut package, &|what| eprintln!("{what}"))?;
    let files = pack(&package, &args.directory, &args.output).with_context(about)?;
    println!("{files} files in {}", args.output.display());
    Ok(())
}
