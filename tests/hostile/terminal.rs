//! Programs through `gavel sandbox run`, as an operator would try one.

use std::path::Path;
use std::process::Stdio;

use gavel_tests::{Gavel, scratch};
use gavel_wire::Status;

use crate::corpus::{Program, programs};

/// Each language with the directory of its programs and their extension.
const LANGUAGES: [(&str, &str, &str); 13] = [
    ("c", "c", "c"),
    ("cpp", "cpp", "cpp"),
    ("csharp", "csharp", "cs"),
    ("go", "go", "go"),
    ("java", "java", "java"),
    ("javascript", "javascript", "js"),
    ("kotlin", "kotlin", "kt"),
    ("php", "php", "php"),
    ("python", "python", "py"),
    ("ruby", "ruby", "rb"),
    ("rust", "rust", "rs"),
    ("typescript", "typescript", "ts"),
    ("typescript-checked", "typescript", "ts"),
];

/// Every `step`th program, in a slot that is no agent's, and no other test's.
pub(crate) fn every(step: usize, slot: &str) {
    let gavel = Gavel {
        data: scratch(&format!("hostile-by-hand-{slot}")),
    };
    let all = LANGUAGES.iter().flat_map(|language| {
        let programs = programs(language.1).into_iter();
        programs.map(move |program| (*language, program))
    });
    let some: Vec<_> = all.step_by(step).collect();
    assert!(some.len() >= 149 / step, "only {} programs", some.len());
    let wrong: Vec<String> = some
        .iter()
        .filter_map(|((language, _, extension), program)| {
            attack(&gavel, slot, program, language, extension).err()
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn attack(
    gavel: &Gavel,
    slot: &str,
    program: &Program,
    language: &str,
    extension: &str,
) -> Result<(), String> {
    let file = gavel.data.join(format!("submitted.{extension}"));
    std::fs::write(&file, &program.source).expect("a scratch file");
    let file = file.to_str().expect("a scratch path is UTF-8");
    let came = run(gavel, slot, &["--language", language, "--file", file]);
    let verdict: Option<Status> = serde_json::from_value(came["verdict"].clone()).ok();
    // Types are an attack for whoever checks them.
    let refused = language == "typescript-checked" && program.name == "52_growing_types";
    let expected = if refused {
        &[Status::CompileError][..]
    } else {
        &program.expected
    };
    if !verdict.is_some_and(|verdict| expected.contains(&verdict)) {
        return Err(format!("{language}: {}: {came}", program.name));
    }
    let honest = run(gavel, slot, &["--", "/usr/bin/echo", "well"]);
    if honest["stdout"] != "well\n" {
        return Err(format!("after {language}: {}: {honest}", program.name));
    }
    Ok(())
}

/// With the limits that the real agent is attacked with.
fn run(gavel: &Gavel, slot: &str, what: &[&str]) -> serde_json::Value {
    let mut command = gavel.command(&["sandbox", "run", "--json", "--slot", slot]);
    command.args(["--cpu-ms", "1000", "--wall-ms", "4000", "--memory-mib", "128"]);
    command.args(["--state-dir", "/run/gavel-test"]);
    command
        .arg("--home")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
    // Kept, since Go's standard library takes half a minute.
    command
        .arg("--prepared")
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepared"));
    let output = command
        .args(what)
        .stdin(Stdio::null())
        .output()
        .expect("gavel starts");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&output.stderr)))
}
