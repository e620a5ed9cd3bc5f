//! The data directory: what is kept over starts, what belongs to one start only, and the lock that makes it one at a time.
//! Writer of all of it but the database, the queue and Nomad's state: `gavel up`.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::Context;
use ring::digest;
use ring::rand::{SecureRandom, SystemRandom};

use super::UpArgs;
use crate::config::{self, UpFile};

/// Names within the data directory.
#[derive(Debug, Clone)]
pub(super) struct Data {
    pub(super) directory: PathBuf,
}

impl Data {
    /// Makes the directory. It holds secrets in files of their own, so others may look into it.
    pub(super) fn open(args: &UpArgs) -> anyhow::Result<Data> {
        let directory = match &args.data {
            Some(directory) => directory.clone(),
            None => config::data_dir()?,
        };
        fs::create_dir_all(&directory).with_context(|| format!("make {}", directory.display()))?;
        let directory = directory.canonicalize()?;
        Ok(Data { directory })
    }

    /// Held until the process ends, however it ends.
    pub(super) fn lock(&self) -> anyhow::Result<File> {
        let path = self.directory.join("up.lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .with_context(|| format!("open {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => anyhow::bail!(
                "another `gavel up` uses {}; name another directory with --data",
                self.directory.display()
            ),
            Err(TryLockError::Error(error)) => Err(error).context("lock the data directory"),
        }
    }

    /// One name a data directory, so that a later start finds what an earlier one left.
    pub(super) fn enclosure(&self) -> String {
        let path = self.directory.as_os_str().as_encoded_bytes();
        let digest = digest::digest(&digest::SHA256, path);
        let short: String = digest
            .as_ref()
            .iter()
            .take(4)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("gavel-up-{short}")
    }

    /// Of one start only: configuration, Nomad's state. Made anew at each start.
    pub(super) fn run(&self) -> PathBuf {
        self.directory.join("run")
    }

    /// Where nats-server keeps its streams; perhaps a disk of its own.
    pub(super) fn queue(&self) -> anyhow::Result<PathBuf> {
        let path = self.directory.join("jetstream");
        fs::create_dir_all(&path).with_context(|| format!("make {}", path.display()))?;
        Ok(path)
    }

    pub(super) fn logs(&self) -> PathBuf {
        self.directory.join("logs")
    }

    /// What an agent logged last about a language that it has not, wherever it logs.
    pub(super) fn why_not(&self, language: &str) -> Option<String> {
        let allocations = entries(&self.run().join("nomad/client/alloc")).into_iter();
        let logs = allocations.flat_map(|allocation| entries(&allocation.join("alloc/logs")));
        let of_agents = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("agent-") || name.starts_with("agent.stderr")
        };
        let said = format!("language not available: {language}: ");
        logs.chain(entries(&self.logs()))
            .filter(of_agents)
            .filter_map(|path| fs::read_to_string(path).ok())
            .filter_map(|text| Some(text.rsplit_once(&said)?.1.lines().next()?.to_owned()))
            .next_back()
    }

    /// Removes what belongs to one start.
    pub(super) fn clear(&self) -> anyhow::Result<()> {
        for path in [self.run(), self.up_file()] {
            let removed = if path.is_dir() {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
            match removed {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error).with_context(|| format!("remove {}", path.display()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Makes the directories of this start.
    pub(super) fn make(&self) -> anyhow::Result<()> {
        for (path, mode) in [(self.run(), 0o700), (self.logs(), 0o755)] {
            let made = DirBuilder::new().recursive(true).mode(mode).create(&path);
            made.with_context(|| format!("make {}", path.display()))?;
        }
        Ok(())
    }

    /// A secret of 256 bits as hexadecimal digits, made at the first start and kept in a file that only root reads.
    pub(super) fn secret(&self, name: &str) -> anyhow::Result<String> {
        let path = self.directory.join(name);
        let mut text = String::new();
        if let Ok(mut file) = File::open(&path) {
            file.read_to_string(&mut text)?;
        }
        let text = text.trim();
        if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(text.to_owned());
        }
        let mut bytes = [0_u8; 32];
        SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| anyhow::anyhow!("the system gives no random bytes"))?;
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        write_private(&path, text.as_bytes())?;
        Ok(text)
    }

    fn up_file(&self) -> PathBuf {
        self.directory.join("up.json")
    }

    /// Tells the other commands how to reach what runs. Where root acts for a person, the file is that person's.
    pub(super) fn write_up_file(&self, up: &UpFile) -> anyhow::Result<()> {
        let path = self.up_file();
        write_private(&path, &serde_json::to_vec_pretty(up)?)?;
        if let Some((user, group)) = config::sudo_user() {
            let given = std::os::unix::fs::chown(&path, Some(user), Some(group));
            given.with_context(|| format!("give {} to its user", path.display()))?;
        }
        Ok(())
    }
}

/// Writes a file that only its owner reads, in one step.
pub(crate) fn write_private(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let shown = path.display();
    let temporary = path.with_extension("new");
    let written = || {
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(true)
            .write(true)
            .mode(0o600)
            .open(&temporary)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    };
    written().with_context(|| format!("write {shown}"))
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(directory: &Path) -> Data {
        Data {
            directory: directory.to_owned(),
        }
    }

    #[test]
    fn a_secret_is_made_once_and_a_damaged_one_again() {
        let directory = tempfile::tempdir().unwrap();
        let data = data(directory.path());
        let first = data.secret("key").unwrap();
        assert_eq!(first.len(), 64);
        assert_eq!(data.secret("key").unwrap(), first);
        fs::write(directory.path().join("key"), "short").unwrap();
        assert_ne!(data.secret("key").unwrap(), first);
    }

    #[test]
    fn why_a_language_is_missing_is_found_in_either_kind_of_log() {
        let directory = tempfile::tempdir().unwrap();
        let data = data(directory.path());
        data.make().unwrap();
        let line = |why: &str| format!("WARN language not available: go: {why}\nINFO slot is ready\n");
        fs::write(data.logs().join("agent-1.log"), line("old") + &line("no space")).unwrap();
        fs::write(data.logs().join("api.log"), line("nothing of an agent's")).unwrap();
        assert_eq!(data.why_not("go").as_deref(), Some("no space"));
        assert_eq!(data.why_not("c"), None);
        let logs = data.run().join("nomad/client/alloc/a1/alloc/logs");
        fs::create_dir_all(&logs).unwrap();
        fs::write(logs.join("agent.stderr.0"), line("killed").replace("go", "c")).unwrap();
        assert_eq!(data.why_not("c").as_deref(), Some("killed"));
    }

    #[test]
    fn one_at_a_time_and_nothing_of_an_earlier_start_stays() {
        let directory = tempfile::tempdir().unwrap();
        let data = data(directory.path());
        let held = data.lock().unwrap();
        assert!(data.lock().is_err());
        drop(held);
        data.lock().unwrap();
        data.make().unwrap();
        fs::write(data.run().join("x"), "").unwrap();
        data.clear().unwrap();
        data.clear().unwrap();
        assert!(!data.run().exists() && data.logs().exists());
    }
}
