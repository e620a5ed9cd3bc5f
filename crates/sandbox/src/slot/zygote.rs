//! The owner's hold on the zygote: starts it, orders sandboxes, and makes sure that it is gone in the end.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use serde::de::DeserializeOwned;

use super::warm::Warmed;
use crate::fault::{Explain, Fault};
use crate::outcome::SandboxFailed;
use crate::proto::{ArmKind, Channel, FromChild, FromInit, FromZygote, Received, ToZygote, ZygoteSettings};
use crate::spec::SlotConfig;
use crate::step::Step;

/// Longest wait for an answer of our own processes. They answer within milliseconds; a host that swaps may need longer.
pub(super) const ANSWER_MAX: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(super) struct Zygote {
    process: Child,
    channel: Option<Channel>,
    sandboxes: u32,
}

/// A sandbox that waits to be used, or is in use.
#[derive(Debug)]
pub(super) struct Sandbox {
    pub(super) id: u32,
    pub(super) kind: ArmKind,
    /// To and from PID 1.
    pub(super) control: Channel,
    /// To and from the process that becomes the program.
    pub(super) job: Channel,
    /// PID 1 has said that a process waits.
    pub(super) is_armed: bool,
    pub(super) warmed: Option<Warmed>,
}

impl Zygote {
    /// Steps 6 to 14.
    pub(super) fn start(config: &SlotConfig, procs: &[OwnedFd]) -> Result<Self, SandboxFailed> {
        let steps = crate::fault::Steps {
            fail_at: config.fail_at,
        };
        let zygote = steps.run(Step::Spawn, || Self::spawn(config, procs))?;
        match zygote
            .channel()
            .and_then(|channel| receive::<FromZygote>(channel, ANSWER_MAX))
        {
            Ok(Some((FromZygote::SetUp, _))) => Ok(zygote),
            Ok(Some((FromZygote::Failed(failed), _))) => Err(failed),
            Ok(None) => Err(SandboxFailed::new(
                Step::Spawn,
                0,
                "the zygote ended without a word",
            )),
            Err(fault) => Err(SandboxFailed::new(Step::Spawn, fault.errno, fault.what)),
        }
    }

    fn spawn(config: &SlotConfig, procs: &[OwnedFd]) -> Result<Self, Fault> {
        let program = config.zygote.clone().map_or_else(default_program, Ok)?;
        let (ours, theirs) = Channel::pair().explain("socketpair")?;
        let base = config
            .state_dir
            .to_str()
            .ok_or_else(|| Fault::new("the state directory is not UTF-8"))?;
        let base = std::path::absolute(base)?;
        let settings = ZygoteSettings {
            owner_pid: i32::try_from(std::process::id()).map_err(|_| Fault::new("the pid is too large"))?,
            uid: config.uid_base + u32::from(config.slot),
            cpu: config.cpu,
            base: base.to_string_lossy().into_owned(),
            roots: config.roots.clone(),
            fail_at: config.fail_at,
        };
        let process = Command::new(&program)
            .env_clear()
            .current_dir("/")
            .stdin(OwnedFd::from(theirs))
            .stdout(Stdio::null())
            .spawn()
            .explain(format!("start {}", program.display()))?;
        let zygote = Self {
            process,
            channel: Some(ours),
            sandboxes: 0,
        };
        let procs: Vec<_> = procs.iter().map(AsFd::as_fd).collect();
        zygote
            .channel()?
            .send(&ToZygote::Setup(settings), &procs)
            .explain("send the settings")?;
        Ok(zygote)
    }

    pub(super) fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Orders a sandbox; PID 1 says when it is armed.
    pub(super) fn arm(&mut self, kind: ArmKind, leaf: Option<OwnedFd>) -> Result<Sandbox, Fault> {
        self.sandboxes = self.sandboxes.wrapping_add(1);
        let id = self.sandboxes;
        let (control, their_control) = Channel::pair().explain("socketpair")?;
        let (job, their_job) = Channel::pair().explain("socketpair")?;
        let fds: Vec<BorrowedFd<'_>> = [their_control.as_fd(), their_job.as_fd()]
            .into_iter()
            .chain(leaf.as_ref().map(AsFd::as_fd))
            .collect();
        let order = ToZygote::Arm {
            id,
            kind: kind.clone(),
        };
        self.channel()?.send(&order, &fds).explain("order a sandbox")?;
        Ok(Sandbox {
            id,
            kind,
            control,
            job,
            is_armed: false,
            warmed: None,
        })
    }

    /// Orders a sandbox's end. The zygote does so before it obeys the next order.
    pub(super) fn kill(&mut self, sandbox: Sandbox) -> Result<(), Fault> {
        self.channel()?
            .send(&ToZygote::Kill { id: sandbox.id }, &[])
            .explain("end a sandbox")
    }

    fn channel(&self) -> Result<&Channel, Fault> {
        self.channel
            .as_ref()
            .ok_or_else(|| Fault::new("the zygote was let go"))
    }
}

impl Drop for Zygote {
    fn drop(&mut self) {
        self.channel = None;
        // Its death kills every PID 1, and theirs everything else. It may be dead already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Sandbox {
    /// Waits until a process waits for orders.
    pub(super) fn wait_until_armed(&mut self) -> Result<(), SandboxFailed> {
        while !self.is_armed {
            match receive::<FromInit>(&self.control, ANSWER_MAX) {
                Ok(Some((FromInit::Armed, _))) => self.is_armed = true,
                Ok(Some((FromInit::Failed(failed), _))) => return Err(failed),
                Ok(Some(_)) => {}
                Ok(None) => {
                    return Err(SandboxFailed::new(
                        Step::Serve,
                        0,
                        "PID 1 died before it was armed",
                    ));
                }
                Err(fault) => return Err(SandboxFailed::new(Step::Serve, fault.errno, fault.what)),
            }
        }
        Ok(())
    }

    /// Whether a runtime was started in it that is not ready within `patience`.
    pub(super) fn loads(&mut self, patience: Duration) -> Result<bool, Fault> {
        match &mut self.warmed {
            Some(warmed) => Ok(!warmed.is_ready(&self.control, patience)?),
            None => Ok(false),
        }
    }

    /// Fails when the armed process or PID 1 died meanwhile: nothing else makes PID 1 speak unasked.
    pub(super) fn still_waits(&self) -> Result<(), SandboxFailed> {
        match self.control.is_silent() {
            Ok(true) => Ok(()),
            Ok(false) => Err(self.last_words().unwrap_or_else(|| {
                SandboxFailed::new(Step::Serve, 0, "the armed process died before it was used")
            })),
            Err(error) => {
                let fault = Fault::from(error);
                Err(SandboxFailed::new(Step::Serve, fault.errno, fault.what))
            }
        }
    }

    /// The process that should have become the program says why it could not before it exits.
    pub(super) fn last_words(&self) -> Option<SandboxFailed> {
        match self.job.try_receive::<FromChild>() {
            Ok(Some((FromChild::Failed(failed), _))) => Some(failed),
            _ => None,
        }
    }

    /// What the armed process answers; a fault when it or PID 1 dies instead.
    pub(super) fn answer(&self) -> Result<Received<FromChild>, Fault> {
        let deadline = Instant::now() + ANSWER_MAX;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let mut fds = [
                PollFd::new(&self.job, PollFlags::IN),
                PollFd::new(&self.control, PollFlags::IN),
            ];
            match poll(&mut fds, Some(&timespec(left))) {
                Err(Errno::INTR) => {}
                Err(errno) => return Err(errno).explain("poll"),
                Ok(0) => return Err(no_answer()),
                Ok(_) if fds.first().is_some_and(|job| !job.revents().is_empty()) => {
                    return self.job.receive().explain("receive");
                }
                Ok(_) => return Err(Fault::new("the armed process died before it answered")),
            }
        }
    }
}

fn no_answer() -> Fault {
    Fault {
        errno: Errno::TIMEDOUT.raw_os_error(),
        what: "no answer came".to_owned(),
    }
}

/// A message within `patience`, else a fault.
pub(super) fn receive<T: DeserializeOwned>(
    channel: &Channel,
    patience: Duration,
) -> Result<Received<T>, Fault> {
    let deadline = Instant::now() + patience;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let mut fds = [PollFd::new(channel, PollFlags::IN)];
        match poll(&mut fds, Some(&timespec(left))) {
            Ok(0) => return Err(no_answer()),
            Ok(_) => return channel.receive().explain("receive"),
            Err(Errno::INTR) => {}
            Err(errno) => return Err(errno).explain("poll"),
        }
    }
}

pub(super) fn timespec(duration: Duration) -> Timespec {
    Timespec {
        tv_sec: i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: duration.subsec_nanos().into(),
    }
}

/// `gavel-zygote` next to the current executable, or above cargo's `deps` directory, where tests lie.
fn default_program() -> Result<PathBuf, Fault> {
    let own = std::env::current_exe().explain("find the current executable")?;
    let candidates = own
        .ancestors()
        .skip(1)
        .take(2)
        .map(|directory| directory.join("gavel-zygote"));
    candidates
        .into_iter()
        .find(|candidate| candidate.is_file())
        .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
        .explain(format!("there is no gavel-zygote next to {}", own.display()))
}
