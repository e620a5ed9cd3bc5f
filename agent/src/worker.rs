//! The thread that owns one slot: sets it up, probes the languages in it, and runs what it is given, one at a time.
//! What fails on our side is told as unfit and tried again with back-off; nothing ever runs with less.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use gavel_sandbox::{CancelToken, SandboxFailed};
use gavel_wire::limits::JUDGING_WALL_MS;
use gavel_wire::message::WIRE_VERSION;
use gavel_wire::state::{Phase, Progress, ReadyLanguage};
use gavel_wire::verdict::Report;
use gavel_wire::{LanguageId, Lease, ProblemId, RunResult, StartRun, Status, Work};
use tokio::sync::mpsc::Sender;
use tracing::field::Empty;

use crate::blobs::Blobs;
use crate::compiled::Compiled;
use crate::execution::Control;
use crate::intake::{Identity, Index};
use crate::judge::{Job, Judged, judge};
use crate::setup::{Prepared, SlotSettings, set_up};
use crate::slots::Slots;
use crate::{metrics, probe, report};

const SETUP_PAUSE_FIRST: Duration = Duration::from_secs(1);
const SETUP_PAUSE_MAX: Duration = Duration::from_secs(30);
/// With work to come a runtime that loads itself would only be in its way.
const IDLE_MIN: Duration = Duration::from_millis(20);
/// A runtime that is not ready by then has no other one started after it.
const LOADING_MAX: Duration = Duration::from_secs(10);
/// When a language that was withdrawn is looked for again; doubles up to the most.
const LANGUAGE_PAUSE_FIRST: Duration = Duration::from_secs(15);
const LANGUAGE_PAUSE_MAX: Duration = Duration::from_secs(600);
/// A failed program is taken as its author's fault while its toolchain was seen to work within this time.
const TRUSTED_FOR: Duration = Duration::from_secs(30);
/// Between two messages of progress.
const PROGRESS_EVERY: Duration = Duration::from_millis(50);

/// One run for a slot.
#[derive(Debug)]
pub struct Order {
    pub start: StartRun,
    pub cancel: Arc<CancelToken>,
    pub received: Instant,
}

/// What a slot's thread tells.
#[derive(Debug)]
pub enum Event {
    Fit {
        number: u16,
        languages: Vec<ReadyLanguage>,
        calibration_us: u64,
    },
    Unfit(String),
    Progress(Progress),
    /// Tests of a problem were run, or could not be by our fault, and whether its data is here now.
    Tested {
        problem: ProblemId,
        held: bool,
    },
    Finished(Box<RunResult>),
    /// The thread is over, although nobody asked it to be.
    Died,
}

/// What all slots of an agent share.
#[derive(Debug)]
pub struct Shared {
    pub identity: Identity,
    pub settings: SlotSettings,
    pub blobs: Blobs,
    pub compiled: Option<Compiled>,
}

/// Runs until the sender of orders is dropped.
pub fn work(index: Index, shared: &Shared, orders: &Receiver<Order>, events: &Sender<(Index, Event)>) {
    let _last_words = LastWords { index, events };
    let mut worker = Worker {
        index,
        shared,
        orders,
        events,
        waiting: None,
    };
    let mut pause = SETUP_PAUSE_FIRST;
    loop {
        let next = match set_up(&shared.settings) {
            Ok(mut prepared) => {
                pause = SETUP_PAUSE_FIRST;
                worker.serve(&mut prepared)
            }
            Err(error) => {
                tracing::error!(%error, retry_s = pause.as_secs(), "this agent takes no work");
                worker.tell(Event::Unfit(error.to_string()));
                let next = worker.wait_unfit(&error.to_string(), pause);
                pause = (pause * 2).min(SETUP_PAUSE_MAX);
                next
            }
        };
        if next == Next::Stop {
            return;
        }
        worker.tell(Event::Unfit("it is being set up again".to_owned()));
    }
}

/// Tells the service when this thread ends in a panic.
struct LastWords<'a> {
    index: Index,
    events: &'a Sender<(Index, Event)>,
}

impl Drop for LastWords<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // With nobody left to tell there is nothing to do.
            let _ = self.events.blocking_send((self.index, Event::Died));
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    SetUpAgain,
    Stop,
}

struct Worker<'a> {
    index: Index,
    shared: &'a Shared,
    orders: &'a Receiver<Order>,
    events: &'a Sender<(Index, Event)>,
    /// Came while the slot was being set up.
    waiting: Option<Order>,
}

impl Worker<'_> {
    fn tell(&self, event: Event) {
        // The service is gone only when the process ends.
        let _ = self.events.blocking_send((self.index, event));
    }

    /// An order that meets an unfit slot fails at once, so that it can be placed elsewhere.
    fn wait_unfit(&mut self, reason: &str, pause: Duration) -> Next {
        let until = Instant::now() + pause;
        loop {
            let order = match self.waiting.take() {
                Some(order) => Ok(order),
                None => self
                    .orders
                    .recv_timeout(until.saturating_duration_since(Instant::now())),
            };
            match order {
                Ok(order) => self.finish(order.start, Judged::not_run(reason)),
                Err(RecvTimeoutError::Timeout) => return Next::SetUpAgain,
                Err(RecvTimeoutError::Disconnected) => return Next::Stop,
            }
        }
    }

    fn serve(&mut self, prepared: &mut Prepared) -> Next {
        self.announce(prepared);
        let mut trusted: HashMap<LanguageId, Instant> = HashMap::new();
        let mut look_again: Option<Instant> = None;
        let mut pause = LANGUAGE_PAUSE_FIRST;
        loop {
            // What came meanwhile does not wait for that.
            let until = Instant::now() + LOADING_MAX;
            while self.waiting.is_none() && Instant::now() < until {
                match self.orders.recv_timeout(IDLE_MIN) {
                    Ok(order) => self.waiting = Some(order),
                    Err(RecvTimeoutError::Timeout) if prepared.slots.warm_up() => {}
                    Err(_) => break,
                }
            }
            let order = match (self.waiting.take(), look_again) {
                (Some(order), _) => order,
                (None, None) => match self.orders.recv() {
                    Ok(order) => order,
                    Err(_) => return Next::Stop,
                },
                (None, Some(at)) => {
                    match self
                        .orders
                        .recv_timeout(at.saturating_duration_since(Instant::now()))
                    {
                        Ok(order) => order,
                        Err(RecvTimeoutError::Disconnected) => return Next::Stop,
                        Err(RecvTimeoutError::Timeout) => return self.look_for_languages(),
                    }
                }
            };
            let language = order.start.submission.language.clone();
            let done = self.run(prepared, order, &mut trusted);
            if done.toolchain_gone {
                tracing::error!(%language, "language not available any more");
                prepared.withdraw(&language);
                self.announce(prepared);
                look_again.get_or_insert_with(|| Instant::now() + pause);
                pause = (pause * 2).min(LANGUAGE_PAUSE_MAX);
            } else if let Some(failed) = done.failed {
                metrics::sandbox_failed(failed.step);
                tracing::error!(error = %failed, "the sandbox failed");
                if !still_works(prepared, &language) {
                    return Next::SetUpAgain;
                }
            }
        }
    }

    /// Setting up anew finds what is there now; a run that comes in between waits for it.
    fn look_for_languages(&mut self) -> Next {
        self.tell(Event::Unfit(
            "it looks for a language that was withdrawn".to_owned(),
        ));
        match self.orders.try_recv() {
            Ok(order) => self.waiting = Some(order),
            Err(std::sync::mpsc::TryRecvError::Disconnected) => return Next::Stop,
            Err(std::sync::mpsc::TryRecvError::Empty) => {}
        }
        Next::SetUpAgain
    }

    fn announce(&self, prepared: &Prepared) {
        self.tell(Event::Fit {
            number: prepared.number,
            languages: prepared.languages(),
            calibration_us: prepared.calibration_us,
        });
    }

    fn run(
        &mut self,
        prepared: &mut Prepared,
        order: Order,
        trusted: &mut HashMap<LanguageId, Instant>,
    ) -> Done {
        let Order {
            start,
            cancel,
            received,
        } = order;
        let span = span_of(&start, &self.shared.identity);
        let _entered = span.enter();
        let Some((slots, toolchain, beside)) = prepared.parts(&start.submission.language) else {
            self.finish(start, Judged::not_run("the language is not ready here"));
            return Done::default();
        };
        let control = Control {
            cancel,
            deadline: received + time_for(&start.lease),
        };
        let progress = Teller::new(self, &start.lease);
        slots.begin_work();
        let mut judged = judge(
            slots,
            &Job {
                files: &start.submission.files,
                limits: &start.submission.limits,
                work: &start.submission.work,
                toolchain,
                beside,
                blobs: &self.shared.blobs,
                compiled: self.shared.compiled.as_ref(),
                control: &control,
                agent: &self.shared.identity.agent,
                progress: &|phase| progress.tell(phase),
            },
        );
        if blames_the_program(&judged, toolchain) {
            let trust = trusted.get(toolchain.id());
            if trust.is_none_or(|since| since.elapsed() > TRUSTED_FOR) {
                doubt(slots, toolchain, &mut judged);
            }
        }
        if judged.toolchain_gone {
            let reason = "the language's toolchain is not there any more";
            judged.report = Report::without_run(Status::InternalError, reason);
        } else if judged.failed.is_none() {
            trusted.insert(toolchain.id().clone(), Instant::now());
        }
        self.tell_tested(&start.submission.work, &judged.report);
        judged.report.slot = Some(prepared.number);
        judged.report.calibration_us = Some(prepared.calibration_us);
        let done = Done {
            failed: judged.failed.clone(),
            toolchain_gone: judged.toolchain_gone,
        };
        self.finish(start, judged);
        done
    }

    /// A compiler's errors tell nothing of the problem's data.
    fn tell_tested(&self, work: &Work, report: &Report) {
        let Work::Judge { problem, tests, .. } = work else {
            return;
        };
        let ours = report.status == Status::InternalError;
        if ours || !report.tests.is_empty() {
            self.tell(Event::Tested {
                problem: problem.clone(),
                held: !ours && self.shared.blobs.note(problem, tests),
            });
        }
    }

    fn finish(&self, start: StartRun, judged: Judged) {
        let language = start.submission.language.clone();
        metrics::finished(&language, judged.report.status);
        tracing::info!(
            submission.id = %start.lease.submission,
            attempt = start.lease.attempt.0,
            %language,
            status = judged.report.status.as_str(),
            cpu_us = judged.report.usage.cpu_us,
            "run finished"
        );
        self.tell(Event::Finished(Box::new(report::result(start, judged))));
    }
}

/// A failed run may have been its program's doing; a slot that cannot run our own program either is set up anew.
fn still_works(prepared: &mut Prepared, language: &LanguageId) -> bool {
    match prepared.slots_and_toolchain(language) {
        Some((slots, toolchain)) => probe::hello(slots, toolchain).is_ok(),
        None => false,
    }
}

/// What a run left behind.
#[derive(Debug, Default)]
struct Done {
    failed: Option<SandboxFailed>,
    toolchain_gone: bool,
}

/// A status that a broken compiler or runtime would give just the same.
fn blames_the_program(judged: &Judged, toolchain: &crate::toolchain::Toolchain) -> bool {
    let runtime = toolchain.language.run.argv.first();
    match judged.report.status {
        Status::CompileError => true,
        Status::RuntimeError => runtime.is_some_and(|program| !program.starts_with("/w/")),
        _ => false,
    }
}

/// The language's own program decides whose fault it was.
fn doubt(slots: &mut Slots, toolchain: &crate::toolchain::Toolchain, judged: &mut Judged) {
    if let Err(error) = probe::hello(slots, toolchain) {
        tracing::error!(language = %toolchain.id(), %error, "the toolchain fails its own program");
        judged.toolchain_gone = true;
    }
}

/// The judging's own bound, and no longer than the lease, with a second left to hand the result in.
fn time_for(lease: &Lease) -> Duration {
    let lease_ms = lease.deadline_ms.saturating_sub(1_000).max(1_000);
    Duration::from_millis(lease_ms.min(JUDGING_WALL_MS))
}

fn span_of(start: &StartRun, identity: &Identity) -> tracing::Span {
    let span = tracing::info_span!(
        "run",
        submission.id = %start.lease.submission,
        attempt = start.lease.attempt.0,
        region = %start.lease.region,
        agent.id = %identity.agent,
        trace.id = Empty,
    );
    if let Some(trace) = start.submission.traceparent.as_deref().and_then(trace_id) {
        span.record("trace.id", trace);
    }
    span
}

/// The trace id in a W3C traceparent.
fn trace_id(traceparent: &str) -> Option<&str> {
    let id = traceparent.split('-').nth(1)?;
    (id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(id)
}

/// Sends progress, not more often than anybody can read it; what finds no room is dropped.
struct Teller<'a> {
    worker: &'a Worker<'a>,
    lease: &'a Lease,
    last: std::cell::Cell<Option<Instant>>,
}

impl<'a> Teller<'a> {
    fn new(worker: &'a Worker<'a>, lease: &'a Lease) -> Self {
        Teller {
            worker,
            lease,
            last: std::cell::Cell::new(None),
        }
    }

    fn tell(&self, phase: Phase) {
        let now = Instant::now();
        let first_test = matches!(phase, Phase::Testing { k: 1, .. });
        let too_early = self.last.get().is_some_and(|last| now - last < PROGRESS_EVERY);
        if too_early && !first_test {
            return;
        }
        self.last.set(Some(now));
        let progress = Progress {
            v: WIRE_VERSION,
            submission: self.lease.submission,
            judging: self.lease.judging,
            attempt: self.lease.attempt,
            phase,
        };
        let event = (self.worker.index, Event::Progress(progress));
        // Progress is best effort: a full channel means that more important things wait in it.
        let _ = self.worker.events.try_send(event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_id_is_taken_only_from_what_looks_like_one() {
        let id = "0af7651916cd43dd8448eb211c80319c";
        assert_eq!(trace_id(&format!("00-{id}-b7ad6b7169203331-01")), Some(id));
        for bad in [
            "",
            "00",
            "00-xyz-1-01",
            "00-zzf7651916cd43dd8448eb211c80319c-1-01",
        ] {
            assert_eq!(trace_id(bad), None);
        }
    }

    #[test]
    fn an_attempt_ends_before_its_lease_does() {
        let mut lease = crate::testing::run(1, "c", "", "").lease;
        for (deadline_ms, expected) in [(90_000, 60_000), (30_000, 29_000), (0, 1_000)] {
            lease.deadline_ms = deadline_ms;
            assert_eq!(time_for(&lease), Duration::from_millis(expected));
        }
    }
}
