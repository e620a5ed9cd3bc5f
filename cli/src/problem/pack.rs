//! `gavel problem pack`: writes a package as a .zip.

use std::path::PathBuf;

use clap::Args;
use gavel_package::pack::pack;

#[derive(Debug, Args)]
pub(super) struct PackArgs {
    /// The package's folder.
    directory: PathBuf,
    /// The archive, whose name without .zip is the problem's id where it is loaded.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

pub(super) fn run(args: &PackArgs) -> anyhow::Result<()> {
    let files = pack(&args.directory, &args.output)?;
    println!("{files} files in {}", args.output.display());
    Ok(())
}
