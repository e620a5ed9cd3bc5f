//! The thin edge around the core: one loop that turns whatever comes first into an event and hands the effects to the
//! executor. It decides nothing. Work is placed at the event that allows it, never at the next tick.

use std::collections::HashMap;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::BoxStream;
use gavel_bus::{Bus, ConnectionState, IndexItem, Reply};
use gavel_wire::message::{ResultDecision, WIRE_VERSION};
use gavel_wire::state::{AgentState, Cancel};
use gavel_wire::{ResultAnswer, RunResult, Term};
use tokio::sync::{mpsc, watch};
use tokio::time::MissedTickBehavior;

use crate::clock::Clock;
use crate::core::{Core, Effect, Event, Fence, ReplyId, TermEvent};
use crate::execute::Executor;
use crate::leadership::{News, Order};
use crate::metrics;

type Results = BoxStream<'static, (RunResult, Reply<ResultAnswer>)>;

/// What a leader follows, and a standby does not.
struct Followed {
    term: Term,
    index: BoxStream<'static, (IndexItem, Duration)>,
    cancels: BoxStream<'static, Cancel>,
    results: Option<Results>,
}

pub(crate) struct Shell {
    pub(crate) core: Core,
    pub(crate) clock: Clock,
    pub(crate) bus: Bus,
    pub(crate) executor: Executor,
    pub(crate) fence: watch::Sender<Fence>,
    pub(crate) orders: mpsc::Sender<Order>,
    pub(crate) tick: Duration,
    replies: HashMap<ReplyId, Reply<ResultAnswer>>,
    replies_given: u64,
    /// The process ends: the election is told to let go by the caller, once.
    closing: bool,
    followed: Option<Followed>,
    states: Option<BoxStream<'static, AgentState>>,
}

/// What the loop woke for.
enum Woken {
    State(Option<AgentState>),
    Result(Option<Box<(RunResult, Reply<ResultAnswer>)>>),
    Done(Event),
    News(News),
    Index(Option<(IndexItem, Duration)>),
    Cancel(Option<Cancel>),
    Connection(ConnectionState),
    Tick,
    Over,
}

impl Shell {
    pub(crate) fn new(
        core: Core,
        clock: Clock,
        bus: &Bus,
        executor: Executor,
        fence: watch::Sender<Fence>,
        orders: mpsc::Sender<Order>,
        tick: Duration,
    ) -> Shell {
        Shell {
            core,
            clock,
            bus: bus.clone(),
            executor,
            fence,
            orders,
            tick,
            replies: HashMap::new(),
            replies_given: 0,
            closing: false,
            followed: None,
            states: None,
        }
    }

    /// Runs until the shutdown or until the election's task is gone.
    pub(crate) async fn run(
        &mut self,
        mut done: mpsc::Receiver<Event>,
        mut news: mpsc::Receiver<News>,
        shutdown: impl Future<Output = ()>,
    ) {
        tokio::pin!(shutdown);
        let mut ticks = tokio::time::interval(self.tick);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut connections = self.bus.connections();
        loop {
            let has_room = self.core.has_room();
            let (index, cancels, results) = match &mut self.followed {
                Some(followed) => (
                    Some(&mut followed.index),
                    Some(&mut followed.cancels),
                    followed.results.as_mut(),
                ),
                None => (None, None, None),
            };
            // States come before results, so that a slot is seen to be taken before it is seen to be done.
            let woken = tokio::select! {
                biased;
                () = &mut shutdown => Woken::Over,
                received = news.recv() => received.map_or(Woken::Over, Woken::News),
                state = next_of(self.states.as_mut()) => Woken::State(state),
                event = done.recv() => event.map_or(Woken::Over, Woken::Done),
                result = next_of(results) => Woken::Result(result.map(Box::new)),
                cancel = next_of(cancels) => Woken::Cancel(cancel),
                _ = ticks.tick() => Woken::Tick,
                Ok(()) = connections.changed() => Woken::Connection(*connections.borrow_and_update()),
                item = next_of(index), if has_room => Woken::Index(item),
            };
            if matches!(woken, Woken::Over) {
                return;
            }
            self.on_woken(woken).await;
        }
    }

    /// Nothing of this process causes anything from here on.
    pub(crate) fn close(&mut self) {
        self.closing = true;
        self.handle(Event::LeadershipLost);
    }

    async fn on_woken(&mut self, woken: Woken) {
        let term = self.followed.as_ref().map(|followed| followed.term);
        match (woken, term) {
            (Woken::State(Some(state)), _) => self.handle(Event::AgentStateReceived(state)),
            (Woken::State(None), _) => self.states = None,
            (Woken::Result(Some(offer)), _) => {
                let (result, reply) = *offer;
                self.on_result(result, reply);
            }
            (Woken::Result(None), _) => {
                if let Some(followed) = &mut self.followed {
                    followed.results = None;
                }
            }
            (Woken::Done(event), _) => self.handle(event),
            (Woken::News(news), _) => self.on_news(news).await,
            (Woken::Index(Some((item, age))), Some(term)) => self.on_index(term, item, age),
            (Woken::Cancel(Some(cancel)), Some(term)) => {
                self.handle(Event::InTerm(term, TermEvent::CancelRequested(cancel)));
            }
            // A log ends only when its reader is gone: start over, with everything that hangs on it.
            (Woken::Index(None) | Woken::Cancel(None), _) => self.handle(Event::LeadershipLost),
            (Woken::Connection(state), _) if state.connected => self.handle(Event::ConnectionRestored),
            (Woken::Tick, _) => {
                self.subscribe().await;
                self.handle(Event::Ticked);
            }
            (Woken::Index(_) | Woken::Cancel(_) | Woken::Connection(_) | Woken::Over, _) => {}
        }
    }

    /// Subscribes to what is missing; a failure is tried again at the next tick.
    async fn subscribe(&mut self) {
        if self.states.is_none() {
            self.states = self.bus.agent_states().await.ok();
        }
        if let Some(followed) = &mut self.followed
            && followed.results.is_none()
        {
            followed.results = self.bus.results().await.ok();
        }
    }

    async fn on_news(&mut self, news: News) {
        match news {
            News::Won { term, renewed_at } => {
                let renewed_at = self.clock.moment(renewed_at);
                tracing::info!(region = %self.bus.region(), %term, "leading");
                self.followed = Some(Followed {
                    term,
                    index: self.bus.index_with_ages(),
                    cancels: self.bus.cancels(),
                    results: None,
                });
                self.subscribe().await;
                metrics::leader(true);
                self.handle(Event::LeadershipWon { term, renewed_at });
            }
            News::Renewed { term, renewed_at } => {
                let renewed_at = self.clock.moment(renewed_at);
                self.handle(Event::LeaseRenewed { term, renewed_at });
            }
            News::Lost => self.handle(Event::LeadershipLost),
        }
    }

    fn on_index(&mut self, term: Term, item: IndexItem, age: Duration) {
        let event = match item {
            IndexItem::Entry(entry) => {
                tracing::debug!(submission.id = %entry.submission, sequence = entry.sequence, "indexed");
                let age_ms = u64::try_from(age.as_millis()).unwrap_or(u64::MAX);
                TermEvent::SubmissionIndexed { entry, age_ms }
            }
            IndexItem::CaughtUp => TermEvent::IndexCaughtUp,
            IndexItem::Restarted => TermEvent::IndexRestarted,
            // Counted by the bus. It stays in the stream: a newer release may read it.
            IndexItem::Malformed { sequence } => {
                tracing::warn!(
                    sequence,
                    "a queued message has headers that this release cannot read"
                );
                return;
            }
        };
        self.handle(Event::InTerm(term, event));
    }

    fn on_result(&mut self, result: RunResult, reply: Reply<ResultAnswer>) {
        self.replies_given += 1;
        let id = ReplyId(self.replies_given);
        self.replies.insert(id, reply);
        self.handle(Event::ResultReceived {
            result: Box::new(result),
            reply: id,
        });
    }

    /// One event through the core, its effects to the executor.
    fn handle(&mut self, event: Event) {
        let effects = self.core.handle(event, self.clock.now());
        let term = self.core.term();
        let fence = self.core.fence();
        self.fence.send_if_modified(|present| {
            let differs = *present != fence;
            *present = fence;
            differs
        });
        for effect in effects {
            self.execute(term, effect);
        }
    }

    fn execute(&mut self, term: Option<Term>, effect: Effect) {
        let executor = &self.executor;
        match (effect, term) {
            (Effect::Note(note), _) => metrics::note(self.bus.region(), &note),
            (Effect::StepDown { term }, _) => self.on_step_down(term),
            (Effect::AnswerResult { reply, answer }, _) => {
                if let Some(reply) = self.replies.remove(&reply) {
                    let fenced = term.filter(|_| answer != ResultDecision::NotLeader);
                    let answer = ResultAnswer {
                        v: WIRE_VERSION,
                        answer,
                    };
                    executor.answer(fenced, reply, answer);
                }
            }
            (Effect::FetchAndStart(start), Some(term)) => executor.start(term, *start),
            (Effect::StopRun { agent, attempt }, Some(term)) => executor.stop(term, agent, attempt),
            (Effect::CreateVerdict(decision), Some(term)) => executor.create_verdict(term, *decision),
            (
                Effect::Bury {
                    judging,
                    sequence,
                    reason,
                },
                Some(term),
            ) => executor.bury(term, judging, sequence, reason),
            (Effect::DeleteSubmission { sequence }, Some(term)) => executor.delete(term, sequence),
            (Effect::PublishQueueState(snapshot), Some(term)) => {
                executor.publish_queue_state(term, *snapshot);
            }
            (effect, None) => {
                // The core gives fenced effects only while it leads.
                debug_assert!(!effect.is_fenced());
                metrics::fenced();
            }
        }
    }

    fn on_step_down(&mut self, term: Term) {
        tracing::warn!(region = %self.bus.region(), %term, "no longer leading");
        metrics::leader(false);
        self.followed.take_if(|followed| followed.term == term);
        // A full channel means that the election is told already.
        if !self.closing {
            let _ = self.orders.try_send(Order::LetGo(term));
        }
    }
}

async fn next_of<T>(stream: Option<&mut BoxStream<'static, T>>) -> Option<T> {
    match stream {
        Some(stream) => stream.next().await,
        None => std::future::pending().await,
    }
}
