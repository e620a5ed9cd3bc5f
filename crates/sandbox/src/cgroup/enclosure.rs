//! A cgroup of one's own in every hierarchy, around everything that one command starts: emptied and removed as a whole,
//! whatever was made beneath. Bound over the hierarchies' mount points in a mount namespace, it is all that programs with
//! fixed paths (Nomad's client) find. `gavel up` uses it; slots know nothing of it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustix::mount::mount_bind;

use super::find::{CgroupMount, own_paths, parse_mounts, shown_at};
use super::{make_directory, sweep, write_file};
use crate::fault::{Explain, Fault};

/// See the module's description. Locating it makes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    hierarchies: Vec<Hierarchy>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Hierarchy {
    mounted_at: PathBuf,
    directory: PathBuf,
    /// Of a host with cgroup v2 only: the path within the hierarchy.
    v2_path: Option<String>,
}

/// What must be delegated on a host with cgroup v2 only.
const CONTROLLERS: [&str; 4] = ["cpu", "cpuset", "memory", "pids"];
/// On v2 processes live in a leaf.
const LEAF: &str = "main";

impl Enclosure {
    /// The places that an enclosure of this name has or would have, seen from this process.
    pub fn locate(name: &str) -> io::Result<Enclosure> {
        let cgroup = fs::read_to_string("/proc/self/cgroup")?;
        let mountinfo = fs::read_to_string("/proc/self/mountinfo")?;
        let found = locate(&cgroup, &mountinfo, name);
        if found.hierarchies.is_empty() {
            return Err(io::Error::other("no cgroup hierarchy is mounted"));
        }
        Ok(found)
    }

    /// Makes it; what an earlier one of this name left must have been removed.
    pub fn make(&self) -> io::Result<()> {
        self.hierarchies.iter().try_for_each(make).map_err(into_io)
    }

    /// Moves this process into it.
    pub fn enter(&self) -> io::Result<()> {
        let enter = |hierarchy: &Hierarchy| {
            let leaf = match hierarchy.v2_path {
                Some(_) => hierarchy.directory.join(LEAF),
                None => hierarchy.directory.clone(),
            };
            write_file(&leaf.join("cgroup.procs"), "0").explain(leaf.display())
        };
        self.hierarchies.iter().try_for_each(enter).map_err(into_io)
    }

    /// Hides everything else of the hierarchies from this mount namespace, which must be private.
    pub fn bind(&self) -> io::Result<()> {
        let bind = |hierarchy: &Hierarchy| {
            mount_bind(&hierarchy.directory, &hierarchy.mounted_at)
                .explain(format!("bind over {}", hierarchy.mounted_at.display()))
        };
        self.hierarchies.iter().try_for_each(bind).map_err(into_io)
    }

    /// What `cgroup_parent` of slots must be: on v1 their process's own cgroup will do.
    pub fn slots_parent(&self) -> Option<&str> {
        self.hierarchies
            .iter()
            .find_map(|hierarchy| hierarchy.v2_path.as_deref())
    }

    /// Kills every process in it and removes it with all beneath. Nothing there is as good.
    pub fn remove(&self) -> io::Result<()> {
        let directories: Vec<_> = self
            .hierarchies
            .iter()
            .map(|hierarchy| hierarchy.directory.clone())
            .collect();
        sweep::remove(&directories).map_err(into_io)
    }
}

fn into_io(fault: Fault) -> io::Error {
    io::Error::other(fault.what)
}

fn locate(cgroup: &str, mountinfo: &str, name: &str) -> Enclosure {
    let mounts = parse_mounts(mountinfo);
    let own = own_paths(cgroup);
    let has_v1 = mounts.iter().any(|mount| mount.kind == "cgroup");
    let place = |names: &str, path: &str| {
        let fits = |mount: &&CgroupMount<'_>| match names {
            "" => mount.kind == "cgroup2",
            names => {
                let mut names = names.split(',');
                mount.kind == "cgroup"
                    && names.any(|name| mount.options.split(',').any(|option| option == name))
            }
        };
        let mut shown = mounts
            .iter()
            .filter(fits)
            .filter_map(|mount| Some((mount.at.clone(), shown_at(mount, path)?)));
        shown.next()
    };
    let hierarchy = |(names, path): &(&str, &str)| {
        let (mounted_at, here) = place(names, path)?;
        if has_v1 {
            return Some(Hierarchy {
                mounted_at,
                directory: here.join(name),
                v2_path: None,
            });
        }
        // Only the root may have processes and children with controllers; any other place must be delegated to us.
        let delegated = has_controllers(&here, "cgroup.subtree_control");
        let (path, here) = if delegated {
            (path.trim_end_matches('/'), here)
        } else {
            ("", mounted_at.clone())
        };
        Some(Hierarchy {
            directory: here.join(name),
            v2_path: Some(format!("{path}/{name}")),
            mounted_at,
        })
    };
    Enclosure {
        hierarchies: own.iter().filter_map(hierarchy).collect(),
    }
}

fn has_controllers(directory: &Path, file: &str) -> bool {
    let text = fs::read_to_string(directory.join(file)).unwrap_or_default();
    CONTROLLERS
        .iter()
        .all(|name| text.split_whitespace().any(|is| is == *name))
}

fn make(hierarchy: &Hierarchy) -> Result<(), Fault> {
    let directory = &hierarchy.directory;
    make_directory(directory)?;
    if hierarchy.v2_path.is_some() {
        let controllers: Vec<_> = CONTROLLERS.iter().map(|name| format!("+{name}")).collect();
        write_file(&directory.join("cgroup.subtree_control"), &controllers.join(" "))
            .explain(format!("delegate controllers in {}", directory.display()))?;
        return make_directory(&directory.join(LEAF));
    }
    // A new cpuset of v1 holds no CPU and no memory node, and nobody can enter it before it does.
    for file in ["cpuset.cpus", "cpuset.mems"] {
        let parent = directory.with_file_name(file);
        if let Ok(value) = fs::read_to_string(&parent) {
            write_file(&directory.join(file), value.trim())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hierarchy_of_a_hybrid_host_gets_one() {
        let mounts = "\
32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
36 31 0:33 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd
41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
";
        let own = "8:name=systemd:/\n4:memory:/api/2c\n1:cpu,cpuacct:/\n0::/\n";
        let found = locate(own, mounts, "gavel-up-1");
        let directories: Vec<_> = found
            .hierarchies
            .iter()
            .map(|hierarchy| hierarchy.directory.to_string_lossy().into_owned())
            .collect();
        assert_eq!(
            directories,
            [
                "/sys/fs/cgroup/systemd/gavel-up-1",
                "/sys/fs/cgroup/memory/api/2c/gavel-up-1",
                "/sys/fs/cgroup/cpu,cpuacct/gavel-up-1",
                "/sys/fs/cgroup/unified/gavel-up-1",
            ]
        );
        assert_eq!(found.slots_parent(), None);
    }

    #[test]
    fn a_v2_host_that_delegated_nothing_gets_one_at_the_root() {
        let mounts = "30 23 0:26 / /nowhere/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n";
        let found = locate("0::/user.slice/x.scope\n", mounts, "gavel-up-1");
        assert_eq!(found.slots_parent(), Some("/gavel-up-1"));
        assert_eq!(
            found.hierarchies.first().map(|one| one.directory.clone()),
            Some("/nowhere/cgroup/gavel-up-1".into())
        );
    }
}
