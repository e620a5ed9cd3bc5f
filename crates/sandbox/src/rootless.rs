//! Step 0: without root on the host, a user namespace of its own in which the process is root and the programs' uids are the
//! user's subordinate ones (/etc/subuid). Called at the start of `main`, before any thread exists; slots look here whether
//! they can be had, and whether the host's rights are behind them.

use std::fs;
use std::io::{self, Read, Write};
use std::process::Command;

use rustix::process::{Pid, WaitOptions, getegid, geteuid, waitpid};
use rustix::thread::no_new_privs;

use crate::cgroup::{self, Places};
use crate::fault::{Explain, Fault, Steps};
use crate::outcome::SetupError;
use crate::step::Step;
use crate::sys;

/// Where the kernel tells, and newuidmap and newgidmap write, whose ids the own ones are.
const UID_MAP: &str = "/proc/self/uid_map";
const GID_MAP: &str = "/proc/self/gid_map";

/// Ids of the host that belong to a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Subordinate {
    first: u32,
    count: u32,
}

/// Lets a process that is not root open slots whose `uid_base` this is: it becomes root of a user namespace of its own, in
/// which `uid_base` and the ids after it are the user's subordinate ones. With root there is nothing to do. It must be
/// called while the process has one thread. docs/SANDBOX.md says what it needs; the refusal says which of it is missing.
pub fn enter(uid_base: u32) -> Result<(), SetupError> {
    let entered = Steps::default().run(Step::UserNamespace, || {
        if geteuid().is_root() {
            return Ok(());
        }
        let (own, mounts) = cgroup::own_texts()?;
        if let Ok(Places::V1(_)) = cgroup::places(&own, &mounts, None) {
            return Err(only_v2());
        }
        if no_new_privs()? {
            return Err(Fault::new(
                "this process may gain no rights (NoNewPrivileges= of systemd), without which newuidmap cannot help it",
            ));
        }
        let tasks = fs::read_dir("/proc/self/task").explain("count the threads")?;
        if tasks.count() != 1 {
            return Err(Fault::new(
                "a process with several threads cannot enter a user namespace",
            ));
        }
        enter_mapped(
            &map_of(geteuid().as_raw(), uid_base, subordinate("/etc/subuid")?),
            &map_of(getegid().as_raw(), uid_base, subordinate("/etc/subgid")?),
        )
    });
    Ok(entered?)
}

/// Whether the process is in a user namespace other than the host's: then its root is none on the host.
pub(crate) fn is_inside() -> bool {
    // A kernel without user namespaces has no such file.
    fs::read_to_string(UID_MAP).is_ok_and(|map| !map.split_whitespace().eq(["0", "0", "4294967295"]))
}

/// Whether this process may open a slot whose programs have this uid and gid.
pub(crate) fn may_have(uid: u32) -> Result<(), Fault> {
    if !geteuid().is_root() {
        return Err(Fault {
            errno: libc::EPERM,
            what: "this is not root, and has entered no user namespace".to_owned(),
        });
    }
    if !is_inside() {
        return Ok(());
    }
    for (map, file) in [(UID_MAP, "/etc/subuid"), (GID_MAP, "/etc/subgid")] {
        if !is_mapped(&fs::read_to_string(map).explain(map)?, uid) {
            return Err(Fault::new(format!(
                "the id {uid} of this slot does not exist in this user namespace: {file} gives too few"
            )));
        }
    }
    Ok(())
}

pub(crate) fn only_v2() -> Fault {
    Fault::new(
        "this is not root, and the host's memory controller is one of cgroup v1, which cannot be delegated \
         safely: this needs root, or a host with cgroup v2 alone",
    )
}

/// Becomes root of a new user namespace. Only the set-user-id helpers may write such maps, and only from outside of the
/// namespace: so a child that stays outside starts them.
fn enter_mapped(uids: &[u32; 6], gids: &[u32; 6]) -> Result<(), Fault> {
    let owner = std::process::id();
    let (mut begun, mut begin) = io::pipe()?;
    let (mut said, mut say) = io::pipe()?;
    let Some(child) = sys::clone_namespaces(0).explain("fork")? else {
        drop(begin);
        // Nothing comes where the owner could not enter one.
        let written = begun.read_exact(&mut [0]).map_err(Fault::from).and_then(|()| {
            write_map("newuidmap", owner, uids)?;
            write_map("newgidmap", owner, gids)
        });
        let failed = written.is_err_and(|fault| say.write_all(fault.what.as_bytes()).is_ok());
        std::process::exit(i32::from(failed));
    };
    drop((begun, say));
    let entered = sys::unshare(libc::CLONE_NEWUSER).explain(
        "this host lets its users make no user namespace (see the sysctls user.max_user_namespaces, \
         kernel.unprivileged_userns_clone and kernel.apparmor_restrict_unprivileged_userns)",
    );
    let mut why = String::new();
    if entered.is_ok() {
        begin.write_all(&[1])?;
        said.read_to_string(&mut why)?;
    }
    drop(begin);
    rustix::io::retry_on_intr(|| waitpid(Pid::from_raw(child), WaitOptions::empty()))?;
    entered?;
    if !why.is_empty() || !geteuid().is_root() {
        return Err(Fault::new(format!("the user namespace was given no ids: {why}")));
    }
    Ok(())
}

fn write_map(helper: &str, owner: u32, map: &[u32; 6]) -> Result<(), Fault> {
    let numbers = std::iter::once(owner)
        .chain(*map)
        .map(|number| number.to_string());
    let ended = match Command::new(helper).args(numbers).output() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Fault::new(format!(
                "there is no {helper}: install Debian's package uidmap"
            )));
        }
        ended => ended.explain(format!("start {helper}"))?,
    };
    if ended.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&ended.stderr);
    Err(Fault::new(format!(
        "{helper} ended with {}: {}",
        ended.status,
        words.trim()
    )))
}

/// Lines of (id inside, id outside, how many): root is the user, and `base` and what follows are the subordinate ids.
fn map_of(own: u32, base: u32, ids: Subordinate) -> [u32; 6] {
    [0, own, 1, base, ids.first, ids.count.min(u32::MAX - base)]
}

/// What /etc/subuid or /etc/subgid gives this user, who stands there by name or by number.
fn subordinate(path: &str) -> Result<Subordinate, Fault> {
    let uid = geteuid().as_raw();
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let name = name_of(&users, uid);
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        text => text.explain(path)?,
    };
    let user = name.map_or_else(|| uid.to_string(), str::to_owned);
    largest(&text, name.unwrap_or_default(), uid).ok_or_else(|| {
        Fault::new(format!(
            "{path} gives {user} no ids for programs: as root, usermod --add-subuids 100000-165535 \
             --add-subgids 100000-165535 {user}, with a range that nobody else has"
        ))
    })
}

fn name_of(passwd: &str, uid: u32) -> Option<&str> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then_some(name)
    })
}

fn largest(text: &str, name: &str, uid: u32) -> Option<Subordinate> {
    let entry = |line: &str| {
        let mut fields = line.trim().split(':');
        let user = fields.next()?;
        if user != name && user.parse() != Ok(uid) {
            return None;
        }
        let (first, count) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        (count > 0).then_some(Subordinate { first, count })
    };
    text.lines().filter_map(entry).max_by_key(|ids| ids.count)
}

fn is_mapped(map: &str, id: u32) -> bool {
    let holds = |line: &str| {
        let mut fields = line.split_whitespace().map(str::parse::<u32>);
        let (first, count) = (fields.next()?.ok()?, fields.nth(1)?.ok()?);
        Some(id >= first && id - first < count)
    };
    map.lines().filter_map(holds).any(|holds| holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subordinate_ids_are_found_by_name_and_by_number() {
        let users = "root:x:0:0::/root:/bin/sh\njudge:x:1000:1000::/:/bin/sh\n";
        assert_eq!(name_of(users, 1000), Some("judge"));
        assert_eq!(name_of(users, 1001), None);
        let text = "judge:100000:16\nother:1:9\n1000:200000:65536\njudge:7:0\njudge:x:1\njudge\n";
        let largest_of = |name, uid| largest(text, name, uid).map(|ids| (ids.first, ids.count));
        assert_eq!(largest_of("judge", 1000), Some((200_000, 65_536)));
        assert_eq!(largest_of("judge", 5), Some((100_000, 16)));
        assert_eq!(largest_of("", 5), None);
    }

    #[test]
    fn root_is_the_user_and_programs_are_others() {
        let ids = |count| Subordinate {
            first: 100_000,
            count,
        };
        assert_eq!(map_of(1000, 64_000, ids(16)), [0, 1000, 1, 64_000, 100_000, 16]);
        let map = "         0       1000          1\n     64000     100000         16\n";
        let found: Vec<_> = [0, 1, 1000, 63_999, 64_000, 64_015, 64_016]
            .into_iter()
            .filter(|id| is_mapped(map, *id))
            .collect();
        assert_eq!(found, [0, 64_000, 64_015]);
        assert!(is_mapped("         0          0 4294967295\n", 64_000));
        assert_eq!(map_of(1, u32::MAX - 1, ids(9)).last(), Some(&1));
    }
}
