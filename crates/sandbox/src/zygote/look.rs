//! Step 33, inside: what the probe does instead of executing a program. It tells what it sees and how its forbidden
//! attempts are answered; the owner compares.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};

use rustix::fs::{CWD, Mode, OFlags, openat};
use rustix::mount::{MountFlags, mount};
use rustix::net::{AddressFamily, SocketType, socket};

use crate::seen::{NAMESPACES, Seen};
use crate::sys;

pub(super) fn tell(mut out: impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut out, &look())?;
    out.flush()
}

fn look() -> Seen {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let status = text.lines().filter_map(|line| line.split_once(':'));
    let processes = names_in("/proc")
        .into_iter()
        .filter(|name| name.parse::<u32>().is_ok())
        .collect();
    Seen {
        status: status
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect(),
        namespaces: namespaces(),
        root: names_in("/"),
        processes,
        host_name: rustix::system::uname().nodename().to_string_lossy().into_owned(),
        refused: attempts(),
    }
}

/// What this process's namespace links read; the owner asks the same of itself.
pub(crate) fn namespaces() -> BTreeMap<String, String> {
    NAMESPACES
        .iter()
        .filter_map(|name| {
            let link = fs::read_link(format!("/proc/self/ns/{name}")).ok()?;
            Some(((*name).to_owned(), link.to_string_lossy().into_owned()))
        })
        .collect()
}

fn attempts() -> BTreeMap<String, i32> {
    let write = |path: &str| openat(CWD, path, OFlags::CREATE | OFlags::WRONLY, Mode::from(0o600)).map(drop);
    let connect = |family| socket(family, SocketType::STREAM, None).map(drop);
    let io_errno = |result: io::Result<()>| result.err().map_or(0, |e| e.raw_os_error().unwrap_or(-1));
    let errno = |result: rustix::io::Result<()>| result.err().map_or(0, rustix::io::Errno::raw_os_error);
    let nobody: Option<&std::ffi::CStr> = None;
    [
        ("an internet socket", errno(connect(AddressFamily::INET))),
        ("a local socket", errno(connect(AddressFamily::UNIX))),
        ("a virtual machine socket", errno(connect(AddressFamily::VSOCK))),
        (
            "a mount",
            errno(mount("none", "/w", "tmpfs", MountFlags::empty(), nobody)),
        ),
        ("a new namespace", io_errno(sys::unshare(libc::CLONE_NEWNS))),
        (
            "a new user namespace",
            io_errno(sys::unshare(libc::CLONE_NEWUSER)),
        ),
        ("a new keyring", io_errno(sys::session_keyring())),
        ("a write to the root", errno(write("/written"))),
        (
            "a write to the memory-killer score",
            errno(write("/proc/self/oom_score_adj")),
        ),
    ]
    .map(|(what, errno)| (what.to_owned(), errno))
    .into()
}

fn names_in(directory: &str) -> Vec<String> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort_unstable();
    names
}
