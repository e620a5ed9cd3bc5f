//! Which languages there are, by their files, and what the leader says twice a second: which can run now, and who waits.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use anyhow::Context;
use gavel_wire::language::Language;
use gavel_wire::state::{QueueState, ReadyLanguage};
use gavel_wire::{LanguageId, SubmissionId};

use crate::error::Failure;
use crate::view::WaitsFor;

/// The leader says it every 500 ms; after this long without a word nothing is known of the agents.
const FRESH: Duration = Duration::from_secs(5);

pub(crate) struct Languages {
    known: Vec<(LanguageId, String)>,
    heard: RwLock<Option<Heard>>,
}

struct Heard {
    at: Instant,
    state: Arc<QueueState>,
    /// From 1.
    places: HashMap<SubmissionId, u32>,
}

/// How a queued submission stands, as far as the leader told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) place: Option<u32>,
    pub(crate) wait: Option<Duration>,
    pub(crate) for_what: Option<WaitsFor>,
}

impl Languages {
    pub(crate) fn open(folder: &Path) -> anyhow::Result<Languages> {
        let mut known = Vec::new();
        let entries = std::fs::read_dir(folder).with_context(|| format!("languages {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let language: Language = toml::from_str(&text).with_context(|| path.display().to_string())?;
            known.push((language.id, language.name));
        }
        known.sort();
        Ok(Languages {
            known,
            heard: RwLock::new(None),
        })
    }

    pub(crate) fn hear(&self, state: QueueState) {
        let heard = Heard {
            at: Instant::now(),
            places: state.next.iter().copied().zip(1..).collect(),
            state: Arc::new(state),
        };
        *self.heard.write().unwrap_or_else(PoisonError::into_inner) = Some(heard);
    }

    /// What the leader said last, if it is fresh.
    pub(crate) fn queue(&self) -> Option<Arc<QueueState>> {
        let heard = self.heard.read().unwrap_or_else(PoisonError::into_inner);
        let fresh = heard.as_ref().filter(|heard| heard.at.elapsed() < FRESH);
        fresh.map(|heard| Arc::clone(&heard.state))
    }

    /// Why one that is queued waits, and for how long. A moment after it was accepted the leader has not told its place.
    pub(crate) fn standing(&self, id: SubmissionId, language: &LanguageId) -> Standing {
        let heard = self.heard.read().unwrap_or_else(PoisonError::into_inner);
        let Some(heard) = heard.as_ref().filter(|heard| heard.at.elapsed() < FRESH) else {
            return Standing {
                place: None,
                wait: None,
                for_what: Some(WaitsFor::Leader),
            };
        };
        let state = &heard.state;
        let place = heard.places.get(&id).copied();
        let every = state.start_every_us.map(Duration::from_micros);
        let is_ready = state.languages.iter().any(|ready| ready.id == *language);
        Standing {
            place,
            wait: place.zip(every).map(|(place, every)| every.saturating_mul(place)),
            for_what: match place {
                _ if !is_ready => Some(WaitsFor::Agent),
                Some(_) if state.slots_free == 0 => Some(WaitsFor::Slot),
                _ => None,
            },
        }
    }

    /// Every known language, with the toolchain's version where an agent has it ready.
    pub(crate) fn list(&self) -> Vec<(LanguageId, String, Option<ReadyLanguage>)> {
        let state = self.queue();
        let ready = state.iter().flat_map(|state| &state.languages);
        let of = |id: &LanguageId| ready.clone().find(|language| language.id == *id).cloned();
        self.known
            .iter()
            .map(|(id, name)| (id.clone(), name.clone(), of(id)))
            .collect()
    }

    /// Takes a language that is known and, as far as agents are heard of, ready. While no agent is heard of work is
    /// taken all the same: the queue is durable, and a leader that changes must not turn people away.
    pub(crate) fn check(&self, text: &str) -> Result<LanguageId, Failure> {
        let known = self.known.iter().find(|(id, _)| id.as_str() == text);
        let Some((id, _)) = known else {
            let known: Vec<&str> = self.known.iter().map(|(id, _)| id.as_str()).collect();
            let language = text.chars().take(64).collect();
            return Err(Failure::LanguageUnknown {
                language,
                known: known.join(", "),
            });
        };
        let heard = self.heard.read().unwrap_or_else(PoisonError::into_inner);
        let Some(Heard { at, state, .. }) = heard.as_ref() else {
            return Ok(id.clone());
        };
        let silent = at.elapsed() >= FRESH || state.agents == 0;
        if silent || state.languages.iter().any(|ready| ready.id == *id) {
            return Ok(id.clone());
        }
        let ready: Vec<&str> = state.languages.iter().map(|ready| ready.id.as_str()).collect();
        let language = id.to_string();
        Err(Failure::LanguageNotAvailable {
            language,
            ready: ready.join(", "),
        })
    }
}
