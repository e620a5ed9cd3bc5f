//! Runs strangers' programs: a specification goes in, an outcome comes out. Blocking and without an async runtime; it knows
//! no NATS, no problems and no verdicts. The agent drives one [`Slot`] from one thread of its own.
//! docs/SANDBOX.md holds the threat model and the numbered set-up steps, which [`Step`] repeats.

mod artefact;
mod cancel;
mod cgroup;
mod check;
mod fault;
mod filter;
mod outcome;
mod pipes;
mod proto;
mod rootless;
mod seen;
mod slot;
mod spec;
mod step;
mod sys;
mod zygote;

pub use artefact::Artefact;
pub use cancel::CancelToken;
pub use cgroup::Enclosure;
pub use check::{CheckReport, Mode, StepReport, check};
pub use outcome::{Captured, Outcome, SandboxFailed, SetupError, Status};
pub use pipes::Pipes;
pub use rootless::enter;
pub use slot::{Session, Slot};
pub use spec::{
    ANSWER_FD, Collect, ExecSpec, FileContent, InFile, Limits, Mount, RootConfig, SessionSpec, SlotConfig,
    WARM_ANSWERS_FD, WARM_ORDERS_FD, Warm, name_is_valid,
};
pub use step::Step;
#[doc(hidden)]
pub use zygote::zygote_main;
