//! Steps 3 and the end of a slot: kills what is in the slot's cgroups and removes them. Touches only directories that are
//! named for the slot.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::fault::{Explain, Fault};

/// How long killed processes may take to leave.
const LEAVE_MAX: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(1);

/// Whether a noted path is a slot's cgroup, so that a damaged note can remove nothing else.
pub(crate) fn removable(directory: &Path, slot: u16) -> bool {
    let plain = directory
        .components()
        .all(|part| !matches!(part, std::path::Component::ParentDir));
    let named = directory
        .file_name()
        .is_some_and(|name| name.to_str() == Some(&format!("gavel-slot-{slot}")));
    plain && named && directory.join("cgroup.procs").exists()
}

/// Kills every process in these cgroups once.
fn kill_all(directories: &[PathBuf]) -> Result<usize, Fault> {
    let mut found = 0;
    for directory in directories {
        // On cgroup v2: also what ran in the user namespace of a dead claimant without root, whom nobody else may signal.
        if let Ok(mut kill) = OpenOptions::new().write(true).open(directory.join("cgroup.kill")) {
            let _ = kill.write_all(b"1");
        }
        for cgroup in tree(directory)? {
            for pid in processes(&cgroup)? {
                found += 1;
                // It may have ended meanwhile, which is as good.
                let _ = kill_process(pid, Signal::KILL);
            }
        }
    }
    Ok(found)
}

/// Kills until nobody is left.
fn empty(directories: &[PathBuf]) -> Result<(), Fault> {
    let deadline = Instant::now() + LEAVE_MAX;
    while kill_all(directories)? > 0 {
        if Instant::now() > deadline {
            return Err(Fault::new("processes of the slot do not die"));
        }
        thread::sleep(PAUSE);
    }
    Ok(())
}

/// Empties and removes these cgroups with all beneath them.
pub(crate) fn remove(directories: &[PathBuf]) -> Result<(), Fault> {
    empty(directories)?;
    let deadline = Instant::now() + LEAVE_MAX;
    for directory in directories {
        // Deepest first. A cgroup stays busy for a moment after its last process is reaped.
        for cgroup in tree(directory)?.iter().rev() {
            loop {
                match fs::remove_dir(cgroup) {
                    Err(error)
                        if error.kind() == io::ErrorKind::ResourceBusy && Instant::now() < deadline =>
                    {
                        thread::sleep(PAUSE);
                    }
                    Err(error) if error.kind() == io::ErrorKind::NotFound => break,
                    other => break other.explain(format!("remove {}", cgroup.display()))?,
                }
            }
        }
    }
    Ok(())
}

/// The directory and all beneath it, parents first; nothing when it is not there.
fn tree(directory: &Path) -> Result<Vec<PathBuf>, Fault> {
    let mut all = vec![directory.to_owned()];
    let mut next = 0;
    while let Some(parent) = all.get(next).cloned() {
        next += 1;
        match fs::read_dir(&parent) {
            Ok(entries) => all.extend(
                entries
                    .flatten()
                    .filter(|e| e.file_type().is_ok_and(|t| t.is_dir()))
                    .map(|e| e.path()),
            ),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                all.retain(|path| *path != parent);
                next -= 1;
            }
            Err(error) => return Err(error).explain(parent.display()),
        }
    }
    Ok(all)
}

fn processes(cgroup: &Path) -> Result<Vec<Pid>, Fault> {
    match fs::read_to_string(cgroup.join("cgroup.procs")) {
        Ok(text) => Ok(text
            .lines()
            .filter_map(|line| Pid::from_raw(line.parse().ok()?))
            .collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        // A removed cgroup whose directory is still open somewhere answers so.
        Err(error) if error.raw_os_error() == Some(libc::ENODEV) => Ok(Vec::new()),
        Err(error) => Err(error).explain(cgroup.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_slots_own_cgroup_is_removable() {
        for other in [
            "/",
            "/sys/fs/cgroup",
            "/sys/fs/cgroup/x/../gavel-slot-1",
            "/etc/gavel-slot-1",
        ] {
            assert!(!removable(Path::new(other), 1), "{other}");
        }
    }
}
