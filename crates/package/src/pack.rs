//! A package as a .zip, the same bytes for the same files wherever and whenever it is made.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::io::{BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::Context;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::folder::{self, BLOB_BYTES_MAX, Content, Package};

/// Checks `package`, which lies in `directory`, as `load` does, and writes it with the tests that programs made; nothing is replaced
/// where something is wrong. Returns the number of files.
pub fn pack(package: &Package, directory: &Path, output: &Path) -> anyhow::Result<usize> {
    let decider = package.manifest.decider()?;
    let signature = decider.signature();
    let mut contents: BTreeMap<String, Content> = package
        .files
        .iter()
        .map(|name| (name.clone(), Content::File(directory.join(name))))
        .collect();
    for test in &package.tests {
        test.read(signature)?;
        for (extension, content) in test.written() {
            contents
                .entry(format!("tests/{}.{extension}", test.stem))
                .or_insert(content);
        }
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
    for (name, content) in &contents {
        archive.start_file(name.as_str(), options)?;
        archive.write_all(&match content {
            Content::File(path) => folder::read_file(path, BLOB_BYTES_MAX)?,
            Content::Typed(test) => test.text(signature)?,
        })?;
    }
    let written = archive.finish()?.into_inner()?;
    written
        .persist(output)
        .with_context(|| format!("write {}", output.display()))?;
    Ok(contents.len())
}
