//! Packages that are exported to Kattis's format: Kattis's own problemtools, as `./dev tools` fetches them, find nothing wrong with them,
//! and imported again they are judged as before.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::imports::{import, status, verdicts, write};
use super::testlib::{CHECKER, VALIDATOR, other_judges, sum, testlib};
use super::{ALONE, PLACES, gavel, prepared, repository};

const GENERATOR: &str = r#"#include "testlib.h"

int main(int argc, char *argv[]) {
    registerGen(argc, argv, 1);
    int least = opt<int>("least");
    println(rnd.next(least, 1000), rnd.next(least, 1000));
}
"#;

/// A checker that gives shares, a validator, and subtasks of which one requires the other and has tests from a generator; all with testlib.
fn sums(root: &Path) {
    let manifest = r#"title: Sums
difficulty: easy
checker: { kind: custom, program: near.cpp }
reference: sum.py
generated:
  - { generator: large.cpp, arguments: ["-least=500"] }
  - { generator: large.cpp, arguments: ["-least=900"] }
subtasks:
  - { name: small one, points: 30, tests: [s1, s2] }
  - { name: large, points: 70, tests: ["generated-*"], requires: [small one] }
scores: { wrong_answer/near.py: 65, wrong_answer/large.py: 30, wrong_answer/small.py: 0 }
"#;
    let testlib = testlib();
    let files = [
        ("problem.yaml", manifest),
        ("statement.md", "Print `sum` and $a + b$ for *two* numbers.\n"),
        ("checker/near.cpp", CHECKER),
        ("checker/testlib.h", &testlib),
        ("validator/validator.cpp", VALIDATOR),
        ("validator/testlib.h", &testlib),
        ("generators/large.cpp", GENERATOR),
        ("generators/testlib.h", &testlib),
        ("tests/sample-1.in", "1 1\n"),
        ("tests/sample-1.out", "sum 2\n"),
        ("tests/s1.in", "2 2\n"),
        ("tests/s1.out", "sum 4\n"),
        ("tests/s2.in", "3 2\n"),
        ("tests/s2.out", "sum 5\n"),
        ("submissions/accepted/sum.py", &sum("")),
        ("submissions/wrong_answer/near.py", &sum("b += a > 100")),
        ("submissions/wrong_answer/large.py", &sum("if a > 100: a = b = 0")),
        ("submissions/wrong_answer/small.py", &sum("if a == 3: b = 70")),
    ];
    write(root, &files);
}

fn export(from: &Path, to: &Path, format: &str) {
    let output = gavel(&["problem", "export", "--format", format])
        .args(PLACES)
        .arg("--prepared")
        .arg(prepared())
        .arg(from)
        .arg("-o")
        .arg(to)
        .output()
        .expect("gavel starts");
    assert!(output.status.success(), "{output:?}");
}

fn is_there(path: PathBuf) -> PathBuf {
    assert!(path.is_file(), "there is no {}", path.display());
    path
}

/// A program of problemtools. `place` holds what they find on a machine with PyPy and LaTeX, and here is Python, and a program that
/// finds files as LaTeX's does.
fn problemtools(program: &str, place: &Path) -> Command {
    write(
        place,
        &[
            (
                "config/problemtools/languages.yaml",
                "python3:\n  compile: '/usr/bin/python3 -m py_compile {files}'\n  run: '/usr/bin/python3 \"{mainfile}\"'\n",
            ),
            (
                "bin/kpsewhich",
                "#!/bin/sh\nIFS=:\nfor place in '' $TEXINPUTS .; do\n  case $1 in /*) file=$1 ;; *) file=$place/$1 ;; esac\n  [ -f \"$file\" ] && echo \"$file\" && exit\ndone\nexit 1\n",
            ),
        ],
    );
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(place.join("bin/kpsewhich"), executable).expect("a mode");
    let mut command = Command::new(is_there(other_judges().join("venv/bin/python")));
    command
        .args(["-m", &format!("problemtools.{program}")])
        .env("XDG_CONFIG_HOME", place.join("config"))
        .env("PATH", format!("{}:/usr/bin:/bin", place.join("bin").display()))
        .current_dir(place);
    command
}

fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

/// Everything but the statement's PDF, which needs LaTeX, and of the submissions those whose names match.
#[track_caller]
fn assert_verified(packages: &[PathBuf], submissions: &str, place: &Path) {
    let mut command = problemtools("verifyproblem", place);
    command.args(["--threads", "2", "--submission_filter", submissions]);
    command.args([
        "--parts",
        "config",
        "validators",
        "graders",
        "data",
        "submissions",
        "--",
    ]);
    let output = command.args(packages).output().expect("verifyproblem starts");
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    let found = said.lines().filter(|line| {
        let bad = line.contains("ERROR") || line.contains("WARNING");
        // A group has the tests of those that it requires.
        bad && !line.ends_with("License is 'unknown'") && !line.contains("WARNING Identical input files")
    });
    assert_eq!(found.count(), 0, "{said}");
    for package in packages {
        let name = package.file_name().expect("a name").display();
        assert!(said.contains(&format!("{name} tested: 0 errors, ")), "{said}");
    }
}

/// The statement as problemtools show it on a page.
#[track_caller]
fn page(package: &Path, place: &Path) -> String {
    let made = place.join("html").join(package.file_name().expect("a name"));
    let mut command = problemtools("problem2html", place);
    command.args(["--messy", "--dest-dir"]).arg(&made);
    let output = command.arg(package).output().expect("problem2html starts");
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    assert!(
        !said.contains("ERROR") && !said.contains("unrecognized command"),
        "{said}"
    );
    std::fs::read_to_string(made.join("index.html")).expect("a page")
}

fn tests(package: &Path) -> BTreeSet<Vec<u8>> {
    let files = std::fs::read_dir(package.join("tests"))
        .expect("a folder")
        .flatten();
    files
        .map(|file| std::fs::read(file.path()).expect("a file"))
        .collect()
}

#[test]
fn problemtools_verify_what_is_exported_of_shipped_problems() {
    let _alone = ALONE.lock();
    let place = tempfile::tempdir().unwrap();
    let mut exported = Vec::new();
    for (id, part) in [
        ("thread-in-the-maze", "A hero walks through a maze"),
        ("dial-of-the-safe", ">try x</tt>"),
        ("rope-round-the-posts", "A rope round the posts"),
    ] {
        let from = repository().join("problems").join(id);
        let to = place.path().join(id.replace('-', ""));
        export(&from, &to, "kattis");
        let page = page(&to, place.path());
        assert!(page.contains(part), "{page}");
        let back = place.path().join(id);
        import(&to, &back);
        let lost: Vec<Vec<u8>> = tests(&from).difference(&tests(&back)).cloned().collect();
        assert_eq!(lost.len(), 0, "{id}");
        exported.push(to);
    }
    // All of them would take minutes.
    let submissions = r"/solution\.c$|wrong_answer/.*\.py$";
    assert_verified(&exported, submissions, place.path());
}

#[test]
fn problemtools_and_an_import_give_the_verdicts_and_points_of_the_package() {
    let _alone = ALONE.lock();
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("sums");
    sums(&root);
    for format in ["kattis", "kattis-2025-09"] {
        let place = tempfile::tempdir().unwrap();
        let (exported, back) = (place.path().join("sums"), place.path().join("back"));
        export(&root, &exported, format);
        let notes = import(&exported, &back);
        let told = notes.iter().filter(|note| note["effect"] == "differs");
        assert_eq!(told.count(), 0, "{notes:#?}");
        // Unwrapped, and as they were.
        let read = |path: &Path| std::fs::read_to_string(path).unwrap();
        assert_eq!(read(&back.join("checker/checker.cpp")), CHECKER);
        assert_eq!(read(&back.join("validator/validator.cpp")), VALIDATOR);
        if format == "kattis" {
            assert_verified(&[exported], ".", place.path());
        } else {
            let verdicts = verdicts(&back);
            for (name, verdict, points) in [
                ("accepted/sum.py", "accepted", 100),
                ("wrong_answer/near.py", "wrong_answer", 65),
                ("wrong_answer/large.py", "wrong_answer", 30),
                ("wrong_answer/small.py", "wrong_answer", 0),
            ] {
                assert_eq!(status(&verdicts, name), (verdict.into(), points.into()), "{name}");
            }
            assert!(read(&back.join("problem.yaml")).contains("\"wrong_answer/near.py\": 65"));
        }
    }
}
