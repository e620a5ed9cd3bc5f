//! Interactive problems: a program and its interactor in two sandboxes, and what either does to hang or to blame the other.

use std::time::{Duration, Instant};

use gavel_wire::problem::Checker;
use gavel_wire::verdict::Report;
use gavel_wire::{Limits, Status};

use crate::checkers::program;
use crate::common::{Agent, TestRegion};

/// The program guesses the number of the test's input.
const INTERACTOR: &str = "
import os, sys
secret = int(open(sys.argv[1]).read())
open(sys.argv[2], 'x').close()
assert open(sys.argv[3]).read() == 'expected-secret'
def end(code, why):
    print(why, file=sys.stderr)
    sys.exit(code)
for guesses in range(1, 11):
    line = sys.stdin.readline()
    if not line: end(2, 'it gave up')
    if not line.strip().isdigit(): end(2, 'this is no number')
    guess = int(line)
    if guess == secret:
        print('found', flush=True)
        end(0, f'{guesses} guesses')
    print('higher' if guess < secret else 'lower', flush=True)
end(1, 'too many guesses')
";
const SOLUTION: &str = "
low, high = 1, 1000
while True:
    middle = (low + high) // 2
    print(middle, flush=True)
    answer = input()
    if answer == 'found': break
    if answer == 'higher': low = middle + 1
    else: high = middle - 1
";

async fn judged(
    region: &mut TestRegion,
    agent: &Agent,
    interactor: &str,
    source: &str,
) -> (Report, Duration) {
    let program = program(region, "talk.py", "python", &[("talk.py", interactor)]);
    let checker = Checker::Interactor {
        program: Box::new(program),
    };
    let work = region.tests(&[("700", "expected-secret", true)], checker);
    let limits = Limits {
        cpu_ms: 500,
        wall_ms: 1_500,
        ..Limits::default()
    };
    let started = Instant::now();
    let result = region.judge_within(agent, "python", source, work, limits).await;
    (result.report, started.elapsed())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_and_its_interactor_talk_and_neither_hangs_the_other() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("talk", &["python"]));
    let cases = [
        (SOLUTION, Status::Accepted),
        (
            "for n in range(1, 50): print(n, flush=True), input()",
            Status::WrongAnswer,
        ),
        ("print('x')", Status::WrongAnswer),
        ("", Status::WrongAnswer),
        ("exit(3)", Status::RuntimeError),
        // Both wait.
        ("input()", Status::TimeLimit),
        ("import time\ntime.sleep(100)", Status::TimeLimit),
        ("while True: pass", Status::TimeLimit),
        // Never reads, and floods.
        ("while True: print('1' * 1000)", Status::WrongAnswer),
        (
            "import os\nos.close(1)\nimport time\ntime.sleep(100)",
            Status::TimeLimit,
        ),
        (
            "import os\nos.close(0)\nprint(1, flush=True)\nwhile True: pass",
            Status::TimeLimit,
        ),
        ("bytearray(1 << 30)\nprint(700)", Status::MemoryLimit),
        (
            "import os\nprint(700 if os.listdir('/w') == ['main.py'] else 'x', flush=True)\ninput()",
            Status::Accepted,
        ),
    ];
    for (source, status) in cases {
        let (report, took) = judged(&mut region, &agent, INTERACTOR, source).await;
        assert_eq!(report.status, status, "{source}: {report:#?}");
        assert!(took < Duration::from_secs(30), "{source}: {took:?}");
    }
    let (report, _) = judged(&mut region, &agent, INTERACTOR, SOLUTION).await;
    let execution = report.tests[0].execution.as_ref().unwrap();
    assert_eq!(
        execution.checker.as_ref().unwrap().text.as_deref(),
        Some("9 guesses\n")
    );
    assert_eq!(execution.stdout.text.as_deref(), Some(""));
    let (report, _) = judged(&mut region, &agent, INTERACTOR, "input()").await;
    assert!(report.reason.unwrap().contains("it waited for the interactor"));
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interactor_that_fails_is_named_and_its_program_is_not_blamed() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("bad-talk", &["python"]));
    let reads = "import sys\nsys.stdin.read()";
    let named = |how: &str| Some(format!("the interactor talk.py failed: {how}"));
    let cases = [
        (
            "import sys\nsys.exit(3)",
            reads,
            Status::InternalError,
            named("it says that it or the test is at fault"),
        ),
        (
            "import os\nos.abort()",
            reads,
            Status::InternalError,
            named("it was ended by signal 6 (SIGABRT)"),
        ),
        // Ends early, and the program ends with it.
        ("", reads, Status::Accepted, None),
        // Floods a program that waits for the end of its input.
        (
            "while True: print('x' * 1000)",
            "import time\ntime.sleep(1)\nimport os\nos.close(0)",
            Status::WrongAnswer,
            Some("test 1 of 1".to_owned()),
        ),
        // Does not see that its program is gone.
        (
            "import time\ntime.sleep(100)",
            "pass",
            Status::WrongAnswer,
            Some("test 1 of 1".to_owned()),
        ),
    ];
    for (interactor, source, status, reason) in cases {
        let (report, took) = judged(&mut region, &agent, interactor, source).await;
        assert_eq!(report.status, status, "{interactor}: {report:#?}");
        assert_eq!(report.reason, reason, "{interactor}");
        assert!(took < Duration::from_secs(30), "{interactor}: {took:?}");
    }
    agent.stop().await;
}
