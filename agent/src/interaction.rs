//! A test of an interactive problem: the person's program and the interactor run at the same time, each in its slot, joined by two pipes.
//! Neither can hang the other, since each has limits of its own and the end of one ends the other's input. `judge` calls it.

use std::sync::Arc;
use std::time::Duration;

use gavel_sandbox::{CancelToken, ExecSpec, InFile, Outcome, Pipes, SandboxFailed};

use crate::author::AuthorError;
use crate::beside::Answer;
use crate::checking::{Author, Checked, file};
use crate::verdict::{self, Opinion};

/// Where an interactor finds the test's input and the expected output: files in `/w`.
const FILES: [&str; 2] = ["input", "answer"];

/// As testlib's `registerInteraction` takes them. Nobody reads what an interactor writes into `output`.
const ARGUMENTS: [&str; 3] = ["input", "output", "answer"];

/// What an interactor may take longer than the program's wall limit, so that of two that wait for each other the program ends first.
const LONGER_MS: u64 = 2_000;

/// What an interactor may still take once the program has ended.
const AFTERWARDS: Duration = Duration::from_secs(2);

pub struct Interactor<'a>(pub Author<'a>);

/// How a conversation ended.
pub struct Talked {
    pub outcome: Outcome,
    pub checked: Checked,
    /// The program ended before the interactor did.
    pub program_first: bool,
}

/// An interactor that has begun.
struct Running {
    answer: Answer<Result<Outcome, SandboxFailed>>,
    stop: Arc<CancelToken>,
}

impl Interactor<'_> {
    /// `spec` is the program's execution, which `exec` makes.
    pub fn talk(
        &self,
        files: [&[u8]; 2],
        mut spec: ExecSpec,
        exec: impl FnOnce(ExecSpec) -> Outcome,
    ) -> Result<Talked, Opinion> {
        let running = self
            .begin(files, &mut spec)
            .map_err(|error| self.0.failed(error))?;
        let outcome = exec(spec);
        let ended = running
            .answer
            .wait_for(AFTERWARDS, &running.stop)
            .and_then(|ended| Ok(ended?));
        let interactor = ended.map_err(|error| self.0.failed(error))?;
        let program_first = outcome.ended_at < interactor.ended_at;
        let opinion = verdict::of_interactor(&interactor.status, &interactor.stderr.bytes, program_first);
        Ok(Talked {
            checked: Checked {
                opinion: self.0.named(opinion, &interactor),
                difference: None,
                said: Some(interactor.stderr),
            },
            program_first,
            outcome,
        })
    }

    fn begin(&self, files: [&[u8]; 2], spec: &mut ExecSpec) -> Result<Running, AuthorError> {
        let Author {
            program,
            beside,
            control,
            ..
        } = &self.0;
        let files: Vec<InFile> = FILES
            .iter()
            .zip(files)
            .map(|(name, content)| file(name, content))
            .collect::<Result<_, _>>()?;
        let token = || CancelToken::new().map(Arc::new).map_err(AuthorError::Give);
        let (stop_program, stop) = (token()?, token()?);
        let (ours, theirs) = Pipes::pair().map_err(AuthorError::Give)?;
        let mut asked = program.alone(Arc::from([]), control);
        asked.argv.extend(ARGUMENTS.map(str::to_owned));
        asked.limits.wall_ms = control.wall_ms(spec.limits.wall_ms + LONGER_MS);
        asked.pipes = Some(theirs);
        asked.stop = Some(Arc::clone(&stop));
        spec.pipes = Some(ours);
        spec.stop = Some(Arc::clone(&stop_program));
        let answer = beside.start(program, files, asked, move |outcome| {
            let opinion = verdict::of_checker(&outcome.status, &outcome.stderr.bytes);
            if !matches!(opinion, Opinion::Right) {
                stop_program.cancel();
            }
        })?;
        Ok(Running { answer, stop })
    }
}
