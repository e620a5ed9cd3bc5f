//! Which packages a path names: one, or those of a folder. Nothing is read of them here but where they are; `load` and
//! `verify` open each, one after the other.

use std::path::{Path, PathBuf};

use anyhow::Context;
use gavel_wire::ProblemId;
use tempfile::TempDir;

use super::{archive, manifest};

/// Problems of one catalogue; more is a mistaken directory.
const PROBLEMS_MAX: usize = 10_000;

/// A package that is yet to be read.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The name of its folder, or of its archive without `.zip`.
    pub id: ProblemId,
    path: PathBuf,
    zip: bool,
}

/// A package's folder, unpacked for as long as this is there if it lay in an archive.
#[derive(Debug)]
pub struct Opened {
    pub path: PathBuf,
    _unpacked: Option<TempDir>,
}

impl Found {
    /// An archive that is the package of this id, whatever its own name is.
    #[must_use]
    pub fn archive(id: ProblemId, path: PathBuf) -> Found {
        Found { id, path, zip: true }
    }

    pub fn open(&self) -> anyhow::Result<Opened> {
        if !self.zip {
            return Ok(Opened {
                path: self.path.clone(),
                _unpacked: None,
            });
        }
        let directory = tempfile::tempdir().context("make a directory to unpack into")?;
        let path = archive::unpack(&self.path, directory.path(), archive::BOUNDS, &[manifest::NAME])
            .with_context(|| format!("unpack {}", self.path.display()))?;
        Ok(Opened {
            path,
            _unpacked: Some(directory),
        })
    }
}

/// The package at `path`, or those beneath it in the order of their names.
pub fn find(path: &Path) -> anyhow::Result<Vec<Found>> {
    if path.is_file() {
        anyhow::ensure!(is_zip(path), "{} is neither a folder nor a .zip", path.display());
        return Ok(vec![found(path)?]);
    }
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
        // Other files beside the packages, such as a README, are none.
        let package = kind.is_dir() || is_zip(&place);
        if package && !entry.file_name().as_encoded_bytes().starts_with(b".") {
            packages.push(found(&place)?);
            anyhow::ensure!(
                packages.len() <= PROBLEMS_MAX,
                "more than {PROBLEMS_MAX} problems"
            );
        }
    }
    anyhow::ensure!(!packages.is_empty(), "no problem under {}", path.display());
    packages.sort();
    for pair in packages.windows(2) {
        if let [one, other] = pair {
            anyhow::ensure!(
                one.id != other.id,
                "{} and {} are both the problem {}",
                one.path.display(),
                other.path.display(),
                one.id
            );
        }
    }
    Ok(packages)
}

fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "zip")
}

fn found(path: &Path) -> anyhow::Result<Found> {
    let zip = path.is_file();
    let name = if zip { path.file_stem() } else { path.file_name() };
    let name = name.and_then(|name| name.to_str());
    let name = name.with_context(|| format!("the name of {} is not UTF-8", path.display()))?;
    Ok(Found {
        id: ProblemId::parse(name).with_context(|| format!("a problem called {name:?}"))?,
        path: path.to_owned(),
        zip,
    })
}
