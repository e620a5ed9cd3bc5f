//! The zygote of one slot: a small single-threaded process that lives in the slot's cgroups and namespaces for good and
//! keeps sandboxes armed. Writing a pid into `cgroup.procs` takes 11-15 ms after an idle gap, so it is done once, here,
//! and all sandboxes are its children. It starts no thread and never touches what a program controls.

mod arm;
mod child;
mod collect;
mod init;
mod look;
mod roots;
mod setup;
mod wipe;

pub(crate) use look::namespaces;

use std::collections::HashMap;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::process::ExitCode;

use rustix::process::{Pid, PidfdFlags, Signal, WaitOptions, getpid, kill_process, pidfd_open, waitpid};

use crate::fault::{Fault, Steps};
use crate::outcome::SandboxFailed;
use crate::proto::{ArmKind, Channel, FromInit, FromZygote, Received, ToZygote, ZygoteSettings};
use crate::spec::ANSWER_FD;
use crate::step::Step;
use crate::sys;

/// The whole program `gavel-zygote`. The owner's socket is its standard input.
pub fn zygote_main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn serve() -> io::Result<()> {
    // Nothing of ours comes to lie where a program's answer goes: the number is one more name of /dev/null.
    sys::put_at(io::stdout().as_fd(), ANSWER_FD)?;
    let owner = Channel::from(io::stdin().as_fd().try_clone_to_owned()?);
    let null = std::fs::File::open("/dev/null")?;
    rustix::stdio::dup2_stdin(&null)?;
    drop(null);
    let Some((ToZygote::Setup(settings), fds)) = owner.receive()? else {
        return Ok(());
    };
    let steps = Steps {
        fail_at: settings.fail_at,
    };
    if let Err(failed) = setup::set_up(&settings, &fds, steps) {
        return owner.send(&FromZygote::Failed(failed), &[]);
    }
    drop(fds);
    owner.send(&FromZygote::SetUp, &[])?;
    let mut zygote = Zygote {
        own: Some(pidfd_open(getpid(), PidfdFlags::empty())?),
        settings,
        steps,
        sandboxes: HashMap::new(),
    };
    while let Some((message, fds)) = receive(&owner)? {
        match message {
            ToZygote::Setup(_) => return Err(io::ErrorKind::InvalidInput.into()),
            ToZygote::Arm { id, kind } => {
                if let Some(role) = zygote.arm(id, &kind, fds) {
                    drop(owner);
                    role.run();
                }
            }
            ToZygote::Kill { id } => zygote.kill(id),
        }
    }
    Ok(())
}

fn receive(owner: &Channel) -> io::Result<Received<ToZygote>> {
    owner.receive()
}

struct Zygote {
    /// By which PID 1 sees whether the zygote lives: it has no number in its namespace.
    own: Option<OwnedFd>,
    settings: ZygoteSettings,
    steps: Steps,
    sandboxes: HashMap<u32, i32>,
}

impl Zygote {
    /// Starts PID 1 of a new sandbox. Returns in PID 1 what it has to run, and nothing in the zygote.
    fn arm(&mut self, id: u32, kind: &ArmKind, fds: Vec<OwnedFd>) -> Option<init::Init> {
        let mut fds = fds.into_iter();
        let (control, job) = (Channel::from(fds.next()?), Channel::from(fds.next()?));
        let leaf = fds.next();
        let root = match self.settings.roots.iter().position(|root| root.name == kind.root) {
            Some(index) => index + 1,
            None if kind.root.is_empty() => roots::EMPTY,
            None => {
                let what = format!("no root is named {:?}", kind.root);
                tell(&control, SandboxFailed::new(Step::Clone, 0, what));
                return None;
            }
        };
        let flags = libc::CLONE_NEWPID | libc::CLONE_NEWNS | libc::CLONE_NEWIPC;
        match self
            .steps
            .run(Step::Clone, || sys::clone_namespaces(flags).map_err(Fault::from))
        {
            Ok(Some(pid)) => {
                self.sandboxes.insert(id, pid);
                None
            }
            Ok(None) => Some(init::Init {
                zygote: self.own.take(),
                control,
                job,
                leaf,
                root,
                kind: kind.clone(),
                uid: self.settings.uid,
                steps: self.steps,
            }),
            Err(failed) => {
                tell(&control, failed);
                None
            }
        }
    }

    /// Kills a sandbox by its PID 1, and waits until all of it is gone.
    fn kill(&mut self, id: u32) {
        let Some(pid) = self.sandboxes.remove(&id).and_then(Pid::from_raw) else {
            return;
        };
        // Not reaped yet, so the pid is still its own. It may have died by itself, which is as good.
        let _ = kill_process(pid, Signal::KILL);
        let _ = rustix::io::retry_on_intr(|| waitpid(Some(pid), WaitOptions::empty()));
    }
}

/// Tells the owner that waits for this sandbox. It may be gone; then the zygote ends too.
fn tell(control: &Channel, failed: SandboxFailed) {
    let _ = control.send(&FromInit::Failed(failed), &[]);
}
