//! `gavel problem verify` as people type it, in the real sandbox: the shipped problems hold, and what does not hold is told.
//! Needs root, as the sandbox does, and every language that Gavel ships (`./dev tools` installs what they need).

#[path = "packages/exports.rs"]
mod exports;
#[path = "packages/imports.rs"]
mod imports;
#[path = "packages/testlib.rs"]
mod testlib;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

/// No agent's, and no other test's. One verification at a time has it.
const PLACES: [&str; 4] = ["--slot", "950", "--state-dir", "/run/gavel-test"];
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
    let mut command = gavel(&["problem", "verify"]);
    command.args(PLACES);
    command.arg("--prepared").arg(prepared()).args(more).arg(path);
    command
}

/// Kept, since Go's standard library takes half a minute.
fn prepared() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepared")
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

/// One of each kind of problem. All of them take some five minutes.
const SOME: [&str; 4] = [
    "mooring-wall",
    "rope-round-the-posts",
    "sum-of-two",
    "two-banners",
];

/// Each has a solution in every language.
fn hold(packages: &[PathBuf]) {
    let _alone = ALONE.lock();
    let output = gavel(&["problem", "verify", "--json", "--all-languages"])
        .args(PLACES)
        .arg("--prepared")
        .arg(prepared())
        .args(packages)
        .output()
        .expect("gavel starts");
    let told = told(&output);
    assert!(output.status.success() && told["holds"] == true, "{told:#}");
    let verified = told["packages"].as_array().expect("a list");
    assert_eq!(verified.len(), packages.len());
    for package in verified {
        let judged = package["submissions"].as_array().map_or(0, Vec::len);
        assert!(
            judged > 8,
            "{}: only {judged} programs were judged",
            package["id"]
        );
    }
}

#[test]
fn every_program_of_some_shipped_problems_gets_its_verdict() {
    let problems = repository().join("problems");
    hold(&SOME.map(|id| problems.join(id)));
}

#[test]
#[ignore = "slow: some five minutes"]
fn every_program_of_every_shipped_problem_gets_its_verdict() {
    let problems = packages();
    hold(&problems.collect::<Vec<_>>());
}

fn packages() -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir(repository().join("problems")).expect("a folder");
    let paths = entries.map(|entry| entry.expect("a package").path());
    paths.filter(|path| path.join("problem.yaml").is_file())
}

#[test]
fn the_bank_is_whole() {
    let mut kinds: HashMap<String, usize> = HashMap::new();
    for package in packages() {
        let about = package.display();
        let text = std::fs::read_to_string(package.join("problem.yaml")).unwrap();
        let kind = text.lines().find_map(|line| line.strip_prefix("kind: "));
        *kinds.entry(kind.unwrap_or("stdio").to_owned()).or_default() += 1;
        let names = |folder: &str| -> Vec<String> {
            let entries = std::fs::read_dir(package.join(folder))
                .into_iter()
                .flatten()
                .flatten();
            entries
                .map(|entry| entry.file_name().into_string().unwrap())
                .collect()
        };
        let accepted = names("submissions/accepted");
        for extension in ["c", "cpp", "go", "java", "js", "py", "rb", "rs", "ts"] {
            let found = accepted
                .iter()
                .any(|name| name.rsplit_once('.').is_some_and(|(_, found)| found == extension));
            assert!(found, "{about}: no solution in .{extension}");
        }
        assert!(
            !names("submissions/wrong_answer").is_empty(),
            "{about}: nothing wrong"
        );
        let generated = text.matches("generator: ").count();
        let stored = names("tests")
            .iter()
            .filter(|name| !name.ends_with(".out"))
            .count();
        assert!(
            generated + stored >= 15,
            "{about}: {generated} and {stored} tests"
        );
        for text in ["hints.md", "editorial.md"] {
            assert!(package.join(text).is_file(), "{about}: no {text}");
        }
    }
    assert!(
        kinds["signature"] >= 30 && kinds["stdio"] >= 8 && kinds["interactive"] >= 2,
        "{kinds:?}"
    );
}

/// A package that has a test from a generator, which a program that is wrong fails alone.
fn with_generator(place: &Path, generator: &str) -> PathBuf {
    let path = package(place);
    let write = |name: &str, text: &str| {
        let file = path.join(name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(file, text).expect("a file");
    };
    let manifest = std::fs::read_to_string(path.join("problem.yaml")).expect("a file");
    let generated = "reference: main.py\ngenerated:\n  - { generator: pair.py, arguments: [-70, 'up'] }\n";
    write("problem.yaml", &format!("{manifest}{generated}"));
    write("generators/pair.py", generator);
    write(
        "submissions/wrong_answer/second.py",
        "print(max(0, int(input().split()[1])))\n",
    );
    path
}

#[test]
fn a_generator_makes_tests_once_and_a_packed_package_has_them() {
    let _alone = ALONE.lock();
    let place = tempfile::tempdir().unwrap();
    let path = with_generator(place.path(), "import sys\nprint(sys.argv[1], len(sys.argv[2]))\n");
    let made = place.path().join("made");
    let with = ["--made", made.to_str().unwrap()];
    let output = verify(&path, &with).output().unwrap();
    let table = String::from_utf8_lossy(&output.stdout);
    assert!(table.contains("larger: 3 tests"), "{output:?}");
    let kept = || {
        let entries = std::fs::read_dir(&made).unwrap().flatten();
        let mut texts: Vec<String> = entries
            .map(|entry| std::fs::read_to_string(entry.path()).unwrap())
            .collect();
        texts.sort();
        texts
    };
    assert_eq!(kept(), ["-70 2\n", "2\n"]);

    // The cache has it: nothing is executed where the package is packed.
    let zip = place.path().join("other.zip");
    let pack = |more: &[&str]| {
        let mut command = gavel(&["problem", "pack"]);
        command
            .args(with)
            .args(more)
            .arg(&path)
            .arg("-o")
            .arg(&zip)
            .output()
            .unwrap()
    };
    let packed = pack(&["--tools", "/nowhere", "--prepared", "/nowhere"]);
    assert!(packed.status.success() && packed.stderr.is_empty(), "{packed:?}");
    let output = verify(&zip, &["--made", "/proc/nowhere"]).output().unwrap();
    assert!(!output.status.success(), "there is no such place: {output:?}");
    let empty = place.path().join("empty");
    let output = verify(&zip, &["--made", empty.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("other: 3 tests"),
        "{output:?}"
    );
    assert_eq!(std::fs::read_dir(&empty).unwrap().count(), 0);
}

#[test]
fn a_test_that_cannot_be_made_is_told_with_its_generator() {
    let _alone = ALONE.lock();
    for (generator, told) in [
        (
            "import sys\nsys.exit('no idea')\n",
            ["pair.py ended with ", "Exited(1): no idea"],
        ),
        // Of CPU or, on a busy host, of wall time.
        ("while True: pass\n", ["pair.py ended with ", "Limit: "]),
        (
            "print('x')\n",
            ["accepted/main.py ended with ", "Exited(1): ValueError"],
        ),
    ] {
        let place = tempfile::tempdir().unwrap();
        let path = with_generator(place.path(), generator);
        let made = place.path().join("made");
        let output = verify(&path, &["--json", "--made", made.to_str().unwrap()])
            .output()
            .unwrap();
        let faults = self::told(&output)["packages"][0]["faults"].to_string();
        let test = "tests/generated-001, from generators/pair.py -70 up";
        for told in told.into_iter().chain([test]) {
            assert!(faults.contains(told), "{faults} does not say {told:?}");
        }
    }
    let place = tempfile::tempdir().unwrap();
    let path = with_generator(place.path(), "");
    std::fs::remove_file(path.join("generators/pair.py")).unwrap();
    let output = verify(&path, &["--json"]).output().unwrap();
    let faults = told(&output)["packages"][0]["faults"].to_string();
    assert!(faults.contains("there is no generators/pair.py"), "{faults}");
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
fn submissions_have_the_points_that_the_manifest_promises() {
    let _alone = ALONE.lock();
    let place = tempfile::tempdir().unwrap();
    let path = package(place.path());
    let manifest = std::fs::read_to_string(path.join("problem.yaml")).unwrap();
    let with = |more: &str| std::fs::write(path.join("problem.yaml"), format!("{manifest}{more}")).unwrap();
    for (name, test) in [("big-1", "70000 1\n"), ("big-2", "1 70000\n")] {
        std::fs::write(path.join(format!("tests/{name}.in")), test).unwrap();
        std::fs::write(path.join(format!("tests/{name}.out")), "70000\n").unwrap();
    }
    let submission = path.join("submissions/runtime_error/small_only.py");
    std::fs::create_dir_all(submission.parent().unwrap()).unwrap();
    std::fs::write(
        &submission,
        "larger = max(map(int, input().split()))\nif larger > 60000: raise OverflowError('too large for me')\nprint(larger)\n",
    )
    .unwrap();
    let subtasks = "subtasks:\n- { name: small, points: 40, tests: ['0*'] }\n- { name: big, points: 60, tests: ['big-*'], requires: [small] }\n";
    with(&format!(
        "{subtasks}scores: {{ runtime_error/small_only.py: 40 }}\n"
    ));
    let output = verify(&path, &["--json"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let rows = told(&output)["packages"][0]["submissions"].clone();
    let points: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["ran"]["measured"]["points"].clone())
        .collect();
    assert!(
        points.contains(&100.into()) && points.contains(&40.into()),
        "{rows}"
    );
    // An author sees what the program said that crashed.
    assert!(rows.to_string().contains("too large for me"), "{rows}");

    with(&format!(
        "{subtasks}scores: {{ runtime_error/small_only.py: 60 }}\n"
    ));
    let output = verify(&path, &["--json"]).output().unwrap();
    let faults = told(&output)["packages"][0]["faults"].to_string();
    assert_eq!(output.status.code(), Some(1), "{faults}");
    assert!(
        faults.contains("has 40 points, problem.yaml promises 60"),
        "{faults}"
    );
    for (more, fault) in [
        (
            "scores: { accepted/none.py: 1 }\n",
            "there is no submissions/accepted/none.py",
        ),
        ("", "tests/big-1 is in no subtask"),
    ] {
        let only = "subtasks:\n- { name: small, points: 40, tests: ['0*'] }\n";
        with(&format!(
            "{}{more}",
            if more.is_empty() { only } else { subtasks }
        ));
        let output = verify(&path, &["--json"]).output().unwrap();
        let faults = told(&output)["packages"][0]["faults"].to_string();
        assert!(faults.contains(fault), "{faults}");
    }
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
