//! `gavel nats-server`: runs a nats-server and starts it again after a full disk. Once a write has failed it writes no more to that
//! stream, room or not, until it is started again (neither a reload nor an update of the stream helps): so it is, once there is room.

use std::ffi::OsString;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStderr, Command};
use tokio::signal::unix::{SignalKind, signal};

use crate::exit::Ended;

const LOOK: Duration = Duration::from_secs(1);
/// What nats-server logs of a full disk: the kernel's words.
const FULL: &[u8] = b"no space left on device";
const ROOM_BYTES: u64 = 32 << 20;
/// From SIGTERM to SIGKILL, where it is started again.
const GRACE: Duration = Duration::from_secs(30);

#[derive(Debug, Args)]
#[command(after_help = "\
Its log must come on standard error, as it does without `log_file`. The exit status is that of nats-server.

Example:
  gavel nats-server --store /var/lib/nats -- nats-server --config /etc/nats.conf")]
pub(crate) struct NatsServerArgs {
    /// The directory of its streams, whose disk is watched.
    #[arg(long, value_name = "DIR")]
    store: PathBuf,
    /// nats-server with its arguments.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// What has become of the disk.
enum Disk {
    Fine,
    Full,
    /// There is room again: nats-server was asked to end, and is killed at that time.
    Room(Instant),
}

pub(crate) async fn run(args: NatsServerArgs) -> anyhow::Result<Ended> {
    let mut terminate = signal(SignalKind::terminate()).context("hear of signals")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("hear of signals")?;
    let mut server = Server::start(&args.command)?;
    let mut disk = Disk::Fine;
    let mut look = tokio::time::interval(LOOK);
    loop {
        tokio::select! {
            heard = server.heard() => match (heard?, &disk) {
                (Heard::Full, Disk::Fine) => disk = Disk::Full,
                (Heard::Full | Heard::Line, _) => {}
                (Heard::End(_), Disk::Room(_)) => {
                    disk = Disk::Fine;
                    server = Server::start(&args.command)?;
                }
                (Heard::End(status), _) => return Ok(Ended::Status(code(status))),
            },
            _ = terminate.recv() => {
                disk = Disk::Fine;
                server.send(Signal::TERM);
            }
            _ = interrupt.recv() => {
                disk = Disk::Fine;
                server.send(Signal::INT);
            }
            _ = look.tick() => match disk {
                Disk::Full if has_room(&args.store) => {
                    eprintln!("gavel: the disk of the queue was full: starting nats-server again");
                    server.send(Signal::TERM);
                    disk = Disk::Room(Instant::now() + GRACE);
                }
                Disk::Room(end) if Instant::now() > end => server.send(Signal::KILL),
                _ => {}
            }
        }
    }
}

enum Heard {
    Line,
    /// A line that tells of a full disk.
    Full,
    End(ExitStatus),
}

struct Server {
    child: Child,
    /// Until its end.
    log: Option<BufReader<ChildStderr>>,
    line: Vec<u8>,
}

impl Server {
    fn start(command: &[OsString]) -> anyhow::Result<Server> {
        // It must not outlive whoever watches over it.
        let mut child = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "--"])
            .args(command)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("start nats-server through setpriv")?;
        Ok(Server {
            log: child.stderr.take().map(BufReader::new),
            child,
            line: Vec::new(),
        })
    }

    /// Passes a line of its log on, or tells its end after the last one. What was read stays when this is given up.
    async fn heard(&mut self) -> anyhow::Result<Heard> {
        let Some(log) = &mut self.log else {
            return Ok(Heard::End(
                self.child.wait().await.context("wait for nats-server")?,
            ));
        };
        let read = log.read_until(b'\n', &mut self.line).await;
        if read.context("read the log of nats-server")? == 0 {
            self.log = None;
        }
        // Nobody may read it any more; that is no reason to end a queue.
        let _ = std::io::stderr().write_all(&self.line);
        let full = self.line.windows(FULL.len()).any(|words| words == FULL);
        self.line.clear();
        Ok(if full { Heard::Full } else { Heard::Line })
    }

    fn send(&self, signal: Signal) {
        if let Some(pid) = self.child.id().and_then(|id| Pid::from_raw(id.cast_signed())) {
            // It may have ended meanwhile, which is as good.
            let _ = kill_process(pid, signal);
        }
    }
}

fn has_room(store: &Path) -> bool {
    rustix::fs::statvfs(store).is_ok_and(|disk| disk.f_bavail * disk.f_frsize > ROOM_BYTES)
}

/// As shells give it.
fn code(status: ExitStatus) -> u8 {
    let code = status.code().or_else(|| Some(128 + status.signal()?));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX)
}
