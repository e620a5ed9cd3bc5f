//! What a seed makes of a world: its size, its network, what goes wrong in it and how often.

use gavel_scheduler::core::Settings;
use gavel_wire::Region;

use crate::random::Random;

/// What kind of trouble a world has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// None: every submission must be run once and nobody be asked in vain.
    Calm,
    /// Schedulers die and stop; agents and the network are well: nothing may be run twice.
    Leaders,
    /// Agents die, stop and drain; submissions break sandboxes and agents.
    Agents,
    /// Messages are lost, late and doubled; cuts, and a NATS that is away.
    Network,
    /// All of it, and clocks that jump.
    Everything,
    /// 10,000 agents and 100,000 runs, with some of everything.
    Large,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    KillProcess,
    StopProcess,
    /// It stops and so does its clock, as when a laptop's lid is closed.
    SuspendProcess,
    JumpClock,
    CutProcess,
    KillAgent,
    StopAgent,
    CutAgent,
    DrainAgent,
    CutServer,
}

/// How messages travel.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Network {
    pub(crate) delay_us: (u64, u64),
    pub(crate) lost_pm: u64,
    pub(crate) late_pm: u64,
    pub(crate) late_ms: (u64, u64),
    pub(crate) doubled_pm: u64,
    /// A server that led before answers first, and does not have what is asked for.
    pub(crate) behind_pm: u64,
}

pub(crate) const CALM: Network = Network {
    delay_us: (50, 2_000),
    lost_pm: 0,
    late_pm: 0,
    late_ms: (0, 0),
    doubled_pm: 0,
    behind_pm: 0,
};

#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) flavour: Flavour,
    pub(crate) processes: usize,
    pub(crate) agents: usize,
    pub(crate) slots: (u64, u64),
    pub(crate) languages: usize,
    pub(crate) users: u64,
    pub(crate) submissions: usize,
    /// All are sent within this.
    pub(crate) span_ms: u64,
    pub(crate) run_ms: (u64, u64),
    pub(crate) cancelled_pm: u64,
    pub(crate) doubled_pm: u64,
    pub(crate) sandbox_fails_pm: u64,
    pub(crate) kills_agent_pm: u64,
    pub(crate) slow_pm: u64,
    pub(crate) near_limit_pm: u64,
    pub(crate) unreadable_pm: u64,
    pub(crate) withdrawn_pm: u64,
    pub(crate) network: Network,
    /// An effect waits this long in the process in one of a hundred cases.
    pub(crate) slow_ms: (u64, u64),
    pub(crate) faults: Vec<Fault>,
    pub(crate) fault_every_ms: (u64, u64),
    pub(crate) heal_at_ms: u64,
    /// After the healing everything must be done within this.
    pub(crate) patience_ms: u64,
    pub(crate) settings: Settings,
    /// The core's whole state is checked after every so many events.
    pub(crate) check_every: u64,
}

const OF_PROCESSES: [Fault; 3] = [Fault::KillProcess, Fault::StopProcess, Fault::StopProcess];
const OF_AGENTS: [Fault; 4] = [
    Fault::KillAgent,
    Fault::KillAgent,
    Fault::StopAgent,
    Fault::DrainAgent,
];
const OF_NETWORK: [Fault; 3] = [Fault::CutProcess, Fault::CutAgent, Fault::CutServer];
const OF_CLOCKS: [Fault; 2] = [Fault::SuspendProcess, Fault::JumpClock];

impl Plan {
    pub(crate) fn of(flavour: Flavour, random: &mut Random) -> Plan {
        match flavour {
            Flavour::Large => Plan::large(),
            _ => Plan::small(flavour, random),
        }
    }

    fn small(flavour: Flavour, random: &mut Random) -> Plan {
        let mut plan = Plan {
            flavour,
            processes: 2 + random.index(2),
            agents: 1 + random.index(6),
            slots: (1, 1 + random.below(3)),
            languages: 1 + random.index(3),
            users: 1 + random.below(5),
            submissions: 10 + random.index(40),
            span_ms: 500 + random.below(6_000),
            run_ms: (1, 20 + random.below(1_500)),
            cancelled_pm: 100,
            doubled_pm: 50,
            sandbox_fails_pm: 0,
            kills_agent_pm: 0,
            slow_pm: 0,
            near_limit_pm: 100,
            unreadable_pm: 20,
            withdrawn_pm: 20,
            network: CALM,
            slow_ms: (0, 5),
            faults: Vec::new(),
            fault_every_ms: (100, 1_500),
            heal_at_ms: 9_000,
            patience_ms: 90_000,
            settings: settings(random),
            check_every: 1,
        };
        match flavour {
            Flavour::Calm => {
                plan.cancelled_pm = 0;
                plan.unreadable_pm = 0;
                plan.withdrawn_pm = 0;
                plan.settings.decided_max = 1_000;
            }
            Flavour::Leaders => {
                // A second message is run again, in vain, by a leader that has not seen the first.
                plan.doubled_pm = 0;
                // So is what a full index meets only after it has placed something.
                plan.settings.queued_max = 1_000;
                // And a run that ends by a cancel that its leader had no room to remember counts as failed.
                plan.settings.cancels_max = 1_000;
                plan.faults.extend(OF_PROCESSES);
                plan.fault_every_ms = (300, 4_000);
            }
            Flavour::Agents => {
                plan.faults.extend(OF_AGENTS);
                plan.break_submissions();
            }
            Flavour::Network => {
                plan.faults.extend(OF_NETWORK);
                plan.network = rough(random);
                plan.slow_ms = (0, 500);
                // Nothing may wait for a run's deadline to come to its end.
                plan.settings.deadline_ms = 65_000;
                plan.patience_ms = 45_000;
            }
            _ => {
                plan.faults.extend(OF_PROCESSES);
                plan.faults.extend(OF_AGENTS);
                plan.faults.extend(OF_NETWORK);
                plan.faults.extend(OF_CLOCKS);
                plan.break_submissions();
                plan.network = rough(random);
                plan.slow_ms = (0, 2_500);
            }
        }
        plan
    }

    fn break_submissions(&mut self) {
        self.sandbox_fails_pm = 60;
        self.kills_agent_pm = 40;
        self.slow_pm = 30;
        // All of them, one after the other on one slot.
        self.patience_ms = 600_000;
    }

    fn large() -> Plan {
        Plan {
            flavour: Flavour::Large,
            processes: 2,
            agents: 10_000,
            slots: (2, 2),
            languages: 8,
            users: 2_000,
            submissions: 100_000,
            span_ms: 6_000,
            run_ms: (50, 1_500),
            cancelled_pm: 10,
            doubled_pm: 2,
            sandbox_fails_pm: 2,
            kills_agent_pm: 1,
            slow_pm: 0,
            near_limit_pm: 10,
            unreadable_pm: 1,
            withdrawn_pm: 1,
            network: Network {
                lost_pm: 1,
                late_pm: 1,
                late_ms: (100, 3_000),
                doubled_pm: 1,
                behind_pm: 1,
                ..CALM
            },
            slow_ms: (0, 50),
            faults: [&OF_PROCESSES[..1], &OF_AGENTS, &OF_AGENTS, &OF_AGENTS].concat(),
            fault_every_ms: (10, 50),
            heal_at_ms: 8_000,
            patience_ms: 120_000,
            settings: Settings::new(region()),
            check_every: 200_000,
        }
    }
}

pub(crate) fn region() -> Region {
    Region::parse("us").unwrap()
}

fn rough(random: &mut Random) -> Network {
    Network {
        delay_us: (50, 2_000 + random.below(40_000)),
        lost_pm: random.below(60),
        late_pm: random.below(60),
        late_ms: (50, 5_000),
        doubled_pm: random.below(60),
        behind_pm: random.below(60),
    }
}

/// Short deadlines, so that worlds are short too; some with bounds that are reached.
fn settings(random: &mut Random) -> Settings {
    let mut settings = Settings {
        deadline_ms: 6_000,
        forget_agent_ms: 5_000,
        ..Settings::new(region())
    };
    if random.per_mille(150) {
        settings.queued_max = 2 + random.index(10);
    }
    if random.per_mille(150) {
        settings.decided_max = 1 + random.index(5);
        settings.cancels_max = 1 + random.index(3);
    }
    settings
}
