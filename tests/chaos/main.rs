//! Kills and stops real processes under load, at random, from a seed that is printed, and counts what came of every submission
//! that was answered 202. A minute in `./dev test`; `./dev chaos --minutes N` for longer.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod faults;
mod load;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use gavel_tests::{Client, Up, scratch};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::faults::Faults;
use crate::load::{Load, Tally};

const AGENTS: &str = "3";

#[expect(
    clippy::disallowed_methods,
    reason = "`./dev chaos` tells how long and which seed"
)]
fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_doubled_or_stuck_whatever_dies() {
    let seconds = number("GAVEL_CHAOS_SECONDS").unwrap_or(45);
    let clock = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let seed = number("GAVEL_CHAOS_SEED").unwrap_or(clock);
    println!("chaos: {seconds} s, GAVEL_CHAOS_SEED={seed}");
    let up = Up::start(&scratch("chaos"), &["--local", "--agents", AGENTS]);
    let load = Arc::new(Load::new(Client::of(&up.file())));
    let stop = Arc::new(AtomicBool::new(false));
    let sending: Vec<_> = (0..4)
        .map(|_| tokio::spawn(load::send(Arc::clone(&load), Arc::clone(&stop))))
        .collect();

    let mut faults = Faults::new(&up, StdRng::seed_from_u64(seed));
    let until = Instant::now() + Duration::from_secs(seconds);
    while Instant::now() < until {
        faults.one(&load.client).await;
    }
    faults.heal();
    stop.store(true, Ordering::Relaxed);
    for task in sending {
        task.await.unwrap();
    }
    let tally = load.settle().await;
    println!("chaos: {} faults: {}", faults.count(), faults.told());
    let Tally {
        accepted,
        refused,
        unanswered,
        verdicts,
        again,
    } = tally;
    println!(
        "chaos: {accepted} accepted, {refused} refused, {unanswered} without an answer, {verdicts} verdicts, 0 lost, 0 \
         doubled, {again} placed more than once"
    );
    assert!(
        accepted > 50 && faults.count() > 3,
        "too little happened to prove anything"
    );
}
