//! mount_setattr, which rustix lacks.

use std::ffi::CStr;
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

use super::answer;

/// Attributes to set on a mount; see mount_setattr(2).
#[derive(Debug, Clone, Copy)]
pub(crate) struct MountAttr {
    pub(crate) set: u64,
    pub(crate) recursive: bool,
}

impl MountAttr {
    pub(crate) const RDONLY: u64 = 0x1;
    pub(crate) const NOSUID: u64 = 0x2;
    pub(crate) const NODEV: u64 = 0x4;
    pub(crate) const NOEXEC: u64 = 0x8;
}

/// Sets attributes on the mount at `path` beneath `dir` (an empty path means `dir` itself).
pub(crate) fn set_mount_attr(dir: BorrowedFd<'_>, path: &CStr, attr: MountAttr) -> io::Result<()> {
    /// struct mount_attr of mount_setattr(2).
    #[repr(C)]
    struct Raw {
        set: u64,
        clear: u64,
        propagation: u64,
        user_namespace: u64,
    }
    let raw = Raw {
        set: attr.set,
        clear: 0,
        propagation: 0,
        user_namespace: 0,
    };
    let mut flags = libc::AT_EMPTY_PATH;
    if attr.recursive {
        flags |= libc::AT_RECURSIVE;
    }
    // SAFETY: `dir` is open for the call's duration, `path` ends with NUL by its type, and `raw` has the kernel's layout
    // (repr(C), four u64) and is passed with its own size; the kernel only reads both.
    let returned = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            dir.as_raw_fd(),
            path.as_ptr(),
            flags,
            std::ptr::from_ref(&raw),
            size_of::<Raw>(),
        )
    };
    answer(returned).map(drop)
}
