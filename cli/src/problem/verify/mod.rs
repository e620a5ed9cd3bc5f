//! `gavel problem verify`: runs a package's example submissions in the real sandbox, in this process, as an agent judges them,
//! and says what does not hold. `judge` runs, `rules` decides, `show` prints; this file goes through the packages.

mod judge;
mod rules;
mod show;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use gavel_sandbox::CancelToken;

use self::judge::{Judge, Languages};
use self::rules::Checked;
use self::show::Shower;
use crate::exit::Ended;
use crate::sandbox::{PlaceArgs, SlotArgs};
use gavel_package::packages::{self, Found};
use gavel_package::{folder, store};

/// As a shell tells that SIGINT ended a program.
const INTERRUPTED: u8 = 130;

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
    slot: SlotArgs,
    #[command(flatten)]
    places: PlaceArgs,
}

pub(super) fn run(args: &VerifyArgs) -> anyhow::Result<Ended> {
    gavel_sandbox::enter(args.slot.config(Vec::new()).uid_base)?;
    let cancel = Arc::new(CancelToken::new()?);
    on_interrupt(Arc::clone(&cancel))?;
    let mut found = Vec::new();
    for path in &args.packages {
        found.extend(packages::find(path)?);
    }
    let mut languages = Languages::read(args.places.directories()?)?;
    let shower = Shower::new(args.json);
    let mut all = Vec::new();
    for package in &found {
        let checked = verify(args, package, &mut languages, &cancel, &shower);
        if cancel.is_cancelled() {
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
    languages: &mut Languages,
    cancel: &Arc<CancelToken>,
    shower: &Shower,
) -> anyhow::Result<Checked> {
    let blobs = tempfile::tempdir().context("make a directory for the tests")?;
    let read = found.open().and_then(|opened| {
        let package = folder::read(&opened.path)?;
        let problem = store::store(
            found.id.clone(),
            &package,
            &args.places.directories()?.languages,
            blobs.path(),
        )?;
        Ok((package, problem))
    });
    let (package, problem) = match read {
        Ok(both) => both,
        Err(error) => return Ok(Checked::unreadable(&found.id, &error)),
    };
    shower.begin(&problem, &package);
    let mut judge = Judge::open(args, &problem, blobs.path(), languages, &package, cancel)?;
    let mut rows = Vec::new();
    for example in &package.submissions {
        if cancel.is_cancelled() {
            break;
        }
        let row = judge.row(example, shower)?;
        shower.row(&row);
        rows.push(row);
    }
    Ok(rules::check(&problem, rows, args.all_languages))
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
