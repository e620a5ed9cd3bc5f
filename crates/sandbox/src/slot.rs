//! The owner's side of a slot: claims it, opens sessions in it and runs programs in them.

use std::marker::PhantomData;

use crate::check::Mode;
use crate::outcome::{Outcome, SandboxFailed, SetupError};
use crate::spec::{ExecSpec, SessionSpec, SlotConfig};
use crate::step::Step;

/// A claimed slot. Open it on the thread that drives it: the zygote dies with that thread, so a slot cannot be sent.
#[derive(Debug)]
pub struct Slot {
    _one_thread: PhantomData<*const ()>,
}

impl Slot {
    /// Claims the slot's number, sweeps what a dead claimant left, sets everything up and probes it.
    pub fn open(config: SlotConfig) -> Result<Slot, SetupError> {
        let _ = config;
        Err(SetupError::new(Step::Spawn, 0, "not built yet"))
    }

    /// Places the session's files in a fresh sandbox of the asked-for root.
    pub fn begin(&mut self, spec: SessionSpec) -> Result<Session<'_>, SandboxFailed> {
        let _ = spec;
        Err(SandboxFailed::new(Step::Serve, 0, "not built yet"))
    }

    /// Makes a sandbox of `root` ready ahead of [`Slot::begin`], off the path of a request. Optional.
    pub fn prepare(&mut self, root: &str) {
        let _ = root;
    }

    pub fn mode(&self) -> Mode {
        Mode::Unfit
    }
}

/// One submission's sandbox. Dropped: everything in it is killed and torn down, off the path of the answer.
#[derive(Debug)]
pub struct Session<'slot> {
    _slot: &'slot mut Slot,
}

impl Session<'_> {
    /// Runs one program. Whatever the one before left (processes, files) is gone before this one starts.
    pub fn exec(&mut self, spec: ExecSpec) -> Outcome {
        let _ = spec;
        Outcome::failed(SandboxFailed::new(Step::Serve, 0, "not built yet"))
    }

    /// Cleans up after the last execution now, while the caller looks at its outcome, since another one follows. Optional.
    pub fn prepare_next(&mut self) {}
}
