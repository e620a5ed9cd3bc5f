//! A package as a .zip, the same bytes for the same files wherever and whenever it is made.

use std::fs::Permissions;
use std::io::{BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::Context;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::folder::{self, BLOB_BYTES_MAX};

/// Checks the package as `load` does and writes it; nothing is replaced where something is wrong. Returns the number of files.
pub fn pack(directory: &Path, output: &Path) -> anyhow::Result<usize> {
    let package = folder::read(directory).with_context(|| format!("package {}", directory.display()))?;
    let checker = package.manifest.checker()?;
    for test in &package.tests {
        test.read(checker.signature())?;
    }
    // Beside the archive, whose name it gets once it is whole.
    let parent = output.parent().filter(|parent| !parent.as_os_str().is_empty());
    let written = tempfile::Builder::new()
        .permissions(Permissions::from_mode(0o644))
        .tempfile_in(parent.unwrap_or(Path::new(".")))
        .with_context(|| format!("write {}", output.display()))?;
    let mut archive = ZipWriter::new(BufWriter::new(written));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for file in &package.files {
        let content = folder::read_file(&directory.join(file), BLOB_BYTES_MAX)?;
        archive.start_file(file.as_str(), options)?;
        archive.write_all(&content)?;
    }
    let written = archive.finish()?.into_inner()?;
    written
        .persist(output)
        .with_context(|| format!("write {}", output.display()))?;
    Ok(package.files.len())
}
