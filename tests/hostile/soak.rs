//! Many runs on four slots, a tenth of them attacks: nothing grows, and an honest program takes what it took at the start.

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::cell::Cell;
use crate::corpus::{Program, programs};

const SLOTS: usize = 4;
/// Attacks are one in so many.
const ATTACK_EVERY: usize = 10;
const ROWS: usize = 10;

/// What could leak, at one moment.
#[derive(Debug)]
struct Standing {
    resident_bytes: u64,
    descriptors: usize,
    /// Within the slot's own.
    cgroups: usize,
    /// Memory of the host's kernel for names and inodes, some of which it gives back only when it is short.
    slab_bytes: u64,
}

impl Standing {
    fn now(directories: &[std::path::PathBuf]) -> Standing {
        let kib = |file: &str, key: &str| {
            let text = fs::read_to_string(file).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix(key));
            let digits = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
            digits.unwrap_or(0) * 1024
        };
        let entries = |path: &std::path::Path| fs::read_dir(path).map_or(0, Iterator::count);
        let within = |path: &std::path::PathBuf| {
            let entries = fs::read_dir(path).into_iter().flatten().flatten();
            let is_directory = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
            entries.filter(is_directory).count()
        };
        Standing {
            resident_bytes: kib("/proc/self/status", "VmRSS:"),
            descriptors: entries("/proc/self/fd".as_ref()),
            cgroups: directories.iter().map(within).sum(),
            slab_bytes: kib("/proc/meminfo", "SUnreclaim:"),
        }
    }
}

#[derive(Default)]
struct Told {
    /// Wall times of honest programs by the tenth of the soak that they ran in.
    walls: BTreeMap<usize, Vec<Duration>>,
    wrong: Vec<String>,
    slow: Vec<String>,
    rows: Vec<(usize, Standing)>,
}

/// `runs` in all; asserts that nothing leaked and prints how it stood after each tenth.
pub(crate) fn soak(runs: usize) {
    let programs = programs("c");
    let next = AtomicUsize::new(0);
    let told = Mutex::new(Told::default());
    let started = Instant::now();
    let work = || {
        let mut cell = Cell::open();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= runs {
                break;
            }
            let attack = number
                .is_multiple_of(ATTACK_EVERY)
                .then(|| &programs[number / ATTACK_EVERY % programs.len()]);
            let (wall, slow, wrong) = one(&mut cell, attack);
            let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
            told.walls.entry(number * ROWS / runs).or_default().push(wall);
            let named = |what: String| format!("run {number}: {what}");
            told.slow.extend(slow.map(named));
            told.wrong.extend(wrong.into_iter().map(named));
            if number.is_multiple_of(runs / ROWS) {
                told.rows.push((number, Standing::now(cell.directories())));
            }
        }
        let left = cell.close();
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        told.wrong.extend(left);
    };
    std::thread::scope(|scope| {
        for _ in 0..SLOTS {
            scope.spawn(work);
        }
    });
    let took = started.elapsed();
    let mut told = told.into_inner().unwrap_or_else(PoisonError::into_inner);
    told.print();
    println!("{runs} runs on {SLOTS} slots in {} s", took.as_secs());
    told.check(runs);
}

/// Perhaps an attack, and then an honest program: how long that took, and what was wrong.
fn one(cell: &mut Cell, attack: Option<&Program>) -> (Duration, Option<String>, Vec<String>) {
    let mut wrong = Vec::new();
    if let Some(program) = attack {
        let came = cell.judge(&program.source);
        if !program.expected.contains(&came.status) {
            wrong.push(format!("{}: {:?}: {}", program.name, came.status, came.told));
        }
    }
    let began = Instant::now();
    let (slow, not_well) = cell.look();
    wrong.extend(not_well);
    (began.elapsed(), slow, wrong)
}

impl Told {
    fn print(&mut self) {
        self.rows.sort_by_key(|(number, _)| *number);
        println!("after runs  resident KiB  descriptors  cgroups  kernel's KiB  honest p50 us");
        let medians: Vec<u128> = self.walls.values_mut().map(|walls| median(walls)).collect();
        for ((number, standing), median) in self.rows.iter().zip(&medians) {
            println!(
                "{number:>10}  {:>12}  {:>11}  {:>7}  {:>12}  {median:>13}",
                standing.resident_bytes / 1024,
                standing.descriptors,
                standing.cgroups,
                standing.slab_bytes / 1024,
            );
        }
    }

    fn check(&self, runs: usize) {
        // The first row is from before all slots were open.
        let ((_, early), (_, late)) = (&self.rows[1], &self.rows[ROWS - 1]);
        assert!(self.wrong.is_empty(), "\n{}", self.wrong.join("\n"));
        // Two slots share a CPU here: what the kernel cleans up behind a fork bomb on one may count as the other's time.
        println!("took longer: {:#?}", self.slow);
        assert!(self.slow.len() <= 1 + runs / 2_000, "too many took longer");
        // On cgroup v2 the leaf of the last execution may be there still.
        assert!(late.cgroups <= early.cgroups + 2, "{late:?} {early:?}");
        // Runs are under way on the other slots, each with a dozen descriptors.
        let moving = 16 * SLOTS;
        assert!(
            late.descriptors <= early.descriptors + moving,
            "{late:?} {early:?}"
        );
        let resident_max = early.resident_bytes + (32 << 20);
        assert!(late.resident_bytes < resident_max, "{late:?} {early:?}");
    }
}

fn median(walls: &mut [Duration]) -> u128 {
    walls.sort_unstable();
    walls.get(walls.len() / 2).map_or(0, Duration::as_micros)
}
