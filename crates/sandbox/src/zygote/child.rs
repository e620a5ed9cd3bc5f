//! Steps 24 to 28: the process that becomes the program. It is forked ahead of the request and waits, still as root and
//! under the filter; it places the session's files, gives up everything and executes.

use std::convert::Infallible;
use std::ffi::{CString, NulError};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};

use rustix::fs::{Mode, OFlags, fstat, mkdirat, openat, sendfile};
use rustix::io::{Errno, FdFlags, fcntl_dupfd_cloexec, fcntl_setfd};
use rustix::process::{Gid, Resource, Rlimit, Uid, setrlimit, setsid};
use rustix::thread::{set_thread_groups, set_thread_res_gid, set_thread_res_uid};

use super::arm::{Armed, SCORE_PROGRAM, set_score};
use super::look;
use crate::fault::{Explain, Fault, Steps};
use crate::filter::CONTROL_FD;
use crate::outcome::SandboxFailed;
use crate::proto::{Channel, FromChild, ProbeKind, ToChild};
use crate::spec::{Limits, WARM_ANSWERS_FD, WARM_ORDERS_FD};
use crate::step::Step;
use crate::sys;

/// Exit code of a process that could not become the program. The owner learns why by message, never by this number.
const EXIT_FAILED: i32 = 127;

/// The process before it is the program.
pub(super) struct Child<'init> {
    pub(super) job: &'init Channel,
    pub(super) uid: u32,
    pub(super) armed: &'init Armed,
    pub(super) steps: Steps,
}

impl Child<'_> {
    /// Waits for orders until one of them executes the program.
    pub(super) fn run(self, leaf: Option<OwnedFd>) -> ! {
        if let Err(failed) = self.prepare(leaf).and_then(|()| self.obey()) {
            // When the owner is gone too, nobody needs to know.
            let _ = self.job.send(&FromChild::Failed(failed), &[]);
        }
        std::process::exit(EXIT_FAILED)
    }

    /// Becomes a program that waits for its request by itself.
    pub(super) fn run_warm(
        self,
        argv: Vec<String>,
        env: Vec<String>,
        limits: &Limits,
        fds: Vec<OwnedFd>,
    ) -> ! {
        let mut fds = fds.into_iter();
        let stdio: Vec<_> = fds.by_ref().take(stdio_count(limits)).collect();
        let (orders, answers, leaf) = (fds.next(), fds.next(), fds.next());
        let begun = self.prepare(leaf).and_then(|()| {
            let _open = self.steps.run(Step::Stdio, || {
                let pipes = orders.zip(answers);
                let (orders, answers) = pipes.ok_or_else(|| Fault::new("nothing to wait for came"))?;
                put_stdio(&stdio, limits)?;
                Ok([
                    leave_open(&orders, WARM_ORDERS_FD)?,
                    leave_open(&answers, WARM_ANSWERS_FD)?,
                ])
            })?;
            self.give_up_rights(limits)?;
            self.steps.run(Step::Exec, || execute(argv, env).map(drop))
        });
        if let Err(failed) = begun {
            let _ = self.job.send(&FromChild::Failed(failed), &[]);
        }
        std::process::exit(EXIT_FAILED)
    }

    fn prepare(&self, leaf: Option<OwnedFd>) -> Result<(), SandboxFailed> {
        self.steps.run(Step::Fork, || {
            if let Some(procs) = leaf {
                rustix::io::write(&procs, b"0").explain("enter the leaf cgroup")?;
            }
            set_score(&self.armed.proc, SCORE_PROGRAM)?;
            setsid().explain("setsid")?;
            sys::reset_signals();
            Ok(())
        })
    }

    fn obey(&self) -> Result<(), SandboxFailed> {
        while let Some((order, fds)) = self.receive()? {
            match order {
                ToChild::Files { names } => {
                    self.steps.run(Step::Files, || self.place(&names, &fds))?;
                    self.steps
                        .run(Step::Serve, || Ok(self.job.send(&FromChild::Placed, &[])?))?;
                }
                ToChild::Leave => std::process::exit(0),
                ToChild::Exec { argv, env, limits } => {
                    self.become_stranger(&limits, &fds)?;
                    self.steps.run(Step::Exec, || execute(argv, env).map(drop))?;
                }
                ToChild::Probe { limits, probe } => {
                    self.become_stranger(&limits, &fds)?;
                    self.steps.run(Step::Exec, || run_probe(probe))?;
                }
            }
        }
        Ok(())
    }

    fn receive(&self) -> Result<Option<(ToChild, Vec<OwnedFd>)>, SandboxFailed> {
        self.steps.run(Step::Serve, || Ok(self.job.receive()?))
    }

    fn place(&self, names: &[(String, bool)], contents: &[OwnedFd]) -> Result<(), Fault> {
        for ((name, executable), content) in names.iter().zip(contents) {
            self.place_one(name, *executable, content.as_fd()).explain(name)?;
        }
        Ok(())
    }

    fn place_one(&self, name: &str, executable: bool, content: BorrowedFd<'_>) -> Result<(), Fault> {
        let work = &self.armed.work;
        for (end, _) in name.match_indices('/') {
            match mkdirat(work, name.get(..end).unwrap_or_default(), Mode::from(0o755)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(errno) => return Err(errno.into()),
            }
        }
        let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::from(if executable { 0o555 } else { 0o444 });
        let file = openat(work, name, flags, mode)?;
        let (bytes, mut done) = (u64::try_from(fstat(content)?.st_size).unwrap_or(0), 0);
        // The offset is ours: the descriptor is shared with others that read the same artefact.
        while done < bytes {
            let chunk = usize::try_from(bytes - done).unwrap_or(usize::MAX);
            if sendfile(&file, content, Some(&mut done), chunk)? == 0 {
                return Err(Errno::IO.into());
            }
        }
        Ok(())
    }

    /// Steps 25 to 27, the same for a program and for the probe.
    fn become_stranger(&self, limits: &Limits, fds: &[OwnedFd]) -> Result<(), SandboxFailed> {
        self.steps.run(Step::Stdio, || put_stdio(fds, limits))?;
        self.give_up_rights(limits)
    }

    fn give_up_rights(&self, limits: &Limits) -> Result<(), SandboxFailed> {
        self.steps.run(Step::Rlimits, || set_rlimits(limits))?;
        self.steps.run(Step::Identity, || {
            set_thread_groups(&[]).explain("drop the groups")?;
            let (uid, gid) = (Uid::from_raw(self.uid), Gid::from_raw(self.uid));
            set_thread_res_gid(gid, gid, gid).explain("change gid")?;
            // The kernel empties the permitted, effective and ambient sets here, since every uid was 0 before.
            set_thread_res_uid(uid, uid, uid).explain("change uid")
        })
    }
}

/// Input, output, error and maybe the answer, which are the descriptors 0 to [`crate::ANSWER_FD`].
fn stdio_count(limits: &Limits) -> usize {
    3 + usize::from(limits.answer_bytes.is_some())
}

fn put_stdio(fds: &[OwnedFd], limits: &Limits) -> Result<(), Fault> {
    if fds.len() != stdio_count(limits) {
        return Err(Fault::new("input and outputs did not come"));
    }
    let mut next = 0;
    for fd in fds {
        sys::put_at(fd.as_fd(), next)?;
        next += 1;
    }
    Ok(sys::close_on_exec_from(next.cast_unsigned())?)
}

/// Under the number that warm programs know.
fn leave_open(pipe: &OwnedFd, number: i32) -> Result<OwnedFd, Fault> {
    let open = fcntl_dupfd_cloexec(pipe, number)?;
    if open.as_raw_fd() != number {
        return Err(Fault::new(format!("descriptor {number} is taken")));
    }
    fcntl_setfd(&open, FdFlags::empty())?;
    Ok(open)
}

fn set_rlimits(limits: &Limits) -> Result<(), Fault> {
    // The cgroup's clock is the real CPU limit. This one counts a single process by the ticks that found it running, which
    // ran up to 10 % ahead on a busy host and killed programs below their limit; so it stands far off and only backs it up.
    let cpu_seconds = limits.cpu_ms.div_ceil(1000).saturating_mul(2).saturating_add(2);
    if limits.open_files > u64::from(CONTROL_FD) {
        return Err(Fault::new(format!("more than {CONTROL_FD} open files")));
    }
    for (resource, name, value) in [
        (Resource::Cpu, "CPU", cpu_seconds),
        (Resource::Fsize, "FSIZE", limits.file_bytes),
        (Resource::Nofile, "NOFILE", limits.open_files),
        (Resource::Stack, "STACK", limits.stack_bytes),
        (Resource::Core, "CORE", 0),
        (Resource::Memlock, "MEMLOCK", 0),
        (Resource::Msgqueue, "MSGQUEUE", 0),
        (Resource::Nice, "NICE", 0),
        (Resource::Rtprio, "RTPRIO", 0),
    ] {
        let both = Rlimit {
            current: Some(value),
            maximum: Some(value),
        };
        setrlimit(resource, both).explain(format!("RLIMIT_{name}={value}"))?;
    }
    Ok(())
}

fn execute(argv: Vec<String>, env: Vec<String>) -> Result<Infallible, Fault> {
    let c_strings = |strings: Vec<String>| -> Result<Vec<CString>, NulError> {
        strings.into_iter().map(CString::new).collect()
    };
    let nul = |_| Fault::new("an argument or variable holds a NUL byte");
    let (argv, env) = (c_strings(argv).map_err(nul)?, c_strings(env).map_err(nul)?);
    let program = argv.first().ok_or_else(|| Fault::new("argv is empty"))?;
    Err(sys::execute(program, &argv, &env)).explain(program.to_string_lossy())
}

fn run_probe(probe: ProbeKind) -> Result<(), Fault> {
    match probe {
        ProbeKind::Look => look::tell(io::stdout().lock())?,
        // Must not come back; if it does, the exit below tells the owner that the filter let it pass.
        ProbeKind::Foreign => drop(sys::x32_getpid()),
    }
    std::process::exit(0)
}
