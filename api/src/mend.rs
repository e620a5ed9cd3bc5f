//! Mends what a crash or an operator left half done, in every api, all the time: a row without a verdict whose message
//! the queue does not hold is published again, and one whose verdict is stored gets that. Several may do so at once: the
//! queue keeps one of two messages with the same id, and the scheduler's index drops the rest. Clocks count only for the
//! age at which it gives up.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, bail};
use futures::{StreamExt, TryStreamExt};
use gavel_bus::{BusError, IndexItem};
use gavel_store::{Cursor, Kind, Record};
use gavel_wire::problem::Problem;
use gavel_wire::{Judging, Submission, SubmissionId, Timestamp, Work};

use crate::gate::Gate;
use crate::routes::{against, judge, samples};

const PAGE_ROWS: u32 = 1_000;
/// More than a queue holds. The oldest come first, so what is beyond it has its turn later.
const ROWS_MAX: usize = 500_000;
/// An older row may have had a verdict that the letter box holds no more.
const AGE_MS_MAX: i64 = 6 * 24 * 60 * 60 * 1_000;
const AT_ONCE: usize = 16;
const QUEUE_WAIT: Duration = Duration::from_secs(60);
/// Looking through a long queue takes at most one part in so many of the time.
const PACE: u32 = 20;
/// But a pause is never longer than so many usual ones.
const PAUSES_MAX: u32 = 4;

type Judgings = HashMap<SubmissionId, Judging>;

/// What became of a row.
enum Mended {
    Published,
    Decided,
    /// It was withdrawn or decided meanwhile, or another one published it just now.
    Nothing,
    Hopeless,
}

/// Ends only with the process.
pub(crate) async fn mend(gate: Arc<Gate>, every: Duration) {
    let mut before = Before::default();
    loop {
        let started = Instant::now();
        if let Err(error) = before.pass(&gate).await {
            tracing::warn!(error = %format!("{error:#}"), "rows without a verdict are not looked through now");
        }
        tokio::time::sleep((started.elapsed() * PACE).clamp(every, every * PAUSES_MAX)).await;
    }
}

/// What the last pass saw. A row counts as lost when two passes in a row find it so: between the row and its publish
/// there is always a moment.
#[derive(Default)]
struct Before {
    undecided: Judgings,
    lost: Judgings,
    hopeless: usize,
}

impl Before {
    async fn pass(&mut self, gate: &Gate) -> anyhow::Result<()> {
        let undecided = undecided(gate).await?;
        let stays = undecided.keys().any(|id| self.undecided.contains_key(id));
        self.undecided.clone_from(&undecided);
        if !stays {
            self.lost.clear();
            return Ok(());
        }
        // The queue is read before the verdicts: work is deleted from it only after its verdict was stored, so whatever
        // is in neither is lost.
        let lost = without_queued(gate, undecided).await?;
        let earlier = std::mem::replace(&mut self.lost, lost.clone());
        let again = lost.into_iter().filter(|(id, _)| earlier.contains_key(id));
        let mended = futures::stream::iter(again).map(|(id, judging)| mend_one(gate, id, judging));
        let (mut published, mut decided, mut hopeless) = (0, 0, 0);
        let mut mended = mended.buffer_unordered(AT_ONCE);
        while let Some(one) = mended.try_next().await? {
            match one {
                Mended::Published => published += 1,
                Mended::Decided => decided += 1,
                Mended::Hopeless => hopeless += 1,
                Mended::Nothing => {}
            }
        }
        metrics::counter!("gavel_rows_mended_total", "how" => "published").increment(published);
        metrics::counter!("gavel_rows_mended_total", "how" => "decided").increment(decided);
        if published + decided > 0 {
            tracing::warn!(published, decided, "mended rows that were left without a verdict");
        }
        if hopeless > self.hopeless {
            tracing::error!(
                rows = hopeless,
                "rows stay without a verdict: their problem is gone, or too large"
            );
        }
        self.hopeless = hopeless;
        Ok(())
    }
}

/// Every row that waits for its verdict.
async fn undecided(gate: &Gate) -> anyhow::Result<Judgings> {
    let now_ms = Timestamp::from(SystemTime::now()).unix_ms();
    let mut after = Cursor {
        accepted_at_ms: now_ms - AGE_MS_MAX,
        id: SubmissionId(uuid::Uuid::nil()),
    };
    let mut found = Judgings::new();
    while found.len() < ROWS_MAX {
        let page = gate.store.undecided(after, PAGE_ROWS).await?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        found.extend(page.iter().map(|(cursor, judging)| (cursor.id, *judging)));
    }
    Ok(found)
}

/// Those of them that the queue does not hold.
async fn without_queued(gate: &Gate, mut rows: Judgings) -> anyhow::Result<Judgings> {
    let mut index = gate.bus.index();
    let read = async {
        loop {
            match index.next().await.context("the queue's index ended")? {
                IndexItem::Entry(entry) if rows.get(&entry.submission) == Some(&entry.judging) => {
                    rows.remove(&entry.submission);
                }
                IndexItem::Entry(_) | IndexItem::Malformed { .. } => {}
                IndexItem::CaughtUp => return Ok(rows),
                IndexItem::Restarted => bail!("the queue was made anew while it was read"),
            }
        }
    };
    tokio::time::timeout(QUEUE_WAIT, read)
        .await
        .context("reading the queue")?
}

async fn mend_one(gate: &Gate, id: SubmissionId, judging: Judging) -> anyhow::Result<Mended> {
    match gate.bus.verdict(id, judging).await {
        Ok(None) => {}
        Ok(Some(verdict)) => {
            // The projector alone writes verdicts to the record.
            gate.missed.send(verdict).await.context("the projector ended")?;
            return Ok(Mended::Decided);
        }
        // One that this release cannot read is a verdict all the same.
        Err(BusError::Wire(_)) => return Ok(Mended::Nothing),
        Err(error) => return Err(error.into()),
    }
    let row = gate.store.get(id).await?;
    let Some(row) = row.filter(|row| row.verdict.is_none() && row.judging == judging) else {
        return Ok(Mended::Nothing);
    };
    let Some(submission) = submission_of(gate, row) else {
        return Ok(Mended::Hopeless);
    };
    match gate.bus.publish_lost_submission(&submission).await {
        Ok(published) if published.duplicate => Ok(Mended::Nothing),
        Ok(_) => Ok(Mended::Published),
        Err(BusError::TooLarge { .. }) => Ok(Mended::Hopeless),
        Err(error) => Err(error.into()),
    }
}

/// The message that was to be published, as far as the row and the catalogue tell it.
fn submission_of(gate: &Gate, row: Record) -> Option<Submission> {
    let request = row.request?;
    let work = match row.kind {
        Kind::Run if request.samples => gate.problems.get(&row.problem?, samples)?,
        Kind::Run => {
            let of_problem = |problem: &Problem| (problem.checker.signature().cloned(), against(problem));
            let (signature, against) = match row.problem {
                Some(problem) => gate.problems.get(&problem, of_problem)?,
                None => (None, None),
            };
            Work::Run {
                stdin: request.stdin,
                args: request.args,
                signature,
                against,
            }
        }
        Kind::Submission => gate.problems.get(&row.problem?, judge)?,
    };
    Some(Submission {
        v: gavel_wire::message::WIRE_VERSION,
        id: row.id,
        judging: row.judging,
        tenant: row.tenant,
        user: row.user,
        class: row.class,
        language: row.language,
        files: request.files,
        limits: request.limits,
        work,
        accepted_at: row.accepted_at,
        traceparent: None,
    })
}
