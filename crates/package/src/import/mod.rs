//! Packages of other judges as packages of Gavel, with a report of what is not as it was. Every byte of such a package is hostile:
//! it is read within the bounds of an archive and nothing of it is executed. `gavel problem import` is the caller.

mod author;
mod draft;
mod fields;
mod java;
mod kattis;
mod latex;
pub(crate) mod names;
mod polygon;
mod programs;
pub mod report;
mod settings;
mod source;
mod subtasks;
mod tests;
mod text;

#[cfg(test)]
mod import_tests;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context;

use crate::{archive, folder, languages};
use draft::Draft;
use report::{Format, Report};
use source::Source;

/// Makes a package of Gavel at `output`, which must be missing or empty, of the folder or archive at `input`. Programs are taken
/// that are in a language under the directory `languages`. Nothing is left behind where it fails.
pub fn import(input: &Path, output: &Path, languages: &Path) -> anyhow::Result<Report> {
    let extensions = languages::read(languages)?
        .iter()
        .filter_map(|language| Some(language.source.as_str().rsplit_once('.')?.1.to_owned()))
        .collect();
    if input.is_dir() {
        return make(input, output, &extensions);
    }
    let unpacked = tempfile::tempdir().context("make a directory to unpack into")?;
    let marks = [kattis::MARK, polygon::MARK];
    let top = archive::unpack(input, unpacked.path(), archive::BOUNDS, &marks)
        .with_context(|| format!("unpack {}", input.display()))?;
    make(&top, output, &extensions)
}

fn make(input: &Path, output: &Path, extensions: &BTreeSet<String>) -> anyhow::Result<Report> {
    let source = Source::open(input)?;
    let mut draft = Draft::new();
    let format = if source.has(polygon::MARK) {
        polygon::read(&source, extensions, &mut draft)?;
        Format::Polygon
    } else if source.has(kattis::MARK) {
        kattis::read(&source, extensions, &mut draft)?
    } else {
        anyhow::bail!(
            "there is neither {} nor {} at its top",
            kattis::MARK,
            polygon::MARK
        );
    };
    let parent = output.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).with_context(|| format!("make {}", parent.display()))?;
    let made = tempfile::Builder::new()
        .prefix(".import-")
        .tempdir_in(parent)
        .with_context(|| format!("make a folder in {}", parent.display()))?;
    let directory = made.path().join("package");
    std::fs::create_dir(&directory)?;
    draft.write(&source, &directory)?;
    let package = folder::read(&directory).context("what was made is no package")?;
    for test in &package.tests {
        test.read(None).context("what was made is no package")?;
    }
    // Onto an empty folder, or where there is nothing; anything else is an error.
    std::fs::rename(&directory, output).with_context(|| format!("write {}", output.display()))?;
    Ok(Report {
        format,
        title: draft.title.clone().unwrap_or_default(),
        samples: draft.tests.samples.len(),
        hidden_tests: draft.tests.hidden.len(),
        submissions: draft.submissions.len(),
        notes: draft.notes.into_vec(),
    })
}
