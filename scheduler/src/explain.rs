//! Why does it wait? An answer for people and for a place in the queue, read from the core's state. Changes nothing.

use gavel_wire::LanguageId;

use crate::core::{Core, JudgingKey};

/// Where one judging stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// This scheduler does not lead, or the judging has a verdict, or nobody sent it.
    Unknown,
    Waiting {
        why: Why,
        place: Place,
        strikes: u32,
        last_failure: Option<String>,
    },
    /// On an agent, or on its way there.
    Running { agent: Option<String>, attempt: u32 },
    /// A verdict is being stored.
    Ending,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A new leader reads the stream and hears the agents first.
    LeaderSettles,
    /// No fit agent has the language ready.
    NoAgentWithLanguage { language: LanguageId },
    /// Agents have the language, each of their slots is taken; others go first.
    NoFreeSlot { slots_total: u32 },
    /// It failed on each agent that is free; another one with the language is busy.
    NoOtherAgent,
    /// Fetching its body failed; tried again at once.
    TryingAgain,
}

/// How many go first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Among those whose attempt failed, which go before the queue.
    BeforeTheQueue,
    /// Submissions of its class that are served before it when nobody else comes.
    InClass { ahead: usize },
}

/// Takes time in the order of the users of its class: for single questions, not for every tick.
pub fn explain(core: &Core, judging: JudgingKey) -> Standing {
    core.standing(judging)
}
