//! Limits that nobody can talk an agent out of: each stage's CPU and wall time, and that of a whole judging.

use std::time::{Duration, Instant};

use gavel_wire::problem::Checker;
use gavel_wire::{Limits, Status};

use crate::common::{TestRegion, run};

/// A message that asks for everything, as no api would let it through.
const GREEDY: Limits = Limits {
    cpu_ms: u64::MAX,
    wall_ms: u64::MAX,
    memory_bytes: u64::MAX,
    output_bytes: u64::MAX,
    processes: u32::MAX,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_gets_five_seconds_of_cpu_at_most() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("greedy", &["c"]));
    let spin = "int main(void) { for (;;) {} }";
    let result = region.judge_within(&agent, "c", spin, run(""), GREEDY).await;
    let report = result.report;
    // On a host whose CPUs others keep busy the wall limit comes first.
    assert_eq!(report.status, Status::TimeLimit, "{report:#?}");
    let reason = report.reason.unwrap();
    assert!(
        reason.contains("5000 ms of CPU") || reason.contains("12000 ms"),
        "{reason}"
    );
    assert!(report.usage.cpu_us < 5_300_000, "{:?}", report.usage);
    assert!(report.usage.wall_us < 13_000_000, "{:?}", report.usage);
    agent.stop().await;
}

/// Ends by its own CPU clock, after as many milliseconds as its input says.
const BURNS: &str = "#include <stdio.h>\n#include <time.h>
int main(void) {
  long ms;
  struct timespec used;
  scanf(\"%ld\", &ms);
  do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  while (used.tv_sec * 1000 + used.tv_nsec / 1000000 < ms);
  puts(\"done\");
}";

#[tokio::test(flavor = "multi_thread")]
async fn a_test_that_ends_within_a_tenth_beyond_its_cpu_limit_is_told_as_near() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("near", &["c"]));
    let calibration_us = region.free(&agent).await.slots[0].calibration_us;
    let limits = Limits {
        cpu_ms: 400,
        wall_ms: 2_800,
        ..Limits::default()
    };
    for (needs_ms, status, near, used_us) in [
        ("300", Status::Accepted, false, 300_000..400_000),
        ("420", Status::TimeLimit, true, 420_000..441_000),
        ("1000000", Status::TimeLimit, false, 440_000..500_000),
    ] {
        let work = region.tests(&[(needs_ms, "done", false)], Checker::Tokens);
        let result = region.judge_within(&agent, "c", BURNS, work, limits).await;
        let report = &result.report;
        assert_eq!((report.status, result.near_limit), (status, near), "{report:#?}");
        assert!(used_us.contains(&report.usage.cpu_us), "{:?}", report.usage);
        assert!(report.slot.is_some() && report.calibration_us.is_some());
        assert_eq!(report.calibration_us, calibration_us);
    }
    // A run has no margin, and nobody asks for a second one.
    let result = region.judge_within(&agent, "c", BURNS, run("420"), limits).await;
    assert_eq!(
        (result.report.status, result.near_limit),
        (Status::TimeLimit, false)
    );
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wall_time_is_twice_the_cpu_limit_and_two_seconds_at_most() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("sleeps", &["c"]));
    let limits = Limits {
        cpu_ms: 100,
        ..GREEDY
    };
    let sleep = "#include <unistd.h>\nint main(void) { for (;;) pause(); }";
    let result = region.judge_within(&agent, "c", sleep, run(""), limits).await;
    assert_eq!(result.report.status, Status::TimeLimit);
    assert_eq!(
        result.report.reason.as_deref(),
        Some("it ran for longer than 2200 ms")
    );
    let wall = result.report.usage.wall_us;
    assert!((2_200_000..3_200_000).contains(&wall), "{wall}");
    agent.stop().await;
}

/// A language whose compiler is a line of shell.
fn compiled_by(script: &str) -> String {
    format!(
        "id = \"scripted\"\nname = \"Scripted\"\nsource = \"main.sh\"\nversion = [\"/usr/bin/sh\", \"-c\", \"echo 1\"]\n\
         hello = \"echo hello\"\nsymlinks = [{{ path = \"/lib\", target = \"usr/lib\" }}, {{ path = \"/lib64\", target = \"usr/lib64\" }}]\n\
         mounts = [{{ source = \"/usr\" }}]\n\
         [compile]\ncommands = [[\"/usr/bin/sh\", \"-c\", '''{script}''']]\nartefacts = [\"made\"]\n\
         [run]\nargv = [\"/usr/bin/sh\", \"made\"]\n"
    )
}

/// An agent whose only language is compiled by this script.
async fn scripted(id: &str, script: &str) -> (TestRegion, crate::common::Agent) {
    let region = TestRegion::start().await;
    let config = region.config_with(id, &[]);
    let file = config.agent.languages_dir.join("scripted.toml");
    std::fs::write(file, compiled_by(script)).unwrap();
    let agent = region.spawn(&config);
    (region, agent)
}

#[tokio::test(flavor = "multi_thread")]
async fn compiling_gets_ten_seconds_of_cpu_and_thirty_of_wall_time() {
    let script = "if grep -q spin main.sh; then while :; do :; done; fi; grep -q sleep main.sh && sleep 99; cp main.sh made";
    let (mut region, agent) = scripted("compiles", script).await;
    for (source, reason, least_us) in [
        (
            "# spin",
            "compiling took more than 10000 ms of CPU time",
            10_000_000,
        ),
        ("# sleep", "compiling took longer than 30000 ms", 30_000_000),
    ] {
        let result = region
            .judge_within(&agent, "scripted", source, run(""), GREEDY)
            .await;
        let report = result.report;
        assert_eq!(report.status, Status::CompileError, "{report:#?}");
        let why = report.reason.unwrap();
        let wall = report.compile.unwrap().usage.wall_us;
        // On a host whose CPUs others keep busy the spinning compiler may meet its wall limit first.
        assert!(why == reason || why.contains("30000 ms"), "{why}");
        assert!((least_us..32_000_000).contains(&wall), "{wall}");
    }
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_judging_ends_with_its_time_whatever_is_left() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("whole", &["python"]));
    let tests = vec![("1\n", "1\n", false); 40];
    let work = region.tests(&tests, Checker::Tokens);
    let state = region.free(&agent).await;
    let slow = "import time; time.sleep(0.3); print(input())";
    let mut start = region.start_run(&state, "python", slow, work);
    start.lease.deadline_ms = 3_000;
    let begun = Instant::now();
    region.send(&start).await;
    let report = region.result(&start).await.report;
    assert_eq!(report.status, Status::TimeLimit, "{report:#?}");
    let reason = report.reason.unwrap();
    assert!(reason.contains("the whole judging took longer"), "{reason}");
    assert!(
        !report.tests.is_empty() && report.tests.len() < 12,
        "{}",
        report.tests.len()
    );
    assert_eq!(report.tests_total, 40);
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_compiling_leaves_does_not_meet_the_run_but_its_artefacts() {
    // The hello program has to run too, so the script only adds to what it copies.
    let script = "cp main.sh made; echo left > left; mkdir deep; sleep 50 & echo $$ > pid";
    let (mut region, agent) = scripted("apart", script).await;
    let look = "echo *; for p in /proc/[0-9]*; do echo process; done";
    let result = region.judge(&agent, "scripted", look, run("")).await;
    assert_eq!(
        crate::common::printed(&result),
        "made\nprocess\n",
        "{:#?}",
        result.report
    );
    agent.stop().await;
}
