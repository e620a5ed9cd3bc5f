//! What the API says of a run or a submission, and how it is shown to a person. Shapes only; no HTTP here.
//! Fields that this build does not know are ignored, so that an older command reads a newer service.

use std::io::Write;

use base64::Engine;
use gavel_wire::verdict::{Execution, Output, Report, SubtaskScore, TestReport, Usage};
use serde::Deserialize;

/// Anything more is told as a number.
const FAILED_TESTS_SHOWN_MAX: usize = 5;

#[derive(Debug, Deserialize)]
pub(crate) struct View {
    pub(crate) id: String,
    pub(crate) state: State,
    #[serde(default)]
    pub(crate) test: Option<Test>,
    #[serde(default)]
    queue: Option<Waiting>,
    #[serde(default)]
    pub(crate) problem: Option<String>,
    #[serde(default)]
    pub(crate) report: Option<Report>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Queued,
    Compiling,
    Running,
    Done,
    #[serde(other)]
    Unknown,
}

/// The test at hand, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) struct Test {
    pub(crate) k: u32,
    pub(crate) n: u32,
}

/// How it stands in the queue.
#[derive(Debug, Deserialize)]
struct Waiting {
    #[serde(default)]
    place: Option<u32>,
    #[serde(default)]
    wait_ms: Option<u64>,
    #[serde(default)]
    waits_for: Option<String>,
}

impl Waiting {
    fn told(&self) -> String {
        let for_what = match self.waits_for.as_deref() {
            Some("agent") => ", no agent has the language ready",
            Some("leader") => ", no scheduler leads",
            _ => "",
        };
        let place = self
            .place
            .map_or_else(String::new, |place| format!(", place {place}"));
        let wait = self
            .wait_ms
            .map_or_else(String::new, |ms| format!(", about {} s", ms.div_ceil(1_000)));
        format!("queued{for_what}{place}{wait}")
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    pub(crate) items: Vec<Summary>,
}

/// One line of a list.
#[derive(Debug, Deserialize)]
pub(crate) struct Summary {
    id: String,
    kind: String,
    language: String,
    created_at: String,
    #[serde(default)]
    problem: Option<String>,
    /// None while it is under way.
    #[serde(default)]
    status: Option<String>,
}

impl Summary {
    pub(crate) fn line(&self) -> String {
        let of = self.problem.as_ref().unwrap_or(&self.kind);
        let status = self.status.as_deref().unwrap_or("under way");
        format!(
            "{}  {:27} {:10} {of:20} {status}",
            self.id, self.created_at, self.language
        )
    }
}

impl View {
    /// What is going on, in a few words.
    pub(crate) fn phase(&self) -> String {
        match (self.state, self.test) {
            (State::Queued, _) => self
                .queue
                .as_ref()
                .map_or_else(|| "queued".to_owned(), Waiting::told),
            (State::Compiling, _) => "compiling".to_owned(),
            (State::Running, Some(Test { k, n })) if n > 1 => format!("test {k} of {n}"),
            (State::Running | State::Unknown, _) => "running".to_owned(),
            (State::Done, _) => self
                .report
                .as_ref()
                .map_or("done", |r| r.status.as_str())
                .to_owned(),
        }
    }

    pub(crate) fn is_success(&self) -> bool {
        self.report
            .as_ref()
            .is_some_and(|report| report.status.is_success())
    }
}

/// A run's own output goes where it would have gone on this machine; the summary goes to stderr.
pub(crate) fn show_run(report: &Report) -> std::io::Result<()> {
    show_compile(report)?;
    if let Some(run) = &report.run {
        write_output(&mut std::io::stdout().lock(), &run.stdout)?;
        write_output(&mut std::io::stderr().lock(), &run.stderr)?;
        let mut told = std::io::stderr().lock();
        if let Some(answer) = &run.answer {
            writeln!(told, "returned {answer}")?;
        }
        if let Some(expected) = &run.expected {
            let verdict = match run.right {
                Some(true) => "right",
                Some(false) => "wrong",
                None => "not compared",
            };
            writeln!(told, "{verdict}; expected:")?;
            write_output(&mut told, expected)?;
            writeln!(told)?;
        }
    }
    writeln!(std::io::stderr().lock(), "{}", run_summary(report))
}

/// A judging as a short text on stdout.
pub(crate) fn show_judging(report: &Report) -> std::io::Result<()> {
    show_compile(report)?;
    let mut out = std::io::stdout().lock();
    let passed = report
        .tests
        .iter()
        .filter(|test| test.status.is_success())
        .count();
    writeln!(
        out,
        "{}: {passed} of {} tests, {}{}",
        report.status.as_str(),
        report.tests_total,
        usage(report.usage),
        reason(report)
    )?;
    if let Some(score) = &report.score {
        writeln!(out, "  {} of {} points", score.points, score.points_max)?;
        for subtask in &score.subtasks {
            writeln!(out, "  {}", subtask_line(subtask))?;
        }
    }
    let failed = report.tests.iter().filter(|test| !test.status.is_success());
    for test in failed.clone().take(FAILED_TESTS_SHOWN_MAX) {
        writeln!(out, "  {}", test_line(test))?;
    }
    match failed.count().saturating_sub(FAILED_TESTS_SHOWN_MAX) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more"),
    }
}

fn show_compile(report: &Report) -> std::io::Result<()> {
    match &report.compile {
        Some(compile) => write_output(&mut std::io::stderr().lock(), &compile.messages),
        None => Ok(()),
    }
}

fn run_summary(report: &Report) -> String {
    let ending = report.run.as_ref().map(ending).unwrap_or_default();
    let used = report.run.as_ref().map_or(report.usage, |run| run.usage);
    format!(
        "{}{ending}: {}{}",
        report.status.as_str(),
        usage(used),
        reason(report)
    )
}

fn ending(run: &Execution) -> String {
    match (run.exit_code, run.signal) {
        (_, Some(signal)) => format!(" (signal {signal})"),
        (Some(code), None) if code != 0 => format!(" (exit {code})"),
        _ => String::new(),
    }
}

fn subtask_line(subtask: &SubtaskScore) -> String {
    let status = subtask.status.map_or("not tested", |status| status.as_str());
    let (points, points_max) = (subtask.points, subtask.points_max);
    format!(
        "subtask {}: {points} of {points_max} points, {status}",
        subtask.name
    )
}

fn test_line(test: &TestReport) -> String {
    let kind = if test.sample { "sample" } else { "hidden" };
    let mut line = format!("test {} ({kind}): {}", test.index, test.status.as_str());
    let execution = test.execution.as_ref();
    if let Some(difference) = execution.and_then(|execution| execution.difference.as_ref()) {
        let token =
            |token: &Option<String>| token.as_ref().map_or("nothing".to_owned(), |t| format!("{t:?}"));
        let (found, expected) = (token(&difference.found), token(&difference.expected));
        line += &format!(", line {}: found {found}, expected {expected}", difference.line);
    }
    line
}

fn reason(report: &Report) -> String {
    report
        .reason
        .as_ref()
        .map(|reason| format!("; {reason}"))
        .unwrap_or_default()
}

fn usage(usage: Usage) -> String {
    let ms = |us: u64| us.div_ceil(1000);
    let memory = usage.memory_bytes.div_ceil(1 << 20);
    format!(
        "{} ms CPU, {} ms, {memory} MiB",
        ms(usage.cpu_us),
        ms(usage.wall_us)
    )
}

fn write_output(to: &mut impl Write, output: &Output) -> std::io::Result<()> {
    match (&output.text, &output.base64) {
        (Some(text), _) => to.write_all(text.as_bytes())?,
        (None, Some(encoded)) => {
            let decoded = base64::engine::general_purpose::STANDARD.decode(encoded);
            to.write_all(&decoded.map_err(std::io::Error::other)?)?;
        }
        (None, None) => {}
    }
    if output.truncated {
        writeln!(to, "\n[cut here]")?;
    }
    to.flush()
}
