//! The corpus of tests/hostile through the real agent: each program comes to what its first line says, and an honest one
//! after it is well.

use gavel_wire::{Limits, Status};

use crate::common::{TestRegion, printed, repository, run};

const HONEST: &str =
    "#include <stdio.h>\nint main(void) { int n; scanf(\"%d\", &n); printf(\"%d\\n\", n + 1); }";

/// Name, source and every status that it may come to.
fn programs() -> Vec<(String, String, Vec<Status>)> {
    let entries = std::fs::read_dir(repository().join("tests/hostile/c")).unwrap();
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.unwrap().path();
        let source = std::fs::read_to_string(&path).unwrap();
        let first = source.lines().next().unwrap();
        let (_, words) = first.split_once("Expected: ").unwrap();
        let words = words.trim_end_matches('.').split(" | ");
        let expected = words.map(|word| Status::parse(word).unwrap()).collect();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, source, expected)
    };
    let mut programs: Vec<_> = entries.map(read).collect();
    programs.sort_by(|a, b| a.0.cmp(&b.0));
    programs
}

#[tokio::test(flavor = "multi_thread")]
async fn every_hostile_program_of_c_gets_its_verdict() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("hostile", &["c"]));
    let epoch = region.free(&agent).await.epoch;
    let limits = Limits {
        cpu_ms: 1_000,
        wall_ms: 4_000,
        memory_bytes: 128 << 20,
        ..Limits::default()
    };
    let mut wrong = Vec::new();
    for (name, source, expected) in programs() {
        let result = region.judge_within(&agent, "c", &source, run(""), limits).await;
        if !expected.contains(&result.report.status) {
            wrong.push(format!("{name}: {:#?}", result.report));
        }
        let honest = region.judge(&agent, "c", HONEST, run("41")).await;
        if honest.report.status != Status::Ok || printed(&honest) != "42\n" {
            wrong.push(format!("after {name}: {:#?}", honest.report));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        region.free(&agent).await.epoch,
        epoch,
        "the agent was never restarted"
    );
    let log = agent.log();
    assert!(!log.contains("the sandbox failed"), "{log}");
    agent.stop().await;
}
