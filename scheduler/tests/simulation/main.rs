//! The core in simulated worlds: several schedulers, real intakes of agents, a queue, a network and clocks, all of it from
//! a seed. After every step the invariants; at the end every accepted submission has its verdict and every slot is free.
//! `GAVEL_SIM_SEED` is the first seed and `GAVEL_SIM_SEEDS` how many; a failing one is run again and tells
//! what happened to the failed item, or with `GAVEL_SIM_LINES` the last so many lines about everything.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod agent;
mod checks;
mod election;
mod execute;
mod plan;
mod process;
mod random;
mod server;
mod server_side;
mod trace;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use crate::plan::Flavour;
use crate::trace::{About, Trace};
use crate::world::{Statistics, World};

/// Lines of a failing seed that are printed.
const LINES: usize = 60;

fn variable(name: &str) -> Option<u64> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test's own seed is told by who runs it"
    )]
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// What went wrong and what it is about.
fn attempt(seed: u64, flavour: Flavour, trace: Trace) -> Result<Statistics, (String, About)> {
    let run = catch_unwind(AssertUnwindSafe(|| {
        let mut world = World::new(seed, flavour, trace);
        let statistics = world.run();
        match world.broken {
            None => Ok(statistics),
            Some(violation) => Err((violation.what, violation.about)),
        }
    }));
    run.unwrap_or_else(|_| Err(("it panicked, see above".to_owned(), About::default())))
}

fn world(seed: u64, flavour: Flavour) -> Statistics {
    attempt(seed, flavour, Trace::default()).unwrap_or_else(|(what, _)| {
        let trace = Trace::on();
        let again = attempt(seed, flavour, trace.clone());
        let about = again.err().map(|(_, about)| about).unwrap_or_default();
        panic!(
            "seed {seed} of {flavour:?}: {what}\n{}again: GAVEL_SIM_SEED={seed} GAVEL_SIM_SEEDS=1 cargo test --workspace --test simulation -- {}",
            match variable("GAVEL_SIM_LINES") {
                Some(lines) => trace.last(lines as usize, About::default()),
                None => trace.last(LINES, about),
            },
            format!("{flavour:?}").to_lowercase(),
        )
    })
}

fn worlds(flavour: Flavour, count: u64) -> Statistics {
    let first = variable("GAVEL_SIM_SEED").unwrap_or(1);
    let count = variable("GAVEL_SIM_SEEDS").unwrap_or(count);
    let started = Instant::now();
    let mut all = Statistics::default();
    for seed in first..first + count {
        all.add(world(seed, flavour));
    }
    println!(
        "{flavour:?}: seeds {first} to {} in {:?}: {all:?}",
        first + count - 1,
        started.elapsed()
    );
    all
}

#[test]
fn calm_worlds_run_each_submission_once() {
    worlds(Flavour::Calm, 500);
}

#[test]
fn leaders_die_and_nothing_is_run_twice() {
    worlds(Flavour::Leaders, 1_500);
}

#[test]
fn agents_die_and_nothing_is_lost() {
    worlds(Flavour::Agents, 1_500);
}

#[test]
fn network_loses_messages_and_nothing_is_lost() {
    worlds(Flavour::Network, 1_500);
}

#[test]
fn everything_goes_wrong_and_nothing_is_lost() {
    worlds(Flavour::Everything, 3_000);
}

#[test]
fn equal_seeds_make_equal_worlds() {
    for seed in 1..=20 {
        let digest = || world(seed, Flavour::Everything).digest;
        assert_eq!(digest(), digest(), "seed {seed}");
    }
}

#[test]
fn large_world_of_ten_thousand_agents() {
    let started = Instant::now();
    let seed = variable("GAVEL_SIM_SEED").unwrap_or(1);
    let statistics = world(seed, Flavour::Large);
    println!("Large: seed {seed} in {:?}: {statistics:?}", started.elapsed());
}
