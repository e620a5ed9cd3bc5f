//! The limits that an execution really gets: the problem's or the person's, times what the language needs, within the
//! service's. Pure; `judge` and `probe` call it.

use gavel_sandbox::Limits as SandboxLimits;
use gavel_wire::Limits;
use gavel_wire::language::Multipliers;
use gavel_wire::limits::{COMPILE_CPU_MS, COMPILE_MEMORY_BYTES, COMPILE_WALL_MS, MIB};

/// Largest program, or set of class files, that passes from the compiler to the run.
pub const ARTEFACT_BYTES_MAX: u64 = 64 * MIB;
/// What the driver of a typed problem may write.
pub const ANSWER_BYTES_MAX: u64 = 64 * MIB;
/// `/w`: sources, objects, the program and what it writes; its pages count against the memory limit too. The same for
/// every session, because a slot keeps a sandbox of the last size ready.
pub const WORK_BYTES: u64 = 192 * MIB;

/// The same for a program of a problem's author, beside which a test's input, output and answer lie.
pub const AUTHOR_WORK_BYTES: u64 = 320 * MIB;

const AUTHOR_MEMORY_BYTES: u64 = 512 * MIB;
const AUTHOR_OUTPUT_BYTES: u64 = 64 << 10;
const COMPILE_PROCESSES: u32 = 256;
const COMPILE_OUTPUT_BYTES: u64 = MIB;
const PROCESSES_MAX: u32 = 512;
const COMPILE_STACK_BYTES: u64 = 64 * MIB;
const STACK_BYTES_MAX: u64 = 256 * MIB;

/// Limits of one execution of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    pub sandbox: SandboxLimits,
    /// What the program is held to. The sandbox may let it go on for a margin, to see how much too slow it is.
    pub cpu_ms: u64,
    /// The part of the memory that is the program's own, which `${memory_mib}` states.
    pub program_memory_bytes: u64,
}

/// What was asked for is brought into its range first, so that no message can ask for more.
pub fn of_run(asked: &Limits, multipliers: &Multipliers) -> Effective {
    let cpu_ms = scaled(asked.cpu_ms, multipliers.cpu).clamp(1, Limits::CPU_MS_MAX);
    let wall_ms = scaled(asked.wall_ms, multipliers.cpu).clamp(1, Limits::wall_ms_for(cpu_ms));
    let [_, _, (_, memory_min, memory_max), (_, output_min, output_max), _] = Limits::CHECKED;
    let program_memory_bytes = scaled(asked.memory_bytes, multipliers.memory).clamp(memory_min, memory_max);
    let output_bytes = asked.output_bytes.clamp(output_min, output_max);
    let memory_bytes = program_memory_bytes.saturating_add(multipliers.memory_extra_bytes);
    Effective {
        sandbox: SandboxLimits {
            cpu_ms,
            wall_ms,
            memory_bytes,
            pids: asked
                .processes
                .saturating_add(multipliers.processes_extra)
                .clamp(1, PROCESSES_MAX),
            stdout_bytes: output_bytes,
            stderr_bytes: output_bytes,
            answer_bytes: None,
            file_bytes: WORK_BYTES,
            open_files: 256,
            // Clearly below the memory, so that recursion without end meets the same limit each time: a crash, not memory.
            stack_bytes: (memory_bytes / 8 * 7).min(STACK_BYTES_MAX),
        },
        cpu_ms,
        program_memory_bytes,
    }
}

/// The same for a test of a judging: killed a tenth beyond its CPU limit, so that a program that needs hardly more
/// than it may ends by itself.
pub fn of_test(asked: &Limits, multipliers: &Multipliers) -> Effective {
    let mut effective = of_run(asked, multipliers);
    effective.sandbox.cpu_ms += effective.cpu_ms.div_ceil(10);
    effective
}

/// A compiler's limits do not depend on the problem.
pub fn of_compilation() -> SandboxLimits {
    SandboxLimits {
        cpu_ms: COMPILE_CPU_MS,
        wall_ms: COMPILE_WALL_MS,
        memory_bytes: COMPILE_MEMORY_BYTES,
        pids: COMPILE_PROCESSES,
        stdout_bytes: COMPILE_OUTPUT_BYTES,
        stderr_bytes: COMPILE_OUTPUT_BYTES,
        answer_bytes: None,
        file_bytes: WORK_BYTES,
        open_files: 1024,
        stack_bytes: COMPILE_STACK_BYTES,
    }
}

/// A checker's or a validator's do not, either.
pub fn of_author(multipliers: &Multipliers) -> Effective {
    let asked = Limits {
        cpu_ms: Limits::CPU_MS_MAX,
        wall_ms: Limits::wall_ms_for(Limits::CPU_MS_MAX),
        memory_bytes: AUTHOR_MEMORY_BYTES,
        output_bytes: AUTHOR_OUTPUT_BYTES,
        ..Limits::default()
    };
    let mut effective = of_run(&asked, multipliers);
    effective.sandbox.file_bytes = AUTHOR_WORK_BYTES;
    effective
}

/// A factor that is no number, or below one, changes nothing.
fn scaled(value: u64, factor: f64) -> u64 {
    if factor.is_nan() || factor <= 1.0 {
        return value;
    }
    // Conversions of floats saturate; limits are far below 2^52, where they would lose units.
    (value as f64 * factor).ceil() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_gets_more_within_the_bounds_of_the_service() {
        let multipliers = Multipliers {
            cpu: 2.0,
            memory: 1.5,
            memory_extra_bytes: 10 * MIB,
            processes_extra: 16,
        };
        let asked = Limits {
            cpu_ms: 1_000,
            wall_ms: 3_000,
            memory_bytes: 100 * MIB,
            output_bytes: 7,
            processes: 4,
        };
        let effective = of_run(&asked, &multipliers);
        assert_eq!(effective.program_memory_bytes, 150 * MIB);
        let limits = effective.sandbox;
        assert_eq!((limits.cpu_ms, limits.wall_ms), (2_000, 6_000));
        assert_eq!((limits.memory_bytes, limits.pids), (160 * MIB, 20));
        assert_eq!((limits.stdout_bytes, limits.stderr_bytes), (7, 7));
        assert_eq!(limits.stack_bytes, 140 * MIB);
        let most = of_run(
            &Limits {
                cpu_ms: 4_000,
                wall_ms: 10_000,
                ..asked
            },
            &multipliers,
        );
        assert_eq!((most.sandbox.cpu_ms, most.sandbox.wall_ms), (5_000, 12_000));
        let test = of_test(&asked, &multipliers);
        assert_eq!((test.cpu_ms, test.sandbox.cpu_ms), (2_000, 2_200));
        assert_eq!(test.sandbox.wall_ms, limits.wall_ms);
    }

    #[test]
    fn no_message_and_no_language_file_gets_beyond_the_bounds() {
        for factor in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -3.0, 1e300] {
            let multipliers = Multipliers {
                cpu: factor,
                memory: factor,
                memory_extra_bytes: 0,
                processes_extra: u32::MAX,
            };
            for value in [0, 1, u64::MAX] {
                let asked = Limits {
                    cpu_ms: value,
                    wall_ms: value,
                    memory_bytes: value,
                    output_bytes: value,
                    processes: u32::MAX,
                };
                let limits = of_run(&asked, &multipliers).sandbox;
                assert!((1..=5_000).contains(&limits.cpu_ms), "{factor} {value}");
                assert!(limits.wall_ms >= 1 && limits.wall_ms <= 2 * limits.cpu_ms + 2_000);
                assert!((16 * MIB..=1024 * MIB).contains(&limits.memory_bytes));
                assert!((1..=16 * MIB).contains(&limits.stdout_bytes));
                assert!(limits.stack_bytes <= limits.memory_bytes / 8 * 7 && limits.stack_bytes <= 256 * MIB);
                assert_eq!(limits.pids, 512);
            }
        }
    }
}
