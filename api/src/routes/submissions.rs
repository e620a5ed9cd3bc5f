//! `/v1/submissions`: code judged against a problem's tests.

use gavel_store::Kind;
use gavel_wire::problem::Problem;
use gavel_wire::{Class, Work};
use poem::Result;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use uuid::Uuid;

use super::Tag;
use super::shared::{self, Cancelling, GateData, Sent, Shown};
use crate::auth::Key;
use crate::edge::Context;
use crate::request::{self, SubmissionRequest};
use crate::submit::Accepted;
use crate::trace::Trace;
use crate::view::SubmissionPage;

pub(crate) struct SubmissionRoutes;

/// What there is to do for a submission to a problem.
pub(crate) fn judge(problem: &Problem) -> Work {
    Work::Judge {
        problem: problem.id.clone(),
        version: problem.version.clone(),
        tests: problem.tests.clone(),
        checker: problem.checker.clone(),
        stop_at_first_failure: problem.stop_at_first_failure,
        subtasks: problem.subtasks.clone(),
    }
}

#[OpenApi(tag = "Tag::Submissions")]
impl SubmissionRoutes {
    /// Submit a program to a problem.
    ///
    /// Answered once the submission is durably stored. With `Prefer: wait=N` (at most 30 s) the answer is held for the
    /// verdict.
    #[oai(path = "/v1/submissions", method = "post", operation_id = "createSubmission")]
    async fn create(
        &self,
        Data(gate): GateData<'_>,
        Data(context): Data<&Context>,
        key: Key,
        #[oai(name = "Prefer")] prefer: Header<Option<String>>,
        /// The same key sends once, however often it is repeated: 1 to 128 visible ASCII characters.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        Json(body): Json<SubmissionRequest>,
    ) -> Result<Sent> {
        let language = gate.languages.check(&body.language)?;
        let (problem, limits, work) = gate.problem(&body.problem, |problem| {
            (problem.id.clone(), problem.limits, judge(problem))
        })?;
        let accepted = Accepted {
            kind: Kind::Submission,
            class: Class::Practice,
            language,
            files: request::files(body.source, body.files)?,
            problem: Some(problem),
            limits,
            work,
            idempotency_key: idempotency_key.0,
        };
        Ok(shared::post(gate, &key.0, context, prefer.0.as_deref(), accepted).await?)
    }

    /// List one's submissions, newest first.
    #[oai(path = "/v1/submissions", method = "get", operation_id = "listSubmissions")]
    async fn list(
        &self,
        Data(gate): GateData<'_>,
        key: Key,
        /// Only those to this problem.
        problem: Query<Option<String>>,
        /// The `next` of the page before.
        after: Query<Option<String>>,
        /// Rows of a page, 1 to 100; 20 when absent.
        limit: Query<Option<u32>>,
    ) -> Result<Json<SubmissionPage>> {
        Ok(shared::list(gate, &key.0, Kind::Submission, problem.0, after.0, limit.0).await?)
    }

    /// Show one submission, as far as it is.
    ///
    /// Polling costs little; `Prefer: wait=N` holds the answer for the verdict instead.
    #[oai(path = "/v1/submissions/:id", method = "get", operation_id = "getSubmission")]
    async fn show(
        &self,
        Data(gate): GateData<'_>,
        key: Key,
        id: Path<Uuid>,
        #[oai(name = "Prefer")] prefer: Header<Option<String>>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Shown> {
        let (prefer, tags) = (prefer.0.as_deref(), if_none_match.0.as_deref());
        Ok(shared::show(gate, &key.0, Kind::Submission, id.0, prefer, tags).await?)
    }

    /// Cancel a submission that is queued or under way.
    #[oai(
        path = "/v1/submissions/:id",
        method = "delete",
        operation_id = "cancelSubmission"
    )]
    async fn cancel(&self, Data(gate): GateData<'_>, key: Key, id: Path<Uuid>) -> Result<Cancelling> {
        Ok(shared::cancel(gate, &key.0, Kind::Submission, id.0).await?)
    }

    /// Tell where a submission's time went.
    #[oai(
        path = "/v1/submissions/:id/trace",
        method = "get",
        operation_id = "traceSubmission"
    )]
    async fn trace(&self, Data(gate): GateData<'_>, key: Key, id: Path<Uuid>) -> Result<Json<Trace>> {
        Ok(shared::trace(gate, &key.0, Kind::Submission, id.0).await?)
    }
}
