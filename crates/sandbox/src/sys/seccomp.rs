//! Installing a system call filter with a listener, and hearing from it.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

use super::answer;

/// One instruction of classic BPF; see struct sock_filter in seccomp(2).
pub(crate) type FilterInstruction = libc::sock_filter;

/// Installs the filter for this process and all its children, and gives the descriptor on which forbidden calls are told.
pub(crate) fn install_filter(program: &mut [FilterInstruction]) -> io::Result<OwnedFd> {
    let length = u16::try_from(program.len()).map_err(|_| io::Error::from_raw_os_error(libc::E2BIG))?;
    let raw = libc::sock_fprog {
        len: length,
        filter: program.as_mut_ptr(),
    };
    // SAFETY: `raw` points to `length` instructions that live for the whole call; the kernel copies and verifies them.
    let returned = unsafe {
        libc::syscall(
            libc::SYS_seccomp,
            libc::SECCOMP_SET_MODE_FILTER,
            libc::SECCOMP_FILTER_FLAG_NEW_LISTENER,
            std::ptr::from_ref(&raw),
        )
    };
    let fd = RawFd::try_from(answer(returned)?).map_err(io::Error::other)?;
    // SAFETY: the call succeeded, so `fd` is a new descriptor (close-on-exec by the kernel) that nobody else owns.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Takes one report of a forbidden call off a filter's listener. The thread that made it stands still until it is killed.
pub(crate) fn receive_notification(listener: BorrowedFd<'_>) -> io::Result<()> {
    // SAFETY: seccomp_notif is plain data for which all-zero is a value, and the kernel asks for a zeroed one.
    let mut raw: libc::seccomp_notif = unsafe { std::mem::zeroed() };
    // SAFETY: `raw` is live and writable, and has the size that the request number encodes.
    let returned = unsafe { libc::ioctl(listener.as_raw_fd(), libc::SECCOMP_IOCTL_NOTIF_RECV, &raw mut raw) };
    answer(returned.into()).map(drop)
}
