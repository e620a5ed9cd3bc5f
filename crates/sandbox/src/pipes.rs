//! Two pipes between the programs of two slots. The owner holds each side as long as its program runs, so that the end of one program is
//! the end of the other's input, and whatever the other does about it comes after that end was seen.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, PoisonError};

use rustix::pipe::{PipeFlags, pipe_with};

/// One side, for [`crate::ExecSpec::pipes`]. Clones are the same side, which one execution gets.
#[derive(Debug, Clone)]
pub struct Pipes(Arc<Mutex<Option<Ends>>>);

/// What a program reads and writes.
#[derive(Debug)]
pub(crate) struct Ends {
    pub(crate) stdin: OwnedFd,
    pub(crate) stdout: OwnedFd,
}

impl Pipes {
    /// Two sides, each of which reads what the other writes.
    pub fn pair() -> io::Result<(Pipes, Pipes)> {
        let (here, from_there) = pipe_with(PipeFlags::CLOEXEC)?;
        let (there, from_here) = pipe_with(PipeFlags::CLOEXEC)?;
        let side = |stdin, stdout| Pipes(Arc::new(Mutex::new(Some(Ends { stdin, stdout }))));
        Ok((side(here, from_here), side(there, from_there)))
    }

    pub(crate) fn take(&self) -> Option<Ends> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[cfg(test)]
mod tests {
    use rustix::io::{read, write};

    use super::*;

    #[test]
    fn each_side_reads_what_the_other_writes_until_it_is_gone() {
        let (a, b) = Pipes::pair().unwrap();
        let (taken, other) = (a.clone().take().unwrap(), b.take().unwrap());
        assert!(a.take().is_none());
        write(&taken.stdout, b"to b").unwrap();
        write(&other.stdout, b"to a").unwrap();
        let mut bytes = [0; 8];
        assert_eq!(
            (read(&other.stdin, &mut bytes), &bytes[..4]),
            (Ok(4), &b"to b"[..])
        );
        assert_eq!(
            (read(&taken.stdin, &mut bytes), &bytes[..4]),
            (Ok(4), &b"to a"[..])
        );
        drop(taken);
        assert_eq!(read(&other.stdin, &mut bytes), Ok(0));
    }
}
