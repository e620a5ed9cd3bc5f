//! A package as a .zip, the same bytes for the same files wherever and whenever it is made.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::io::{BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::Context;
use gavel_blob::sha256;
use gavel_wire::Sha256;
use gavel_wire::signature::Signature;
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::folder::{self, BLOB_BYTES_MAX, Content, Package};

/// Checks `package`, which lies in `directory`, as `load` does, and writes it with the tests that programs made; nothing is replaced
/// where something is wrong. Returns the number of files.
pub fn pack(package: &Package, directory: &Path, output: &Path) -> anyhow::Result<usize> {
    let decider = package.manifest.decider()?;
    let signature = decider.signature();
    for test in &package.tests {
        test.read(signature)?;
    }
    let contents = contents(package, directory);
    let mut archive = ZipWriter::new(BufWriter::new(beside(output)?));
    for (name, content) in &contents {
        archive.start_file(name.as_str(), zip_options())?;
        archive.write_all(&content.read(signature)?)?;
    }
    persist(archive.finish()?, output)?;
    Ok(contents.len())
}

/// The hash of all names and contents of a package, however it is packed.
pub(crate) fn content_hash(package: &Package, directory: &Path) -> anyhow::Result<Sha256> {
    let decider = package.manifest.decider()?;
    let mut lines = String::new();
    for (name, content) in contents(package, directory) {
        let hash = sha256(&content.read(decider.signature())?);
        lines += &format!("{} {name}\n", hash.as_str());
    }
    Ok(sha256(lines.as_bytes()))
}

/// Everything of a package by its name, the tests that programs made with it.
fn contents<'a>(package: &'a Package, directory: &Path) -> BTreeMap<String, Content<'a>> {
    let mut contents: BTreeMap<String, Content> = package
        .files
        .iter()
        .map(|name| (name.clone(), Content::File(directory.join(name))))
        .collect();
    for test in &package.tests {
        for (extension, content) in test.written() {
            contents
                .entry(format!("tests/{}.{extension}", test.stem))
                .or_insert(content);
        }
    }
    contents
}

impl Content<'_> {
    fn read(&self, signature: Option<&Signature>) -> anyhow::Result<Vec<u8>> {
        match self {
            Content::File(path) => folder::read_file(path, BLOB_BYTES_MAX),
            Content::Typed(test) => test.text(signature),
        }
    }
}

/// A file beside the archive, whose name it gets once it is whole.
pub(crate) fn beside(output: &Path) -> anyhow::Result<NamedTempFile> {
    let parent = output.parent().filter(|parent| !parent.as_os_str().is_empty());
    tempfile::Builder::new()
        .permissions(Permissions::from_mode(0o644))
        .tempfile_in(parent.unwrap_or(Path::new(".")))
        .with_context(|| format!("write {}", output.display()))
}

pub(crate) fn persist(written: BufWriter<NamedTempFile>, output: &Path) -> anyhow::Result<()> {
    written
        .into_inner()?
        .persist(output)
        .with_context(|| format!("write {}", output.display()))?;
    Ok(())
}

pub(crate) fn zip_options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
}
