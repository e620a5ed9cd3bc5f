//! PID 1 of a sandbox, root-owned: it forks the process that becomes the program, tells the owner when that one ends, kills
//! whatever is left, and between two executions empties the work directory. Its death kills the whole sandbox.

use std::io;
use std::os::fd::{AsFd, OwnedFd};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, retry_on_intr};

use super::arm::{Armed, arm};
use super::child::Child;
use super::{collect, wipe};
use crate::fault::{Fault, Steps};
use crate::outcome::SandboxFailed;
use crate::proto::{ArmKind, Channel, FromInit, ToInit};
use crate::step::Step;
use crate::sys::{self, Waited};

/// Ended processes that PID 1 takes note of before it looks at its sockets again.
const REAPED_AT_ONCE: usize = 32;

/// PID 1 of one sandbox, from its first instruction on.
pub(super) struct Init {
    /// Readable once it is dead.
    pub(super) zygote: Option<OwnedFd>,
    pub(super) control: Channel,
    pub(super) job: Channel,
    /// On cgroup v2, `cgroup.procs` of the leaf that the first execution is measured in.
    pub(super) leaf: Option<OwnedFd>,
    pub(super) root: usize,
    pub(super) kind: ArmKind,
    pub(super) uid: u32,
    pub(super) steps: Steps,
}

/// How the main process ended.
struct Ended {
    exited: bool,
    status: i32,
    restricted: bool,
}

impl Init {
    /// Never returns: when PID 1 exits, the kernel kills everything in its namespace.
    pub(super) fn run(mut self) -> ! {
        let code = match self.serve() {
            Ok(()) => 0,
            Err(failed) => {
                super::tell(&self.control, failed);
                1
            }
        };
        std::process::exit(code)
    }

    fn serve(&mut self) -> Result<(), SandboxFailed> {
        self.control = self.steps.run(Step::Filter, || self.control.at_control_fd())?;
        let armed = arm(&self.kind, self.root, self.zygote.take(), self.steps)?;
        loop {
            let leaf = self.leaf.take();
            let forked = self
                .steps
                .run(Step::Fork, || sys::clone_namespaces(0).map_err(Fault::from))?;
            let Some(main) = forked else {
                self.child(&armed).run(leaf);
            };
            drop(leaf);
            self.talk(|control| control.send(&FromInit::Armed, &[]))?;
            let Some(ended) = self.watch(&armed, main)? else {
                return Ok(());
            };
            let Ended {
                exited,
                status,
                restricted,
            } = ended;
            self.talk(|control| {
                control.send(
                    &FromInit::Ended {
                        exited,
                        status,
                        restricted,
                    },
                    &[],
                )
            })?;
            sys::kill_everything();
            while sys::reap(true).is_some() {}
            if !self.between(&armed)? {
                return Ok(());
            }
        }
    }

    fn child<'a>(&'a self, armed: &'a Armed) -> Child<'a> {
        Child {
            job: &self.job,
            uid: self.uid,
            armed,
            steps: self.steps,
        }
    }

    /// Until the main process ends; `None` when the owner is gone.
    fn watch(&self, armed: &Armed, mut main: i32) -> Result<Option<Ended>, SandboxFailed> {
        let (mut restricted, mut more) = (false, false);
        loop {
            let mut fds = [
                PollFd::new(&self.control, PollFlags::IN),
                PollFd::new(&armed.signals, PollFlags::IN),
                PollFd::new(&armed.listener, PollFlags::IN),
            ];
            let at_once = Timespec::default();
            let patience = more.then_some(&at_once);
            self.talk(|_| Ok(retry_on_intr(|| poll(&mut fds, patience))?))?;
            let [control, signals, listener] = fds.map(|fd| !fd.revents().is_empty());
            // An ended process's report is gone with it, and that is no failure. Both are looked at before the end is.
            if listener && sys::receive_notification(armed.listener.as_fd()).is_ok() {
                restricted = true;
                sys::kill_everything();
            }
            if control {
                match self.talk(Channel::receive::<ToInit>)? {
                    Some((ToInit::Kill, _)) => sys::kill_everything(),
                    Some((ToInit::Warm { argv, env, limits }, fds)) => {
                        let forked = sys::clone_namespaces(0).map_err(Fault::from);
                        main = match self.steps.run(Step::Fork, || forked)? {
                            Some(pid) => pid,
                            None => self.child(armed).run_warm(argv, env, &limits, fds),
                        };
                    }
                    Some((ToInit::Look { keep }, _)) => {
                        let clean = self
                            .steps
                            .run(Step::Wipe, || wipe::is_clean(&armed.work, &keep))?;
                        self.talk(|control| control.send(&FromInit::Clean(clean), &[]))?;
                    }
                    Some(_) => {}
                    None => return Ok(None),
                }
            }
            if signals {
                // One read takes what is there; more than one ended child comes as one signal.
                let _ = rustix::io::read(&armed.signals, &mut [0; 128]);
            }
            if signals || more {
                // In batches: a storm of orphans must not keep PID 1 from hearing that it shall kill them.
                let batch: Vec<_> = std::iter::from_fn(|| sys::reap(false))
                    .take(REAPED_AT_ONCE)
                    .collect();
                if let Some(Waited { exited, status, .. }) = batch.iter().find(|waited| waited.pid == main) {
                    return Ok(Some(Ended {
                        exited: *exited,
                        status: *status,
                        restricted,
                    }));
                }
                more = batch.len() == REAPED_AT_ONCE;
            }
        }
    }

    /// Between two executions; false when there is no second one.
    fn between(&mut self, armed: &Armed) -> Result<bool, SandboxFailed> {
        loop {
            match self.talk(Channel::receive::<ToInit>)? {
                None => return Ok(false),
                // It came too late: everything is dead. A warm process is ordered before anything ran.
                Some((ToInit::Kill | ToInit::Warm { .. }, _)) => {}
                Some((ToInit::Look { .. }, _)) => {
                    self.talk(|control| control.send(&FromInit::Clean(false), &[]))?;
                }
                Some((ToInit::Collect { names }, _)) => {
                    self.steps.run(Step::Collect, || {
                        collect::collect(&armed.work, &names, &self.control)
                    })?;
                }
                Some((ToInit::Next { keep }, fds)) => {
                    self.steps.run(Step::Wipe, || {
                        wipe::wipe(&armed.work, &keep)?;
                        self.forget_orders()
                    })?;
                    self.leaf = fds.into_iter().next();
                    return Ok(true);
                }
            }
        }
    }

    /// Orders that a killed process did not live to read must not reach the next one.
    fn forget_orders(&self) -> Result<(), Fault> {
        loop {
            match self.job.try_receive::<serde::de::IgnoredAny>() {
                Ok(Some(_)) => {}
                Ok(None) => return Ok(()),
                Err(error) if error.raw_os_error() == Some(Errno::AGAIN.raw_os_error()) => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn talk<T>(&self, say: impl FnOnce(&Channel) -> io::Result<T>) -> Result<T, SandboxFailed> {
        self.steps
            .run(Step::Serve, || say(&self.control).map_err(Fault::from))
    }
}
