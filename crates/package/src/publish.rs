//! Publishing: a package's tests become blobs, and then the catalogue names them. What runs meanwhile has the names of the tests that
//! it was sent with, and no blob is ever removed.

use std::path::Path;

use anyhow::Context;
use gavel_blob::{BlobError, BlobStore};
use gavel_wire::problem::{Catalogue, Problem};
use gavel_wire::{ProblemId, Sha256, Timestamp};

use super::catalogue::{self, Published};
use super::folder::{self, Package};
use super::packages::{self, Found};
use super::{pack, store};

/// A package that was read and whose tests are stored.
struct Stored {
    problem: Problem,
    content: Sha256,
}

/// Adds the tests that a package lacks because programs make them.
pub type Make<'a> = &'a mut dyn FnMut(&ProblemId, &mut Package) -> anyhow::Result<()>;

/// Publishes one package that lacks nothing. `languages` has the templates of starter code. [`is_ours`] tells whose an error is.
pub fn publish(
    package: &Found,
    languages: &Path,
    blobs: &BlobStore,
    now: Timestamp,
) -> anyhow::Result<Published> {
    let Stored { problem, content } = stored(package, languages, blobs, &mut |_, _| Ok(()))?;
    let put = |catalogue: &mut Catalogue| catalogue::put(catalogue, &problem, &content, now);
    Ok(catalogue::update(blobs, put)?.1)
}

/// Takes a problem out of the catalogue; false where it is not in it.
pub fn withdraw(id: &ProblemId, blobs: &BlobStore) -> anyhow::Result<bool> {
    let (_, was_there) = catalogue::update(blobs, |catalogue| {
        let before = catalogue.problems.len();
        catalogue.problems.retain(|problem| problem.id != *id);
        catalogue.problems.len() < before
    })?;
    Ok(was_there)
}

/// Replaces the catalogue with the packages under a path. Nothing is replaced when any is wrong; the error names the file.
pub fn load(
    problems: &Path,
    languages: &Path,
    blobs: &BlobStore,
    now: Timestamp,
    make: Make,
) -> anyhow::Result<Catalogue> {
    let all = stored_all(problems, languages, blobs, make)?;
    let (catalogue, ()) = catalogue::update(blobs, |catalogue| {
        let stays = |problem: &Problem| all.iter().any(|stored| stored.problem.id == problem.id);
        catalogue.problems.retain(stays);
        for Stored { problem, content } in &all {
            catalogue::put(catalogue, problem, content, now);
        }
    })?;
    Ok(catalogue)
}

/// Publishes the packages under a path that are new here, and leaves all others as they are: those that were withdrawn or published
/// anew since, too.
pub fn supply(
    problems: &Path,
    languages: &Path,
    blobs: &BlobStore,
    now: Timestamp,
    make: Make,
) -> anyhow::Result<Catalogue> {
    let all = stored_all(problems, languages, blobs, make)?;
    let (catalogue, ()) = catalogue::update(blobs, |catalogue| {
        for Stored { problem, content } in &all {
            let releases = catalogue.releases.get(&problem.id);
            let known = releases.is_some_and(|all| all.iter().any(|release| release.content == *content));
            let latest = releases.and_then(|all| all.last());
            let current = latest.is_some_and(|latest| latest.content == *content)
                && catalogue.problem(&problem.id).is_some();
            if !known || current {
                catalogue::put(catalogue, problem, content, now);
            }
        }
    })?;
    Ok(catalogue)
}

/// Whether it is this side that failed, and not the package that is wrong.
pub fn is_ours(error: &anyhow::Error) -> bool {
    use std::io::ErrorKind;
    error.chain().any(|cause| {
        let full = cause.downcast_ref::<std::io::Error>().is_some_and(|error| {
            matches!(
                error.kind(),
                ErrorKind::StorageFull
                    | ErrorKind::QuotaExceeded
                    | ErrorKind::ReadOnlyFilesystem
                    | ErrorKind::PermissionDenied
                    | ErrorKind::OutOfMemory
            ) || error.raw_os_error() == Some(libc::EMFILE)
        });
        full || cause.is::<BlobError>()
    })
}

fn stored_all(
    problems: &Path,
    languages: &Path,
    blobs: &BlobStore,
    make: Make,
) -> anyhow::Result<Vec<Stored>> {
    let mut all = Vec::new();
    for package in packages::find(problems)? {
        let stored = stored(&package, languages, blobs, make);
        all.push(stored.with_context(|| format!("problem {}", package.id))?);
    }
    Ok(all)
}

fn stored(package: &Found, languages: &Path, blobs: &BlobStore, make: Make) -> anyhow::Result<Stored> {
    let opened = package.open()?;
    let read = read_and_store(package, &opened.path, languages, blobs, make);
    read.map_err(|error| match is_ours(&error) {
        true => error,
        // A directory of this machine tells an author nothing.
        false => anyhow::anyhow!(format!("{error:#}").replace(&format!("{}/", opened.path.display()), "")),
    })
}

fn read_and_store(
    package: &Found,
    directory: &Path,
    languages: &Path,
    blobs: &BlobStore,
    make: Make,
) -> anyhow::Result<Stored> {
    let mut read = folder::read(directory)?;
    make(&package.id, &mut read)?;
    let problem = store::store(package.id.clone(), &read, languages, blobs)?;
    let content = pack::content_hash(&read, directory)?;
    Ok(Stored { problem, content })
}
