//! One program of this host in one sandbox: `gavel sandbox run`. Its output is this command's, its ending is told on stderr.
//! The root is the host's /usr, read-only; the work directory starts empty.

use std::io::{IsTerminal, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use gavel_sandbox::{
    ExecSpec, FileContent, InFile, Limits, Mount, Outcome, RootConfig, SessionSpec, Slot, Status,
};
use serde_json::json;

use super::SlotArgs;
use crate::exit::Ended;

const ROOT: &str = "host";
/// The most of this command's own input that the program gets.
const STDIN_BYTES_MAX: u64 = 64 << 20;

#[derive(Debug, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    slot: SlotArgs,
    /// A file of this host that is copied into the work directory, executable if it is; may be given several times.
    #[arg(long = "file", value_name = "PATH")]
    files: Vec<PathBuf>,
    /// Prints the outcome as JSON instead of the program's output.
    #[arg(long)]
    json: bool,
    /// The program, by its absolute path, and its arguments.
    #[arg(last = true, required = true)]
    argv: Vec<String>,
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
    let mut spec = ExecSpec::new(args.argv.clone());
    spec.limits = args.limits.limits()?;
    spec.stdin = stdin()?.into();
    let files: anyhow::Result<_> = args.files.iter().map(|path| placed(path)).collect();
    let host = SessionSpec {
        files: files?,
        ..host_session()
    };
    let config = args.slot.config(vec![host_root()]);
    gavel_sandbox::enter(config.uid_base)?;
    let mut slot = Slot::open(config)?;
    let mut session = slot.begin(host)?;
    let outcome = session.exec(spec);
    drop(session);
    if let Status::SandboxFailed(failed) = &outcome.status {
        return Err(failed.clone().into());
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&as_json(&outcome))?);
    } else {
        std::io::stdout().write_all(&outcome.stdout.bytes)?;
        std::io::stdout().flush()?;
        std::io::stderr().write_all(&outcome.stderr.bytes)?;
        eprintln!("{}", summary(&outcome));
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
fn stdin() -> anyhow::Result<Vec<u8>> {
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
    let ended = match &outcome.status {
        Status::Exited(code) => format!("exit {code}"),
        Status::Signalled(signal) => format!("signal {signal}"),
        Status::CpuLimit => "CPU limit".to_owned(),
        Status::WallLimit => "wall limit".to_owned(),
        Status::MemoryLimit => "memory limit".to_owned(),
        Status::OutputLimit => "output limit".to_owned(),
        Status::Restricted => "restricted".to_owned(),
        Status::Cancelled => "cancelled".to_owned(),
        Status::SandboxFailed(failed) => failed.to_string(),
    };
    let memory = outcome.memory_peak_bytes.div_ceil(1 << 10);
    format!(
        "{ended}: {} µs CPU, {} µs, {memory} KiB",
        outcome.cpu_us, outcome.wall_us
    )
}
