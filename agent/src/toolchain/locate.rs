//! From a language file to a toolchain of this host: its variables, its prepared directory and its sandbox root.
//! A file that does not fit, or a toolchain that is not there, makes one language unavailable and nothing else.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use gavel_sandbox::{Mount, RootConfig};
use gavel_wire::LanguageId;
use gavel_wire::id::hex;
use gavel_wire::language::{Language, MountSpec};
use gavel_wire::limits::MIB;
use thiserror::Error;

use super::expand::{ExpandError, Variables, expand, expand_all};
use super::host::{self, HostError};
use super::prepare::{PrepareError, prepare};

/// A command of `find` only looks something up.
const FIND_LIMIT: Duration = Duration::from_secs(20);
const FILE_BYTES_MAX: u64 = 256 * 1024;

/// Where languages and what they need lie.
#[derive(Debug, Clone)]
pub struct Directories {
    pub languages: PathBuf,
    pub prepared: PathBuf,
    pub tools: PathBuf,
}

#[derive(Debug, Error)]
pub enum LocateError {
    #[error("cannot read {path:?}")]
    Read {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the file is larger than {FILE_BYTES_MAX} bytes")]
    TooLarge,
    #[error("the file is not a language description")]
    Parse(#[source] Box<toml::de::Error>),
    #[error("the file describes {id}, which its name does not say")]
    OtherId { id: LanguageId },
    #[error("finding {variable:?}")]
    Find {
        variable: String,
        #[source]
        source: HostError,
    },
    #[error("the commands of `find` wait for each other: {names}")]
    Circle { names: String },
    #[error(transparent)]
    Expand(#[from] ExpandError),
    #[error("{source_path:?} is not there")]
    Missing { source_path: String },
    #[error(transparent)]
    Prepare(#[from] PrepareError),
}

/// A language with everything of it that this host has.
#[derive(Debug, Clone)]
pub struct Toolchain {
    pub language: Language,
    pub root: RootConfig,
    /// Changes with whatever decides what it makes: the language's file, what was found, what is mounted.
    pub identity: String,
    /// The template of typed problems' drivers.
    pub driver: Option<String>,
    variables: Variables,
}

/// One file of the languages directory: its name, and the toolchain or why there is none.
#[derive(Debug)]
pub struct Located {
    pub name: String,
    pub toolchain: Result<Toolchain, LocateError>,
}

/// Every `*.toml` of the languages directory, in the order of their names.
pub fn locate_all(directories: &Directories) -> Result<Vec<Located>, LocateError> {
    let read = |source| LocateError::Read {
        path: directories.languages.clone(),
        source,
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&directories.languages).map_err(read)? {
        let path = entry.map_err(read)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    let located = files.into_iter().map(|path| Located {
        name: path
            .file_stem()
            .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()),
        toolchain: locate(&path, directories),
    });
    Ok(located.collect())
}

/// The one language of this id.
pub fn locate_one(id: &LanguageId, directories: &Directories) -> Result<Toolchain, LocateError> {
    locate(&directories.languages.join(format!("{id}.toml")), directories)
}

fn locate(path: &Path, directories: &Directories) -> Result<Toolchain, LocateError> {
    let read = |source| LocateError::Read {
        path: path.to_owned(),
        source,
    };
    if std::fs::metadata(path).map_err(read)?.len() > FILE_BYTES_MAX {
        return Err(LocateError::TooLarge);
    }
    let text = std::fs::read_to_string(path).map_err(read)?;
    let language: Language = toml::from_str(&text).map_err(|error| LocateError::Parse(Box::new(error)))?;
    if path.file_stem().is_none_or(|stem| stem != language.id.as_str()) {
        return Err(LocateError::OtherId { id: language.id });
    }
    let mut variables = find(&language)?;
    let text = text + &own_files(&directories.languages.join(language.id.as_str())).map_err(read)?;
    let with_places = with_places(&variables, directories);
    let mut mounts = mounts(&language, &with_places)?;
    if let Some(preparation) = &language.prepare {
        let commands: Result<Vec<_>, _> = preparation
            .commands
            .iter()
            .map(|argv| expand_all(argv, &with_places))
            .collect();
        let identity = identity(&text, &variables);
        let source = prepare(&directories.prepared, &language.id, &identity[..16], &commands?)?;
        mounts.push(Mount {
            source,
            target: preparation.target.clone(),
        });
        variables.insert("prepared".to_owned(), preparation.target.clone());
    }
    let driver = language.signature.as_ref().map(|files| {
        let path = directories.languages.join(&files.driver);
        std::fs::read_to_string(&path).map_err(|source| LocateError::Read { path, source })
    });
    let toolchain = Toolchain {
        driver: driver.transpose()?,
        identity: identity(&text, &variables) + &stamps(&mounts),
        root: RootConfig {
            name: language.id.to_string(),
            mounts: without_covered(mounts),
            symlinks: language
                .symlinks
                .iter()
                .map(|link| (link.path.clone(), link.target.clone()))
                .collect(),
        },
        language,
        variables,
    };
    toolchain.try_every_text()?;
    Ok(toolchain)
}

/// Runs the commands of `find`, those first whose variables are known.
fn find(language: &Language) -> Result<Variables, LocateError> {
    let mut found = Variables::new();
    let mut waiting: BTreeMap<_, _> = language.find.iter().collect();
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut still = BTreeMap::new();
        for (variable, argv) in waiting {
            let Ok(argv) = expand_all(argv, &found) else {
                still.insert(variable, argv);
                continue;
            };
            let value =
                host::first_line(&argv, Path::new("/"), FIND_LIMIT).map_err(|source| LocateError::Find {
                    variable: variable.clone(),
                    source,
                })?;
            found.insert(variable.clone(), value);
        }
        if still.len() == before {
            let names: Vec<&str> = still.keys().map(|name| name.as_str()).collect();
            return Err(LocateError::Circle {
                names: names.join(", "),
            });
        }
        waiting = still;
    }
    Ok(found)
}

/// Changes with the file and with whatever its commands found, so with the toolchain's version.
fn identity(text: &str, variables: &Variables) -> String {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    context.update(text.as_bytes());
    for (name, value) in variables {
        context.update(format!("\0{name}\0{value}").as_bytes());
    }
    hex(context.finish().as_ref())
}

/// What is mounted from where, and when each was changed last.
fn stamps(mounts: &[Mount]) -> String {
    let mut stamps = String::new();
    for mount in mounts {
        let meta = std::fs::metadata(&mount.source);
        let stamp = meta.map(|meta| (meta.len(), meta.modified().ok())).ok();
        stamps += &format!("\0{}\0{}\0{stamp:?}", mount.source.display(), mount.target);
    }
    stamps
}

/// Where mounts and `prepare` find what came with Gavel.
fn with_places(variables: &Variables, directories: &Directories) -> Variables {
    let mut variables = variables.clone();
    for (name, directory) in [
        ("tools", &directories.tools),
        ("languages", &directories.languages),
    ] {
        variables.insert(name.to_owned(), directory.display().to_string());
    }
    variables
}

/// What lies in the directory of the language's own files, if it has one: whoever changes one changes the language.
fn own_files(directory: &Path) -> std::io::Result<String> {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return Ok(String::new());
    };
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    paths.iter().map(std::fs::read_to_string).collect()
}

fn mounts(language: &Language, variables: &Variables) -> Result<Vec<Mount>, LocateError> {
    let mut mounts = Vec::new();
    for MountSpec {
        source,
        target,
        optional,
    } in &language.mounts
    {
        let source = expand(source, variables)?;
        let target = target
            .as_ref()
            .map_or_else(|| Ok(source.clone()), |target| expand(target, variables))?;
        match (Path::new(&source).exists(), optional) {
            (true, _) => mounts.push(Mount {
                source: source.into(),
                target,
            }),
            (false, true) => {}
            (false, false) => return Err(LocateError::Missing { source_path: source }),
        }
    }
    Ok(mounts)
}

/// Leaves out what another mount shows at the same place anyway: a JDK beneath a mounted `/usr/lib`.
fn without_covered(mounts: Vec<Mount>) -> Vec<Mount> {
    let covers = |outer: &Mount, inner: &Mount| match (
        inner.source.strip_prefix(&outer.source),
        Path::new(&inner.target).strip_prefix(&outer.target),
    ) {
        (Ok(source), Ok(target)) => source == target && !source.as_os_str().is_empty(),
        _ => false,
    };
    let kept = mounts
        .iter()
        .filter(|inner| !mounts.iter().any(|outer| covers(outer, inner)))
        .cloned();
    kept.collect()
}

impl Toolchain {
    pub fn id(&self) -> &LanguageId {
        &self.language.id
    }

    /// A command as it is executed; `memory_bytes` is what the program itself may use.
    pub fn argv(&self, texts: &[String], memory_bytes: u64) -> Result<Vec<String>, ExpandError> {
        expand_all(texts, &self.with_memory(memory_bytes))
    }

    /// The language's environment with that of a stage on top.
    pub fn environment(
        &self,
        stage: &BTreeMap<String, String>,
        memory_bytes: u64,
    ) -> Result<Vec<(String, String)>, ExpandError> {
        let variables = self.with_memory(memory_bytes);
        let mut merged = self.language.environment.clone();
        merged.extend(stage.clone());
        merged
            .into_iter()
            .map(|(name, value)| Ok((name, expand(&value, &variables)?)))
            .collect()
    }

    fn with_memory(&self, memory_bytes: u64) -> Variables {
        let mut variables = self.variables.clone();
        variables.insert("memory_mib".to_owned(), (memory_bytes / MIB).to_string());
        variables
    }

    /// A wrong name in a language file is found now, not when somebody's program needs it.
    fn try_every_text(&self) -> Result<(), ExpandError> {
        let language = &self.language;
        self.argv(&language.version, MIB)?;
        self.argv(&language.run.argv, MIB)?;
        self.argv(&language.run.warm, MIB)?;
        self.environment(&language.run.environment, MIB)?;
        if let Some(compile) = &language.compile {
            for argv in compile
                .quick
                .iter()
                .chain(&compile.commands)
                .chain([&compile.warm])
            {
                self.argv(argv, MIB)?;
            }
            self.environment(&compile.environment, MIB)?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "locate_tests.rs"]
mod tests;
