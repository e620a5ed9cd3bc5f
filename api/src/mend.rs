//! What a crash left half done: a row stands in the record and the queue never heard of it. Once after each start, such
//! rows are published; nobody was answered 202 for them, but they are in people's lists.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Context;
use futures::StreamExt;
use gavel_bus::IndexItem;
use gavel_store::{Cursor, Kind, Record};
use gavel_wire::{Judging, Submission, SubmissionId, Timestamp, Work};

use crate::gate::Gate;
use crate::routes::judge;

const PAGE_ROWS: u32 = 100;
const PAUSE: Duration = Duration::from_secs(2);
/// An older row may have had a verdict that the letter box holds no more.
const AGE_MS_MAX: i64 = 6 * 24 * 60 * 60 * 1_000;

/// Ends when every row from before this start was looked at.
pub(crate) async fn mend(gate: Arc<Gate>) {
    let before = Timestamp::from(SystemTime::now());
    loop {
        match pass(&gate, before).await {
            Ok(0) => return,
            Ok(rows) => return tracing::warn!(rows, "published rows that a crash had left behind"),
            Err(error) => tracing::warn!(error = %format!("{error:#}"), "rows are not looked through yet"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The queue is read before the verdicts: work is deleted from it only after its verdict was stored, so whatever is in
/// neither was never published. If another api publishes the same meanwhile, the queue keeps one of the two.
async fn pass(gate: &Gate, before: Timestamp) -> anyhow::Result<usize> {
    let oldest = Cursor {
        accepted_at_ms: before.unix_ms() - AGE_MS_MAX,
        id: SubmissionId(uuid::Uuid::nil()),
    };
    let mut after = Some(oldest);
    if gate.store.undecided(before, after, 1).await?.is_empty() {
        return Ok(0);
    }
    let held = held(gate).await?;
    let mut mended = 0;
    loop {
        let rows = gate.store.undecided(before, after, PAGE_ROWS).await?;
        let Some(last) = rows.last() else {
            return Ok(mended);
        };
        after = Some(Cursor {
            accepted_at_ms: last.accepted_at.unix_ms(),
            id: last.id,
        });
        for row in rows
            .into_iter()
            .filter(|row| !held.contains(&(row.id, row.judging)))
        {
            if gate.bus.verdict(row.id, row.judging).await?.is_some() {
                continue;
            }
            let id = row.id;
            let Some(submission) = submission_of(gate, row) else {
                tracing::warn!(submission.id = %id, "its problem is gone: it stays without a verdict");
                continue;
            };
            match gate.bus.publish_submission(&submission).await {
                Ok(_) => mended += 1,
                Err(error) if error.is_transient() => return Err(error.into()),
                Err(error) => tracing::error!(submission.id = %id, %error, "it stays without a verdict"),
            }
        }
    }
}

/// What the queue holds now.
async fn held(gate: &Gate) -> anyhow::Result<HashSet<(SubmissionId, Judging)>> {
    let mut held = HashSet::new();
    let mut index = gate.bus.index();
    loop {
        match index.next().await.context("the queue's index ended")? {
            IndexItem::Entry(entry) => {
                held.insert((entry.submission, entry.judging));
            }
            IndexItem::CaughtUp => return Ok(held),
            IndexItem::Restarted => held.clear(),
            IndexItem::Malformed { .. } => {}
        }
    }
}

/// The message that was to be published, as far as the row and the catalogue tell it.
fn submission_of(gate: &Gate, row: Record) -> Option<Submission> {
    let request = row.request?;
    let work = match row.kind {
        Kind::Run => Work::Run {
            stdin: request.stdin,
            args: request.args,
        },
        Kind::Submission => judge(gate.problems.get(&row.problem?)?),
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
