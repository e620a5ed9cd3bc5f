//! `gavel dead`: what the scheduler gave up, for operators. It speaks to NATS as the operator, not to the API: what was
//! given up is nobody's request any more.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::{Args, Subcommand};
use gavel_bus::{Bus, Dead, newest};
use gavel_wire::{Region, SubmissionId};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::config;
use crate::exit::{Ended, Usage};

const CONNECT_MAX: Duration = Duration::from_secs(5);
/// The stream itself keeps no more.
const MESSAGES_MAX: usize = 100_000;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gavel dead list
  gavel dead show 01a2132c-a2e3-7054-9fa5-76060fbf93eb
  gavel dead retry --all")]
pub(crate) struct DeadArgs {
    #[command(subcommand)]
    command: DeadCommand,
    /// Where NATS is and the operator's password [default: what a running `gavel up` wrote].
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum DeadCommand {
    /// Lists them, the oldest first.
    List,
    /// Shows one with its source.
    Show { submission: SubmissionId },
    /// Has one judged again, or all; the verdict replaces the internal error.
    Retry {
        #[arg(required_unless_present = "all")]
        submission: Option<SubmissionId>,
        #[arg(long, conflicts_with = "submission")]
        all: bool,
    },
}

/// What this command reads of the file.
#[derive(Deserialize)]
struct Config {
    region: Region,
    nats: gavel_bus::Config,
}

pub(crate) async fn run(args: DeadArgs) -> anyhow::Result<Ended> {
    let bus = connect(args.config).await?;
    let dead = bus.dead(MESSAGES_MAX).await.context("read what was given up")?;
    match args.command {
        DeadCommand::List => list(&dead, args.json)?,
        DeadCommand::Show { submission } => show(find(&dead, submission)?)?,
        DeadCommand::Retry {
            submission: Some(submission),
            ..
        } => retry(&bus, find(&dead, submission)?, args.json).await?,
        DeadCommand::Retry { submission: None, .. } => {
            for one in &dead {
                retry(&bus, one, args.json).await?;
            }
        }
    }
    Ok(Ended::Success)
}

async fn connect(file: Option<PathBuf>) -> anyhow::Result<Bus> {
    let path = match file {
        Some(path) => path,
        None => config::data_dir()?.join("run/operator.toml"),
    };
    let shown = path.display();
    let text =
        std::fs::read_to_string(&path).map_err(|error| Usage::error(format!("read {shown}: {error}")))?;
    let config: Config = toml::from_str(&text).with_context(|| format!("configuration {shown}"))?;
    let bus = Bus::connect(&config.nats, "gavel dead", config.region).await?;
    anyhow::ensure!(
        bus.wait_connected(CONNECT_MAX).await,
        "NATS is not reached at {}",
        config.nats.url
    );
    Ok(bus)
}

fn find(dead: &[Dead], submission: SubmissionId) -> anyhow::Result<&Dead> {
    newest(dead, submission)
        .ok_or_else(|| Usage::error(format!("{submission} is not among the given-up ones")))
}

fn list(dead: &[Dead], as_json: bool) -> anyhow::Result<()> {
    if as_json {
        let all: Vec<Value> = dead.iter().map(summary).collect();
        println!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    for one in dead {
        let submission = &one.submission;
        println!(
            "{}  {}  {:10} {}/{}  {}",
            submission.id, one.buried_at, submission.language, submission.tenant, submission.user, one.reason
        );
    }
    eprintln!("{} given up", dead.len());
    Ok(())
}

fn summary(dead: &Dead) -> Value {
    let submission = &dead.submission;
    json!({
        "submission": submission.id,
        "judging": submission.judging,
        "buried_at": dead.buried_at,
        "reason": dead.reason,
        "tenant": submission.tenant,
        "user": submission.user,
        "language": submission.language,
        "problem": submission.problem(),
    })
}

fn show(dead: &Dead) -> anyhow::Result<()> {
    let mut whole = summary(dead);
    whole["queued"] = serde_json::to_value(&dead.submission)?;
    println!("{}", serde_json::to_string_pretty(&whole)?);
    Ok(())
}

async fn retry(bus: &Bus, dead: &Dead, as_json: bool) -> anyhow::Result<()> {
    let judging = bus.retry_dead(dead).await.context("send it again")?;
    let id = dead.submission.id;
    if as_json {
        println!("{}", json!({ "submission": id, "judging": judging }));
    } else {
        println!("{id}: queued again as judging {judging}");
    }
    Ok(())
}
