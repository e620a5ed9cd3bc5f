//! The published problems, read from one file and again whenever it changes. A file that cannot be read or is not
//! whole leaves the last good one in place.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use gavel_wire::ProblemId;
use gavel_wire::problem::{Catalogue, Problem};

use crate::gate::Gate;

const LOOK_EVERY: Duration = Duration::from_secs(1);
const BYTES_MAX: u64 = 64 * 1024 * 1024;

pub(crate) struct Problems {
    path: PathBuf,
    current: RwLock<Arc<Catalogue>>,
    /// When the file that was read last had been changed.
    read_at: Mutex<Option<SystemTime>>,
}

impl Problems {
    /// A missing file is an empty catalogue: problems may be published later.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Problems> {
        let read_at = changed_at(path);
        let catalogue = if read_at.is_some() {
            read(path)?
        } else {
            Catalogue::default()
        };
        Ok(Problems {
            path: path.to_owned(),
            current: RwLock::new(Arc::new(catalogue)),
            read_at: Mutex::new(read_at),
        })
    }

    pub(crate) fn all(&self) -> Arc<Catalogue> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What `read` takes from a problem, which is not copied for it.
    pub(crate) fn get<T>(&self, id: &ProblemId, read: impl FnOnce(&Problem) -> T) -> Option<T> {
        self.all()
            .problems
            .iter()
            .find(|problem| problem.id == *id)
            .map(read)
    }

    /// Looks once a second for a changed file; never returns. Reading blocks, so it happens on a thread for that.
    pub(crate) async fn follow(gate: Arc<Gate>) {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let gate = Arc::clone(&gate);
            if let Err(error) = tokio::task::spawn_blocking(move || gate.problems.look()).await {
                tracing::error!(%error, "catalogue kept as it was");
            }
        }
    }

    fn look(&self) {
        let mut read_at = self.read_at.lock().unwrap_or_else(PoisonError::into_inner);
        let now = changed_at(&self.path);
        if now == *read_at || now.is_none() {
            return;
        }
        // A file that is wrong is not read again before it changes.
        *read_at = now;
        match read(&self.path) {
            Ok(catalogue) => {
                tracing::info!(problems = catalogue.problems.len(), "catalogue read again");
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(catalogue);
            }
            Err(error) => tracing::error!(error = %format!("{error:#}"), "catalogue kept as it was"),
        }
    }
}

fn changed_at(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|data| data.modified()).ok()
}

fn read(path: &Path) -> anyhow::Result<Catalogue> {
    use anyhow::Context;
    let shown = path.display();
    let size = std::fs::metadata(path)
        .with_context(|| format!("catalogue {shown}"))?
        .len();
    anyhow::ensure!(
        size <= BYTES_MAX,
        "catalogue {shown} is larger than {BYTES_MAX} bytes"
    );
    let bytes = std::fs::read(path).with_context(|| format!("catalogue {shown}"))?;
    serde_json::from_slice(&bytes).with_context(|| format!("catalogue {shown}"))
}
