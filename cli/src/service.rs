//! `gavel api` and `gavel scheduler`: one service each as a process of its own, until SIGTERM or SIGINT. What they do is
//! their crates' business; this file reads the configuration and waits for the signal.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use crate::exit::Ended;

#[derive(Debug, Args)]
struct ConfigArgs {
    /// The configuration file; GAVEL_* variables override it (GAVEL_API__LISTEN, GAVEL_NATS__URL).
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Reads and checks the configuration, then exits.
    #[arg(long)]
    check_config: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gavel api --config /etc/gavel/gavel.toml")]
pub(crate) struct ApiArgs {
    #[command(flatten)]
    config: ConfigArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gavel scheduler --config /etc/gavel/gavel.toml --name scheduler-1")]
pub(crate) struct SchedulerArgs {
    #[command(flatten)]
    config: ConfigArgs,
    /// Told to people and in logs.
    #[arg(long, default_value = "scheduler")]
    name: String,
}

pub(crate) fn api(args: &ApiArgs) -> anyhow::Result<Ended> {
    let config = gavel_api::Config::load(&args.config.config)?;
    if args.config.check_config {
        return Ok(valid());
    }
    crate::block_on(async {
        let metrics = gavel_telemetry::init(&config.telemetry, None)?;
        gavel_api::run(config, metrics, asked_to_end()?).await
    })?;
    Ok(Ended::Success)
}

pub(crate) fn scheduler(args: SchedulerArgs) -> anyhow::Result<Ended> {
    let config = gavel_scheduler::Config::load(&args.config.config)?;
    if args.config.check_config {
        return Ok(valid());
    }
    crate::block_on(async {
        gavel_telemetry::init(&config.telemetry, config.scheduler.metrics_listen)?;
        gavel_scheduler::run(config, args.name, asked_to_end()?).await
    })?;
    Ok(Ended::Success)
}

fn valid() -> Ended {
    println!("the configuration is valid");
    Ended::Success
}

/// Completes at the first SIGTERM or SIGINT.
pub(crate) fn asked_to_end() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("listen for SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
