//! Cgroup v1: one directory a controller. The memory peak is reset by writing to it; a memory limit that was hit shows in
//! the `oom_kill` count alone (`failcnt` stays 0).

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use super::{Control, Idle, OWN_PIDS, Reading, make_directory, write_file};
use crate::fault::{Explain, Fault};
use crate::spec::Limits;

/// While nothing runs. Also the room on top of a limit in which PID 1 cleans up after a program that filled it.
const IDLE_BYTES: u64 = 64 << 20;
const IDLE_PIDS: u32 = 64;
/// Most that may be charged beside our own processes and the session's files when a program starts: a sixteenth of its limit,
/// between these. More is memory of a former program that the kernel has not let go of, and then the slot takes fresh cgroups.
/// A process with four threads leaves 160 KiB until the kernel's next grace period, which takes some 12 ms.
const LEFT: RangeInclusive<u64> = 2 << 20..=4 << 20;
const LEFT_PART: u64 = 16;
/// What is freed late is waited for when it is more than this, and no longer than that.
const LATE_BYTES: u64 = 3 << 19;
const LATE_MAX: Duration = Duration::from_millis(30);
const LATE_PAUSE: Duration = Duration::from_micros(500);
/// Page size, to which the kernel rounds limits.
const PAGE: u64 = 4096;

#[derive(Debug)]
pub(crate) struct V1 {
    pub(super) directories: Vec<PathBuf>,
    limit: Control,
    /// Memory and swap together; missing where the kernel does not count swap, and then swappiness is 0.
    limit_with_swap: Option<Control>,
    usage: Control,
    stat: Control,
    /// Missing where the kernel does not count its own memory.
    kernel: Option<Control>,
    peak: Control,
    oom: Control,
    pids: Control,
    processes: Control,
    cpu: Control,
    limit_now: u64,
    pids_now: u32,
    own_bytes: u64,
    /// Page cache of former programs when the running one started.
    cache_bytes: u64,
}

impl V1 {
    pub(super) fn make(
        places: &BTreeMap<&'static str, PathBuf>,
        slot: u16,
        directories: Vec<PathBuf>,
        cpu: Option<u32>,
    ) -> Result<Self, Fault> {
        for directory in &directories {
            make_directory(directory)?;
        }
        let place = |controller: &str| {
            let place = places
                .get(controller)
                .map(|place| place.join(format!("gavel-slot-{slot}")));
            place.ok_or_else(|| Fault::new(format!("there is no {controller} controller")))
        };
        let (memory, pids, cpuacct) = (place("memory")?, place("pids")?, place("cpuacct")?);
        if cpu.is_none() {
            // Any CPU, but one CPU's worth of time. A pinned slot has that bound by its affinity.
            write_file(&place("cpu")?.join("cpu.cfs_period_us"), "100000")?;
            write_file(&place("cpu")?.join("cpu.cfs_quota_us"), "100000")?;
        }
        let limit_with_swap = Control::open(&memory, "memory.memsw.limit_in_bytes", true).ok();
        if limit_with_swap.is_none() {
            write_file(&memory.join("memory.swappiness"), "0")?;
        }
        Ok(Self {
            limit: Control::open(&memory, "memory.limit_in_bytes", true)?,
            limit_with_swap,
            usage: Control::open(&memory, "memory.usage_in_bytes", false)?,
            stat: Control::open(&memory, "memory.stat", false)?,
            kernel: Control::open(&memory, "memory.kmem.usage_in_bytes", false).ok(),
            peak: Control::open(&memory, "memory.max_usage_in_bytes", true)?,
            oom: Control::open(&memory, "memory.oom_control", false)?,
            pids: Control::open(&pids, "pids.max", true)?,
            processes: Control::open(&pids, "cgroup.procs", false)?,
            cpu: Control::open(&cpuacct, "cpuacct.usage", false)?,
            directories,
            limit_now: u64::MAX,
            pids_now: 0,
            own_bytes: 0,
            cache_bytes: 0,
        })
    }

    pub(super) fn first_limits(&mut self) -> Result<(), Fault> {
        self.set_memory(IDLE_BYTES)?;
        self.limit.set_and_check(IDLE_BYTES)?;
        self.pids.set_and_check(u64::from(IDLE_PIDS))?;
        self.pids_now = IDLE_PIDS;
        self.cpu_us()?;
        self.oom.keyed("oom_kill").map(drop)
    }

    pub(super) fn note_idle(&mut self) -> Result<(), Fault> {
        self.own_bytes = self.usage.number()?;
        Ok(())
    }

    pub(super) fn start(
        &mut self,
        limits: &Limits,
        files_bytes: u64,
        idle: Option<Idle>,
    ) -> Result<Reading, Fault> {
        let base = match idle {
            Some(idle) => idle.base_bytes.saturating_add(files_bytes),
            None => self.base(files_bytes, limits.memory_bytes)?,
        };
        self.set_memory(limits.memory_bytes.saturating_add(base))?;
        let pids = limits.pids.saturating_add(OWN_PIDS);
        if pids != self.pids_now {
            self.pids.write(pids)?;
            self.pids_now = pids;
        }
        self.peak.write(0)?;
        let memory_bytes = match idle {
            Some(idle) => {
                self.cache_bytes = idle.cache_bytes;
                idle.used_bytes.saturating_add(files_bytes)
            }
            None => {
                let used = self.usage.number()?;
                let expected = self.own_bytes.saturating_add(files_bytes);
                self.cache_bytes = if used > expected { self.cache()? } else { 0 };
                used
            }
        };
        Ok(Reading {
            memory_bytes,
            cpu_us: self.cpu_us()?,
            oom_kills: self.oom_kills()?,
        })
    }

    pub(super) fn idle(&self, files_bytes: u64, limit: u64) -> Result<Idle, Fault> {
        Ok(Idle {
            base_bytes: self.base(files_bytes, limit)?.saturating_sub(files_bytes),
            cache_bytes: self.cache()?,
            used_bytes: self.usage.number()?.saturating_sub(files_bytes),
        })
    }

    /// What is in use before the program is, which its limit comes on top of.
    fn base(&self, files_bytes: u64, limit: u64) -> Result<u64, Fault> {
        let expected = self.own_bytes.saturating_add(files_bytes);
        if self.usage.number()? <= expected {
            return Ok(expected);
        }
        let fixed = self.fixed()?;
        let left_max = (limit / LEFT_PART).clamp(*LEFT.start(), *LEFT.end());
        if fixed > expected.saturating_add(left_max) {
            return Err(Fault {
                errno: libc::EBUSY,
                what: format!("{} bytes of a former program are still charged", fixed - expected),
            });
        }
        Ok(fixed.max(expected))
    }

    /// Memory in use without page cache, which gives way.
    fn fixed(&self) -> Result<u64, Fault> {
        let kernel = self.kernel.as_ref().map_or(Ok(0), Control::number)?;
        let [rss, shmem] = self.stat.all_keyed(["rss", "shmem"])?;
        Ok(rss + shmem + kernel)
    }

    /// Pages of files, but for those that are memory themselves.
    fn cache(&self) -> Result<u64, Fault> {
        let [cache, shmem] = self.stat.all_keyed(["cache", "shmem"])?;
        Ok(cache.saturating_sub(shmem))
    }

    /// Waits a little for what the kernel frees late, such as the stacks of many dead processes: it would be taken for the
    /// next program's start and not be there at its peak.
    pub(super) fn settle(&self) -> Result<(), Fault> {
        let usual = self.own_bytes.saturating_add(LATE_BYTES);
        let deadline = Instant::now() + LATE_MAX;
        while self.usage.number()? > usual && self.fixed()? > usual && Instant::now() < deadline {
            thread::sleep(LATE_PAUSE);
        }
        Ok(())
    }

    /// Lets our own processes use `bytes`, and what they work with, on top of what is in use.
    pub(super) fn make_room(&mut self, bytes: u64) -> Result<(), Fault> {
        let wanted = self
            .usage
            .number()?
            .saturating_add(bytes)
            .saturating_add(IDLE_BYTES);
        if self.limit_now < wanted {
            self.set_memory(wanted)?;
        }
        Ok(())
    }

    pub(super) fn finish(&mut self) -> Result<Reading, Fault> {
        let peak = self.peak.number()?;
        // Page cache that made room for the program was in use at its start and was not at its peak.
        let gave_way = match self.cache_bytes {
            0 => 0,
            bytes => bytes.saturating_sub(self.cache()?),
        };
        let reading = Reading {
            cpu_us: self.cpu_us()?,
            memory_bytes: peak.saturating_add(gave_way),
            oom_kills: self.oom_kills()?,
        };
        // A program that filled its memory with files leaves PID 1 no page to work with; give it some.
        if peak.saturating_add(IDLE_BYTES / 16) >= self.limit_now {
            self.set_memory(self.limit_now.saturating_add(IDLE_BYTES))?;
        }
        Ok(reading)
    }

    pub(super) fn processes(&self) -> Result<usize, Fault> {
        self.processes.lines()
    }

    pub(super) fn cpu_us(&self) -> Result<u64, Fault> {
        Ok(self.cpu.number()? / 1000)
    }

    fn oom_kills(&self) -> Result<u64, Fault> {
        self.oom.keyed("oom_kill")
    }

    /// The limit with swap can never be below the one without, so that their order depends on the direction.
    fn set_memory(&mut self, bytes: u64) -> Result<(), Fault> {
        let bytes = bytes.next_multiple_of(PAGE).min(i64::MAX as u64 / PAGE * PAGE);
        if bytes == self.limit_now {
            return Ok(());
        }
        let with_swap = |this: &Self| {
            this.limit_with_swap
                .as_ref()
                .map_or(Ok(()), |file| file.write(bytes))
        };
        if bytes > self.limit_now {
            with_swap(self)?;
            self.limit.write(bytes)?;
        } else {
            self.limit.write(bytes).explain("lower the memory limit")?;
            with_swap(self)?;
        }
        self.limit_now = bytes;
        Ok(())
    }
}
