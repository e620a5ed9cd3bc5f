//! Steps 10 to 13: the zygote's own mount namespace. A base tmpfs holds a minimal /dev and one read-only root a language;
//! then the zygote pivots into it and the host's file system is gone for everything that comes after.

use std::ffi::CString;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, mkdirat, openat2, symlinkat};
use rustix::io::Errno;
use rustix::mount::{
    FsMountFlags, FsOpenFlags, MountAttrFlags, MountPropagationFlags, MoveMountFlags, OpenTreeFlags,
    UnmountFlags, fsconfig_create, fsconfig_set_string, fsmount, fsopen, mount_change, move_mount, open_tree,
    unmount,
};
use rustix::process::{chdir, fchdir, pivot_root};

use crate::fault::{Explain, Fault};
use crate::rootless;
use crate::spec::{Mount, RootConfig};
use crate::sys::{MountAttr, set_mount_attr};

/// Directory number of the built-in root without any mount; the configured ones count from 1.
pub(super) const EMPTY: usize = 0;

const DEVICES: [&str; 5] = ["null", "zero", "full", "random", "urandom"];

/// /dev/shm leads to the work directory: semaphores of a program's own processes work, and nothing outlives a run.
const DEVICE_LINKS: [(&str, &str); 5] = [
    ("fd", "/proc/self/fd"),
    ("stdin", "/proc/self/fd/0"),
    ("stdout", "/proc/self/fd/1"),
    ("stderr", "/proc/self/fd/2"),
    ("shm", "/w"),
];

/// Where a root lies after the zygote left the host.
pub(super) fn path_of(root: usize) -> String {
    format!("/roots/{root}")
}

pub(super) fn private_mounts(base: &str) -> Result<(), Fault> {
    mount_change("/", MountPropagationFlags::PRIVATE | MountPropagationFlags::REC)
        .explain("make mounts private")?;
    let options = [("mode", "0700"), ("size", "1m"), ("nr_inodes", "1k")];
    let tmpfs = new_tmpfs(
        &options,
        MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NODEV,
    )?;
    attach(&tmpfs, base)?;
    mkdirat(&tmpfs, "roots", Mode::from(0o755)).explain("make the directory of roots")?;
    if rootless::is_inside() {
        // There the kernel lets PID 1 mount its own /proc only while it can see one. It lets go of this one by its pivot.
        mkdirat(&tmpfs, "proc", Mode::from(0o755)).explain("make proc")?;
        attach(&clone_tree("/proc")?, &format!("{base}/proc"))?;
    }
    Ok(())
}

pub(super) fn devices(base: &str) -> Result<(), Fault> {
    let path = format!("{base}/dev");
    mkdirat(CWD, &*path, Mode::from(0o755)).explain("make dev")?;
    let options = [("mode", "0755"), ("size", "64k"), ("nr_inodes", "32")];
    let tmpfs = new_tmpfs(
        &options,
        MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NOEXEC,
    )?;
    attach(&tmpfs, &path)?;
    for name in DEVICES {
        let node = Mount {
            source: Path::new("/dev").join(name),
            target: format!("/{name}"),
        };
        bind(
            &tmpfs,
            &node,
            MountAttr::RDONLY | MountAttr::NOSUID | MountAttr::NOEXEC,
        )?;
    }
    for (link, target) in DEVICE_LINKS {
        symlinkat(target, &tmpfs, link).explain(format!("link /dev/{link}"))?;
    }
    let attr = MountAttr {
        set: MountAttr::RDONLY | MountAttr::NODEV,
        recursive: false,
    };
    set_mount_attr(tmpfs.as_fd(), c"", attr).explain("make /dev read-only")
}

pub(super) fn build_all(base: &str, roots: &[RootConfig]) -> Result<(), Fault> {
    let empty = RootConfig::default();
    for (number, root) in std::iter::once(&empty).chain(roots).enumerate() {
        build(base, number, root).explain(format!("root {:?}", root.name))?;
    }
    Ok(())
}

fn build(base: &str, number: usize, root: &RootConfig) -> Result<(), Fault> {
    let path = format!("{base}{}", path_of(number));
    mkdirat(CWD, &*path, Mode::from(0o755)).explain("make its directory")?;
    let options = [("mode", "0755"), ("size", "1m"), ("nr_inodes", "1k")];
    let tmpfs = new_tmpfs(
        &options,
        MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NODEV,
    )?;
    attach(&tmpfs, &path)?;
    for name in ["w", "proc", "dev"] {
        mkdirat(&tmpfs, name, Mode::from(0o755)).explain(format!("make /{name}"))?;
    }
    symlinkat("w", &tmpfs, "tmp").explain("link /tmp")?;
    for mount in &root.mounts {
        bind(
            &tmpfs,
            mount,
            MountAttr::RDONLY | MountAttr::NOSUID | MountAttr::NODEV,
        )?;
    }
    for (link, target) in &root.symlinks {
        let relative = relative(link)?;
        make_parents(&tmpfs, relative)?;
        symlinkat(target.as_str(), &tmpfs, relative).explain(format!("link {link}"))?;
    }
    let dev = clone_tree(&format!("{base}/dev"))?;
    let target = open_inside(&tmpfs, "dev")?;
    attach_at(&dev, &target, "/dev")?;
    let attr = MountAttr {
        set: MountAttr::RDONLY,
        recursive: false,
    };
    set_mount_attr(tmpfs.as_fd(), c"", attr).explain("make it read-only")
}

pub(super) fn leave_host(base: &str) -> Result<(), Fault> {
    chdir(base).explain("enter the base")?;
    pivot_here()
}

/// Makes the current directory the root of this mount namespace and lets go of everything else.
pub(super) fn pivot_here() -> Result<(), Fault> {
    let old = rustix::fs::open(
        "/",
        OFlags::DIRECTORY | OFlags::PATH | OFlags::CLOEXEC,
        Mode::empty(),
    )
    .explain("open the old root")?;
    pivot_root(".", ".").explain("pivot_root")?;
    fchdir(&old).explain("enter the old root")?;
    unmount(".", UnmountFlags::DETACH).explain("detach the old root")?;
    chdir("/").explain("enter the new root")
}

/// A new, detached file system of `kind`.
pub(super) fn new_filesystem(
    kind: &str,
    options: &[(&str, &str)],
    attributes: MountAttrFlags,
) -> Result<OwnedFd, Fault> {
    let context = fsopen(kind, FsOpenFlags::FSOPEN_CLOEXEC).explain(format!("fsopen {kind}"))?;
    for (key, value) in options {
        fsconfig_set_string(context.as_fd(), *key, *value).explain(format!("{kind} option {key}={value}"))?;
    }
    fsconfig_create(context.as_fd()).explain(format!("create {kind}"))?;
    fsmount(context.as_fd(), FsMountFlags::FSMOUNT_CLOEXEC, attributes).explain(format!("fsmount {kind}"))
}

fn new_tmpfs(options: &[(&str, &str)], attributes: MountAttrFlags) -> Result<OwnedFd, Fault> {
    new_filesystem("tmpfs", options, attributes)
}

/// Puts a detached mount at a path of ours.
pub(super) fn attach(mount: &OwnedFd, path: &str) -> Result<(), Fault> {
    move_mount(mount, "", CWD, path, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH)
        .explain(format!("attach {path}"))
}

fn attach_at(mount: &OwnedFd, target: &OwnedFd, name: &str) -> Result<(), Fault> {
    let flags = MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH | MoveMountFlags::MOVE_MOUNT_T_EMPTY_PATH;
    move_mount(mount, "", target, "", flags).explain(format!("attach {name}"))
}

/// A detached copy of the mounts at and beneath `path`.
fn clone_tree(path: &str) -> Result<OwnedFd, Fault> {
    let flags =
        OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC | OpenTreeFlags::AT_RECURSIVE;
    open_tree(CWD, path, flags).explain(format!("open {path}"))
}

fn bind(root: &OwnedFd, mount: &Mount, attributes: u64) -> Result<(), Fault> {
    let source = mount
        .source
        .to_str()
        .ok_or_else(|| Fault::new("a mount's source is not UTF-8"))?;
    let tree = clone_tree(source)?;
    set_mount_attr(
        tree.as_fd(),
        c"",
        MountAttr {
            set: attributes,
            recursive: true,
        },
    )
    .explain(format!("make {source} read-only"))?;
    let target = relative(&mount.target)?;
    make_parents(root, target)?;
    let is_directory = rustix::fs::fstat(&tree)
        .map(|stat| rustix::fs::FileType::from_raw_mode(stat.st_mode).is_dir())
        .explain(format!("look at {source}"))?;
    make_target(root, target, is_directory).explain(format!("make {}", mount.target))?;
    attach_at(&tree, &open_inside(root, target)?, &mount.target)
}

fn make_target(root: &OwnedFd, target: &str, is_directory: bool) -> Result<(), Errno> {
    let made = if is_directory {
        mkdirat(root, target, Mode::from(0o755))
    } else {
        let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::CLOEXEC;
        rustix::fs::openat(root, target, flags, Mode::from(0o444)).map(drop)
    };
    if made == Err(Errno::EXIST) { Ok(()) } else { made }
}

fn make_parents(root: &OwnedFd, target: &str) -> Result<(), Fault> {
    for (end, _) in target.match_indices('/') {
        let parent = target.get(..end).unwrap_or_default();
        make_target(root, parent, true).explain(format!("make /{parent}"))?;
    }
    Ok(())
}

/// Opens a place beneath a root without following any link, which could lead out of it while the host is still there.
fn open_inside(root: &OwnedFd, path: &str) -> Result<OwnedFd, Fault> {
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    openat2(root, path, OFlags::PATH | OFlags::CLOEXEC, Mode::empty(), resolve)
        .explain(format!("open /{path}"))
}

/// The path beneath a root, from an absolute path inside it.
fn relative(target: &str) -> Result<&str, Fault> {
    let relative = target.strip_prefix('/').unwrap_or_default();
    let first = relative.split('/').next().unwrap_or_default();
    let plain = relative.split('/').all(|part| !matches!(part, "" | "." | ".."));
    if !plain || matches!(first, "w" | "proc" | "dev" | "tmp") || CString::new(relative).is_err() {
        return Err(Fault::new(format!("{target:?} cannot be a place inside a root")));
    }
    Ok(relative)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_inside_a_root_are_plain_and_leave_ours_alone() {
        for bad in [
            "",
            "/",
            "usr",
            "/usr/../w",
            "/w",
            "/w/x",
            "/proc",
            "//usr",
            "/usr/",
            "/a\0b",
        ] {
            assert!(relative(bad).is_err(), "{bad:?}");
        }
        assert_eq!(relative("/usr/lib").ok(), Some("usr/lib"));
    }
}
