//! Which languages there are, by their files, and which can run now, by what the leader heard from agents.

use std::path::Path;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use anyhow::Context;
use gavel_wire::LanguageId;
use gavel_wire::language::Language;
use gavel_wire::state::{QueueState, ReadyLanguage};

use crate::error::Failure;

/// The leader says it every 500 ms; after this long without a word nothing is known of the agents.
const FRESH: Duration = Duration::from_secs(5);

pub(crate) struct Languages {
    known: Vec<(LanguageId, String)>,
    heard: RwLock<Option<(Instant, QueueState)>>,
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
        *self.heard.write().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), state));
    }

    /// What the leader said last, if it is fresh.
    pub(crate) fn queue(&self) -> Option<QueueState> {
        let heard = self.heard.read().unwrap_or_else(PoisonError::into_inner);
        heard
            .as_ref()
            .filter(|(at, _)| at.elapsed() < FRESH)
            .map(|(_, state)| state.clone())
    }

    /// Every known language, with the toolchain's version where an agent has it ready.
    pub(crate) fn list(&self) -> Vec<(LanguageId, String, Option<ReadyLanguage>)> {
        let ready = self.queue().map(|state| state.languages).unwrap_or_default();
        let of = |id: &LanguageId| ready.iter().find(|language| language.id == *id).cloned();
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
        let Some((at, state)) = heard.as_ref() else {
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
