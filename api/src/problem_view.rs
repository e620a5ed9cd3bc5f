//! Problems and languages as the API shows them. Hidden tests never appear.

use std::collections::BTreeMap;

use gavel_wire::ProblemId;
use gavel_wire::problem::{Checker, Problem, Release, Subtask, Translation};
use gavel_wire::signature::{Parameter, Signature};
use poem_openapi::Object;
use time::OffsetDateTime;

use crate::view::SentLimits;

/// A problem as the list shows it.
#[derive(Debug, Clone, Object)]
pub(crate) struct ProblemSummary {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) difficulty: String,
    pub(crate) tags: Vec<String>,
}

/// A page, in the order of the ids or the one that was asked for.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct ProblemPage {
    pub(crate) items: Vec<ProblemSummary>,
    /// Pass as `after` for the next page; absent on the last one.
    pub(crate) next: Option<String>,
}

/// A problem with its statement and samples.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct ProblemDetail {
    id: String,
    /// Of the published versions: 1, 2, 3 and so on.
    number: u32,
    /// Changes whenever anything that judging depends on changes.
    version: String,
    title: String,
    difficulty: String,
    tags: Vec<String>,
    /// Markdown.
    statement: String,
    /// The statement as HTML that a page can hold as it is. Formulas are MathML; figures lie under `/v1/figures`, for which no key is needed.
    statement_html: String,
    /// As HTML, the gentlest first.
    hints_html: Vec<String>,
    /// How it is solved, as HTML.
    editorial_html: Option<String>,
    /// By the tag of their language, such as `de` or `pt-BR`.
    translations: BTreeMap<String, TranslationView>,
    limits: SentLimits,
    checker: CheckerView,
    /// Of each subtask, where there are some.
    stop_at_first_failure: bool,
    /// What gives points; empty where a submission is accepted or not.
    subtasks: Vec<SubtaskView>,
    /// Of a typed problem JSON: the list of arguments or calls, and the answer.
    samples: Vec<SampleView>,
    tests_total: u32,
    /// What a person writes; only of a typed problem.
    signature: Option<SignatureView>,
    /// Of a typed problem: the code to start from, by the id of its language.
    starters: Option<BTreeMap<String, String>>,
}

/// Tests that give points together.
#[derive(Debug, Clone, Object)]
pub(crate) struct SubtaskView {
    name: String,
    points: u32,
    /// Names of subtasks without all of whose points this one gives none.
    requires: Vec<String>,
}

impl SubtaskView {
    fn all(subtasks: &[Subtask]) -> Vec<SubtaskView> {
        let name = |index: &u16| Some(subtasks.get(usize::from(*index))?.name.clone());
        let view = |subtask: &Subtask| SubtaskView {
            name: subtask.name.clone(),
            points: subtask.points,
            requires: subtask.requires.iter().filter_map(name).collect(),
        };
        subtasks.iter().map(view).collect()
    }
}

/// A problem's title and statement in another language.
#[derive(Debug, Clone, Object)]
pub(crate) struct TranslationView {
    title: String,
    /// Markdown.
    statement: String,
    statement_html: String,
}

impl From<Translation> for TranslationView {
    fn from(text: Translation) -> Self {
        TranslationView {
            title: text.title,
            statement: text.statement,
            statement_html: text.html,
        }
    }
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
    pub(crate) items: Vec<LanguageView>,
}

#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct LanguageView {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Whether an agent has it ready now.
    pub(crate) available: bool,
    /// The toolchain's own version text.
    pub(crate) version: Option<String>,
}

/// A version of a problem, as an author published it.
#[derive(Debug, Clone, Object)]
pub(crate) struct ReleaseView {
    id: String,
    /// 1, 2, 3 and so on.
    number: u32,
    /// The hash of the package's files.
    content: String,
    /// Changes whenever anything that judging depends on changes.
    version: String,
    published_at: OffsetDateTime,
}

/// What publishing came to.
#[derive(Debug, Clone, Object)]
pub(crate) struct PublishedView {
    /// Whether it is a new version; the same package again is the version before.
    pub(crate) changed: bool,
    pub(crate) release: ReleaseView,
}

/// The latest versions of a problem, the newest first.
#[derive(Debug, Clone, Object)]
pub(crate) struct ReleaseList {
    pub(crate) items: Vec<ReleaseView>,
}

impl ReleaseView {
    pub(crate) fn of(id: &ProblemId, release: &Release) -> ReleaseView {
        ReleaseView {
            id: id.to_string(),
            number: release.number,
            content: release.content.clone().into(),
            version: release.version.clone().into(),
            published_at: release.published_at.0,
        }
    }
}

impl From<&Problem> for ProblemSummary {
    fn from(problem: &Problem) -> Self {
        ProblemSummary {
            id: problem.id.to_string(),
            title: problem.title.clone(),
            difficulty: problem.difficulty.clone(),
            tags: problem.tags.clone(),
        }
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

impl ProblemDetail {
    pub(crate) fn of(problem: Problem, number: u32) -> Self {
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
        let subtasks = SubtaskView::all(&problem.subtasks);
        ProblemDetail {
            id: problem.id.into(),
            number,
            version: problem.version.into(),
            title: problem.title,
            difficulty: problem.difficulty,
            tags: problem.tags,
            statement: problem.statement,
            statement_html: problem.texts.statement,
            hints_html: problem.texts.hints,
            editorial_html: problem.texts.editorial,
            translations: problem
                .translations
                .into_iter()
                .map(|(tag, text)| (tag, text.into()))
                .collect(),
            limits: SentLimits {
                cpu_ms: limits.cpu_ms,
                wall_ms: limits.wall_ms,
                memory_bytes: limits.memory_bytes,
                output_bytes: limits.output_bytes,
                processes: limits.processes,
            },
            checker,
            stop_at_first_failure: problem.stop_at_first_failure,
            subtasks,
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
