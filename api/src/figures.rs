//! What problems' texts show, out of the blob store. Nobody needs a key for it, so what a flood of requests can cost is bounded here: a figure
//! that is asked for often is read once, and only a few are read at a time.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use gavel_wire::Sha256;
use gavel_wire::problem::Problem;
use moka::future::Cache;
use tokio::sync::Semaphore;

pub(crate) const FIGURE_BYTES_MAX: u64 = 4 << 20;
const KEPT_BYTES_MAX: u64 = 64 << 20;
const READS_AT_ONCE: usize = 4;

/// What may be asked for, by `<hash>.<extension>`: tests lie in the same store.
pub(crate) type Figures = HashMap<String, Sha256>;

pub(crate) fn of(problems: &[Problem]) -> Figures {
    let figures = problems.iter().flat_map(|problem| &problem.figures);
    let served = figures.filter_map(|(name, hash)| {
        let (_, extension) = name.rsplit_once('.')?;
        Some((format!("{}.{extension}", hash.as_str()), hash.clone()))
    });
    served.collect()
}

/// Those that were read last.
pub(crate) struct FigureCache {
    kept: Cache<Sha256, Bytes>,
    reads: Semaphore,
}

impl FigureCache {
    pub(crate) fn new() -> FigureCache {
        let weigh = |_: &Sha256, content: &Bytes| u32::try_from(content.len()).unwrap_or(u32::MAX);
        FigureCache {
            kept: Cache::builder()
                .max_capacity(KEPT_BYTES_MAX)
                .weigher(weigh)
                .build(),
            reads: Semaphore::new(READS_AT_ONCE),
        }
    }

    /// All who ask for the same figure at once wait for one read.
    pub(crate) async fn get(
        &self,
        hash: &Sha256,
        read: impl FnOnce() -> anyhow::Result<Vec<u8>> + Send + 'static,
    ) -> Result<Bytes, Arc<anyhow::Error>> {
        let read = async {
            let _permit = self.reads.acquire().await?;
            anyhow::Ok(Bytes::from(tokio::task::spawn_blocking(read).await??))
        };
        self.kept.try_get_with_by_ref(hash, read).await
    }
}
