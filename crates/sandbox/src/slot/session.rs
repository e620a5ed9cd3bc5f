//! A session: one submission's sandbox with its files, in which several programs run one after the other, each alone.

use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use super::run::{Job, Left, Ran, Run};
use super::warm::{Like, Warmed};
use super::zygote::{ANSWER_MAX, Sandbox, receive};
use super::{Slot, kind_of};
use crate::artefact::sealed;
use crate::fault::{Explain, Fault};
use crate::outcome::{Outcome, SandboxFailed};
use crate::proto::{FDS_MAX, FromChild, FromInit, ToChild, ToInit};
use crate::spec::{ExecSpec, FileContent, SessionSpec, name_is_valid};
use crate::step::Step;

/// Attempts at one execution: in the sandbox that is there, in another one, and in a slot that was set up anew.
const ATTEMPTS_MAX: u32 = 3;

/// A request waits for so much of a runtime's loading that began just before it came.
const LATE_MAX: Duration = Duration::from_millis(20);

/// Looks for another process beside one that stays, and the time between two.
const ALONE_LOOKS: u32 = 10;
const ALONE_PAUSE: Duration = Duration::from_millis(1);

/// One submission's sandbox. Dropped: everything in it is killed and torn down, off the path of the answer.
#[derive(Debug)]
pub struct Session<'slot> {
    slot: &'slot mut Slot,
    spec: SessionSpec,
    /// `None` after it was lost; the next execution then begins again in a fresh one.
    sandbox: Option<Sandbox>,
    state: State,
    has_warned: bool,
}

/// What stands between now and the next execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// A process waits.
    Ready,
    /// The last program ended; what it left is still there.
    Used,
    /// The cleaning is ordered.
    Cleaning,
    /// The last program ended, and its process waits for the next one.
    Waiting,
}

impl<'slot> Session<'slot> {
    pub(super) fn begin(slot: &'slot mut Slot, spec: SessionSpec) -> Result<Self, SandboxFailed> {
        let mut session = Self {
            slot,
            spec,
            sandbox: None,
            state: State::Ready,
            has_warned: false,
        };
        session.attempt(|session, _| session.open())?;
        Ok(session)
    }

    /// Runs one program. Whatever the one before left (processes, files) is gone before this one starts.
    pub fn exec(&mut self, spec: ExecSpec) -> Outcome {
        let job = Job::Program {
            argv: &spec.argv,
            env: &self.spec.env.clone(),
        };
        self.run(job, &spec)
    }

    /// Cleans up after the last execution now, while the caller looks at its outcome, since another one follows. Optional.
    pub fn prepare_next(&mut self) {
        // A failure shows when the sandbox is needed.
        let _ = self.order_cleaning();
    }

    pub(super) fn run(&mut self, job: Job<'_>, spec: &ExecSpec) -> Outcome {
        let mut cold = spec.clone();
        cold.warm = None;
        // A runtime that cannot be started ahead fails no program.
        self.attempt(|session, number| session.try_run(job, if number == 1 { spec } else { &cold }))
            .unwrap_or_else(Outcome::failed)
    }

    /// Until a program is executed nothing of it has happened: a sandbox that is lost before that, whatever the program
    /// before left behind, is replaced, and in the end the whole slot is set up anew.
    fn attempt<T>(
        &mut self,
        mut once: impl FnMut(&mut Self, u32) -> Result<T, SandboxFailed>,
    ) -> Result<T, SandboxFailed> {
        for number in 1..ATTEMPTS_MAX {
            match once(self, number) {
                Ok(done) => return Ok(done),
                Err(failed) => {
                    self.let_go();
                    // The next attempt does not meet another one started ahead.
                    self.slot.forget();
                    let again = std::mem::replace(&mut self.has_warned, true);
                    self.slot.warn(&failed, number, again);
                }
            }
        }
        self.slot.renew()?;
        let last = once(self, ATTEMPTS_MAX);
        if last.is_err() {
            self.let_go();
        }
        last
    }

    /// Fails only while nothing of the program was executed.
    fn try_run(&mut self, job: Job<'_>, spec: &ExecSpec) -> Result<Outcome, SandboxFailed> {
        let files_bytes = self.files_bytes();
        let like = Like::of(spec, &self.spec.env);
        self.make_ready()?;
        let differs = |warmed: &Warmed| Some(&warmed.like) != like.as_ref();
        if let Some(sandbox) = &mut self.sandbox
            && (sandbox.warmed.as_ref().is_some_and(differs) || matches!(sandbox.loads(LATE_MAX), Ok(true)))
        {
            // It waits for another program, or would have this one wait for longer than it takes without.
            self.let_go();
            self.make_ready()?;
        }
        self.slot.note(kind_of(&self.spec), like.as_ref());
        // Alone it would take longer than what it does for the program.
        if let Some(like) = like.filter(|_| spec.warm.as_ref().is_some_and(|warm| warm.more)) {
            self.load(like)?;
        }
        self.state = State::Used;
        let (steps, uid, cpus) = (self.slot.steps(), self.slot.uid(), self.slot.cpus());
        let run = Run {
            sandbox: self.sandbox.as_mut().ok_or_else(lost)?,
            cgroups: &mut self.slot.cgroups,
            steps,
            files_bytes,
            uid,
            cpus,
        };
        match run.run(job, spec) {
            Ran::NotBegun(failed) => Err(failed),
            Ran::Ended { outcome, left } => {
                match left {
                    Left::Lost => self.let_go(),
                    Left::Init => {}
                    Left::Waiting => self.state = State::Waiting,
                }
                Ok(outcome)
            }
        }
    }

    /// Starts the runtime, unless it is there. Where it cannot be, the program brings its own.
    fn load(&mut self, like: Like) -> Result<(), SandboxFailed> {
        let (steps, uid, files_bytes) = (self.slot.steps(), self.slot.uid(), self.files_bytes());
        let sandbox = self.sandbox.as_mut().ok_or_else(lost)?;
        if sandbox.warmed.is_none() {
            let cgroups = &mut self.slot.cgroups;
            sandbox.warmed = Some(steps.run(Step::RunLimits, || {
                Warmed::start(sandbox, cgroups, files_bytes, uid, like)
            })?);
        }
        Ok(())
    }

    /// Whether the process that waits is alone, and its program left no file.
    fn is_alone(&self) -> Result<bool, SandboxFailed> {
        let sandbox = self.sandbox.as_ref().ok_or_else(lost)?;
        self.slot.steps().run(Step::Wipe, || {
            let keep = self.kept();
            sandbox.control.send(&ToInit::Look { keep }, &[])?;
            let clean = receive::<FromInit>(&sandbox.control, ANSWER_MAX)?;
            let clean = matches!(clean, Some((FromInit::Clean(true), _)));
            let mut left = ALONE_LOOKS;
            while clean && self.slot.cgroups.processes()? > 1 && left > 0 {
                // Perhaps the one that was sent away, on its way out.
                std::thread::sleep(ALONE_PAUSE);
                left -= 1;
            }
            Ok(clean && left > 0)
        })
    }

    /// Top-level names of the session's own files.
    fn kept(&self) -> Vec<String> {
        let files = self.spec.files.iter();
        let mut keep: Vec<_> = files
            .filter_map(|file| file.name.split('/').next())
            .map(str::to_owned)
            .collect();
        keep.sort_unstable();
        keep.dedup();
        keep
    }

    /// The next execution begins again in a fresh sandbox.
    fn let_go(&mut self) {
        if let Some(sandbox) = self.sandbox.take() {
            self.slot.give_back(sandbox);
        }
    }

    /// Cleans up after the last execution and waits for that. Unlike [`Session::run`] it tells a failure.
    pub(super) fn clean(&mut self) -> Result<(), SandboxFailed> {
        self.make_ready()
    }

    fn make_ready(&mut self) -> Result<(), SandboxFailed> {
        if self.sandbox.is_none() {
            self.open()?;
        }
        self.order_cleaning()?;
        if self.state == State::Waiting && !self.is_alone()? {
            self.let_go();
            self.open()?;
        }
        if self.state == State::Cleaning {
            self.sandbox.as_mut().ok_or_else(lost)?.wait_until_armed()?;
            self.state = State::Ready;
        }
        Ok(())
    }

    fn order_cleaning(&mut self) -> Result<(), SandboxFailed> {
        if self.state != State::Used {
            return Ok(());
        }
        let keep = self.kept();
        let slot = &mut *self.slot;
        let Some(sandbox) = &mut self.sandbox else {
            return Ok(());
        };
        slot.steps().run(Step::Wipe, || {
            let leaf = slot.cgroups.next_leaf()?;
            let fds: Vec<_> = leaf.iter().map(AsFd::as_fd).collect();
            Ok(sandbox.control.send(&ToInit::Next { keep }, &fds)?)
        })?;
        sandbox.is_armed = false;
        self.state = State::Cleaning;
        Ok(())
    }

    /// Takes a sandbox and places the files.
    fn open(&mut self) -> Result<(), SandboxFailed> {
        let mut sandbox = self.slot.take(&kind_of(&self.spec))?;
        let steps = self.slot.steps();
        if sandbox.warmed.is_none() {
            steps.run(Step::RunLimits, || self.slot.cgroups.settle())?;
        }
        let placed = self.place_files(&mut sandbox);
        self.sandbox = Some(sandbox);
        self.state = State::Ready;
        placed
    }

    fn place_files(&mut self, sandbox: &mut Sandbox) -> Result<(), SandboxFailed> {
        if self.spec.files.is_empty() {
            return Ok(());
        }
        let steps = self.slot.steps();
        let answer = steps.run(Step::Files, || {
            if self.spec.files.len() > FDS_MAX {
                return Err(Fault::new(format!("more than {FDS_MAX} files")));
            }
            let mut names = Vec::new();
            let mut contents = Vec::new();
            for file in &self.spec.files {
                if !name_is_valid(&file.name) {
                    return Err(Fault::new(format!("{:?} cannot name a file", file.name)));
                }
                names.push((file.name.clone(), file.executable));
                contents.push(Content::of(&file.content).explain(&file.name)?);
            }
            let fds: Vec<_> = contents.iter().map(AsFd::as_fd).collect();
            self.slot.cgroups.make_room(self.files_bytes())?;
            sandbox
                .job
                .send(&ToChild::Files { names }, &fds)
                .explain("send the files")?;
            sandbox.answer()
        })?;
        match answer {
            Some((FromChild::Placed, _)) => Ok(()),
            Some((FromChild::Failed(failed), _)) => Err(failed),
            None => Err(SandboxFailed::new(
                Step::Files,
                0,
                "the sandbox died while files were placed",
            )),
        }
    }

    /// What the files take in the work directory, in whole pages.
    fn files_bytes(&self) -> u64 {
        let bytes = |content: &FileContent| match content {
            FileContent::Bytes(bytes) => bytes.len() as u64,
            FileContent::Artefact(artefact) => artefact.len(),
        };
        self.spec
            .files
            .iter()
            .map(|file| bytes(&file.content).next_multiple_of(4096))
            .sum()
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        self.let_go();
    }
}

fn lost() -> SandboxFailed {
    SandboxFailed::new(Step::Serve, 0, "the sandbox is lost")
}

/// A file's content as a descriptor.
enum Content<'a> {
    Made(OwnedFd),
    Held(std::os::fd::BorrowedFd<'a>),
}

impl<'a> Content<'a> {
    fn of(content: &'a FileContent) -> std::io::Result<Self> {
        match content {
            FileContent::Bytes(bytes) => sealed(bytes).map(Self::Made),
            FileContent::Artefact(artefact) => Ok(Self::Held(artefact.as_fd())),
        }
    }
}

impl AsFd for Content<'_> {
    fn as_fd(&self) -> std::os::fd::BorrowedFd<'_> {
        match self {
            Self::Made(fd) => fd.as_fd(),
            Self::Held(fd) => *fd,
        }
    }
}
