//! `gavel bench submit`: accepted submissions a second with every check of the door on, beside the floors of the same minutes, and
//! how long an acceptance takes at shares of what was reached. It starts a nats-server and an api on scratch data, sends from
//! the same machine, and fails unless each accepted submission is in the queue and in the record exactly once.

mod floors;
mod report;
mod world;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

use anyhow::Context;
use clap::{Args, ValueEnum};
use gavel_blob::BlobStore;
use gavel_wire::SubmissionId;
use serde_json::json;

use self::floors::{Floor, Floors};
use self::report::{Latency, Mode, Rate, Report};
use self::world::{Api, KEY, Nats, Scratch, check};
use super::load::{self, Loaded, Pace, Target, per_second};
use super::statistics::median;
use super::unless_stopped;
use crate::exit::Ended;

const PROBLEM: &str = "sum-of-two";
/// Of the program that is sent: what a person's solution may have.
const SOURCE_BYTES: usize = 1_024;
const SHARES: [u32; 3] = [10, 50, 90];

#[derive(Debug, Clone, Args)]
#[command(after_help = "\
Examples:
  gavel bench submit                        both modes, three rounds of ten seconds
  gavel bench submit --sync always --rounds 1 --seconds 5
  gavel bench submit --users 1000 --connections 16 --json

Nothing that runs is touched. Everything it makes lies in the data directory, whose disk is measured, and is removed.")]
pub(super) struct SubmitArgs {
    /// When nats-server brings an acknowledged message to disk [default: both, one after the other].
    #[arg(long)]
    sync: Option<Sync>,
    /// Users who take turns; more join where their limits would be met.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    users: u32,
    /// Length of each load.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// Rounds; medians are told.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
    /// Requests under way at once.
    #[arg(long, default_value_t = 128, value_parser = clap::value_parser!(u16).range(1..=1_024))]
    connections: u16,
    /// Directory that holds languages/ and problems/.
    #[arg(long, value_name = "DIR", env = "GAVEL_HOME", default_value = ".")]
    home: PathBuf,
    /// The nats-server program.
    #[arg(
        long,
        value_name = "FILE",
        env = "GAVEL_NATS_SERVER",
        default_value = "nats-server"
    )]
    nats_server: PathBuf,
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sync {
    /// In two minutes, as nats-server does by default.
    Default,
    /// Before it is acknowledged, as `gavel up` does.
    Always,
}

pub(super) async fn run(args: SubmitArgs) -> anyhow::Result<Ended> {
    let stop = Arc::new(AtomicBool::new(false));
    let Some(report) = unless_stopped(measure(&args, &stop), &stop).await? else {
        return Ok(Ended::OtherVerdict);
    };
    report.print(args.json)?;
    Ok(Ended::Success)
}

async fn measure(args: &SubmitArgs, stop: &Arc<AtomicBool>) -> anyhow::Result<Report> {
    let scratch = Scratch::make()?;
    let modes = [Sync::Default, Sync::Always];
    let modes = modes
        .into_iter()
        .filter(|mode| args.sync.is_none_or(|wanted| wanted == *mode));
    let mut report = Report::new(args);
    for mode in modes {
        let mut rates = Vec::new();
        let mut latencies = Vec::new();
        for round in 1..=args.rounds {
            let bench = Bench {
                args,
                stop,
                mode,
                round,
            };
            let directory = scratch.directory(&format!("{}-{round}", mode.as_str()))?;
            bench.say("floors");
            let floors = bench.floors(&directory.join("floors")).await?;
            let (rate, later) = bench.acceptances(&directory, &rates, floors).await?;
            rates.push(rate);
            latencies.extend(later);
            std::fs::remove_dir_all(&directory)?;
        }
        report.modes.push(Mode {
            sync: mode.as_str(),
            rounds: rates,
            latencies,
        });
    }
    Ok(report)
}

impl Sync {
    fn as_str(self) -> &'static str {
        match self {
            Sync::Default => "default",
            Sync::Always => "always",
        }
    }
}

/// One round of one mode.
struct Bench<'a> {
    args: &'a SubmitArgs,
    stop: &'a Arc<AtomicBool>,
    mode: Sync,
    round: u32,
}

impl Bench<'_> {
    fn say(&self, what: &str) {
        let Bench {
            args, round, mode, ..
        } = self;
        eprintln!("sync {}, round {round} of {}: {what}", mode.as_str(), args.rounds);
    }

    async fn nats(&self, directory: &std::path::Path) -> anyhow::Result<Nats> {
        Nats::start(&self.args.nats_server, directory, self.mode == Sync::Always).await
    }

    async fn floors(&self, directory: &std::path::Path) -> anyhow::Result<Floors> {
        std::fs::create_dir_all(directory)?;
        let nats = self.nats(directory).await?;
        let catalogue = gavel_package::load(
            &self.args.home.join("problems").join(PROBLEM),
            &self.args.home.join("languages"),
            &BlobStore::directory(directory.join("blobs")),
            SystemTime::now().into(),
            &mut |_, _| Ok(()),
        )?;
        let problem = catalogue
            .problems
            .iter()
            .find(|problem| problem.id.as_str() == PROBLEM);
        Floor {
            nats: &nats,
            directory,
            problem: problem.with_context(|| format!("--home has no problem {PROBLEM}"))?,
            source: &source(),
            concurrency: self.args.connections.into(),
            lasting: Duration::from_secs(self.args.seconds.into()) / 5,
        }
        .measure()
        .await
    }

    /// As many as go; after the last round also how long each takes at shares of the median rate.
    async fn acceptances(
        &self,
        directory: &std::path::Path,
        before: &[Rate],
        floors: Floors,
    ) -> anyhow::Result<(Rate, Vec<Latency>)> {
        let nats = self.nats(directory).await?;
        let api = Api::start(&nats, &self.args.home, directory).await?;
        let lasting = Duration::from_secs(self.args.seconds.into());
        let mut accepted = Vec::new();
        // Connections, statements and pages are warm in a service that runs.
        self.say("warming up");
        let warm = self.load(&api, "w", Pace::Closed(lasting / 5)).await?;
        accepted.extend(warm.ids);
        self.say("as many as go");
        let cpu = (api.cpu()?, nats.cpu()?, own_cpu());
        let loaded = self.load(&api, "c", Pace::Closed(lasting)).await?;
        let count = loaded.ids.len() as u64;
        let per_accepted = |now: Duration, then: Duration| {
            let us = u64::try_from(now.saturating_sub(then).as_micros()).unwrap_or(u64::MAX);
            us / count.max(1)
        };
        let rate = Rate {
            accepted_per_s: per_second(count, loaded.lasted),
            accepted: count,
            users: loaded.users,
            refused: loaded.refused,
            took: loaded
                .took
                .summary()
                .context("nothing was accepted; the refusals say why")?,
            cpu_us_api: per_accepted(api.cpu()?, cpu.0),
            cpu_us_nats: per_accepted(nats.cpu()?, cpu.1),
            cpu_us_load: per_accepted(own_cpu(), cpu.2),
            floors,
        };
        accepted.extend(loaded.ids);
        let mut latencies = Vec::new();
        if self.round == self.args.rounds {
            let rates = before.iter().chain([&rate]).map(|rate| rate.accepted_per_s);
            let capacity = median(rates.collect()).unwrap_or(0);
            for share in SHARES {
                let (latency, ids) = self.latency(&api, capacity, share).await?;
                latencies.push(latency);
                accepted.extend(ids);
            }
        }
        self.say("is each in the queue and in the record, once?");
        check(&nats, &api, &accepted).await?;
        Ok((rate, latencies))
    }

    async fn latency(
        &self,
        api: &Api,
        capacity: u64,
        share: u32,
    ) -> anyhow::Result<(Latency, Vec<SubmissionId>)> {
        let lasting = Duration::from_secs(self.args.seconds.into());
        let per_second = u32::try_from(capacity).unwrap_or(u32::MAX).saturating_mul(share) / 100;
        self.say(&format!("{share} % of {capacity} a second"));
        let pace = Pace::Open(load::arrivals(per_second.max(1).into(), lasting));
        let loaded = self.load(api, &format!("l{share}"), pace).await?;
        let latency = Latency {
            share_percent: share,
            per_s: per_second,
            refused: loaded.refused,
            took: loaded
                .took
                .summary()
                .context("nothing was accepted; the refusals say why")?,
        };
        Ok((latency, loaded.ids))
    }

    async fn load(&self, api: &Api, name: &str, pace: Pace) -> anyhow::Result<Loaded> {
        let target = Target {
            address: api.address,
            key: KEY.to_owned(),
            path: "/v1/submissions",
            headers: "",
            body: json!({ "language": "cpp", "problem": PROBLEM, "source": source() }).to_string(),
            wanted: (202, "\"queued\""),
            connections: self.args.connections.into(),
            users: usize::try_from(self.args.users)?,
            name: name.to_owned(),
        };
        let stop = Arc::clone(self.stop);
        tokio::task::spawn_blocking(move || load::run(&target, &pace, &stop)).await?
    }
}

/// A program of the size that is measured.
fn source() -> String {
    let program = "#include <iostream>\nint main() { long long a, b; std::cin >> a >> b; std::cout << a + b << '\\n'; }\n// ";
    format!(
        "{program}{}\n",
        "x".repeat(SOURCE_BYTES.saturating_sub(program.len() + 1))
    )
}

/// CPU time of this process so far.
fn own_cpu() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::try_from(now).unwrap_or_default()
}
