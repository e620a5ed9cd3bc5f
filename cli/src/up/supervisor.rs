//! Keeps child processes alive: output to a log file each, a restart with back-off when one ends, and an end of everything
//! when one ends five times within a minute. Knows nothing of what the children are.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

/// For commands of this program; services read every GAVEL_* variable. The last one stops Nomad's client.
pub(crate) const OWN_VARIABLES: [&str; 6] = [
    "GAVEL_NATS_SERVER",
    "GAVEL_NOMAD",
    "GAVEL_TOOLS",
    "GAVEL_HOME",
    "GAVEL_DATA",
    "AWS_CA_BUNDLE",
];

const FAILURES_MAX: usize = 5;
const FAILURES_WITHIN: Duration = Duration::from_secs(60);
const PAUSE_FIRST: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(5);
/// A log is moved aside when it is longer; one old log a child is kept.
const LOG_BYTES_MAX: u64 = 32 << 20;
const LOG_LOOK: Duration = Duration::from_secs(30);
const TAIL_LINES: usize = 20;
const TAIL_BYTES: u64 = 16 << 10;

/// What is started, and how it is ended.
#[derive(Debug, Clone)]
pub(super) struct Program {
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) arguments: Vec<OsString>,
    pub(super) environment: Vec<(String, String)>,
    /// From SIGTERM to SIGKILL.
    pub(super) grace: Duration,
}

/// A child that ended too often.
#[derive(Debug, thiserror::Error)]
#[error(
    "{name} ended {FAILURES_MAX} times within a minute, the last time with {ended}; its last words, from {log}:\n{tail}"
)]
pub(super) struct GaveUp {
    name: String,
    ended: String,
    log: String,
    tail: String,
}

/// A child that is kept alive until it is stopped.
#[derive(Debug)]
pub(super) struct Kept {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Kept {
    /// Ends it and waits for that.
    pub(super) async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.task.await;
    }
}

#[derive(Debug)]
pub(super) struct Supervisor {
    logs: PathBuf,
    gave_up: mpsc::Sender<GaveUp>,
}

impl Supervisor {
    /// The receiver hears of the first child that is given up.
    pub(super) fn new(logs: PathBuf) -> (Supervisor, mpsc::Receiver<GaveUp>) {
        let (gave_up, heard) = mpsc::channel(1);
        (Supervisor { logs, gave_up }, heard)
    }

    /// Starts it and keeps it alive.
    pub(super) fn keep(&self, program: Program) -> Kept {
        let (stop, stopped) = watch::channel(false);
        let keeper = Keeper {
            log: self.log_of(&program),
            program,
            stopped,
        };
        let gave_up = self.gave_up.clone();
        let task = tokio::spawn(async move {
            if let Some(given_up) = keeper.run().await {
                // A second one adds nothing: everything ends because of the first.
                let _ = gave_up.try_send(given_up);
            }
        });
        Kept { stop, task }
    }

    pub(super) fn log_of(&self, program: &Program) -> PathBuf {
        self.logs.join(format!("{}.log", program.name))
    }
}

struct Keeper {
    program: Program,
    log: PathBuf,
    stopped: watch::Receiver<bool>,
}

impl Keeper {
    async fn run(mut self) -> Option<GaveUp> {
        let mut failures: VecDeque<Instant> = VecDeque::new();
        let mut pause = PAUSE_FIRST;
        loop {
            let started = Instant::now();
            let ended = match self.start() {
                Ok(child) => self.until_end(child).await?,
                Err(error) => format!("{error:#}"),
            };
            failures.push_back(Instant::now());
            failures.retain(|at| at.elapsed() < FAILURES_WITHIN);
            if failures.len() >= FAILURES_MAX {
                return Some(self.give_up(ended));
            }
            if started.elapsed() > FAILURES_WITHIN {
                pause = PAUSE_FIRST;
            }
            let name = &self.program.name;
            eprintln!(
                "{name} ended with {ended}; starting it again in {} ms",
                pause.as_millis()
            );
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = self.stopped.wait_for(|stopped| *stopped) => return None,
            }
            pause = (pause * 2).min(PAUSE_MAX);
        }
    }

    fn start(&self) -> anyhow::Result<Child> {
        let log = open_log(&self.log)?;
        let errors = log.try_clone()?;
        let Program {
            path,
            arguments,
            environment,
            ..
        } = &self.program;
        let mut command = Command::new(path);
        command
            .args(arguments)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            .process_group(0);
        for variable in OWN_VARIABLES {
            command.env_remove(variable);
        }
        command
            .spawn()
            .with_context(|| format!("start {}", path.display()))
    }

    /// How it ended by itself; None once it was stopped.
    async fn until_end(&mut self, mut child: Child) -> Option<String> {
        loop {
            tokio::select! {
                status = child.wait() => {
                    return Some(status.map_or_else(|error| error.to_string(), shown));
                }
                _ = self.stopped.wait_for(|stopped| *stopped) => break,
                () = tokio::time::sleep(LOG_LOOK) => move_long_log(&self.log),
            }
        }
        let pid = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        if let Some(pid) = pid {
            // It may have ended meanwhile, which is as good.
            let _ = kill_process(pid, Signal::TERM);
        }
        if tokio::time::timeout(self.program.grace, child.wait())
            .await
            .is_err()
        {
            let _ = child.kill().await;
        }
        None
    }

    fn give_up(&self, ended: String) -> GaveUp {
        GaveUp {
            name: self.program.name.clone(),
            ended,
            log: self.log.display().to_string(),
            tail: tail(&self.log).unwrap_or_default(),
        }
    }
}

fn shown(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("status {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => status.to_string(),
    }
}

fn open_log(path: &Path) -> anyhow::Result<File> {
    let log = OpenOptions::new().create(true).append(true).open(path);
    log.with_context(|| format!("open {}", path.display()))
}

/// The child goes on writing to the same file, at its new end.
fn move_long_log(path: &Path) {
    let long = std::fs::metadata(path).is_ok_and(|log| log.len() > LOG_BYTES_MAX);
    if long && std::fs::copy(path, path.with_extension("log.1")).is_ok() {
        let _ = OpenOptions::new().write(true).truncate(true).open(path);
    }
}

fn tail(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL_BYTES)))?;
    let mut bytes = Vec::new();
    file.take(TAIL_BYTES).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(TAIL_LINES);
    Ok(lines.get(from..).unwrap_or_default().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(name: &str, script: &str) -> Program {
        Program {
            name: name.to_owned(),
            path: "/bin/sh".into(),
            arguments: vec!["-c".into(), script.into()],
            environment: vec![("WORD".to_owned(), "hello".to_owned())],
            grace: Duration::from_millis(300),
        }
    }

    #[tokio::test]
    async fn a_child_that_ends_five_times_is_given_up_with_its_last_words() {
        let logs = tempfile::tempdir().unwrap();
        let (supervisor, mut gave_up) = Supervisor::new(logs.path().to_owned());
        let kept = supervisor.keep(shell("short", "echo $WORD; exit 3"));
        let told = gave_up.recv().await.unwrap().to_string();
        assert!(told.contains("status 3") && told.ends_with("hello"), "{told}");
        let log = std::fs::read_to_string(logs.path().join("short.log")).unwrap();
        assert_eq!(log.lines().count(), FAILURES_MAX);
        kept.stop().await;
    }

    #[tokio::test]
    async fn a_stop_ends_a_child_that_ignores_it() {
        let logs = tempfile::tempdir().unwrap();
        let (supervisor, mut gave_up) = Supervisor::new(logs.path().to_owned());
        let kept = supervisor.keep(shell("deaf", "trap '' TERM; echo on; exec sleep 1000"));
        let log = logs.path().join("deaf.log");
        while std::fs::read_to_string(&log).unwrap_or_default() != "on\n" {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        kept.stop().await;
        assert!(gave_up.try_recv().is_err());
    }

    #[test]
    fn the_tail_is_the_end_of_a_log() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let lines: Vec<String> = (0..10_000).map(|number| format!("line {number}")).collect();
        std::fs::write(file.path(), lines.join("\n")).unwrap();
        let tail = tail(file.path()).unwrap();
        assert_eq!(tail.lines().count(), TAIL_LINES);
        assert!(tail.starts_with("line 9980\n") && tail.ends_with("line 9999"));
    }
}
