//! What one test came to, and what of it goes into the report. Pure; `judge` calls it.

use std::time::Duration;

use gavel_sandbox::{Captured, Outcome, Status as Ended};
use gavel_wire::Status;
use gavel_wire::limits::{JUDGING_WALL_MS, SAMPLE_OUTPUT_SHOWN_BYTES_MAX};
use gavel_wire::verdict::{Execution, TestReport};

use crate::checking::Checked;
use crate::execution::Program;
use crate::interaction::Talked;
use crate::judge::Job;
use crate::shown;
use crate::verdict::{self, Finding, Opinion};

/// Only so many samples show their outputs: a result has to fit into one message.
const SAMPLES_SHOWN_MAX: usize = 16;

/// The end of what a program said tells why it failed.
const REMARK_BYTES_MAX: usize = 4 << 10;

/// What one test came to.
pub(crate) struct Tested {
    pub(crate) finding: Finding,
    pub(crate) outcome: Outcome,
    /// None where the program did not end well.
    pub(crate) checked: Option<Checked>,
    /// Of a sample.
    pub(crate) answer: Option<String>,
    pub(crate) checking: Duration,
}

impl Tested {
    /// Of a conversation with an interactor.
    pub(crate) fn of_talk(job: &Job<'_>, program: &Program, talked: Result<Talked, Opinion>) -> Tested {
        let talked = match talked {
            Ok(talked) => talked,
            Err(Opinion::Failed(why)) => return Tested::not_run(&why),
            Err(_) => return Tested::not_run("the interactor did not run"),
        };
        let seen = program.seen(job.toolchain, &talked.outcome);
        let finding = verdict::of_interaction(seen, &talked.checked.opinion, talked.program_first);
        Tested {
            finding: within_time(job, finding),
            checked: Some(talked.checked),
            answer: None,
            outcome: talked.outcome,
            checking: Duration::ZERO,
        }
    }

    /// The path and the cause are for the operator's log only.
    pub(crate) fn without_data() -> Tested {
        Tested::not_run("the test's data cannot be read here")
    }

    fn not_run(why: &str) -> Tested {
        Tested {
            finding: Finding::internal(why),
            outcome: Outcome {
                status: Ended::Exited(0),
                cpu_us: 0,
                wall_us: 0,
                ended_at: std::time::Instant::now(),
                memory_peak_bytes: 0,
                stdout: Captured::default(),
                stderr: Captured::default(),
                answer: Captured::default(),
                collected: Vec::new(),
                warm: false,
                reused: false,
            },
            checked: None,
            answer: None,
            checking: Duration::ZERO,
        }
    }

    /// What the checker said where it failed, or the program where that did.
    pub(crate) fn remark(&self) -> Option<String> {
        let failed = |checked: &&Checked| matches!(checked.opinion, Opinion::Failed(_));
        let crashed = self.finding.status == Status::RuntimeError;
        let said = match self.checked.as_ref().filter(failed) {
            Some(checked) => checked.said.as_ref()?,
            None => Some(&self.outcome.stderr).filter(|_| crashed)?,
        };
        let said = String::from_utf8_lossy(&said.bytes);
        let begin = said.floor_char_boundary(said.len().saturating_sub(REMARK_BYTES_MAX));
        let said = said.get(begin..)?.trim();
        (!said.is_empty()).then(|| said.to_owned())
    }

    pub(crate) fn report(&self, index: u32, sample: bool, samples_before: usize) -> TestReport {
        let usage = shown::usage(&self.outcome);
        let shown_usage = if sample { usage } else { verdict::coarse(usage) };
        let full = samples_before < SAMPLES_SHOWN_MAX;
        let checked = self.checked.as_ref().filter(|_| full);
        TestReport {
            index,
            sample,
            status: self.finding.status,
            cpu_ms: shown_usage.cpu_us.div_ceil(1_000),
            execution: sample.then(|| {
                let bytes_max = full.then_some(SAMPLE_OUTPUT_SHOWN_BYTES_MAX);
                Execution {
                    answer: self.answer.clone().filter(|_| full),
                    ..shown::execution(&self.outcome, bytes_max, checked)
                }
            }),
        }
    }
}

/// What is told of a conversation that was cut short from outside.
fn within_time(job: &Job<'_>, finding: Finding) -> Finding {
    if job.control.cancel.is_cancelled() {
        return Finding::cancelled();
    }
    let cut = matches!(finding.status, Status::TimeLimit | Status::InternalError);
    if cut && job.control.remaining().is_zero() {
        return Finding::judging_time_over(JUDGING_WALL_MS);
    }
    finding
}
