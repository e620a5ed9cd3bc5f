//! `gavel problem verify`: runs a package's example submissions in the real sandbox, in this process, as an agent judges them,
//! and says what does not hold. `judge` and `validate` run, `rules` decides, `show` prints; this file goes through the packages.

mod judge;
mod rules;
mod show;
mod validate;

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use gavel_blob::BlobStore;

use self::judge::Judge;
use self::rules::Checked;
use self::show::Shower;
use super::INTERRUPTED;
use super::generate::{MakeArgs, Maker};
use crate::exit::Ended;
use gavel_package::packages::{self, Found};
use gavel_package::{folder, store};

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Packages, or folders of packages; a package is a folder or a .zip.
    #[arg(required = true, value_name = "PATH")]
    packages: Vec<PathBuf>,
    /// Fails where a submission is in a language that this host does not have, instead of leaving it out.
    #[arg(long)]
    all_languages: bool,
    /// Prints what was found as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    make: MakeArgs,
}

pub(super) fn run(args: &VerifyArgs) -> anyhow::Result<Ended> {
    let mut maker = Maker::new(&args.make)?;
    maker.can_run()?;
    let mut found = Vec::new();
    for path in &args.packages {
        found.extend(packages::find(path)?);
    }
    let shower = Shower::new(args.json);
    let mut all = Vec::new();
    for package in &found {
        let checked = verify(args, package, &mut maker, &shower);
        if maker.cancel().is_cancelled() {
            drop(shower);
            eprintln!("interrupted");
            return Ok(Ended::Status(INTERRUPTED));
        }
        let checked = checked.with_context(|| format!("problem {}", package.id))?;
        shower.package(&checked);
        all.push(checked);
    }
    let good = all.iter().all(|checked| checked.faults.is_empty());
    shower.end(&all)?;
    Ok(if good { Ended::Success } else { Ended::OtherVerdict })
}

/// What is wrong with the package is in what it returns; an error is this host's.
fn verify(
    args: &VerifyArgs,
    found: &Found,
    maker: &mut Maker<'_>,
    shower: &Shower,
) -> anyhow::Result<Checked> {
    let directory = tempfile::tempdir().context("make a directory for the tests")?;
    let blobs = BlobStore::directory(directory.path());
    let read = found.open().and_then(|opened| {
        let mut package = folder::read(&opened.path)?;
        maker.complete(&mut package, &|what| shower.say(&format!("{}: {what}", found.id)))?;
        let problem = store::store(
            found.id.clone(),
            &package,
            &args.make.places.directories()?.languages,
            &blobs,
        )?;
        Ok((package, problem))
    });
    let (package, problem) = match read {
        Ok(both) => both,
        Err(error) => return Ok(Checked::unreadable(&found.id, &error)),
    };
    shower.begin(&problem, &package);
    let mut judge = Judge::open(maker, &problem, directory.path(), &package)?;
    if package.programs.validator.is_some() {
        shower.say(&format!("{}: asking the validator", found.id));
    }
    let invalid = judge.invalid(&package)?;
    let mut rows = Vec::new();
    for example in &package.submissions {
        if judge.cancelled() {
            break;
        }
        let row = judge.row(example, shower)?;
        shower.row(&row);
        rows.push(row);
    }
    let mut checked = rules::check(&problem, rows, args.all_languages);
    checked.faults.splice(..0, invalid);
    Ok(checked)
}
