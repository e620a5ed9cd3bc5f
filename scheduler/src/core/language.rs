//! Languages as small numbers, and sets of them as bits: what placing compares a hundred thousand times a second.
//! At most 256 are known at once; one more is refused, never confused with another.

use std::collections::HashMap;

use gavel_wire::LanguageId;
use gavel_wire::state::ReadyLanguage;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Language(pub(crate) u8);

/// A set of languages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct LanguageSet([u64; 4]);

impl LanguageSet {
    pub(crate) fn insert(&mut self, language: Language) {
        self.0[usize::from(language.0 / 64)] |= 1 << (language.0 % 64);
    }

    pub(crate) fn contains(&self, language: Language) -> bool {
        self.0[usize::from(language.0 / 64)] & (1 << (language.0 % 64)) != 0
    }

    pub(crate) fn union(&mut self, other: &LanguageSet) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine |= theirs;
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Language> + '_ {
        self.0.iter().zip(0u8..).flat_map(|(word, index)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = u8::try_from(left.trailing_zeros()).ok().filter(|bit| *bit < 64)?;
                left &= left - 1;
                Some(Language(index * 64 + bit))
            })
        })
    }
}

/// Names met so far. They are never forgotten: a hostile agent can use numbers up, but changes no known one.
#[derive(Debug, Default)]
pub(crate) struct Languages {
    by_id: HashMap<LanguageId, Language>,
    known: Vec<ReadyLanguage>,
}

impl Languages {
    pub(crate) fn number(&mut self, id: &LanguageId) -> Option<Language> {
        if let Some(language) = self.by_id.get(id) {
            return Some(*language);
        }
        let language = Language(u8::try_from(self.known.len()).ok()?);
        self.by_id.insert(id.clone(), language);
        self.known.push(ReadyLanguage {
            id: id.clone(),
            name: id.to_string(),
            version: String::new(),
        });
        Some(language)
    }

    /// The numbers of what an agent announces; remembers how it calls them.
    pub(crate) fn set_of(&mut self, ready: &[ReadyLanguage]) -> LanguageSet {
        let mut set = LanguageSet::default();
        // Most announce the same in the same order, which saves looking the names up.
        let mut next = 0;
        for announced in ready {
            let as_before = self.known.get(next) == Some(announced);
            let guessed = as_before.then(|| u8::try_from(next).ok().map(Language)).flatten();
            let Some(language) = guessed.or_else(|| self.number(&announced.id)) else {
                continue;
            };
            next = usize::from(language.0) + 1;
            set.insert(language);
            if let Some(known) = self.known.get_mut(usize::from(language.0))
                && known != announced
            {
                known.clone_from(announced);
            }
        }
        set
    }

    pub(crate) fn describe(&self, set: &LanguageSet) -> Vec<ReadyLanguage> {
        let known = |language: Language| self.known.get(usize::from(language.0)).cloned();
        set.iter().filter_map(known).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_lists_what_was_put_into_it() {
        let mut set = LanguageSet::default();
        for number in [0, 63, 64, 200, 255] {
            set.insert(Language(number));
        }
        let listed: Vec<u8> = set.iter().map(|language| language.0).collect();
        assert_eq!(listed, [0, 63, 64, 200, 255]);
        assert!(set.contains(Language(64)) && !set.contains(Language(65)));
    }

    #[test]
    fn the_257th_language_is_refused() {
        let mut languages = Languages::default();
        for number in 0..256 {
            let id = LanguageId::parse(&format!("l{number}")).unwrap();
            assert!(languages.number(&id).is_some());
        }
        assert_eq!(languages.number(&LanguageId::parse("more").unwrap()), None);
        assert!(languages.number(&LanguageId::parse("l7").unwrap()).is_some());
    }
}
