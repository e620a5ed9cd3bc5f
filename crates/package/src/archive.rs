//! Unpacks a package's .zip, which may come from anyone: every name, kind and size is checked, and sizes are those that come out,
//! whatever the archive's headers say. What lies in the package is checked afterwards, by `folder`.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::Context;
use zip::ZipArchive;

use super::folder::{BLOB_BYTES_MAX, FILES_MAX};

/// What an archive may come to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) entries: usize,
    pub(super) entry_bytes: u64,
    pub(super) total_bytes: u64,
}

/// The bounds of a package; an archive that is itself larger than all of it is none.
pub(super) const BOUNDS: Bounds = Bounds {
    entries: FILES_MAX,
    entry_bytes: BLOB_BYTES_MAX,
    total_bytes: 1 << 30,
};

const FILE_KIND: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;
const DIRECTORY: u32 = 0o040_000;

/// Unpacks the archive into an empty directory and returns where in it the package lies, which has one of these files: at the
/// top, or in the only folder, as some programs pack it.
pub(super) fn unpack(
    path: &Path,
    directory: &Path,
    bounds: Bounds,
    marks: &[&str],
) -> anyhow::Result<PathBuf> {
    let file = File::open(path)?;
    anyhow::ensure!(
        file.metadata()?.len() <= bounds.total_bytes,
        "it is larger than {} bytes",
        bounds.total_bytes
    );
    let mut archive = ZipArchive::new(BufReader::new(file)).context("it is not a zip archive")?;
    anyhow::ensure!(!archive.has_duplicate_names(), "two entries have the same name");
    anyhow::ensure!(
        archive.len() <= bounds.entries,
        "{} entries, at most {} are allowed",
        archive.len(),
        bounds.entries
    );
    let mut total = 0;
    for index in 0..archive.len() {
        total += unpack_entry(&mut archive, index, directory, bounds, total)
            .with_context(|| format!("entry {}", index + 1))?;
    }
    top(directory, marks)
}

/// Returns how many bytes came out; `before` came out of other entries.
fn unpack_entry(
    archive: &mut ZipArchive<BufReader<File>>,
    index: usize,
    directory: &Path,
    bounds: Bounds,
    before: u64,
) -> anyhow::Result<u64> {
    let mut entry = archive.by_index(index)?;
    let name = std::str::from_utf8(entry.name_raw())
        .context("its name is not UTF-8")?
        .to_owned();
    let is_directory = entry.is_dir();
    check_name(&name)?;
    anyhow::ensure!(!entry.is_symlink(), "{name} is a symbolic link");
    let kind = entry.unix_mode().map_or(0, |mode| mode & FILE_KIND);
    anyhow::ensure!(
        matches!(kind, 0 | REGULAR | DIRECTORY),
        "{name} is not a regular file"
    );
    let path = directory.join(&name);
    if is_directory {
        std::fs::create_dir_all(&path).with_context(|| name.clone())?;
        return Ok(0);
    }
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).with_context(|| name.clone())?;
    }
    let mut file = File::create_new(&path).with_context(|| name.clone())?;
    let left = bounds.total_bytes.saturating_sub(before);
    let most = bounds.entry_bytes.min(left);
    let mut limited = (&mut entry).take(most + 1);
    let bytes = std::io::copy(&mut limited, &mut file).with_context(|| name.clone())?;
    anyhow::ensure!(
        bytes <= bounds.entry_bytes,
        "{name} is larger than {} bytes",
        bounds.entry_bytes
    );
    anyhow::ensure!(
        bytes <= left,
        "the files are larger than {} bytes in all",
        bounds.total_bytes
    );
    Ok(bytes)
}

/// A name stays beneath the directory by every reading of it.
fn check_name(name: &str) -> anyhow::Result<()> {
    anyhow::ensure!(!name.contains('\\'), "{name:?} contains a backslash");
    anyhow::ensure!(!name.contains('\0'), "{name:?} contains a NUL character");
    anyhow::ensure!(!name.starts_with('/'), "{name:?} is an absolute path");
    let parts = name.strip_suffix('/').unwrap_or(name).split('/');
    for part in parts {
        anyhow::ensure!(part != "..", "{name:?} leads out of the package");
        anyhow::ensure!(!matches!(part, "" | "."), "{name:?} is no plain path");
    }
    Ok(())
}

fn top(directory: &Path, marks: &[&str]) -> anyhow::Result<PathBuf> {
    let is_package = |folder: &Path| marks.iter().any(|mark| folder.join(mark).exists());
    if is_package(directory) {
        return Ok(directory.to_owned());
    }
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        // What macOS puts beside the folder that it packs.
        if entry.file_name() != "__MACOSX" && !entry.file_name().as_encoded_bytes().starts_with(b".") {
            folders.push(entry.path());
        }
    }
    match folders.as_slice() {
        [only] if is_package(only) => Ok(only.clone()),
        _ => anyhow::bail!("there is no {} at its top", marks.join(" or ")),
    }
}

#[cfg(test)]
#[path = "archive_tests.rs"]
mod tests;
