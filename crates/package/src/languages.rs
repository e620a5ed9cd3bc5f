//! The languages that are described under a directory, for what a package needs to know of them. Nothing is looked for on this machine.

use std::path::Path;

use anyhow::Context;
use gavel_wire::language::Language;

/// Every `<id>.toml` in the directory, in the order of the ids.
pub fn read(directory: &Path) -> anyhow::Result<Vec<Language>> {
    let mut languages: Vec<Language> = Vec::new();
    let entries = std::fs::read_dir(directory).with_context(|| format!("read {}", directory.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
        let language = toml::from_str(&text).with_context(|| format!("{} is no language", path.display()))?;
        languages.push(language);
    }
    languages.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(languages)
}

/// The language of a file of this name. Where two share an extension, it is that of the first.
#[must_use]
pub fn of<'a>(languages: &'a [Language], name: &str) -> Option<&'a Language> {
    let wanted = extension(name);
    let mut languages = languages.iter();
    languages.find(|language| extension(language.source.as_str()) == wanted)
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}
