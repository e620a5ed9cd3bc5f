//! Programs of a problem's author, which no verdict is about: generators, validators, checkers. They are compiled and executed like
//! those of people, in the same sandbox. `gavel problem` and `beside` call it.

use gavel_blob::BlobError;
use gavel_sandbox::{InFile, Outcome, SandboxFailed, SetupError, Slot, Status as Ended};
use gavel_wire::LanguageId;
use gavel_wire::language::Compile;
use thiserror::Error;

use crate::compiled::Compiled;
use crate::execution::{self, Compilation, Control, ExecutionError, Program};
use crate::limits::Effective;
use crate::sources::Sources;
use crate::toolchain::Toolchain;

#[derive(Debug, Error)]
pub enum AuthorError {
    #[error(transparent)]
    Execution(#[from] ExecutionError),
    #[error(transparent)]
    Sandbox(#[from] SandboxFailed),
    #[error(transparent)]
    SetUp(#[from] SetupError),
    #[error(transparent)]
    File(#[from] BlobError),
    #[error("its language, {0}, is not ready here")]
    NoLanguage(LanguageId),
    #[error("its files cannot be given to it")]
    Give(#[source] std::io::Error),
    #[error("it does not compile: {0}")]
    Refused(String),
    #[error("it was cancelled")]
    Cancelled,
    #[error("its slot's thread cannot be started")]
    Thread(#[source] std::io::Error),
    #[error("its slot's thread ended")]
    Lost,
}

/// What `sources` are in their language. Where that is compiled, `compile` does it, unless `compiled` knows what comes of it.
pub fn program(
    toolchain: &Toolchain,
    sources: Sources<'_>,
    arguments: &[String],
    effective: Effective,
    compiled: Option<&Compiled>,
    compile: impl FnOnce(&Compile, &[InFile]) -> Result<Compilation, AuthorError>,
) -> Result<Program, AuthorError> {
    let Sources {
        files,
        compile: commands,
    } = sources;
    let files = match commands.as_deref() {
        None => files,
        Some(commands) => {
            let key = Compiled::key(toolchain, commands, &files)?;
            let known = compiled.and_then(|compiled| compiled.get(&key));
            let made = match known {
                Some(made) => made,
                None => {
                    let made = compile(commands, &files)?;
                    if let Some(compiled) = compiled {
                        compiled.put(&key, &made);
                    }
                    made
                }
            };
            match &made.ended {
                Ended::Exited(0) if !made.artefacts.is_empty() => {}
                Ended::Cancelled => return Err(AuthorError::Cancelled),
                Ended::SandboxFailed(failed) => return Err(failed.clone().into()),
                _ => {
                    let messages = String::from_utf8_lossy(&made.messages.bytes);
                    return Err(AuthorError::Refused(messages.trim().to_owned()));
                }
            }
            execution::artefacts(&made.artefacts, commands.executable)
        }
    };
    Ok(Program::new(toolchain, files, arguments, effective)?)
}

/// One execution in a process of its own.
pub fn execute(
    slot: &mut Slot,
    program: &Program,
    stdin: &[u8],
    control: &Control,
) -> Result<Outcome, AuthorError> {
    let mut session = program.begin(slot)?;
    let outcome = session.exec(program.execution(stdin.into(), false, control));
    match outcome.status {
        Ended::SandboxFailed(failed) => Err(failed.into()),
        _ => Ok(outcome),
    }
}
