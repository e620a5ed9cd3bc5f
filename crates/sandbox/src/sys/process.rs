//! Processes: clone, execute, kill, reap, signals and the session keyring. Every process here is single-threaded (the
//! zygote starts no thread, the others are its forks, and an owner forks only while it has one), on which SAFETY relies.

use std::ffi::{CStr, CString};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::ptr;

use super::answer;

/// Which process ended and how, as waitid(2) tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Waited {
    pub(crate) pid: i32,
    /// Exited by itself (`status` is the exit code), not killed (`status` is the signal).
    pub(crate) exited: bool,
    pub(crate) status: i32,
}

/// Forks into the new namespaces of `flags` (`CLONE_NEW*`, 0 for a plain fork): `None` in the child, its pid in the parent.
pub(crate) fn clone_namespaces(flags: libc::c_int) -> io::Result<Option<i32>> {
    let flags = libc::c_long::from(flags | libc::SIGCHLD);
    // SAFETY: without CLONE_VM and with a null stack the child gets a copy of the whole address space and goes on on a copy
    // of this stack, like fork. The process is single-threaded (see the file's head), so no lock of the allocator or of the
    // standard library can be held by a thread that the copy lacks.
    let returned = unsafe { libc::syscall(libc::SYS_clone, flags, 0, 0, 0, 0) };
    let pid = answer(returned)?;
    Ok(if pid == 0 { None } else { i32::try_from(pid).ok() })
}

/// Enters new namespaces of `flags` (`CLONE_NEW*`, never CLONE_FILES, FS or VM).
pub(crate) fn unshare(flags: libc::c_int) -> io::Result<()> {
    // SAFETY: takes no pointer. Namespace flags change what names mean to later calls, not the state of any descriptor or
    // memory that Rust holds.
    answer(libc::c_long::from(unsafe { libc::unshare(flags) })).map(drop)
}

/// Replaces this process by `path`. Returns only the error.
pub(crate) fn execute(path: &CStr, argv: &[CString], env: &[CString]) -> io::Error {
    let pointers = |strings: &[CString]| -> Vec<*const libc::c_char> {
        strings.iter().map(|s| s.as_ptr()).chain([ptr::null()]).collect()
    };
    let (argv_pointers, env_pointers) = (pointers(argv), pointers(env));
    // SAFETY: both arrays end with a null pointer, and what they point to is NUL-terminated and outlives the call, because
    // `argv` and `env` are borrowed for the whole function.
    unsafe { libc::execve(path.as_ptr(), argv_pointers.as_ptr(), env_pointers.as_ptr()) };
    io::Error::last_os_error()
}

/// Kills every process that this one may signal, itself left out: called by PID 1, everything else in its pid namespace.
pub(crate) fn kill_everything() {
    // SAFETY: takes no pointer; the caller is PID 1 of a pid namespace, so that -1 cannot reach beyond it (kill(2)).
    // Its only error is that there was nobody to kill.
    unsafe { libc::kill(-1, libc::SIGKILL) };
}

/// Reaps one ended child: `None` when there is no child left, or none has ended and `block` is false.
pub(crate) fn reap(block: bool) -> Option<Waited> {
    let flags = libc::WEXITED | if block { 0 } else { libc::WNOHANG };
    loop {
        // SAFETY: siginfo_t is plain data for which all-zero is a value; the kernel writes a whole one or nothing.
        let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
        // SAFETY: `info` is a live, writable siginfo_t for the duration of the call.
        let returned = unsafe { libc::waitid(libc::P_ALL, 0, &raw mut info, flags) };
        if returned == -1 {
            if io::Error::last_os_error().raw_os_error() == Some(libc::EINTR) {
                continue;
            }
            return None;
        }
        // SAFETY: waitid succeeded, so the kernel filled the SIGCHLD fields, or left them zero where nothing had ended.
        let (pid, status) = unsafe { (info.si_pid(), info.si_status()) };
        return (pid != 0).then_some(Waited {
            pid,
            exited: info.si_code == libc::CLD_EXITED,
            status,
        });
    }
}

/// Blocks SIGCHLD and gives a descriptor that becomes readable when a child ends.
pub(crate) fn signal_fd() -> io::Result<OwnedFd> {
    // SAFETY: the set is plain data, initialised by sigemptyset before any other use; the pointers are to that live local.
    // signalfd returns a descriptor that nobody else owns, or -1, which is checked before it becomes an OwnedFd.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        libc::sigaddset(&raw mut set, libc::SIGCHLD);
        answer(libc::sigprocmask(libc::SIG_BLOCK, &raw const set, ptr::null_mut()).into())?;
        let fd = libc::signalfd(-1, &raw const set, libc::SFD_CLOEXEC | libc::SFD_NONBLOCK);
        answer(fd.into())?;
        Ok(OwnedFd::from_raw_fd(fd))
    }
}

/// Every signal back to its default and unblocked, as a fresh program expects (Rust ignores SIGPIPE at start, and whoever
/// started the owner may have ignored any).
pub(crate) fn reset_signals() {
    /// Of the kernel's struct sigaction: handler, flags, restorer, mask.
    const DEFAULT: [u64; 4] = [libc::SIG_DFL as u64, 0, 0, 0];
    /// Bytes of the kernel's signal set.
    const SET: usize = 8;
    let nobody: *mut u64 = ptr::null_mut();
    for signal in 1..=64 {
        // SAFETY: the kernel reads the four words of a live constant and is asked for nothing back. SIG_DFL installs no
        // handler, so no code can run at an unexpected time. SIGKILL and SIGSTOP are refused and stay as they are. The C
        // library's function would refuse its own two signals, which this process does not use, as it has one thread.
        unsafe { libc::syscall(libc::SYS_rt_sigaction, signal, DEFAULT.as_ptr(), nobody, SET) };
    }
    // SAFETY: the set is initialised by sigemptyset before use, and the pointers are to that live local.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        libc::sigprocmask(libc::SIG_SETMASK, &raw const set, ptr::null_mut());
    }
}

/// Leaves the inherited session keyring for a new, empty one.
pub(crate) fn session_keyring() -> io::Result<()> {
    /// KEYCTL_JOIN_SESSION_KEYRING of keyctl(2).
    const JOIN: libc::c_long = 1;
    // SAFETY: a null name asks for an anonymous keyring; no other pointer is passed.
    let returned = unsafe { libc::syscall(libc::SYS_keyctl, JOIN, ptr::null::<libc::c_char>()) };
    answer(returned).map(drop)
}

/// getpid by its x32 number, which the filter answers by death: for the probe.
pub(crate) fn x32_getpid() -> io::Result<()> {
    const X32_BIT: libc::c_long = 0x4000_0000;
    // SAFETY: takes no argument and has no effect on memory, whether the kernel knows the number or not.
    answer(unsafe { libc::syscall(X32_BIT | libc::SYS_getpid) }).map(drop)
}

/// Makes `number` name what `fd` names, for the next program too, whatever it named before. For numbers that no `OwnedFd` has: 0
/// to 2, and [`crate::ANSWER_FD`], which the zygote takes away before it opens anything.
pub(crate) fn put_at(fd: BorrowedFd<'_>, number: RawFd) -> io::Result<()> {
    // SAFETY: takes no pointer. What is closed is the number's old meaning, which by the above nobody owns.
    answer(unsafe { libc::dup2(fd.as_raw_fd(), number) }.into()).map(drop)
}

/// Marks every descriptor from `first` on to be closed by the next exec.
pub(crate) fn close_on_exec_from(first: u32) -> io::Result<()> {
    // SAFETY: takes no pointer, and CLOSE_RANGE_CLOEXEC closes nothing now: descriptors that Rust owns stay open.
    let returned =
        unsafe { libc::syscall(libc::SYS_close_range, first, u32::MAX, libc::CLOSE_RANGE_CLOEXEC) };
    answer(returned).map(drop)
}
