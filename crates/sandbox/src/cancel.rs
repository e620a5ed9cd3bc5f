//! A switch that another thread throws to end an execution at once. An eventfd, so that the slot's thread waits for it in
//! the same poll as for everything else.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};

/// Thrown once; stays thrown.
#[derive(Debug)]
pub struct CancelToken {
    event: OwnedFd,
}

impl CancelToken {
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            event: eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?,
        })
    }

    /// Ends every execution that was given this token, and those that will be.
    pub fn cancel(&self) {
        // The only error of this write is a full counter, and then the token is thrown already.
        let _ = rustix::io::write(&self.event, &1u64.to_ne_bytes());
    }

    pub fn is_cancelled(&self) -> bool {
        let mut fds = [PollFd::new(&self.event, PollFlags::IN)];
        matches!(poll(&mut fds, Some(&Timespec::default())), Ok(1))
    }
}

impl AsFd for CancelToken {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.event.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thrown_token_stays_thrown() {
        let token = CancelToken::new().expect("eventfd");
        assert!(!token.is_cancelled());
        token.cancel();
        token.cancel();
        assert!(token.is_cancelled() && token.is_cancelled());
    }
}
