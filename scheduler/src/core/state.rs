//! What a leader knows: one entry for each message of the stream that has no verdict yet, and where it stands. Built
//! from the stream's headers and the agents' announcements alone, so that a new leader needs nothing else.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use gavel_wire::message::Lease;
use gavel_wire::state::IndexEntry;
use gavel_wire::verdict::{FirstJudging, Mark};
use gavel_wire::{Class, Region, Term};

use super::agents::{AgentNumber, Agents};
use super::event::{AttemptKey, JudgingKey, ReplyId};
use super::fence::Fence;
use super::index::{Owner, Queue, Waiting};
use super::language::{Language, Languages};
use super::memory::{Decided, EarlyCancels, Retries};
use super::moment::Moment;
use super::pace::Pace;
use crate::lease::LeaseKey;

/// Every bound and span of the core. Those that more than one test or operator changes are in the configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    pub region: Region,
    /// Share of contest, interactive, practice, batch.
    pub weights: [u32; 4],
    /// Failed attempts that make an internal error.
    pub strikes_max: u32,
    /// An agent that was not heard for this long is lost.
    pub agent_lost_ms: u64,
    /// No effect once the lease is this old.
    pub lease_age_max_ms: u64,
    /// A new leader hears the agents for this long before it places anything.
    pub settle_ms: u64,
    /// A gap between events longer than this makes a new leader hear the agents from its end on. Longer than a tick.
    pub deaf_ms: u64,
    /// A gap between ticks, or between renewals, longer than this starts all agents' deadlines afresh.
    pub pause_ms: u64,
    /// A run that was accepted this long ago and that its agent's state does not show is gone.
    pub vanished_ms: u64,
    /// How long an attempt may take from StartRun to its result.
    pub deadline_ms: u64,
    /// A run that was told to stop and has given no result after this is cancelled without it.
    pub cancel_ms: u64,
    /// A result of a submission that this leader has not met is kept waiting for so long after its victory: the
    /// message may be on its way to the index, placed by a predecessor that did not know its end.
    pub strange_ms: u64,
    /// A queued message that the stream says not to have is asked for until it has been said for so long: a server that
    /// led the stream before and has not noticed yet knows less than was acknowledged.
    pub missing_ms: u64,
    /// Before a failed store, burial or deletion is tried again.
    pub again_ms: u64,
    /// An agent that did not answer is left alone for this long.
    pub avoid_ms: u64,
    /// A judging that is done again waits for another slot for this long, and then takes any.
    pub other_slot_ms: u64,
    pub queue_state_ms: u64,
    /// A lost agent is forgotten after this.
    pub forget_agent_ms: u64,
    pub queued_max: usize,
    pub agents_max: usize,
    pub slots_max: usize,
    pub languages_max: usize,
    pub cancels_max: usize,
    pub decided_max: usize,
}

impl Settings {
    pub fn new(region: Region) -> Settings {
        Settings {
            region,
            weights: [8, 4, 2, 1],
            strikes_max: 3,
            agent_lost_ms: 1_500,
            lease_age_max_ms: 2_000,
            settle_ms: 700,
            deaf_ms: 300,
            pause_ms: 1_000,
            vanished_ms: 1_200,
            deadline_ms: gavel_wire::limits::JUDGING_WALL_MS + 5_000,
            cancel_ms: 2_000,
            strange_ms: 10_000,
            missing_ms: 15_000,
            again_ms: 250,
            avoid_ms: 1_000,
            other_slot_ms: 10_000,
            queue_state_ms: 500,
            forget_agent_ms: 60_000,
            queued_max: 400_000,
            agents_max: 20_000,
            slots_max: 1_024,
            languages_max: 64,
            cancels_max: 100_000,
            decided_max: 100_000,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Standby,
    Leading(Leading),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Leading {
    pub(crate) term: Term,
    pub(crate) won_at: Moment,
    /// It has heard the agents without a gap since then.
    pub(crate) heard_since: Moment,
    /// Taken before the latest successful write of the lease was sent.
    pub(crate) renewed_at: Moment,
    pub(crate) caught_up: bool,
    /// The last sequence of the stream that was indexed: what lies before it and is not known is gone.
    pub(crate) indexed_to: u64,
    /// The agents were heard and their runs adopted: work may be placed.
    pub(crate) ready: bool,
}

/// One judging without a verdict.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) index: IndexEntry,
    /// The sequence of a second message, which takes the first one's place if the stream lost that.
    pub(crate) double: Option<u64>,
    pub(crate) language: Option<Language>,
    pub(crate) indexed_at: Moment,
    /// How long it had been queued when it was indexed, by the server's clock.
    pub(crate) age_ms: u64,
    pub(crate) check_verdict: bool,
    /// The highest attempt seen so far.
    pub(crate) attempt: u32,
    pub(crate) strikes: u32,
    /// What failed under this leader and where; at most `strikes_max`.
    pub(crate) struck: Vec<Strike>,
    /// The stream was asked for it since then, and said not to have it.
    pub(crate) missing_since: Option<Moment>,
    /// Attempts whose deadline passed: their leases are void.
    pub(crate) expired: Vec<AttemptKey>,
    pub(crate) last_failure: String,
    /// The judging is done again: what it came to the first time. Boxed, since few have one.
    pub(crate) first: Option<Box<First>>,
    pub(crate) cancel: bool,
    pub(crate) phase: Phase,
}

impl Entry {
    pub(crate) fn waiting(&self) -> Option<Waiting> {
        Some(Waiting {
            judging: self.judging(),
            sequence: self.index.sequence,
            class: self.index.class,
            language: self.language?,
        })
    }

    pub(crate) fn judging(&self) -> JudgingKey {
        JudgingKey {
            submission: self.index.submission,
            judging: self.index.judging,
        }
    }

    pub(crate) fn owner(&self) -> Owner {
        Owner {
            tenant: self.index.tenant.clone(),
            user: self.index.user.clone(),
        }
    }

    /// The agents on which it failed, each once.
    pub(crate) fn struck_on(&self) -> Vec<AgentNumber> {
        let mut agents: Vec<AgentNumber> = self.struck.iter().map(|strike| strike.agent).collect();
        agents.sort_unstable();
        agents.dedup();
        agents
    }

    /// Whether this is the attempt that is done again.
    pub(crate) fn is_first(&self, attempt: AttemptKey) -> bool {
        self.first.as_ref().is_some_and(|first| first.attempt == attempt)
    }

    /// The attempt that is thought to run, while no verdict is being stored.
    pub(crate) fn live(&self) -> Option<&Live> {
        match &self.phase {
            Phase::Starting(live) | Phase::Running(live) => Some(live),
            _ => None,
        }
    }
}

/// An attempt whose time limit was so near that another slot has to agree.
#[derive(Debug)]
pub(crate) struct First {
    pub(crate) attempt: AttemptKey,
    pub(crate) found: FirstJudging,
    /// Until then no attempt is given to the same slot.
    pub(crate) until: Moment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Strike {
    pub(crate) attempt: AttemptKey,
    pub(crate) agent: AgentNumber,
}

#[derive(Debug)]
pub(crate) enum Phase {
    /// In the queue.
    Queued,
    /// Among the retries.
    Retrying,
    /// Will be among the retries in a moment.
    Pausing,
    /// StartRun is on its way.
    Starting(Live),
    /// Accepted by the agent, or adopted.
    Running(Live),
    /// A result is being stored.
    Deciding(Deciding),
    /// Ends without a result.
    Closing(Closing),
}

#[derive(Debug, Clone)]
pub(crate) struct Live {
    pub(crate) agent: AgentNumber,
    pub(crate) attempt: AttemptKey,
    pub(crate) since: Moment,
    pub(crate) deadline: Moment,
    /// StartRun was not answered; the agent's next state tells.
    pub(crate) doubtful: bool,
    /// Taken over from an earlier leader, which may have answered its result before it knew of its end.
    pub(crate) adopted: bool,
    /// A later attempt's lease counts this one among those that failed: it does not fail twice.
    pub(crate) counted: bool,
    pub(crate) mark: Option<Mark>,
}

#[derive(Debug)]
pub(crate) struct Deciding {
    pub(crate) winner: AttemptKey,
    /// The same result may be offered again meanwhile.
    pub(crate) replies: Vec<ReplyId>,
    /// What was running, perhaps another attempt than the winner.
    pub(crate) live: Option<Live>,
    /// Whether the live one had been accepted.
    pub(crate) accepted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closing {
    /// A cancelled verdict is being stored.
    Cancelling,
    /// Given up, waiting for a renewal that was sent after this moment: a deposed leader must not give up on work.
    GivingUp {
        since: Moment,
    },
    Burying,
    /// An internal error is being stored.
    Ending,
}

/// The whole state, and with it every decision. Deterministic: the same events at the same moments give the same
/// effects.
#[derive(Debug)]
pub struct Core {
    pub(crate) settings: Settings,
    pub(crate) key: LeaseKey,
    pub(crate) role: Role,
    /// Of the latest event.
    pub(crate) handled_at: Option<Moment>,
    pub(crate) agents: Agents,
    pub(crate) languages: Languages,
    /// Boxed, since a growing table moves what it holds.
    pub(crate) entries: HashMap<JudgingKey, Box<Entry>>,
    pub(crate) queue: Queue,
    pub(crate) retries: Retries,
    pub(crate) deadlines: BTreeSet<(Moment, JudgingKey)>,
    /// What is tried again at a moment: pausing entries and closings.
    pub(crate) again: BTreeSet<(Moment, JudgingKey)>,
    /// Messages being deleted; with a moment when that failed and is due again.
    pub(crate) deleting: BTreeMap<u64, Option<Moment>>,
    pub(crate) giving_up: Vec<JudgingKey>,
    pub(crate) early_cancels: EarlyCancels,
    pub(crate) decided: Decided,
    pub(crate) told_at: Option<Moment>,
    pub(crate) pace: Pace,
}

impl Core {
    pub fn new(settings: Settings, key: LeaseKey) -> Core {
        Core {
            role: Role::Standby,
            handled_at: None,
            agents: Agents::default(),
            languages: Languages::default(),
            entries: HashMap::new(),
            queue: Queue::new(settings.weights),
            retries: Retries::default(),
            deadlines: BTreeSet::new(),
            again: BTreeSet::new(),
            deleting: BTreeMap::new(),
            giving_up: Vec::new(),
            early_cancels: EarlyCancels::new(settings.cancels_max, 600_000),
            decided: Decided::new(settings.decided_max),
            told_at: None,
            pace: Pace::default(),
            settings,
            key,
        }
    }

    /// The term in which this core leads.
    pub fn term(&self) -> Option<Term> {
        self.leading().map(|leading| leading.term)
    }

    /// What may leave the process of this core, as of its latest event.
    pub fn fence(&self) -> Fence {
        let renewed_at = self.leading().map(|leading| leading.renewed_at);
        let until = renewed_at.map(|at| at.plus_ms(self.settings.lease_age_max_ms));
        Fence::new(self.term(), until.unwrap_or_default())
    }

    /// Whether another queued message may be indexed; the reader of the stream waits otherwise.
    pub fn has_room(&self) -> bool {
        self.entries.len() < self.settings.queued_max
    }

    pub fn queued(&self, class: Class) -> usize {
        self.queue.len_of(class)
    }

    /// Entries of some kind in the order of the stream: the map's own order is no two processes' the same, and
    /// decisions must be.
    pub(crate) fn in_order(&self, wanted: impl Fn(&Entry) -> bool) -> Vec<JudgingKey> {
        let mut found: Vec<&Entry> = self.entries.values().map(Box::as_ref).collect();
        found.retain(|entry| wanted(entry));
        found.sort_unstable_by_key(|entry| entry.index.sequence);
        found.into_iter().map(Entry::judging).collect()
    }

    pub(crate) fn leading(&self) -> Option<&Leading> {
        match &self.role {
            Role::Leading(leading) => Some(leading),
            Role::Standby => None,
        }
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.leading().is_some_and(|leading| leading.ready)
    }

    /// Forgets everything that belongs to a term; the agents' announcements stay.
    pub(crate) fn forget_term(&mut self, now: Moment) {
        self.entries.clear();
        self.queue = Queue::new(self.settings.weights);
        self.retries = Retries::default();
        self.deadlines.clear();
        self.again.clear();
        self.deleting.clear();
        self.giving_up.clear();
        self.early_cancels = EarlyCancels::new(self.settings.cancels_max, 600_000);
        self.decided = Decided::new(self.settings.decided_max);
        self.told_at = None;
        self.pace = Pace::default();
        for number in self.agents.numbers() {
            self.agents.change(number, now, |agent| {
                agent.held.clear();
                agent.avoid_until = Moment::default();
            });
        }
    }

    /// A lease of this region that a scheduler gave out.
    pub(crate) fn is_valid(&self, lease: &Lease) -> bool {
        lease.region == self.settings.region && self.key.verify(lease)
    }
}
