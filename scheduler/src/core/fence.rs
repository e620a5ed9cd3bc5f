//! Until when which term's effects may leave the process. The core says it, whoever executes asks it at the last moment:
//! an effect may have waited since the core wanted it. Pure: the caller's clock is handed in.

use gavel_wire::Term;

use super::moment::Moment;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fence {
    term: Option<Term>,
    until: Moment,
}

impl Fence {
    /// Lets nothing through when `term` is none.
    pub(crate) fn new(term: Option<Term>, until: Moment) -> Fence {
        Fence { term, until }
    }

    /// Whether an effect of `term` may leave at `now`.
    pub fn allows(&self, term: Term, now: Moment) -> bool {
        self.term == Some(term) && now < self.until
    }
}
