//! Which packages a path names: one, or those of a folder. Nothing is read of them here but where they are; `load` and
//! `verify` open each, one after the other.

use std::path::{Path, PathBuf};

use anyhow::Context;
use gavel_wire::ProblemId;

use super::manifest;

/// Problems of one catalogue; more is a mistaken directory.
const PROBLEMS_MAX: usize = 10_000;

/// A package that is yet to be read.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    /// Its folder's name.
    pub(super) id: ProblemId,
    pub(super) path: PathBuf,
}

/// The package at `path`, or those beneath it in the order of their names.
pub(super) fn find(path: &Path) -> anyhow::Result<Vec<Found>> {
    if path.join(manifest::NAME).exists() {
        // The last part of `.` or `..` says nothing.
        let whole = path
            .canonicalize()
            .with_context(|| format!("read {}", path.display()))?;
        return Ok(vec![found(&whole)?]);
    }
    let mut packages = Vec::new();
    let entries = std::fs::read_dir(path).with_context(|| format!("read {}", path.display()))?;
    for entry in entries {
        let entry = entry?;
        let kind = entry.file_type()?;
        let place = entry.path();
        anyhow::ensure!(!kind.is_symlink(), "{} is a symbolic link", place.display());
        // Files beside the packages, such as a README, are none.
        if kind.is_dir() && !entry.file_name().as_encoded_bytes().starts_with(b".") {
            packages.push(found(&place)?);
            anyhow::ensure!(
                packages.len() <= PROBLEMS_MAX,
                "more than {PROBLEMS_MAX} problems"
            );
        }
    }
    anyhow::ensure!(!packages.is_empty(), "no problem under {}", path.display());
    packages.sort();
    Ok(packages)
}

fn found(path: &Path) -> anyhow::Result<Found> {
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.with_context(|| format!("the name of {} is not UTF-8", path.display()))?;
    Ok(Found {
        id: ProblemId::parse(name).with_context(|| format!("folder {name:?}"))?,
        path: path.to_owned(),
    })
}
