//! What of the host an attack could have changed and that nothing else changes meanwhile: looked at before the first one
//! and after each.

use std::collections::BTreeMap;
use std::path::Path;

/// Places whose names, times and sizes are compared.
const PLACES: [&str; 5] = ["/", "/etc", "/dev/shm", "/dev/mqueue", "/usr/bin"];
/// Tables of the kernel's that programs of all namespaces could fill.
const TABLES: [&str; 3] = ["/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg"];

pub(crate) struct Host {
    before: BTreeMap<String, String>,
}

impl Host {
    pub(crate) fn look() -> Host {
        Host { before: look() }
    }

    /// What is not as it was.
    pub(crate) fn differences(&self) -> Vec<String> {
        let now = look();
        let changed = self
            .before
            .iter()
            .filter(|(name, value)| now.get(*name) != Some(*value));
        let mut out: Vec<String> = changed
            .map(|(name, value)| format!("the host's {name} was {value:?} and is {:?}", now.get(name)))
            .collect();
        let new = now.keys().filter(|name| !self.before.contains_key(*name));
        out.extend(new.map(|name| format!("the host has {name} now")));
        out
    }
}

fn look() -> BTreeMap<String, String> {
    let mut seen = BTreeMap::new();
    for place in PLACES {
        for entry in std::fs::read_dir(place).into_iter().flatten().flatten() {
            let path = entry.path().to_string_lossy().into_owned();
            if let Ok(meta) = entry.path().symlink_metadata()
                && !meta.is_dir()
            {
                seen.insert(
                    path,
                    format!(
                        "{} bytes, {:?}, {:?}",
                        meta.len(),
                        meta.permissions(),
                        meta.modified().ok()
                    ),
                );
            } else {
                seen.insert(path, String::new());
            }
        }
    }
    for table in TABLES
        .iter()
        .chain(&["/proc/self/mountinfo", "/proc/sys/kernel/hostname"])
    {
        let text = std::fs::read_to_string(table).unwrap_or_default();
        seen.insert((*table).to_owned(), text);
    }
    seen
}

/// Processes of a user, which no living slot has when nothing runs in it.
pub(crate) fn processes_of(uid: u32) -> Vec<String> {
    let is_of = |status: &Path| {
        let text = std::fs::read_to_string(status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("Uid:\t"));
        line.is_some_and(|uids| uids.split('\t').any(|one| one == uid.to_string()))
    };
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter(|entry| is_of(&entry.path().join("status")))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}
