//! `gavel bench fair`: the CPU time of one program on a slot while the slots of the other CPUs are idle, and while they run
//! the same program or a fork bomb over and over. One slot a CPU, pinned as the agent pins its own.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use gavel_agent::setup::allowed_cpus;
use gavel_sandbox::{CancelToken, ExecSpec, Outcome, Slot, SlotConfig, Status};
use serde_json::json;

use super::statistics::{Samples, Summary};
use crate::sandbox::{SlotArgs, host_root, host_session};

const ARITHMETIC: &str = "x = 1\nfor _ in range(4000000): x = (x * 1103515245 + 12345) & 0x7fffffff";
const MEMORY: &str = "import random\nrandom.seed(1)\na = [random.random() for _ in range(400000)]\na.sort()";
const FORK_BOMB: &str = "import os\nwhile True:\n try: os.fork()\n except OSError: pass";

/// What computes in registers, and what lives from the caches and the memory that all CPUs share; and what the others run.
const PROGRAMS: [(&str, &str, &str); 3] = [
    ("arithmetic", ARITHMETIC, ARITHMETIC),
    ("memory", MEMORY, MEMORY),
    ("beside fork bombs", ARITHMETIC, FORK_BOMB),
];
/// Idle and busy take turns in so many blocks, so that a slow minute of the machine meets both.
const BLOCKS: u32 = 4;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gavel bench fair --samples 20")]
pub(super) struct FairArgs {
    /// Runs of each program with the other slots idle, and as many with them busy.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(4..=10_000))]
    samples: u32,
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    slot: SlotArgs,
}

pub(super) fn run(args: &FairArgs) -> anyhow::Result<()> {
    let mut others = Vec::new();
    let mut numbered = args.slot.clone();
    for cpu in allowed_cpus() {
        let mut config = numbered.config(vec![host_root()]);
        config.cpu = Some(cpu);
        others.push(config);
        numbered = numbered.below();
    }
    anyhow::ensure!(others.len() > 1, "one CPU has no other slot");
    let mut measured = Slot::open(others.remove(0))?;
    let mut rows = Vec::new();
    for (name, program, neighbour) in PROGRAMS {
        let (mut idle, mut busy) = (Samples::default(), Samples::default());
        for _ in 0..BLOCKS {
            let samples = args.samples.div_ceil(BLOCKS);
            idle.extend(measure(&mut measured, program, samples)?);
            busy.extend(while_busy(&others, neighbour, || {
                measure(&mut measured, program, samples)
            })?);
        }
        let [idle, busy] = [idle, busy].map(|samples| samples.summary().context("no samples"));
        rows.push((name, idle?, busy?));
    }
    if args.json {
        let row = |(name, idle, busy): &(&str, Summary, Summary)| json!({"program": name, "idle": idle, "busy": busy, "ratio": busy.ratio_to(idle)});
        let told: Vec<_> = rows.iter().map(row).collect();
        println!("{}", serde_json::to_string_pretty(&told)?);
        return Ok(());
    }
    println!(
        "{:22} {:>12} {:>12} {:>8} {:>8}",
        "CPU time, median", "others idle", "others busy", "samples", "× idle"
    );
    for (name, idle, busy) in rows {
        let (samples, ratio) = (idle.samples, busy.ratio_to(&idle));
        println!(
            "  {name:17} µs {:>12} {:>12} {samples:>8} {ratio:>8.3}",
            idle.p50_us, busy.p50_us
        );
    }
    Ok(())
}

fn measure(slot: &mut Slot, program: &str, samples: u32) -> anyhow::Result<Samples> {
    let mut taken = Samples::default();
    for _ in 0..samples {
        let outcome = execute(slot, program, None)?;
        anyhow::ensure!(
            outcome.status == Status::Exited(0),
            "it ended with {:?}: {}",
            outcome.status,
            String::from_utf8_lossy(&outcome.stderr.bytes)
        );
        taken.push(Duration::from_micros(outcome.cpu_us));
    }
    Ok(taken)
}

/// Does something while other slots run the program over and over. Each is opened by the thread that uses it.
fn while_busy<T>(
    others: &[SlotConfig],
    program: &str,
    work: impl FnOnce() -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let over = AtomicBool::new(false);
    let cancel = Arc::new(CancelToken::new()?);
    let open = Barrier::new(others.len() + 1);
    std::thread::scope(|scope| {
        let keep_busy = |config: &SlotConfig| {
            let (over, open, cancel, config) = (&over, &open, Arc::clone(&cancel), config.clone());
            scope.spawn(move || -> anyhow::Result<()> {
                let opened = Slot::open(config);
                open.wait();
                let mut slot = opened?;
                while !over.load(Ordering::Relaxed) {
                    // It may meet its limits.
                    let outcome = execute(&mut slot, program, Some(Arc::clone(&cancel)))?;
                    if let Status::SandboxFailed(failed) = outcome.status {
                        return Err(failed.into());
                    }
                }
                Ok(())
            })
        };
        let busy: Vec<_> = others.iter().map(keep_busy).collect();
        open.wait();
        let done = work();
        over.store(true, Ordering::Relaxed);
        cancel.cancel();
        for thread in busy {
            thread
                .join()
                .map_err(|_| anyhow::anyhow!("a busy slot's thread died"))??;
        }
        done
    })
}

/// The program in a fresh sandbox.
fn execute(slot: &mut Slot, program: &str, cancel: Option<Arc<CancelToken>>) -> anyhow::Result<Outcome> {
    let mut spec = ExecSpec::new(["/usr/bin/python3", "-c", program]);
    spec.cancel = cancel;
    Ok(slot.begin(host_session())?.exec(spec))
}
