//! Every bound that more than one piece must agree on, with its unit in its name.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// All source files of one submission together.
pub const SOURCE_BYTES_MAX: usize = 64 * 1024;
pub const FILES_MAX: usize = 16;
pub const STDIN_BYTES_MAX: usize = 256 * 1024;
pub const ARGS_MAX: usize = 16;
pub const ARG_BYTES_MAX: usize = 1024;
/// NATS messages larger than this are dropped and counted; also what nats-server takes by default.
pub const MESSAGE_BYTES_MAX: usize = 1024 * 1024;
/// A queued submission: leaves room for what StartRun adds to it, the lease, the marks and a message's headers.
pub const SUBMISSION_BYTES_MAX: usize = MESSAGE_BYTES_MAX - 32 * 1024;
/// A request body larger than this is refused before it is read whole. A text is never longer in a message than in the
/// body that brought it, since both are JSON; so whatever this lets in fits a message with the few fields around it.
pub const BODY_BYTES_MAX: usize = SUBMISSION_BYTES_MAX - 32 * 1024;
/// Output of a run that goes back to its author; the rest is cut and flagged.
pub const OUTPUT_SHOWN_BYTES_MAX: usize = 64 * 1024;
/// Output of one sample test that goes back to its author.
pub const SAMPLE_OUTPUT_SHOWN_BYTES_MAX: usize = 4 * 1024;
/// Compiler messages that go back to the author: the head of what it printed.
pub const COMPILE_OUTPUT_SHOWN_BYTES_MAX: usize = 16 * 1024;
pub const TESTS_MAX: usize = 1_000;
/// Waiting submissions whose place in the queue is told.
pub const PLACES_MAX: usize = 2_000;
/// Problems that an agent says to have the data of.
pub const PROBLEMS_HELD_MAX: usize = 32;

pub const COMPILE_CPU_MS: u64 = 10_000;
pub const COMPILE_WALL_MS: u64 = 30_000;
pub const COMPILE_MEMORY_BYTES: u64 = 1024 * MIB;
/// One judging from the agent's start to its result.
pub const JUDGING_WALL_MS: u64 = 60_000;
pub const MIB: u64 = 1024 * 1024;

/// Limits of one execution of a program. What a person or a problem asks for is within [`Limits::CHECKED`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub cpu_ms: u64,
    pub wall_ms: u64,
    pub memory_bytes: u64,
    /// Bytes of stdout and of stderr, each.
    pub output_bytes: u64,
    /// Processes and threads together.
    pub processes: u32,
}

/// A limit outside its range.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{field} must be from {min} to {max}")]
pub struct LimitRange {
    pub field: &'static str,
    pub min: u64,
    pub max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            cpu_ms: 2_000,
            wall_ms: 6_000,
            memory_bytes: 256 * MIB,
            output_bytes: MIB,
            processes: 64,
        }
    }
}

impl Limits {
    pub const CPU_MS_MAX: u64 = 5_000;

    /// The allowed ranges: field, least, most.
    pub const CHECKED: [(&'static str, u64, u64); 5] = [
        ("cpu_ms", 50, Self::CPU_MS_MAX),
        ("wall_ms", 100, 2 * Self::CPU_MS_MAX + 2_000),
        ("memory_bytes", 16 * MIB, 1024 * MIB),
        ("output_bytes", 1, 16 * MIB),
        ("processes", 1, 256),
    ];

    /// Wall time that goes with a CPU limit when none is given: twice the CPU limit plus two seconds.
    pub fn wall_ms_for(cpu_ms: u64) -> u64 {
        2 * cpu_ms + 2_000
    }

    /// Names the first field outside its range, or a wall limit above twice the CPU limit plus 2 s.
    pub fn check(&self) -> Result<(), LimitRange> {
        let values = [
            self.cpu_ms,
            self.wall_ms,
            self.memory_bytes,
            self.output_bytes,
            u64::from(self.processes),
        ];
        for ((field, min, max), value) in Self::CHECKED.into_iter().zip(values) {
            if value < min || value > max {
                return Err(LimitRange { field, min, max });
            }
        }
        let max = Self::wall_ms_for(self.cpu_ms);
        if self.wall_ms > max {
            return Err(LimitRange {
                field: "wall_ms",
                min: 100,
                max,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_within_their_own_ranges() {
        assert_eq!(Limits::default().check(), Ok(()));
    }

    #[test]
    fn wall_time_is_bound_to_cpu_time() {
        let limits = Limits {
            cpu_ms: 100,
            wall_ms: 2_201,
            ..Limits::default()
        };
        assert_eq!(limits.check().unwrap_err().max, 2_200);
    }
}
