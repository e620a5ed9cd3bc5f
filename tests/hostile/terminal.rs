//! Programs through `gavel sandbox run`, as an operator would try one.

use std::path::Path;
use std::process::Stdio;

use gavel_tests::{Gavel, scratch};
use gavel_wire::Status;

use crate::corpus::{Program, programs};

/// They are about a program that the sandbox placed, without its source, and about sizes that an agent allows; here the
/// program is made in the sandbox itself.
const ONLY_OF_AGENTS: [&str; 6] = [
    "04_fill_many_files",
    "04_fill_one_file",
    "19_other_submissions",
    "23_work_directory",
    "24_sparse_output",
    "54_changes_its_program",
];

/// Every `step`th program of the languages that lie beneath /usr with all that they need, in a slot that is no agent's, and no other test's.
pub(crate) fn every(step: usize, slot: &str) {
    let gavel = Gavel {
        data: scratch(&format!("hostile-by-hand-{slot}")),
    };
    let all = [
        ("c", ".c"),
        ("cpp", ".cpp"),
        ("javascript", ".js"),
        ("python", ".py"),
    ];
    let all =
        all.map(|(language, extension)| programs(language).into_iter().map(move |one| (one, extension)));
    let all = all.into_iter().flatten();
    let fit = all.filter(|(program, _)| !ONLY_OF_AGENTS.contains(&program.name.as_str()));
    let some: Vec<_> = fit.step_by(step).collect();
    assert!(some.len() >= 103 / step, "only {} programs", some.len());
    let wrong: Vec<String> = some
        .iter()
        .filter_map(|(program, extension)| attack(&gavel, slot, program, extension).err())
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn attack(gavel: &Gavel, slot: &str, program: &Program, extension: &str) -> Result<(), String> {
    let name = format!("main{extension}");
    let file = gavel.data.join(&name);
    std::fs::write(&file, &program.source).expect("a scratch file");
    // A hostile source is never compiled outside of a sandbox.
    let script = match extension {
        ".c" => "gcc -O2 -static main.c -o main && exec ./main",
        ".cpp" => "g++ -O2 -static main.cpp -o main && exec ./main",
        ".js" => "exec node main.js",
        _ => "exec python3 -E -s -B main.py",
    };
    let came = run(gavel, slot, Some(&file), &["/usr/bin/sh", "-c", script]);
    let status = status_of(&came["status"]);
    // Here the compiler is one more program, within a program's limits.
    let compiles = program.expected.contains(&Status::CompileError);
    let stopped = compiles && status.is_some_and(|status| status != Status::Ok);
    if !stopped && status.is_none_or(|status| !program.expected.contains(&status)) {
        return Err(format!("{}: {came}", program.name));
    }
    let honest = run(gavel, slot, None, &["/usr/bin/echo", "well"]);
    if honest["stdout"] != "well\n" {
        return Err(format!("after {}: {honest}", program.name));
    }
    Ok(())
}

fn run(gavel: &Gavel, slot: &str, file: Option<&Path>, argv: &[&str]) -> serde_json::Value {
    let mut command = gavel.command(&["sandbox", "run", "--json", "--slot", slot]);
    command.args(["--cpu-ms", "1500", "--wall-ms", "5000", "--memory-mib", "160"]);
    command.arg("--state-dir").arg("/run/gavel-test");
    if let Some(file) = file {
        command.arg("--file").arg(file);
    }
    let output = command
        .arg("--")
        .args(argv)
        .stdin(Stdio::null())
        .output()
        .expect("gavel starts");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&output.stderr)))
}

/// None where the sandbox itself failed.
fn status_of(status: &serde_json::Value) -> Option<Status> {
    let status = serde_json::from_value(status.clone()).expect("a status of the sandbox");
    crate::cell::status_of(&status)
}
