//! Tells an operator whether this host is fit: every numbered step, whether it worked, and what a failure means.
//! Called by `gavel sandbox check`.

use std::fmt;

use serde::Serialize;

use crate::outcome::SetupError;
use crate::rootless;
use crate::slot::Slot;
use crate::spec::SlotConfig;
use crate::step::Step;

/// What a host gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// Work can be taken.
    pub fit: bool,
    pub mode: Mode,
    pub steps: Vec<StepReport>,
}

/// With whose rights and with which cgroup hierarchy the host runs the sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    RootCgroupV1,
    RootCgroupV2,
    /// Root of a user namespace only, in a delegated part of the host's cgroups.
    RootlessCgroupV2,
    /// Nothing runs here; the failed step says why.
    Unfit,
}

/// One numbered step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepReport {
    pub step: u8,
    pub name: &'static str,
    pub ok: bool,
    /// What the step does, or what stopped it.
    pub detail: String,
}

/// Opens a slot as the agent would, runs the probe, and tells every step's result. The steps after a failed one are
/// reported as not reached. Without root it has the process enter a user namespace, so there must be no other thread.
pub fn check(config: &SlotConfig) -> CheckReport {
    let opened = rootless::enter(config.uid_base).and_then(|()| Slot::open(config.clone()));
    let (mode, failure) = match opened {
        Ok(slot) => (slot.mode(), None),
        Err(error) => (Mode::Unfit, Some(error)),
    };
    CheckReport {
        fit: failure.is_none(),
        mode,
        steps: Step::ALL
            .iter()
            .map(|step| report(*step, failure.as_ref()))
            .collect(),
    }
}

fn report(step: Step, failure: Option<&SetupError>) -> StepReport {
    let (ok, detail) = match failure {
        Some(error) if error.step == step.number() => {
            (false, format!("{} (errno {})", error.cause, error.errno))
        }
        Some(error) if error.step < step.number() => (false, "not reached".to_owned()),
        _ => (true, step.meaning().to_owned()),
    };
    StepReport {
        step: step.number(),
        name: step.name(),
        ok,
        detail,
    }
}

impl fmt::Display for CheckReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            let mark = if step.ok { "ok  " } else { "FAIL" };
            writeln!(f, "{mark} {:>2} {:<15} {}", step.step, step.name, step.detail)?;
        }
        let failed = self.steps.iter().find(|step| !step.ok);
        let mode = match self.mode {
            Mode::RootCgroupV1 => "root, cgroup v1",
            Mode::RootCgroupV2 => "root, cgroup v2",
            Mode::RootlessCgroupV2 => "rootless, cgroup v2",
            Mode::Unfit => "none",
        };
        writeln!(f, "mode: {mode}")?;
        match failed {
            None => write!(f, "This host is fit."),
            Some(step) => write!(f, "This host is not fit and must take no work: {}", step.detail),
        }
    }
}
