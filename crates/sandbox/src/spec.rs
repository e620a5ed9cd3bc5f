//! What a caller asks for: how a slot is set up, what lies in a session's work directory, what is executed and how far it
//! may go. Plain data; nothing here touches the system.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::artefact::Artefact;
use crate::cancel::CancelToken;
use crate::pipes::Pipes;

/// How one slot of this host is set up. The number fixes uid and cgroup and is claimed host-wide by a lock in `state_dir`.
#[derive(Debug, Clone)]
pub struct SlotConfig {
    pub slot: u16,
    /// Host directory of locks, the owner's own and private; made when it is not there.
    pub state_dir: PathBuf,
    /// Path beneath each controller's own mount in which the slot's cgroup is made. `None`: the process's own cgroup.
    pub cgroup_parent: Option<String>,
    /// The slot's programs run as uid and gid `uid_base + slot`.
    pub uid_base: u32,
    /// The one CPU this slot runs on. `None`: any CPU, with a quota of one.
    pub cpu: Option<u32>,
    /// The zygote's binary. `None`: `gavel-zygote` next to the current executable.
    pub zygote: Option<PathBuf>,
    /// Read-only roots, one a language.
    pub roots: Vec<RootConfig>,
    /// Set-up step that is made to fail, for tests of failing closed.
    #[doc(hidden)]
    pub fail_at: Option<u8>,
}

impl SlotConfig {
    /// A slot with the default uid base, no pinned CPU, the process's own cgroup and no roots.
    pub fn new(slot: u16, state_dir: impl Into<PathBuf>) -> Self {
        Self {
            slot,
            state_dir: state_dir.into(),
            cgroup_parent: None,
            uid_base: 64_000,
            cpu: None,
            zygote: None,
            roots: Vec::new(),
            fail_at: None,
        }
    }
}

/// One read-only root: what a language's programs see beside `/w`, `/proc` and `/dev`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootConfig {
    pub name: String,
    pub mounts: Vec<Mount>,
    /// (link, what it points to), e.g. `("/bin", "usr/bin")`.
    pub symlinks: Vec<(String, String)>,
}

/// A directory or file of the host, shown read-only at an absolute path inside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mount {
    pub source: PathBuf,
    pub target: String,
}

/// What lies in `/w` for all executions of one session, and what they see of the environment.
#[derive(Debug, Clone)]
pub struct SessionSpec {
    /// Name of one of the slot's roots.
    pub root: String,
    pub env: Vec<(String, String)>,
    /// Root-owned and read-only inside: no program of the session can change them.
    pub files: Vec<InFile>,
    /// Size of `/w`. Its pages also count against the memory limit.
    pub work_bytes: u64,
    /// Files and directories that `/w` can hold.
    pub work_inodes: u64,
}

impl SessionSpec {
    /// An empty session in `root`: 64 MiB and 4,096 inodes of work directory.
    pub fn new(root: impl Into<String>) -> Self {
        Self {
            root: root.into(),
            env: Vec::new(),
            files: Vec::new(),
            work_bytes: 64 << 20,
            work_inodes: 4096,
        }
    }
}

/// A file placed in `/w` before the first execution.
#[derive(Debug, Clone)]
pub struct InFile {
    /// Relative name, see [`name_is_valid`].
    pub name: String,
    pub content: FileContent,
    pub executable: bool,
}

#[derive(Debug, Clone)]
pub enum FileContent {
    Bytes(Vec<u8>),
    Artefact(Artefact),
}

/// One program to execute in a session.
#[derive(Debug, Clone)]
pub struct ExecSpec {
    /// `argv[0]` is an absolute path inside, or relative to `/w`; no search path is consulted.
    pub argv: Vec<String>,
    /// Given as a sealed file, so that neither side can block on it.
    pub stdin: Arc<[u8]>,
    pub limits: Limits,
    /// Files of `/w` that come out after the program's main process ended.
    pub collect: Vec<Collect>,
    pub cancel: Option<Arc<CancelToken>>,
    /// Ends it like `cancel`, for a reason that concerns this execution alone.
    pub stop: Option<Arc<CancelToken>>,
    /// Standard input and output lead to another program, and neither `stdin` nor [`Limits::stdout_bytes`] counts. Never warm.
    pub pipes: Option<Pipes>,
    /// How the same can be done by a process that [`crate::Slot::warm_up`] started ahead. `None`: only by `argv`.
    pub warm: Option<Warm>,
}

/// A runtime that loads itself before its program comes, with the program's identity, limits, input and outputs, and that may run
/// it again for executions like the first. It writes the line `ready` to [`WARM_ANSWERS_FD`] once it has loaded, and reads orders
/// from [`WARM_ORDERS_FD`]: a line with `once` or `more` and the number of arguments, and each argument with a NUL byte behind it.
/// After `once` it does what [`ExecSpec::argv`] would do. After `more` too; or, unless the program did what the next execution
/// would see, it writes the line `exited CODE` or `signalled NUMBER` when the program is over, and reads the next order.
#[derive(Debug, Clone)]
pub struct Warm {
    pub argv: Vec<String>,
    pub arguments: Vec<String>,
    /// Another execution like this one follows in the session.
    pub more: bool,
}

/// Where a program writes what is neither for its output nor for its errors, if [`Limits::answer_bytes`] lets it.
pub const ANSWER_FD: i32 = 3;

/// Above every descriptor that a program opens by itself, below the most that it may have.
pub const WARM_ORDERS_FD: i32 = 1000;
pub const WARM_ANSWERS_FD: i32 = 1001;

impl ExecSpec {
    /// `argv` with empty input, default limits, nothing collected, no cancel.
    pub fn new<S: Into<String>>(argv: impl IntoIterator<Item = S>) -> Self {
        Self {
            argv: argv.into_iter().map(Into::into).collect(),
            stdin: Arc::from([]),
            limits: Limits::default(),
            collect: Vec::new(),
            cancel: None,
            stop: None,
            pipes: None,
            warm: None,
        }
    }
}

/// How far one execution may go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// CPU time of all its processes together, by the cgroup's clock.
    pub cpu_ms: u64,
    pub wall_ms: u64,
    /// Memory of all its processes together, with what it writes to `/w`.
    pub memory_bytes: u64,
    /// Processes and threads at one time.
    pub pids: u32,
    pub stdout_bytes: u64,
    pub stderr_bytes: u64,
    /// What it may write to descriptor [`ANSWER_FD`]. `None`: it has no such descriptor.
    pub answer_bytes: Option<u64>,
    /// Largest file it can write.
    pub file_bytes: u64,
    /// At most 1,024.
    pub open_files: u64,
    pub stack_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cpu_ms: 5_000,
            wall_ms: 12_000,
            memory_bytes: 256 << 20,
            pids: 64,
            stdout_bytes: 1 << 20,
            stderr_bytes: 64 << 10,
            answer_bytes: None,
            file_bytes: 64 << 20,
            open_files: 256,
            stack_bytes: 64 << 20,
        }
    }
}

/// A file that comes out of `/w`, or all regular files directly in `/w` whose names end alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collect {
    /// A relative name, or `*SUFFIX` (at most 256 files, e.g. `*.class`).
    pub name: String,
    /// What is larger does not come out; for a suffix, counted over all its files.
    pub bytes_max: u64,
}

/// Whether `name` may name a file of `/w`: one to eight components of 1 to 100 bytes out of `A-Z a-z 0-9 _ - . + $`,
/// joined by `/`, none of them `.` or `..`, 255 bytes in all.
pub fn name_is_valid(name: &str) -> bool {
    let component_is_valid = |part: &str| {
        !matches!(part, "" | "." | "..")
            && part.len() <= 100
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_-.+$".contains(&b))
    };
    name.len() <= 255 && name.split('/').count() <= 8 && name.split('/').all(component_is_valid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_leave_the_work_directory_are_refused() {
        for bad in [
            "",
            "/",
            "/a",
            "a/",
            "a//b",
            ".",
            "..",
            "../a",
            "a/../b",
            "a\nb",
            "a b",
            "a\0",
            "ä",
            "a/b/c/d/e/f/g/h/i",
        ] {
            assert!(!name_is_valid(bad), "{bad:?}");
        }
        assert!(!name_is_valid(&"a".repeat(101)));
        for good in ["main.c", "Main$1.class", "a/b/c.h", ".hidden", "x++", "..."] {
            assert!(name_is_valid(good), "{good:?}");
        }
    }
}
