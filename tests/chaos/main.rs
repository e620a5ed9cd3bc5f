//! Kills, stops and cuts off real processes under load, at random, from a seed that is printed, and counts what came of every
//! submission that was answered 202: in one world that `gavel up` started, and in a cluster of three NATS servers. A minute in
//! `./dev test`; `./dev chaos --minutes N` for longer.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod cuts;
mod faults;

use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use gavel_tests::{Client, Cluster, Load, NatsUser, Tally, Up, Writes, scratch};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::cuts::Cuts;
use crate::faults::Faults;

const AGENTS: usize = 3;
const SENDERS: usize = 4;
const BUCKET: &str = "verdicts_us";

#[expect(
    clippy::disallowed_methods,
    reason = "`./dev chaos` tells how long and which seed"
)]
fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// How long, and which faults; printed so that they can be had again.
fn told(world: &str) -> (Duration, StdRng) {
    let seconds = number("GAVEL_CHAOS_SECONDS").unwrap_or(45);
    let clock = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let seed = number("GAVEL_CHAOS_SEED").unwrap_or(clock);
    println!("{world}: {seconds} s, GAVEL_CHAOS_SEED={seed}");
    (Duration::from_secs(seconds), StdRng::seed_from_u64(seed))
}

fn assert_nothing_lost(world: &str, faults: u32, told: &str, tally: &Tally) {
    println!("{world}: {faults} faults: {told}");
    println!("{world}: {tally}");
    assert!(tally.lost.is_empty(), "{:#?}", tally.lost);
    assert!(tally.wrong.is_empty(), "{:#?}", tally.wrong);
    assert_eq!((tally.verdicts, tally.doubled), (tally.accepted, 0));
    assert!(
        tally.accepted > 50 && faults > 3,
        "too little happened to prove anything"
    );
}

/// The user of the api in a world of `gavel up`.
fn api_user(up: &Up) -> NatsUser {
    let text = std::fs::read_to_string(up.gavel.data.join("run/api.toml")).unwrap();
    let config: toml::Table = text.parse().unwrap();
    let field = |name: &str| config["nats"][name].as_str().unwrap().to_owned();
    let server: SocketAddr = field("url").trim_start_matches("nats://").parse().unwrap();
    NatsUser {
        server,
        user: field("user"),
        password: field("password"),
        inbox: field("inbox_prefix"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_doubled_or_stuck_whatever_dies() {
    let (time, random) = told("one machine");
    let agents = AGENTS.to_string();
    let up = Up::start(&scratch("chaos"), &["--local", "--agents", &agents]);
    let client = Client::of(&up.file());
    let load = Load::new("one", vec![Client::of(&up.file())]);
    let sending = load.start(SENDERS);
    let mut faults = Faults::new(&up, random);
    let until = Instant::now() + time;
    while Instant::now() < until {
        faults.one(&client).await;
    }
    faults.heal();
    load.end(sending).await;
    let writes = async || api_user(&up).writes(BUCKET).unwrap();
    let tally = load.settle(writes).await;
    assert_nothing_lost("one machine", faults.count(), &faults.told(), &tally);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_doubled_or_stuck_in_a_cluster_whatever_dies_or_is_cut() {
    let mut cluster = Cluster::start("chaos-cluster", AGENTS).await;
    let (time, random) = told("cluster");
    let load = Load::new("cluster", cluster.clients());
    let sending = load.start(SENDERS);
    let mut cuts = Cuts::new(random);
    let until = Instant::now() + time;
    while Instant::now() < until {
        cuts.one(&mut cluster).await;
    }
    load.end(sending).await;
    let tally = load.settle(async || settled_writes(&cluster).await).await;
    assert_nothing_lost("cluster", cuts.count(), &cuts.told(), &tally);
}

/// A server that has just come back may not answer yet.
async fn settled_writes(cluster: &Cluster) -> Writes {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(writes) = cluster.admin(0).writes(BUCKET) {
            return writes;
        }
        assert!(Instant::now() < until, "the bucket of verdicts is not there");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
