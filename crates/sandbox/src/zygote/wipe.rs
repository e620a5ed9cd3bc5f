//! Step 32: empties the work directory between two executions. Every process of the program is dead, so nothing changes
//! underneath; but what it left may be as deep and as oddly named as the limits let it be, so this never recurses and never
//! builds a path.

use std::ffi::CString;
use std::os::fd::OwnedFd;

use rustix::fs::{AtFlags, Dir, Mode, OFlags, RenameFlags, openat, renameat_with, unlinkat};
use rustix::io::Errno;

use crate::fault::{Explain, Fault};

/// Each round removes one level of what was directories; deeper than the inodes it cannot be.
const ROUNDS_MAX: usize = 1 << 20;

/// Removes everything but the names in `keep`, which are root-owned, so that no program can have written into them.
pub(super) fn wipe(work: &OwnedFd, keep: &[String]) -> Result<(), Fault> {
    let mut fresh = 0;
    for _ in 0..ROUNDS_MAX {
        let mut names = names_in(work)?;
        names.retain(|name| !is_kept(name, keep));
        if names.is_empty() {
            return Ok(());
        }
        for name in names {
            remove(work, &name, &mut fresh).explain(name.to_string_lossy())?;
        }
    }
    Err(Fault::new("the work directory does not become empty"))
}

/// Whether there is nothing but the names in `keep`.
pub(super) fn is_clean(work: &OwnedFd, keep: &[String]) -> Result<bool, Fault> {
    Ok(names_in(work)?.iter().all(|name| is_kept(name, keep)))
}

fn is_kept(name: &CString, keep: &[String]) -> bool {
    keep.iter().any(|kept| kept.as_bytes() == name.as_bytes())
}

/// Removes an entry. What lies in a directory moves up into the work directory, for the next round.
fn remove(work: &OwnedFd, name: &CString, fresh: &mut u64) -> Result<(), Fault> {
    if try_remove(work, name)? {
        return Ok(());
    }
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let directory = openat(work, name, flags, Mode::empty())?;
    for inner in names_in(&directory)? {
        if !try_remove(&directory, &inner)? {
            move_up(work, &directory, &inner, fresh)?;
        }
    }
    Ok(unlinkat(work, name, AtFlags::REMOVEDIR)?)
}

/// False for a directory that is not empty.
fn try_remove(directory: &OwnedFd, name: &CString) -> Result<bool, Errno> {
    match unlinkat(directory, name, AtFlags::empty()) {
        Ok(()) => return Ok(true),
        Err(Errno::ISDIR | Errno::PERM) => {}
        Err(errno) => return Err(errno),
    }
    match unlinkat(directory, name, AtFlags::REMOVEDIR) {
        Ok(()) => Ok(true),
        Err(Errno::NOTEMPTY) => Ok(false),
        Err(errno) => Err(errno),
    }
}

fn move_up(work: &OwnedFd, directory: &OwnedFd, name: &CString, fresh: &mut u64) -> Result<(), Errno> {
    loop {
        *fresh += 1;
        let new = format!("-wipe-{fresh}");
        match renameat_with(directory, name, work, &*new, RenameFlags::NOREPLACE) {
            Err(Errno::EXIST) => {}
            other => return other,
        }
    }
}

fn names_in(directory: &OwnedFd) -> Result<Vec<CString>, Errno> {
    let mut names = Vec::new();
    for entry in Dir::read_from(directory)? {
        let name = entry?.file_name().to_owned();
        if name.as_bytes() != b"." && name.as_bytes() != b".." {
            names.push(name);
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_is_deep_and_oddly_named_goes_and_what_is_kept_stays() {
        let place = std::env::temp_dir().join(format!("gavel-wipe-{}", std::process::id()));
        fs::create_dir(&place).unwrap();
        let deep = (0..300).fold(place.clone(), |path, _| path.join("d"));
        fs::create_dir_all(deep).unwrap();
        fs::write(place.join("line\nbreak"), b"").unwrap();
        fs::write(place.join("-wipe-1"), b"").unwrap();
        fs::create_dir(place.join("full")).unwrap();
        (0..50).for_each(|i| fs::write(place.join(format!("full/{i}")), b"").unwrap());
        std::os::unix::fs::symlink("/etc", place.join("link")).unwrap();
        fs::write(place.join("main.c"), b"").unwrap();
        let work = OwnedFd::from(fs::File::open(&place).unwrap());
        assert!(!is_clean(&work, &["main.c".into()]).unwrap());
        wipe(&work, &["main.c".into()]).unwrap();
        assert!(is_clean(&work, &["main.c".into()]).unwrap() && !is_clean(&work, &[]).unwrap());
        let left: Vec<_> = fs::read_dir(&place)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        fs::remove_dir_all(&place).unwrap();
        assert_eq!(left, ["main.c"]);
        assert!(std::path::Path::new("/etc/hostname").exists());
    }
}
