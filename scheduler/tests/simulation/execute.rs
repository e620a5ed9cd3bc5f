//! Effects as `execute.rs` of the scheduler executes them: the fence is asked when they leave, each ends in one event, and a
//! request that is not answered ends in a failure after a while.

use gavel_scheduler::core::{AttemptKey, Decision, Event, JudgingKey, Start, TermEvent};
use gavel_wire::message::{ResultDecision, StartAnswer, WIRE_VERSION};
use gavel_wire::verdict::{Mark, Stage};
use gavel_wire::{AgentId, StopRun, Term};

use crate::agent::{ToAgent, agent_number};
use crate::process::{Offer, ToProcess};
use crate::server::{Kind, WALL, index_of};
use crate::server_side::ToServer;
use crate::trace::About;
use crate::world::{Item, World};

/// How long a request to the server may take; the real ones take four seconds at most.
const ACK_US: u64 = 2_000_000;
const START_US: u64 = 1_000_000;

#[derive(Clone)]
pub(crate) enum Work {
    /// With how far it has come: 0 waits, 1 has looked for a verdict and fetched the body.
    Start(Box<Start>, u8),
    Stop(AgentId, AttemptKey),
    Store(Box<Decision>),
    Bury(JudgingKey, u64),
    Delete(u64),
    Answer(Offer, ResultDecision),
}

#[derive(Debug, Clone)]
pub(crate) enum StartReplied {
    Answer(StartAnswer),
    /// Nobody was there.
    NoResponders,
    TimedOut,
}

impl World {
    /// Whether an effect may leave now; if so, that it should is checked.
    fn may_act(&mut self, id: usize, term: Term) -> bool {
        let process = &self.processes[id];
        let may = process.core.fence().allows(term, process.moment(self.now_us));
        if may {
            self.check_lease(id, term);
        } else {
            self.statistics.fenced += 1;
        }
        may
    }

    pub(crate) fn execute(&mut self, id: usize, term: Term, work: Work) {
        match work {
            Work::Start(start, stage) => {
                let judging = start.attempt().judging;
                if let Some(event) = self.start(id, term, start, stage) {
                    self.line(about(judging, id), || format!("process {id}: {event:?}"));
                    self.report(id, term, event);
                }
            }
            Work::Stop(agent, attempt) => self.stop(id, term, &agent, attempt),
            Work::Store(decision) => {
                let judging = decision.judging();
                let failed = TermEvent::VerdictFailed { judging };
                if let Some(request) = self.request(id, term, failed) {
                    let from = (id, self.processes[id].incarnation);
                    self.check_decision(&decision);
                    self.post_server(
                        id,
                        ToServer::CreateVerdict {
                            from,
                            term,
                            decision,
                            request,
                        },
                    );
                }
            }
            Work::Bury(judging, sequence) => {
                if let Some(request) = self.request(id, term, TermEvent::BurialFailed { judging }) {
                    let from = (id, self.processes[id].incarnation);
                    self.check_burial(id, term, judging);
                    self.post_server(
                        id,
                        ToServer::Bury {
                            from,
                            term,
                            judging,
                            sequence,
                            request,
                        },
                    );
                }
            }
            Work::Delete(sequence) => {
                if let Some(request) = self.request(id, term, TermEvent::DeletionFailed { sequence }) {
                    let from = (id, self.processes[id].incarnation);
                    self.post_server(
                        id,
                        ToServer::Delete {
                            from,
                            term,
                            sequence,
                            request,
                        },
                    );
                }
            }
            Work::Answer(offer, decision) => {
                let may = decision == ResultDecision::NotLeader || self.may_act(id, term);
                let cuts = [
                    self.processes[id].cut_until_us,
                    self.agents[offer.agent].cut_until_us,
                ];
                if may && let Some(delay) = self.fate(cuts) {
                    let what = ToAgent::Answer(offer, decision);
                    self.after(delay, Item::Agent(offer.agent, offer.epoch, what));
                }
            }
        }
    }

    fn report(&mut self, id: usize, term: Term, event: TermEvent) {
        let event = Box::new(Event::InTerm(term, event));
        self.post(id, 0, ToProcess::Event(event));
    }

    /// A request's number; none where the fence holds it back, which is reported as the failure.
    fn request(&mut self, id: usize, term: Term, failed: TermEvent) -> Option<u64> {
        if !self.may_act(id, term) {
            self.report(id, term, failed);
            return None;
        }
        let request = self.processes[id].open_request();
        let failed = Box::new(failed);
        self.post(id, ACK_US, ToProcess::Done(term, request, failed));
        Some(request)
    }

    fn post_server(&mut self, id: usize, what: ToServer) {
        if let Some(delay) = self.fate([self.processes[id].cut_until_us, 0]) {
            self.after(delay, Item::Server(what));
        }
    }

    /// Its answer, or its time-out, whichever comes first.
    pub(crate) fn on_done(&mut self, id: usize, term: Term, request: u64, event: TermEvent) {
        if self.processes[id].close_request(request) {
            self.handle(id, Event::InTerm(term, event));
        }
    }

    // Starts.

    /// How it ended, where that was before anything was sent.
    fn start(&mut self, id: usize, term: Term, start: Box<Start>, stage: u8) -> Option<TermEvent> {
        let attempt = start.attempt();
        let judging = attempt.judging;
        let failed = Some(TermEvent::FetchFailed { attempt });
        let Some(index) = index_of(judging) else {
            return failed;
        };
        let begun = &mut self.server.submissions[index].begun;
        *begun = (*begun).max(attempt.attempt.0);
        if !self.may_act(id, term) {
            return failed;
        }
        if stage == 0 {
            let cut = self.processes[id].cut_until_us;
            let (Some(there), Some(back)) = (self.fate([cut, 0]), self.fate([cut, 0])) else {
                return failed;
            };
            let next = ToProcess::Work(term, Work::Start(start, 1));
            self.post(id, there + back, next);
            return None;
        }
        if start.check_verdict && self.server.submissions[index].verdict.is_some() {
            return Some(TermEvent::VerdictExisted { judging });
        }
        let is_behind = self.random.per_mille(self.plan.network.behind_pm);
        if is_behind || !self.server.queue.contains_key(&start.lease.stream_sequence) {
            return Some(TermEvent::SubmissionMissing { attempt });
        }
        if self.server.submissions[index].kind == Kind::Unreadable {
            // Only the first time: what an earlier attempt reports too late counts for nothing.
            let failed_us = &mut self.server.submissions[index].failed_us;
            *failed_us = if *failed_us == 0 { self.now_us } else { *failed_us };
            let reason = "it cannot be read".to_owned();
            return Some(TermEvent::SubmissionUnreadable { attempt, reason });
        }
        self.send(id, term, &start, index);
        None
    }

    fn send(&mut self, id: usize, term: Term, start: &Start, index: usize) {
        let attempt = start.attempt();
        self.check_start(start);
        self.statistics.starts += 1;
        self.line(about(attempt.judging, id), || {
            format!(
                "process {id} sends {index}, attempt {}, to {}",
                attempt.attempt, start.lease.agent
            )
        });
        self.processes[id].requests_sent += 1;
        let request = self.processes[id].requests_sent;
        self.processes[id].requests.insert(request, (term, attempt));
        self.post(
            id,
            START_US,
            ToProcess::StartReplied(request, StartReplied::TimedOut),
        );
        let Some(number) = agent_number(&start.lease.agent) else {
            return;
        };
        let from = (id, self.processes[id].incarnation, request);
        for _ in 0..1 + usize::from(self.is_doubled()) {
            let cuts = [self.processes[id].cut_until_us, self.agents[number].cut_until_us];
            let Some(delay) = self.fate(cuts) else { continue };
            if self.agents[number].alive {
                let what = ToAgent::Start(Box::new(start.lease.clone()), start.not_on_slot, from);
                self.after(delay, Item::Agent(number, 0, what));
            } else {
                let replied = StartReplied::NoResponders;
                self.post(id, delay, ToProcess::StartReplied(request, replied));
            }
        }
    }

    pub(crate) fn on_start_replied(&mut self, id: usize, request: u64, replied: StartReplied) {
        let Some((term, attempt)) = self.processes[id].requests.remove(&request) else {
            return;
        };
        self.line(about(attempt.judging, id), || {
            format!("process {id} hears of attempt {}: {replied:?}", attempt.attempt)
        });
        let event = match replied {
            StartReplied::Answer(StartAnswer::Accepted { .. }) => {
                let mark = Mark {
                    stage: Stage::Placed,
                    at: WALL,
                    took_us: 1,
                    by: "scheduler".to_owned(),
                };
                TermEvent::RunAccepted { attempt, mark }
            }
            StartReplied::Answer(answer) => {
                self.check_refusal(attempt, &answer);
                TermEvent::RunRefused { attempt, answer }
            }
            StartReplied::NoResponders => TermEvent::RunRefused {
                attempt,
                answer: StartAnswer::Draining,
            },
            StartReplied::TimedOut => TermEvent::StartTimedOut { attempt },
        };
        self.report(id, term, event);
    }

    fn stop(&mut self, id: usize, term: Term, agent: &AgentId, attempt: AttemptKey) {
        if !self.may_act(id, term) {
            return;
        }
        let Some(number) = agent_number(agent) else { return };
        let stop = StopRun {
            v: WIRE_VERSION,
            term,
            submission: attempt.judging.submission,
            judging: attempt.judging.judging,
            attempt: attempt.attempt,
        };
        let cuts = [self.processes[id].cut_until_us, self.agents[number].cut_until_us];
        if let Some(delay) = self.fate(cuts) {
            self.after(delay, Item::Agent(number, 0, ToAgent::Stop(stop)));
        }
    }
}

fn about(judging: JudgingKey, process: usize) -> About {
    About {
        judging: index_of(judging),
        process: Some(process),
        ..About::default()
    }
}
