//! Packages: what a problem's author writes, read and checked as hostile input, packed, and stored as blobs and catalogue entries.
//! Nothing is executed here; `gavel problem verify` does that. docs/PROBLEMS.md is the format.

mod archive;
pub mod checker;
pub mod folder;
pub mod generated;
pub mod languages;
pub mod manifest;
pub mod pack;
pub mod packages;
pub mod programs;
mod signature;
pub mod store;
mod typed;

use std::path::Path;

use anyhow::Context;
use gavel_wire::ProblemId;
use gavel_wire::message::WIRE_VERSION;
use gavel_wire::problem::Catalogue;

pub use folder::Package;
pub use store::sha256;
pub use typed::{generated as encode_generated, input_text, is_answer};

/// Reads all problems under `problems_dir`, stores their tests in `blob_dir` and then replaces the file at
/// `catalogue_path` in one step. `make` adds the tests that a package lacks because programs make them. Nothing is replaced when
/// any problem is wrong; the error names the file.
pub fn load(
    problems_dir: &Path,
    languages: &Path,
    blob_dir: &Path,
    catalogue_path: &Path,
    make: &mut dyn FnMut(&ProblemId, &mut Package) -> anyhow::Result<()>,
) -> anyhow::Result<Catalogue> {
    let mut problems = Vec::new();
    for found in packages::find(problems_dir)? {
        let about = || format!("problem {}", found.id);
        let opened = found.open().with_context(about)?;
        let mut package = folder::read(&opened.path).with_context(about)?;
        make(&found.id, &mut package).with_context(about)?;
        problems.push(store::store(found.id.clone(), &package, languages, blob_dir)?);
    }
    let catalogue = Catalogue {
        v: WIRE_VERSION,
        problems,
    };
    store::write_catalogue(catalogue_path, &catalogue)?;
    Ok(catalogue)
}

#[cfg(test)]
mod load_tests;
