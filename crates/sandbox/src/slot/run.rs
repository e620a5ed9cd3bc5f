//! One execution, from the order to the outcome: gives the waiting process its program, watches the clocks and outputs in
//! one poll, and decides how it ended.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

use super::capture::{Outputs, give_away};
use super::collect;
use super::warm::{Said, Warmed};
use super::zygote::{ANSWER_MAX, Sandbox, timespec};
use crate::artefact::{Artefact, sealed};
use crate::cgroup::{Cgroups, Reading};
use crate::fault::{Explain, Fault, Steps};
use crate::outcome::{Outcome, SandboxFailed, Status};
use crate::pipes::Ends;
use crate::proto::{Channel, FromInit, ProbeKind, ToChild, ToInit};
use crate::spec::{ExecSpec, Limits, Warm};
use crate::step::Step;

/// Shortest time between two looks at the cgroup's clock.
const LOOK_MIN: Duration = Duration::from_millis(1);

/// Output taken before the clocks are looked at again.
const READ_AT_ONCE: usize = 1 << 20;

/// What the waiting process becomes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Job<'a> {
    Program {
        argv: &'a [String],
        env: &'a [(String, String)],
    },
    Probe(ProbeKind),
}

/// Everything that one execution works with.
pub(super) struct Run<'a> {
    pub(super) sandbox: &'a mut Sandbox,
    pub(super) cgroups: &'a mut Cgroups,
    pub(super) steps: Steps,
    pub(super) files_bytes: u64,
    pub(super) uid: u32,
    /// CPUs that the program can use at one time.
    pub(super) cpus: u32,
}

/// Why the sandbox killed the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    Cancelled,
    Output,
    Cpu,
    Wall,
}

/// How the main process ended, as PID 1 tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Exited(i32),
    Signalled(i32),
    Restricted,
    /// PID 1 died, which kills everything.
    Lost,
}

/// The state of a program that runs.
struct Watch<'a> {
    control: &'a Channel,
    spec: &'a ExecSpec,
    start: Reading,
    started: Instant,
    outputs: Outputs,
    over: Option<Over>,
    next_look: Instant,
    cpus: u32,
    /// Where a program may end without its process.
    stays: Option<&'a Warmed>,
    /// It did.
    stayed: bool,
}

/// What came of it.
pub(super) enum Ran {
    /// Nothing of the program was executed, so that it can be tried again elsewhere.
    NotBegun(SandboxFailed),
    Ended {
        outcome: Outcome,
        left: Left,
    },
}

/// What an execution left of its sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// Nothing that can be used again.
    Lost,
    /// PID 1, which can clean up.
    Init,
    /// A process that waits for the next execution like this one.
    Waiting,
}

/// An order that was given.
struct Begun {
    start: Reading,
    started: Instant,
    outputs: Outputs,
    /// Let go of only when the program's end was seen, so that what follows from that end is seen later.
    held: Option<Ends>,
    warm: bool,
    /// Its process may stay for the next one.
    more: bool,
    reused: bool,
}

impl Run<'_> {
    pub(super) fn run(mut self, job: Job<'_>, spec: &ExecSpec) -> Ran {
        let begun = match self.begin(job, spec) {
            Ok(begun) => begun,
            Err(failed) => return Ran::NotBegun(failed),
        };
        self.follow(begun, spec).unwrap_or_else(|failed| Ran::Ended {
            outcome: Outcome::failed(failed),
            left: Left::Lost,
        })
    }

    fn begin(&mut self, job: Job<'_>, spec: &ExecSpec) -> Result<Begun, SandboxFailed> {
        if let (Some(_), Some(warm), None) = (&self.sandbox.warmed, &spec.warm, &spec.pipes) {
            return self.begin_warm(warm, spec);
        }
        let (outputs, mut writers) = Outputs::new(&spec.limits, self.uid).map_err(serve)?;
        let mut stdin = sealed(&spec.stdin).explain("make the input").map_err(serve)?;
        let order = order(job, &spec.limits);
        let start = self.steps.run(Step::RunLimits, || {
            self.cgroups.start(&spec.limits, self.files_bytes, None)
        })?;
        self.sandbox.still_waits()?;
        let mut held = None;
        if let (Some(pipes), Some(stdout)) = (&spec.pipes, writers.first_mut()) {
            let ends = pipes
                .take()
                .ok_or_else(|| serve(Fault::new("the pipes were given away")))?;
            give_away(&ends.stdout, self.uid).map_err(serve)?;
            stdin = copy(&ends.stdin)?;
            *stdout = copy(&ends.stdout)?;
            held = Some(ends);
        }
        let started = Instant::now();
        let fds: Vec<_> = [&stdin].into_iter().chain(&writers).map(AsFd::as_fd).collect();
        let sent = self.sandbox.job.send(&order, &fds);
        sent.explain("give the order").map_err(serve)?;
        Ok(Begun {
            start,
            started,
            outputs,
            held,
            warm: false,
            more: false,
            reused: false,
        })
    }

    fn begin_warm(&mut self, warm: &Warm, spec: &ExecSpec) -> Result<Begun, SandboxFailed> {
        let sandbox = &mut *self.sandbox;
        let more = warm.more && spec.collect.is_empty();
        let mut warmed = sandbox
            .warmed
            .take()
            .ok_or_else(|| serve(Fault::new("no runtime waits")))?;
        if !warmed.is_ready(&sandbox.control, ANSWER_MAX).map_err(serve)? {
            return Err(serve(Fault::new("the runtime does not come to be ready")));
        }
        warmed.give(&sandbox.job, &spec.stdin, more).map_err(serve)?;
        let start = self.steps.run(Step::RunLimits, || {
            self.cgroups
                .start(&spec.limits, self.files_bytes, Some(warmed.idle))
        })?;
        sandbox.still_waits()?;
        let reused = warmed.used;
        let started = Instant::now();
        let outputs = warmed.go(warm, more).map_err(serve)?;
        sandbox.warmed = more.then_some(warmed);
        Ok(Begun {
            start,
            started,
            outputs,
            held: None,
            warm: true,
            more,
            reused,
        })
    }

    fn follow(&mut self, begun: Begun, spec: &ExecSpec) -> Result<Ran, SandboxFailed> {
        let steps = self.steps;
        let mut watch = Watch {
            control: &self.sandbox.control,
            spec,
            start: begun.start,
            started: begun.started,
            outputs: begun.outputs,
            over: None,
            next_look: begun.started,
            cpus: self.cpus,
            stays: self.sandbox.warmed.as_ref().filter(|_| begun.more),
            stayed: false,
        };
        watch.next_look += watch.until_next_look(0);
        let mut end = watch.until_the_end(self.cgroups).map_err(serve)?;
        let ended_at = Instant::now();
        drop(begun.held);
        let wall = ended_at.duration_since(begun.started);
        let mut finish = steps.run(Step::RunLimits, || self.cgroups.finish())?;
        if end == End::Signalled(libc::SIGKILL) && watch.over.is_none() && self.order_is_unread()? {
            let what = "the armed process died before it read its order";
            return Ok(Ran::NotBegun(SandboxFailed::new(Step::Serve, 0, what)));
        }
        watch.outputs.read_rest().map_err(serve)?;
        if let Some(failed) = self.sandbox.last_words() {
            return Err(failed);
        }
        let mut collected = Vec::new();
        if end != End::Lost && !watch.stayed {
            match files_out(watch.control, self.cgroups, steps, spec, watch.start)? {
                Some(taken) => collected = taken,
                None => {
                    finish.oom_kills = finish.oom_kills.max(watch.start.oom_kills + 1);
                    end = End::Lost;
                }
            }
        }
        let status = status(end, &watch, finish, wall);
        let [stdout, stderr, answer] = watch.outputs.take_captured();
        let outcome = Outcome {
            status,
            cpu_us: finish.cpu_us.saturating_sub(watch.start.cpu_us),
            wall_us: u64::try_from(wall.as_micros()).unwrap_or(u64::MAX),
            ended_at,
            memory_peak_bytes: finish.memory_bytes.saturating_sub(watch.start.memory_bytes),
            stdout,
            stderr,
            answer,
            collected,
            warm: begun.warm,
            reused: begun.reused,
        };
        let (outputs, stayed) = (watch.outputs, watch.stayed);
        let left = match (&mut self.sandbox.warmed, stayed) {
            (Some(warmed), true) if outcome.status == Status::Exited(0) => {
                warmed.take_back(outputs);
                Left::Waiting
            }
            (_, true) => Left::Lost,
            (warmed, false) => {
                *warmed = None;
                if end == End::Lost { Left::Lost } else { Left::Init }
            }
        };
        Ok(Ran::Ended { outcome, left })
    }

    /// A host that runs out of memory kills waiting processes first.
    fn order_is_unread(&self) -> Result<bool, SandboxFailed> {
        let unread = self.sandbox.job.has_unread();
        unread.explain("look for the order").map_err(serve)
    }
}

/// The files asked for. Nothing when the program left so much in memory that PID 1 was killed for want of it.
fn files_out(
    control: &Channel,
    cgroups: &mut Cgroups,
    steps: Steps,
    spec: &ExecSpec,
    start: Reading,
) -> Result<Option<Vec<Artefact>>, SandboxFailed> {
    match steps.run(Step::Collect, || collect::collect(control, &spec.collect)) {
        Ok(collected) => Ok(Some(collected)),
        Err(failed) => {
            let now = steps.run(Step::RunLimits, || cgroups.finish())?;
            (now.oom_kills > start.oom_kills).then_some(None).ok_or(failed)
        }
    }
}

fn copy(end: &OwnedFd) -> Result<OwnedFd, SandboxFailed> {
    end.try_clone().explain("copy a pipe's end").map_err(serve)
}

fn serve(fault: Fault) -> SandboxFailed {
    SandboxFailed::new(Step::Serve, fault.errno, fault.what)
}

fn order(job: Job<'_>, limits: &Limits) -> ToChild {
    let limits = limits.clone();
    match job {
        Job::Program { argv, env } => ToChild::Exec {
            argv: argv.to_vec(),
            env: env
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect(),
            limits,
        },
        Job::Probe(probe) => ToChild::Probe { limits, probe },
    }
}

impl Watch<'_> {
    /// Polls until the main process ended.
    fn until_the_end(&mut self, cgroups: &mut Cgroups) -> Result<End, Fault> {
        loop {
            let now = Instant::now();
            if self.over.is_none() {
                self.look_at_clocks(cgroups, now)?;
            } else if now > self.next_look {
                return Err(Fault::new("a killed program did not end"));
            }
            let ready = self.wait(now)?;
            if ready.control {
                match self.control.receive::<FromInit>() {
                    Ok(Some((
                        FromInit::Ended {
                            exited,
                            status,
                            restricted,
                        },
                        _,
                    ))) => {
                        return Ok(match (restricted, exited) {
                            (true, _) => End::Restricted,
                            (_, true) => End::Exited(status),
                            (_, false) => End::Signalled(status),
                        });
                    }
                    Ok(Some((FromInit::Failed(failed), _))) => {
                        return Err(Fault {
                            errno: failed.errno,
                            what: failed.to_string(),
                        });
                    }
                    Ok(Some(_)) => {}
                    Ok(None) | Err(_) => return Ok(End::Lost),
                }
            }
            if ready.said {
                match self.stays.and_then(Warmed::said) {
                    Some(said) => {
                        self.stayed = true;
                        return Ok(match said {
                            Said::Exited(code) => End::Exited(code),
                            Said::Signalled(signal) => End::Signalled(signal),
                        });
                    }
                    // The program closed it, or writes there: only its end counts now.
                    None => self.stays = None,
                }
            }
            self.outputs.read_some(&ready.outputs, READ_AT_ONCE)?;
            if ready.cancel {
                self.kill(Over::Cancelled, cgroups);
            }
            if self.outputs.is_over() {
                self.kill(Over::Output, cgroups);
            }
        }
    }

    fn look_at_clocks(&mut self, cgroups: &mut Cgroups, now: Instant) -> Result<(), Fault> {
        if now.duration_since(self.started) >= Duration::from_millis(self.spec.limits.wall_ms) {
            self.kill(Over::Wall, cgroups);
        } else if now >= self.next_look {
            let used = cgroups.cpu_us()?.saturating_sub(self.start.cpu_us);
            if used >= self.spec.limits.cpu_ms.saturating_mul(1000) {
                self.kill(Over::Cpu, cgroups);
            } else {
                self.next_look = now + self.until_next_look(used);
            }
        }
        Ok(())
    }

    /// The limit cannot be reached before: no more than `cpus` CPUs count at one time.
    fn until_next_look(&self, used_us: u64) -> Duration {
        let left = self
            .spec
            .limits
            .cpu_ms
            .saturating_mul(1000)
            .saturating_sub(used_us);
        Duration::from_micros(left / u64::from(self.cpus.max(1))).max(LOOK_MIN)
    }

    fn kill(&mut self, over: Over, cgroups: &mut Cgroups) {
        if self.over.is_none() {
            self.over = Some(over);
            // PID 1 shall not wait for a page that the dying hold. If there is none to be had it still may find one.
            let _ = cgroups.make_room(0);
            self.next_look = Instant::now() + ANSWER_MAX;
            // If PID 1 is gone, so is the program, and the poll says so.
            let _ = self.control.send(&ToInit::Kill, &[]);
        }
    }

    fn wait(&self, now: Instant) -> Result<Ready, Fault> {
        let wall_end = self.started + Duration::from_millis(self.spec.limits.wall_ms);
        let until = if self.over.is_some() {
            self.next_look
        } else {
            self.next_look.min(wall_end)
        };
        let watched = self.over.is_none();
        let token = self.spec.cancel.as_deref().filter(|_| watched);
        let stop = self.spec.stop.as_deref().filter(|_| watched);
        let stays = self.stays.filter(|_| watched);
        let others: [Option<BorrowedFd<'_>>; 4] = [
            Some(self.control.as_fd()),
            token.map(AsFd::as_fd),
            stop.map(AsFd::as_fd),
            stays.map(AsFd::as_fd),
        ];
        let outputs = self.outputs.open().filter(|_| watched);
        let mut fds: Vec<_> = others
            .into_iter()
            .flatten()
            .chain(outputs)
            .map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN))
            .collect();
        // Rounded up to the next microsecond, or the poll would spin at the end of its wait.
        let patience = until.saturating_duration_since(now) + Duration::from_micros(1);
        match poll(&mut fds, Some(&timespec(patience))) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(errno) => return Err(errno).explain("poll"),
        }
        let mut ready = fds.iter().map(|fd| !fd.revents().is_empty());
        let [control, cancel, stop, said] =
            others.map(|is_there| is_there.is_some() && ready.next().unwrap_or(false));
        Ok(Ready {
            control,
            cancel: cancel || stop,
            said,
            outputs: ready.collect(),
        })
    }
}

/// What a poll found.
#[derive(Debug)]
struct Ready {
    control: bool,
    cancel: bool,
    said: bool,
    /// One for each that is open, or none.
    outputs: Vec<bool>,
}

/// How it ended, by the order that [`Status`] states.
fn status(end: End, watch: &Watch<'_>, finish: Reading, wall: Duration) -> Status {
    let limits = &watch.spec.limits;
    let used_us = finish.cpu_us.saturating_sub(watch.start.cpu_us);
    if watch.over == Some(Over::Cancelled) {
        Status::Cancelled
    } else if end == End::Restricted {
        Status::Restricted
    } else if finish.oom_kills > watch.start.oom_kills {
        Status::MemoryLimit
    } else if end == End::Lost {
        Status::SandboxFailed(SandboxFailed::new(Step::Serve, 0, "PID 1 of the sandbox died"))
    } else if watch.outputs.is_over() {
        Status::OutputLimit
    } else if watch.over == Some(Over::Cpu) || used_us >= limits.cpu_ms.saturating_mul(1000) {
        Status::CpuLimit
    } else if watch.over == Some(Over::Wall) || wall >= Duration::from_millis(limits.wall_ms) {
        Status::WallLimit
    } else {
        match end {
            End::Signalled(signal) => Status::Signalled(signal),
            End::Exited(code) => Status::Exited(code),
            End::Restricted | End::Lost => Status::Restricted,
        }
    }
}
