//! The catalogue of a store: read, and changed by compare-and-set, so that of several who publish at once none loses anything.

use std::time::Duration;

use anyhow::Context;
use gavel_blob::{BlobError, BlobStore};
use gavel_wire::ProblemId;
use gavel_wire::message::WIRE_VERSION;
use gavel_wire::problem::{Catalogue, Problem, Release};
use gavel_wire::{Sha256, Timestamp};

pub const NAME: &str = "catalogue.json";
const BYTES_MAX: u64 = 64 << 20;
/// Of each problem; older ones are forgotten, their blobs are not.
const RELEASES_MAX: usize = 100;
/// Each try that fails is somebody else's that went well.
const TRIES_MAX: u32 = 50;
const PAUSE_MAX_MS: u64 = 100;

/// What publishing a package came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub id: ProblemId,
    /// The problem's latest version, which is the one before where nothing changed.
    pub release: Release,
    pub changed: bool,
}

/// The catalogue as it is now; none where nothing was ever published.
pub fn read(store: &BlobStore) -> anyhow::Result<Option<Catalogue>> {
    let document = store.document(NAME, BYTES_MAX)?;
    document.map(|document| parse(&document.content)).transpose()
}

fn parse(text: &[u8]) -> anyhow::Result<Catalogue> {
    serde_json::from_slice(text).with_context(|| format!("{NAME} is not what is published"))
}

/// Changes the catalogue and returns what it is then. `change` is asked again whenever somebody else was first.
pub(crate) fn update<T>(
    store: &BlobStore,
    mut change: impl FnMut(&mut Catalogue) -> T,
) -> anyhow::Result<(Catalogue, T)> {
    for attempt in 0..TRIES_MAX {
        let document = store.document(NAME, BYTES_MAX)?;
        let before = document.as_ref().map(|document| parse(&document.content));
        let before = before.transpose()?.unwrap_or_default();
        let mut catalogue = Catalogue {
            v: WIRE_VERSION,
            ..before.clone()
        };
        catalogue.problems.sort_by(|a, b| a.id.cmp(&b.id));
        let told = change(&mut catalogue);
        if document.is_some() && catalogue == before {
            return Ok((catalogue, told));
        }
        let text = serde_json::to_vec(&catalogue)?;
        anyhow::ensure!(
            text.len() as u64 <= BYTES_MAX,
            "{NAME} would be larger than {BYTES_MAX} bytes"
        );
        let known = document.as_ref().map(|document| &document.edition);
        match store.replace(NAME, &text, known) {
            Ok(()) => return Ok((catalogue, told)),
            Err(BlobError::Conflict { .. }) => std::thread::sleep(pause(attempt)),
            Err(error) => return Err(error.into()),
        }
    }
    Err(BlobError::Conflict { name: NAME }).context("too many publish at once")
}

/// Processes and threads that failed at one moment try again at different ones.
fn pause(attempt: u32) -> Duration {
    let seed = format!(
        "{:?} {} {attempt}",
        std::thread::current().id(),
        std::process::id()
    );
    let part = gavel_blob::sha256(seed.as_bytes());
    let part = u64::from_str_radix(&part.as_str()[..4], 16).unwrap_or(0);
    Duration::from_millis(part % (PAUSE_MAX_MS.min(5 << attempt.min(6)) + 1))
}

/// Puts a problem in its place; a new version only where something of it differs.
pub(crate) fn put(
    catalogue: &mut Catalogue,
    problem: &Problem,
    content: &Sha256,
    now: Timestamp,
) -> Published {
    let releases = catalogue.releases.entry(problem.id.clone()).or_default();
    let place = catalogue
        .problems
        .binary_search_by(|other| other.id.cmp(&problem.id));
    let latest = releases.last();
    let same = place.is_ok_and(|index| catalogue.problems.get(index) == Some(problem));
    let published = |release: &Release, changed| Published {
        id: problem.id.clone(),
        release: release.clone(),
        changed,
    };
    if let Some(latest) = latest.filter(|latest| same && latest.content == *content) {
        return published(latest, false);
    }
    let release = Release {
        number: latest.map_or(0, |latest| latest.number) + 1,
        content: content.clone(),
        version: problem.version.clone(),
        published_at: now,
    };
    let published = published(&release, true);
    releases.push(release);
    if releases.len() > RELEASES_MAX {
        releases.remove(0);
    }
    match place {
        Ok(index) => catalogue.problems[index] = problem.clone(),
        Err(index) => catalogue.problems.insert(index, problem.clone()),
    }
    published
}
