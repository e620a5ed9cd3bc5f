//! What runs and submissions have in common: waiting, reading, listing, cancelling. The two differ in what they send.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gavel_blob::sha256;
use gavel_store::{Cursor, Kind, ListFilter, Record};
use gavel_wire::state::Cancel;
use gavel_wire::{ProblemId, SubmissionId, Timestamp, Verdict};
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, types::ToJSON};
use uuid::Uuid;

use crate::auth::Caller;
use crate::edge::Context;
use crate::error::Failure;
use crate::gate::Gate;
use crate::limit;
use crate::submit::{Accepted, submit, wait};
use crate::trace::Trace;
use crate::view::{Submission, SubmissionPage, SubmissionSummary};

pub(crate) type GateData<'a> = Data<&'a Arc<Gate>>;

const WAIT_S_MAX: u64 = 30;
const PAGE_ROWS: u32 = 20;
pub(crate) const PAGE_ROWS_MAX: u32 = 100;

/// The answer to a POST.
#[derive(ApiResponse)]
pub(crate) enum Sent {
    /// It is done: the verdict came within the time that `Prefer: wait=N` allowed.
    #[oai(status = 200)]
    Done(
        Json<Submission>,
        #[oai(header = "Location")] String,
        #[oai(header = "Preference-Applied")] Option<String>,
        /// A window of the user's limits, such as `"10s";q=3;w=10`: three in any ten seconds.
        #[oai(header = "RateLimit-Policy")]
        Option<String>,
        /// What is left in it and in how many seconds one more is free, such as `"10s";r=0;t=7`.
        #[oai(header = "RateLimit")]
        Option<String>,
    ),
    /// It is durably stored and will be judged.
    #[oai(status = 202)]
    Accepted(
        Json<Submission>,
        #[oai(header = "Location")] String,
        #[oai(header = "Preference-Applied")] Option<String>,
        /// A window of the user's limits, such as `"10s";q=3;w=10`: three in any ten seconds.
        #[oai(header = "RateLimit-Policy")]
        Option<String>,
        /// What is left in it and in how many seconds one more is free, such as `"10s";r=0;t=7`.
        #[oai(header = "RateLimit")]
        Option<String>,
    ),
}

/// The answer to a GET of one.
#[expect(
    clippy::large_enum_variant,
    reason = "made once a request and written out at once"
)]
#[derive(ApiResponse)]
pub(crate) enum Shown {
    /// As far as it is now.
    #[oai(status = 200)]
    Found(
        Json<Submission>,
        #[oai(header = "ETag")] String,
        #[oai(header = "Preference-Applied")] Option<String>,
    ),
    /// Nothing changed since the tag in `If-None-Match`.
    #[oai(status = 304)]
    NotModified(#[oai(header = "ETag")] String),
}

/// The answer to a DELETE.
#[derive(ApiResponse)]
pub(crate) enum Cancelling {
    /// The cancel is stored; the verdict that comes says whether it was in time.
    #[oai(status = 202)]
    Asked,
}

/// `wait=N` of RFC 7240's Prefer; other preferences and malformed ones are ignored, as the RFC asks. Cut at 30 s.
fn preferred_wait(prefer: Option<&str>) -> Option<u64> {
    let preferences = prefer?.split(',').map(str::trim);
    let mut waits = preferences.filter_map(|preference| {
        let (name, value) = preference.split_once('=')?;
        let value = value.split(';').next()?.trim().trim_matches('"');
        name.trim()
            .eq_ignore_ascii_case("wait")
            .then(|| value.parse::<u64>().ok())?
    });
    waits.next().map(|seconds| seconds.min(WAIT_S_MAX))
}

fn applied(wait_s: Option<u64>) -> Option<String> {
    wait_s.map(|seconds| format!("wait={seconds}"))
}

pub(crate) async fn post(
    gate: &Arc<Gate>,
    caller: &Caller,
    context: &Context,
    prefer: Option<&str>,
    accepted: Accepted,
) -> Result<Sent, Failure> {
    let kind = accepted.kind;
    let submitted = submit(gate, caller, context, accepted).await?;
    let (record, wait_s) = (submitted.record, preferred_wait(prefer));
    let location = Submission::location(kind, record.id.0);
    let [policy, rate] = match &submitted.standing {
        Some(standing) => limit::headers(standing).map(Some),
        None => [None, None],
    };
    let decided = match wait_s {
        None | Some(0) => None,
        Some(seconds) => {
            let limit = Duration::from_secs(seconds);
            wait(gate, record.id, record.judging, submitted.decision, limit).await
        }
    };
    let (phase, _) = gate.live.look(record.id);
    let view = Submission::of(gate, record, phase, decided.as_deref());
    Ok(match decided {
        Some(_) => Sent::Done(Json(view), location, applied(wait_s), policy, rate),
        None => Sent::Accepted(Json(view), location, applied(wait_s), policy, rate),
    })
}

/// One's own row of a kind; everything else is not found.
async fn own(gate: &Gate, caller: &Caller, kind: Kind, id: Uuid) -> Result<Record, Failure> {
    let record = gate.store.get(SubmissionId(id)).await?.ok_or(Failure::NotFound)?;
    let own = record.kind == kind && record.tenant == caller.tenant && record.user == caller.user;
    if own { Ok(record) } else { Err(Failure::NotFound) }
}

pub(crate) async fn show(
    gate: &Gate,
    caller: &Caller,
    kind: Kind,
    id: Uuid,
    prefer: Option<&str>,
    if_none_match: Option<&str>,
) -> Result<Shown, Failure> {
    let record = own(gate, caller, kind, id).await?;
    let (mut phase, mut decided) = gate.live.look(record.id);
    let wait_s = preferred_wait(prefer);
    if let (None, None, Some(seconds @ 1..)) = (&record.verdict, &decided, wait_s) {
        let decision = gate.live.expect(record.id);
        decided = wait(
            gate,
            record.id,
            record.judging,
            decision,
            Duration::from_secs(seconds),
        )
        .await;
        phase = gate.live.look(record.id).0;
    }
    let view = Submission::of(gate, record, phase, decided.as_deref());
    let tag = format!("\"{}\"", &sha256(view.to_json_string().as_bytes()).as_str()[..32]);
    let matches = |tags: &str| {
        tags.split(',')
            .any(|one| one.trim().trim_start_matches("W/") == tag || one.trim() == "*")
    };
    if if_none_match.is_some_and(matches) {
        return Ok(Shown::NotModified(tag));
    }
    Ok(Shown::Found(Json(view), tag, applied(wait_s)))
}

pub(crate) async fn list(
    gate: &Gate,
    caller: &Caller,
    kind: Kind,
    problem: Option<String>,
    after: Option<String>,
    limit: Option<u32>,
) -> Result<Json<SubmissionPage>, Failure> {
    let invalid = |text: String| Failure::InvalidRequest(text);
    let rows = limit.unwrap_or(PAGE_ROWS);
    if rows == 0 || rows > PAGE_ROWS_MAX {
        return Err(invalid(format!("limit must be from 1 to {PAGE_ROWS_MAX}.")));
    }
    let problem = problem.map(|text| ProblemId::parse(&text)).transpose();
    let after = after.map(|text| read_cursor(&text).ok_or(Failure::InvalidCursor));
    let filter = ListFilter {
        tenant: caller.tenant.clone(),
        user: caller.user.clone(),
        kind,
        problem: problem.map_err(|error| invalid(format!("problem: {error}.")))?,
        after: after.transpose()?,
        rows_max: rows + 1,
    };
    let mut found = gate.store.list(&filter).await?;
    let more = found.len() > rows as usize;
    found.truncate(rows as usize);
    let next = found.last().filter(|_| more).map(|last| {
        write_cursor(Cursor {
            accepted_at_ms: last.accepted_at.unix_ms(),
            id: last.id,
        })
    });
    Ok(Json(SubmissionPage {
        items: found.into_iter().map(SubmissionSummary::from).collect(),
        next,
    }))
}

pub(crate) async fn cancel(
    gate: &Gate,
    caller: &Caller,
    kind: Kind,
    id: Uuid,
) -> Result<Cancelling, Failure> {
    let record = own(gate, caller, kind, id).await?;
    if record.verdict.is_some() || gate.live.look(record.id).1.is_some() {
        return Err(Failure::AlreadyDecided);
    }
    let cancel = Cancel {
        v: gavel_wire::message::WIRE_VERSION,
        submission: record.id,
        judging: record.judging,
        at: Timestamp::from(SystemTime::now()),
    };
    gate.bus
        .request_cancel(&cancel)
        .await
        .map_err(Failure::from_bus)?;
    Ok(Cancelling::Asked)
}

pub(crate) async fn trace(
    gate: &Gate,
    caller: &Caller,
    kind: Kind,
    id: Uuid,
) -> Result<Json<Trace>, Failure> {
    let record = own(gate, caller, kind, id).await?;
    let decided = gate.live.look(record.id).1;
    let verdict: Option<&Verdict> = decided.as_deref().or(record.verdict.as_ref());
    Ok(Json(Trace::of(&record, verdict)))
}

fn write_cursor(cursor: Cursor) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}:{}", cursor.accepted_at_ms, cursor.id))
}

fn read_cursor(text: &str) -> Option<Cursor> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (at, id) = std::str::from_utf8(&bytes).ok()?.split_once(':')?;
    Some(Cursor {
        accepted_at_ms: at.parse().ok()?,
        id: id.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefer_is_read_as_the_rfc_says() {
        assert_eq!(preferred_wait(Some("wait=10")), Some(10));
        assert_eq!(preferred_wait(Some("respond-async, wait=100")), Some(30));
        assert_eq!(preferred_wait(Some("Wait=\"5\"; x=1")), Some(5));
        for ignored in ["wait", "wait=-1", "wait=x", "", "waiter=3"] {
            assert_eq!(preferred_wait(Some(ignored)), None, "{ignored}");
        }
    }

    #[test]
    fn cursors_read_back_and_others_are_refused() {
        let cursor = Cursor {
            accepted_at_ms: 12,
            id: SubmissionId(Uuid::now_v7()),
        };
        assert_eq!(read_cursor(&write_cursor(cursor)), Some(cursor));
        for bad in ["", "%", "AAAA", &URL_SAFE_NO_PAD.encode("x:y")] {
            assert_eq!(read_cursor(bad), None, "{bad}");
        }
    }
}
