//! Steps 1 and 3: one claimant a slot number on the whole host, by a lock on a file. The file also notes the claimant's
//! cgroups, so that whoever claims the number next can sweep them, wherever they were.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use crate::cgroup;
use crate::fault::{Explain, Fault};

/// A claimed number, for as long as this lives: the lock goes with the descriptor, even under kill -9.
#[derive(Debug)]
pub(super) struct Claim {
    file: File,
    slot: u16,
}

impl Claim {
    pub(super) fn take(state_dir: &Path, slot: u16) -> Result<Self, Fault> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(state_dir)
            .explain(format!("make {}", state_dir.display()))?;
        let path = state_dir.join(format!("slot-{slot}.lock"));
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .explain(path.display())?;
        flock(&file, FlockOperation::NonBlockingLockExclusive)
            .explain(format!("slot {slot} has a claimant: lock {}", path.display()))?;
        Ok(Self { file, slot })
    }

    /// Kills and removes what the last claimant noted and what stands where this one will build.
    pub(super) fn sweep(&mut self, own: &[PathBuf]) -> Result<(), Fault> {
        let mut noted = String::new();
        self.file.rewind()?;
        self.file
            .read_to_string(&mut noted)
            .explain("read the last claimant's note")?;
        let all: Vec<_> = noted
            .lines()
            .map(PathBuf::from)
            .chain(own.iter().cloned())
            .filter(|directory| cgroup::removable(directory, self.slot))
            .collect();
        cgroup::remove(&all)
    }

    /// Notes the cgroups before they are made.
    pub(super) fn note(&mut self, directories: &[PathBuf]) -> Result<(), Fault> {
        let lines: String = directories
            .iter()
            .map(|path| format!("{}\n", path.display()))
            .collect();
        self.file.set_len(0)?;
        self.file.rewind()?;
        Ok(self.file.write_all(lines.as_bytes())?)
    }
}

impl Drop for Claim {
    /// Closing alone may be too late: a process that another thread is just starting holds the descriptor until it executes.
    fn drop(&mut self) {
        let _ = flock(&self.file, FlockOperation::Unlock);
    }
}
