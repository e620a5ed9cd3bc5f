//! An agent's process: the real intake, with runs that take a while and end as their submission makes them. Results are
//! offered over and over until they are answered, as the real agent does.

use gavel_agent::intake::{Identity, Intake};
use gavel_scheduler::core::{AttemptKey, Event};
use gavel_wire::message::{ResultDecision, WIRE_VERSION};
use gavel_wire::state::ReadyLanguage;
use gavel_wire::verdict::{Report, Status};
use gavel_wire::{AgentId, Lease, Limits, RunResult, StartRun, StopRun, Submission, Tenant, UserId, Work};

use crate::execute::StartReplied;
use crate::plan::region;
use crate::process::{Offer, ToProcess};
use crate::server::{Kind, WALL, index_of, language};
use crate::trace::About;
use crate::world::{Item, World};

const TELL_US: u64 = 500_000;
const OFFER_US: u64 = 2_000_000;
const PAUSE_FIRST_US: u64 = 50_000;
const PAUSE_MAX_US: u64 = 1_000_000;
/// A lost agent is noticed within this.
const NOTICED_US: u64 = 2_000_000;
const DRAIN_US: u64 = 1_000_000;

/// A scheduler's process, its incarnation, and the number of its request.
type Asker = (usize, u32, u64);

#[derive(Clone)]
pub(crate) enum ToAgent {
    Start(Box<Lease>, Option<u16>, Asker),
    Stop(StopRun),
    Tell,
    Ends(u64),
    Offer(u64),
    OfferTimeout(u64, u64),
    Answer(Offer, ResultDecision),
    /// What still runs is handed back.
    HandBack,
}

struct Run {
    number: u64,
    lease: Lease,
    slot: usize,
    stopped: bool,
    result: Option<Box<RunResult>>,
    offers: u64,
    pause_us: u64,
}

pub(crate) struct AgentProcess {
    pub(crate) id: AgentId,
    pub(crate) epoch: u64,
    pub(crate) alive: bool,
    pub(crate) stopped_until_us: u64,
    pub(crate) cut_until_us: u64,
    pub(crate) slots: usize,
    intake: Intake,
    runs: Vec<Run>,
    runs_given: u64,
    draining: bool,
}

pub(crate) fn agent_number(id: &AgentId) -> Option<usize> {
    id.as_str().strip_prefix('a')?.parse().ok()
}

fn id_of(number: usize) -> AgentId {
    AgentId::parse(&format!("a{number}")).unwrap()
}

fn intake(number: usize, epoch: u64, slots: usize) -> Intake {
    let identity = Identity {
        agent: id_of(number),
        region: region(),
        epoch,
    };
    Intake::new(identity, slots, None)
}

impl AgentProcess {
    pub(crate) fn absent(number: usize) -> AgentProcess {
        AgentProcess {
            id: id_of(number),
            epoch: 0,
            alive: false,
            stopped_until_us: 0,
            cut_until_us: 0,
            slots: 0,
            intake: intake(number, 0, 0),
            runs: Vec::new(),
            runs_given: 0,
            draining: false,
        }
    }

    fn run(&mut self, number: u64) -> Option<&mut Run> {
        self.runs.iter_mut().find(|run| run.number == number)
    }

    pub(crate) fn leases(&self) -> impl Iterator<Item = &Lease> {
        self.runs.iter().map(|run| &run.lease)
    }
}

impl World {
    pub(crate) fn start_agent(&mut self, number: usize) {
        if self.agents[number].alive {
            return;
        }
        let epoch = self.agents[number].epoch + 1;
        let slots = match self.agents[number].slots {
            0 => self.random.between(self.plan.slots) as usize,
            known => known,
        };
        let mut intake = intake(number, epoch, slots);
        let ready = self.languages_of(number);
        for slot in 0..slots {
            intake.on_fit(slot, slot as u16, ready.clone(), 1);
        }
        self.agents[number] = AgentProcess {
            epoch,
            alive: true,
            slots,
            intake,
            ..AgentProcess::absent(number)
        };
        self.about_agent(number, || {
            format!("agent {number} starts in epoch {epoch} with {slots} slots")
        });
        self.post_agent(number, 0, ToAgent::Tell);
    }

    /// The same ones in each epoch; agent 0 has all.
    fn languages_of(&self, number: usize) -> Vec<ReadyLanguage> {
        let ready = |each: usize| ReadyLanguage {
            id: language(each),
            name: String::new(),
            version: String::new(),
        };
        let speaks = |each: &usize| number == 0 || !(number + each).is_multiple_of(3);
        (0..self.plan.languages).filter(speaks).map(ready).collect()
    }

    pub(crate) fn kill_agent(&mut self, number: usize, away_us: u64) {
        let agent = &mut self.agents[number];
        if std::mem::replace(&mut agent.alive, false) {
            let lost: Vec<AttemptKey> = agent
                .runs
                .drain(..)
                .map(|run| AttemptKey::of(&run.lease))
                .collect();
            for attempt in lost {
                self.after(NOTICED_US, Item::Noticed(attempt));
            }
            self.about_agent(number, || format!("agent {number} dies"));
            self.after(away_us, Item::StartAgent(number));
        }
    }

    pub(crate) fn drain_agent(&mut self, number: usize) {
        let agent = &mut self.agents[number];
        if agent.alive && !std::mem::replace(&mut agent.draining, true) {
            agent.intake.drain();
            self.tell(number);
            self.about_agent(number, || format!("agent {number} drains"));
            self.post_agent(number, DRAIN_US, ToAgent::HandBack);
            self.end_if_drained(number);
        }
    }

    fn end_if_drained(&mut self, number: usize) {
        if self.agents[number].draining && self.agents[number].intake.is_empty() {
            self.kill_agent(number, 300_000);
        }
    }

    fn post_agent(&mut self, number: usize, delay_us: u64, what: ToAgent) {
        let epoch = self.agents[number].epoch;
        self.after(delay_us, Item::Agent(number, epoch, what));
    }

    pub(crate) fn on_agent(&mut self, number: usize, what: ToAgent) {
        match what {
            ToAgent::Start(lease, not_on_slot, asker) => {
                self.on_start(number, *lease, not_on_slot, asker);
            }
            ToAgent::Stop(stop) => {
                let slot = self.agents[number].intake.on_stop(&stop);
                let run = self.agents[number]
                    .runs
                    .iter_mut()
                    .find(|run| Some(run.slot) == slot);
                if let Some(run) = run.filter(|run| run.result.is_none()) {
                    run.stopped = true;
                    let run = run.number;
                    let delay = self.random.below(20_000);
                    self.post_agent(number, delay, ToAgent::Ends(run));
                }
            }
            ToAgent::Tell => {
                self.tell(number);
                self.post_agent(number, TELL_US, ToAgent::Tell);
            }
            ToAgent::Ends(run) => self.on_ends(number, run),
            ToAgent::Offer(run) => self.offer(number, run),
            ToAgent::OfferTimeout(run, offers) => {
                if self.agents[number]
                    .run(run)
                    .is_some_and(|run| run.offers == offers)
                {
                    self.offer_again(number, run);
                }
            }
            ToAgent::Answer(offer, decision) => self.on_answer(number, offer, decision),
            ToAgent::HandBack => {
                let running = self.agents[number]
                    .runs
                    .iter_mut()
                    .filter(|run| run.result.is_none());
                let numbers: Vec<u64> = running
                    .map(|run| {
                        run.stopped = true;
                        run.number
                    })
                    .collect();
                for run in numbers {
                    self.on_ends(number, run);
                }
            }
        }
    }

    /// Its whole state, to every scheduler.
    fn tell(&mut self, number: usize) {
        let state = self.agents[number].intake.state();
        for id in 0..self.processes.len() {
            if !self.processes[id].alive {
                continue;
            }
            for _ in 0..1 + usize::from(self.is_doubled()) {
                let cuts = [self.processes[id].cut_until_us, self.agents[number].cut_until_us];
                if let Some(delay) = self.fate(cuts) {
                    let event = Box::new(Event::AgentStateReceived(state.clone()));
                    self.post(id, delay, ToProcess::Event(event));
                }
            }
        }
    }

    fn on_start(
        &mut self,
        number: usize,
        lease: Lease,
        not_on_slot: Option<u16>,
        (id, incarnation, request): Asker,
    ) {
        let key = AttemptKey::of(&lease);
        let Some(index) = index_of(key.judging) else {
            return;
        };
        let start = StartRun {
            v: WIRE_VERSION,
            submission: self.body(index, &lease),
            lease,
            marks: Vec::new(),
            not_on_slot,
        };
        let decision = self.agents[number].intake.on_start(&start);
        if let Some(slot) = decision.start {
            let agent = &mut self.agents[number];
            agent.runs_given += 1;
            let run = agent.runs_given;
            agent.runs.push(Run {
                number: run,
                lease: start.lease,
                slot,
                stopped: false,
                result: None,
                offers: 0,
                pause_us: PAUSE_FIRST_US,
            });
            self.about_run(number, key, || {
                format!("agent {number} runs {index}, attempt {}", key.attempt)
            });
            self.server.submissions[index].runs += 1;
            self.check_slots(number);
            let lasts = match self.server.submissions[index].kind {
                Kind::Slow => self.plan.settings.deadline_ms * 1_000 + self.random.below(2_000_000) - 500_000,
                _ => self.random.between(self.plan.run_ms) * 1_000,
            };
            self.post_agent(number, lasts, ToAgent::Ends(run));
            self.tell(number);
        }
        let cuts = [self.processes[id].cut_until_us, self.agents[number].cut_until_us];
        if let Some(delay) = self.fate(cuts) {
            let replied = ToProcess::StartReplied(request, StartReplied::Answer(decision.answer));
            self.after(delay, Item::Process(id, incarnation, replied));
        }
    }

    fn body(&self, index: usize, lease: &Lease) -> Submission {
        let submission = &self.server.submissions[index];
        Submission {
            v: WIRE_VERSION,
            id: lease.submission,
            judging: lease.judging,
            tenant: Tenant::parse("t").unwrap(),
            user: UserId::parse("u").unwrap(),
            class: submission.class,
            language: language(submission.language),
            files: Vec::new(),
            limits: Limits::default(),
            work: Work::Run {
                stdin: String::new(),
                args: Vec::new(),
                signature: None,
                against: None,
            },
            accepted_at: WALL,
            traceparent: None,
        }
    }

    fn on_ends(&mut self, number: usize, run: u64) {
        let Some(run) = self.agents[number].run(run).filter(|run| run.result.is_none()) else {
            return;
        };
        let key = AttemptKey::of(&run.lease);
        let (slot, stopped, lease, run) = (run.slot, run.stopped, run.lease.clone(), run.number);
        let Some(index) = index_of(key.judging) else {
            return;
        };
        let status = match self.server.submissions[index].kind {
            _ if stopped => Status::Cancelled,
            Kind::KillsAgent => return self.kill_agent(number, 200_000),
            Kind::SandboxFails => Status::InternalError,
            Kind::NearLimit if self.random.per_mille(500) => Status::TimeLimit,
            _ => Status::Ok,
        };
        let mut report = Report::without_run(status, "simulated");
        report.slot = Some(slot as u16);
        let result = RunResult {
            v: WIRE_VERSION,
            lease,
            tenant: Tenant::parse("t").unwrap(),
            user: UserId::parse("u").unwrap(),
            language: language(0),
            problem: None,
            report,
            marks: Vec::new(),
            near_limit: status == Status::TimeLimit,
        };
        if let Some(run) = self.agents[number].run(run) {
            run.result = Some(Box::new(result));
        }
        self.about_run(number, key, || {
            format!(
                "agent {number} ends {index}, attempt {}, as {}",
                key.attempt,
                status.as_str()
            )
        });
        self.server.submissions[index].results.push((key, status));
        self.agents[number].intake.on_finished(slot);
        self.tell(number);
        self.offer(number, run);
    }

    fn offer(&mut self, number: usize, run: u64) {
        let epoch = self.agents[number].epoch;
        let Some(run) = self.agents[number].run(run) else {
            return;
        };
        let Some(result) = run.result.clone() else { return };
        run.offers += 1;
        let offer = Offer {
            agent: number,
            epoch,
            run: run.number,
            number: run.offers,
        };
        for id in 0..self.processes.len() {
            if !self.processes[id].alive || self.processes[id].followed.is_none() {
                continue;
            }
            for _ in 0..1 + usize::from(self.is_doubled()) {
                let cuts = [self.processes[id].cut_until_us, self.agents[number].cut_until_us];
                if let Some(delay) = self.fate(cuts) {
                    self.post(id, delay, ToProcess::Result(result.clone(), offer));
                }
            }
        }
        self.post_agent(number, OFFER_US, ToAgent::OfferTimeout(offer.run, offer.number));
    }

    fn offer_again(&mut self, number: usize, run: u64) {
        if let Some(run) = self.agents[number].run(run) {
            // An answer to the offer before counts no more.
            run.offers += 1;
            let pause_us = run.pause_us;
            run.pause_us = (pause_us * 2).min(PAUSE_MAX_US);
            let run = run.number;
            self.post_agent(number, pause_us, ToAgent::Offer(run));
        }
    }

    fn on_answer(&mut self, number: usize, offer: Offer, decision: ResultDecision) {
        let Some(run) = self.agents[number].run(offer.run) else {
            return;
        };
        if run.offers != offer.number {
            return;
        }
        let (slot, key) = (run.slot, AttemptKey::of(&run.lease));
        self.about_run(number, key, || {
            format!(
                "agent {number} hears {decision:?} of {:?}, attempt {}",
                index_of(key.judging),
                key.attempt
            )
        });
        self.check_answer(number, key, &decision);
        if decision == ResultDecision::NotLeader {
            return self.offer_again(number, offer.run);
        }
        let agent = &mut self.agents[number];
        agent.runs.retain(|run| run.number != offer.run);
        agent.intake.on_settled(slot);
        self.tell(number);
        self.end_if_drained(number);
    }

    fn about_agent(&self, number: usize, text: impl FnOnce() -> String) {
        self.line(
            About {
                agent: Some(number),
                ..About::default()
            },
            text,
        );
    }

    fn about_run(&self, number: usize, key: AttemptKey, text: impl FnOnce() -> String) {
        let about = About {
            judging: index_of(key.judging),
            agent: Some(number),
            process: None,
        };
        self.line(about, text);
    }
}
