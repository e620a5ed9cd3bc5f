//! `gavel scale N`: asks Nomad for another number of agents and waits until that many run. Arguments, waiting and what is
//! printed; Nomad's own words and rules are in `gavel_scheduler::nomad`.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use gavel_bus::Secret;
use gavel_scheduler::nomad::{Allocation, Nomad, NomadError};
use gavel_wire::Region;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use crate::config;
use crate::exit::{Ended, Usage};

/// Between two looks at the allocations.
const PAUSE: Duration = Duration::from_millis(200);

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gavel scale 8
  gavel scale 0 --timeout 120 --json
  GAVEL_NOMAD_ADDR=http://10.0.0.5:4646 GAVEL_NOMAD_TOKEN=... gavel scale 40 --region india

Agents that are taken away finish their runs first, or hand them back.
Exit status: 0 once that many agents run, 2 for a number that the job does not allow, 3 otherwise.")]
pub(crate) struct ScaleArgs {
    /// Agents wanted; each runs one program at a time.
    agents: u32,
    /// How many seconds to wait until they run.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    timeout: u32,
    /// Nomad's region [default: that of the server which is asked].
    #[arg(long)]
    region: Option<String>,
    /// Nomad's address [default: GAVEL_NOMAD_ADDR, else that of a running `gavel up`].
    #[arg(long, value_name = "URL")]
    nomad: Option<String>,
    /// A token that may scale the job; others on this machine can see it here [default: GAVEL_NOMAD_TOKEN, else that of a
    /// running `gavel up`].
    #[arg(long)]
    token: Option<String>,
    /// Prints the outcome as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(args: ScaleArgs) -> anyhow::Result<Ended> {
    let region = args.region.as_deref().map(Region::parse).transpose();
    let region = region.map_err(|error| Usage::error(format!("--region: {error}")))?;
    let access = config::nomad(args.nomad, args.token)?;
    let nomad = Nomad::new(&access.address, &Secret(access.token), region)?;
    let before = nomad.job().await?;
    if before.stopped {
        anyhow::bail!("the agents' job is stopped: start it with `nomad job run jobspecs/agent.nomad.hcl`");
    }
    let started = Instant::now();
    nomad.scale(args.agents).await.map_err(|error| match error {
        NomadError::OutOfBounds { .. } => Usage::error(error.to_string()),
        error => error.into(),
    })?;
    let timeout = Duration::from_secs(u64::from(args.timeout));
    let counts = wait(&nomad, args.agents, started, timeout).await?;
    let reached = counts.reached(args.agents);
    if args.json {
        let outcome = json!({
            "before": before.count,
            "wanted": args.agents,
            "running": counts.running,
            "starting": counts.starting,
            "ending": counts.ending,
            "reached": reached,
            "took_ms": u64::try_from(started.elapsed().as_millis())?,
        });
        println!("{outcome:#}");
    } else if reached {
        println!("{} (before: {})", counts.say(args.agents), before.count);
    }
    anyhow::ensure!(
        reached,
        "{} after {} s; Nomad goes on towards {}: is there room on its machines?",
        counts.say(args.agents),
        args.timeout,
        args.agents
    );
    Ok(Ended::Success)
}

/// Looks until so many run or the time is over; a Nomad that is not reached meanwhile is asked again.
async fn wait(nomad: &Nomad, wanted: u32, started: Instant, timeout: Duration) -> anyhow::Result<Counts> {
    let progress = Progress::new();
    let mut last = None;
    loop {
        match nomad.allocations().await {
            Ok(allocations) => {
                let counts = Counts::of(&allocations);
                progress.say(&counts.say(wanted));
                if counts.reached(wanted) {
                    return Ok(counts);
                }
                last = Some(counts);
            }
            Err(error @ NomadError::NotReached { .. }) if started.elapsed() < timeout => {
                progress.say(&error.to_string());
            }
            Err(error) => return Err(error.into()),
        }
        if started.elapsed() >= timeout {
            return last.context("Nomad did not say which agents run");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The job's allocations by what becomes of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    /// Are to run, and do.
    running: u32,
    /// Are to run, and do not yet.
    starting: u32,
    /// Are not to run any more, and still do.
    ending: u32,
}

impl Counts {
    fn of(allocations: &[Allocation]) -> Counts {
        let mut counts = Counts::default();
        for allocation in allocations {
            match (allocation.wanted, allocation.status.as_str()) {
                (true, "running") => counts.running += 1,
                (true, "pending") => counts.starting += 1,
                (false, "running" | "pending") => counts.ending += 1,
                // Ended, failed or lost: Nomad has made another one, or will.
                _ => {}
            }
        }
        counts
    }

    fn reached(self, wanted: u32) -> bool {
        self == Counts {
            running: wanted,
            ..Counts::default()
        }
    }

    fn say(self, wanted: u32) -> String {
        let mut text = format!("{} of {wanted} agents run", self.running);
        for (count, what) in [(self.starting, "start"), (self.ending, "end")] {
            if count > 0 {
                text.push_str(&format!(", {count} {what}"));
            }
        }
        text
    }
}

/// A line that changes where a person looks at it, else nothing; gone when dropped.
struct Progress(ProgressBar);

impl Progress {
    fn new() -> Progress {
        if !std::io::stderr().is_terminal() {
            return Progress(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Progress(bar)
    }

    fn say(&self, text: &str) {
        self.0.set_message(text.to_owned());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gavel_wire::Timestamp;

    fn allocation(wanted: bool, status: &str) -> Allocation {
        Allocation {
            id: "a".to_owned(),
            status: status.to_owned(),
            wanted,
            node: "n".to_owned(),
            since: Timestamp(time::OffsetDateTime::UNIX_EPOCH),
        }
    }

    #[test]
    fn so_many_run_only_when_nothing_else_starts_or_ends() {
        let mut allocations = vec![
            allocation(true, "running"),
            allocation(true, "running"),
            allocation(true, "lost"),
            allocation(false, "complete"),
        ];
        assert!(Counts::of(&allocations).reached(2) && !Counts::of(&allocations).reached(3));
        allocations.push(allocation(false, "running"));
        assert!(!Counts::of(&allocations).reached(2));
        allocations.push(allocation(true, "pending"));
        let counts = Counts::of(&allocations);
        assert_eq!(counts.say(3), "2 of 3 agents run, 1 start, 1 end");
        assert!(!counts.reached(2) && !counts.reached(3));
        assert!(Counts::of(&[]).reached(0));
    }
}
