//! `gavel problem publish` and `withdraw`: packs packages as `pack` does and sends them to a service by an author's key.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use gavel_package::folder;
use gavel_package::pack::pack;
use gavel_package::packages::{self, Found};
use gavel_wire::ProblemId;
use serde::Deserialize;
use serde_json::Value;

use super::generate::{MakeArgs, Maker};
use crate::block_on;
use crate::client::{Api, ServerArgs};

#[derive(Debug, Args)]
pub(super) struct PublishArgs {
    /// Packages, or folders of packages; a package is a folder or a .zip.
    #[arg(required = true)]
    packages: Vec<PathBuf>,
    #[command(flatten)]
    server: ServerArgs,
    #[command(flatten)]
    make: MakeArgs,
}

#[derive(Debug, Args)]
pub(super) struct WithdrawArgs {
    /// The problem's id.
    id: ProblemId,
    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Debug, Deserialize)]
struct Answer {
    changed: bool,
    release: Release,
}

#[derive(Debug, Deserialize)]
struct Release {
    number: u32,
    content: String,
}

pub(super) fn run(args: &PublishArgs) -> anyhow::Result<()> {
    let mut maker = Maker::new(&args.make)?;
    let mut found = Vec::new();
    for path in &args.packages {
        found.extend(packages::find(path)?);
    }
    let api = args.server.api()?;
    for package in &found {
        publish(package, &api, &mut maker, args.server.json)
            .with_context(|| format!("problem {}", package.id))?;
    }
    Ok(())
}

fn publish(found: &Found, api: &Api, maker: &mut Maker, json: bool) -> anyhow::Result<()> {
    let opened = found.open()?;
    let mut package = folder::read(&opened.path)?;
    maker.complete(&mut package, &|what| eprintln!("{}: {what}", found.id))?;
    let place = tempfile::tempdir().context("make a directory for the archive")?;
    let archive = place.path().join("package.zip");
    pack(&package, &opened.path, &archive)?;
    let archive = std::fs::read(archive).context("read the archive")?;
    let path = format!("/v1/problems/{}", found.id);
    let answer = block_on(api.put(&path, "application/zip", archive))?;
    if json {
        println!("{}", serde_json::to_string_pretty(&answer)?);
        return Ok(());
    }
    show(&found.id, answer)
}

fn show(id: &ProblemId, answer: Value) -> anyhow::Result<()> {
    let Answer { changed, release } =
        serde_json::from_value(answer).context("the answer is not of the expected form")?;
    let what = if changed { "published" } else { "unchanged" };
    let content = release.content.get(..12).unwrap_or_default();
    println!("{:24} version {} {what} ({content})", id.as_str(), release.number);
    Ok(())
}

pub(super) fn withdraw(args: &WithdrawArgs) -> anyhow::Result<()> {
    let api = args.server.api()?;
    block_on(api.delete(&format!("/v1/problems/{}", args.id)))?;
    if !args.server.json {
        println!("{} is withdrawn", args.id);
    }
    Ok(())
}
