//! Step 2: where the process's own cgroups are in the file system. Pure: reads the texts of /proc/self/cgroup and
//! /proc/self/mountinfo, so that odd hosts (bind mounts, hybrid hierarchies, a task of Nomad's) are table tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The own place in each controller, or in the one hierarchy of cgroup v2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Places {
    V1(BTreeMap<&'static str, PathBuf>),
    V2(PathBuf),
}

/// The controllers that a slot cannot do without.
const NEEDED: [&str; 4] = ["memory", "pids", "cpu", "cpuacct"];

/// The leaf of cgroup v2 into which an owner moves, so that its place can have children with controllers.
pub(super) const OWNER: &str = "gavel-owner";

/// One line of mountinfo, as far as it matters here.
pub(super) struct CgroupMount<'a> {
    /// Path in the hierarchy that is shown at `at`: not `/` for a bind mount of a part.
    root: &'a str,
    pub(super) at: PathBuf,
    pub(super) kind: &'a str,
    pub(super) options: &'a str,
}

/// Where to make slots. `parent`, when given, is a path in every hierarchy to use instead of the process's own.
pub(crate) fn places(cgroup: &str, mountinfo: &str, parent: Option<&str>) -> Result<Places, String> {
    let mounts = parse_mounts(mountinfo);
    let own = own_paths(cgroup);
    let v1 = |controller: &str| {
        let (_, path) = own
            .iter()
            .find(|(names, _)| names.split(',').any(|name| name == controller))?;
        mounts
            .iter()
            .filter(|mount| mount.kind == "cgroup" && mount.options.split(',').any(|o| o == controller))
            .find_map(|mount| shown_at(mount, parent.unwrap_or(path)))
    };
    if v1("memory").is_some() {
        let found: BTreeMap<_, _> = NEEDED
            .iter()
            .filter_map(|name| Some((*name, v1(name)?)))
            .collect();
        let missing: Vec<_> = NEEDED.iter().filter(|name| !found.contains_key(*name)).collect();
        return if missing.is_empty() {
            Ok(Places::V1(found))
        } else {
            Err(format!("no cgroup v1 controller {missing:?}"))
        };
    }
    let own_v2 = own
        .iter()
        .find(|(names, _)| names.is_empty())
        .map(|(_, path)| *path);
    // An earlier slot of this process may have moved it aside.
    let own_v2 = own_v2.map(
        |path| match path.strip_suffix(OWNER).and_then(|path| path.strip_suffix('/')) {
            Some("") => "/",
            Some(place) => place,
            None => path,
        },
    );
    let path = parent
        .or(own_v2)
        .ok_or("this process is in no cgroup hierarchy")?;
    mounts
        .iter()
        .filter(|mount| mount.kind == "cgroup2")
        .find_map(|mount| shown_at(mount, path))
        .map(Places::V2)
        .ok_or_else(|| "neither a cgroup v1 memory controller nor cgroup v2 is mounted".to_owned())
}

/// The mounts that can be seen: a later one hides an earlier one at the same place.
pub(super) fn parse_mounts(mountinfo: &str) -> Vec<CgroupMount<'_>> {
    let mut seen: Vec<CgroupMount<'_>> = Vec::new();
    for mount in mountinfo.lines().filter_map(parse_mount) {
        seen.retain(|earlier| earlier.at != mount.at);
        seen.push(mount);
    }
    seen
}

/// The process's own path in each hierarchy, by the names of its controllers; of cgroup v2 the name is empty.
pub(super) fn own_paths(cgroup: &str) -> Vec<(&str, &str)> {
    cgroup.lines().filter_map(parse_own).collect()
}

/// `4:memory:/path` as (names, path).
fn parse_own(line: &str) -> Option<(&str, &str)> {
    let (_, rest) = line.split_once(':')?;
    rest.split_once(':')
}

fn parse_mount(line: &str) -> Option<CgroupMount<'_>> {
    let (before, after) = line.split_once(" - ")?;
    let mut fields = before.split(' ').skip(3);
    let (root, at) = (fields.next()?, fields.next()?);
    let mut fields = after.split(' ');
    let (kind, _source, options) = (fields.next()?, fields.next()?, fields.next()?);
    Some(CgroupMount {
        root,
        at: PathBuf::from(unescape(at)),
        kind,
        options,
    })
}

/// mountinfo writes blanks and the like as a backslash and three octal digits.
fn unescape(text: &str) -> String {
    ["\\040 ", "\\011\t", "\\012\n", "\\134\\"]
        .iter()
        .fold(text.to_owned(), |text, pair| {
            let (escaped, plain) = pair.split_at(4);
            text.replace(escaped, plain)
        })
}

/// Where a path of the hierarchy is in the file system, when this mount shows it.
pub(super) fn shown_at(mount: &CgroupMount<'_>, path: &str) -> Option<PathBuf> {
    let path = Path::new(path);
    let beneath = path.strip_prefix(mount.root).ok()?;
    let plain = beneath
        .components()
        .all(|part| matches!(part, std::path::Component::Normal(_)));
    plain.then(|| mount.at.join(beneath))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HYBRID_MOUNTS: &str = "\
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
";
    const HYBRID_OWN: &str = "8:pids:/\n4:memory:/api/2c\n1:cpu,cpuacct:/\n0::/\n";

    fn v1(cgroup: &str, mounts: &str, parent: Option<&str>, controller: &str) -> PathBuf {
        match places(cgroup, mounts, parent) {
            Ok(Places::V1(found)) => found[controller].clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_controller_has_its_own_place_on_a_hybrid_host() {
        let at = |controller| v1(HYBRID_OWN, HYBRID_MOUNTS, None, controller);
        assert_eq!(at("memory"), Path::new("/sys/fs/cgroup/memory/api/2c"));
        assert_eq!(at("cpuacct"), Path::new("/sys/fs/cgroup/cpu,cpuacct"));
        assert_eq!(
            v1(HYBRID_OWN, HYBRID_MOUNTS, Some("/task"), "pids"),
            Path::new("/sys/fs/cgroup/pids/task")
        );
    }

    #[test]
    fn a_bind_mount_of_a_part_is_translated_by_its_root() {
        let mounts = HYBRID_MOUNTS.replace("0:32 / /sys/fs/cgroup/memory", "0:32 /api /mnt/my\\040memory");
        assert_eq!(
            v1(HYBRID_OWN, &mounts, None, "memory"),
            Path::new("/mnt/my memory/2c")
        );
        let elsewhere = HYBRID_MOUNTS.replace("0:32 / ", "0:32 /other ");
        let refused = places(HYBRID_OWN, &elsewhere, None);
        assert_eq!(
            refused,
            Ok(Places::V2("/sys/fs/cgroup/unified".into())),
            "v2 then says what it lacks"
        );
    }

    #[test]
    fn a_mount_over_another_hides_it() {
        let over = "51 31 0:32 /api/2c /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
        let mounts = format!("{HYBRID_MOUNTS}{over}");
        assert_eq!(
            v1(HYBRID_OWN, &mounts, None, "memory"),
            Path::new("/sys/fs/cgroup/memory")
        );
    }

    #[test]
    fn a_missing_controller_is_named() {
        let without = HYBRID_MOUNTS.replace("rw,pids", "rw,other");
        assert!(places(HYBRID_OWN, &without, None).is_err_and(|why| why.contains("pids")));
        assert!(places("", "", None).is_err());
    }

    #[test]
    fn cgroup_v2_has_one_place_for_all() {
        let mounts = "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n";
        let own = "0::/nomad.slice/share.slice/task.scope\n";
        let expected = Path::new("/sys/fs/cgroup/nomad.slice/share.slice/task.scope");
        assert_eq!(places(own, mounts, None), Ok(Places::V2(expected.into())));
        let aside = format!("{}/gavel-owner\n", own.trim());
        assert_eq!(places(&aside, mounts, None), Ok(Places::V2(expected.into())));
        let at_the_root = places("0::/gavel-owner\n", mounts, None);
        assert_eq!(at_the_root, Ok(Places::V2("/sys/fs/cgroup".into())));
        assert!(
            places("0::/../out\n", mounts, None).is_err(),
            "outside of what is mounted here"
        );
    }
}
