//! What is left of a `gavel up` on this machine: processes that name its data directory, and cgroups of its name.

use std::fs;
use std::path::{Path, PathBuf};

/// Processes whose command line contains `text`, by id.
pub fn processes(text: &str) -> Vec<(u32, String)> {
    let entries = fs::read_dir("/proc").expect("/proc is mounted");
    let pids = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let described = pids.filter_map(|pid| {
        let line = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        (line.contains(text) && pid != std::process::id()).then_some((pid, line))
    });
    described.collect()
}

/// Directories of the cgroup file systems whose name begins with `name`.
pub fn cgroups(name: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut next = vec![PathBuf::from("/sys/fs/cgroup")];
    while let Some(directory) = next.pop() {
        let Ok(entries) = fs::read_dir(&directory) else {
            continue;
        };
        for entry in entries.flatten() {
            if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                continue;
            }
            if entry.file_name().to_string_lossy().starts_with(name) {
                found.push(entry.path());
            }
            next.push(entry.path());
        }
    }
    found
}

/// Mounts of this mount namespace beneath a directory.
pub fn mounts(beneath: &Path) -> Vec<String> {
    let text = fs::read_to_string("/proc/self/mountinfo").expect("/proc is mounted");
    let wanted = beneath.to_string_lossy().into_owned();
    let lines = text.lines().filter(|line| line.contains(&wanted));
    lines.map(str::to_owned).collect()
}
