//! The owner's side of step 31: asks PID 1 for files and copies what comes into sealed memory. It gets open descriptors and
//! never a path.

use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::{FileType, fstat};

use super::zygote::{ANSWER_MAX, receive};
use crate::artefact::Artefact;
use crate::fault::{Explain, Fault};
use crate::proto::{Channel, FromInit, ToInit};
use crate::spec::{Collect, name_is_valid};

pub(super) fn collect(control: &Channel, asked: &[Collect]) -> Result<Vec<Artefact>, Fault> {
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    if let Some(bad) = asked
        .iter()
        .find(|one| !name_is_valid(one.name.trim_start_matches('*')))
    {
        return Err(Fault::new(format!("{:?} cannot name a file", bad.name)));
    }
    let names = asked.iter().map(|one| one.name.clone()).collect();
    control
        .send(&ToInit::Collect { names }, &[])
        .explain("ask for files")?;
    let mut left: Vec<_> = asked.iter().map(|one| one.bytes_max).collect();
    let mut out = Vec::new();
    loop {
        match receive::<FromInit>(control, ANSWER_MAX)? {
            Some((FromInit::File { name, executable, .. }, fds)) => {
                let slot = asked.iter().position(|one| answers(one, &name));
                if let (Some(file), Some(room)) = (fds.first(), slot.and_then(|at| left.get_mut(at))) {
                    out.extend(take(name, executable, file, room)?);
                }
            }
            Some((FromInit::Collected, _)) => return Ok(out),
            Some((FromInit::Failed(failed), _)) => {
                return Err(Fault {
                    errno: failed.errno,
                    what: failed.what,
                });
            }
            Some(_) => {}
            None => return Err(Fault::new("PID 1 died while files were collected")),
        }
    }
}

fn answers(asked: &Collect, name: &str) -> bool {
    match asked.name.strip_prefix('*') {
        Some(suffix) => name.ends_with(suffix) && name_is_valid(name),
        None => asked.name == name,
    }
}

/// Copies a file that is regular and fits into `room`, which it then takes from.
fn take(name: String, executable: bool, file: &OwnedFd, room: &mut u64) -> Result<Option<Artefact>, Fault> {
    let stat = fstat(file).explain(&name)?;
    let bytes = u64::try_from(stat.st_size).unwrap_or(u64::MAX);
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile || bytes > *room {
        return Ok(None);
    }
    *room -= bytes;
    let artefact = Artefact::copy_of(name, file.as_fd(), bytes, executable).explain("copy a file")?;
    Ok(Some(artefact))
}
