//! How a failed system call becomes a failed step: the errno and what was attempted, then the step's number. Also the hook
//! that makes a chosen step fail in tests.

use std::fmt::Display;
use std::io;

use rustix::io::Errno;

use crate::outcome::SandboxFailed;
use crate::step::Step;

/// What went wrong, before it is known in which step.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) errno: i32,
    pub(crate) what: String,
}

impl Fault {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            errno: 0,
            what: what.into(),
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self {
            errno: error.raw_os_error().unwrap_or(0),
            what: error.to_string(),
        }
    }
}

impl From<Errno> for Fault {
    fn from(errno: Errno) -> Self {
        io::Error::from(errno).into()
    }
}

/// Says what was attempted when it failed.
pub(crate) trait Explain<T> {
    fn explain(self, attempted: impl Display) -> Result<T, Fault>;
}

impl<T, E: Into<Fault>> Explain<T> for Result<T, E> {
    fn explain(self, attempted: impl Display) -> Result<T, Fault> {
        self.map_err(|error| {
            let fault = error.into();
            Fault {
                what: format!("{attempted}: {}", fault.what),
                ..fault
            }
        })
    }
}

/// Runs steps, each under its number.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Steps {
    pub(crate) fail_at: Option<u8>,
}

impl Steps {
    pub(crate) fn run<T>(
        self,
        step: Step,
        attempt: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<T, SandboxFailed> {
        if self.fail_at == Some(step.number()) {
            return Err(SandboxFailed::new(
                step,
                Errno::CANCELED.raw_os_error(),
                "made to fail by a test",
            ));
        }
        attempt().map_err(|fault| SandboxFailed::new(step, fault.errno, fault.what))
    }
}
