//! The door's order: the request is checked before it comes here; then the row, the publish, and only then the answer.
//! A failure on the way takes the row back, so that a refused try leaves nothing.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use gavel_store::{Kind, Record, Request, StoreError};
use gavel_wire::rate::Standing;
use gavel_wire::{
    Class, Judging, LanguageId, Limits, ProblemId, SourceFile, Submission, SubmissionId, Timestamp, Work,
};
use tokio::sync::watch;
use tracing::Instrument;

use crate::auth::Caller;
use crate::edge::Context;
use crate::error::Failure;
use crate::gate::Gate;
use crate::limit;
use crate::live::Decision;

/// Of ids that are made from a key.
const IDEMPOTENCY_NAMESPACE: uuid::Uuid = uuid::uuid!("6f7e0c1a-52f5-4a53-9d6c-0d8f2b6f3c11");
const IDEMPOTENCY_KEY_BYTES_MAX: usize = 128;
const ROW_LOOKS: u32 = 10;
const ROW_PAUSE: Duration = Duration::from_millis(20);

/// A checked request of either kind.
pub(crate) struct Accepted {
    pub(crate) kind: Kind,
    pub(crate) class: Class,
    pub(crate) language: LanguageId,
    pub(crate) files: Vec<SourceFile>,
    pub(crate) problem: Option<ProblemId>,
    pub(crate) limits: Limits,
    pub(crate) work: Work,
    /// The header, as it came.
    pub(crate) idempotency_key: Option<String>,
}

/// What was stored, and where its verdict will appear.
pub(crate) struct Submitted {
    pub(crate) record: Record,
    pub(crate) decision: watch::Receiver<Decision>,
    /// Of the caller's limits after this; none where there are none, or nothing was counted.
    pub(crate) standing: Option<Standing>,
}

pub(crate) async fn submit(
    gate: &Arc<Gate>,
    caller: &Caller,
    context: &Context,
    accepted: Accepted,
) -> Result<Submitted, Failure> {
    gate.flood.check(caller, context.address)?;
    let id = id_of(caller, accepted.idempotency_key.as_deref())?;
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
    let record = record_of(&submission, accepted.kind, accepted.problem);
    let keyed = accepted.idempotency_key.is_some();
    if keyed || !caller.tier.unlimited {
        let found = gate.store.look(id, &caller.tenant, &caller.user).await?;
        if found.exists
            && let Some(earlier) = gate.store.get(id).await?
        {
            return repeated(gate, &record, earlier);
        }
        check_queued(caller, found.queued)?;
    }
    // A task of its own: whoever hangs up between the row and the publish must not leave the one without the other.
    let stored = store(Arc::clone(gate), caller.clone(), record.clone(), submission).in_current_span();
    let (decision, standing) = match tokio::spawn(stored).await.map_err(|_| Failure::Internal)? {
        // The same key at the same moment: the other one was first.
        Err(Refused::Duplicate) => {
            let earlier = gate.store.get(id).await?.ok_or(Failure::Stopping)?;
            return repeated(gate, &record, earlier);
        }
        Err(Refused::Failed(failure)) => {
            let limited = matches!(failure, Failure::RateLimited(_)) && keyed;
            return match limited.then(|| soon(gate, id)) {
                Some(earlier) => earlier
                    .await?
                    .map_or(Err(failure), |earlier| repeated(gate, &record, earlier)),
                None => Err(failure),
            };
        }
        Ok(stored) => stored,
    };
    let took = context.started.elapsed();
    metrics::histogram!("gavel_stage_seconds", "stage" => "accepted").record(took.as_secs_f64());
    tracing::info!(
        submission.id = %id,
        region = %gate.region,
        language = %record.language,
        "accepted"
    );
    Ok(Submitted {
        record,
        decision,
        standing,
    })
}

enum Refused {
    /// The id has a row already.
    Duplicate,
    Failed(Failure),
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Refused::Failed(failure)
    }
}

/// The limit, the row, then the publish; a failure takes back what came before it.
async fn store(
    gate: Arc<Gate>,
    caller: Caller,
    record: Record,
    submission: Submission,
) -> Result<(watch::Receiver<Decision>, Option<Standing>), Refused> {
    let counted = limit::count(&gate, &caller).await?;
    let stored = store_counted(&gate, record, &submission).await;
    if let (Err(_), Some(counted)) = (&stored, &counted) {
        limit::take_back(&gate, counted).await;
    }
    Ok((stored?, counted.map(|counted| counted.standing)))
}

async fn store_counted(
    gate: &Gate,
    record: Record,
    submission: &Submission,
) -> Result<watch::Receiver<Decision>, Refused> {
    let id = submission.id;
    let inserted = gate.store.insert(record).await;
    inserted.map_err(|error| match error {
        StoreError::Duplicate => Refused::Duplicate,
        error => Refused::Failed(Failure::from(error)),
    })?;
    let decision = gate.live.expect(id);
    if let Err(error) = gate.bus.publish_submission(submission).await {
        gate.live.forget(id);
        if let Err(error) = gate.store.withdraw(id).await {
            tracing::warn!(submission.id = %id, %error, "row of an unpublished submission stays");
        }
        return Err(Refused::Failed(Failure::from_bus(error)));
    }
    Ok(decision)
}

/// The same id for the same key of the same user, on any replica and at any time; a new one where there is no key.
fn id_of(caller: &Caller, key: Option<&str>) -> Result<SubmissionId, Failure> {
    let Some(key) = key else {
        return Ok(SubmissionId(uuid::Uuid::now_v7()));
    };
    let fits = (1..=IDEMPOTENCY_KEY_BYTES_MAX).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_graphic());
    if !fits {
        return Err(Failure::InvalidInput(format!(
            "Idempotency-Key must be 1 to {IDEMPOTENCY_KEY_BYTES_MAX} visible ASCII characters."
        )));
    }
    // Neither name can contain a newline.
    let name = format!("{}\n{}\n{key}", caller.tenant, caller.user);
    Ok(SubmissionId(uuid::Uuid::new_v5(
        &IDEMPOTENCY_NAMESPACE,
        name.as_bytes(),
    )))
}

/// The row of a repeated request that used up the limit a moment ago: it is counted first and written next.
async fn soon(gate: &Gate, id: SubmissionId) -> Result<Option<Record>, StoreError> {
    for _ in 0..ROW_LOOKS {
        if let Some(row) = gate.store.get(id).await? {
            return Ok(Some(row));
        }
        tokio::time::sleep(ROW_PAUSE).await;
    }
    Ok(None)
}

/// The answer to a request that came before: what it made then, if it is the same request. Source that retention has
/// taken cannot be compared, and then the key alone decides.
fn repeated(gate: &Gate, wanted: &Record, earlier: Record) -> Result<Submitted, Failure> {
    let same = earlier.kind == wanted.kind
        && earlier.language == wanted.language
        && earlier.problem == wanted.problem
        && (earlier.request.is_none() || earlier.request == wanted.request);
    if !same {
        return Err(Failure::IdempotencyKeyReused);
    }
    let decision = gate.live.expect(earlier.id);
    if let Some(verdict) = &earlier.verdict {
        gate.live.decide(Arc::new(verdict.clone()));
    }
    Ok(Submitted {
        record: earlier,
        decision,
        standing: None,
    })
}

/// A user with too much waiting is turned away before anything is written.
fn check_queued(caller: &Caller, queued: u64) -> Result<(), Failure> {
    let queued_max = caller.tier.queued_max;
    if !caller.tier.unlimited && queued >= u64::from(queued_max) {
        return Err(Failure::TooMuchQueued { queued_max });
    }
    Ok(())
}

fn record_of(submission: &Submission, kind: Kind, problem: Option<ProblemId>) -> Record {
    let (stdin, args) = match &submission.work {
        Work::Run { stdin, args, .. } => (stdin.clone(), args.clone()),
        Work::Judge { .. } => (String::new(), Vec::new()),
    };
    let samples = kind == Kind::Run && matches!(submission.work, Work::Judge { .. });
    Record {
        id: submission.id,
        kind,
        tenant: submission.tenant.clone(),
        user: submission.user.clone(),
        class: submission.class,
        language: submission.language.clone(),
        problem,
        accepted_at: submission.accepted_at,
        judging: submission.judging,
        request: Some(Request {
            files: submission.files.clone(),
            stdin,
            args,
            samples,
            limits: submission.limits,
        }),
        verdict: None,
    }
}

/// Counts a request that waits, also when its client hangs up.
struct Waiting(metrics::Gauge);

impl Waiting {
    fn begin() -> Waiting {
        let gauge = metrics::gauge!("gavel_requests_waiting");
        gauge.increment(1.0);
        Waiting(gauge)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

/// Holds an answer for the verdict, up to a time; ends early when the server stops. A verdict that was stored while the
/// connection to NATS was cut comes with the projector's log, which goes on where it stopped, and is read once more at
/// the end.
pub(crate) async fn wait(
    gate: &Gate,
    id: SubmissionId,
    judging: Judging,
    mut decision: watch::Receiver<Decision>,
    wait: Duration,
) -> Decision {
    let _waiting = Waiting::begin();
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
