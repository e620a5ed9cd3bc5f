//! A scheduler in this process, a real nats-server, and agents played over the bus, for the tests beside this folder.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime};

use futures::StreamExt;
use gavel_bus::Bus;
use gavel_bus::testing::NatsServer;
use gavel_scheduler::Config;
use gavel_scheduler::config::SchedulerSection;
use gavel_wire::message::{ResultDecision, StartAnswer, WIRE_VERSION};
use gavel_wire::state::{AgentState, ReadyLanguage, SlotState};
use gavel_wire::verdict::{Report, Status};
use gavel_wire::{
    AgentId, Class, FileName, Judging, LanguageId, Lease, Limits, Region, RunResult, SourceFile, StartReply,
    Submission, SubmissionId, Tenant, Term, Timestamp, UserId, Verdict, Work,
};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

pub(crate) const WAIT: Duration = Duration::from_secs(20);

pub(crate) fn region() -> Region {
    Region::parse("us").unwrap()
}

pub(crate) async fn bus(server: &NatsServer, name: &str) -> Bus {
    let bus = Bus::connect(&server.config(), name, region()).await.unwrap();
    assert!(bus.wait_connected(WAIT).await);
    bus.ensure_region().await.unwrap();
    bus
}

pub(crate) fn submission(user: &str) -> Submission {
    Submission {
        v: WIRE_VERSION,
        id: SubmissionId(uuid::Uuid::now_v7()),
        judging: Judging(1),
        tenant: Tenant::parse("t").unwrap(),
        user: UserId::parse(user).unwrap(),
        class: Class::Practice,
        language: LanguageId::parse("c").unwrap(),
        files: vec![SourceFile {
            name: FileName::parse("main.c").unwrap(),
            text: "int main(void) { return 0; }".to_owned(),
        }],
        limits: Limits::default(),
        work: Work::Run {
            stdin: String::new(),
            args: Vec::new(),
            signature: None,
            against: None,
        },
        accepted_at: Timestamp::from(SystemTime::now()),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
    }
}

/// Asks again until it is so; the time-out is generous and the failure names what was waited for.
pub(crate) async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut ask: impl FnMut() -> F) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(started.elapsed() < WAIT, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

pub(crate) async fn verdict(bus: &Bus, of: &Submission) -> Verdict {
    until("a verdict", || async {
        bus.verdict(of.id, of.judging).await.ok().flatten()
    })
    .await
}

/// Publishes, trying again while NATS comes back.
pub(crate) async fn publish(bus: &Bus, submission: &Submission) -> u64 {
    let published = until("a durable ack", || async {
        bus.publish_submission(submission).await.ok()
    });
    published.await.sequence
}

/// A scheduler as a task; it can be stopped in order or dropped as a killed process would be.
pub(crate) struct Scheduler {
    task: JoinHandle<anyhow::Result<()>>,
    stop: Option<oneshot::Sender<()>>,
}

impl Scheduler {
    pub(crate) fn start(server: &NatsServer, name: &str) -> Scheduler {
        Scheduler::start_with(server, name, |_| {})
    }

    /// The same, configured in another way.
    pub(crate) fn start_with(server: &NatsServer, name: &str, change: impl FnOnce(&mut Config)) -> Scheduler {
        let mut config = Config {
            region: region(),
            nats: server.config(),
            telemetry: Default::default(),
            scheduler: SchedulerSection {
                lease_key: Some(gavel_bus::Secret("5a".repeat(32))),
                ..SchedulerSection::default()
            },
        };
        change(&mut config);
        let (stop, stopped) = oneshot::channel();
        let shutdown = async move {
            let _ = stopped.await;
        };
        let task = tokio::spawn(gavel_scheduler::run(config, name.to_owned(), shutdown));
        Scheduler {
            task,
            stop: Some(stop),
        }
    }

    /// Ends as a killed process does: nothing is let go.
    pub(crate) fn kill(self) {
        self.task.abort();
    }

    pub(crate) async fn stop(mut self) {
        drop(self.stop.take());
        let ended = tokio::time::timeout(WAIT, &mut self.task).await;
        ended.expect("it ends in time").unwrap().unwrap();
    }
}

#[derive(Default)]
struct Inner {
    running: HashMap<String, Lease>,
    finished: HashMap<String, Lease>,
    starts: Vec<Lease>,
    stopped: Vec<Lease>,
    answers: Vec<ResultDecision>,
    term_seen: Term,
    busy_asks: u32,
    sequence: u64,
    draining: bool,
}

/// An agent that runs nothing: it accepts, shows its state, and gives the results that the test asks for.
#[derive(Clone)]
pub(crate) struct Agent {
    pub(crate) id: AgentId,
    bus: Bus,
    slots: usize,
    epoch: u64,
    /// Ends each run at once with this.
    auto: Option<Status>,
    inner: Arc<Mutex<Inner>>,
    changed: Arc<Notify>,
    tasks: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl Agent {
    pub(crate) async fn start(
        server: &NatsServer,
        name: &str,
        epoch: u64,
        slots: usize,
        auto: Option<Status>,
    ) -> Agent {
        let bus = bus(server, name).await;
        let agent = Agent {
            id: AgentId::parse(name).unwrap(),
            bus,
            slots,
            epoch,
            auto,
            inner: Arc::default(),
            changed: Arc::default(),
            tasks: Arc::default(),
        };
        let mut runs = agent.bus.runs(&agent.id).await.unwrap();
        let mut stops = agent.bus.stops(&agent.id).await.unwrap();
        agent.bus.flush().await.unwrap();
        let intake = agent.clone();
        let serve = tokio::spawn(async move {
            loop {
                tokio::select! {
                    Some((run, reply)) = runs.next() => {
                        let answer = intake.on_start(&run.lease);
                        let accepted = matches!(answer, StartAnswer::Accepted { .. });
                        reply.answer(StartReply { v: WIRE_VERSION, answer }).await.unwrap();
                        intake.changed.notify_one();
                        if let Some(status) = intake.auto.filter(|_| accepted) {
                            intake.finish(&run.lease, status);
                        }
                    }
                    Some(stop) = stops.next() => {
                        let running = intake.lock().running.values().find(|lease| lease.submission == stop.submission).cloned();
                        if let Some(lease) = running {
                            intake.lock().stopped.push(lease.clone());
                            intake.finish(&lease, Status::Cancelled);
                        }
                    }
                    else => return,
                }
            }
        });
        let teller = agent.clone();
        let tell = tokio::spawn(async move {
            loop {
                let state = teller.state();
                let _ = teller.bus.publish_agent_state(&state).await;
                let _ = tokio::time::timeout(Duration::from_millis(500), teller.changed.notified()).await;
            }
        });
        agent.tasks.lock().unwrap().extend([serve, tell]);
        agent
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    fn on_start(&self, lease: &Lease) -> StartAnswer {
        let mut inner = self.lock();
        if lease.term < inner.term_seen {
            let seen = inner.term_seen;
            return StartAnswer::WrongTerm { seen };
        }
        assert_eq!((&lease.agent, lease.epoch), (&self.id, self.epoch));
        inner.term_seen = lease.term;
        if inner.draining {
            return StartAnswer::Draining;
        }
        if inner.running.len() + inner.finished.len() >= self.slots {
            inner.busy_asks += 1;
            return StartAnswer::Busy;
        }
        inner.starts.push(lease.clone());
        inner.running.insert(lease.mac.clone(), lease.clone());
        StartAnswer::Accepted { slot: 0 }
    }

    fn state(&self) -> AgentState {
        let mut inner = self.lock();
        inner.sequence += 1;
        let running = inner.running.values().map(|lease| (Some(lease.clone()), false));
        let finished = inner.finished.values().map(|lease| (Some(lease.clone()), true));
        let mut leases: Vec<_> = running.chain(finished).collect();
        leases.resize(self.slots.max(leases.len()), (None, false));
        let slots = leases.into_iter().zip(0..);
        AgentState {
            v: WIRE_VERSION,
            agent: self.id.clone(),
            region: region(),
            epoch: self.epoch,
            sequence: inner.sequence,
            term_seen: inner.term_seen,
            draining: inner.draining,
            languages: vec![ReadyLanguage {
                id: LanguageId::parse("c").unwrap(),
                name: "C".to_owned(),
                version: "1".to_owned(),
            }],
            slots: slots
                .map(|((lease, finished), slot)| SlotState {
                    slot,
                    lease,
                    finished,
                    calibration_us: None,
                })
                .collect(),
            holds: Vec::new(),
            unfit: None,
        }
    }

    /// Ends a run and offers its result until it is answered.
    pub(crate) fn finish(&self, lease: &Lease, status: Status) {
        {
            let mut inner = self.lock();
            let Some(lease) = inner.running.remove(&lease.mac) else {
                return;
            };
            inner.finished.insert(lease.mac.clone(), lease);
        }
        self.changed.notify_one();
        let (agent, lease) = (self.clone(), lease.clone());
        let offer = tokio::spawn(async move {
            let result = result_of(&lease, status);
            loop {
                let answer = agent
                    .bus
                    .offer_result(&agent.id, &result, Duration::from_secs(2))
                    .await;
                match answer.map(|answer| answer.answer) {
                    Ok(ResultDecision::NotLeader) | Err(_) => {
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                    Ok(answer) => {
                        let mut inner = agent.lock();
                        inner.answers.push(answer);
                        inner.finished.remove(&lease.mac);
                        drop(inner);
                        agent.changed.notify_one();
                        return;
                    }
                }
            }
        });
        self.tasks.lock().unwrap().push(offer);
    }

    pub(crate) fn starts(&self) -> Vec<Lease> {
        self.lock().starts.clone()
    }

    pub(crate) fn stopped(&self) -> Vec<Lease> {
        self.lock().stopped.clone()
    }

    pub(crate) fn answers(&self) -> Vec<ResultDecision> {
        self.lock().answers.clone()
    }

    pub(crate) fn busy_asks(&self) -> u32 {
        self.lock().busy_asks
    }

    pub(crate) async fn started(&self, count: usize) -> Vec<Lease> {
        until("starts", || async {
            Some(self.starts()).filter(|starts| starts.len() >= count)
        })
        .await
    }

    /// Dies without a word, as with kill -9.
    pub(crate) fn kill(&self) {
        for task in self.tasks.lock().unwrap().drain(..) {
            task.abort();
        }
    }
}

pub(crate) fn result_of(lease: &Lease, status: Status) -> RunResult {
    RunResult {
        v: WIRE_VERSION,
        lease: lease.clone(),
        tenant: Tenant::parse("t").unwrap(),
        user: UserId::parse("u").unwrap(),
        language: LanguageId::parse("c").unwrap(),
        problem: None,
        report: Report::without_run(status, "played"),
        marks: Vec::new(),
        near_limit: false,
    }
}
