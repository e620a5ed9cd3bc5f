//! What is under way and what was decided lately, in memory: waiters are woken from here and GETs see progress without
//! asking NATS. Bounded: the oldest go first, and whoever asks for them reads the record instead.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gavel_wire::state::{Phase, Progress};
use gavel_wire::{SubmissionId, Verdict};
use tokio::sync::watch;

const ENTRIES_MAX: usize = 250_000;
const DECIDED_BYTES_MAX: usize = 128 * 1024 * 1024;

/// Decided or not; None until the verdict.
pub(crate) type Decision = Option<Arc<Verdict>>;

struct Entry {
    phase: Option<Phase>,
    decision: watch::Sender<Decision>,
}

#[derive(Default)]
struct Inner {
    entries: HashMap<SubmissionId, Entry>,
    order: VecDeque<SubmissionId>,
    decided: VecDeque<(SubmissionId, usize)>,
    decided_bytes: usize,
}

#[derive(Default)]
pub(crate) struct Live(Mutex<Inner>);

impl Live {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        // No code that holds the lock can leave it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place where the verdict will appear; made before the submission is published.
    pub(crate) fn expect(&self, id: SubmissionId) -> watch::Receiver<Decision> {
        let mut inner = self.inner();
        if let Some(entry) = inner.entries.get(&id) {
            return entry.decision.subscribe();
        }
        let (decision, receiver) = watch::channel(None);
        inner.entries.insert(
            id,
            Entry {
                phase: None,
                decision,
            },
        );
        inner.order.push_back(id);
        while inner.order.len() > ENTRIES_MAX {
            let Some(oldest) = inner.order.pop_front() else {
                break;
            };
            inner.entries.remove(&oldest);
        }
        receiver
    }

    /// Forgets what was never published.
    pub(crate) fn forget(&self, id: SubmissionId) {
        self.inner().entries.remove(&id);
    }

    pub(crate) fn progress(&self, progress: Progress) {
        if let Some(entry) = self.inner().entries.get_mut(&progress.submission) {
            entry.phase = Some(progress.phase);
        }
    }

    /// Wakes whoever waits and keeps the verdict for those who ask soon. A second verdict of the same judging changes
    /// nothing.
    pub(crate) fn decide(&self, verdict: Arc<Verdict>) {
        let id = verdict.submission;
        self.expect(id);
        let mut inner = self.inner();
        let Some(entry) = inner.entries.get(&id) else {
            return;
        };
        let (judging, size) = (verdict.judging, size_of(&verdict));
        let changed = entry.decision.send_if_modified(|old| {
            let newer = old.as_ref().is_none_or(|old| old.judging < judging);
            if newer {
                *old = Some(verdict);
            }
            newer
        });
        if !changed {
            return;
        }
        inner.decided.push_back((id, size));
        inner.decided_bytes += size;
        while inner.decided_bytes > DECIDED_BYTES_MAX {
            let Some((oldest, size)) = inner.decided.pop_front() else {
                break;
            };
            inner.decided_bytes -= size;
            inner.entries.remove(&oldest);
        }
    }

    /// Whether a verdict is news.
    pub(crate) fn lacks(&self, verdict: &Verdict) -> bool {
        let (_, known) = self.look(verdict.submission);
        known.is_none_or(|known| known.judging < verdict.judging)
    }

    /// What is known of one: its phase, and its verdict if there is one.
    pub(crate) fn look(&self, id: SubmissionId) -> (Option<Phase>, Decision) {
        match self.inner().entries.get(&id) {
            Some(entry) => (entry.phase.clone(), entry.decision.borrow().clone()),
            None => (None, None),
        }
    }
}

/// Bytes a verdict holds in memory, near enough for a bound.
fn size_of(verdict: &Verdict) -> usize {
    let report = &verdict.report;
    let output = |output: &gavel_wire::verdict::Output| {
        output.text.as_ref().map_or(0, String::len) + output.base64.as_ref().map_or(0, String::len)
    };
    let executions = report
        .tests
        .iter()
        .filter_map(|test| test.execution.as_ref())
        .chain(&report.run);
    let printed: usize = executions
        .map(|one| {
            let checker = one.checker.as_ref().map_or(0, output);
            output(&one.stdout) + output(&one.stderr) + checker + 256
        })
        .sum();
    let compiled = report
        .compile
        .as_ref()
        .map_or(0, |compile| output(&compile.messages));
    1_024 + printed + compiled + 128 * report.tests.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use gavel_store::conformance::{record, verdict};
    use gavel_wire::Status;

    #[tokio::test]
    async fn a_waiter_that_came_before_the_verdict_sees_it_and_the_first_verdict_stays() {
        let live = Live::default();
        let row = record("ann", 1);
        let mut waiter = live.expect(row.id);
        live.progress(Progress {
            v: 1,
            submission: row.id,
            judging: row.judging,
            attempt: gavel_wire::Attempt(1),
            phase: Phase::Compiling,
        });
        assert_eq!(live.look(row.id), (Some(Phase::Compiling), None));
        let first = Arc::new(verdict(&row, 1, Status::Accepted));
        live.decide(Arc::clone(&first));
        live.decide(Arc::new(verdict(&row, 1, Status::WrongAnswer)));
        assert_eq!(*waiter.wait_for(Option::is_some).await.unwrap(), Some(first));
    }

    #[test]
    fn progress_of_unknown_ones_takes_no_memory() {
        let live = Live::default();
        let row = record("ann", 1);
        let progress = Progress {
            v: 1,
            submission: row.id,
            judging: row.judging,
            attempt: gavel_wire::Attempt(1),
            phase: Phase::Compiling,
        };
        live.progress(progress);
        assert!(live.inner().entries.is_empty());
    }
}
