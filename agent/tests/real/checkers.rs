//! Checkers of a problem's author, in the sandbox beside the program's: testlib's protocol in C++ and Python, and checkers that fail,
//! which is never the person's fault.

use gavel_wire::problem::{AuthorProgram, Checker, FileRef, Subtask};
use gavel_wire::verdict::Report;
use gavel_wire::{FileName, LanguageId, Status, Work};

use crate::common::{Agent, TestRegion};
use crate::secrets::SEARCH;

const CPP: &str = r#"#include "protocol.h"
#include <fstream>
int main(int argc, char **argv) {
    if (argc != 4) quit(FAIL, "three files are needed");
    std::ifstream input(argv[1]), output(argv[2]), answer(argv[3]);
    long n, a, b, more;
    if (!(input >> n) || !(answer >> a >> b) || a + b != n) quit(FAIL, "the test is broken");
    if (!(output >> a >> b)) quit(PRESENTATION, "two numbers are expected");
    if (output >> more) quit(DIRT, "there is more than two numbers");
    if (a + b != n) quit(WRONG, "this is not the sum");
    quit(OK, "good");
}
"#;
const HEADER: &str = r#"#include <cstdio>
#include <cstdlib>
enum { OK = 0, WRONG = 1, PRESENTATION = 2, FAIL = 3, DIRT = 4 };
[[noreturn]] inline void quit(int code, const char *why) { std::fprintf(stderr, "%s\n", why); std::exit(code); }
"#;
pub(crate) const PYTHON: &str = "
import sys, protocol
n, found, answer = (list(map(int, open(name).read().split())) for name in sys.argv[1:])
if sum(answer) != n[0]: protocol.end(3, 'the test is broken')
if len(found) < 2: protocol.end(2, 'two numbers are expected')
if len(found) > 2: protocol.end(4, 'there is more than two numbers')
protocol.end(0, 'good') if sum(found) == n[0] else protocol.end(1, 'this is not the sum')
";
pub(crate) const MODULE: &str =
    "import sys\ndef end(code, why):\n    print(why, file=sys.stderr)\n    sys.exit(code)\n";

pub(crate) fn program(
    region: &mut TestRegion,
    name: &str,
    language: &str,
    files: &[(&str, &str)],
) -> AuthorProgram {
    let files = files.iter().map(|(name, text)| FileRef {
        name: FileName::parse(name).unwrap(),
        content: region.blob(text.as_bytes()),
    });
    AuthorProgram {
        files: files.collect(),
        name: FileName::parse(name).unwrap(),
        language: LanguageId::parse(language).unwrap(),
    }
}

pub(crate) fn checker(
    region: &mut TestRegion,
    name: &str,
    language: &str,
    files: &[(&str, &str)],
) -> Checker {
    Checker::Custom {
        program: Box::new(program(region, name, language, files)),
        signature: None,
    }
}

async fn judged(region: &mut TestRegion, agent: &Agent, checker: &Checker, source: &str) -> Report {
    let work = region.tests(&[("5", "2 3", true), ("9", "4 5", false)], checker.clone());
    region.judge(agent, "python", source, work).await.report
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checker_accepts_any_answer_that_is_right() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("checked", &["cpp", "python"]));
    let checkers = [
        checker(
            &mut region,
            "checker.cpp",
            "cpp",
            &[("checker.cpp", CPP), ("protocol.h", HEADER)],
        ),
        checker(
            &mut region,
            "check.py",
            "python",
            &[("check.py", PYTHON), ("protocol.py", MODULE)],
        ),
    ];
    let cases = [
        ("print(int(input()) - 1, 1)", Status::Accepted, "good\n"),
        (
            "print(int(input()), 1)",
            Status::WrongAnswer,
            "this is not the sum\n",
        ),
        ("print()", Status::WrongAnswer, "two numbers are expected\n"),
        (
            "print(int(input()), 0, 0)",
            Status::WrongAnswer,
            "there is more than two numbers\n",
        ),
        // Not looked at by a checker.
        ("print(int(input()) - 1, 1); exit(1)", Status::RuntimeError, ""),
    ];
    for checker in &checkers {
        for (source, status, said) in cases {
            let report = judged(&mut region, &agent, checker, source).await;
            assert_eq!(report.status, status, "{source}: {report:#?}");
            let [sample, hidden] = report.tests.as_slice() else {
                panic!("{report:#?}")
            };
            let execution = sample.execution.as_ref().unwrap();
            let shown = execution
                .checker
                .as_ref()
                .map_or("", |said| said.text.as_deref().unwrap());
            assert_eq!(shown, said, "{source}");
            assert!(execution.difference.is_none() && hidden.execution.is_none());
        }
    }
    agent.stop().await;
}

fn subtask(name: &str, requires: &[u16]) -> Subtask {
    Subtask {
        name: name.to_owned(),
        points: 50,
        requires: requires.to_vec(),
    }
}

/// What a submission to a problem with subtasks came to, how many tests of it ran, and the points in all and of each subtask.
type Scored = (Status, usize, Option<(u32, Vec<(u32, Option<Status>)>)>);

async fn scored(region: &mut TestRegion, agent: &Agent, source: &str, work: &Work) -> Scored {
    let report = region.judge(agent, "python", source, work.clone()).await.report;
    let score = report.score.as_ref().map(|score| {
        let subtasks = score
            .subtasks
            .iter()
            .map(|subtask| (subtask.points, subtask.status));
        (score.points, subtasks.collect())
    });
    (report.status, report.tests.len(), score)
}

#[tokio::test(flavor = "multi_thread")]
async fn subtasks_give_points_and_a_checker_shares_of_them() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("subtasks", &["python"]));
    let share = "import sys\nprint('points', open(sys.argv[2]).read(), file=sys.stderr)\nsys.exit(7)\n";
    let checker = checker(&mut region, "share.py", "python", &[("share.py", share)]);
    let tests = [
        ("0", "", true),
        ("1", "", false),
        ("2", "", false),
        ("3", "", false),
    ];
    let mut work = region.tests(&tests, checker);
    let Work::Judge {
        tests,
        subtasks,
        stop_at_first_failure,
        ..
    } = &mut work
    else {
        unreachable!()
    };
    *stop_at_first_failure = true;
    for (test, subtask) in tests.iter_mut().zip([None, Some(0), Some(1), Some(1)]) {
        test.subtask = subtask;
    }
    *subtasks = vec![subtask("first", &[]), subtask("second", &[])];
    let mut dependent = work.clone();
    if let Work::Judge { subtasks, .. } = &mut dependent {
        *subtasks = vec![subtask("first", &[]), subtask("second", &[0])];
    }
    let (right, wrong) = (Some(Status::Accepted), Some(Status::WrongAnswer));
    let crashed = Some(Status::RuntimeError);
    let table = [
        (
            &work,
            "print([0, 1, 0.5, 0.25][int(input())])",
            (Status::WrongAnswer, 4, Some((62, vec![(50, right), (12, wrong)]))),
        ),
        (
            &work,
            "print(1) if int(input()) != 2 else exit(1)",
            (
                Status::RuntimeError,
                3,
                Some((50, vec![(50, right), (0, crashed)])),
            ),
        ),
        (
            &dependent,
            "print(0)",
            (Status::WrongAnswer, 2, Some((0, vec![(0, wrong), (0, None)]))),
        ),
        // A share that is none is the checker's fault, and then nobody has points.
        (&work, "print(2)", (Status::InternalError, 1, None)),
    ];
    for (work, source, expected) in table {
        assert_eq!(
            scored(&mut region, &agent, source, work).await,
            expected,
            "{source}"
        );
    }
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checker_that_fails_blames_nobody_and_is_named() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("failing-checker", &["python"]));
    let cases = [
        ("while True: pass", "it took too long"),
        ("import time\ntime.sleep(100)", "it took too long"),
        ("import os\nos.abort()", "it was ended by signal 6 (SIGABRT)"),
        ("import sys\nsys.exit(9)", "it ended with exit code 9"),
        (
            "import sys\nsys.exit(3)",
            "it says that it or the test is at fault",
        ),
        ("while True: print('x' * 1000)", "it printed more than is allowed"),
        ("x = bytearray(1 << 30)", "it took more memory than is allowed"),
    ];
    for (text, how) in cases {
        let checker = checker(&mut region, "check.py", "python", &[("check.py", text)]);
        let report = judged(&mut region, &agent, &checker, "print(1, 4)").await;
        assert_eq!(report.status, Status::InternalError, "{text}: {report:#?}");
        let reason = format!("the checker check.py failed: {how}");
        assert_eq!(report.reason, Some(reason), "{text}");
    }
    let elsewhere = checker(&mut region, "check.cpp", "cpp", &[("check.cpp", CPP)]);
    let report = judged(&mut region, &agent, &elsewhere, "print(1, 4)").await;
    let reason = "the checker check.cpp cannot be run: its language, cpp, is not ready here";
    assert_eq!(
        (report.status, report.reason.as_deref()),
        (Status::InternalError, Some(reason))
    );
    // The slot still judges.
    let tokens = judged(&mut region, &agent, &Checker::Tokens, "print(2, 3)").await;
    assert_eq!(tokens.tests[0].status, Status::Accepted, "{tokens:#?}");
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_expected_output_is_in_the_checkers_sandbox_alone() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("checked-secret", &["python"]));
    let text = "import sys\nfound, answer = (open(name).read() for name in sys.argv[2:])\n\
                sys.exit(0 if found == 'input-secret\\n' and answer == 'expected-secret' else 1)\n";
    let checker = checker(&mut region, "check.py", "python", &[("check.py", text)]);
    let tests = [
        ("input-secret\n", "expected-secret", true),
        ("input-secret\n", "expected-secret", true),
    ];
    let work = region.tests(&tests, checker);
    let report = region.judge(&agent, "python", SEARCH, work).await.report;
    assert_eq!(report.status, Status::Accepted, "{report:#?}");
    agent.stop().await;
}
