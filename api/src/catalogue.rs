//! The published problems, read from the blob store: at once when an api says that it published, and now and then by itself. What
//! cannot be read or is not whole leaves the last good one in place. The pages that people ask for are made here, once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use anyhow::Context;
use futures::StreamExt;
use gavel_blob::BlobStore;
use gavel_package::catalogue;
use gavel_wire::ProblemId;
use gavel_wire::problem::{Catalogue, Problem, Release};
use tokio::sync::Notify;

use crate::figures::{self, Figures};
use crate::gate::Gate;
use crate::page::Page;
use crate::problem_view::{ProblemDetail, ProblemPage, ProblemSummary};
use crate::routes::PAGE_ROWS_MAX;

/// A look costs a stat of one file.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A look costs a request, which has a price and answers in its time.
const LOOK_AFAR_EVERY: Duration = Duration::from_secs(60);
const HEAR_AGAIN: Duration = Duration::from_millis(500);

pub(crate) struct Problems {
    pub(crate) blobs: BlobStore,
    current: RwLock<Arc<Served>>,
    /// What the store said of the catalogue that was read last.
    stamp: Mutex<Option<String>>,
    changed: Notify,
}

/// A catalogue with the answers made from it.
#[derive(Debug)]
pub(crate) struct Served {
    pub(crate) catalogue: Catalogue,
    /// What who asks for nothing special gets.
    pub(crate) first: Page<ProblemPage>,
    pub(crate) figures: Figures,
    details: HashMap<ProblemId, Arc<Page<ProblemDetail>>>,
}

impl Served {
    /// Pages of problems that are the same as `before` are taken from there.
    pub(crate) fn new(catalogue: Catalogue, before: Option<&Served>) -> Served {
        let details = catalogue.problems.iter().map(|problem| {
            let number = number_of(&catalogue, &problem.id);
            let same = before.filter(|before| {
                before.catalogue.problem(&problem.id) == Some(problem)
                    && number_of(&before.catalogue, &problem.id) == number
            });
            let page = same.and_then(|before| before.details.get(&problem.id)).cloned();
            let page =
                page.unwrap_or_else(|| Arc::new(Page::new(&ProblemDetail::of(problem.clone(), number))));
            (problem.id.clone(), page)
        });
        Served {
            details: details.collect(),
            figures: figures::of(&catalogue.problems),
            first: Page::new(&page_of(&catalogue, &[], None, PAGE_ROWS_MAX as usize)),
            catalogue,
        }
    }

    pub(crate) fn detail(&self, id: &ProblemId) -> Option<&Page<ProblemDetail>> {
        self.details.get(id).map(Arc::as_ref)
    }

    /// The versions of a problem, withdrawn or not, the newest last.
    pub(crate) fn releases(&self, id: &ProblemId) -> Option<&[Release]> {
        self.catalogue.releases.get(id).map(Vec::as_slice)
    }

    #[cfg(test)]
    fn gzip_bytes(&self) -> usize {
        let details = self.details.values().map(|page| page.gzip_bytes());
        self.first.gzip_bytes() + details.sum::<usize>()
    }
}

fn number_of(catalogue: &Catalogue, id: &ProblemId) -> u32 {
    let latest = catalogue.releases.get(id).and_then(|releases| releases.last());
    latest.map_or(1, |release| release.number)
}

/// The rows behind `after`: the problems of `order` first, in that order, and then all others by their ids. What `order` names and
/// is not there is passed over.
pub(crate) fn page_of(
    catalogue: &Catalogue,
    order: &[ProblemId],
    after: Option<&ProblemId>,
    rows: usize,
) -> ProblemPage {
    let place = after.and_then(|after| order.iter().position(|id| id == after));
    // Behind one that `order` does not name is nothing that it names.
    let from = match (after, place) {
        (None, _) => 0,
        (Some(_), Some(place)) => place + 1,
        (Some(_), None) => order.len(),
    };
    let named = order.iter().skip(from).filter_map(|id| catalogue.problem(id));
    let others = catalogue.problems.iter().filter(|problem| {
        !order.contains(&problem.id) && (place.is_some() || after.is_none_or(|after| problem.id > *after))
    });
    let mut items: Vec<ProblemSummary> = named
        .chain(others)
        .take(rows + 1)
        .map(ProblemSummary::from)
        .collect();
    let more = items.len() > rows;
    items.truncate(rows);
    ProblemPage {
        next: items.last().filter(|_| more).map(|last| last.id.clone()),
        items,
    }
}

impl Problems {
    /// Reads the catalogue, which may be missing: problems may be published later. Blocks.
    pub(crate) fn open(blobs: BlobStore) -> anyhow::Result<Problems> {
        let stamp = blobs.stamp(catalogue::NAME)?;
        let read = catalogue::read(&blobs).context("read what is published")?;
        Ok(Problems {
            current: RwLock::new(Arc::new(Served::new(read.unwrap_or_default(), None))),
            stamp: Mutex::new(stamp),
            changed: Notify::new(),
            blobs,
        })
    }

    pub(crate) fn served(&self) -> Arc<Served> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What `read` takes from a problem, which is not copied for it.
    pub(crate) fn get<T>(&self, id: &ProblemId, read: impl FnOnce(&Problem) -> T) -> Option<T> {
        self.served().catalogue.problem(id).map(read)
    }

    /// Reads the catalogue again where it changed. Blocks.
    pub(crate) fn look(&self) -> anyhow::Result<()> {
        let mut stamp = self.stamp.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.blobs.stamp(catalogue::NAME)?;
        if now == *stamp || now.is_none() {
            return Ok(());
        }
        let read = catalogue::read(&self.blobs);
        // One that is wrong is not read again before it changes; one that is out of reach is.
        if !read.as_ref().is_err_and(gavel_package::publish::is_ours) {
            *stamp = now;
        }
        if let Some(catalogue) = read? {
            tracing::info!(problems = catalogue.problems.len(), "catalogue read again");
            let served = Served::new(catalogue, Some(&self.served()));
            *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(served);
        }
        Ok(())
    }

    /// Looks when it is told to, after a time without NATS, and now and then; never returns.
    pub(crate) async fn follow(gate: Arc<Gate>) {
        let every = match gate.problems.blobs.is_remote() {
            true => LOOK_AFAR_EVERY,
            false => LOOK_EVERY,
        };
        let mut connections = gate.bus.connections();
        loop {
            tokio::select! {
                () = gate.problems.changed.notified() => {}
                Ok(()) = connections.changed() => {}
                () = tokio::time::sleep(every) => {}
            }
            let gate = Arc::clone(&gate);
            let looked = tokio::task::spawn_blocking(move || gate.problems.look()).await;
            if let Err(error) = looked.map_err(anyhow::Error::from).and_then(|looked| looked) {
                tracing::error!(error = %format!("{error:#}"), "catalogue kept as it was");
            }
        }
    }

    /// Hears what other apis published; never returns.
    pub(crate) async fn hear(gate: Arc<Gate>) {
        loop {
            match gate.bus.catalogue_changes().await {
                Ok(mut changes) => {
                    while changes.next().await.is_some() {
                        gate.problems.changed.notify_one();
                    }
                }
                Err(error) => tracing::warn!(%error, "what others publish is not heard"),
            }
            tokio::time::sleep(HEAR_AGAIN).await;
        }
    }
}

#[cfg(test)]
#[path = "catalogue_tests.rs"]
mod tests;
