//! A session: one submission's sandbox with its files, in which several programs run one after the other, each alone.

use std::os::fd::{AsFd, OwnedFd};

use super::run::{Job, Run};
use super::zygote::{ANSWER_MAX, Sandbox, receive};
use super::{Slot, kind_of};
use crate::artefact::sealed;
use crate::fault::{Explain, Fault};
use crate::outcome::{Outcome, SandboxFailed};
use crate::proto::{FDS_MAX, FromChild, ToChild, ToInit};
use crate::spec::{ExecSpec, FileContent, SessionSpec, name_is_valid};
use crate::step::Step;

/// One submission's sandbox. Dropped: everything in it is killed and torn down, off the path of the answer.
#[derive(Debug)]
pub struct Session<'slot> {
    slot: &'slot mut Slot,
    spec: SessionSpec,
    /// `None` after it was lost; the next execution then begins again in a fresh one.
    sandbox: Option<Sandbox>,
    state: State,
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
}

impl<'slot> Session<'slot> {
    pub(super) fn begin(slot: &'slot mut Slot, spec: SessionSpec) -> Result<Self, SandboxFailed> {
        let mut session = Self {
            slot,
            spec,
            sandbox: None,
            state: State::Ready,
        };
        session.open()?;
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
        if self.state == State::Used && self.order_cleaning().is_err() {
            self.sandbox = None;
        }
    }

    pub(super) fn run(&mut self, job: Job<'_>, spec: &ExecSpec) -> Outcome {
        let files_bytes = self.files_bytes();
        if let Err(failed) = self.make_ready() {
            self.sandbox = None;
            return Outcome::failed(failed);
        }
        self.state = State::Used;
        let (outcome, is_alive) = match &mut self.sandbox {
            None => (
                Outcome::failed(SandboxFailed::new(Step::Serve, 0, "the sandbox is lost")),
                false,
            ),
            Some(sandbox) => {
                let (steps, uid, cpus) = (self.slot.steps(), self.slot.uid(), self.slot.cpus());
                let cgroups = &mut self.slot.cgroups;
                Run {
                    sandbox,
                    cgroups,
                    steps,
                    files_bytes,
                    uid,
                    cpus,
                }
                .run(job, spec)
            }
        };
        if !is_alive && let Some(lost) = self.sandbox.take() {
            self.slot.give_back(lost);
        }
        outcome
    }

    fn make_ready(&mut self) -> Result<(), SandboxFailed> {
        if self.sandbox.is_none() {
            self.open()?;
        }
        if self.state == State::Used {
            self.order_cleaning()?;
        }
        if self.state == State::Cleaning {
            let sandbox = self.sandbox.as_mut();
            sandbox
                .ok_or_else(|| SandboxFailed::new(Step::Serve, 0, "the sandbox is lost"))?
                .wait_until_armed()?;
            self.state = State::Ready;
        }
        Ok(())
    }

    fn order_cleaning(&mut self) -> Result<(), SandboxFailed> {
        let mut keep: Vec<_> = self
            .spec
            .files
            .iter()
            .filter_map(|file| file.name.split('/').next())
            .map(str::to_owned)
            .collect();
        keep.sort_unstable();
        keep.dedup();
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
        let placed = self.place_files(&mut sandbox);
        match placed {
            Ok(()) => self.sandbox = Some(sandbox),
            Err(_) => self.slot.give_back(sandbox),
        }
        self.state = State::Ready;
        placed
    }

    fn place_files(&self, sandbox: &mut Sandbox) -> Result<(), SandboxFailed> {
        if self.spec.files.is_empty() {
            return Ok(());
        }
        let answer = self.slot.steps().run(Step::Files, || {
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
            sandbox
                .job
                .send(&ToChild::Files { names }, &fds)
                .explain("send the files")?;
            receive::<FromChild>(&sandbox.job, ANSWER_MAX)
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
        if let Some(sandbox) = self.sandbox.take() {
            self.slot.give_back(sandbox);
        }
    }
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
