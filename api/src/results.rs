//! Verdicts as they come: republished ones wake waiters at once; the log, read from the stored position, is written to
//! the record and misses none. The projector here is the only writer of the record's verdict columns.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures::StreamExt;
use gavel_store::Config as StoreConfig;
use gavel_wire::{Timestamp, Verdict};
use tokio::sync::mpsc;

use crate::gate::Gate;

const BATCH: usize = 256;
const PAUSE_MAX: Duration = Duration::from_secs(5);
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
const RETENTION_ROWS: u32 = 500;

/// Wakes waiters. Ends only with the process.
pub(crate) async fn listen(gate: Arc<Gate>) {
    loop {
        match gate.bus.verdicts().await {
            Ok(mut verdicts) => {
                while let Some(verdict) = verdicts.next().await {
                    gate.live.decide(Arc::new(verdict));
                }
            }
            Err(error) => tracing::warn!(%error, "verdicts are not heard"),
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Keeps progress and the queue's state. Ends only with the process.
pub(crate) async fn follow_progress(gate: Arc<Gate>) {
    loop {
        match gate.bus.progress().await {
            Ok(mut all) => {
                while let Some((_, progress)) = all.next().await {
                    gate.live.progress(progress);
                }
            }
            Err(error) => tracing::warn!(%error, "progress is not heard"),
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

pub(crate) async fn follow_queue(gate: Arc<Gate>) {
    loop {
        match gate.bus.queue_states().await {
            Ok(mut states) => {
                while let Some(state) = states.next().await {
                    gate.languages.hear(state);
                }
            }
            Err(error) => tracing::warn!(%error, "the queue's state is not heard"),
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Writes verdicts to the record: those of the log, and the `missed` ones, of which it was told that their rows have none.
/// Every batch carries the log's position, so a crash repeats at most one batch, idempotently.
pub(crate) async fn project(gate: Arc<Gate>, missed: mpsc::Receiver<Verdict>) {
    let mut pause = Duration::from_millis(100);
    let mut position = loop {
        match gate.store.position(&gate.region).await {
            Ok(position) => break position,
            Err(error) => tracing::error!(%error, "the projector cannot read its position"),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(PAUSE_MAX);
    };
    let log = gate.bus.verdict_log(position);
    let log = log.map(|(sequence, verdict)| (Some(sequence), verdict));
    let missed = futures::stream::unfold(missed, async |mut missed| {
        Some(((None, missed.recv().await?), missed))
    });
    let mut batches = futures::stream::select(log, missed.boxed()).ready_chunks(BATCH);
    while let Some(batch) = batches.next().await {
        // Not the greatest: a log that was made anew begins with 1.
        position = batch
            .iter()
            .rev()
            .find_map(|(sequence, _)| *sequence)
            .unwrap_or(position);
        let verdicts: Vec<Verdict> = batch.into_iter().map(|(_, verdict)| verdict).collect();
        // Most were heard already. After a cut this is how waiters hear, whatever the record does meanwhile.
        for verdict in verdicts.iter().filter(|verdict| gate.live.lacks(verdict)) {
            gate.live.decide(Arc::new(verdict.clone()));
        }
        write(&gate, position, &verdicts).await;
    }
    tracing::error!("the projector's log ended");
}

/// Tries until it is written: the log waits meanwhile, and nothing is lost in it.
async fn write(gate: &Gate, sequence: u64, verdicts: &[Verdict]) {
    let mut pause = Duration::from_millis(50);
    loop {
        match gate.store.record_verdicts(&gate.region, sequence, verdicts).await {
            Ok(_) => {
                metrics::counter!("gavel_verdicts_recorded_total").increment(verdicts.len() as u64);
                return;
            }
            Err(error) => tracing::error!(%error, "verdicts are not written; trying again"),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

/// Deletes what the configuration does not keep, a bounded number of rows at a time.
pub(crate) async fn retain(gate: Arc<Gate>, config: StoreConfig) {
    loop {
        let now = Timestamp::from(SystemTime::now()).unix_ms();
        let before = |days: u32| Timestamp::from_unix_ms(now - i64::from(days) * DAY_MS);
        let mut taken = 0;
        if config.source_days > 0 {
            taken += logged(
                gate.store
                    .forget_sources(before(config.source_days), RETENTION_ROWS)
                    .await,
            );
        }
        if config.rows_days > 0 {
            taken += logged(
                gate.store
                    .forget_rows(before(config.rows_days), RETENTION_ROWS)
                    .await,
            );
        }
        let pause = if taken > 0 {
            Duration::from_secs(1)
        } else {
            Duration::from_secs(600)
        };
        tokio::time::sleep(pause).await;
    }
}

fn logged(result: Result<u64, gavel_store::StoreError>) -> u64 {
    result.unwrap_or_else(|error| {
        tracing::warn!(%error, "retention");
        0
    })
}
