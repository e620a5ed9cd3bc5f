//! A runtime that loads itself in the armed sandbox before its program comes. It serves the one session of its sandbox: once, or
//! for one execution after the other.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{Gid, OFlags, SeekFrom, Uid, fchown, fcntl_setfl, ftruncate, seek};
use rustix::io::{Errno, read, write};
use rustix::pipe::{PipeFlags, pipe_with};

use super::capture::Outputs;
use super::zygote::{Sandbox, timespec};
use crate::artefact::{fill, new_memory, put};
use crate::cgroup::{Cgroups, Idle};
use crate::fault::{Explain, Fault};
use crate::proto::{Channel, ToChild, ToInit};
use crate::spec::{ExecSpec, Limits, Warm};

/// A pipe takes more at once, so that handing them over never waits.
const ARGUMENTS_BYTES_MAX: usize = 16 << 10;

/// RLIMIT_CPU is no more than a backstop, and counts all executions of such a process together.
const EXECUTIONS: u64 = 100;

/// Longer than any answer.
const ANSWER_BYTES_MAX: usize = 32;

/// What is fixed when such a process starts: it can only serve an execution that asks for the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Like {
    argv: Vec<String>,
    env: Vec<String>,
    limits: Limits,
}

impl Like {
    /// None where the program cannot be started ahead.
    pub(super) fn of(spec: &ExecSpec, env: &[(String, String)]) -> Option<Like> {
        let warm = spec.warm.as_ref()?;
        let bytes: usize = warm.arguments.iter().map(|argument| argument.len() + 1).sum();
        let has_nul = warm.arguments.iter().any(|argument| argument.contains('\0'));
        (bytes <= ARGUMENTS_BYTES_MAX && !has_nul).then(|| Like {
            argv: warm.argv.clone(),
            env: env
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect(),
            limits: Limits {
                // The owner's clock, which starts with the request.
                wall_ms: 0,
                ..spec.limits.clone()
            },
        })
    }
}

/// A process that waits for its program.
#[derive(Debug)]
pub(super) struct Warmed {
    pub(super) like: Like,
    /// The slot before it was started.
    pub(super) idle: Idle,
    stdin: OwnedFd,
    /// Away while an execution goes on.
    outputs: Option<Outputs>,
    orders: Option<OwnedFd>,
    answers: OwnedFd,
    is_ready: bool,
    /// It ran the program before.
    pub(super) used: bool,
}

/// How one execution of several ended, by the process's own word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Exited(i32),
    Signalled(i32),
}

impl Warmed {
    /// In an armed sandbox that holds `files_bytes` of files.
    pub(super) fn start(
        sandbox: &Sandbox,
        cgroups: &mut Cgroups,
        files_bytes: u64,
        uid: u32,
        like: Like,
    ) -> Result<Warmed, Fault> {
        let stdin = new_memory().explain("make the input")?;
        let (outputs, writers) = Outputs::new(&like.limits, uid)?;
        let (their_orders, orders) = pipe_with(PipeFlags::CLOEXEC).explain("pipe")?;
        let (answers, their_answers) = pipe_with(PipeFlags::CLOEXEC).explain("pipe")?;
        for pipe in [&their_orders, &their_answers] {
            // Runtimes without a way to use a descriptor open it again by name.
            fchown(pipe, Some(Uid::from_raw(uid)), Some(Gid::from_raw(uid))).explain("give a pipe away")?;
        }
        for pipe in [&orders, &answers] {
            fcntl_setfl(pipe, OFlags::NONBLOCK).explain("make the pipe's end non-blocking")?;
        }
        let idle = cgroups.idle(files_bytes, like.limits.memory_bytes)?;
        cgroups.make_room(like.limits.memory_bytes)?;
        let leaf = cgroups.leaf_procs()?;
        let pipes = writers.iter().chain([&their_orders, &their_answers]);
        let fds = [&stdin].into_iter().chain(pipes).chain(&leaf);
        let fds: Vec<_> = fds.map(AsFd::as_fd).collect();
        let order = ToInit::Warm {
            argv: like.argv.clone(),
            env: like.env.clone(),
            limits: Limits {
                cpu_ms: like.limits.cpu_ms.saturating_mul(EXECUTIONS),
                ..like.limits.clone()
            },
        };
        sandbox
            .control
            .send(&order, &fds)
            .explain("order a warm process")?;
        Ok(Warmed {
            like,
            idle,
            stdin,
            outputs: Some(outputs),
            orders: Some(orders),
            answers,
            is_ready: false,
            used: false,
        })
    }

    /// Whether it has loaded the runtime, or has within `patience`.
    pub(super) fn is_ready(&mut self, control: &Channel, patience: Duration) -> Result<bool, Fault> {
        let deadline = Instant::now() + patience;
        while !self.is_ready {
            let left = deadline.saturating_duration_since(Instant::now());
            let mut fds = [
                PollFd::new(&self.answers, PollFlags::IN),
                PollFd::new(control, PollFlags::IN),
            ];
            match poll(&mut fds, Some(&timespec(left))) {
                Ok(0) => return Ok(false),
                Ok(_) | Err(Errno::INTR) => {}
                Err(errno) => return Err(errno).explain("poll"),
            }
            let [answers, control] = fds.map(|fd| !fd.revents().is_empty());
            if control {
                return Err(Fault::new("the runtime ended before it was ready"));
            } else if answers {
                self.is_ready = self.line().as_deref() == Some("ready");
                if !self.is_ready {
                    return Err(Fault::new("the runtime does not say that it is ready"));
                }
            }
        }
        Ok(true)
    }

    /// Gives it the next execution's input, while it waits. Sends away the process that would have become the program.
    pub(super) fn give(&mut self, job: &Channel, stdin: &[u8], more: bool) -> Result<(), Fault> {
        if !self.used {
            job.send(&ToChild::Leave, &[]).explain("send a process away")?;
        } else {
            // Its offset is one with ours.
            ftruncate(&self.stdin, 0).explain("empty the input")?;
            seek(&self.stdin, SeekFrom::Start(0)).explain("rewind the input")?;
            // What the program wrote after it was done is nobody's.
            self.outputs.iter_mut().try_for_each(Outputs::forget)?;
        }
        let give = if more { put } else { fill };
        give(&self.stdin, stdin).explain("fill the input")
    }

    /// It is the program from here on.
    pub(super) fn go(&mut self, warm: &Warm, more: bool) -> Result<Outputs, Fault> {
        let outputs = self.outputs.take();
        let outputs = outputs.ok_or_else(|| Fault::new("the outputs are in use"))?;
        let mut order = format!(
            "{} {}\n",
            if more { "more" } else { "once" },
            warm.arguments.len()
        );
        order.extend(warm.arguments.iter().flat_map(|argument| [argument, "\0"]));
        if let Some(orders) = &self.orders {
            // A pipe takes as much whole, unless the program filled it: then nothing has begun.
            let written = write(orders, order.as_bytes()).explain("order the program")?;
            if written < order.len() {
                return Err(Fault::new("the order did not fit"));
            }
        }
        if !more {
            self.orders = None;
        }
        Ok(outputs)
    }

    /// How the execution ended, once [`AsFd`] is readable. The program may have said it, and nobody takes more than its time and its
    /// output from that. `None`: what came is no such word.
    pub(super) fn said(&self) -> Option<Said> {
        let line = self.line()?;
        let (how, number) = line.split_once(' ')?;
        let number: u8 = number.parse().ok()?;
        match how {
            "exited" => Some(Said::Exited(number.into())),
            "signalled" => Some(Said::Signalled(number.into())),
            _ => None,
        }
    }

    /// What it wrote, if that is one short line.
    fn line(&self) -> Option<String> {
        let mut answer = [0; ANSWER_BYTES_MAX];
        let length = read(&self.answers, &mut answer).ok()?;
        let text = str::from_utf8(answer.get(..length)?).ok()?;
        text.strip_suffix('\n').map(str::to_owned)
    }

    /// After an execution that more can follow.
    pub(super) fn take_back(&mut self, outputs: Outputs) {
        self.outputs = Some(outputs);
        self.used = true;
    }
}

impl AsFd for Warmed {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.answers.as_fd()
    }
}
