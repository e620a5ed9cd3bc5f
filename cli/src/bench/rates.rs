//! `gavel bench rates`: from the request to the verdict in its answer, at shares of what a running service judges a second. The
//! program does nothing, so that what is measured is the path and one sandbox.

use std::collections::BTreeMap;
use std::net::ToSocketAddrs;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use serde::Serialize;
use serde_json::json;

use super::load::{self, Loaded, Pace, Target, per_second};
use super::statistics::Summary;
use super::unless_stopped;
use crate::config::{self, Server};
use crate::exit::{Ended, Usage};

const SHARES: [u32; 3] = [10, 50, 90];

#[derive(Debug, Clone, Args)]
#[command(after_help = "\
Examples:
  gavel bench rates                              against a running `gavel up`
  gavel bench rates --seconds 30 --language c

The key needs a tier without limits, such as the one of `gavel up`, and may act for users.")]
pub(super) struct RatesArgs {
    /// The API's address [default: GAVEL_SERVER, else that of a running `gavel up`].
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    #[arg(long, default_value = "python", value_parser = ["c", "python"])]
    language: String,
    /// Length of each load.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// Requests under way at once, at the most.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=1_024))]
    connections: u16,
    #[arg(long)]
    json: bool,
}

/// One load.
#[derive(Debug, Serialize)]
struct Row {
    /// Of the first row, which sends as fast as verdicts come.
    share_percent: u32,
    per_s: u64,
    /// Other answers by their status.
    refused: BTreeMap<u16, u64>,
    took: Summary,
}

pub(super) async fn run(args: RatesArgs) -> anyhow::Result<Ended> {
    let stop = Arc::new(AtomicBool::new(false));
    let Some(rows) = unless_stopped(measure(&args, &stop), &stop).await? else {
        return Ok(Ended::OtherVerdict);
    };
    print(&args, &rows)?;
    Ok(Ended::Success)
}

async fn measure(args: &RatesArgs, stop: &Arc<AtomicBool>) -> anyhow::Result<Vec<Row>> {
    let lasting = Duration::from_secs(args.seconds.into());
    eprintln!("as many as go");
    let all = load(args, stop, Pace::Closed(lasting)).await?;
    let capacity = per_second(all.ids.len() as u64, all.lasted);
    let mut rows = vec![row(100, capacity, all)?];
    for share in SHARES {
        let per_s = capacity * u64::from(share) / 100;
        eprintln!("{share} % of {capacity} a second");
        let rate = f64::from(u32::try_from(per_s).unwrap_or(u32::MAX).max(1));
        let loaded = load(args, stop, Pace::Open(load::arrivals(rate, lasting))).await?;
        rows.push(row(share, per_s, loaded)?);
    }
    Ok(rows)
}

fn row(share_percent: u32, per_s: u64, loaded: Loaded) -> anyhow::Result<Row> {
    Ok(Row {
        share_percent,
        per_s,
        took: loaded
            .took
            .summary()
            .context("nothing was judged; the refusals say why")?,
        refused: loaded.refused,
    })
}

async fn load(args: &RatesArgs, stop: &Arc<AtomicBool>, pace: Pace) -> anyhow::Result<Loaded> {
    let Server { address, key } = config::server(args.server.clone(), None)?;
    let host = address.strip_prefix("http://");
    let host = host.ok_or_else(|| Usage::error("--server must begin with http://"))?;
    let addresses = host.trim_end_matches('/').to_socket_addrs();
    let address = addresses.with_context(|| format!("find {host}"))?.next();
    let source = match args.language.as_str() {
        "c" => "int main(void) { return 0; }\n",
        _ => "pass\n",
    };
    let target = Target {
        address: address.with_context(|| format!("{host} has no address"))?,
        key,
        path: "/v1/runs",
        headers: "Prefer: wait=30\r\n",
        body: json!({ "language": args.language, "source": source }).to_string(),
        wanted: (200, "\"ok\""),
        connections: args.connections.into(),
        users: args.connections.into(),
        name: uuid::Uuid::new_v4().simple().to_string(),
    };
    let stop = Arc::clone(stop);
    tokio::task::spawn_blocking(move || load::run(&target, &pace, &stop)).await?
}

fn print(args: &RatesArgs, rows: &[Row]) -> anyhow::Result<()> {
    if args.json {
        println!("{}", serde_json::to_string_pretty(rows)?);
        return Ok(());
    }
    println!(
        "{}: request to verdict {:>8} {:>10} {:>10} {:>8}",
        args.language, "a second", "p50 µs", "p99 µs", "samples"
    );
    for Row {
        share_percent,
        per_s,
        refused,
        took,
    } in rows
    {
        let what = match share_percent {
            100 => "as many as go".to_owned(),
            share => format!("at {share} % of it"),
        };
        println!(
            "  {what:24} {per_s:>8} {:>10} {:>10} {:>8}  refused: {}",
            took.p50_us,
            took.p99_us,
            took.samples,
            load::refusals([refused])
        );
    }
    Ok(())
}
