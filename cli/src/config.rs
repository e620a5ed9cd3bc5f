//! The only place of the command that reads the environment: where the service is, the key to it, the data directory.
//! Services read their own configuration in their crates; every command of this one calls here.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::exit::Usage;

/// `<data>/up.json`: how to reach what `gavel up` started. Writer: `gavel up`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct UpFile {
    /// The API's base address, such as `http://127.0.0.1:8080`.
    pub(crate) api: String,
    /// An API key.
    pub(crate) key: String,
    /// None where agents are child processes.
    #[serde(default)]
    pub(crate) nomad: Option<NomadAccess>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NomadAccess {
    pub(crate) address: String,
    pub(crate) token: String,
}

/// Where the API is and who asks.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub(crate) address: String,
    pub(crate) key: String,
}

/// `GAVEL_DATA`, else `gavel` in the place for user data that the XDG base directories name.
pub(crate) fn data_dir() -> anyhow::Result<PathBuf> {
    if let Some(directory) = variable("GAVEL_DATA") {
        return Ok(PathBuf::from(directory));
    }
    if let Some(directory) = variable("XDG_DATA_HOME") {
        return Ok(Path::new(&directory).join("gavel"));
    }
    let home = variable("HOME").context("set GAVEL_DATA or HOME: there is no place for data")?;
    Ok(Path::new(&home).join(".local/share/gavel"))
}

/// `gavel` in the place for what can be made again, that the XDG base directories name.
pub(crate) fn cache_dir() -> anyhow::Result<PathBuf> {
    if let Some(directory) = variable("XDG_CACHE_HOME") {
        return Ok(Path::new(&directory).join("gavel"));
    }
    let home = variable("HOME").context("set XDG_CACHE_HOME or HOME: there is no place for what is kept")?;
    Ok(Path::new(&home).join(".cache/gavel"))
}

/// The server and key given by option, else by `GAVEL_SERVER` and `GAVEL_KEY`, else those of a running `gavel up`.
pub(crate) fn server(address: Option<String>, key: Option<String>) -> anyhow::Result<Server> {
    let address = address.or_else(|| variable("GAVEL_SERVER"));
    let key = key.or_else(|| variable("GAVEL_KEY"));
    match (address, key) {
        (Some(address), Some(key)) => Ok(Server { address, key }),
        (address, key) => {
            let up = up_file().context("set GAVEL_SERVER and GAVEL_KEY, or start `gavel up`")?;
            Ok(Server {
                address: address.unwrap_or(up.api),
                key: key.unwrap_or(up.key),
            })
        }
    }
}

/// Nomad's address and a token given by option, else by `GAVEL_NOMAD_ADDR` and `GAVEL_NOMAD_TOKEN`, else those of a
/// running `gavel up`.
pub(crate) fn nomad(address: Option<String>, token: Option<String>) -> anyhow::Result<NomadAccess> {
    let address = address.or_else(|| variable("GAVEL_NOMAD_ADDR"));
    let token = token.or_else(|| variable("GAVEL_NOMAD_TOKEN"));
    match (address, token) {
        (Some(address), Some(token)) => Ok(NomadAccess { address, token }),
        // A token goes only where it belongs.
        (Some(_), None) => Err(Usage::error("set GAVEL_NOMAD_TOKEN to a token for that Nomad")),
        (None, token) => {
            let up = up_file().context("set GAVEL_NOMAD_ADDR and GAVEL_NOMAD_TOKEN, or start `gavel up`")?;
            let started = up.nomad.ok_or_else(|| {
                Usage::error(
                    "agents are child processes of `gavel up --local` here and no Nomad scales them: start it with --agents N",
                )
            })?;
            Ok(NomadAccess {
                token: token.unwrap_or(started.token),
                ..started
            })
        }
    }
}

/// What a running `gavel up` wrote.
pub(crate) fn up_file() -> anyhow::Result<UpFile> {
    let path = data_dir()?.join("up.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not what `gavel up` writes", path.display()))
}

/// The directories of `PATH`, for commands that look for programs to compare with.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = variable("PATH")?;
    let mut candidates = std::env::split_paths(&path).map(|directory| directory.join(name));
    candidates.find(|candidate| candidate.is_file())
}

/// The person for whom sudo runs this command, by user and group id.
pub(crate) fn sudo_user() -> Option<(u32, u32)> {
    let id = |name| variable(name)?.parse().ok();
    Some((id("SUDO_UID")?, id("SUDO_GID")?))
}

/// A variable that is set, UTF-8 and not empty.
#[expect(
    clippy::disallowed_methods,
    reason = "this module is the one that reads the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
