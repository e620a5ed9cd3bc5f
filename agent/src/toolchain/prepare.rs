//! Fills a toolchain's prepared directory, once a toolchain on a host however many agents start together.
//! The directory appears under its name only when it is whole; a toolchain that changed gets another name.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gavel_wire::LanguageId;
use thiserror::Error;

use super::host::{self, HostError};

/// Building a whole standard library takes half a minute on two slow cores.
const COMMAND_LIMIT: Duration = Duration::from_secs(600);

#[derive(Debug, Error)]
pub enum PrepareError {
    #[error("cannot use the directory of prepared files {path:?}")]
    Directory {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("preparing failed")]
    Command(#[source] HostError),
}

/// The directory of this identity under `base`, filled by `commands` unless it is there already.
pub(super) fn prepare(
    base: &Path,
    language: &LanguageId,
    identity: &str,
    commands: &[Vec<String>],
) -> Result<PathBuf, PrepareError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| PrepareError::Directory { path, source }
    };
    let whole = base.join(format!("{language}-{identity}"));
    if whole.is_dir() {
        return Ok(whole);
    }
    fs::create_dir_all(base).map_err(failed(base))?;
    let _lock = lock(&base.join(format!("{language}.lock"))).map_err(failed(base))?;
    if whole.is_dir() {
        return Ok(whole);
    }
    tracing::info!(%language, "preparing the toolchain, once on this host");
    let started = Instant::now();
    // Holding the lock, whatever lies under this name is what a killed agent left.
    let part = base.join(format!(".part-{language}"));
    remove(&part).map_err(failed(&part))?;
    fs::create_dir(&part).map_err(failed(&part))?;
    for argv in commands {
        if let Err(error) = host::run(argv, &part, COMMAND_LIMIT) {
            let _ = remove(&part);
            return Err(PrepareError::Command(error));
        }
    }
    fs::rename(&part, &whole).map_err(failed(&whole))?;
    let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%language, took_ms, "toolchain prepared");
    Ok(whole)
}

/// Waits for the lock, which the kernel gives up with the process that holds it.
fn lock(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)?;
    file.lock()?;
    Ok(file)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Vec<Vec<String>> {
        vec![vec!["sh".to_owned(), "-c".to_owned(), script.to_owned()]]
    }

    #[test]
    fn agents_that_start_together_prepare_once() {
        let base = tempfile::tempdir().unwrap();
        let language = LanguageId::parse("x").unwrap();
        let log = base.path().join("log");
        let commands = sh(&format!("echo ran >> {}; echo made > file", log.display()));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| prepare(base.path(), &language, "1", &commands).unwrap());
            }
        });
        assert_eq!(fs::read_to_string(&log).unwrap(), "ran\n");
        let again = prepare(base.path(), &language, "2", &commands).unwrap();
        assert_eq!(fs::read_to_string(again.join("file")).unwrap(), "made\n");
        assert_eq!(fs::read_to_string(&log).unwrap(), "ran\nran\n");
    }

    #[test]
    fn a_failed_preparation_leaves_nothing_that_looks_whole() {
        let base = tempfile::tempdir().unwrap();
        let language = LanguageId::parse("x").unwrap();
        let failed = prepare(base.path(), &language, "1", &sh("echo half > file; exit 1"));
        assert!(matches!(failed, Err(PrepareError::Command(_))));
        assert!(!base.path().join("x-1").exists());
        assert!(!base.path().join(".part-x").exists());
    }
}
