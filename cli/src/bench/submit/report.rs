//! What `gavel bench submit` found, as a table for people and as JSON. It computes medians and ratios, and measures nothing.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::load::refusals;
use super::super::statistics::{Summary, median};
use super::SubmitArgs;
use super::floors::Floors;

#[derive(Debug, Serialize)]
pub(super) struct Report {
    users: u32,
    connections: u16,
    seconds: u32,
    optimised: bool,
    pub(super) modes: Vec<Mode>,
}

/// One setting of nats-server's `sync_interval`.
#[derive(Debug, Serialize)]
pub(super) struct Mode {
    pub(super) sync: &'static str,
    pub(super) rounds: Vec<Rate>,
    pub(super) latencies: Vec<Latency>,
}

/// One load as fast as answers came.
#[derive(Debug, Serialize)]
pub(super) struct Rate {
    pub(super) accepted_per_s: u64,
    pub(super) accepted: u64,
    pub(super) users: usize,
    /// Other answers by their status.
    pub(super) refused: BTreeMap<u16, u64>,
    pub(super) took: Summary,
    pub(super) cpu_us_api: u64,
    pub(super) cpu_us_nats: u64,
    pub(super) cpu_us_load: u64,
    pub(super) floors: Floors,
}

/// From the moment a request was due to its answer.
#[derive(Debug, Serialize)]
pub(super) struct Latency {
    pub(super) share_percent: u32,
    pub(super) per_s: u32,
    pub(super) refused: BTreeMap<u16, u64>,
    pub(super) took: Summary,
}

impl Report {
    pub(super) fn new(args: &SubmitArgs) -> Report {
        Report {
            users: args.users,
            connections: args.connections,
            seconds: args.seconds,
            optimised: !cfg!(debug_assertions),
            modes: Vec::new(),
        }
    }

    pub(super) fn print(&self, as_json: bool) -> anyhow::Result<()> {
        if as_json {
            println!("{}", serde_json::to_string_pretty(self)?);
            return Ok(());
        }
        let profile = if self.optimised { "release" } else { "dev" };
        println!(
            "{} users, {} requests at once, loads of {} s, {profile} profile; each accepted one was queued and recorded once",
            self.users, self.connections, self.seconds
        );
        for mode in &self.modes {
            mode.print();
        }
        Ok(())
    }
}

impl Mode {
    fn of(&self, figure: impl Fn(&Rate) -> u64) -> u64 {
        median(self.rounds.iter().map(figure).collect()).unwrap_or(0)
    }

    fn print(&self) {
        let accepted = self.of(|rate| rate.accepted_per_s);
        println!(
            "\nsync {:16} {:>10} {:>10} {:>10}  accepted is × of it",
            self.sync, "a second", "least", "most"
        );
        let row = |name: &str, figure: &dyn Fn(&Rate) -> u64| {
            let all = || self.rounds.iter().map(figure);
            let (least, most) = (all().min().unwrap_or(0), all().max().unwrap_or(0));
            let middle = self.of(figure);
            let as_float = |figure: u64| u32::try_from(figure).map_or(f64::NAN, f64::from);
            let ratio = as_float(accepted) / as_float(middle);
            println!("  {name:19} {middle:>10} {least:>10} {most:>10}  {ratio:.2}");
        };
        row("accepted", &|rate| rate.accepted_per_s);
        row("publish alone", &|rate| rate.floors.publishes);
        row("compare-and-set", &|rate| rate.floors.compare_and_sets);
        row("SQLite insert alone", &|rate| rate.floors.inserts);
        row("one fsync at a time", &|rate| rate.floors.fsyncs);
        println!(
            "  CPU of each: api {} µs, nats-server {} µs, load {} µs; {} users; refused: {}",
            self.of(|rate| rate.cpu_us_api),
            self.of(|rate| rate.cpu_us_nats),
            self.of(|rate| rate.cpu_us_load),
            self.of(|rate| rate.users as u64),
            refusals(self.rounds.iter().map(|rate| &rate.refused)),
        );
        println!(
            "  {:19} {:>10} {:>10} {:>10}",
            "request to 202", "a second", "p50 µs", "p99 µs"
        );
        for latency in &self.latencies {
            let Latency {
                share_percent,
                per_s,
                took,
                refused,
            } = latency;
            println!(
                "  at {share_percent:>2} % of it {:5} {per_s:>10} {:>10} {:>10}  refused: {}",
                "",
                took.p50_us,
                took.p99_us,
                refusals([refused])
            );
        }
    }
}
