//! The door's order: the request is checked before it comes here; then the row, the publish, and only then the answer.
//! A failure on the way takes the row back, so that a refused try leaves nothing.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use gavel_store::{Kind, Record, Request, StoreError};
use gavel_wire::{Class, Judging, LanguageId, Limits, SourceFile, Submission, SubmissionId, Timestamp, Work};
use tokio::sync::watch;
use tracing::Instrument;

use crate::auth::Caller;
use crate::edge::Context;
use crate::error::Failure;
use crate::gate::Gate;
use crate::live::Decision;

/// A checked request of either kind.
pub(crate) struct Accepted {
    pub(crate) kind: Kind,
    pub(crate) class: Class,
    pub(crate) language: LanguageId,
    pub(crate) files: Vec<SourceFile>,
    pub(crate) limits: Limits,
    pub(crate) work: Work,
}

/// What was stored, and where its verdict will appear.
pub(crate) struct Submitted {
    pub(crate) record: Record,
    pub(crate) decision: watch::Receiver<Decision>,
}

pub(crate) async fn submit(
    gate: &Arc<Gate>,
    caller: &Caller,
    context: &Context,
    accepted: Accepted,
) -> Result<Submitted, Failure> {
    if *gate.stopping.borrow() {
        return Err(Failure::Stopping);
    }
    gate.flood.check(caller, context.address)?;
    let id = SubmissionId(uuid::Uuid::now_v7());
    // The record keeps milliseconds; the same moment goes everywhere.
    let accepted_at = Timestamp::from_unix_ms(Timestamp::from(SystemTime::now()).unix_ms());
    let submission = Submission {
        v: gavel_wire::message::WIRE_VERSION,
        id,
        judging: Judging(1),
        tenant: caller.tenant.clone(),
        user: caller.user.clone(),
        class: accepted.class,
        language: accepted.language,
        files: accepted.files,
        limits: accepted.limits,
        work: accepted.work,
        accepted_at,
        traceparent: Some(context.traceparent.clone()),
    };
    let record = record_of(&submission, accepted.kind);
    // A task of its own: whoever hangs up between the row and the publish must not leave the one without the other.
    let stored = store(Arc::clone(gate), record.clone(), submission).in_current_span();
    let decision = tokio::spawn(stored).await.map_err(|_| Failure::Internal)??;
    let took = context.started.elapsed();
    metrics::histogram!("gavel_stage_seconds", "stage" => "accepted").record(took.as_secs_f64());
    tracing::info!(
        submission.id = %id,
        region = %gate.region,
        language = %record.language,
        "accepted"
    );
    Ok(Submitted { record, decision })
}

/// The row, then the publish; a failure takes the row back.
async fn store(
    gate: Arc<Gate>,
    record: Record,
    submission: Submission,
) -> Result<watch::Receiver<Decision>, Failure> {
    let id = submission.id;
    let inserted = gate.store.insert(record).await;
    inserted.map_err(|error| match error {
        // A version 7 id of ours cannot exist already; saying so to the person would help nobody.
        StoreError::Duplicate => Failure::internal("record", &StoreError::Duplicate),
        error => Failure::from(error),
    })?;
    let decision = gate.live.expect(id);
    if let Err(error) = gate.bus.publish_submission(&submission).await {
        gate.live.forget(id);
        if let Err(error) = gate.store.withdraw(id).await {
            tracing::warn!(submission.id = %id, %error, "row of an unpublished submission stays");
        }
        return Err(Failure::from_bus(error));
    }
    Ok(decision)
}

fn record_of(submission: &Submission, kind: Kind) -> Record {
    let (stdin, args) = match &submission.work {
        Work::Run { stdin, args } => (stdin.clone(), args.clone()),
        Work::Judge { .. } => (String::new(), Vec::new()),
    };
    Record {
        id: submission.id,
        kind,
        tenant: submission.tenant.clone(),
        user: submission.user.clone(),
        class: submission.class,
        language: submission.language.clone(),
        problem: submission.problem().cloned(),
        accepted_at: submission.accepted_at,
        judging: submission.judging,
        request: Some(Request {
            files: submission.files.clone(),
            stdin,
            args,
            limits: submission.limits,
        }),
        verdict: None,
    }
}

/// Holds an answer for the verdict, up to a time; ends early when the server stops. A verdict that was missed (a cut
/// connection) is read once more at the end.
pub(crate) async fn wait(
    gate: &Gate,
    id: SubmissionId,
    judging: Judging,
    mut decision: watch::Receiver<Decision>,
    wait: Duration,
) -> Decision {
    let mut stopping = gate.stopping.clone();
    let decided = async {
        let seen = decision
            .wait_for(Option::is_some)
            .await
            .map(|decided| decided.clone());
        match seen {
            Ok(decided) => decided,
            // The entry was evicted: the record has it.
            Err(_) => gate
                .store
                .get(id)
                .await
                .ok()
                .flatten()
                .and_then(|row| row.verdict.map(Arc::new)),
        }
    };
    tokio::select! {
        decided = decided => return decided,
        () = tokio::time::sleep(wait) => {}
        _ = stopping.wait_for(|stopping| *stopping) => return None,
    }
    match gate.bus.verdict(id, judging).await {
        Ok(verdict) => verdict.map(Arc::new),
        Err(error) => {
            tracing::debug!(submission.id = %id, %error, "no second look at the verdict");
            None
        }
    }
}
