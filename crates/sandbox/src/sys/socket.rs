//! What a socket knows of the messages that were sent from it. The owner asks whether an order was ever read.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

use super::answer;

/// Memory of messages that were sent from this socket and not received yet; see SIOCOUTQ in unix(7).
pub(crate) fn unread_bytes(socket: BorrowedFd<'_>) -> io::Result<usize> {
    let mut bytes: libc::c_int = 0;
    // SAFETY: TIOCOUTQ, which is SIOCOUTQ, writes one int to the pointer, which is to a live, writable int; the descriptor
    // is borrowed for the whole call.
    let returned = unsafe { libc::ioctl(socket.as_raw_fd(), libc::TIOCOUTQ, &raw mut bytes) };
    answer(returned.into())?;
    usize::try_from(bytes).map_err(io::Error::other)
}
