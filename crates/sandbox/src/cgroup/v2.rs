//! Cgroup v2: the zygote and PID 1 live in one leaf, each execution in a fresh one beside it, since `memory.peak` cannot be
//! reset before Linux 6.12. The process enters its leaf while it waits for the request, off the path of the answer.

use std::fs;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use super::find::OWNER;
use super::{Control, Idle, Reading, make_directory, procs_of, write_file};
use crate::fault::{Explain, Fault};
use crate::spec::Limits;

/// What the zygote and PID 1 may use, and the room in which files of a session are placed before its limits are known.
const OWN_BYTES: u64 = 256 << 20;
const CONTROLLERS: [&str; 3] = ["cpu", "memory", "pids"];
const SUBTREE: &str = "cgroup.subtree_control";

#[derive(Debug)]
pub(crate) struct V2 {
    pub(super) directory: PathBuf,
    pub(super) zygote: PathBuf,
    leaf: Option<Leaf>,
    old: Vec<PathBuf>,
    made: u64,
}

#[derive(Debug)]
struct Leaf {
    path: PathBuf,
    memory: Control,
    peak: Control,
    events: Control,
    current: Control,
    pids: Control,
    processes: Control,
    cpu: Control,
}

impl V2 {
    pub(super) fn make(place: &Path, directory: &Path, cpu: Option<u32>) -> Result<Self, Fault> {
        delegate(place)?;
        make_directory(directory)?;
        enable(directory)?;
        if cpu.is_none() {
            write_file(&directory.join("cpu.max"), "100000 100000")?;
        }
        let zygote = directory.join("zygote");
        make_directory(&zygote)?;
        Ok(Self {
            directory: directory.to_owned(),
            zygote,
            leaf: None,
            old: Vec::new(),
            made: 0,
        })
    }

    pub(super) fn first_limits(&mut self) -> Result<(), Fault> {
        let control = |name: &str| Control::open(&self.zygote, name, true);
        control("memory.max")?.set_and_check(OWN_BYTES)?;
        control("memory.swap.max")?.set_and_check(0)?;
        control("pids.max")?.set_and_check(16)?;
        Leaf::make(self.zygote.with_file_name("try"))?.remove()
    }

    pub(super) fn next_leaf(&mut self) -> Result<OwnedFd, Fault> {
        self.old.extend(self.leaf.take().map(|leaf| leaf.path));
        // A leaf whose last process is still dying stays for the next time.
        self.old
            .retain(|path| fs::remove_dir(path).is_err() && path.exists());
        self.made += 1;
        let leaf = Leaf::make(self.directory.join(format!("run-{}", self.made)))?;
        let procs = procs_of(&leaf.path);
        self.leaf = Some(leaf);
        procs
    }

    pub(super) fn leaf_procs(&self) -> Result<OwnedFd, Fault> {
        procs_of(&self.leaf()?.path)
    }

    /// A leaf is fresh, so that nothing but the session's files and our own process is in it.
    pub(super) fn idle(&self, files_bytes: u64) -> Result<Idle, Fault> {
        Ok(Idle {
            base_bytes: 0,
            used_bytes: self.leaf()?.current.number()?.saturating_sub(files_bytes),
            cache_bytes: 0,
        })
    }

    pub(super) fn start(
        &mut self,
        limits: &Limits,
        files_bytes: u64,
        idle: Option<Idle>,
    ) -> Result<Reading, Fault> {
        let leaf = self.leaf()?;
        leaf.memory
            .write(limits.memory_bytes.saturating_add(files_bytes))?;
        leaf.pids.write(limits.pids)?;
        Ok(Reading {
            cpu_us: leaf.cpu.keyed("usage_usec")?,
            memory_bytes: idle.map_or_else(
                || leaf.current.number(),
                |idle| Ok(idle.used_bytes.saturating_add(files_bytes)),
            )?,
            oom_kills: leaf.events.keyed("oom_kill")?,
        })
    }

    pub(super) fn finish(&mut self) -> Result<Reading, Fault> {
        let leaf = self.leaf()?;
        Ok(Reading {
            cpu_us: leaf.cpu.keyed("usage_usec")?,
            memory_bytes: leaf.peak.number()?,
            oom_kills: leaf.events.keyed("oom_kill")?,
        })
    }

    pub(super) fn processes(&self) -> Result<usize, Fault> {
        self.leaf()?.processes.lines()
    }

    pub(super) fn cpu_us(&self) -> Result<u64, Fault> {
        self.leaf()?.cpu.keyed("usage_usec")
    }

    fn leaf(&self) -> Result<&Leaf, Fault> {
        self.leaf
            .as_ref()
            .ok_or_else(|| Fault::new("there is no leaf cgroup"))
    }
}

impl Leaf {
    fn make(path: PathBuf) -> Result<Self, Fault> {
        make_directory(&path)?;
        let control = |name: &str, write| Control::open(&path, name, write);
        control("memory.swap.max", true)?.set_and_check(0)?;
        Ok(Self {
            memory: control("memory.max", true)?,
            peak: control("memory.peak", false)?,
            events: control("memory.events", false)?,
            current: control("memory.current", false)?,
            pids: control("pids.max", true)?,
            processes: control("cgroup.procs", false)?,
            cpu: control("cpu.stat", false)?,
            path,
        })
    }

    fn remove(self) -> Result<(), Fault> {
        fs::remove_dir(&self.path).explain(format!("remove {}", self.path.display()))
    }
}

/// Lets children of the own cgroup have the controllers. A cgroup with processes cannot (but for the root), so this process
/// moves into a leaf of its own first; it does not touch others, and says so when others are in the way.
fn delegate(place: &Path) -> Result<(), Fault> {
    let lacks = missing(place, "cgroup.controllers")?;
    if !lacks.is_empty() {
        return Err(Fault::new(format!(
            "the controllers {lacks:?} are not delegated to {}",
            place.display()
        )));
    }
    match enable(place) {
        Ok(()) => return Ok(()),
        Err(fault) if [libc::EACCES, libc::EROFS].contains(&fault.errno) => {
            return Err(fault).explain("this cgroup is not delegated to this user");
        }
        Err(_) => {}
    }
    let aside = place.join(OWNER);
    make_directory(&aside)?;
    write_file(&aside.join("cgroup.procs"), "0")?;
    enable(place).explain("other processes share this cgroup: start the agent in a delegated one of its own")
}

fn enable(directory: &Path) -> Result<(), Fault> {
    if missing(directory, SUBTREE)?.is_empty() {
        return Ok(());
    }
    let wanted: Vec<_> = CONTROLLERS.iter().map(|name| format!("+{name}")).collect();
    write_file(&directory.join(SUBTREE), &wanted.join(" "))
}

/// The controllers that a cgroup's file does not list.
fn missing(directory: &Path, file: &str) -> Result<Vec<&'static str>, Fault> {
    let path = directory.join(file);
    let listed = fs::read_to_string(&path).explain(path.display())?;
    let is_listed = |name: &&str| listed.split_whitespace().any(|is| is == *name);
    Ok(CONTROLLERS.into_iter().filter(|name| !is_listed(name)).collect())
}
