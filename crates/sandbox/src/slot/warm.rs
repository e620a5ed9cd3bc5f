//! A runtime that is started in the armed sandbox before its program comes: it has loaded itself by then. It is used once, by
//! the one session of its sandbox.

use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::{Gid, Uid, fchown};
use rustix::io::write;
use rustix::pipe::{PipeFlags, pipe_with};

use super::capture::Capture;
use super::zygote::Sandbox;
use crate::artefact::{fill, new_memory};
use crate::cgroup::Cgroups;
use crate::fault::{Explain, Fault};
use crate::proto::{ToChild, ToInit};
use crate::spec::{ExecSpec, Limits};

/// A pipe takes more at once, so that handing them over never waits.
const ARGUMENTS_BYTES_MAX: usize = 16 << 10;

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
    /// Used in the slot before it was started.
    pub(super) idle_bytes: u64,
    stdin: OwnedFd,
    stdout: Capture,
    stderr: Capture,
    go: OwnedFd,
}

impl Warmed {
    /// In an armed sandbox.
    pub(super) fn start(
        sandbox: &Sandbox,
        cgroups: &mut Cgroups,
        uid: u32,
        like: Like,
    ) -> Result<Warmed, Fault> {
        let stdin = new_memory().explain("make the input")?;
        let (stdout, stdout_writer) = Capture::new(like.limits.stdout_bytes, uid)?;
        let (stderr, stderr_writer) = Capture::new(like.limits.stderr_bytes, uid)?;
        let (wait, go) = pipe_with(PipeFlags::CLOEXEC).explain("pipe")?;
        // Runtimes without a way to read a descriptor open it again by name.
        fchown(&wait, Some(Uid::from_raw(uid)), Some(Gid::from_raw(uid))).explain("give the pipe away")?;
        let idle_bytes = cgroups.idle_bytes()?;
        cgroups.make_room(like.limits.memory_bytes)?;
        let leaf = cgroups.leaf_procs()?;
        let fds = [&stdin, &stdout_writer, &stderr_writer, &wait];
        let fds: Vec<_> = fds.into_iter().chain(&leaf).map(AsFd::as_fd).collect();
        let order = ToInit::Warm {
            argv: like.argv.clone(),
            env: like.env.clone(),
            limits: like.limits.clone(),
        };
        sandbox
            .control
            .send(&order, &fds)
            .explain("order a warm process")?;
        Ok(Warmed {
            like,
            idle_bytes,
            stdin,
            stdout,
            stderr,
            go,
        })
    }

    /// Gives it its input, and sends away the process that would have become the program.
    pub(super) fn give(&self, sandbox: &Sandbox, stdin: &[u8]) -> Result<(), Fault> {
        fill(&self.stdin, stdin).explain("fill the input")?;
        sandbox
            .job
            .send(&ToChild::Leave, &[])
            .explain("send a process away")
    }

    /// It is the program from here on.
    pub(super) fn go(self, arguments: &[String]) -> (Capture, Capture) {
        let text: String = arguments.iter().flat_map(|argument| [argument, "\0"]).collect();
        if !text.is_empty() {
            // A pipe takes as much whole. One that died is told by PID 1.
            let _ = write(&self.go, text.as_bytes());
        }
        drop(self.go);
        (self.stdout, self.stderr)
    }
}
