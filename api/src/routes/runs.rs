//! `/v1/runs`: code with input of one's own; no problem, no comparison.

use gavel_store::Kind;
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

use crate::request::{self, RunRequest};
use crate::submit::Accepted;
use crate::view::{SubmissionPage, Trace};

pub(crate) struct RunRoutes;

#[OpenApi(tag = "Tag::Runs")]
impl RunRoutes {
    /// Run a program with input of one's own.
    ///
    /// Answered once the run is durably stored. With `Prefer: wait=N` (at most 30 s) the answer is held for the verdict.
    #[oai(path = "/v1/runs", method = "post", operation_id = "createRun")]
    async fn create(
        &self,
        Data(gate): GateData<'_>,
        Data(context): Data<&Context>,
        key: Key,
        #[oai(name = "Prefer")] prefer: Header<Option<String>>,
        /// The same key sends once, however often it is repeated: 1 to 128 visible ASCII characters.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        Json(body): Json<RunRequest>,
    ) -> Result<Sent> {
        let accepted = Accepted {
            kind: Kind::Run,
            class: Class::Interactive,
            language: gate.languages.check(&body.language)?,
            files: request::files(body.source, body.files)?,
            limits: request::limits(body.limits)?,
            work: Work::Run {
                stdin: request::stdin(body.stdin)?,
                args: request::args(body.args)?,
            },
            idempotency_key: idempotency_key.0,
        };
        Ok(shared::post(gate, &key.0, context, prefer.0.as_deref(), accepted).await?)
    }

    /// List one's runs, newest first.
    #[oai(path = "/v1/runs", method = "get", operation_id = "listRuns")]
    async fn list(
        &self,
        Data(gate): GateData<'_>,
        key: Key,
        /// The `next` of the page before.
        after: Query<Option<String>>,
        /// Rows of a page, 1 to 100; 20 when absent.
        limit: Query<Option<u32>>,
    ) -> Result<Json<SubmissionPage>> {
        Ok(shared::list(gate, &key.0, Kind::Run, None, after.0, limit.0).await?)
    }

    /// Show one run, as far as it is.
    ///
    /// Polling costs little; `Prefer: wait=N` holds the answer for the verdict instead.
    #[oai(path = "/v1/runs/:id", method = "get", operation_id = "getRun")]
    async fn show(
        &self,
        Data(gate): GateData<'_>,
        key: Key,
        id: Path<Uuid>,
        #[oai(name = "Prefer")] prefer: Header<Option<String>>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Shown> {
        let (prefer, tags) = (prefer.0.as_deref(), if_none_match.0.as_deref());
        Ok(shared::show(gate, &key.0, Kind::Run, id.0, prefer, tags).await?)
    }

    /// Cancel a run that is queued or under way.
    #[oai(path = "/v1/runs/:id", method = "delete", operation_id = "cancelRun")]
    async fn cancel(&self, Data(gate): GateData<'_>, key: Key, id: Path<Uuid>) -> Result<Cancelling> {
        Ok(shared::cancel(gate, &key.0, Kind::Run, id.0).await?)
    }

    /// Tell where a run's time went.
    #[oai(path = "/v1/runs/:id/trace", method = "get", operation_id = "traceRun")]
    async fn trace(&self, Data(gate): GateData<'_>, key: Key, id: Path<Uuid>) -> Result<Json<Trace>> {
        Ok(shared::trace(gate, &key.0, Kind::Run, id.0).await?)
    }
}
