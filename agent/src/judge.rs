//! One attempt from its source files to its report: compile, run, compare. Blocking, on the slot's own thread.
//! Expected outputs never enter the program's sandbox. It tells what was found; what that means is `verdict`'s to say.

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use gavel_sandbox::{ExecSpec, InFile, Outcome, SandboxFailed, Session, Status as Ended};
use gavel_signature::encode_arguments;
use gavel_wire::limits::{COMPILE_OUTPUT_SHOWN_BYTES_MAX, JUDGING_WALL_MS, OUTPUT_SHOWN_BYTES_MAX};
use gavel_wire::message::Against;
use gavel_wire::problem::TestRef;
use gavel_wire::signature::Signature;
use gavel_wire::state::Phase;
use gavel_wire::verdict::{CompileReport, Execution, Mark, Report, Stage, Usage};
use gavel_wire::{AgentId, Limits, SourceFile, Status, Timestamp, Work};

use crate::against::hold_against;
use crate::beside::Beside;
use crate::blobs::Blobs;
use crate::check::shown_answer;
use crate::checking::Checking;
use crate::compiled::Compiled;
use crate::execution::{self, Control, ExecutionError, Program};
use crate::scoring::Scoring;
use crate::slots::Slots;
use crate::sources::{self, Sources};
use crate::tested::Tested;
use crate::toolchain::Toolchain;
use crate::verdict::{self, Finding, Opinion, Purpose};
use crate::{hidden, limits, metrics, shown};

/// Everything that one attempt needs.
pub struct Job<'a> {
    pub files: &'a [SourceFile],
    /// As the problem or the person asked for; the language's come on top.
    pub limits: &'a Limits,
    pub work: &'a Work,
    pub toolchain: &'a Toolchain,
    /// Where a checker of the problem's author runs.
    pub beside: &'a Beside,
    pub blobs: &'a Blobs,
    pub compiled: Option<&'a Compiled>,
    pub control: &'a Control,
    pub agent: &'a AgentId,
    /// Told as things go on; best effort.
    pub progress: &'a dyn Fn(Phase),
}

/// What an attempt came to.
#[derive(Debug)]
pub struct Judged {
    pub report: Report,
    /// The greatest of each over all executions of the program, as it was measured. The report rounds what hidden tests took,
    /// so this is for the problem's author alone.
    pub measured: Usage,
    /// What the author's own program, or the one that was judged, said when it failed; for the author alone, too.
    pub remark: Option<String>,
    pub marks: Vec<Mark>,
    /// Another slot may find that it was fast enough.
    pub near_limit: bool,
    /// The sandbox failed: the slot is not to be trusted before it is set up anew.
    pub failed: Option<SandboxFailed>,
    /// The language's compiler or runtime was not there.
    pub toolchain_gone: bool,
}

/// Runs one attempt to its end. Never panics and never fails: what goes wrong on our side is in the report.
pub fn judge(slots: &mut Slots, job: &Job<'_>) -> Judged {
    let mut judged = Judged::not_run("it was not run");
    if let Err(error) = attempt(slots, job, &mut judged) {
        judged.note(&Finding::internal(error.to_string()));
        if let ExecutionError::Sandbox(failed) = error {
            judged.failed = Some(failed);
        }
    }
    let nobodys = matches!(judged.report.status, Status::InternalError | Status::Cancelled);
    judged.report.score = match job.work {
        Work::Judge { tests, subtasks, .. } if !nobodys => {
            let score = judged.report.score.take();
            score.or_else(|| Scoring::new(subtasks, tests, true).score())
        }
        _ => None,
    };
    judged
}

fn attempt(slots: &mut Slots, job: &Job<'_>, judged: &mut Judged) -> Result<(), ExecutionError> {
    let sources = match sources::of(job.files, job.work.signature(), job.toolchain) {
        Ok(sources) => sources,
        Err(finding) => {
            judged.note(&finding);
            return Ok(());
        }
    };
    let Some(files) = compiled(slots, job, sources, judged)? else {
        return Ok(());
    };
    let (asked, multipliers) = (job.limits, &job.toolchain.language.multipliers);
    match job.work {
        Work::Run {
            stdin,
            args,
            signature,
            against,
        } => {
            let Some(input) = input(signature.as_ref(), stdin) else {
                judged.note(&Finding::internal(
                    "the arguments do not fit the signature".to_owned(),
                ));
                return Ok(());
            };
            let mut effective = limits::of_run(asked, multipliers);
            effective.sandbox.answer_bytes = signature.as_ref().map(|_| limits::ANSWER_BYTES_MAX);
            let program = Program::new(job.toolchain, files, args, effective)?;
            run(slots, job, &program, (input.into(), against.as_deref()), judged)
        }
        Work::Judge {
            tests,
            checker,
            stop_at_first_failure,
            subtasks,
            ..
        } => {
            let mut effective = limits::of_test(asked, multipliers);
            effective.sandbox.answer_bytes = checker.signature().map(|_| limits::ANSWER_BYTES_MAX);
            let program = Program::new(job.toolchain, files, &[], effective)?;
            let checking = Checking::prepare(checker, job.beside, job.blobs, job.compiled, job.control);
            let checking = match checking {
                Ok(checking) => checking,
                Err(unusable) => {
                    judged.note(&unusable.finding);
                    judged.remark = unusable.remark;
                    return Ok(());
                }
            };
            let scoring = Scoring::new(subtasks, tests, *stop_at_first_failure);
            let rules = Rules {
                tests,
                checking: &checking,
            };
            test_all(slots, job, &program, (rules, scoring), judged)
        }
    }
}

/// The files to run, or nothing where compiling decided the verdict.
fn compiled(
    slots: &mut Slots,
    job: &Job<'_>,
    sources: Sources,
    judged: &mut Judged,
) -> Result<Option<Vec<InFile>>, ExecutionError> {
    let Sources { files, compile } = sources;
    let Some(compile) = compile.as_deref() else {
        return Ok(Some(files));
    };
    (job.progress)(Phase::Compiling);
    let started = Instant::now();
    let key = Compiled::key(job.toolchain, compile, &files)?;
    let known = job.compiled.and_then(|compiled| compiled.get(&key));
    let cached = known.is_some();
    let compilation = match known {
        Some(compilation) => compilation,
        None => execution::compile(slots.compiler(), job.toolchain, compile, &files, job.control)?,
    };
    metrics::compiled(job.toolchain.id(), cached);
    if let Some(compiled) = job.compiled.filter(|_| !cached) {
        compiled.put(&key, &compilation);
    }
    judged.mark(Stage::Compiled, started, job.agent);
    judged.toolchain_gone |= compilation.toolchain_gone;
    judged.report.compile = Some(CompileReport {
        usage: compilation.usage,
        exit_code: match compilation.ended {
            Ended::Exited(code) => Some(code),
            _ => None,
        },
        messages: shown::output(
            &hidden::messages(&compilation.messages, job.work, &job.toolchain.language),
            COMPILE_OUTPUT_SHOWN_BYTES_MAX,
        ),
        cached,
    });
    let limits = limits::of_compilation();
    let made = compilation.artefacts.len();
    let finding = verdict::of_compilation(&compilation.ended, made, limits.cpu_ms, limits.wall_ms);
    if let Some(finding) = finding {
        judged.note(&finding);
        judged.note_failure(&compilation.ended);
        return Ok(None);
    }
    Ok(Some(execution::artefacts(
        &compilation.artefacts,
        compile.executable,
    )))
}

/// What the program reads. The api has checked a typed problem's arguments.
fn input(signature: Option<&Signature>, stdin: &str) -> Option<Vec<u8>> {
    let Some(signature) = signature else {
        return Some(stdin.as_bytes().to_vec());
    };
    let arguments: Vec<serde_json::Value> = serde_json::from_str(stdin).ok()?;
    encode_arguments(signature, &arguments).ok()
}

fn answer(job: &Job<'_>, input: &[u8], outcome: &Outcome) -> Option<String> {
    shown_answer(job.work.signature()?, input, &outcome.answer.bytes)
}

fn executed(session: &mut Session<'_>, spec: ExecSpec, job: &Job<'_>) -> Outcome {
    let mut outcome = session.exec(spec);
    metrics::executed(job.toolchain.id(), outcome.warm);
    hidden::hide_frames(&mut outcome, job.work, &job.toolchain.language);
    outcome
}

fn run(
    slots: &mut Slots,
    job: &Job<'_>,
    program: &Program,
    (input, against): (Arc<[u8]>, Option<&Against>),
    judged: &mut Judged,
) -> Result<(), ExecutionError> {
    (job.progress)(Phase::Testing { k: 1, n: 1 });
    let started = Instant::now();
    let mut session = program.begin(slots.program())?;
    let outcome = executed(
        &mut session,
        program.execution(Arc::clone(&input), false, job.control),
        job,
    );
    judged.mark(Stage::Run, started, job.agent);
    let finding = found(job, program, &outcome, Purpose::Run);
    judged.note(&finding);
    judged.note_failure(&outcome.status);
    judged.toolchain_gone |= program.toolchain_gone(&outcome.status);
    judged.measured = shown::usage(&outcome);
    judged.report.usage = judged.measured;
    let answer = answer(job, &input, &outcome);
    let mut shown = Execution {
        answer,
        ..shown::execution(&outcome, Some(OUTPUT_SHOWN_BYTES_MAX), None)
    };
    let nobodys = matches!(finding.status, Status::InternalError | Status::Cancelled);
    if let Some(against) = against.filter(|_| !nobodys) {
        let held = hold_against(against, job, &input, &outcome, &mut shown);
        let reason = &mut judged.report.reason;
        *reason = reason.take().or(held.err().map(str::to_owned));
    }
    judged.report.run = Some(shown);
    Ok(())
}

#[derive(Clone, Copy)]
struct Rules<'a> {
    tests: &'a [TestRef],
    checking: &'a Checking<'a>,
}

fn test_all(
    slots: &mut Slots,
    job: &Job<'_>,
    program: &Program,
    (rules, mut scoring): (Rules<'_>, Scoring<'_>),
    judged: &mut Judged,
) -> Result<(), ExecutionError> {
    let total = rules.tests.len();
    judged.report.tests_total = u32::try_from(total).unwrap_or(u32::MAX);
    let started = Instant::now();
    let mut checking = std::time::Duration::ZERO;
    let mut findings = Vec::new();
    let mut usage = Usage::default();
    let mut session = program.begin(slots.program())?;
    for (index, test) in rules.tests.iter().enumerate() {
        if scoring.leaves_out(test) {
            continue;
        }
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        (job.progress)(Phase::Testing {
            k: number,
            n: judged.report.tests_total,
        });
        let more = index + 1 < total;
        let tested = test_one(&mut session, job, program, rules, test, more);
        checking += tested.checking;
        let ours = tested.finding.status == Status::InternalError;
        judged.note_failure(&tested.outcome.status);
        judged.toolchain_gone |= program.toolchain_gone(&tested.outcome.status);
        usage = shown::greatest(usage, shown::usage(&tested.outcome));
        let done = ours || tested.finding.status == Status::Cancelled || scoring.ends_with(&tested.finding);
        scoring.note(test, &tested.finding);
        judged.remark = judged.remark.take().or_else(|| tested.remark());
        let samples = judged.report.tests.iter().filter(|test| test.sample).count();
        judged
            .report
            .tests
            .push(tested.report(number, test.sample, samples));
        findings.push(tested.finding);
        if done || job.control.remaining().is_zero() {
            break;
        }
        if more {
            session.prepare_next();
        }
    }
    judged.mark_took(Stage::Run, started.elapsed().saturating_sub(checking), job.agent);
    judged.mark_took(Stage::Checked, checking, job.agent);
    judged.measured = usage;
    judged.report.usage = verdict::coarse(usage);
    judged.note(&conclusion(job, &findings, total));
    judged.report.score = scoring.score();
    Ok(())
}

/// A judging whose time ran out is too slow, but for what a test that did run showed.
fn conclusion(job: &Job<'_>, findings: &[Finding], total: usize) -> Finding {
    let unfinished = findings.len() < total && findings.iter().all(|test| test.status == Status::Accepted);
    if unfinished && job.control.remaining().is_zero() {
        return Finding::judging_time_over(JUDGING_WALL_MS);
    }
    verdict::of_judging(findings, total)
}

fn test_one(
    session: &mut Session<'_>,
    job: &Job<'_>,
    program: &Program,
    rules: Rules<'_>,
    test: &TestRef,
    more: bool,
) -> Tested {
    let blobs = job.blobs.get(&test.input).and_then(|input| {
        let expected = job.blobs.get(&test.expected)?;
        Ok((input, expected))
    });
    let (input, expected) = match blobs {
        Ok(both) => both,
        Err(error) => {
            let error: &dyn std::error::Error = &error;
            tracing::error!(error, "test data cannot be used");
            return Tested::without_data();
        }
    };
    if let Some(interactor) = &rules.checking.interactor {
        let spec = program.alone(Arc::from([]), job.control);
        let talked = interactor.talk([&input, &expected], spec, |spec| executed(session, spec, job));
        return Tested::of_talk(job, program, talked);
    }
    let tested = |spec| {
        let outcome = executed(session, spec, job);
        let started = Instant::now();
        let checked =
            (outcome.status == Ended::Exited(0)).then(|| rules.checking.check(&input, &outcome, &expected));
        let opinion = checked
            .as_ref()
            .map_or(&Opinion::WRONG, |checked| &checked.opinion);
        Tested {
            finding: found(job, program, &outcome, Purpose::Test(opinion)),
            answer: test.sample.then(|| answer(job, &input, &outcome)).flatten(),
            outcome,
            checking: started.elapsed(),
            checked,
        }
    };
    in_isolation(program, &input, more, job.control, tested)
}

/// A process that ran tests before may pass one. Whatever else it comes to is found again by a process that did not.
fn in_isolation(
    program: &Program,
    input: &Arc<[u8]>,
    more: bool,
    control: &Control,
    mut tested: impl FnMut(ExecSpec) -> Tested,
) -> Tested {
    let first = tested(program.execution(Arc::clone(input), more, control));
    let stands = matches!(first.finding.status, Status::Accepted | Status::Cancelled);
    if stands || !first.outcome.reused || control.remaining().is_zero() {
        return first;
    }
    let again = tested(program.alone(Arc::clone(input), control));
    Tested {
        checking: first.checking + again.checking,
        ..again
    }
}

fn found(job: &Job<'_>, program: &Program, outcome: &Outcome, purpose: Purpose<'_>) -> Finding {
    let finding = verdict::of_execution(program.seen(job.toolchain, outcome), purpose);
    let was_cut = match purpose {
        Purpose::Test(Opinion::Failed(_)) => outcome.status == Ended::Exited(0),
        _ => outcome.status == Ended::WallLimit,
    };
    // The wall time of what was executed was cut to what the judging had left.
    if was_cut && job.control.remaining().is_zero() {
        return Finding::judging_time_over(JUDGING_WALL_MS);
    }
    if was_cut && job.control.cancel.is_cancelled() {
        return Finding::cancelled();
    }
    finding
}

impl Judged {
    /// An attempt that did not come to run, by our fault.
    pub fn not_run(reason: &str) -> Judged {
        Judged {
            report: Report::without_run(Status::InternalError, reason),
            measured: Usage::default(),
            remark: None,
            marks: Vec::new(),
            near_limit: false,
            failed: None,
            toolchain_gone: false,
        }
    }

    fn note(&mut self, finding: &Finding) {
        self.report.status = finding.status;
        self.report.reason.clone_from(&finding.reason);
        self.near_limit = finding.near_limit;
    }

    fn note_failure(&mut self, ended: &Ended) {
        if let Ended::SandboxFailed(failed) = ended {
            self.failed = Some(failed.clone());
        }
    }

    fn mark(&mut self, stage: Stage, started: Instant, agent: &AgentId) {
        self.mark_took(stage, started.elapsed(), agent);
    }

    fn mark_took(&mut self, stage: Stage, took: std::time::Duration, agent: &AgentId) {
        metrics::stage(stage, took);
        self.marks.push(Mark {
            stage,
            at: Timestamp::from(SystemTime::now()),
            took_us: u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
            by: agent.to_string(),
        });
    }
}
