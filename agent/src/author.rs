//! Programs of a problem's author, which no verdict is about: they are compiled and executed like those of people, in the same sandbox.
//! `gavel problem` makes tests by them.

use gavel_sandbox::{Outcome, SandboxFailed, Slot, Status as Ended};
use thiserror::Error;

use crate::compiled::Compiled;
use crate::execution::{self, Control, ExecutionError, Program};
use crate::limits::Effective;
use crate::sources::Sources;
use crate::toolchain::Toolchain;

#[derive(Debug, Error)]
pub enum AuthorError {
    #[error(transparent)]
    Execution(#[from] ExecutionError),
    #[error(transparent)]
    Sandbox(#[from] SandboxFailed),
    #[error("it does not compile: {0}")]
    Refused(String),
}

/// What `sources` are in their language, compiled where that is needed and not kept in `compiled`.
pub fn program(
    slot: &mut Slot,
    toolchain: &Toolchain,
    sources: Sources<'_>,
    arguments: &[String],
    effective: Effective,
    compiled: Option<&Compiled>,
    control: &Control,
) -> Result<Program, AuthorError> {
    let Sources { files, compile } = sources;
    let files = match compile.as_deref() {
        None => files,
        Some(compile) => {
            let key = Compiled::key(toolchain, compile, &files)?;
            let known = compiled.and_then(|compiled| compiled.get(&key));
            let made = match known {
                Some(made) => made,
                None => {
                    let made = execution::compile(slot, toolchain, compile, &files, control)?;
                    if let Some(compiled) = compiled {
                        compiled.put(&key, &made);
                    }
                    made
                }
            };
            if made.ended != Ended::Exited(0) || made.artefacts.is_empty() {
                let messages = String::from_utf8_lossy(&made.messages.bytes);
                return Err(AuthorError::Refused(messages.trim().to_owned()));
            }
            execution::artefacts(&made.artefacts, compile.executable)
        }
    };
    Ok(Program::new(toolchain, files, arguments, effective)?)
}

/// One execution in a process of its own.
pub fn execute(
    slot: &mut Slot,
    toolchain: &Toolchain,
    program: &Program,
    stdin: &[u8],
    control: &Control,
) -> Result<Outcome, AuthorError> {
    let mut session = program.begin(slot, toolchain)?;
    let outcome = session.exec(program.execution(stdin.into(), false, control));
    match outcome.status {
        Ended::SandboxFailed(failed) => Err(failed.into()),
        _ => Ok(outcome),
    }
}
