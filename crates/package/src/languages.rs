//! The languages that a directory describes: which of them a file is in, and which have templates for typed problems. Nothing is looked
//! for on the host.

use std::path::Path;

use anyhow::Context;
use gavel_wire::language::Language;

/// In the order of their files' names.
#[derive(Debug)]
pub struct Languages(Vec<Language>);

impl Languages {
    pub fn read(directory: &Path) -> anyhow::Result<Languages> {
        let about = || format!("read {}", directory.display());
        let mut files = Vec::new();
        for entry in std::fs::read_dir(directory).with_context(about)? {
            files.push(entry.with_context(about)?.path());
        }
        files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        files.sort_by_key(|path| path.file_stem().map(ToOwned::to_owned));
        let read = |path: &Path| anyhow::Ok(toml::from_str(&std::fs::read_to_string(path)?)?);
        let languages = files
            .iter()
            .map(|path| read(path).with_context(|| format!("language {}", path.display())));
        Ok(Languages(languages.collect::<anyhow::Result<_>>()?))
    }

    /// The language of a file of this name. Where two share an extension, it is that of the first.
    #[must_use]
    pub fn of(&self, name: &str) -> Option<&Language> {
        let wanted = extension(name);
        self.0
            .iter()
            .find(|language| extension(language.source.as_str()) == wanted)
    }

    pub(crate) fn all(&self) -> &[Language] {
        &self.0
    }
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}
