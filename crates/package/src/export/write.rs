//! The files of an exported package, from where they come to where they go: a folder that was not there, or an archive.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use zip::ZipWriter;

use crate::folder::{BLOB_BYTES_MAX, TestFiles, read_file};
use crate::pack::{beside, persist, zip_options};

/// By their paths in the package.
pub(super) type Files<'a> = BTreeMap<String, Part<'a>>;

pub(super) enum Part<'a> {
    Text(String),
    Source(&'a str),
    File(PathBuf),
    Input(&'a TestFiles),
    Answer(&'a TestFiles),
}

impl Part<'_> {
    fn bytes(&self) -> anyhow::Result<Vec<u8>> {
        Ok(match self {
            Part::Text(text) => text.as_bytes().to_vec(),
            Part::Source(text) => text.as_bytes().to_vec(),
            Part::File(path) => read_file(path, BLOB_BYTES_MAX)?,
            Part::Input(test) => test.read(None)?.input,
            Part::Answer(test) => test.read(None)?.expected,
        })
    }
}

/// With the files at its top, as DOMjudge takes it.
pub(super) fn archive(files: &Files<'_>, output: &Path) -> anyhow::Result<()> {
    let mut archive = ZipWriter::new(BufWriter::new(beside(output)?));
    for (name, part) in files {
        archive.start_file(name.as_str(), zip_options())?;
        archive.write_all(&part.bytes()?)?;
    }
    persist(archive.finish()?, output)
}

pub(super) fn folder(files: &Files<'_>, output: &Path) -> anyhow::Result<()> {
    let parent = output.parent().filter(|parent| !parent.as_os_str().is_empty());
    let made = tempfile::Builder::new()
        .prefix(".export-")
        .tempdir_in(parent.unwrap_or(Path::new(".")))
        .with_context(|| format!("write {}", output.display()))?;
    let directory = made.path().join("package");
    for (name, part) in files {
        let path = directory.join(name);
        let parent = path.parent().unwrap_or(&directory);
        std::fs::create_dir_all(parent).with_context(|| format!("make {}", parent.display()))?;
        std::fs::write(&path, part.bytes()?).with_context(|| format!("write {}", path.display()))?;
    }
    std::fs::rename(&directory, output).with_context(|| format!("write {}", output.display()))
}
