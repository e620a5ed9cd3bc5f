//! What the problem's own programs say to the input that a person's program was run with: its validator, and its solution. They run
//! beside it, in the second slot, and afterwards, so that neither slows the other. `judge` calls it.

use std::sync::Arc;

use gavel_sandbox::{Outcome, Status as Ended};
use gavel_signature::input_text;
use gavel_wire::limits::OUTPUT_SHOWN_BYTES_MAX;
use gavel_wire::message::Against;
use gavel_wire::problem::AuthorProgram;
use gavel_wire::verdict::{Execution, Output};

use crate::author::AuthorError;
use crate::beside::Role;
use crate::check::shown_answer;
use crate::checking::{Checked, Checking};
use crate::judge::Job;
use crate::shown;
use crate::verdict::Opinion;

/// What is told where the solution does not answer; its own words would be the author's.
pub(crate) const NO_ANSWER: &str = "the problem's own solution has no answer for this input";
const NO_INPUT: &str = "this is no input of the problem, by its validator";
const NO_VALIDITY: &str = "the problem's validator has no opinion on this input";

/// Adds to `shown` what was expected and whether the program's output is as good. An error is a sentence for the person.
pub(crate) fn hold_against(
    against: &Against,
    job: &Job<'_>,
    input: &Arc<[u8]>,
    outcome: &Outcome,
    shown: &mut Execution,
) -> Result<(), &'static str> {
    let signature = job.work.signature();
    if let Some(validator) = &against.validator {
        let text = input_text(signature, input).map_err(|_| NO_VALIDITY)?;
        let outcome = execute(validator, Role::Tool, job, text.into(), NO_VALIDITY)?;
        match outcome.status {
            Ended::Exited(0) => {}
            Ended::Exited(_) => {
                shown.checker = Some(shown::output(&outcome.stderr, OUTPUT_SHOWN_BYTES_MAX));
                return Err(NO_INPUT);
            }
            _ => return Err(NO_VALIDITY),
        }
    }
    let Some(reference) = &against.reference else {
        return Ok(());
    };
    let role = Role::Solution {
        signature: signature.cloned(),
        limits: *job.limits,
    };
    let reference = execute(reference, role, job, Arc::clone(input), NO_ANSWER)?;
    if reference.status != Ended::Exited(0) {
        return Err(NO_ANSWER);
    }
    let expected = match signature {
        None => &reference.stdout,
        Some(_) => &reference.answer,
    };
    shown.expected = Some(match signature {
        None => shown::output(expected, OUTPUT_SHOWN_BYTES_MAX),
        Some(signature) => Output {
            text: Some(shown_answer(signature, input, &expected.bytes).ok_or(NO_ANSWER)?),
            ..Output::default()
        },
    });
    if outcome.status != Ended::Exited(0) {
        return Ok(());
    }
    let checking = Checking::prepare(&against.checker, job.beside, job.blobs, job.compiled, job.control);
    let checked = checking.map_or_else(
        |unusable| Checked::without_words(Opinion::Failed(unusable.finding.reason.unwrap_or_default())),
        |checking| checking.check(input, outcome, &expected.bytes),
    );
    shown.right = match checked.opinion {
        Opinion::Right => Some(true),
        Opinion::Wrong { .. } => Some(false),
        Opinion::Failed(_) => return Err("the problem's checker has no opinion on this input"),
    };
    shown.difference = checked.difference;
    shown.checker = checked
        .said
        .map(|said| shown::output(&said, OUTPUT_SHOWN_BYTES_MAX));
    Ok(())
}

/// What comes of a program of the author's with this input; `without` is told where it cannot be executed.
fn execute(
    wanted: &AuthorProgram,
    role: Role,
    job: &Job<'_>,
    input: Arc<[u8]>,
    without: &'static str,
) -> Result<Outcome, &'static str> {
    let beside = job.beside;
    let outcome = || -> Result<Outcome, AuthorError> {
        let program = beside.prepare(wanted, role, job.blobs, job.compiled, job.control)?;
        let spec = program.alone(input, job.control);
        let outcome = beside.start(&program, Vec::new(), spec, |_| ())?.wait()??;
        if let Ended::SandboxFailed(failed) = outcome.status {
            beside.close();
            return Err(failed.into());
        }
        Ok(outcome)
    };
    outcome().map_err(|error| {
        let program = &wanted.name;
        tracing::warn!(error = &error as &dyn std::error::Error, %program, "a program of a problem cannot be executed");
        without
    })
}
