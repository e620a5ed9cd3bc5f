//! The only unsafe code of the project: system calls that rustix does not wrap. Each function is a safe, thin wrapper that
//! turns the answer into an `io::Result`; it decides nothing. Called by the zygote, PID 1 and the program's process.
#![expect(unsafe_code, reason = "raw system calls that no safe crate offers")]

mod mount;
mod process;
mod seccomp;
mod socket;

pub(crate) use mount::{MountAttr, set_mount_attr};
pub(crate) use process::{
    Waited, clone_namespaces, close_on_exec_from, execute, kill_everything, put_at, reap, reset_signals,
    session_keyring, signal_fd, unshare, x32_getpid,
};
pub(crate) use seccomp::{FilterInstruction, install_filter, receive_notification};
pub(crate) use socket::unread_bytes;

use std::io;

/// The answer of a raw system call as a result: -1 means that errno holds the cause.
fn answer(returned: libc::c_long) -> io::Result<libc::c_long> {
    if returned == -1 {
        Err(io::Error::last_os_error())
    } else {
        Ok(returned)
    }
}
