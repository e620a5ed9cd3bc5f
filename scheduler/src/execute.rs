//! Executes the core's effects on the bus, many at once, and reports how each ended as an event. Before anything
//! leaves, the lease's age is looked at again: an effect may have waited since the core asked for it.

use std::sync::Arc;
use std::time::Duration;

use gavel_bus::{Bus, BusError, Created, Reply};
use gavel_wire::message::{StartAnswer, WIRE_VERSION};
use gavel_wire::state::QueueState;
use gavel_wire::verdict::{Mark, Report, Stage, Status};
use gavel_wire::{AgentId, ResultAnswer, StartRun, StopRun, Submission, Term};
use tokio::sync::{Semaphore, mpsc, watch};

use crate::clock::{Clock, wall};
use crate::core::{AttemptKey, Decision, Event, Fence, JudgingKey, Moment, QueueSnapshot, Start, TermEvent};
use crate::metrics;

/// Verdicts, burials and deletions under way at once. Starts are bounded by the agents' free slots.
const STORES_MAX: usize = 256;

#[derive(Clone)]
pub(crate) struct Executor {
    shared: Arc<Shared>,
}

struct Shared {
    bus: Bus,
    clock: Clock,
    name: String,
    start_timeout: Duration,
    fence: watch::Receiver<Fence>,
    stores: Semaphore,
    events: mpsc::Sender<Event>,
}

impl Executor {
    pub(crate) fn new(
        bus: &Bus,
        clock: Clock,
        name: &str,
        start_timeout: Duration,
        fence: watch::Receiver<Fence>,
        events: mpsc::Sender<Event>,
    ) -> Executor {
        let shared = Shared {
            bus: bus.clone(),
            clock,
            name: name.to_owned(),
            start_timeout,
            fence,
            stores: Semaphore::new(STORES_MAX),
            events,
        };
        Executor {
            shared: Arc::new(shared),
        }
    }

    pub(crate) fn start(&self, term: Term, start: Start) {
        let shared = self.shared.clone();
        tokio::spawn(async move {
            let attempt = start.attempt();
            let event = shared.start(term, start).await;
            let event = event.unwrap_or(TermEvent::FetchFailed { attempt });
            shared.report(term, event).await;
        });
    }

    pub(crate) fn stop(&self, term: Term, agent: AgentId, attempt: AttemptKey) {
        let shared = self.shared.clone();
        tokio::spawn(async move {
            if !shared.may_act(term) {
                return;
            }
            let stop = StopRun {
                v: WIRE_VERSION,
                term,
                submission: attempt.judging.submission,
                judging: attempt.judging.judging,
                attempt: attempt.attempt,
            };
            // A stop that is lost is said again when the agent's state shows the run.
            if let Err(error) = shared.bus.stop_run(&agent, &stop).await {
                tracing::debug!(%error, agent.id = %agent, "a stop was not sent");
            }
        });
    }

    pub(crate) fn create_verdict(&self, term: Term, decision: Decision) {
        let shared = self.shared.clone();
        let asked_at = shared.clock.now();
        tokio::spawn(async move {
            let judging = decision.judging();
            let event = match shared.store(term, decision, asked_at).await {
                Some(Created::Stored) => TermEvent::VerdictStored { judging },
                Some(Created::AlreadyExists) => TermEvent::VerdictExisted { judging },
                None => TermEvent::VerdictFailed { judging },
            };
            shared.report(term, event).await;
        });
    }

    pub(crate) fn bury(&self, term: Term, judging: JudgingKey, sequence: u64, reason: String) {
        let shared = self.shared.clone();
        tokio::spawn(async move {
            let buried = match shared.stores.acquire().await {
                Ok(_permit) if shared.may_act(term) => shared
                    .bus
                    .bury(sequence, judging.submission, &reason)
                    .await
                    .is_ok(),
                _ => false,
            };
            let event = if buried {
                TermEvent::SubmissionBuried { judging }
            } else {
                TermEvent::BurialFailed { judging }
            };
            shared.report(term, event).await;
        });
    }

    pub(crate) fn delete(&self, term: Term, sequence: u64) {
        let shared = self.shared.clone();
        tokio::spawn(async move {
            let deleted = match shared.stores.acquire().await {
                Ok(_permit) if shared.may_act(term) => shared.bus.delete_submission(sequence).await.is_ok(),
                _ => false,
            };
            let event = if deleted {
                TermEvent::SubmissionDeleted { sequence }
            } else {
                TermEvent::DeletionFailed { sequence }
            };
            shared.report(term, event).await;
        });
    }

    /// `fenced` answers speak for the leader and need its lease; "not leader" needs none.
    pub(crate) fn answer(&self, fenced: Option<Term>, reply: Reply<ResultAnswer>, answer: ResultAnswer) {
        let shared = self.shared.clone();
        tokio::spawn(async move {
            if fenced.is_none_or(|term| shared.may_act(term))
                && let Err(error) = reply.answer(answer).await
            {
                tracing::debug!(%error, "a result's answer was not sent; the agent offers it again");
            }
        });
    }

    pub(crate) fn publish_queue_state(&self, term: Term, snapshot: QueueSnapshot) {
        metrics::queue(&snapshot);
        let shared = self.shared.clone();
        tokio::spawn(async move {
            let state = QueueState {
                v: WIRE_VERSION,
                region: shared.bus.region().clone(),
                term,
                leader: shared.name.clone(),
                at: wall(),
                classes: snapshot.classes,
                running: snapshot.running,
                slots_free: snapshot.slots_free,
                slots_total: snapshot.slots_total,
                agents: snapshot.agents,
                languages: snapshot.languages,
                next: snapshot.next,
                start_every_us: snapshot.start_every_us,
            };
            if shared.may_act(term)
                && let Err(error) = shared.bus.publish_queue_state(&state).await
            {
                tracing::debug!(%error, "the queue's state was not told");
            }
        });
    }
}

impl Shared {
    fn may_act(&self, term: Term) -> bool {
        let may = self.fence.borrow().allows(term, self.clock.now());
        if !may {
            metrics::fenced();
        }
        may
    }

    async fn report(&self, term: Term, event: TermEvent) {
        // The shell is gone only when the process ends.
        let _ = self.events.send(Event::InTerm(term, event)).await;
    }

    /// What became of a start; an error where nothing was sent and it may be tried again.
    async fn start(&self, term: Term, start: Start) -> Result<TermEvent, BusError> {
        let attempt = start.attempt();
        let judging = attempt.judging;
        if !self.may_act(term) {
            // The lease may be renewed yet, and then the submission is placed anew.
            return Ok(TermEvent::FetchFailed { attempt });
        }
        if start.check_verdict {
            match self.bus.verdict(judging.submission, judging.judging).await {
                Ok(None) => {}
                // One that this release cannot read is a verdict all the same.
                Ok(Some(_)) | Err(BusError::Wire(_)) => return Ok(TermEvent::VerdictExisted { judging }),
                Err(error) => return Err(error),
            }
        }
        let submission = match self.bus.submission(start.lease.stream_sequence).await {
            Ok(Some(submission)) => submission,
            Ok(None) => {
                let sequence = start.lease.stream_sequence;
                tracing::debug!(submission.id = %judging.submission, sequence, "the stream says that it has no such message");
                return Ok(TermEvent::SubmissionMissing { attempt });
            }
            Err(BusError::Wire(error)) => {
                let reason = format!("the queued message cannot be read: {error}");
                return Ok(TermEvent::SubmissionUnreadable { attempt, reason });
            }
            Err(error) => return Err(error),
        };
        if (submission.id, submission.judging) != (judging.submission, judging.judging) {
            let reason = "the queued message's headers name another submission than its body".to_owned();
            return Ok(TermEvent::SubmissionUnreadable { attempt, reason });
        }
        self.send(term, start, submission).await
    }

    async fn send(&self, term: Term, start: Start, submission: Submission) -> Result<TermEvent, BusError> {
        let attempt = start.attempt();
        let agent = start.lease.agent.clone();
        let queued = self.mark(Stage::Queued, start.queued_us);
        let trace = submission
            .traceparent
            .as_deref()
            .and_then(|parent| parent.split('-').nth(1));
        let trace = trace.unwrap_or_default().to_owned();
        let run = StartRun {
            v: WIRE_VERSION,
            lease: start.lease,
            submission,
            marks: vec![queued],
            not_on_slot: start.not_on_slot,
        };
        if !self.may_act(term) {
            return Ok(TermEvent::FetchFailed { attempt });
        }
        let sent_at = self.clock.now();
        let reply = self.bus.start_run(&agent, &run, self.start_timeout).await;
        let took_us = self.clock.now().us_since(sent_at);
        let region = self.bus.region();
        Ok(match reply.map(|reply| reply.answer) {
            Ok(StartAnswer::Accepted { slot }) => {
                metrics::stage(Stage::Queued, start.queued_us);
                metrics::stage(Stage::Placed, took_us);
                tracing::info!(
                    %region, submission.id = %attempt.judging.submission, attempt = %attempt.attempt, agent.id = %agent,
                    slot, trace.id = trace, "run placed"
                );
                let mark = self.mark(Stage::Placed, took_us);
                TermEvent::RunAccepted { attempt, mark }
            }
            Ok(answer) => TermEvent::RunRefused { attempt, answer },
            // It has just gone away: not asked again before it says that it is there.
            Err(BusError::NoResponders) => TermEvent::RunRefused {
                attempt,
                answer: StartAnswer::Draining,
            },
            Err(error) => {
                tracing::warn!(
                    %region, submission.id = %attempt.judging.submission, attempt = %attempt.attempt, agent.id = %agent,
                    %error, trace.id = trace, "a start was not answered"
                );
                TermEvent::StartTimedOut { attempt }
            }
        })
    }

    async fn store(&self, term: Term, decision: Decision, asked_at: Moment) -> Option<Created> {
        let _permit = self.stores.acquire().await.ok()?;
        if !self.may_act(term) {
            return None;
        }
        let took_us = self.clock.now().us_since(asked_at);
        let mut verdict = decision.into_verdict(self.bus.region().clone(), wall(), took_us);
        let mut created = self.bus.create_verdict(&verdict).await;
        if let Err(error) = &created
            && !error.is_transient()
        {
            // Whatever is wrong with this report will be wrong again; a verdict of our own fault can be stored.
            let reason = format!("the result could not be stored: {error}");
            verdict.report = Report::without_run(Status::InternalError, reason);
            verdict.marks.clear();
            created = self.bus.create_verdict(&verdict).await;
        }
        let region = self.bus.region();
        let (submission, attempt) = (verdict.submission, verdict.attempt);
        match created {
            Ok(created) => {
                metrics::stage(Stage::Published, self.clock.now().us_since(asked_at));
                let agent = verdict.agent.as_ref().map(tracing::field::display);
                tracing::info!(
                    %region, submission.id = %submission, %attempt, agent.id = agent, status = verdict.report.status.as_str(),
                    "verdict {}", if created == Created::Stored { "stored" } else { "existed" }
                );
                Some(created)
            }
            Err(error) => {
                tracing::warn!(%region, submission.id = %submission, %attempt, %error, "a verdict was not stored");
                None
            }
        }
    }

    fn mark(&self, stage: Stage, took_us: u64) -> Mark {
        Mark {
            stage,
            at: wall(),
            took_us,
            by: "scheduler".to_owned(),
        }
    }
}
