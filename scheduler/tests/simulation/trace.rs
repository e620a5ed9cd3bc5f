//! What happened, for a failing seed only: the seed is run again with this switched on, and the last lines about the
//! failed item are printed. Costs nothing while it is off.

use std::cell::RefCell;
use std::rc::Rc;

/// Whom a line, or a violation, is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct About {
    pub(crate) judging: Option<usize>,
    pub(crate) agent: Option<usize>,
    pub(crate) process: Option<usize>,
}

struct Line {
    at_us: u64,
    about: About,
    text: String,
}

/// Shared with the caller of a world, so that the lines outlive a panic within it.
#[derive(Clone, Default)]
pub(crate) struct Trace(Option<Rc<RefCell<Vec<Line>>>>);

impl Trace {
    pub(crate) fn on() -> Trace {
        Trace(Some(Rc::default()))
    }

    pub(crate) fn line(&self, at_us: u64, about: About, text: impl FnOnce() -> String) {
        if let Some(lines) = &self.0 {
            lines.borrow_mut().push(Line {
                at_us,
                about,
                text: text(),
            });
        }
    }

    /// The last `count` lines that concern an item; the last ones of all where it names none.
    pub(crate) fn last(&self, count: usize, about: About) -> String {
        let Some(lines) = &self.0 else {
            return String::new();
        };
        let lines = lines.borrow();
        let concerns = |line: &&Line| {
            let same = |mine: Option<usize>, its: Option<usize>| mine.is_some() && mine == its;
            let general = line.about == About::default();
            general
                || about == About::default()
                || same(about.judging, line.about.judging)
                || (about.judging.is_none() && same(about.agent, line.about.agent))
                || (about.judging.is_none() && same(about.process, line.about.process))
        };
        let mut chosen: Vec<&Line> = lines.iter().rev().filter(concerns).take(count).collect();
        chosen.reverse();
        chosen
            .into_iter()
            .map(|line| {
                let ms = line.at_us / 1_000;
                let us = line.at_us % 1_000;
                format!("  {ms:>7}.{us:03} ms  {}\n", line.text)
            })
            .collect()
    }
}
