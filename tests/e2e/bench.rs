//! The benchmarks that start or ask services: that they measure what they say, clean up, and stop when told. No figure is
//! judged here.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use gavel_tests::{Gavel, processes, scratch, signal};
use serde_json::Value;

use crate::shared;

#[test]
fn submit_finds_each_accepted_one_once_and_leaves_nothing() {
    let gavel = Gavel {
        data: scratch("e2e-bench-submit"),
    };
    let output = gavel.run(&[
        "bench",
        "submit",
        "--sync",
        "always",
        "--rounds",
        "1",
        "--seconds",
        "1",
        "--users",
        "200",
        "--connections",
        "8",
        "--json",
    ]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mode = &report["modes"][0];
    let round = &mode["rounds"][0];
    assert_eq!(
        (mode["sync"].as_str(), round["refused"].to_string()),
        (Some("always"), "{}".into())
    );
    let floors = &round["floors"];
    for figure in [
        &round["accepted"],
        &round["accepted_per_s"],
        &round["users"],
        &floors["publishes"],
        &floors["compare_and_sets"],
        &floors["inserts"],
        &floors["fsyncs"],
    ] {
        assert!(figure.as_u64().unwrap() > 0, "{report:#}");
    }
    let shares = mode["latencies"].as_array().unwrap().iter();
    let shares: Vec<u64> = shares.map(|row| row["share_percent"].as_u64().unwrap()).collect();
    assert_eq!(shares, [10, 50, 90]);
    assert_nothing_left(&gavel);
}

#[test]
fn submit_stops_when_told_and_leaves_nothing() {
    let gavel = Gavel {
        data: scratch("e2e-bench-stop"),
    };
    let mut command = gavel.command(&["bench", "submit", "--sync", "default", "--users", "100"]);
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap())
        .lines()
        .map_while(Result::ok);
    lines.find(|line| line.contains("as many as go")).unwrap();
    signal(child.id(), "INT");
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert_nothing_left(&gavel);
}

fn assert_nothing_left(gavel: &Gavel) {
    let files: Vec<_> = std::fs::read_dir(&gavel.data).unwrap().collect();
    assert!(files.is_empty(), "{files:?}");
    let left = processes(gavel.data.to_str().unwrap());
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn rates_reach_their_verdicts_at_each_share() {
    let output = shared()
        .gavel
        .run(&["bench", "rates", "--seconds", "1", "--connections", "4", "--json"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = rows.as_array().unwrap();
    let shares: Vec<u64> = rows
        .iter()
        .map(|row| row["share_percent"].as_u64().unwrap())
        .collect();
    assert_eq!(shares, [100, 10, 50, 90]);
    for row in rows {
        assert_eq!(row["refused"].to_string(), "{}", "{row}");
        assert!(row["took"]["samples"].as_u64().unwrap() > 0, "{row}");
    }
}
