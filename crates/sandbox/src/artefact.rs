//! A file that came out of a sandbox, held in sealed memory: it has no path, nobody can change it, and it passes into the
//! next session by descriptor.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;

use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
use rustix::io::{Errno, pread, pwrite};

/// An owned, sealed, in-memory file. A clone shares the memory.
#[derive(Debug, Clone)]
pub struct Artefact {
    name: String,
    executable: bool,
    bytes: u64,
    memory: Arc<OwnedFd>,
}

impl Artefact {
    /// An artefact out of bytes that the caller holds, e.g. from a compile cache.
    pub fn from_bytes(name: impl Into<String>, bytes: &[u8], executable: bool) -> io::Result<Self> {
        let memory = sealed(bytes)?;
        Ok(Self {
            name: name.into(),
            executable,
            bytes: bytes.len() as u64,
            memory: Arc::new(memory),
        })
    }

    /// A copy of the first `bytes` of an open file, whose offset stays where it is.
    pub(crate) fn copy_of(
        name: String,
        file: BorrowedFd<'_>,
        bytes: u64,
        executable: bool,
    ) -> io::Result<Self> {
        let memory = new_memory()?;
        let mut done = 0;
        while done < bytes {
            let chunk = usize::try_from(bytes - done).unwrap_or(usize::MAX);
            if rustix::fs::sendfile(&memory, file, Some(&mut done), chunk)? == 0 {
                return Err(Errno::IO.into());
            }
        }
        seal(&memory)?;
        Ok(Self {
            name,
            executable,
            bytes,
            memory: Arc::new(memory),
        })
    }

    /// The name it had in the work directory.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn executable(&self) -> bool {
        self.executable
    }

    pub fn len(&self) -> u64 {
        self.bytes
    }

    pub fn is_empty(&self) -> bool {
        self.bytes == 0
    }

    /// A copy of the whole content.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        read_from_start(self.memory.as_fd(), self.bytes)
    }
}

impl AsFd for Artefact {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.memory.as_fd()
    }
}

/// A new memory file with `bytes`, its offset at the start, that can no longer change.
pub(crate) fn sealed(bytes: &[u8]) -> io::Result<OwnedFd> {
    let memory = new_memory()?;
    fill(&memory, bytes)?;
    Ok(memory)
}

/// Gives an empty memory file its bytes, after which it can no longer change. Its offset stays at the start.
pub(crate) fn fill(memory: &OwnedFd, bytes: &[u8]) -> io::Result<()> {
    put(memory, bytes)?;
    seal(memory)
}

/// Gives an empty memory file its bytes. Its offset stays at the start.
pub(crate) fn put(memory: &OwnedFd, bytes: &[u8]) -> io::Result<()> {
    let mut done = 0;
    while let Some(rest) = bytes.get(done..).filter(|rest| !rest.is_empty()) {
        done += pwrite(memory, rest, done as u64)?;
    }
    Ok(())
}

pub(crate) fn new_memory() -> io::Result<OwnedFd> {
    Ok(memfd_create(
        "gavel",
        MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING,
    )?)
}

fn seal(memory: &OwnedFd) -> io::Result<()> {
    Ok(fcntl_add_seals(
        memory,
        SealFlags::WRITE | SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL,
    )?)
}

fn read_from_start(file: BorrowedFd<'_>, bytes: u64) -> io::Result<Vec<u8>> {
    let length = usize::try_from(bytes).map_err(|_| Errno::FBIG)?;
    let mut content = vec![0; length];
    let mut done = 0;
    while let Some(rest) = content.get_mut(done..).filter(|rest| !rest.is_empty()) {
        match pread(file, rest, done as u64)? {
            0 => break,
            read => done += read,
        }
    }
    content.truncate(done);
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_artefact_cannot_be_changed() {
        let artefact = Artefact::from_bytes("a.out", b"abc", true).expect("memory file");
        assert_eq!(pwrite(&artefact, b"x", 0), Err(Errno::PERM));
        let copy = artefact.clone();
        assert_eq!(copy.read().expect("read"), b"abc");
        assert_eq!((copy.name(), copy.len(), copy.executable()), ("a.out", 3, true));
        assert_eq!(rustix::fs::fstat(&copy).expect("stat").st_size, 3);
    }
}
