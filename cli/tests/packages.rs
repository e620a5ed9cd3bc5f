//! `gavel problem verify` as people type it, in the real sandbox: the shipped problems hold, and what does not hold is told.
//! Needs root, as the sandbox does, and every language that Gavel ships (`./dev tools` installs what they need).

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

/// No agent's, and no other test's. One verification at a time has it.
const SLOT: &str = "950";
static ALONE: Mutex<()> = Mutex::new(());

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn gavel(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gavel"));
    command
        .args(arguments)
        .current_dir(repository())
        .stdin(Stdio::null());
    command
}

fn verify(path: &Path, more: &[&str]) -> Command {
    let mut command = gavel(&[
        "problem",
        "verify",
        "--slot",
        SLOT,
        "--state-dir",
        "/run/gavel-test",
    ]);
    // Kept, since Go's standard library takes half a minute.
    let prepared = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepared");
    command.arg("--prepared").arg(prepared).args(more).arg(path);
    command
}

fn told(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&output.stderr)))
}

/// A package of which every submission is in Python.
fn package(place: &Path) -> PathBuf {
    let path = place.join("larger");
    let made = gavel(&["problem", "new"])
        .arg(&path)
        .output()
        .expect("gavel starts");
    assert!(made.status.success(), "{made:?}");
    path
}

#[test]
fn every_program_of_every_shipped_problem_gets_its_verdict() {
    let _alone = ALONE.lock();
    let output = verify(&repository().join("problems"), &["--json", "--all-languages"])
        .output()
        .unwrap();
    let told = told(&output);
    assert!(output.status.success() && told["holds"] == true, "{told:#}");
    let packages = told["packages"].as_array().unwrap();
    let judged: usize = packages
        .iter()
        .map(|package| package["submissions"].as_array().unwrap().len())
        .sum();
    assert!(
        packages.len() >= 3 && judged >= 15,
        "only {judged} programs were judged"
    );
}

#[test]
fn what_does_not_hold_is_told_and_what_does_is_a_table() {
    let _alone = ALONE.lock();
    let place = tempfile::tempdir().unwrap();
    let path = package(place.path());
    let output = verify(&path, &[]).output().unwrap();
    let table = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    assert!(
        table.contains("accepted/main.py") && table.contains("larger holds"),
        "{table}"
    );

    let accepted = path.join("submissions/accepted");
    std::fs::write(accepted.join("first.py"), "print(input().split()[0])\n").unwrap();
    std::fs::write(accepted.join("main.zig"), "\n").unwrap();
    // Uses some 150 of the 200 ms that 100 ms are in Python.
    let slow = "import time\nwhile time.process_time() < 0.15: pass\nprint(max(map(int, input().split())))\n";
    std::fs::write(accepted.join("main.py"), slow).unwrap();
    let manifest = std::fs::read_to_string(path.join("problem.yaml")).unwrap();
    std::fs::write(
        path.join("problem.yaml"),
        manifest.replace("cpu_ms: 1000", "cpu_ms: 100"),
    )
    .unwrap();
    let output = verify(&path, &["--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let faults = told(&output)["packages"][0]["faults"].to_string();
    for fault in [
        "accepted/first.py came to wrong_answer, its folder promises accepted",
        "accepted/main.zig: no language has this extension",
        "cpu_ms: 100 is too tight: accepted/main.py takes",
    ] {
        assert!(faults.contains(fault), "{faults} does not say {fault:?}");
    }

    std::fs::remove_file(path.join("tests/01.out")).unwrap();
    let output = verify(&path, &["--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let faults = told(&output)["packages"][0]["faults"].to_string();
    assert!(faults.contains("tests/01.in has no tests/01.out"), "{faults}");
}

#[test]
fn an_interrupt_ends_it_at_once_and_leaves_the_slot_free() {
    let _alone = ALONE.lock();
    let place = tempfile::tempdir().unwrap();
    let path = package(place.path());
    let spin = path.join("submissions/time_limit");
    std::fs::create_dir(&spin).unwrap();
    let began = place.path().join("began");
    std::fs::write(spin.join("spin.py"), "while True: pass\n").unwrap();
    let manifest = std::fs::read_to_string(path.join("problem.yaml")).unwrap();
    std::fs::write(
        path.join("problem.yaml"),
        manifest.replace("cpu_ms: 1000", "cpu_ms: 5000"),
    )
    .unwrap();
    // A row is printed once a submission is through, so the third one runs when the second row is there.
    let table = std::fs::File::create(&began).unwrap();
    let mut child = verify(&path, &[]).stdout(table).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(60);
    while !std::fs::read_to_string(&began)
        .unwrap()
        .contains("accepted/main.py")
    {
        assert!(Instant::now() < until, "no submission was judged");
        std::thread::sleep(Duration::from_millis(20));
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let asked = Instant::now();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
    std::fs::remove_dir_all(&spin).unwrap();
    let again = verify(&path, &[]).output().unwrap();
    assert!(again.status.success(), "{again:?}");
}
