//! An agent of one slot that runs nothing: it ends each run well when it is told to, and remembers what it was given.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use gavel_bus::Bus;
use gavel_wire::message::{ResultDecision, StartAnswer, WIRE_VERSION};
use gavel_wire::state::{AgentState, ReadyLanguage, SlotState};
use gavel_wire::verdict::Report;
use gavel_wire::{
    AgentId, LanguageId, Lease, Region, RunResult, StartReply, Status, Submission, Tenant, Term, UserId,
};
use tokio::sync::watch;

/// What a test holds of it.
pub(crate) struct Played {
    /// Whether it ends what it runs.
    pub(crate) go: watch::Sender<bool>,
    started: Arc<Mutex<Vec<Submission>>>,
}

impl Played {
    /// Starts to work, on a bus with every right.
    pub(crate) fn on(bus: Bus, go: bool) -> Played {
        let (go, may_end) = watch::channel(go);
        let started = Arc::default();
        let agent = Agent {
            bus,
            id: AgentId::parse("a1").unwrap(),
            go: may_end,
            started: Arc::clone(&started),
            sequence: 0,
            term_seen: Term(0),
        };
        tokio::spawn(agent.work());
        Played { go, started }
    }

    /// Everything that it was given, in order.
    pub(crate) fn started(&self) -> Vec<Submission> {
        self.started.lock().unwrap().clone()
    }
}

struct Agent {
    bus: Bus,
    id: AgentId,
    go: watch::Receiver<bool>,
    started: Arc<Mutex<Vec<Submission>>>,
    sequence: u64,
    term_seen: Term,
}

impl Agent {
    async fn work(mut self) {
        let mut runs = self.bus.runs(&self.id).await.unwrap();
        loop {
            self.tell(None, false).await;
            let waited = tokio::time::timeout(Duration::from_millis(300), runs.next()).await;
            let Ok(Some((run, reply))) = waited else { continue };
            let seen = self.term_seen;
            let answer = if run.lease.term < seen {
                StartAnswer::WrongTerm { seen }
            } else {
                StartAnswer::Accepted { slot: 0 }
            };
            let accepted = matches!(answer, StartAnswer::Accepted { .. });
            let answer = StartReply {
                v: WIRE_VERSION,
                answer,
            };
            reply.answer(answer).await.unwrap();
            if !accepted {
                continue;
            }
            self.term_seen = run.lease.term;
            self.started.lock().unwrap().push(run.submission);
            while !*self.go.borrow() {
                self.tell(Some(&run.lease), false).await;
                let _ = tokio::time::timeout(Duration::from_millis(300), self.go.changed()).await;
            }
            self.offer(&run.lease).await;
        }
    }

    /// Offers the result until it is answered, as the real one does.
    async fn offer(&mut self, lease: &Lease) {
        let result = RunResult {
            v: WIRE_VERSION,
            lease: lease.clone(),
            tenant: Tenant::parse("t").unwrap(),
            user: UserId::parse("office").unwrap(),
            language: LanguageId::parse("c").unwrap(),
            problem: None,
            report: Report::without_run(Status::Ok, "played"),
            marks: Vec::new(),
            near_limit: false,
        };
        loop {
            self.tell(Some(lease), true).await;
            let answer = self
                .bus
                .offer_result(&self.id, &result, Duration::from_secs(2))
                .await;
            match answer.map(|answer| answer.answer) {
                Ok(ResultDecision::NotLeader) | Err(_) => {
                    tokio::time::sleep(Duration::from_millis(100)).await
                }
                Ok(_) => return,
            }
        }
    }

    async fn tell(&mut self, lease: Option<&Lease>, finished: bool) {
        self.sequence += 1;
        let state = AgentState {
            v: WIRE_VERSION,
            agent: self.id.clone(),
            region: Region::parse("us").unwrap(),
            epoch: 1,
            sequence: self.sequence,
            term_seen: self.term_seen,
            draining: false,
            languages: vec![ReadyLanguage {
                id: LanguageId::parse("c").unwrap(),
                name: "C".to_owned(),
                version: "1".to_owned(),
            }],
            slots: vec![SlotState {
                slot: 0,
                lease: lease.cloned(),
                finished,
                calibration_us: None,
            }],
            holds: Vec::new(),
            unfit: None,
        };
        self.bus.publish_agent_state(&state).await.unwrap();
    }
}
