//! The `gavel-agent` program: reads its configuration and runs until SIGTERM or SIGINT, then drains.
//! Nomad, or `gavel up --local`, starts and restarts it.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use gavel_agent::config::Config;
use gavel_agent::{service, setup, toolchain};
use tokio::signal::unix::{SignalKind, signal};

/// Runs submissions in sandboxes, for the scheduler of its region.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Configuration file; GAVEL_* variables override it (GAVEL_AGENT__ID, GAVEL_NATS__URL).
    #[arg(long)]
    config: Option<PathBuf>,
    /// Read and check the configuration, then exit.
    #[arg(long)]
    check_config: bool,
    /// Find and prepare the languages of this host, list them, then exit.
    #[arg(long)]
    prepare: bool,
}

fn main() -> ExitCode {
    match start(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("gavel-agent: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: &Arguments) -> anyhow::Result<()> {
    let config = Config::load(arguments.config.as_deref())?;
    if arguments.check_config {
        println!("the configuration is valid");
        return Ok(());
    }
    if !arguments.prepare {
        // Without root the slots need a user namespace, which a process with threads cannot enter.
        gavel_sandbox::enter(config.agent.uid_base)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    runtime.block_on(async {
        gavel_telemetry::init(&config.telemetry, config.agent.metrics_listen)?;
        if arguments.prepare {
            return prepare(&config);
        }
        service::run(&config, signals()?).await
    })
}

/// One line a language: ready, or why not.
fn prepare(config: &Config) -> anyhow::Result<()> {
    for located in toolchain::locate_all(&config.agent.directories())? {
        match located.toolchain {
            Ok(_) => println!("{}: found", located.name),
            Err(error) => println!("{}: not available: {}", located.name, setup::chain(&error)),
        }
    }
    Ok(())
}

/// Completes at the first SIGTERM or SIGINT; a second one ends the process at once.
fn signals() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            tracing::warn!("asked twice to end: ending now");
            std::process::exit(1);
        });
    })
}
