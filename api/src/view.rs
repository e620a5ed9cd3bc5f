//! What people read: the JSON of answers. Shapes only; every value comes from the wire's types or the record.

use gavel_store::{Kind, Record, Summary};
use gavel_wire::state::Phase;
use gavel_wire::{Verdict, verdict};
use poem_openapi::{Enum, Object};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::gate::Gate;
use crate::languages::Standing;
use crate::trace::shown_at;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum State {
    Queued,
    Compiling,
    Running,
    Done,
}

/// What it ended with. `ok` is a run that exited with 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum VerdictStatus {
    Ok,
    Accepted,
    WrongAnswer,
    TimeLimit,
    MemoryLimit,
    OutputLimit,
    RuntimeError,
    CompileError,
    Restricted,
    InternalError,
    Cancelled,
}

impl From<gavel_wire::Status> for VerdictStatus {
    fn from(status: gavel_wire::Status) -> Self {
        use gavel_wire::Status as S;
        match status {
            S::Ok => VerdictStatus::Ok,
            S::Accepted => VerdictStatus::Accepted,
            S::WrongAnswer => VerdictStatus::WrongAnswer,
            S::TimeLimit => VerdictStatus::TimeLimit,
            S::MemoryLimit => VerdictStatus::MemoryLimit,
            S::OutputLimit => VerdictStatus::OutputLimit,
            S::RuntimeError => VerdictStatus::RuntimeError,
            S::CompileError => VerdictStatus::CompileError,
            S::Restricted => VerdictStatus::Restricted,
            S::InternalError => VerdictStatus::InternalError,
            S::Cancelled => VerdictStatus::Cancelled,
        }
    }
}

/// Running test `k` of `n`.
#[derive(Debug, Clone, Object)]
pub(crate) struct TestProgress {
    pub(crate) k: u32,
    pub(crate) n: u32,
}

/// How it stands in the queue, as the leading scheduler told within the last half second.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct Waiting {
    /// From 1: the order in which work is started when nobody else comes, over all classes and users. Absent for a moment
    /// after it was accepted, behind the first 2,000, and while no agent has its language.
    pub(crate) place: Option<u32>,
    /// Until it is started, in milliseconds, at the pace of the last minute.
    pub(crate) wait_ms: Option<u64>,
    pub(crate) waits_for: Option<WaitsFor>,
}

/// What it waits for. Absent when it is about to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum WaitsFor {
    /// A scheduler that leads.
    Leader,
    /// An agent that has the language ready.
    Agent,
    /// A free slot.
    Slot,
}

impl From<Standing> for Waiting {
    fn from(standing: Standing) -> Self {
        Waiting {
            place: standing.place,
            wait_ms: standing
                .wait
                .map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)),
            waits_for: standing.for_what,
        }
    }
}

/// A submission or a run, as far as it is.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct Submission {
    pub(crate) id: Uuid,
    /// `run` or `submission`.
    pub(crate) kind: String,
    pub(crate) state: State,
    /// While `state` is `running`.
    pub(crate) test: Option<TestProgress>,
    /// While `state` is `queued`.
    pub(crate) queue: Option<Waiting>,
    pub(crate) user: String,
    pub(crate) language: String,
    pub(crate) problem: Option<String>,
    pub(crate) created_at: OffsetDateTime,
    /// Once `state` is `done`.
    pub(crate) status: Option<VerdictStatus>,
    pub(crate) decided_at: Option<OffsetDateTime>,
    pub(crate) region: Option<String>,
    pub(crate) report: Option<Report>,
    /// What was sent, as long as retention keeps it.
    pub(crate) request: Option<Sent>,
}

/// What was sent.
#[derive(Debug, Clone, Object)]
pub(crate) struct Sent {
    pub(crate) files: Vec<SentFile>,
    /// Of a typed problem the arguments, as JSON.
    pub(crate) stdin: String,
    pub(crate) args: Vec<String>,
    /// The input was the samples of the problem.
    pub(crate) samples: bool,
    pub(crate) limits: SentLimits,
}

#[derive(Debug, Clone, Object)]
pub(crate) struct SentFile {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The limits before the language's multipliers.
#[derive(Debug, Clone, Object)]
pub(crate) struct SentLimits {
    pub(crate) cpu_ms: u64,
    pub(crate) wall_ms: u64,
    pub(crate) memory_bytes: u64,
    pub(crate) output_bytes: u64,
    pub(crate) processes: u32,
}

/// What was found.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct Report {
    pub(crate) status: VerdictStatus,
    /// A sentence: which limit, or what failed on our side.
    pub(crate) reason: Option<String>,
    pub(crate) compile: Option<CompileReport>,
    /// Of a run with input of one's own.
    pub(crate) run: Option<Execution>,
    /// Of a submission, and of a run with samples: the tests that ran, in order.
    pub(crate) tests: Vec<TestReport>,
    pub(crate) tests_total: u32,
    /// Of a problem with subtasks, once its tests have run.
    pub(crate) score: Option<Score>,
    /// Greatest CPU time, wall time and memory of any test.
    pub(crate) usage: Usage,
    /// The slot that it ran on.
    pub(crate) slot: Option<u16>,
    /// How fast the slot's CPU is: what it took for a fixed workload of the agent's when the slot was set up.
    pub(crate) calibration_us: Option<u64>,
    /// It went over its CPU limit by at most a tenth on another slot, and was judged again: what was found there first.
    pub(crate) judged_again: Option<FirstJudging>,
}

/// Points, of a problem with subtasks.
#[derive(Debug, Clone, Object)]
pub(crate) struct Score {
    pub(crate) points: u32,
    pub(crate) points_max: u32,
    /// In the order of the problem's.
    pub(crate) subtasks: Vec<SubtaskScore>,
}

#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct SubtaskScore {
    pub(crate) name: String,
    pub(crate) points: u32,
    pub(crate) points_max: u32,
    /// `accepted`, or what its first test came to that was not; absent where no test of it was run.
    pub(crate) status: Option<VerdictStatus>,
}

/// What another slot found first.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct FirstJudging {
    pub(crate) agent: String,
    pub(crate) slot: u16,
    /// Greatest CPU time of any test.
    pub(crate) cpu_us: u64,
    pub(crate) calibration_us: Option<u64>,
}

#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct CompileReport {
    pub(crate) usage: Usage,
    pub(crate) exit_code: Option<i32>,
    pub(crate) messages: Output,
    /// The same source was compiled before; times and messages are of then.
    pub(crate) cached: bool,
}

/// One test. Of a hidden one only its status and coarse CPU time are told.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct TestReport {
    /// From 1.
    pub(crate) index: u32,
    pub(crate) sample: bool,
    pub(crate) status: VerdictStatus,
    pub(crate) cpu_ms: u64,
    pub(crate) execution: Option<Execution>,
}

/// One execution of the program.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct Execution {
    pub(crate) usage: Usage,
    pub(crate) exit_code: Option<i32>,
    pub(crate) signal: Option<i32>,
    pub(crate) stdout: Output,
    pub(crate) stderr: Output,
    /// Of a typed problem: what was returned, as JSON; absent where the program ended before it returned.
    pub(crate) answer: Option<String>,
    /// Of a run with a problem and input of one's own: what the problem's own solution printed or, of a typed problem as JSON, returned.
    pub(crate) expected: Option<Output>,
    /// Whether the problem's checker takes the output for such input.
    pub(crate) right: Option<bool>,
    pub(crate) difference: Option<Difference>,
    /// What the problem's checker or interactor said of a sample.
    pub(crate) checker: Option<Output>,
}

#[derive(Debug, Clone, Object)]
pub(crate) struct Usage {
    pub(crate) cpu_us: u64,
    pub(crate) wall_us: u64,
    pub(crate) memory_bytes: u64,
}

/// Printed bytes: `text` where they are UTF-8, else `base64`; cut at a cap when `truncated`.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct Output {
    pub(crate) text: Option<String>,
    pub(crate) base64: Option<String>,
    pub(crate) truncated: bool,
}

/// The first place where the output is not the expected one.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct Difference {
    /// Line of the program's output, from 1.
    pub(crate) line: u32,
    /// Absent at the end of the output.
    pub(crate) found: Option<String>,
    /// Absent where the output should have ended.
    pub(crate) expected: Option<String>,
}

/// One line of a list.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct SubmissionSummary {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) language: String,
    pub(crate) problem: Option<String>,
    pub(crate) created_at: OffsetDateTime,
    /// Absent while it is under way.
    pub(crate) status: Option<VerdictStatus>,
}

/// A page, newest first.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct SubmissionPage {
    pub(crate) items: Vec<SubmissionSummary>,
    /// Pass as `after` for the next page; absent on the last one.
    pub(crate) next: Option<String>,
}

impl Submission {
    /// The record, with what is known in memory laid over it.
    pub(crate) fn of(
        gate: &Gate,
        record: Record,
        phase: Option<Phase>,
        decided: Option<&Verdict>,
    ) -> Submission {
        let verdict = decided.or(record.verdict.as_ref());
        let (state, test) = match (verdict, phase) {
            (Some(_), _) => (State::Done, None),
            (None, Some(Phase::Compiling)) => (State::Compiling, None),
            (None, Some(Phase::Testing { k, n })) => (State::Running, Some(TestProgress { k, n })),
            (None, None) => (State::Queued, None),
        };
        let queued = state == State::Queued;
        let queue = queued.then(|| gate.languages.standing(record.id, &record.language).into());
        Submission {
            id: record.id.0,
            kind: record.kind.as_str().to_owned(),
            state,
            test,
            queue,
            user: record.user.into(),
            language: record.language.into(),
            problem: record.problem.map(String::from),
            created_at: record.accepted_at.0,
            status: verdict.map(|verdict| verdict.report.status.into()),
            decided_at: verdict.map(|verdict| shown_at(record.kind, verdict.decided_at).0),
            region: verdict.map(|verdict| verdict.region.to_string()),
            report: verdict.map(|verdict| verdict.report.clone().into()),
            request: record.request.map(Sent::from),
        }
    }

    /// Where it is found.
    pub(crate) fn location(kind: Kind, id: Uuid) -> String {
        match kind {
            Kind::Run => format!("/v1/runs/{id}"),
            Kind::Submission => format!("/v1/submissions/{id}"),
        }
    }
}

impl From<gavel_store::Request> for Sent {
    fn from(request: gavel_store::Request) -> Self {
        let limits = request.limits;
        Sent {
            files: request
                .files
                .into_iter()
                .map(|file| SentFile {
                    name: file.name.into(),
                    text: file.text,
                })
                .collect(),
            stdin: request.stdin,
            args: request.args,
            samples: request.samples,
            limits: SentLimits {
                cpu_ms: limits.cpu_ms,
                wall_ms: limits.wall_ms,
                memory_bytes: limits.memory_bytes,
                output_bytes: limits.output_bytes,
                processes: limits.processes,
            },
        }
    }
}

impl From<Summary> for SubmissionSummary {
    fn from(summary: Summary) -> Self {
        SubmissionSummary {
            id: summary.id.0,
            kind: summary.kind.as_str().to_owned(),
            language: summary.language.into(),
            problem: summary.problem.map(String::from),
            created_at: summary.accepted_at.0,
            status: summary.status.map(VerdictStatus::from),
        }
    }
}

impl From<verdict::Report> for Report {
    fn from(report: verdict::Report) -> Self {
        Report {
            status: report.status.into(),
            reason: report.reason,
            compile: report.compile.map(|compile| CompileReport {
                usage: compile.usage.into(),
                exit_code: compile.exit_code,
                messages: compile.messages.into(),
                cached: compile.cached,
            }),
            run: report.run.map(Execution::from),
            tests: report
                .tests
                .into_iter()
                .map(|test| TestReport {
                    index: test.index,
                    sample: test.sample,
                    status: test.status.into(),
                    cpu_ms: test.cpu_ms,
                    execution: test.execution.map(Execution::from),
                })
                .collect(),
            tests_total: report.tests_total,
            score: report.score.map(Score::from),
            usage: report.usage.into(),
            slot: report.slot,
            calibration_us: report.calibration_us,
            judged_again: report.judged_again.map(|first| FirstJudging {
                agent: first.agent.into(),
                slot: first.slot,
                cpu_us: first.cpu_us,
                calibration_us: first.calibration_us,
            }),
        }
    }
}

impl From<verdict::Score> for Score {
    fn from(score: verdict::Score) -> Self {
        let subtask = |subtask: verdict::SubtaskScore| SubtaskScore {
            name: subtask.name,
            points: subtask.points,
            points_max: subtask.points_max,
            status: subtask.status.map(VerdictStatus::from),
        };
        Score {
            points: score.points,
            points_max: score.points_max,
            subtasks: score.subtasks.into_iter().map(subtask).collect(),
        }
    }
}

impl From<verdict::Execution> for Execution {
    fn from(execution: verdict::Execution) -> Self {
        Execution {
            usage: execution.usage.into(),
            exit_code: execution.exit_code,
            signal: execution.signal,
            stdout: execution.stdout.into(),
            stderr: execution.stderr.into(),
            answer: execution.answer,
            expected: execution.expected.map(Output::from),
            right: execution.right,
            difference: execution.difference.map(|difference| Difference {
                line: difference.line,
                found: difference.found,
                expected: difference.expected,
            }),
            checker: execution.checker.map(Output::from),
        }
    }
}

impl From<verdict::Usage> for Usage {
    fn from(usage: verdict::Usage) -> Self {
        Usage {
            cpu_us: usage.cpu_us,
            wall_us: usage.wall_us,
            memory_bytes: usage.memory_bytes,
        }
    }
}

impl From<verdict::Output> for Output {
    fn from(output: verdict::Output) -> Self {
        Output {
            text: output.text,
            base64: output.base64,
            truncated: output.truncated,
        }
    }
}
