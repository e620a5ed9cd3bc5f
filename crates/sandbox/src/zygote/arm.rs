//! Steps 16 to 22: what PID 1 does to its own new namespaces before it forks anything. After these it can mount nothing
//! any more and runs under the same filter as the programs.

use std::os::fd::{AsFd, OwnedFd};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{CWD, Mode, OFlags, openat};
use rustix::mount::{MountAttrFlags, OpenTreeFlags, open_tree};
use rustix::process::{Signal, chdir, set_parent_process_death_signal, umask};
use rustix::thread::{CapabilitySet, CapabilitySets, set_capabilities};

use super::roots;
use crate::fault::{Explain, Fault, Steps};
use crate::outcome::SandboxFailed;
use crate::proto::ArmKind;
use crate::step::Step;
use crate::{filter, sys};

/// Memory-killer scores: the program before PID 1 before the zygote. Without CAP_SYS_RESOURCE scores can only be raised.
pub(super) const SCORE_INIT: &str = "500";
pub(super) const SCORE_PROGRAM: &str = "1000";

/// What the armed sandbox is driven by.
pub(super) struct Armed {
    /// The work directory, by descriptor, so that no path is walked later.
    pub(super) work: OwnedFd,
    /// A writable view of /proc that is mounted nowhere.
    pub(super) proc: OwnedFd,
    /// Reports forbidden calls.
    pub(super) listener: OwnedFd,
    /// Readable when a child ended.
    pub(super) signals: OwnedFd,
}

pub(super) fn arm(
    kind: &ArmKind,
    root: usize,
    zygote: Option<OwnedFd>,
    steps: Steps,
) -> Result<Armed, SandboxFailed> {
    steps.run(Step::TieInit, || {
        umask(Mode::from(0o022));
        set_parent_process_death_signal(Some(Signal::KILL))?;
        // It may have died before the signal was asked for.
        let zygote = zygote.ok_or_else(|| Fault::new("there is no zygote to watch"))?;
        let mut ends = [PollFd::new(&zygote, PollFlags::IN)];
        match poll(&mut ends, Some(&Timespec::default()))? {
            0 => Ok(()),
            _ => Err(Fault::new("the zygote is gone already")),
        }
    })?;
    let root = roots::path_of(root);
    steps.run(Step::Work, || mount_work(&root, kind))?;
    let proc = steps.run(Step::Proc, || mount_proc(&root))?;
    let work = steps.run(Step::Pivot, || {
        chdir(&*root).explain("enter the root")?;
        roots::pivot_here()?;
        chdir("/w").explain("enter the work directory")?;
        let flags = OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC;
        openat(CWD, "/w", flags, Mode::empty()).explain("open the work directory")
    })?;
    steps.run(Step::Keyring, || Ok(sys::session_keyring()?))?;
    let signals = steps.run(Step::InitPrivileges, || {
        keep_few_capabilities()?;
        Ok(sys::signal_fd()?)
    })?;
    let listener = steps.run(Step::Filter, || Ok(sys::install_filter(&mut filter::program())?))?;
    Ok(Armed {
        work,
        proc,
        listener,
        signals,
    })
}

/// Root-owned and sticky: at 0777 a program could set attributes on the directory itself.
fn mount_work(root: &str, kind: &ArmKind) -> Result<(), Fault> {
    let (size, inodes) = (kind.work_bytes.to_string(), kind.work_inodes.to_string());
    let options = [
        ("mode", "1777"),
        ("size", size.as_str()),
        ("nr_inodes", inodes.as_str()),
    ];
    let attributes = MountAttrFlags::MOUNT_ATTR_NOSUID
        | MountAttrFlags::MOUNT_ATTR_NODEV
        | MountAttrFlags::MOUNT_ATTR_NOSYMFOLLOW
        | MountAttrFlags::MOUNT_ATTR_NOATIME;
    let tmpfs = roots::new_filesystem("tmpfs", &options, attributes)?;
    roots::attach(&tmpfs, &format!("{root}/w"))
}

/// Programs get a read-only /proc, so that none can lower its memory-killer score or write to its own memory file. PID 1
/// keeps a writable copy of the mount for the scores it raises.
fn mount_proc(root: &str) -> Result<OwnedFd, Fault> {
    let attributes = MountAttrFlags::MOUNT_ATTR_NOSUID
        | MountAttrFlags::MOUNT_ATTR_NODEV
        | MountAttrFlags::MOUNT_ATTR_NOEXEC;
    let path = format!("{root}/proc");
    let mount = roots::new_filesystem("proc", &[("hidepid", "invisible"), ("subset", "pid")], attributes)?;
    roots::attach(&mount, &path)?;
    let flags = OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC;
    let writable = open_tree(CWD, &*path, flags).explain("copy the proc mount")?;
    let attr = sys::MountAttr {
        set: sys::MountAttr::RDONLY,
        recursive: false,
    };
    sys::set_mount_attr(mount.as_fd(), c"", attr).explain("make /proc read-only")?;
    set_score(&writable, SCORE_INIT)?;
    Ok(writable)
}

/// Raises the calling process's memory-killer score.
pub(super) fn set_score(proc: &OwnedFd, score: &str) -> Result<(), Fault> {
    let file = openat(
        proc,
        "self/oom_score_adj",
        OFlags::WRONLY | OFlags::CLOEXEC,
        Mode::empty(),
    )
    .explain("open oom_score_adj")?;
    rustix::io::write(&file, score.as_bytes()).explain("write oom_score_adj")?;
    Ok(())
}

/// What is left serves to kill (KILL), to become the slot's uid (SETUID, SETGID), and to read and remove what a program
/// left in the work directory (DAC_OVERRIDE, FOWNER).
fn keep_few_capabilities() -> Result<(), Fault> {
    let few = CapabilitySet::KILL
        | CapabilitySet::SETUID
        | CapabilitySet::SETGID
        | CapabilitySet::DAC_OVERRIDE
        | CapabilitySet::FOWNER;
    let sets = CapabilitySets {
        effective: few,
        permitted: few,
        inheritable: CapabilitySet::empty(),
    };
    set_capabilities(None, sets).explain("capset")
}
