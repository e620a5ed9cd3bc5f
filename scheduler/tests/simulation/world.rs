//! The world: one queue of what will happen, in true time, and who it happens to. Everything follows from the seed.
//! Processes, agents and their checks are in the files beside this one, each an `impl World` of its own.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use gavel_scheduler::core::AttemptKey;

use crate::agent::{AgentProcess, ToAgent};
use crate::checks::Violation;
use crate::plan::{CALM, Fault, Flavour, Plan};
use crate::process::{Process, ToProcess};
use crate::random::Random;
use crate::server::{Kind, Server};
use crate::server_side::ToServer;
use crate::trace::{About, Trace};

/// What is cancelled ends within this, of which 2 s are for a run that does not stop.
const CANCELLED_US: u64 = 5_000_000;

/// Something that will happen.
#[derive(Clone)]
pub(crate) enum Item {
    Submit(usize),
    SubmitAgain(usize),
    Cancel(usize),
    Withdraw(usize),
    Fault,
    /// The server or a connection is there again after a cut.
    Reconnected(Option<usize>),
    Heal,
    /// By now a lost agent's run must have been noticed.
    Noticed(AttemptKey),
    /// By now what was to be cancelled must have ended.
    Cancelled(usize),
    /// Looks whether all is done, after the healing.
    Look,
    StartProcess(usize),
    StartAgent(usize),
    /// To one incarnation of a scheduler's process.
    Process(usize, u32, ToProcess),
    /// To one epoch of an agent; in epoch 0 to whichever is there.
    Agent(usize, u64, ToAgent),
    Server(ToServer),
}

struct Scheduled {
    at_us: u64,
    order: u64,
    item: Item,
}

impl PartialEq for Scheduled {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}

impl Eq for Scheduled {}

impl PartialOrd for Scheduled {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Scheduled {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at_us, self.order).cmp(&(other.at_us, other.order))
    }
}

pub(crate) struct World {
    pub(crate) now_us: u64,
    pub(crate) random: Random,
    pub(crate) plan: Plan,
    pub(crate) server: Server,
    pub(crate) processes: Vec<Process>,
    pub(crate) agents: Vec<AgentProcess>,
    pub(crate) trace: Trace,
    pub(crate) broken: Option<Violation>,
    pub(crate) healed: bool,
    /// Spans of processes' clocks mean nothing until then: one has jumped.
    pub(crate) clocks_off_until_us: u64,
    pub(crate) statistics: Statistics,
    queue: BinaryHeap<Reverse<Scheduled>>,
    order: u64,
    finished: bool,
}

/// What a world went through, so that a test sees that its faults took place.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Statistics {
    pub(crate) events: u64,
    pub(crate) starts: u64,
    pub(crate) strikes: u64,
    pub(crate) terms: u64,
    pub(crate) adopted: u64,
    pub(crate) busy: u64,
    pub(crate) fenced: u64,
    pub(crate) given_up: u64,
    pub(crate) judged_again: u64,
    pub(crate) cancelled: u64,
    pub(crate) ended_at_ms: u64,
    /// Of every effect in order: equal for equal seeds.
    pub(crate) digest: u64,
}

impl Statistics {
    pub(crate) fn add(&mut self, other: Statistics) {
        self.events += other.events;
        self.starts += other.starts;
        self.strikes += other.strikes;
        self.terms += other.terms;
        self.adopted += other.adopted;
        self.busy += other.busy;
        self.fenced += other.fenced;
        self.given_up += other.given_up;
        self.judged_again += other.judged_again;
        self.cancelled += other.cancelled;
        self.ended_at_ms = self.ended_at_ms.max(other.ended_at_ms);
        self.digest ^= other.digest;
    }
}

impl World {
    pub(crate) fn new(seed: u64, flavour: Flavour, trace: Trace) -> World {
        let mut random = Random::new(seed);
        let plan = Plan::of(flavour, &mut random);
        let server = Server::new(&plan, &mut random);
        let mut world = World {
            now_us: 0,
            random,
            plan,
            server,
            processes: Vec::new(),
            agents: Vec::new(),
            trace,
            broken: None,
            healed: false,
            clocks_off_until_us: 0,
            statistics: Statistics::default(),
            queue: BinaryHeap::new(),
            order: 0,
            finished: false,
        };
        world.people();
        world
    }

    /// Processes, agents, and what people send.
    fn people(&mut self) {
        for id in 0..self.plan.processes {
            self.processes.push(Process::absent(&self.plan));
            let delay = self.random.below(200_000);
            self.after(delay, Item::StartProcess(id));
        }
        for number in 0..self.plan.agents {
            self.agents.push(AgentProcess::absent(number));
            let delay = self.random.below(1_000_000);
            self.after(delay, Item::StartAgent(number));
        }
        for index in 0..self.plan.submissions {
            let at = self.random.below(self.plan.span_ms * 1_000);
            self.after(at, Item::Submit(index));
            if self.random.per_mille(self.plan.doubled_pm) {
                let later = self.random.below(3_000_000);
                self.after(at + later, Item::SubmitAgain(index));
            }
            if self.random.per_mille(self.plan.cancelled_pm) {
                let later = self.random.below(2_500_000);
                self.after(at + later, Item::Cancel(index));
            }
            if self.server.submissions[index].kind == Kind::Withdrawn {
                let later = self.random.below(2_500_000);
                self.after(at + later, Item::Withdraw(index));
            }
        }
        if !self.plan.faults.is_empty() {
            self.after(500_000, Item::Fault);
        }
        self.after(self.plan.heal_at_ms * 1_000, Item::Heal);
    }

    pub(crate) fn after(&mut self, delay_us: u64, item: Item) {
        self.order += 1;
        self.queue.push(Reverse(Scheduled {
            at_us: self.now_us + delay_us,
            order: self.order,
            item,
        }));
    }

    /// Runs to the end or to the first violation.
    pub(crate) fn run(&mut self) -> Statistics {
        while self.broken.is_none() && !self.finished {
            let Some(Reverse(next)) = self.queue.pop() else {
                break;
            };
            self.now_us = self.now_us.max(next.at_us);
            self.statistics.events += 1;
            self.happen(next.item);
        }
        self.statistics.ended_at_ms = self.now_us / 1_000;
        self.statistics
    }

    fn happen(&mut self, item: Item) {
        match item {
            Item::Submit(index) => self.submit(index),
            Item::SubmitAgain(index) => self.submit_again(index),
            Item::Cancel(index) => self.cancel(index),
            Item::Withdraw(index) => self.withdraw(index),
            Item::Fault => self.fault(),
            Item::Reconnected(process) => self.reconnected(process),
            Item::Heal => self.heal(),
            Item::Noticed(attempt) => self.check_noticed(attempt),
            Item::Cancelled(index) => self.check_cancelled(index),
            Item::Look => self.finished = self.look(),
            Item::StartProcess(id) => self.start_process(id),
            Item::StartAgent(number) => self.start_agent(number),
            Item::Process(id, incarnation, what) => {
                let process = &self.processes[id];
                if !process.alive || process.incarnation != incarnation {
                    return;
                }
                match process.stopped_until_us.checked_sub(self.now_us) {
                    Some(left) if left > 0 => {
                        let jitter = self.random.below(500);
                        self.after(left + jitter, Item::Process(id, incarnation, what));
                    }
                    _ => self.on_process(id, what),
                }
            }
            Item::Agent(number, epoch, what) => {
                let agent = &self.agents[number];
                if !agent.alive || (epoch != 0 && agent.epoch != epoch) {
                    return;
                }
                match agent.stopped_until_us.checked_sub(self.now_us) {
                    Some(left) if left > 0 => {
                        let jitter = self.random.below(500);
                        self.after(left + jitter, Item::Agent(number, epoch, what));
                    }
                    _ => self.on_agent(number, what),
                }
            }
            Item::Server(what) => self.on_server(what),
        }
    }

    // The network.

    /// How long a message between a process or an agent and the server's other side takes; none when it is lost.
    pub(crate) fn fate(&mut self, cuts_until_us: [u64; 2]) -> Option<u64> {
        let cut = cuts_until_us
            .into_iter()
            .max()
            .unwrap_or(0)
            .max(self.server.cut_until_us);
        let network = self.plan.network;
        if cut > self.now_us || self.random.per_mille(network.lost_pm) {
            return None;
        }
        let delay = self.random.between(network.delay_us);
        if self.random.per_mille(network.late_pm) {
            return Some(delay + self.random.between(network.late_ms) * 1_000);
        }
        Some(delay)
    }

    pub(crate) fn is_doubled(&mut self) -> bool {
        self.random.per_mille(self.plan.network.doubled_pm)
    }

    /// How long an effect waits in its process before it is executed.
    pub(crate) fn wait_us(&mut self) -> u64 {
        if self.random.per_mille(10) {
            return self.random.between(self.plan.slow_ms) * 1_000;
        }
        self.random.below(200)
    }

    // People.

    fn submit(&mut self, index: usize) {
        if self.server.cut_until_us > self.now_us {
            // 503: the api tries again.
            return self.after(50_000, Item::Submit(index));
        }
        self.server.publish(index);
        let sequence = self.server.last_sequence;
        self.line(
            About {
                judging: Some(index),
                ..About::default()
            },
            || format!("submission {index} is accepted at sequence {sequence}"),
        );
        self.wake_indexes();
    }

    /// The second message of one submission, after the time in which the server knows it for a double.
    fn submit_again(&mut self, index: usize) {
        let withdrawn = self.server.submissions[index].kind == Kind::Withdrawn;
        if self.server.submissions[index].accepted && !withdrawn {
            self.submit(index);
        }
    }

    fn cancel(&mut self, index: usize) {
        self.server.submissions[index].cancel_asked = true;
        self.server.cancels.push(index);
        self.after(CANCELLED_US, Item::Cancelled(index));
        self.line(
            About {
                judging: Some(index),
                ..About::default()
            },
            || format!("submission {index} is to be cancelled"),
        );
        self.wake_indexes();
    }

    fn withdraw(&mut self, index: usize) {
        self.server.queue.retain(|_, held| *held != index);
        self.line(
            About {
                judging: Some(index),
                ..About::default()
            },
            || format!("an operator deletes submission {index}"),
        );
    }

    // Trouble.

    fn fault(&mut self) {
        if self.healed {
            return;
        }
        let next = self.random.between(self.plan.fault_every_ms) * 1_000;
        self.after(next, Item::Fault);
        let fault = self.plan.faults[self.random.index(self.plan.faults.len())];
        let process = self.random.index(self.processes.len());
        let agent = self.random.index(self.agents.len());
        let span_us = if self.random.per_mille(300) {
            self.random.between((2_000_000, 5_000_000))
        } else {
            self.random.between((50_000, 2_000_000))
        };
        self.line(About::default(), || {
            format!(
                "fault: {fault:?}, process {process}, agent {agent}, for {} ms",
                span_us / 1_000
            )
        });
        match fault {
            Fault::KillProcess => self.kill_process(process, span_us),
            Fault::StopProcess => self.processes[process].stopped_until_us = self.now_us + span_us,
            Fault::SuspendProcess => {
                self.processes[process].stopped_until_us = self.now_us + span_us;
                self.processes[process].turn_clock(-i64::try_from(span_us).unwrap());
                self.clocks_are_off(span_us);
            }
            Fault::JumpClock => {
                let jump = i64::try_from(span_us).unwrap() * if self.random.per_mille(200) { -1 } else { 1 };
                self.processes[process].turn_clock(jump);
                self.clocks_are_off(span_us);
            }
            Fault::CutProcess => {
                self.processes[process].cut_until_us = self.now_us + span_us;
                self.after(span_us, Item::Reconnected(Some(process)));
            }
            Fault::KillAgent => self.kill_agent(agent, span_us),
            Fault::StopAgent => self.agents[agent].stopped_until_us = self.now_us + span_us,
            Fault::CutAgent => self.agents[agent].cut_until_us = self.now_us + span_us,
            Fault::DrainAgent => self.drain_agent(agent),
            Fault::CutServer => {
                self.server.cut_until_us = self.now_us + span_us;
                self.after(span_us, Item::Reconnected(None));
            }
        }
    }

    /// Whoever led or waited by the clock that jumped may be wrong for a lease's length after it.
    fn clocks_are_off(&mut self, span_us: u64) {
        let until = self.now_us + span_us + 8_000_000;
        self.clocks_off_until_us = self.clocks_off_until_us.max(until);
    }

    fn reconnected(&mut self, process: Option<usize>) {
        for id in 0..self.processes.len() {
            if process.is_none_or(|only| only == id) {
                let incarnation = self.processes[id].incarnation;
                self.after(0, Item::Process(id, incarnation, ToProcess::Reconnected));
            }
        }
    }

    /// The end of all trouble: who was dead or stopped comes back, and then everything has to come to its end.
    fn heal(&mut self) {
        self.healed = true;
        self.plan.network = CALM;
        self.plan.slow_ms = (0, 5);
        self.server.cut_until_us = self.now_us;
        self.line(About::default(), || "everything is healed".to_owned());
        for id in 0..self.processes.len() {
            let process = &mut self.processes[id];
            process.stopped_until_us = process.stopped_until_us.min(self.now_us);
            process.cut_until_us = process.cut_until_us.min(self.now_us);
            if !process.alive {
                self.after(0, Item::StartProcess(id));
            }
        }
        for number in 0..self.agents.len() {
            let agent = &mut self.agents[number];
            agent.stopped_until_us = agent.stopped_until_us.min(self.now_us);
            agent.cut_until_us = agent.cut_until_us.min(self.now_us);
            if !agent.alive {
                self.after(0, Item::StartAgent(number));
            }
        }
        self.reconnected(None);
        self.after(1_000_000, Item::Look);
    }

    pub(crate) fn line(&self, about: About, text: impl FnOnce() -> String) {
        self.trace.line(self.now_us, about, text);
    }
}
