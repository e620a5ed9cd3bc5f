//! How fast a slot's CPU is, as a program feels it: the CPU time of a fixed workload, integers and a table larger than
//! the nearest cache. Compare it only between agents of one build. `setup` calls it once a slot is ready.

use std::hint::black_box;
use std::time::Duration;

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use rustix::time::{ClockId, clock_gettime};

/// The median of so many rounds counts.
const ROUNDS: usize = 7;
/// A mebibyte: beyond the first level of cache, within the second.
const WORDS: usize = 1 << 17;
/// A round of an optimised build is some ten milliseconds.
const STEPS: u32 = 1 << 20;

/// Microseconds of CPU time on this CPU, or on whichever the thread is on. What else runs there takes no part in it.
pub fn measure(cpu: Option<u32>) -> u64 {
    let before = cpu.and_then(pin);
    let mut table = vec![0; WORDS];
    let mut rounds = [0; ROUNDS];
    for took_us in &mut rounds {
        let started = used();
        black_box(work(&mut table));
        *took_us = u64::try_from((used() - started).as_micros()).unwrap_or(u64::MAX);
    }
    if let Some(before) = before {
        // At worst the thread stays on its slot's CPU, where it does no more than read clocks while a program runs.
        let _ = sched_setaffinity(None, &before);
    }
    rounds.sort_unstable();
    rounds[ROUNDS / 2]
}

/// Where the thread could run before; none where it still can.
fn pin(cpu: u32) -> Option<CpuSet> {
    let before = sched_getaffinity(None).ok()?;
    let mut only = CpuSet::new();
    if cpu as usize >= CpuSet::MAX_CPU {
        return None;
    }
    only.set(cpu as usize);
    sched_setaffinity(None, &only).ok().map(|()| before)
}

fn used() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(now).unwrap_or_default()
}

/// Each step needs what the last one read: a xorshift (Marsaglia, 2003) over places of the table.
fn work(table: &mut [u64]) -> u64 {
    table.fill(0);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..STEPS {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let place = state as usize % table.len();
        table[place] = table[place].wrapping_add(state);
        state = state.wrapping_add(table[place]);
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workload_is_the_same_every_time_and_leaves_the_thread_where_it_was() {
        let mut table = vec![7; WORDS];
        for _ in 0..2 {
            assert_eq!(work(&mut table), 10_319_445_034_498_692_940);
        }
        let before = sched_getaffinity(None).unwrap();
        let cpu = (0..).find(|cpu| before.is_set(*cpu as usize));
        assert!(measure(cpu) > 0);
        assert_eq!(sched_getaffinity(None).unwrap(), before);
    }
}
