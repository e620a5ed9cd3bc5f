//! Files as a program of a language, compiled and run as an agent does: in the language's own root, with its extra limits.

use std::path::{PathBuf, absolute};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use gavel_agent::execution::{self, Compilation, Control, Program};
use gavel_agent::limits;
use gavel_agent::toolchain::{Directories, Toolchain, locate_one};
use gavel_agent::verdict::{self, Purpose};
use gavel_sandbox::{CancelToken, InFile, Limits, Outcome, Slot, Status};
use gavel_wire::LanguageId;
use gavel_wire::limits::JUDGING_WALL_MS;

use super::execute::{RunArgs, stdin};

#[derive(Debug, Args)]
pub(super) struct LanguageArgs {
    /// Compiles and runs the files as a program in this language, whose file lies in languages/ [default: none].
    #[arg(long, value_name = "ID", requires = "files")]
    language: Option<LanguageId>,
    #[command(flatten)]
    places: PlaceArgs,
}

/// Where languages and what they need lie.
#[derive(Debug, Args)]
pub(crate) struct PlaceArgs {
    /// Directory that holds languages/.
    #[arg(long, value_name = "DIR", env = "GAVEL_HOME", default_value = ".")]
    home: PathBuf,
    /// Tools that languages name, such as esbuild.
    #[arg(
        long,
        value_name = "DIR",
        env = "GAVEL_TOOLS",
        default_value = "/usr/lib/gavel/tools"
    )]
    tools: PathBuf,
    /// What languages prepare once a toolchain; the same directory as the agents'.
    #[arg(long, value_name = "DIR", default_value = "/var/cache/gavel/prepared")]
    prepared: PathBuf,
}

impl PlaceArgs {
    /// By absolute paths, because a sandbox's roots are made from another directory.
    pub(crate) fn directories(&self) -> anyhow::Result<Directories> {
        Ok(Directories {
            languages: absolute(&self.home)?.join("languages"),
            prepared: absolute(&self.prepared)?,
            tools: absolute(&self.tools)?,
        })
    }
}

impl LanguageArgs {
    pub(super) fn toolchain(&self) -> anyhow::Result<Option<Toolchain>> {
        let directories = self.places.directories()?;
        let located = self.language.as_ref().map(|id| {
            let toolchain = locate_one(id, &directories);
            toolchain.with_context(|| format!("{id} is not available on this host"))
        });
        located.transpose()
    }
}

/// What came of the files.
pub(super) enum Made {
    /// What a run of it would be told as.
    Ran(Box<Outcome>, gavel_wire::Status),
    /// The compiler did not take them.
    Refused(Compilation),
}

pub(super) fn run(
    args: &RunArgs,
    toolchain: &Toolchain,
    mut files: Vec<InFile>,
    asked: &Limits,
) -> anyhow::Result<Made> {
    let language = &toolchain.language;
    let stdin = stdin()?;
    if let [only] = files.as_mut_slice() {
        only.name = language.source.to_string();
    }
    let control = Control {
        cancel: Arc::new(CancelToken::new()?),
        deadline: Instant::now() + Duration::from_millis(JUDGING_WALL_MS),
    };
    let mut slot = Slot::open(args.slot.config(vec![toolchain.root.clone()]))?;
    if let Some(compile) = &language.compile {
        let made = execution::compile(&mut slot, toolchain, compile, &files, &control)?;
        if let Status::SandboxFailed(failed) = &made.ended {
            return Err(failed.clone().into());
        }
        if made.ended != Status::Exited(0) || made.artefacts.is_empty() {
            return Ok(Made::Refused(made));
        }
        files = execution::artefacts(&made.artefacts, compile.executable);
    }
    let asked = gavel_wire::Limits {
        cpu_ms: asked.cpu_ms,
        wall_ms: asked.wall_ms,
        memory_bytes: asked.memory_bytes,
        output_bytes: asked.stdout_bytes,
        processes: asked.pids,
    };
    let effective = limits::of_run(&asked, &language.multipliers);
    let program = Program::new(toolchain, files, &args.argv, effective)?;
    let mut session = program.begin(&mut slot)?;
    let outcome = session.exec(program.alone(stdin.into(), &control));
    let finding = verdict::of_execution(program.seen(toolchain, &outcome), Purpose::Run);
    Ok(Made::Ran(Box::new(outcome), finding.status))
}
