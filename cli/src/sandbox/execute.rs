//! One program in one sandbox: `gavel sandbox run`. Its output is this command's, its ending is told on stderr. It is one of this
//! host, in whose /usr it runs, or with a language what its files become in that language's own root.

use std::io::{IsTerminal, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use gavel_agent::execution::Compilation;
use gavel_sandbox::{
    ExecSpec, FileContent, InFile, Limits, Mount, Outcome, RootConfig, SessionSpec, Slot, Status,
};
use serde_json::json;

use super::SlotArgs;
use super::program::{self, LanguageArgs, Made};
use crate::exit::Ended;

const ROOT: &str = "host";
/// The most of this command's own input that the program gets.
const STDIN_BYTES_MAX: u64 = 64 << 20;

#[derive(Debug, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    pub(super) slot: SlotArgs,
    /// A file of this host that is copied into the work directory, executable if it is; may be given several times.
    #[arg(long = "file", value_name = "PATH")]
    files: Vec<PathBuf>,
    /// Prints the outcome as JSON instead of the program's output.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    language: LanguageArgs,
    /// The program, by its absolute path, and its arguments; with --language the arguments only.
    #[arg(last = true, required_unless_present = "language")]
    pub(super) argv: Vec<String>,
}

#[derive(Debug, Args)]
struct LimitArgs {
    /// CPU time of all its processes together.
    #[arg(long, default_value_t = 5_000)]
    cpu_ms: u64,
    /// Wall time [default: twice the CPU time plus 2,000].
    #[arg(long)]
    wall_ms: Option<u64>,
    #[arg(long, default_value_t = 256)]
    memory_mib: u64,
    /// Processes and threads at one time.
    #[arg(long, default_value_t = 64)]
    processes: u32,
    /// What it may print on stdout, and on stderr.
    #[arg(long, default_value_t = 1 << 20)]
    output_bytes: u64,
}

impl LimitArgs {
    fn limits(&self) -> anyhow::Result<Limits> {
        let memory = self
            .memory_mib
            .checked_mul(1 << 20)
            .context("--memory-mib is too large")?;
        Ok(Limits {
            cpu_ms: self.cpu_ms,
            wall_ms: self
                .wall_ms
                .unwrap_or(self.cpu_ms.saturating_mul(2).saturating_add(2_000)),
            memory_bytes: memory,
            pids: self.processes,
            stdout_bytes: self.output_bytes,
            stderr_bytes: self.output_bytes,
            ..Limits::default()
        })
    }
}

/// The host's own programs, read-only, as most systems lay them out.
pub(crate) fn host_root() -> RootConfig {
    let wanted = ["/usr", "/etc/ld.so.cache", "/etc/alternatives"];
    let there = wanted.into_iter().filter(|path| Path::new(path).exists());
    let links = ["bin", "lib", "lib64", "sbin"];
    RootConfig {
        name: ROOT.to_owned(),
        mounts: there
            .map(|path| Mount {
                source: path.into(),
                target: path.to_owned(),
            })
            .collect(),
        symlinks: links
            .map(|name| (format!("/{name}"), format!("usr/{name}")))
            .to_vec(),
    }
}

/// A session in [`host_root`] with the usual search path.
pub(crate) fn host_session() -> SessionSpec {
    let mut session = SessionSpec::new(ROOT);
    session.env = vec![("PATH".to_owned(), "/usr/bin:/bin".to_owned())];
    session
}

pub(super) fn run(args: &RunArgs) -> anyhow::Result<Ended> {
    gavel_sandbox::enter(args.slot.config(Vec::new()).uid_base)?;
    let files = args.files.iter().map(|path| placed(path));
    let files = files.collect::<anyhow::Result<Vec<_>>>()?;
    let limits = args.limits.limits()?;
    let (outcome, verdict) = match args.language.toolchain()? {
        Some(toolchain) => match program::run(args, &toolchain, files, &limits)? {
            Made::Ran(outcome, verdict) => (*outcome, Some(verdict)),
            Made::Refused(compilation) => return refused(args, &compilation),
        },
        None => (host_program(args, files, limits)?, None),
    };
    tell(args, &outcome, verdict)
}

/// The compiler's own words.
fn refused(args: &RunArgs, compilation: &Compilation) -> anyhow::Result<Ended> {
    let messages = String::from_utf8_lossy(&compilation.messages.bytes);
    if args.json {
        let told = json!({
            "verdict": gavel_wire::Status::CompileError,
            "compile": { "status": compilation.ended, "messages": messages },
        });
        println!("{}", serde_json::to_string_pretty(&told)?);
    } else {
        eprintln!(
            "{}\nnot compiled: {}",
            messages.trim_end(),
            ending(&compilation.ended)
        );
    }
    Ok(Ended::OtherVerdict)
}

fn host_program(args: &RunArgs, files: Vec<InFile>, limits: Limits) -> anyhow::Result<Outcome> {
    let mut spec = ExecSpec::new(args.argv.clone());
    spec.limits = limits;
    spec.stdin = stdin()?.into();
    let host = SessionSpec {
        files,
        ..host_session()
    };
    let mut slot = Slot::open(args.slot.config(vec![host_root()]))?;
    Ok(slot.begin(host)?.exec(spec))
}

fn tell(args: &RunArgs, outcome: &Outcome, verdict: Option<gavel_wire::Status>) -> anyhow::Result<Ended> {
    if let Status::SandboxFailed(failed) = &outcome.status {
        return Err(failed.clone().into());
    }
    if args.json {
        let mut told = as_json(outcome);
        if let (Some(verdict), Some(told)) = (verdict, told.as_object_mut()) {
            told.insert("verdict".to_owned(), json!(verdict));
        }
        println!("{}", serde_json::to_string_pretty(&told)?);
    } else {
        std::io::stdout().write_all(&outcome.stdout.bytes)?;
        std::io::stdout().flush()?;
        std::io::stderr().write_all(&outcome.stderr.bytes)?;
        let verdict = verdict
            .map(|verdict| format!("{}, ", verdict.as_str()))
            .unwrap_or_default();
        eprintln!("{verdict}{}", summary(outcome));
    }
    let good = outcome.status == Status::Exited(0);
    Ok(if good { Ended::Success } else { Ended::OtherVerdict })
}

fn placed(path: &Path) -> anyhow::Result<InFile> {
    let about = || format!("--file {}", path.display());
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .with_context(about)?;
    let mode = path.metadata().with_context(about)?.permissions().mode();
    Ok(InFile {
        name: name.to_owned(),
        content: FileContent::Bytes(std::fs::read(path).with_context(about)?),
        executable: mode & 0o111 != 0,
    })
}

/// What is piped in; a terminal gives nothing, so that the program does not wait for a person.
pub(super) fn stdin() -> anyhow::Result<Vec<u8>> {
    let mut input = Vec::new();
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        stdin
            .lock()
            .take(STDIN_BYTES_MAX)
            .read_to_end(&mut input)
            .context("read the input")?;
    }
    Ok(input)
}

fn as_json(outcome: &Outcome) -> serde_json::Value {
    json!({
        "status": outcome.status,
        "cpu_us": outcome.cpu_us,
        "wall_us": outcome.wall_us,
        "memory_bytes": outcome.memory_peak_bytes,
        "stdout": String::from_utf8_lossy(&outcome.stdout.bytes),
        "stdout_truncated": outcome.stdout.truncated,
        "stderr": String::from_utf8_lossy(&outcome.stderr.bytes),
        "stderr_truncated": outcome.stderr.truncated,
    })
}

fn summary(outcome: &Outcome) -> String {
    let memory = outcome.memory_peak_bytes.div_ceil(1 << 10);
    format!(
        "{}: {} µs CPU, {} µs, {memory} KiB",
        ending(&outcome.status),
        outcome.cpu_us,
        outcome.wall_us
    )
}

fn ending(status: &Status) -> String {
    match status {
        Status::Exited(code) => format!("exit {code}"),
        Status::Signalled(signal) => format!("signal {signal}"),
        Status::CpuLimit => "CPU limit".to_owned(),
        Status::WallLimit => "wall limit".to_owned(),
        Status::MemoryLimit => "memory limit".to_owned(),
        Status::OutputLimit => "output limit".to_owned(),
        Status::Restricted => "restricted".to_owned(),
        Status::Cancelled => "cancelled".to_owned(),
        Status::SandboxFailed(failed) => failed.to_string(),
    }
}
