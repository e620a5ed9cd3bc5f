//! Which language a program of a package is in, by its extension, and the toolchains of those that were asked for.

use std::collections::BTreeMap;

use gavel_agent::toolchain::{Directories, Toolchain, locate_one};
use gavel_wire::LanguageId;

/// The languages that are described, by extension, and those of them that were looked for on this host.
pub(crate) struct Languages {
    directories: Directories,
    by_extension: BTreeMap<String, LanguageId>,
    located: BTreeMap<LanguageId, Result<Toolchain, String>>,
}

impl Languages {
    /// Reads which extension belongs to which language. Where two share one, it is that of the first by name.
    pub(crate) fn read(directories: Directories) -> anyhow::Result<Languages> {
        let mut by_extension = BTreeMap::new();
        for language in gavel_package::languages::read(&directories.languages)? {
            let extension = extension(language.source.as_str());
            by_extension.entry(extension.to_owned()).or_insert(language.id);
        }
        Ok(Languages {
            directories,
            by_extension,
            located: BTreeMap::new(),
        })
    }

    /// The language of a file of this name.
    pub(crate) fn of(&self, name: &str) -> Option<&LanguageId> {
        self.by_extension.get(extension(name))
    }

    /// What looking for it came to, if it was looked for.
    pub(crate) fn located(&self, id: &LanguageId) -> Option<&Result<Toolchain, String>> {
        self.located.get(id)
    }

    /// Takes as long as the toolchain's preparation, the first time on a host.
    pub(crate) fn locate(&mut self, id: &LanguageId) {
        let directories = &self.directories;
        self.located.entry(id.clone()).or_insert_with(|| {
            locate_one(id, directories).map_err(|error| format!("{:#}", anyhow::Error::new(error)))
        });
    }
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}
