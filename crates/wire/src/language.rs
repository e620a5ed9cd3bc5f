//! A language is one TOML file under `languages/`; this is its shape. A ninth language needs no Rust.
//! The agent probes what it can run; the api only names what agents announced.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{FileName, LanguageId};

/// One file under `languages/`.
///
/// Texts may use `${name}`, where `name` is a variable of `find`, `${prepared}` (the directory that `prepare` filled,
/// as it is seen inside the sandbox), `${tools}` or `${languages}` (the host's directories of tools and of this file, in
/// `mounts` and `prepare` only) or `${memory_mib}` (what the program at hand may use, without what `multipliers` adds for the runtime itself, in `argv` and
/// `environment`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    pub id: LanguageId,
    /// As a person reads it: `C++17 (GCC)`.
    pub name: String,
    /// What a single-source submission's file is called.
    pub source: FileName,
    /// Commands run once on the host, without a shell; the first line of what each prints is its variable. One may use
    /// the variables of others. Their values are part of the toolchain's identity, so a language with `prepare` has one
    /// that prints the toolchain's version.
    #[serde(default)]
    pub find: BTreeMap<String, Vec<String>>,
    /// Run inside the sandbox; must exit 0; the first line of its output is the version shown.
    pub version: Vec<String>,
    /// Host paths bound read-only into this language's root.
    pub mounts: Vec<MountSpec>,
    #[serde(default)]
    pub symlinks: Vec<SymlinkSpec>,
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// Once a toolchain: makes something that every compile or run reads, such as a standard library's object files.
    #[serde(default)]
    pub prepare: Option<Prepare>,
    /// None for an interpreted language.
    #[serde(default)]
    pub compile: Option<Compile>,
    pub run: RunCommand,
    /// None where typed problems cannot be solved in it.
    #[serde(default)]
    pub signature: Option<SignatureFiles>,
    #[serde(default)]
    pub multipliers: Multipliers,
    /// A program that prints `hello` and a newline; the agent compiles and runs it before it announces the language.
    pub hello: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MountSpec {
    pub source: String,
    /// Defaults to the source path.
    #[serde(default)]
    pub target: Option<String>,
    /// A missing optional source is left out instead of making the language unavailable.
    #[serde(default)]
    pub optional: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SymlinkSpec {
    pub path: String,
    pub target: String,
}

/// Commands run on the host, by the agent, in an empty directory that later appears read-only at `target`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prepare {
    pub commands: Vec<Vec<String>>,
    /// Where the directory appears inside the sandbox; the value of `${prepared}`.
    pub target: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compile {
    /// Tried first where there are any: they build most programs, faster. Where they do not build one, `commands` have to, and their
    /// messages are the ones that are shown.
    #[serde(default)]
    pub quick: Vec<Vec<String>>,
    /// Executed one after the other, each with the source files and the intermediate files of those before it; the first
    /// that fails ends the compilation.
    pub commands: Vec<Vec<String>>,
    /// Loads the first of `commands` before its source comes, as `run.warm` does a runtime; ordered `once`, it does the same.
    #[serde(default)]
    pub warm: Vec<String>,
    /// Arguments of the order, which `warm` adds to those that it has.
    #[serde(default)]
    pub ordered: Vec<String>,
    /// Files that one command leaves for those after it, named like `artefacts`.
    #[serde(default)]
    pub intermediates: Vec<String>,
    /// Files to carry into the run: exact names, or `*.class`-like with a single leading star.
    pub artefacts: Vec<String>,
    /// Whether the artefacts are programs.
    #[serde(default)]
    pub executable: bool,
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
}

/// How typed problems are solved: by a file that the person writes and a driver beside it, which takes the place of `source`. The driver
/// reads the encoded arguments from stdin, calls what the person wrote, and writes the encoded answer on descriptor 3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureFiles {
    /// What the person's file is called.
    pub source: FileName,
    /// Template of the driver, by its path beneath `languages/`.
    pub driver: String,
    /// Template of the code that a person starts from.
    pub starter: String,
    /// Where they differ from those of `compile`, which then are not used.
    #[serde(default)]
    pub compile: Vec<Vec<String>>,
    /// What `compile.warm` is ordered with so that it does the same as this `compile`. Empty: it cannot.
    #[serde(default)]
    pub ordered: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunCommand {
    /// The program's own arguments are added behind.
    pub argv: Vec<String>,
    /// Loads the runtime before a program comes, then does what `argv` would, as often as it is ordered to, without what one
    /// execution sees of the one before. docs/SANDBOX.md has the orders and answers. Empty: only `argv` runs programs.
    #[serde(default)]
    pub warm: Vec<String>,
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// How the runtime ends a program that used up its own heap: told as a memory limit. None where only the kernel ends it.
    #[serde(default)]
    pub out_of_memory: OutOfMemory,
}

/// Ends of a runtime that mean "no more heap". A signal counts only where the peak was near the limit, since a program
/// can abort for other reasons too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutOfMemory {
    pub exit_codes: Vec<i32>,
    pub signals: Vec<i32>,
}

/// What a runtime needs more than C does, on top of a problem's limits and within the service's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Multipliers {
    pub cpu: f64,
    pub memory: f64,
    /// Added to the memory limit for the runtime itself.
    pub memory_extra_bytes: u64,
    pub processes_extra: u32,
}

impl Default for Multipliers {
    fn default() -> Self {
        Multipliers {
            cpu: 1.0,
            memory: 1.0,
            memory_extra_bytes: 0,
            processes_extra: 0,
        }
    }
}
