//! The published problems, read from one file and again whenever it changes. A file that cannot be read or is not
//! whole leaves the last good one in place.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use gavel_wire::ProblemId;
use gavel_wire::problem::{Catalogue, Problem};

const LOOK_EVERY: Duration = Duration::from_secs(1);
const BYTES_MAX: u64 = 64 * 1024 * 1024;

pub(crate) struct Problems {
    path: PathBuf,
    current: RwLock<Arc<Catalogue>>,
}

impl Problems {
    /// A missing file is an empty catalogue: problems may be published later.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Problems> {
        let catalogue = if path.exists() {
            read(path)?
        } else {
            Catalogue::default()
        };
        Ok(Problems {
            path: path.to_owned(),
            current: RwLock::new(Arc::new(catalogue)),
        })
    }

    pub(crate) fn all(&self) -> Arc<Catalogue> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn get(&self, id: &ProblemId) -> Option<Problem> {
        self.all()
            .problems
            .iter()
            .find(|problem| problem.id == *id)
            .cloned()
    }

    /// Looks once a second for a changed file; never returns.
    pub(crate) async fn follow(&self) {
        let mut seen = changed_at(&self.path);
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let now = changed_at(&self.path);
            if now == seen || now.is_none() {
                continue;
            }
            match read(&self.path) {
                Ok(catalogue) => {
                    tracing::info!(problems = catalogue.problems.len(), "catalogue read again");
                    *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(catalogue);
                    seen = now;
                }
                Err(error) => {
                    tracing::error!(error = %format!("{error:#}"), "catalogue kept as it was");
                    seen = now;
                }
            }
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
