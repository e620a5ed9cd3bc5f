//! What a judging and a probe both do in a sandbox: compile source files, and make a session in which the program runs.
//! Blocking, on the slot's own thread. It reports what happened and decides no verdict.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gavel_sandbox::{
    Artefact, CancelToken, Captured, Collect, ExecSpec, FileContent, InFile, Outcome, SandboxFailed, Session,
    SessionSpec, Slot, Status, Step, Warm,
};
use gavel_wire::SourceFile;
use gavel_wire::language::Compile;
use gavel_wire::verdict::Usage;
use thiserror::Error;

use crate::limits::{self, ARTEFACT_BYTES_MAX, Effective, WORK_BYTES};
use crate::shown;
use crate::toolchain::{ExpandError, Toolchain};
use crate::verdict::Seen;

const NO_SUCH_FILE: i32 = 2;

/// An execution that our side could not even ask for.
#[derive(Debug, Error)]
pub enum ExecutionError {
    #[error(transparent)]
    Sandbox(#[from] SandboxFailed),
    #[error(transparent)]
    Expand(#[from] ExpandError),
    #[error("the language has an empty command")]
    EmptyCommand,
    #[error("cannot read a file of the submission")]
    Artefact(#[source] std::io::Error),
}

/// What can end a judging from outside.
#[derive(Debug, Clone)]
pub struct Control {
    pub cancel: Arc<CancelToken>,
    pub deadline: Instant,
}

impl Control {
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// `wall_ms`, or what is left of the judging if that is less; at least 1.
    pub fn wall_ms(&self, wall_ms: u64) -> u64 {
        let remaining = u64::try_from(self.remaining().as_millis()).unwrap_or(u64::MAX);
        wall_ms.min(remaining).max(1)
    }
}

/// What compiling came to: the end of the last command that was executed.
#[derive(Debug)]
pub struct Compilation {
    pub ended: Status,
    /// Sums of the times, greatest of the memory.
    pub usage: Usage,
    /// What the commands printed, standard output before standard error.
    pub messages: Captured,
    pub artefacts: Vec<Artefact>,
    /// The compiler itself was not there.
    pub toolchain_gone: bool,
}

/// Runs a language's compile commands, each in a sandbox of its own: the quick ones, and where they build nothing, all.
pub fn compile(
    slot: &mut Slot,
    toolchain: &Toolchain,
    compile: &Compile,
    sources: &[InFile],
    control: &Control,
) -> Result<Compilation, ExecutionError> {
    let mut compilation = Compilation {
        ended: Status::Exited(0),
        usage: Usage::default(),
        messages: Captured::default(),
        artefacts: Vec::new(),
        toolchain_gone: false,
    };
    for commands in [&compile.quick, &compile.commands] {
        compilation.messages = Captured::default();
        execute(
            slot,
            toolchain,
            compile,
            commands,
            sources,
            control,
            &mut compilation,
        )?;
        let refused = matches!(compilation.ended, Status::Exited(code) if code != 0);
        if !commands.is_empty() && !refused {
            break;
        }
    }
    Ok(compilation)
}

fn execute(
    slot: &mut Slot,
    toolchain: &Toolchain,
    compile: &Compile,
    commands: &[Vec<String>],
    sources: &[InFile],
    control: &Control,
    compilation: &mut Compilation,
) -> Result<(), ExecutionError> {
    let limits = limits::of_compilation();
    let env = toolchain.environment(&compile.environment, limits.memory_bytes)?;
    let mut intermediates = Vec::new();
    for (index, command) in commands.iter().enumerate() {
        let last = index + 1 == commands.len();
        let mut session = slot.begin(SessionSpec {
            env: env.clone(),
            files: with_intermediates(sources, &intermediates),
            work_bytes: WORK_BYTES,
            ..SessionSpec::new(toolchain.id().as_str())
        })?;
        let wanted = if last {
            &compile.artefacts
        } else {
            &compile.intermediates
        };
        let mut spec = ExecSpec::new(toolchain.argv(command, limits.memory_bytes)?);
        let warm = (compile.commands.first() == Some(command)).then_some(&compile.warm);
        if let Some(warm) = warm.filter(|warm| !warm.is_empty()) {
            spec.warm = Some(Warm {
                argv: toolchain.argv(warm, limits.memory_bytes)?,
                arguments: compile.ordered.clone(),
                more: false,
            });
        }
        spec.collect = wanted.iter().map(|name| collect(name)).collect();
        spec.cancel = Some(Arc::clone(&control.cancel));
        spec.limits = limits.clone();
        spec.limits.wall_ms = control.wall_ms(limits.wall_ms);
        let program = spec.argv.first().ok_or(ExecutionError::EmptyCommand)?.clone();
        let outcome = session.exec(spec);
        let ended_well = outcome.status == Status::Exited(0);
        compilation.add(&outcome);
        compilation.toolchain_gone = is_gone(&outcome.status, &program);
        if last && ended_well {
            compilation.artefacts = outcome.collected;
        } else if ended_well {
            merge(&mut intermediates, outcome.collected);
        } else {
            break;
        }
    }
    Ok(())
}

impl Compilation {
    fn add(&mut self, outcome: &Outcome) {
        let usage = shown::usage(outcome);
        self.ended = outcome.status.clone();
        self.usage = Usage {
            cpu_us: self.usage.cpu_us + usage.cpu_us,
            wall_us: self.usage.wall_us + usage.wall_us,
            memory_bytes: self.usage.memory_bytes.max(usage.memory_bytes),
        };
        for captured in [&outcome.stdout, &outcome.stderr] {
            self.messages.bytes.extend_from_slice(&captured.bytes);
            self.messages.truncated |= captured.truncated;
        }
    }
}

/// What a program is executed from, over and over.
#[derive(Debug, Clone)]
pub struct Program {
    root: String,
    files: Vec<InFile>,
    env: Vec<(String, String)>,
    argv: Vec<String>,
    warm: Option<Warm>,
    /// Whoever wants an answer apart from the output says how much, in `sandbox.answer_bytes`, before the first execution.
    pub effective: Effective,
}

impl Program {
    /// The program that `files` (sources, or what was made of them) are in a language.
    pub fn new(
        toolchain: &Toolchain,
        files: Vec<InFile>,
        arguments: &[String],
        effective: Effective,
    ) -> Result<Program, ExecutionError> {
        let run = &toolchain.language.run;
        let memory = effective.program_memory_bytes;
        let mut argv = toolchain.argv(&run.argv, memory)?;
        if argv.is_empty() {
            return Err(ExecutionError::EmptyCommand);
        }
        argv.extend_from_slice(arguments);
        let warm = toolchain.argv(&run.warm, memory)?;
        let warm = (!warm.is_empty()).then(|| Warm {
            argv: warm,
            arguments: arguments.to_vec(),
            more: false,
        });
        Ok(Program {
            root: toolchain.id().to_string(),
            files,
            env: toolchain.environment(&run.environment, memory)?,
            argv,
            warm,
            effective,
        })
    }

    /// The program, which had no arguments, with some.
    #[must_use]
    pub fn called(&self, arguments: &[String]) -> Program {
        let mut program = self.clone();
        program.argv.extend_from_slice(arguments);
        if let Some(warm) = &mut program.warm {
            warm.arguments = arguments.to_vec();
        }
        program
    }

    /// A sandbox with the program's files in it.
    pub fn begin<'slot>(&self, slot: &'slot mut Slot) -> Result<Session<'slot>, SandboxFailed> {
        self.begin_with(slot, &[], WORK_BYTES)
    }

    /// The same with other files beside them.
    pub fn begin_with<'slot>(
        &self,
        slot: &'slot mut Slot,
        others: &[InFile],
        work_bytes: u64,
    ) -> Result<Session<'slot>, SandboxFailed> {
        slot.begin(SessionSpec {
            env: self.env.clone(),
            files: [&self.files, others].concat(),
            work_bytes,
            ..SessionSpec::new(&*self.root)
        })
    }

    /// One execution; its wall time is cut to what the judging has left. `more` of them follow in the same session.
    pub fn execution(&self, stdin: Arc<[u8]>, more: bool, control: &Control) -> ExecSpec {
        let mut spec = self.alone(stdin, control);
        spec.warm = self.warm.clone().map(|warm| Warm { more, ..warm });
        spec
    }

    /// An execution in a process that never ran anything else.
    pub fn alone(&self, stdin: Arc<[u8]>, control: &Control) -> ExecSpec {
        let mut spec = ExecSpec::new(self.argv.iter().cloned());
        spec.stdin = stdin;
        spec.limits = self.effective.sandbox.clone();
        spec.limits.wall_ms = control.wall_ms(spec.limits.wall_ms);
        spec.cancel = Some(Arc::clone(&control.cancel));
        spec
    }

    /// What an execution of it is to be judged by.
    pub fn seen<'a>(&'a self, toolchain: &'a Toolchain, outcome: &'a Outcome) -> Seen<'a> {
        Seen {
            ended: &outcome.status,
            usage: shown::usage(outcome),
            cpu_ms: self.effective.cpu_ms,
            wall_ms: self.effective.sandbox.wall_ms,
            program_memory_bytes: self.effective.program_memory_bytes,
            out_of_memory: &toolchain.language.run.out_of_memory,
        }
    }

    /// Whether it failed because the language's runtime is not there any more.
    pub fn toolchain_gone(&self, ended: &Status) -> bool {
        let program = self.argv.first().map_or("", String::as_str);
        is_gone(ended, program)
    }
}

/// Source files as they lie in `/w`.
pub fn sources(files: &[SourceFile]) -> Vec<InFile> {
    let place = |file: &SourceFile| InFile {
        name: file.name.to_string(),
        content: FileContent::Bytes(file.text.clone().into_bytes()),
        executable: false,
    };
    files.iter().map(place).collect()
}

/// What a compiler made, as it lies in `/w` of the run.
pub fn artefacts(artefacts: &[Artefact], executable: bool) -> Vec<InFile> {
    let place = |artefact: &Artefact| InFile {
        name: artefact.name().to_owned(),
        content: FileContent::Artefact(artefact.clone()),
        executable,
    };
    artefacts.iter().map(place).collect()
}

/// A command replaces what an earlier one left under the same name.
fn merge(kept: &mut Vec<Artefact>, collected: Vec<Artefact>) {
    kept.retain(|old| collected.iter().all(|new| new.name() != old.name()));
    kept.extend(collected);
}

fn with_intermediates(sources: &[InFile], intermediates: &[Artefact]) -> Vec<InFile> {
    let shadowed = |source: &&InFile| intermediates.iter().all(|made| made.name() != source.name);
    let mut files: Vec<InFile> = sources.iter().filter(shadowed).cloned().collect();
    files.extend(artefacts(intermediates, false));
    files
}

fn collect(name: &str) -> Collect {
    Collect {
        name: name.to_owned(),
        bytes_max: ARTEFACT_BYTES_MAX,
    }
}

/// An absolute program outside `/w` is the toolchain's; inside it is what the author's source became.
fn is_gone(ended: &Status, program: &str) -> bool {
    let Status::SandboxFailed(failed) = ended else {
        return false;
    };
    failed.step == Step::Exec.number() && failed.errno == NO_SUCH_FILE && !program.starts_with("/w/")
}
