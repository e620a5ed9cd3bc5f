//! What an import came to: each thing that was changed or left behind, by its place in the package that was read, and what that
//! means for judging. `gavel problem import` prints it.

use serde::Serialize;

/// Notes of one import; a package that needs more is told so once.
const NOTES_MAX: usize = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Format {
    #[serde(rename = "kattis-legacy")]
    KattisLegacy,
    #[serde(rename = "kattis-2025-09")]
    Kattis2025,
    #[serde(rename = "polygon")]
    Polygon,
}

impl Format {
    pub fn as_str(self) -> &'static str {
        match self {
            Format::KattisLegacy => "Kattis, legacy",
            Format::Kattis2025 => "Kattis, 2025-09 or a draft of it",
            Format::Polygon => "Polygon",
        }
    }
}

/// What a note means for those who solve the problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It is there in another form.
    Changed,
    /// It was left behind, and submissions are judged as they would be with it.
    Dropped,
    /// Submissions may be judged differently, or the statement lacks something, until a person has seen to it.
    Differs,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    pub effect: Effect,
    /// A file, or a field of one.
    pub place: String,
    pub text: String,
}

#[derive(Debug, Serialize)]
pub struct Report {
    pub format: Format,
    pub title: String,
    pub samples: usize,
    pub hidden_tests: usize,
    pub submissions: usize,
    pub notes: Vec<Note>,
}

impl Report {
    /// Whether nothing is left for a person to do before the package judges as the one it was made from.
    pub fn is_whole(&self) -> bool {
        self.notes.iter().all(|note| note.effect != Effect::Differs)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Notes(Vec<Note>);

impl Notes {
    pub(crate) fn changed(&mut self, place: impl Into<String>, text: impl Into<String>) {
        self.add(Effect::Changed, place.into(), text.into());
    }

    pub(crate) fn dropped(&mut self, place: impl Into<String>, text: impl Into<String>) {
        self.add(Effect::Dropped, place.into(), text.into());
    }

    pub(crate) fn differs(&mut self, place: impl Into<String>, text: impl Into<String>) {
        self.add(Effect::Differs, place.into(), text.into());
    }

    fn add(&mut self, effect: Effect, place: String, text: String) {
        let note = match self.0.len() {
            count if count < NOTES_MAX => Note { effect, place, text },
            NOTES_MAX => Note {
                effect: Effect::Differs,
                place: "the report".to_owned(),
                text: format!("there is more than these {NOTES_MAX} notes"),
            },
            _ => return,
        };
        if !self.0.contains(&note) {
            self.0.push(note);
        }
    }

    pub(crate) fn into_vec(self) -> Vec<Note> {
        self.0
    }
}
