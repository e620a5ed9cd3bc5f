//! What all handlers share. Made once at start; every part of it is safe to use from many requests at once.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gavel_bus::Bus;
use gavel_store::Store;
use gavel_telemetry::Metrics;
use gavel_wire::problem::Problem;
use gavel_wire::{ProblemId, Region, Verdict};
use tokio::sync::{Mutex, Semaphore, mpsc, watch};

use crate::auth::Keys;
use crate::catalogue::Problems;
use crate::error::Failure;
use crate::figures::FigureCache;
use crate::flood::Flood;
use crate::languages::Languages;
use crate::limit::Limiter;
use crate::live::Live;

/// Anybody may ask whether the record works, and each try takes its write lock: one try serves all for this long.
const RECORD_TRY_EVERY: Duration = Duration::from_millis(500);

pub(crate) struct Gate {
    pub(crate) region: Region,
    pub(crate) bus: Bus,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) keys: Keys,
    pub(crate) flood: Flood,
    pub(crate) limiter: Limiter,
    pub(crate) problems: Problems,
    pub(crate) figures: FigureCache,
    pub(crate) problems_public: bool,
    /// Turns of those who publish.
    pub(crate) publishing: Semaphore,
    /// Templates of starter code.
    pub(crate) languages_dir: PathBuf,
    pub(crate) languages: Languages,
    pub(crate) live: Arc<Live>,
    /// To the projector: stored verdicts that it has passed over.
    pub(crate) missed: mpsc::Sender<Verdict>,
    /// When the record was last tried, and what was wrong with it.
    pub(crate) record_tried: Mutex<Option<(Instant, Option<String>)>>,
    pub(crate) metrics: Metrics,
    /// True once a stop was asked for: waits end early and readiness says so.
    pub(crate) stopping: watch::Receiver<bool>,
}

impl Gate {
    /// What `read` takes from the problem that a request names.
    pub(crate) fn problem<T>(&self, asked: &str, read: impl FnOnce(&Problem) -> T) -> Result<T, Failure> {
        let found = ProblemId::parse(asked)
            .ok()
            .and_then(|id| self.problems.get(&id, read));
        found.ok_or_else(|| Failure::ProblemUnknown(asked.chars().take(64).collect()))
    }

    /// What is wrong with the record now, if anything.
    pub(crate) async fn record_problem(&self) -> Option<String> {
        let mut tried = self.record_tried.lock().await;
        match &*tried {
            Some((at, problem)) if at.elapsed() < RECORD_TRY_EVERY => problem.clone(),
            _ => {
                let problem = self.store.check().await.err().map(|error| error.to_string());
                *tried = Some((Instant::now(), problem.clone()));
                problem
            }
        }
    }
}
