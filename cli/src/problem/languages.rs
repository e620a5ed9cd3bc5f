//! Which language a program of a package is in, by its extension, and the toolchains of those that were asked for.

use std::collections::BTreeMap;

use gavel_agent::toolchain::{Directories, Toolchain, locate_one};
use gavel_package::languages::{of, read};
use gavel_wire::LanguageId;
use gavel_wire::language::Language;

/// The languages that are described, and those of them that were looked for on this host.
pub(crate) struct Languages {
    directories: Directories,
    described: Vec<Language>,
    located: BTreeMap<LanguageId, Result<Toolchain, String>>,
}

impl Languages {
    pub(crate) fn read(directories: Directories) -> anyhow::Result<Languages> {
        Ok(Languages {
            described: read(&directories.languages)?,
            directories,
            located: BTreeMap::new(),
        })
    }

    pub(crate) fn described(&self) -> &[Language] {
        &self.described
    }

    /// The language of a file of this name.
    pub(crate) fn of(&self, name: &str) -> Option<&LanguageId> {
        of(&self.described, name).map(|language| &language.id)
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
