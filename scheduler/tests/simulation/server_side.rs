//! What the server does with the requests that reach it, and the answers that it sends back.

use gavel_scheduler::core::{Decision, JudgingKey, TermEvent};
use gavel_wire::Term;
use gavel_wire::verdict::Status;

use crate::election::ElectionReply;
use crate::process::ToProcess;
use crate::server::{LeaseValue, index_of};
use crate::trace::About;
use crate::world::{Item, World};

/// Who asked: a process and its incarnation.
pub(crate) type From = (usize, u32);

#[derive(Clone)]
pub(crate) enum ToServer {
    WriteLease {
        from: From,
        /// None where nobody waits for the answer.
        step: Option<u64>,
        expected: u64,
        value: LeaseValue,
        sent_us: u64,
    },
    ReadLease {
        from: From,
        step: u64,
    },
    CreateVerdict {
        from: From,
        term: Term,
        decision: Box<Decision>,
        request: u64,
    },
    Bury {
        from: From,
        term: Term,
        judging: JudgingKey,
        sequence: u64,
        request: u64,
    },
    Delete {
        from: From,
        term: Term,
        sequence: u64,
        request: u64,
    },
}

impl World {
    pub(crate) fn on_server(&mut self, what: ToServer) {
        match what {
            ToServer::WriteLease {
                from,
                step,
                expected,
                value,
                sent_us,
            } => {
                let written = self.server.write_lease(expected, value, sent_us);
                let reply = written.map_or(ElectionReply::Conflict, ElectionReply::Written);
                if let Some(step) = step {
                    self.reply(from, ToProcess::ElectionReply(step, reply));
                }
            }
            ToServer::ReadLease { from, step } => {
                let reply = ElectionReply::Read(self.server.lease());
                self.reply(from, ToProcess::ElectionReply(step, reply));
            }
            ToServer::CreateVerdict {
                from,
                term,
                decision,
                request,
            } => {
                let event = self.create_verdict(&decision);
                self.done(from, term, request, event);
            }
            ToServer::Bury {
                from,
                term,
                judging,
                sequence,
                request,
            } => {
                if let (Some(index), true) = (index_of(judging), self.server.queue.contains_key(&sequence)) {
                    self.server.dead.insert(index);
                }
                self.done(from, term, request, TermEvent::SubmissionBuried { judging });
            }
            ToServer::Delete {
                from,
                term,
                sequence,
                request,
            } => {
                self.check_deletion(sequence);
                if let Some(index) = self.server.queue.remove(&sequence) {
                    self.line(
                        About {
                            judging: Some(index),
                            ..About::default()
                        },
                        || format!("sequence {sequence} of {index} is deleted"),
                    );
                }
                self.done(from, term, request, TermEvent::SubmissionDeleted { sequence });
            }
        }
    }

    fn create_verdict(&mut self, decision: &Decision) -> TermEvent {
        self.check_verdict(decision);
        let judging = decision.judging();
        let index = index_of(judging);
        let created = self.server.create_verdict(decision);
        if created && decision.report.status == Status::Cancelled {
            self.statistics.cancelled += 1;
        }
        let about = About {
            judging: index,
            ..About::default()
        };
        self.line(about, || {
            let status = decision.report.status.as_str();
            let attempt = decision.attempt;
            format!("verdict {status} of {index:?}, attempt {attempt}, created: {created}")
        });
        if created {
            TermEvent::VerdictStored { judging }
        } else {
            TermEvent::VerdictExisted { judging }
        }
    }

    fn reply(&mut self, (id, incarnation): From, what: ToProcess) {
        if let Some(delay) = self.fate([self.processes[id].cut_until_us, 0]) {
            self.after(delay, Item::Process(id, incarnation, what));
        }
    }

    /// The answer to a request that is given up by a time-out unless this comes first.
    fn done(&mut self, from: From, term: Term, request: u64, event: TermEvent) {
        self.reply(from, ToProcess::Done(term, request, Box::new(event)));
    }
}
