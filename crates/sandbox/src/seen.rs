//! What the probe sees from inside, and what it must see. The owner judges; the probe only tells.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The namespaces that a sandbox has of its own.
pub(crate) const NAMESPACES: [&str; 6] = ["pid", "mnt", "net", "ipc", "uts", "cgroup"];

/// A view from inside, as the program's user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// Lines of /proc/self/status that say what the process may.
    pub(crate) status: BTreeMap<String, String>,
    /// What each namespace link reads.
    pub(crate) namespaces: BTreeMap<String, String>,
    /// Names in the root directory.
    pub(crate) root: Vec<String>,
    /// Names in /proc that are numbers.
    pub(crate) processes: Vec<String>,
    pub(crate) host_name: String,
    /// What each forbidden attempt was answered; 0 means that it was let through.
    pub(crate) refused: BTreeMap<String, i32>,
}

/// Everything that is not as it must be, in words; empty when all is.
pub(crate) fn complaints(seen: &Seen, host: &BTreeMap<String, String>, uid: u32) -> Vec<String> {
    let mut out = Vec::new();
    let ids = format!("{uid}\t{uid}\t{uid}\t{uid}");
    let none = "0000000000000000";
    for (line, expected) in [
        ("Uid", ids.as_str()),
        ("Gid", ids.as_str()),
        ("Groups", ""),
        ("NoNewPrivs", "1"),
        ("Seccomp", "2"),
        ("CapInh", none),
        ("CapPrm", none),
        ("CapEff", none),
        ("CapBnd", none),
        ("CapAmb", none),
    ] {
        let is = seen.status.get(line).map_or("missing", String::as_str);
        if is != expected {
            out.push(format!("{line} is {is:?}, not {expected:?}"));
        }
    }
    for name in NAMESPACES {
        match (seen.namespaces.get(name), host.get(name)) {
            (Some(inside), Some(outside)) if inside != outside => {}
            (inside, _) => out.push(format!(
                "the {name} namespace is {inside:?}, which is not its own"
            )),
        }
    }
    if seen.root != ["dev", "proc", "tmp", "w"] {
        out.push(format!("the empty root holds {:?}", seen.root));
    }
    if seen.processes.len() != 1 {
        out.push(format!("processes {:?} are visible", seen.processes));
    }
    if seen.host_name != "gavel" {
        out.push(format!("the host's name is {:?}", seen.host_name));
    }
    out.extend(
        seen.refused
            .iter()
            .filter(|(_, errno)| **errno == 0)
            .map(|(what, _)| format!("{what} was let through")),
    );
    if seen.refused.len() < 8 {
        out.push("not every attempt was made".to_owned());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_that_lacks_anything_is_complained_about() {
        let empty = complaints(&Seen::default(), &BTreeMap::new(), 64_000);
        assert!(empty.len() >= 19, "{empty:?}");
        let mut seen = Seen {
            host_name: "gavel".into(),
            ..Seen::default()
        };
        seen.refused.insert("socket".into(), 0);
        assert!(
            complaints(&seen, &BTreeMap::new(), 64_000)
                .iter()
                .any(|c| c == "socket was let through")
        );
    }
}
