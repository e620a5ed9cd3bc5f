//! Step 33: runs the probe in a real sandbox and compares what it tells with what must be. A slot that fails this takes no
//! work.

use std::sync::Arc;

use super::Slot;
use super::run::Job;
use super::session::Session;
use crate::fault::Fault;
use crate::outcome::{Outcome, SandboxFailed, Status};
use crate::proto::ProbeKind;
use crate::seen::{Seen, complaints};
use crate::spec::{ExecSpec, SessionSpec};
use crate::step::Step;
use crate::zygote::namespaces;

impl Slot {
    pub(super) fn probe(&mut self) -> Result<(), SandboxFailed> {
        let steps = self.steps();
        let spec = SessionSpec {
            work_bytes: 1 << 20,
            work_inodes: 64,
            ..SessionSpec::new("")
        };
        let uid = self.uid();
        let mut session = Session::begin(self, spec)?;
        let exec = ExecSpec {
            stdin: Arc::from([]),
            ..ExecSpec::new(["probe"])
        };
        let look = session.run(Job::Probe(ProbeKind::Look), &exec);
        session.clean()?;
        let foreign = session.run(Job::Probe(ProbeKind::Foreign), &exec);
        drop(session);
        for outcome in [&look, &foreign] {
            if let Status::SandboxFailed(failed) = &outcome.status {
                return Err(failed.clone());
            }
        }
        steps.run(Step::Probe, || {
            judge(&look, uid)?;
            match foreign.status {
                Status::Restricted => Ok(()),
                other => Err(Fault::new(format!(
                    "a system call of a foreign architecture ended as {other:?}"
                ))),
            }
        })
    }
}

fn judge(look: &Outcome, uid: u32) -> Result<(), Fault> {
    if look.status != Status::Exited(0) {
        return Err(Fault::new(format!("the probe ended as {:?}", look.status)));
    }
    let seen: Seen = serde_json::from_slice(&look.stdout.bytes)
        .map_err(|error| Fault::new(format!("the probe told nonsense: {error}")))?;
    let complaints = complaints(&seen, &namespaces(), uid);
    if complaints.is_empty() {
        Ok(())
    } else {
        Err(Fault::new(complaints.join("; ")))
    }
}
