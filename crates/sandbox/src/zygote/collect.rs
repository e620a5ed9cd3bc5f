//! Step 31: opens the files asked for, after every process of the program is dead, and passes them out by descriptor. A
//! name never leads out of the work directory, and only regular files pass; sizes are the owner's to judge.

use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::{Dir, FileType, Mode, OFlags, ResolveFlags, fstat, openat2};

use crate::fault::Fault;
use crate::proto::{Channel, FromInit};
use crate::spec::name_is_valid;

/// Most files that one `*SUFFIX` gives out.
pub(super) const MATCHES_MAX: usize = 256;

pub(super) fn collect(work: &OwnedFd, names: &[String], owner: &Channel) -> Result<(), Fault> {
    for asked in names {
        match asked.strip_prefix('*') {
            None => give(work, asked, owner)?,
            Some(suffix) => {
                for name in matching(work, suffix)? {
                    give(work, &name, owner)?;
                }
            }
        }
    }
    Ok(owner.send(&FromInit::Collected, &[])?)
}

/// A file that is not there, not regular or not to be opened is not given; that is for the asker to notice.
fn give(work: &OwnedFd, name: &str, owner: &Channel) -> Result<(), Fault> {
    // NONBLOCK, since opening a pipe that a program left would wait for a writer for ever.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY | OFlags::CLOEXEC;
    let resolve = ResolveFlags::BENEATH
        | ResolveFlags::NO_SYMLINKS
        | ResolveFlags::NO_MAGICLINKS
        | ResolveFlags::NO_XDEV;
    let Ok(file) = openat2(work, name, flags, Mode::empty(), resolve) else {
        return Ok(());
    };
    let stat = fstat(&file)?;
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return Ok(());
    }
    let bytes = u64::try_from(stat.st_size).unwrap_or(u64::MAX);
    let message = FromInit::File {
        name: name.to_owned(),
        executable: stat.st_mode & 0o111 != 0,
        bytes,
    };
    Ok(owner.send(&message, &[file.as_fd()])?)
}

/// Valid names directly in the work directory that end in `suffix`, in order.
fn matching(work: &OwnedFd, suffix: &str) -> Result<Vec<String>, Fault> {
    let mut names = Vec::new();
    for entry in Dir::read_from(work)? {
        let entry = entry?;
        if let Ok(name) = entry.file_name().to_str()
            && name.ends_with(suffix)
            && name_is_valid(name)
        {
            names.push(name.to_owned());
        }
    }
    names.sort_unstable();
    names.truncate(MATCHES_MAX);
    Ok(names)
}
