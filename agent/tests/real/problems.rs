//! The shipped problems test themselves: every program under `submissions/<status>/` comes to that status.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gavel_wire::problem::{Checker, TestRef};
use gavel_wire::{Limits, ProblemId, Status, Work};

use crate::common::{TestRegion, repository};

/// Reads a problem as problems/README.md describes it.
fn load(region: &mut TestRegion, folder: &Path) -> (Work, Limits) {
    let text = std::fs::read_to_string(folder.join("problem.toml")).unwrap();
    let settings: toml::Table = text.parse().unwrap();
    let number = |name: &str| settings.get("limits")?.get(name)?.as_integer()?.try_into().ok();
    let default = Limits::default();
    let cpu_ms = number("cpu_ms").unwrap_or(default.cpu_ms);
    let limits = Limits {
        cpu_ms,
        wall_ms: number("wall_ms").unwrap_or(Limits::wall_ms_for(cpu_ms)),
        memory_bytes: number("memory_bytes").unwrap_or(default.memory_bytes),
        output_bytes: number("output_bytes").unwrap_or(default.output_bytes),
        processes: default.processes,
    };
    assert_eq!(limits.check(), Ok(()));
    let checker = settings.get("checker").map(|checker| checker.clone().try_into());
    let stop = settings
        .get("stop_at_first_failure")
        .and_then(toml::Value::as_bool);
    let work = Work::Judge {
        problem: ProblemId::parse(folder.file_name().unwrap().to_str().unwrap()).unwrap(),
        version: region.blob(text.as_bytes()),
        tests: tests(region, &folder.join("tests")),
        checker: checker.map_or(Checker::Tokens, Result::unwrap),
        stop_at_first_failure: stop.unwrap_or(true),
    };
    (work, limits)
}

fn tests(region: &mut TestRegion, folder: &Path) -> Vec<TestRef> {
    let mut inputs = files(folder);
    inputs.retain(|path| path.extension().is_some_and(|extension| extension == "in"));
    let is_sample = |path: &Path| path.file_name().unwrap().to_str().unwrap().starts_with("sample-");
    inputs.sort_by_key(|path| (!is_sample(path), path.clone()));
    let mut test = |path: &PathBuf| TestRef {
        input: region.blob(&std::fs::read(path).unwrap()),
        expected: region.blob(&std::fs::read(path.with_extension("out")).unwrap()),
        sample: is_sample(path),
    };
    inputs.iter().map(&mut test).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn language_of(program: &Path) -> &'static str {
    let by_extension = BTreeMap::from([
        ("c", "c"),
        ("cpp", "cpp"),
        ("go", "go"),
        ("java", "java"),
        ("js", "javascript"),
        ("py", "python"),
        ("rs", "rust"),
        ("ts", "typescript"),
    ]);
    by_extension[program.extension().unwrap().to_str().unwrap()]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_program_of_every_problem_gets_its_verdict() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config("problems"));
    let mut judged = 0;
    for folder in files(&repository().join("problems"))
        .iter()
        .filter(|path| path.is_dir())
    {
        let (work, limits) = load(&mut region, folder);
        for status in files(&folder.join("submissions")) {
            let expected = Status::parse(status.file_name().unwrap().to_str().unwrap()).unwrap();
            for program in files(&status) {
                let language = language_of(&program);
                let source = std::fs::read_to_string(&program).unwrap();
                let work = work.clone();
                let result = region.judge_within(&agent, language, &source, work, limits).await;
                assert_eq!(
                    result.report.status, expected,
                    "{program:?}: {:#?}",
                    result.report
                );
                judged += 1;
            }
        }
    }
    assert!(judged >= 15, "only {judged} programs were judged");
    agent.stop().await;
}
