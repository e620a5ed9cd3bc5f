//! The scheduler's decisions: `(state, event, now) -> effects`, pure and deterministic. No await, clock, random,
//! environment or NATS in here; the shell and the simulation are its only callers.

mod agents;
mod effect;
mod ending;
mod event;
mod fence;
mod index;
mod language;
mod memory;
mod moment;
mod on;
mod on_agent;
mod on_result;
mod order;
mod pace;
mod place;
mod snapshot;
mod state;

pub use effect::{Decision, Effect, Note, QueueSnapshot, Rejection, Start};
pub use event::{AttemptKey, Event, JudgingKey, ReplyId, TermEvent};
pub use fence::Fence;
pub use moment::Moment;
pub use state::{Core, Settings};

#[cfg(test)]
mod tests;
