//! The agent as a whole: slots' threads on one side, NATS on the other, and the intake between them. One task owns the
//! intake; everything reaches it as a message. It decides nothing that `intake` does not.

use std::sync::Arc;
use std::sync::mpsc::Sender as OrderSender;
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use futures::StreamExt;
use futures::stream::BoxStream;
use gavel_blob::BlobStore;
use gavel_bus::{Bus, Reply};
use gavel_sandbox::CancelToken;
use gavel_wire::message::{ResultDecision, StartAnswer, WIRE_VERSION};
use gavel_wire::{RunResult, StartReply, StartRun, StopRun};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::MissedTickBehavior;

use crate::blobs::Blobs;
use crate::compiled::Compiled;
use crate::config::Config;
use crate::intake::{Identity, Index, Intake};
use crate::setup::SlotSettings;
use crate::worker::{Event, Order, Shared, work};
use crate::{metrics, name, report};

const STATE_EVERY: Duration = Duration::from_millis(500);
/// After runs were ended to be handed back, their results get this long to be answered.
const HAND_BACK: Duration = Duration::from_secs(5);
const TEAR_DOWN: Duration = Duration::from_secs(5);
const EVENTS_MAX: usize = 256;

/// Runs until `shutdown` completes and what was running has ended or was handed back.
pub async fn run(config: &Config, shutdown: impl Future<Output = ()>) -> anyhow::Result<()> {
    let name = name::of_this_agent(config.agent.id.as_ref(), &config.agent.state_dir)?;
    let identity = Identity {
        agent: name.agent.clone(),
        region: config.region.clone(),
        epoch: epoch(),
    };
    tracing::info!(agent.id = %identity.agent, region = %identity.region, "agent starts");
    let bus = Bus::connect(&config.nats, identity.agent.as_str(), config.region.clone()).await?;
    let runs = bus.runs(&identity.agent).await?;
    let stops = bus.stops(&identity.agent).await?;
    let (events, heard) = channel(EVENTS_MAX);
    let store = BlobStore::open(&config.blobs)?;
    let fetches = store.is_remote();
    let agent = &config.agent;
    let blobs = Blobs::new(store, agent.test_cache_bytes)
        .with_disk(&agent.test_dir, agent.test_dir_bytes_max)
        .with_context(|| format!("agent.test_dir {}", agent.test_dir.display()))?;
    let holds = fetches.then(|| blobs.problems());
    let slots = start_slots(config, blobs, &identity, &events)?;
    let (settle, settled) = channel(EVENTS_MAX);
    let intake = Intake::new(identity, slots.len(), holds);
    let mut service = Service {
        bus,
        intake,
        slots,
        settle,
        settled,
        drain: Duration::from_millis(config.agent.drain_ms),
        draining_since: None,
        handed_back: false,
    };
    let outcome = service.serve(runs, stops, heard, shutdown).await;
    tear_down(service.slots).await;
    outcome
}

/// Grows with every process of the same agent, as long as the host's clock does.
fn epoch() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

struct Slot {
    orders: OrderSender<Order>,
    /// Of the run at hand.
    cancel: Option<Arc<CancelToken>>,
    thread: JoinHandle<()>,
}

fn start_slots(
    config: &Config,
    blobs: Blobs,
    identity: &Identity,
    events: &Sender<(Index, Event)>,
) -> anyhow::Result<Vec<Slot>> {
    let agent = &config.agent;
    let shared = Arc::new(Shared {
        identity: identity.clone(),
        settings: SlotSettings {
            first: agent.slot_first,
            state_dir: agent.state_dir.clone(),
            cgroup_parent: agent.cgroup_parent.clone(),
            uid_base: agent.uid_base,
            zygote: agent.zygote.clone(),
            pin_cpu: agent.pin_cpu,
            fail_step: agent.fail_step,
            directories: agent.directories(),
        },
        blobs,
        compiled: Compiled::open(&agent.compiled_dir, agent.compiled_bytes_max)
            .with_context(|| format!("agent.compiled_dir {}", agent.compiled_dir.display()))?,
    });
    let start = |index: usize| {
        let (orders, given) = std::sync::mpsc::channel();
        let (shared, events) = (Arc::clone(&shared), events.clone());
        let thread = std::thread::Builder::new()
            .name(format!("slot-{index}"))
            .spawn(move || work(index, &shared, &given, &events))
            .context("cannot start a slot's thread")?;
        Ok(Slot {
            orders,
            cancel: None,
            thread,
        })
    };
    (0..usize::from(agent.slots)).map(start).collect()
}

/// A slot's result was answered.
type Settled = (Index, ResultDecision);

struct Service {
    bus: Bus,
    intake: Intake,
    slots: Vec<Slot>,
    settle: Sender<Settled>,
    settled: Receiver<Settled>,
    drain: Duration,
    draining_since: Option<Instant>,
    handed_back: bool,
}

impl Service {
    async fn serve(
        &mut self,
        mut runs: BoxStream<'static, (StartRun, Reply<StartReply>)>,
        mut stops: BoxStream<'static, StopRun>,
        mut heard: Receiver<(Index, Event)>,
        shutdown: impl Future<Output = ()>,
    ) -> anyhow::Result<()> {
        let mut ticks = tokio::time::interval(STATE_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut connections = self.bus.connections();
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            tokio::select! {
                Some((start, reply)) = runs.next() => self.on_start(start, reply).await,
                Some(stop) = stops.next() => self.on_stop(&stop),
                Some((index, event)) = heard.recv() => self.on_event(index, event).await?,
                Some((index, decision)) = self.settled.recv() => self.on_settled(index, &decision).await,
                Ok(()) = connections.changed() => self.announce().await,
                _ = ticks.tick() => self.announce().await,
                () = &mut shutdown, if self.draining_since.is_none() => self.on_shutdown().await,
            }
            if self.is_drained() {
                self.announce().await;
                // The last state and answer are best effort: the leader notices an agent that is gone.
                let _ = tokio::time::timeout(Duration::from_secs(1), self.bus.flush()).await;
                return Ok(());
            }
        }
    }

    async fn on_start(&mut self, start: StartRun, reply: Reply<StartReply>) {
        let answer = match CancelToken::new() {
            Ok(cancel) => self.take(start, cancel),
            Err(error) => {
                tracing::error!(%error, "cannot make a cancel token");
                StartAnswer::Busy
            }
        };
        metrics::answered(&answer);
        let accepted = matches!(answer, StartAnswer::Accepted { .. });
        let reply = reply.answer(StartReply {
            v: WIRE_VERSION,
            answer,
        });
        if let Err(error) = reply.await {
            tracing::warn!(%error, "a start could not be answered; the state tells");
        }
        if accepted {
            self.announce().await;
        }
    }

    fn take(&mut self, start: StartRun, cancel: CancelToken) -> StartAnswer {
        let decision = self.intake.on_start(&start);
        let lease = &start.lease;
        match &decision.answer {
            StartAnswer::Accepted { slot } => tracing::info!(
                submission.id = %lease.submission, attempt = lease.attempt.0, slot, "run accepted"
            ),
            answer => tracing::warn!(
                submission.id = %lease.submission, attempt = lease.attempt.0, ?answer, "run not accepted"
            ),
        }
        if let Some(slot) = decision.start.and_then(|index| self.slots.get_mut(index)) {
            let cancel = Arc::new(cancel);
            slot.cancel = Some(Arc::clone(&cancel));
            let order = Order {
                start,
                cancel,
                received: Instant::now(),
            };
            if slot.orders.send(order).is_err() {
                // Its last words are on their way, and end this process.
                tracing::error!("the slot's thread is gone");
            }
        }
        decision.answer
    }

    fn on_stop(&self, stop: &StopRun) {
        if let Some(index) = self.intake.on_stop(stop) {
            tracing::info!(submission.id = %stop.submission, attempt = stop.attempt.0, "run is stopped");
            self.cancel(index);
        }
    }

    fn cancel(&self, index: Index) {
        if let Some(cancel) = self.slots.get(index).and_then(|slot| slot.cancel.as_ref()) {
            cancel.cancel();
        }
    }

    async fn on_event(&mut self, index: Index, event: Event) -> anyhow::Result<()> {
        match event {
            Event::Fit {
                number,
                languages,
                calibration_us,
            } => self.intake.on_fit(index, number, languages, calibration_us),
            Event::Unfit(reason) => self.intake.on_unfit(index, reason),
            Event::Progress(progress) => {
                // Best effort: the next one comes soon.
                let _ = self
                    .bus
                    .publish_progress(&self.intake.identity.agent, &progress)
                    .await;
                return Ok(());
            }
            Event::Tested { problem, held } => {
                self.intake.on_tested(problem, held);
                // The run's end follows.
                return Ok(());
            }
            Event::Finished(result) => {
                self.intake.on_finished(index);
                self.offer(index, *result);
            }
            Event::Died => anyhow::bail!("the thread of slot {index} died; see the log above"),
        }
        self.announce().await;
        Ok(())
    }

    fn offer(&self, index: Index, result: RunResult) {
        let (bus, agent) = (self.bus.clone(), self.intake.identity.agent.clone());
        let settle = self.settle.clone();
        tokio::spawn(async move {
            let decision = report::offer(&bus, &agent, &result).await;
            if let ResultDecision::Refused { reason } = &decision {
                let lease = &result.lease;
                tracing::warn!(submission.id = %lease.submission, attempt = lease.attempt.0, reason, "result refused");
            }
            // The service is gone only when the process ends.
            let _ = settle.send((index, decision)).await;
        });
    }

    async fn on_settled(&mut self, index: Index, decision: &ResultDecision) {
        metrics::settled(decision);
        self.intake.on_settled(index);
        self.announce().await;
    }

    async fn on_shutdown(&mut self) {
        tracing::info!("draining");
        self.draining_since = Some(Instant::now());
        self.intake.drain();
        self.announce().await;
    }

    /// Nothing is left; or runs had their time, and then their results had theirs. A cancelled run of a draining agent
    /// counts as handed back: the leader places it elsewhere without a strike.
    fn is_drained(&mut self) -> bool {
        let Some(since) = self.draining_since else {
            return false;
        };
        if self.intake.is_empty() || since.elapsed() >= self.drain + HAND_BACK {
            return true;
        }
        if since.elapsed() >= self.drain && !self.handed_back {
            self.handed_back = true;
            for index in self.intake.running() {
                tracing::warn!(index, "a run is handed back");
                self.cancel(index);
            }
        }
        false
    }

    async fn announce(&mut self) {
        let counts = self.intake.counts();
        metrics::slots(counts.free, counts.running, counts.unfit);
        let state = self.intake.state();
        if let Err(error) = self.bus.publish_agent_state(&state).await {
            tracing::debug!(%error, "the state could not be told; the next one follows");
        }
    }
}

/// Slots are torn down by their own threads, which end when no more orders can come.
async fn tear_down(slots: Vec<Slot>) {
    let threads: Vec<JoinHandle<()>> = slots.into_iter().map(|slot| slot.thread).collect();
    let ended = tokio::task::spawn_blocking(move || {
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a slot's thread died");
            }
        }
    });
    if tokio::time::timeout(TEAR_DOWN, ended).await.is_err() {
        tracing::warn!("a slot is still being torn down; the next claimant sweeps it");
    }
}
