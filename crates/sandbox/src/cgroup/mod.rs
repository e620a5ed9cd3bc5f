//! The cgroups of a slot: made and limited by the owner, lived in by the zygote, read for time, memory and kills. One
//! interface over cgroup v1 and v2. Everything is beneath the process's own cgroup and named `gavel-slot-N`.

mod enclosure;
mod find;
mod sweep;
mod v1;
mod v2;

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

pub use enclosure::Enclosure;
pub(crate) use find::{Places, places};
pub(crate) use sweep::{removable, remove};

use crate::fault::{Explain, Fault};
use crate::spec::Limits;

/// What the clocks and counters said at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) cpu_us: u64,
    /// At the start: in use; at the end: the highest since.
    pub(crate) memory_bytes: u64,
    /// Processes killed for want of memory so far.
    pub(crate) oom_kills: u64,
}

/// Memory of a slot before a program's runtime is started.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Idle {
    /// What an execution's limit comes on top of.
    base_bytes: u64,
    /// With page cache, which is no part of that since it gives way.
    used_bytes: u64,
    cache_bytes: u64,
}

/// A slot's cgroups.
#[derive(Debug)]
pub(crate) enum Cgroups {
    V1(v1::V1),
    V2(v2::V2),
}

/// The texts that tell where the process's own cgroups are.
pub(crate) fn own_texts() -> Result<(String, String), Fault> {
    let read = |path: &str| fs::read_to_string(path).explain(path);
    Ok((read("/proc/self/cgroup")?, read("/proc/self/mountinfo")?))
}

/// Processes of ours that live beside the program: the zygote and PID 1.
const OWN_PIDS: u32 = 2;

impl Cgroups {
    /// Directories that [`Cgroups::make`] will make, to be swept first and noted for whoever claims the slot next.
    pub(crate) fn directories(places: &Places, slot: u16) -> Vec<PathBuf> {
        let name = format!("gavel-slot-{slot}");
        match places {
            Places::V1(found) => {
                let mut all: Vec<_> = found.values().map(|place| place.join(&name)).collect();
                all.sort();
                all.dedup();
                all
            }
            Places::V2(place) => vec![place.join(name)],
        }
    }

    pub(crate) fn make(places: &Places, slot: u16, cpus: Option<u32>) -> Result<Self, Fault> {
        let directories = Self::directories(places, slot);
        match places {
            Places::V1(found) => Ok(Self::V1(v1::V1::make(found, slot, directories, cpus)?)),
            Places::V2(place) => {
                let directory = directories.first().ok_or_else(|| Fault::new("no place"))?;
                Ok(Self::V2(v2::V2::make(place, directory, cpus)?))
            }
        }
    }

    /// Sets limits that hold while nothing runs, and reads them back.
    pub(crate) fn first_limits(&mut self) -> Result<(), Fault> {
        match self {
            Self::V1(v1) => v1.first_limits(),
            Self::V2(v2) => v2.first_limits(),
        }
    }

    /// One `cgroup.procs` a hierarchy, for the zygote to enter.
    pub(crate) fn procs(&self) -> Result<Vec<OwnedFd>, Fault> {
        match self {
            Self::V1(v1) => v1.directories.iter().map(|dir| procs_of(dir)).collect(),
            Self::V2(v2) => Ok(vec![procs_of(&v2.zygote)?]),
        }
    }

    /// On v2 a fresh leaf for the next execution, since its peak cannot be reset before Linux 6.12.
    pub(crate) fn next_leaf(&mut self) -> Result<Option<OwnedFd>, Fault> {
        match self {
            Self::V1(_) => Ok(None),
            Self::V2(v2) => v2.next_leaf().map(Some),
        }
    }

    /// Before a session: lets memory of the last one go that the kernel frees late.
    pub(crate) fn settle(&self) -> Result<(), Fault> {
        match self {
            Self::V1(v1) => v1.settle(),
            Self::V2(_) => Ok(()),
        }
    }

    /// Gives our own processes room for `bytes` of files and for what they need themselves, whatever limit the last program
    /// had. On v2 they do not live under that limit.
    pub(crate) fn make_room(&mut self, bytes: u64) -> Result<(), Fault> {
        match self {
            Self::V1(v1) => v1.make_room(bytes),
            Self::V2(_) => Ok(()),
        }
    }

    /// What is in use before a program with this limit of memory, without `files_bytes` that lie in the work directory. Fails when
    /// memory of a former program is still charged.
    pub(crate) fn idle(&self, files_bytes: u64, limit: u64) -> Result<Idle, Fault> {
        match self {
            Self::V1(v1) => v1.idle(files_bytes, limit),
            Self::V2(v2) => v2.idle(files_bytes),
        }
    }

    /// On v2 the way into the leaf of the next execution, for one more process.
    pub(crate) fn leaf_procs(&self) -> Result<Option<OwnedFd>, Fault> {
        match self {
            Self::V1(_) => Ok(None),
            Self::V2(v2) => v2.leaf_procs().map(Some),
        }
    }

    /// Sets an execution's limits and reads the clocks. `files_bytes` lie in the work directory already. `idle` is what was
    /// in use before its runtime was started, whose memory counts; without it nothing was, and it fails when memory of a
    /// former program is still charged.
    pub(crate) fn start(
        &mut self,
        limits: &Limits,
        files_bytes: u64,
        idle: Option<Idle>,
    ) -> Result<Reading, Fault> {
        match self {
            Self::V1(v1) => v1.start(limits, files_bytes, idle),
            Self::V2(v2) => v2.start(limits, files_bytes, idle),
        }
    }

    /// Processes beside our own.
    pub(crate) fn processes(&self) -> Result<usize, Fault> {
        match self {
            Self::V1(v1) => Ok(v1.processes()?.saturating_sub(OWN_PIDS as usize)),
            Self::V2(v2) => v2.processes(),
        }
    }

    /// CPU time so far, in microseconds.
    pub(crate) fn cpu_us(&self) -> Result<u64, Fault> {
        match self {
            Self::V1(v1) => v1.cpu_us(),
            Self::V2(v2) => v2.cpu_us(),
        }
    }

    /// Reads the clocks, and gives our own processes room to clean up in.
    pub(crate) fn finish(&mut self) -> Result<Reading, Fault> {
        match self {
            Self::V1(v1) => v1.finish(),
            Self::V2(v2) => v2.finish(),
        }
    }

    /// Remembers what the idle slot itself uses, on top of which a program's memory limit is set.
    pub(crate) fn note_idle(&mut self) -> Result<(), Fault> {
        match self {
            Self::V1(v1) => v1.note_idle(),
            Self::V2(_) => Ok(()),
        }
    }

    pub(crate) fn all_directories(&self) -> &[PathBuf] {
        match self {
            Self::V1(v1) => &v1.directories,
            Self::V2(v2) => std::slice::from_ref(&v2.directory),
        }
    }

    pub(crate) fn is_v2(&self) -> bool {
        matches!(self, Self::V2(_))
    }
}

fn procs_of(directory: &Path) -> Result<OwnedFd, Fault> {
    let path = directory.join("cgroup.procs");
    let file = OpenOptions::new()
        .write(true)
        .open(&path)
        .explain(path.display())?;
    Ok(file.into())
}

/// Makes a cgroup, or takes the one that is there already.
fn make_directory(directory: &Path) -> Result<(), Fault> {
    match fs::create_dir(directory) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(error).explain(format!("make {}", directory.display()))
        }
        _ => Ok(()),
    }
}

fn write_file(path: &Path, value: &str) -> Result<(), Fault> {
    fs::write(path, value).explain(format!("write {value:?} to {}", path.display()))
}

/// A control file that stays open: opening it costs more than reading it.
#[derive(Debug)]
struct Control {
    file: File,
    path: PathBuf,
}

impl Control {
    fn open(directory: &Path, name: &str, write: bool) -> Result<Self, Fault> {
        let path = directory.join(name);
        let file = OpenOptions::new()
            .read(true)
            .write(write)
            .open(&path)
            .explain(path.display())?;
        Ok(Self { file, path })
    }

    fn write(&self, value: impl ToString) -> Result<(), Fault> {
        let value = value.to_string();
        let written = self.file.write_at(value.as_bytes(), 0);
        written
            .map(drop)
            .explain(format!("write {value} to {}", self.path.display()))
    }

    fn text(&self) -> Result<String, Fault> {
        let mut buffer = [0; 4096];
        let read = self.file.read_at(&mut buffer, 0).explain(self.path.display())?;
        Ok(String::from_utf8_lossy(buffer.get(..read).unwrap_or_default()).into_owned())
    }

    /// Opened anew: for a descriptor that is kept, cgroup v1 keeps the list of processes that it made at the first look, as long as
    /// no second goes by without another.
    fn lines(&self) -> Result<usize, Fault> {
        let text = fs::read_to_string(&self.path).explain(self.path.display())?;
        Ok(text.lines().count())
    }

    fn number(&self) -> Result<u64, Fault> {
        let text = self.text()?;
        let number = text
            .trim()
            .parse()
            .map_err(|_| Fault::new(format!("it reads {text:?}")));
        number.explain(self.path.display())
    }

    /// The number behind `key` in a file of `key value` lines.
    fn keyed(&self, key: &str) -> Result<u64, Fault> {
        self.all_keyed([key]).map(|[number]| number)
    }

    /// Of one moment.
    fn all_keyed<const N: usize>(&self, keys: [&str; N]) -> Result<[u64; N], Fault> {
        let text = self.text()?;
        let mut numbers = [0; N];
        for (number, key) in numbers.iter_mut().zip(keys) {
            *number = text
                .lines()
                .find_map(|line| line.strip_prefix(key)?.strip_prefix(' ')?.trim().parse().ok())
                .ok_or_else(|| Fault::new(format!("{} has no {key}", self.path.display())))?;
        }
        Ok(numbers)
    }

    /// Writes a limit and fails when the kernel did not take it: never run with less.
    fn set_and_check(&self, value: u64) -> Result<(), Fault> {
        self.write(value)?;
        let is = self.number()?;
        if is == value {
            Ok(())
        } else {
            Err(Fault::new(format!(
                "{} took {is}, not {value}",
                self.path.display()
            )))
        }
    }
}
