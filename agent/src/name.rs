//! An agent's name where the configuration gives none: the host's name and a number, held by a lock while the process
//! lives, so that a restarted agent gets its name back and two agents of a host never share one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use gavel_wire::AgentId;
use thiserror::Error;

const NUMBERS_MAX: u16 = 1_024;
const HOST_CHARS_MAX: usize = 48;

#[derive(Debug, Error)]
pub enum NameError {
    #[error("cannot lock an agent's name in the state directory")]
    Lock(#[from] io::Error),
    #[error("{NUMBERS_MAX} agents of this host have names already")]
    NoNumber,
}

/// A name and the lock that keeps it.
#[derive(Debug)]
pub struct Name {
    pub agent: AgentId,
    _lock: Option<File>,
}

/// The configured name, or the first one that is free on this host.
pub fn of_this_agent(configured: Option<&AgentId>, state_dir: &Path) -> Result<Name, NameError> {
    if let Some(agent) = configured {
        return Ok(Name {
            agent: agent.clone(),
            _lock: None,
        });
    }
    fs::create_dir_all(state_dir)?;
    let host = host_part(&rustix::system::uname().nodename().to_string_lossy());
    for number in 0..NUMBERS_MAX {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(state_dir.join(format!("agent-{number}.lock")))?;
        match file.try_lock() {
            Ok(()) => {
                let agent = AgentId::parse(&format!("{host}-{number}"));
                return agent.map_or(Err(NameError::NoNumber), |agent| {
                    Ok(Name {
                        agent,
                        _lock: Some(file),
                    })
                });
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
    Err(NameError::NoNumber)
}

/// What of a host's name may stand in a subject.
fn host_part(host: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let short: String = host.chars().take(HOST_CHARS_MAX).map(fits).collect();
    if short.is_empty() {
        "agent".to_owned()
    } else {
        short
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_not_shared_and_come_back() {
        let state = tempfile::tempdir().unwrap();
        let first = of_this_agent(None, state.path()).unwrap();
        let second = of_this_agent(None, state.path()).unwrap();
        assert_ne!(first.agent, second.agent);
        let kept = first.agent.clone();
        drop(first);
        assert_eq!(of_this_agent(None, state.path()).unwrap().agent, kept);
        let configured = AgentId::parse("agent-7").unwrap();
        let given = of_this_agent(Some(&configured), state.path()).unwrap();
        assert_eq!(given.agent, configured);
    }

    #[test]
    fn any_host_name_gives_a_name_that_fits() {
        for host in ["vm", "a.b.c", "", "ä\n*", &"x".repeat(200)] {
            assert!(
                AgentId::parse(&format!("{}-1023", host_part(host))).is_ok(),
                "{host:?}"
            );
        }
    }
}
