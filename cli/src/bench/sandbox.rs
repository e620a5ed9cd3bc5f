//! `gavel bench sandbox`: /usr/bin/true in the sandbox with every limit on, by posix_spawn, and in bubblewrap. Back to back and
//! with idle gaps, since an idle kernel answers some calls a hundred times slower (a write to cgroup.procs waits for RCU).

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use gavel_sandbox::{ExecSpec, Session, Slot, Status};
use serde_json::json;

use super::statistics::{Samples, Summary};
use crate::config;
use crate::sandbox::{SlotArgs, host_root, host_session};

const PROGRAM: &str = "/usr/bin/true";
/// The runners take turns in this many blocks, so that a slow minute of the machine meets all of them.
const BLOCKS: u32 = 5;
const GAP: Duration = Duration::from_millis(100);

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gavel bench sandbox --samples 1000")]
pub(super) struct SandboxArgs {
    /// Samples of each runner back to back.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(5..=100_000))]
    samples: u32,
    /// Samples of each runner with gaps of 100 ms.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(5..=10_000))]
    gap_samples: u32,
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    slot: SlotArgs,
}

/// One way of running the program, timed by itself: from the call to its end.
type Runner<'a> = (&'static str, Box<dyn FnMut() -> anyhow::Result<Duration> + 'a>);

pub(super) fn run(args: &SandboxArgs) -> anyhow::Result<()> {
    let mut slot = Slot::open(args.slot.config(vec![host_root()]))?;
    let mut second = Slot::open(args.slot.below().config(vec![host_root()]))?;
    let mut session = second.begin(host_session())?;
    let mut runners: Vec<Runner<'_>> = vec![
        ("posix_spawn", Box::new(|| command(&mut Command::new(PROGRAM)))),
        ("gavel, submission", Box::new(|| sandboxed(&mut slot))),
        ("gavel, next test", Box::new(|| executed(&mut session))),
    ];
    match config::find_program("bwrap") {
        Some(bwrap) => runners.push(("bubblewrap", Box::new(move || bubblewrap(&bwrap)))),
        None => eprintln!("bwrap is not on the PATH and is left out"),
    }
    let dense = measure(&mut runners, args.samples, Duration::ZERO)?;
    let sparse = measure(&mut runners, args.gap_samples, GAP)?;
    if args.json {
        let both = json!({"back_to_back": as_json(&dense), "gaps_of_100_ms": as_json(&sparse)});
        println!("{}", serde_json::to_string_pretty(&both)?);
        return Ok(());
    }
    print_table("back to back", &dense);
    print_table("100 ms apart", &sparse);
    Ok(())
}

fn measure(
    runners: &mut [Runner<'_>],
    samples: u32,
    gap: Duration,
) -> anyhow::Result<Vec<(&'static str, Summary)>> {
    let mut taken = vec![Samples::default(); runners.len()];
    for _ in 0..BLOCKS {
        for ((name, run), samples_taken) in runners.iter_mut().zip(&mut taken) {
            for _ in 0..samples.div_ceil(BLOCKS) {
                std::thread::sleep(gap);
                samples_taken.push(run().with_context(|| format!("run {PROGRAM} by {name}"))?);
            }
        }
    }
    let names = runners.iter().map(|(name, _)| *name);
    let summaries = taken
        .iter()
        .map(|samples| samples.summary().context("no samples"));
    names
        .zip(summaries)
        .map(|(name, summary)| Ok((name, summary?)))
        .collect()
}

/// What a submission waits for: a fresh sandbox and one execution. Taking it down is off that path, and not timed.
fn sandboxed(slot: &mut Slot) -> anyhow::Result<Duration> {
    let started = Instant::now();
    let mut session = slot.begin(host_session())?;
    let outcome = session.exec(ExecSpec::new([PROGRAM]));
    let took = started.elapsed();
    drop(session);
    slot.prepare(&host_session());
    anyhow::ensure!(
        outcome.status == Status::Exited(0),
        "it ended with {:?}",
        outcome.status
    );
    Ok(took)
}

/// What each further test of a submission takes: an execution in a session that was used before.
fn executed(session: &mut Session<'_>) -> anyhow::Result<Duration> {
    let started = Instant::now();
    let outcome = session.exec(ExecSpec::new([PROGRAM]));
    let took = started.elapsed();
    session.prepare_next();
    anyhow::ensure!(
        outcome.status == Status::Exited(0),
        "it ended with {:?}",
        outcome.status
    );
    Ok(took)
}

fn command(command: &mut Command) -> anyhow::Result<Duration> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit());
    let started = Instant::now();
    let status = command.spawn()?.wait()?;
    let took = started.elapsed();
    anyhow::ensure!(status.success(), "it ended with {status}");
    Ok(took)
}

fn bubblewrap(bwrap: &Path) -> anyhow::Result<Duration> {
    let root = ["--unshare-all", "--die-with-parent", "--ro-bind", "/usr", "/usr"];
    let links = ["--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"];
    let places = [
        "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/w", "--chdir", "/w", PROGRAM,
    ];
    command(Command::new(bwrap).args(root).args(links).args(places))
}

fn print_table(title: &str, rows: &[(&'static str, Summary)]) {
    println!(
        "{title:22} {:>9} {:>9} {:>8} {:>8}",
        "p50 µs", "p99 µs", "samples", "× spawn"
    );
    let Some((_, floor)) = rows.first() else { return };
    for (name, row) in rows {
        let Summary {
            samples,
            p50_us,
            p99_us,
        } = row;
        println!(
            "  {name:20} {p50_us:>9} {p99_us:>9} {samples:>8} {:>8.2}",
            row.ratio_to(floor)
        );
    }
}

fn as_json(rows: &[(&'static str, Summary)]) -> serde_json::Value {
    rows.iter()
        .map(|(name, summary)| ((*name).to_owned(), json!(summary)))
        .collect()
}
