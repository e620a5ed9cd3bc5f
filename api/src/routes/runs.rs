//! `/v1/runs`: code with input of one's own, or with the samples of a problem: what is tried before it is submitted.

use gavel_store::Kind;
use gavel_wire::message::Against;
use gavel_wire::problem::{Checker, Problem};
use gavel_wire::{Class, Work};
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use uuid::Uuid;

use super::Tag;
use super::shared::{self, Cancelling, GateData, Sent, Shown};
use crate::auth::Key;
use crate::edge::Context;
use crate::error::Failure;
use crate::request::{self, RunRequest};
use crate::submit::Accepted;
use crate::trace::Trace;
use crate::view::SubmissionPage;

pub(crate) struct RunRoutes;

/// A person's own input where there is some, else the samples.
fn with_problem(
    problem: &Problem,
    stdin: Option<String>,
    arguments: Option<Vec<serde_json::Value>>,
) -> Result<Work, Failure> {
    let invalid = |text: &str| Err(Failure::InvalidInput(text.to_owned()));
    let signature = problem.checker.signature();
    let stdin = match (signature, stdin, arguments) {
        (_, None, None) if problem.samples.is_empty() => {
            return invalid("The problem has no samples: send input.");
        }
        (_, None, None) => return Ok(samples(problem)),
        (None, Some(_), _) if matches!(problem.checker, Checker::Interactor { .. }) => {
            return invalid("The problem is interactive: a run has its samples, and no input of one's own.");
        }
        (None, Some(stdin), None) => request::stdin(Some(stdin))?,
        (Some(signature), None, Some(arguments)) => request::arguments(signature, &arguments)?,
        (None, ..) => return invalid("The problem's programs read stdin and take no arguments."),
        (Some(_), ..) => return invalid("The problem is typed: send arguments, and no stdin."),
    };
    Ok(Work::Run {
        stdin,
        args: Vec::new(),
        signature: signature.cloned(),
        against: against(problem),
    })
}

/// The problem's own programs, where it has some.
pub(crate) fn against(problem: &Problem) -> Option<Box<Against>> {
    let (validator, reference) = (problem.validator.clone(), problem.reference.clone());
    let any = validator.is_some() || reference.is_some();
    any.then(|| {
        Box::new(Against {
            validator,
            reference,
            checker: problem.checker.clone(),
        })
    })
}

/// All of them, whatever the first one comes to.
pub(crate) fn samples(problem: &Problem) -> Work {
    Work::Judge {
        problem: problem.id.clone(),
        version: problem.version.clone(),
        tests: problem.tests.iter().filter(|test| test.sample).cloned().collect(),
        checker: problem.checker.clone(),
        stop_at_first_failure: false,
        subtasks: Vec::new(),
    }
}

#[OpenApi(tag = "Tag::Runs")]
impl RunRoutes {
    /// Run a program with input of one's own, or with a problem's samples.
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
    ) -> poem::Result<Sent> {
        let language = gate.languages.check(&body.language)?;
        let (problem, limits, work) = match &body.problem {
            Some(asked) => {
                let found = gate.problem(asked, |problem| {
                    let work = with_problem(problem, body.stdin, body.arguments)?;
                    Ok::<_, Failure>((Some(problem.id.clone()), problem.limits, work))
                })?;
                if body.args.is_some() || body.limits.is_some() {
                    let text = "A run with a problem has the problem's limits and no args.";
                    return Err(Failure::InvalidInput(text.to_owned()).into());
                }
                found?
            }
            None if body.arguments.is_some() => {
                let text = "arguments are those of a typed problem: say which.";
                return Err(Failure::InvalidInput(text.to_owned()).into());
            }
            None => {
                let work = Work::Run {
                    stdin: request::stdin(body.stdin)?,
                    args: request::args(body.args)?,
                    signature: None,
                    against: None,
                };
                (None, request::limits(body.limits)?, work)
            }
        };
        let accepted = Accepted {
            kind: Kind::Run,
            class: Class::Interactive,
            language,
            files: request::files(body.source, body.files)?,
            problem,
            limits,
            work,
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
    ) -> poem::Result<Json<SubmissionPage>> {
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
    ) -> poem::Result<Shown> {
        let (prefer, tags) = (prefer.0.as_deref(), if_none_match.0.as_deref());
        Ok(shared::show(gate, &key.0, Kind::Run, id.0, prefer, tags).await?)
    }

    /// Cancel a run that is queued or under way.
    #[oai(path = "/v1/runs/:id", method = "delete", operation_id = "cancelRun")]
    async fn cancel(&self, Data(gate): GateData<'_>, key: Key, id: Path<Uuid>) -> poem::Result<Cancelling> {
        Ok(shared::cancel(gate, &key.0, Kind::Run, id.0).await?)
    }

    /// Tell where a run's time went.
    #[oai(path = "/v1/runs/:id/trace", method = "get", operation_id = "traceRun")]
    async fn trace(&self, Data(gate): GateData<'_>, key: Key, id: Path<Uuid>) -> poem::Result<Json<Trace>> {
        Ok(shared::trace(gate, &key.0, Kind::Run, id.0).await?)
    }
}
