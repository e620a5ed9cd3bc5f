//! `gavel bench core`: decisions of the scheduler's pure core, one thread, with its agents announcing themselves as they do in
//! life. A decision is one submission's whole way through the core: indexed, placed, accepted, seen to run, decided, stored,
//! deleted, and its slot seen to be free again. Only the core's share of this thread's CPU time counts, so that other load on
//! the machine changes little.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use gavel_scheduler::core::{AttemptKey, Core, Effect, Event, Moment, ReplyId, Settings, Start, TermEvent};
use gavel_scheduler::lease::LeaseKey;
use gavel_wire::message::WIRE_VERSION;
use gavel_wire::state::{AgentState, IndexEntry, ReadyLanguage, SlotState};
use gavel_wire::verdict::{Mark, Report, Stage, Status};
use gavel_wire::{
    AgentId, Class, Judging, LanguageId, Lease, Region, RunResult, SubmissionId, Tenant, Term, Timestamp,
    UserId,
};
use serde::Serialize;

const TERM: Term = Term(1);
const WALL: Timestamp = Timestamp(time::OffsetDateTime::UNIX_EPOCH);
/// Simulated time between two submissions: the goal's rate.
const STEP_US: u64 = 10;
const TICK_US: u64 = 50_000;
const TELL_US: u64 = 500_000;
const LANGUAGES: [&str; 8] = [
    "c",
    "cpp",
    "go",
    "java",
    "javascript",
    "python",
    "rust",
    "typescript",
];
const USERS: u64 = 2_000;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gavel bench core --agents 10000 --submissions 300000")]
pub(super) struct CoreArgs {
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    agents: u32,
    /// Slots of each agent.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    slots: u16,
    /// Submissions of each of the two measurements.
    #[arg(long, default_value_t = 200_000, value_parser = clap::value_parser!(u32).range(1_000..=10_000_000))]
    submissions: u32,
    #[arg(long)]
    json: bool,
}

/// What one measurement came to.
#[derive(Debug, Serialize)]
struct Outcome {
    load: &'static str,
    decisions: u64,
    events: u64,
    in_core_ms: u64,
    decisions_per_s: u64,
    events_per_s: u64,
    longest_event_us: u64,
}

pub(super) fn run(args: &CoreArgs) -> anyhow::Result<()> {
    let slots = args.agents as usize * usize::from(args.slots);
    let loads = [
        ("half of the slots taken", slots / 2, 0),
        ("all slots taken, 20000 wait", slots, 20_000),
    ];
    let mut outcomes = Vec::new();
    for (load, running, waiting) in loads {
        eprintln!("{load}: {} submissions", args.submissions);
        let mut bench = Bench::new(args)?;
        bench.lead()?;
        bench.serve(args.submissions.into(), running.max(1), waiting)?;
        outcomes.push(bench.outcome(load));
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&outcomes)?);
        return Ok(());
    }
    let optimised = if cfg!(debug_assertions) { "dev" } else { "release" };
    println!(
        "{} agents of {} slots, one thread, {optimised} profile",
        args.agents, args.slots
    );
    for outcome in &outcomes {
        println!(
            "{:28} {:>8} decisions/s {:>9} events/s, longest event {} us",
            outcome.load, outcome.decisions_per_s, outcome.events_per_s, outcome.longest_event_us
        );
    }
    Ok(())
}

struct Bench {
    core: Core,
    now_us: u64,
    agents: Vec<AgentState>,
    tenant: Tenant,
    /// By the wall clock, as is `whole`: their ratio is the core's share.
    in_core: Duration,
    longest: Duration,
    whole: Duration,
    cpu: Duration,
    events: u64,
    decisions: u64,
    replies: u64,
    started: VecDeque<Start>,
    told: usize,
    ticked_us: u64,
}

impl Bench {
    fn new(args: &CoreArgs) -> anyhow::Result<Bench> {
        let region = Region::parse("us")?;
        let key = LeaseKey::from_bytes(&[1; LeaseKey::BYTES_MIN])?;
        let agents = (0..args.agents).map(|number| agent(number, args.slots, &region));
        Ok(Bench {
            core: Core::new(Settings::new(region.clone()), key),
            now_us: 1_000_000,
            agents: agents.collect::<anyhow::Result<_>>()?,
            tenant: Tenant::parse("t")?,
            in_core: Duration::ZERO,
            longest: Duration::ZERO,
            whole: Duration::ZERO,
            cpu: Duration::ZERO,
            events: 0,
            decisions: 0,
            replies: 0,
            started: VecDeque::new(),
            told: 0,
            ticked_us: 0,
        })
    }

    fn handle(&mut self, event: Event) -> Vec<Effect> {
        let now = Moment::from_us(self.now_us);
        let started = Instant::now();
        let effects = self.core.handle(event, now);
        let took = started.elapsed();
        self.in_core += took;
        self.longest = self.longest.max(took);
        self.events += 1;
        effects
    }

    /// Leads, has heard every agent and settled; what that took does not count.
    fn lead(&mut self) -> anyhow::Result<()> {
        let renewed_at = Moment::from_us(self.now_us);
        self.handle(Event::LeadershipWon {
            term: TERM,
            renewed_at,
        });
        self.handle(Event::InTerm(TERM, TermEvent::IndexCaughtUp));
        for number in 0..self.agents.len() {
            self.tell(number);
        }
        self.now_us += 800_000;
        self.tick();
        let snapshot = self
            .core
            .snapshot(Moment::from_us(self.now_us))
            .context("it leads")?;
        anyhow::ensure!(
            snapshot.agents as usize == self.agents.len(),
            "an agent was not taken"
        );
        (self.in_core, self.longest, self.events) = (Duration::ZERO, Duration::ZERO, 0);
        Ok(())
    }

    /// Brings so many submissions through, with about so many running and waiting meanwhile.
    fn serve(&mut self, count: u64, running: usize, waiting: u64) -> anyhow::Result<()> {
        let (started, cpu_before) = (Instant::now(), thread_cpu());
        let mut sent = 0;
        while self.decisions < count {
            while sent < count && sent < self.decisions + self.started.len() as u64 + waiting.max(1) {
                self.submit(sent)?;
                sent += 1;
                if self.started.len() >= running && waiting == 0 {
                    break;
                }
            }
            if self.started.len() >= running || sent == count {
                let start = self.started.pop_front().context("nothing was placed")?;
                self.bring_through(start)?;
            }
            self.now_us += STEP_US;
            if self.now_us >= self.ticked_us + TICK_US {
                self.tick();
            }
        }
        self.whole = started.elapsed();
        self.cpu = thread_cpu().saturating_sub(cpu_before);
        Ok(())
    }

    fn submit(&mut self, number: u64) -> anyhow::Result<()> {
        let entry = IndexEntry {
            sequence: number + 1,
            submission: SubmissionId(uuid::Uuid::from_u128(u128::from(number) << 64 | 1)),
            judging: Judging(1),
            tenant: self.tenant.clone(),
            user: UserId::parse(&format!("u{}", number * 7_919 % USERS))?,
            class: Class::ALL[usize::try_from(number % 4)?],
            language: LanguageId::parse(LANGUAGES[usize::try_from(number * 31 % 8)?])?,
            problem: None,
            accepted_at: WALL,
        };
        let event = TermEvent::SubmissionIndexed { entry, age_ms: 0 };
        self.term_event(event);
        Ok(())
    }

    /// Everything after the start.
    fn bring_through(&mut self, start: Start) -> anyhow::Result<()> {
        let attempt = AttemptKey::of(&start.lease);
        let mark = Mark {
            stage: Stage::Placed,
            at: WALL,
            took_us: 1,
            by: "scheduler".to_owned(),
        };
        self.term_event(TermEvent::RunAccepted { attempt, mark });
        let number: usize = start.lease.agent.as_str().trim_start_matches('a').parse()?;
        let slots = &mut self.agents[number].slots;
        let slot = slots.iter_mut().find(|slot| slot.lease.is_none());
        let slot = slot.context("a busy agent was asked")?;
        slot.lease = Some(start.lease.clone());
        self.tell(number);
        self.replies += 1;
        let result = Box::new(result_of(start.lease, &self.tenant)?);
        let reply = ReplyId(self.replies);
        self.take(Event::ResultReceived { result, reply });
        self.term_event(TermEvent::VerdictStored {
            judging: attempt.judging,
        });
        let slots = &mut self.agents[number].slots;
        let same = |slot: &&mut SlotState| slot.lease.as_ref().map(AttemptKey::of) == Some(attempt);
        if let Some(slot) = slots.iter_mut().find(same) {
            slot.lease = None;
        }
        self.tell(number);
        self.decisions += 1;
        Ok(())
    }

    fn term_event(&mut self, event: TermEvent) {
        self.take(Event::InTerm(TERM, event));
    }

    /// Handles an event; starts wait for their turn, deletions succeed at once, the rest has no answer.
    fn take(&mut self, event: Event) {
        for effect in self.handle(event) {
            match effect {
                Effect::FetchAndStart(start) => self.started.push_back(*start),
                Effect::DeleteSubmission { sequence } => {
                    self.handle(Event::InTerm(TERM, TermEvent::SubmissionDeleted { sequence }));
                }
                _ => {}
            }
        }
    }

    fn tell(&mut self, number: usize) {
        let state = &mut self.agents[number];
        state.sequence += 1;
        let state = state.clone();
        self.take(Event::AgentStateReceived(state));
    }

    /// The tick, the renewal of the lease, and those agents whose time it is to announce themselves.
    fn tick(&mut self) {
        self.ticked_us = self.now_us;
        let renewed_at = Moment::from_us(self.now_us);
        self.take(Event::LeaseRenewed {
            term: TERM,
            renewed_at,
        });
        let due =
            self.agents.len() * usize::try_from(TICK_US).unwrap_or(0) / usize::try_from(TELL_US).unwrap_or(1);
        for _ in 0..due {
            self.told = (self.told + 1) % self.agents.len();
            self.tell(self.told);
        }
        self.take(Event::Ticked);
    }

    fn outcome(&self, load: &'static str) -> Outcome {
        let share = self.in_core.as_secs_f64() / self.whole.as_secs_f64();
        let in_core = self.cpu.mul_f64(share);
        let per_s = |count: u64| {
            let micros = in_core.as_micros().max(1);
            u64::try_from(u128::from(count) * 1_000_000 / micros).unwrap_or(u64::MAX)
        };
        let as_u64 = |value: u128| u64::try_from(value).unwrap_or(u64::MAX);
        Outcome {
            load,
            decisions: self.decisions,
            events: self.events,
            in_core_ms: as_u64(in_core.as_millis()),
            decisions_per_s: per_s(self.decisions),
            events_per_s: per_s(self.events),
            longest_event_us: as_u64(self.longest.as_micros()),
        }
    }
}

fn thread_cpu() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(now).unwrap_or_default()
}

fn agent(number: u32, slots: u16, region: &Region) -> anyhow::Result<AgentState> {
    let ready = |name: &&str| -> anyhow::Result<ReadyLanguage> {
        Ok(ReadyLanguage {
            id: LanguageId::parse(name)?,
            name: (*name).to_owned(),
            version: "1".to_owned(),
        })
    };
    let idle = |slot| SlotState {
        slot,
        lease: None,
        finished: false,
        calibration_us: None,
    };
    Ok(AgentState {
        v: WIRE_VERSION,
        agent: AgentId::parse(&format!("a{number}"))?,
        region: region.clone(),
        epoch: 1,
        sequence: 0,
        term_seen: TERM,
        draining: false,
        languages: LANGUAGES.iter().map(ready).collect::<anyhow::Result<_>>()?,
        slots: (0..slots).map(idle).collect(),
        holds: Vec::new(),
        unfit: None,
    })
}

fn result_of(lease: Lease, tenant: &Tenant) -> anyhow::Result<RunResult> {
    Ok(RunResult {
        v: WIRE_VERSION,
        lease,
        tenant: tenant.clone(),
        user: UserId::parse("u")?,
        language: LanguageId::parse("c")?,
        problem: None,
        report: Report::without_run(Status::Ok, ""),
        marks: Vec::new(),
        near_limit: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_submission_is_brought_through_under_both_loads() {
        let args = CoreArgs {
            agents: 10,
            slots: 2,
            submissions: 1_000,
            json: false,
        };
        for (running, waiting) in [(10, 0), (20, 50)] {
            let mut bench = Bench::new(&args).unwrap();
            bench.lead().unwrap();
            bench.serve(1_000, running, waiting).unwrap();
            assert_eq!(bench.decisions, 1_000);
            let snapshot = bench.core.snapshot(Moment::from_us(bench.now_us)).unwrap();
            assert_eq!((snapshot.running, snapshot.slots_free), (0, 20));
        }
    }
}
