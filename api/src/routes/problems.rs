//! `/v1/problems` and `/v1/languages`: what people choose from. Read-only; hidden tests never appear.

use std::collections::BTreeMap;

use gavel_wire::ProblemId;
use gavel_wire::problem::{Checker, Problem};
use gavel_wire::signature::{Parameter, Signature};
use poem::Result;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use super::shared::{GateData, PAGE_ROWS_MAX};
use crate::auth::Key;
use crate::error::Failure;
use crate::view::SentLimits;

pub(crate) struct ProblemRoutes;

/// A problem as the list shows it.
#[derive(Debug, Clone, Object)]
pub(crate) struct ProblemSummary {
    id: String,
    title: String,
    difficulty: String,
    tags: Vec<String>,
}

/// A page, in the order of the ids.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct ProblemPage {
    items: Vec<ProblemSummary>,
    /// Pass as `after` for the next page; absent on the last one.
    next: Option<String>,
}

/// A problem with its statement and samples.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct ProblemDetail {
    id: String,
    /// Changes whenever anything that judging depends on changes.
    version: String,
    title: String,
    difficulty: String,
    tags: Vec<String>,
    /// Markdown.
    statement: String,
    limits: SentLimits,
    checker: CheckerView,
    stop_at_first_failure: bool,
    /// Of a typed problem JSON: the list of arguments or calls, and the answer.
    samples: Vec<SampleView>,
    tests_total: u32,
    /// What a person writes; only of a typed problem.
    signature: Option<SignatureView>,
    /// Of a typed problem: the code to start from, by the id of its language.
    starters: Option<BTreeMap<String, String>>,
}

/// A typed function; or, where there are methods, a class whose constructor takes the parameters.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct SignatureView {
    name: String,
    parameters: Vec<ParameterView>,
    /// Such as `int[]`; `void` where a parameter is the answer, and of a class.
    returns: String,
    /// The parameter whose value after the call is the answer.
    in_place: Option<String>,
    methods: Vec<MethodView>,
}

#[derive(Debug, Clone, Object)]
pub(crate) struct ParameterView {
    name: String,
    /// One of `int`, `long`, `double`, `bool`, `char`, `string`, `linked_list`, `binary_tree`, `nary_tree`, `graph`, with `?`
    /// behind it where it can be null and `[]` for each list around it.
    #[oai(rename = "type")]
    of: String,
}

#[derive(Debug, Clone, Object)]
pub(crate) struct MethodView {
    name: String,
    parameters: Vec<ParameterView>,
    returns: String,
}

/// How outputs are compared.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct CheckerView {
    /// `tokens`, `float`, `exact`, `custom`, `interactor` of an interactive problem, or `answer` of a typed problem.
    kind: String,
    absolute: Option<f64>,
    relative: Option<f64>,
}

#[derive(Debug, Clone, Object)]
pub(crate) struct SampleView {
    input: String,
    output: String,
}

/// All languages; there are few.
#[derive(Debug, Clone, Object)]
pub(crate) struct LanguageList {
    items: Vec<LanguageView>,
}

#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct LanguageView {
    id: String,
    name: String,
    /// Whether an agent has it ready now.
    available: bool,
    /// The toolchain's own version text.
    version: Option<String>,
}

#[OpenApi(tag = "Tag::Problems")]
impl ProblemRoutes {
    /// List the problems.
    #[oai(path = "/v1/problems", method = "get", operation_id = "listProblems")]
    async fn list(
        &self,
        Data(gate): GateData<'_>,
        _key: Key,
        /// The `next` of the page before.
        after: Query<Option<String>>,
        /// Rows of a page, 1 to 100, which is also the default.
        limit: Query<Option<u32>>,
    ) -> Result<Json<ProblemPage>> {
        let rows = limit.0.unwrap_or(PAGE_ROWS_MAX);
        if rows == 0 || rows > PAGE_ROWS_MAX {
            return Err(Failure::InvalidRequest(format!("limit must be from 1 to {PAGE_ROWS_MAX}.")).into());
        }
        let after = after.0.map(|text| ProblemId::parse(&text)).transpose();
        let after = after.map_err(|_| Failure::InvalidCursor)?;
        let catalogue = gate.problems.all();
        let behind = |problem: &&Problem| after.as_ref().is_none_or(|after| problem.id > *after);
        let mut problems: Vec<&Problem> = catalogue.problems.iter().filter(behind).collect();
        problems.sort_by(|a, b| a.id.cmp(&b.id));
        let more = problems.len() > rows as usize;
        problems.truncate(rows as usize);
        let next = problems.last().filter(|_| more).map(|last| last.id.to_string());
        let items = problems.into_iter().map(|problem| ProblemSummary {
            id: problem.id.to_string(),
            title: problem.title.clone(),
            difficulty: problem.difficulty.clone(),
            tags: problem.tags.clone(),
        });
        Ok(Json(ProblemPage {
            items: items.collect(),
            next,
        }))
    }

    /// Show one problem.
    #[oai(path = "/v1/problems/:id", method = "get", operation_id = "getProblem")]
    async fn show(
        &self,
        Data(gate): GateData<'_>,
        _key: Key,
        id: Path<String>,
    ) -> Result<Json<ProblemDetail>> {
        let id = ProblemId::parse(&id.0).map_err(|_| Failure::NotFound)?;
        let problem = gate.problems.get(&id, Problem::clone).ok_or(Failure::NotFound)?;
        Ok(Json(ProblemDetail::from(problem)))
    }

    /// List the languages and whether they can run now.
    #[oai(path = "/v1/languages", method = "get", operation_id = "listLanguages")]
    async fn languages(&self, Data(gate): GateData<'_>, _key: Key) -> Result<Json<LanguageList>> {
        let items = gate
            .languages
            .list()
            .into_iter()
            .map(|(id, name, ready)| LanguageView {
                id: id.into(),
                name,
                available: ready.is_some(),
                version: ready.map(|ready| ready.version),
            });
        Ok(Json(LanguageList {
            items: items.collect(),
        }))
    }
}

fn parameters(parameters: &[Parameter]) -> Vec<ParameterView> {
    let views = parameters.iter().map(|parameter| ParameterView {
        name: parameter.name.clone(),
        of: parameter.of.to_string(),
    });
    views.collect()
}

impl From<&Signature> for SignatureView {
    fn from(signature: &Signature) -> Self {
        let methods = signature.methods.iter().map(|method| MethodView {
            name: method.name.clone(),
            parameters: parameters(&method.parameters),
            returns: method.returns.to_string(),
        });
        SignatureView {
            name: signature.name.clone(),
            parameters: parameters(&signature.parameters),
            returns: signature.returns.to_string(),
            in_place: signature.in_place.clone(),
            methods: methods.collect(),
        }
    }
}

impl From<Problem> for ProblemDetail {
    fn from(problem: Problem) -> Self {
        let signature = problem.checker.signature().map(SignatureView::from);
        let starters = problem.starters.into_iter().map(|(id, code)| (id.into(), code));
        let starters = signature.is_some().then(|| starters.collect());
        let (kind, tolerances) = match problem.checker {
            Checker::Tokens => ("tokens", None),
            Checker::Exact => ("exact", None),
            Checker::Float { absolute, relative } => ("float", Some((absolute, relative))),
            Checker::Answer {
                absolute, relative, ..
            } => ("answer", Some((absolute, relative))),
            Checker::Custom { .. } => ("custom", None),
            Checker::Interactor { .. } => ("interactor", None),
        };
        let (absolute, relative) = tolerances.unzip();
        let checker = CheckerView {
            kind: kind.into(),
            absolute,
            relative,
        };
        let limits = problem.limits;
        ProblemDetail {
            id: problem.id.into(),
            version: problem.version.into(),
            title: problem.title,
            difficulty: problem.difficulty,
            tags: problem.tags,
            statement: problem.statement,
            limits: SentLimits {
                cpu_ms: limits.cpu_ms,
                wall_ms: limits.wall_ms,
                memory_bytes: limits.memory_bytes,
                output_bytes: limits.output_bytes,
                processes: limits.processes,
            },
            checker,
            stop_at_first_failure: problem.stop_at_first_failure,
            samples: problem
                .samples
                .into_iter()
                .map(|sample| SampleView {
                    input: sample.input,
                    output: sample.output,
                })
                .collect(),
            tests_total: u32::try_from(problem.tests.len()).unwrap_or(u32::MAX),
            signature,
            starters,
        }
    }
}
