//! How a command ends: 0 only for success, `ok` or `accepted`; 1 another verdict; 2 wrong usage; 3 the service or this machine
//! failed. `main` maps errors to these; commands return one of the first two themselves.

use std::process::ExitCode;

/// The end of a command that did what it was asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Success,
    OtherVerdict,
    /// It failed, and the process that failed has said so.
    Failed,
    /// As the program that it ran.
    Status(u8),
}

/// An error of the person who typed the command; anything else is the service's or the machine's.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);

impl Usage {
    /// As the error that a command returns.
    pub(crate) fn error(text: impl Into<String>) -> anyhow::Error {
        anyhow::Error::new(Usage(text.into()))
    }
}

/// Prints an error once, with its causes, and gives the status to exit with.
pub(crate) fn code(ended: anyhow::Result<Ended>) -> ExitCode {
    match ended {
        Ok(Ended::Success) => ExitCode::SUCCESS,
        Ok(Ended::OtherVerdict) => ExitCode::from(1),
        Ok(Ended::Failed) => ExitCode::from(3),
        Ok(Ended::Status(status)) => ExitCode::from(status),
        Err(error) => {
            eprintln!("gavel: {error:#}");
            let usage = error.chain().any(|cause| cause.is::<Usage>());
            ExitCode::from(if usage { 2 } else { 3 })
        }
    }
}
