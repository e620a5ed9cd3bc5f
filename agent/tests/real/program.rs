//! The program as an operator meets it: what it says on a command line, and that a kill leaves nothing for long.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use gavel_agent::config::Config;
use gavel_wire::Status;
use gavel_wire::message::StartAnswer;

use crate::common::{TestRegion, run};

fn agent(config: &Config, argument: &str) -> (bool, String) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("gavel.toml");
    std::fs::write(&file, toml::to_string(config).unwrap()).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_gavel-agent"))
        .arg("--config")
        .arg(file)
        .arg(argument)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_is_checked_and_languages_are_listed_without_a_server() {
    let mut region = TestRegion::start().await;
    let mut config = region.config_with("asked", &["python"]);
    region.server.kill();
    let gone = config.agent.languages_dir.join("gone.toml");
    std::fs::write(gone, "id = \"gone\"").unwrap();
    assert_eq!(
        agent(&config, "--check-config"),
        (true, "the configuration is valid\n".to_owned())
    );
    let (well, text) = agent(&config, "--prepare");
    assert!(well && text.contains("python: found\n"), "{text}");
    assert!(text.contains("gone: not available: "), "{text}");
    config.agent.slots = 0;
    let (well, text) = agent(&config, "--check-config");
    assert!(!well && text.contains("agent.slots must be from 1"), "{text}");
}

/// Directories of this name anywhere beneath the hierarchies.
fn cgroups_of(slot: u16) -> Vec<PathBuf> {
    let name = format!("gavel-slot-{slot}");
    let mut found = Vec::new();
    let mut places = vec![PathBuf::from("/sys/fs/cgroup")];
    while let Some(place) = places.pop() {
        // A cgroup of another test may vanish meanwhile.
        let entries = std::fs::read_dir(&place).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()).filter(|path| path.is_dir()) {
            if path.ends_with(&name) {
                found.push(path.clone());
            }
            places.push(path);
        }
    }
    found
}

/// Programs that run as this user.
fn processes_of(uid: u32) -> usize {
    let is_of = |status: &Path| {
        let text = std::fs::read_to_string(status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("Uid:\t"));
        line.is_some_and(|uids| uids.split('\t').next() == Some(&uid.to_string()))
    };
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    entries
        .filter(|entry| is_of(&entry.path().join("status")))
        .count()
}

async fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not come about");
        tokio::task::yield_now().await;
    }
}

const MANY: &str = "import os, time\nfor _ in range(9): os.fork() or time.sleep(60)\ntime.sleep(60)";

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_agent_leaves_no_process_and_its_successor_no_cgroup() {
    let mut region = TestRegion::start().await;
    let mut config = region.config_with("killed", &["python"]);
    // A number of its own, which the successor gets again.
    config.agent.slot_first = 399;
    let agent = region.spawn(&config);
    let state = region.free(&agent).await;
    let slot = state.slots.first().unwrap().slot;
    let uid = config.agent.uid_base + u32::from(slot);
    let start = region.start_run(&state, "python", MANY, run(""));
    assert_eq!(region.send(&start).await, StartAnswer::Accepted { slot });
    wait_until("ten processes", || processes_of(uid) == 10).await;
    agent.kill().await;
    wait_until("the end of all processes", || processes_of(uid) == 0).await;
    assert!(!cgroups_of(slot).is_empty(), "empty cgroups are what is left");
    let successor = region.spawn(&config);
    let after = region.state(&successor, |after| {
        after.epoch > state.epoch && after.unfit.is_none()
    });
    assert_eq!(after.await.slots.first().unwrap().slot, slot);
    let result = region.judge(&successor, "python", "print(1)", run("")).await;
    assert_eq!(result.report.status, Status::Ok);
    successor.stop().await;
    assert_eq!(cgroups_of(slot), Vec::<PathBuf>::new());
}
