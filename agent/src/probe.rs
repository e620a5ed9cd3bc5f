//! Tries a language inside the sandbox before it is announced: its version, then its `hello` program from source to
//! output. `worker` calls it, also to tell a program that is broken from a toolchain that is.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gavel_sandbox::{CancelToken, ExecSpec, FileContent, InFile, SandboxFailed, SessionSpec, Status};
use gavel_wire::Limits;
use gavel_wire::limits::MIB;
use gavel_wire::state::ReadyLanguage;
use thiserror::Error;

use crate::execution::{self, Control, ExecutionError, Program};
use crate::limits;
use crate::slots::Slots;
use crate::toolchain::Toolchain;

const PROBE_LIMIT: Duration = Duration::from_secs(60);
const VERSION_CHARS_MAX: usize = 120;
const HELLO: &[u8] = b"hello\n";

/// Why a language is not available. The text is for operators.
#[derive(Debug, Error)]
pub enum ProbeError {
    #[error(transparent)]
    Execution(#[from] ExecutionError),
    #[error("cannot make a cancel token")]
    Token(#[source] std::io::Error),
    #[error("{what} {}: {output}", told(ended))]
    Ended {
        what: &'static str,
        ended: Status,
        output: String,
    },
    #[error("the hello program printed {0:?}")]
    NotHello(String),
}

impl From<SandboxFailed> for ProbeError {
    fn from(failed: SandboxFailed) -> Self {
        ProbeError::Execution(failed.into())
    }
}

/// Asks for the version and tries the hello program.
pub fn probe(slots: &mut Slots, toolchain: &Toolchain) -> Result<ReadyLanguage, ProbeError> {
    let version = version(slots, toolchain)?;
    hello(slots, toolchain)?;
    Ok(ReadyLanguage {
        id: toolchain.id().clone(),
        name: toolchain.language.name.clone(),
        version,
    })
}

fn version(slots: &mut Slots, toolchain: &Toolchain) -> Result<String, ProbeError> {
    let limits = limits::of_compilation();
    let environment = toolchain
        .environment(&toolchain.language.environment, limits.memory_bytes)
        .map_err(ExecutionError::from)?;
    let argv = toolchain
        .argv(&toolchain.language.version, limits.memory_bytes)
        .map_err(ExecutionError::from)?;
    let mut session = slots.program().begin(SessionSpec {
        env: environment,
        work_bytes: limits::WORK_BYTES,
        ..SessionSpec::new(toolchain.id().as_str())
    })?;
    let mut spec = ExecSpec::new(argv);
    spec.limits = limits;
    let outcome = session.exec(spec);
    let printed = [outcome.stdout.bytes.as_slice(), outcome.stderr.bytes.as_slice()].concat();
    let text = String::from_utf8_lossy(&printed).into_owned();
    if outcome.status != Status::Exited(0) {
        return Err(ProbeError::Ended {
            what: "asking for the version",
            ended: outcome.status,
            output: head(&text),
        });
    }
    let first = text.lines().next().unwrap_or_default().trim();
    let shown = first.chars().filter(|c| !c.is_control());
    Ok(shown.take(VERSION_CHARS_MAX).collect())
}

/// Compiles and runs the language's own program, which must print `hello`.
pub fn hello(slots: &mut Slots, toolchain: &Toolchain) -> Result<(), ProbeError> {
    slots.begin_work();
    let language = &toolchain.language;
    let control = Control {
        cancel: Arc::new(CancelToken::new().map_err(ProbeError::Token)?),
        deadline: Instant::now() + PROBE_LIMIT,
    };
    let mut files = vec![InFile {
        name: language.source.to_string(),
        content: FileContent::Bytes(language.hello.clone().into_bytes()),
        executable: false,
    }];
    if let Some(compile) = &language.compile {
        let made = execution::compile(slots.compiler(), toolchain, compile, &files, &control)?;
        if made.ended != Status::Exited(0) || made.artefacts.is_empty() {
            return Err(ProbeError::Ended {
                what: "compiling the hello program",
                ended: made.ended,
                output: head(&String::from_utf8_lossy(&made.messages.bytes)),
            });
        }
        files = execution::artefacts(&made.artefacts, compile.executable);
    }
    let asked = Limits {
        cpu_ms: Limits::CPU_MS_MAX,
        wall_ms: Limits::wall_ms_for(Limits::CPU_MS_MAX),
        memory_bytes: 64 * MIB,
        ..Limits::default()
    };
    let program = Program::new(
        toolchain,
        files,
        &[],
        limits::of_run(&asked, &language.multipliers),
    )?;
    let mut session = program.begin(slots.program())?;
    // As the first of several, and as the last one.
    for more in [true, false] {
        let outcome = session.exec(program.execution(Arc::from([]), more, &control));
        if outcome.status != Status::Exited(0) {
            return Err(ProbeError::Ended {
                what: "the hello program",
                ended: outcome.status,
                output: head(&String::from_utf8_lossy(&outcome.stderr.bytes)),
            });
        }
        if outcome.stdout.bytes != HELLO {
            return Err(ProbeError::NotHello(head(&String::from_utf8_lossy(
                &outcome.stdout.bytes,
            ))));
        }
    }
    Ok(())
}

fn told(ended: &Status) -> String {
    match ended {
        Status::SandboxFailed(failed) => failed.to_string(),
        other => format!("ended with {other:?}"),
    }
}

fn head(text: &str) -> String {
    text.trim().chars().take(300).collect()
}
