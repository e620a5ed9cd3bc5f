//! What an agent owes its leader: one run a slot, answers to doubled and wrong starts, stops, results until answered,
//! and a drain that loses nothing.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use gavel_wire::message::{ResultDecision, StartAnswer};
use gavel_wire::problem::Checker;
use gavel_wire::verdict::Stage;
use gavel_wire::{Attempt, Status, Term};

use crate::common::{TestRegion, answer, printed, run};

const WAITS: &str = "import time\nwhile True: time.sleep(1)";

#[tokio::test(flavor = "multi_thread")]
async fn a_run_goes_through_with_marks_and_usage() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("through", &["python", "c"]));
    let result = region
        .judge(
            &agent,
            "python",
            "import sys\nprint(input()); print('e', file=sys.stderr); sys.exit(3)",
            run("hi\n"),
        )
        .await;
    assert_eq!(result.report.status, Status::RuntimeError);
    assert_eq!(printed(&result), "hi\n");
    let run_report = result.report.run.unwrap();
    assert_eq!(
        (run_report.exit_code, run_report.stderr.text.as_deref()),
        (Some(3), Some("e\n"))
    );
    assert_eq!(
        result.marks.iter().map(|mark| mark.stage).collect::<Vec<_>>(),
        [Stage::Run]
    );
    let broken = region
        .judge(&agent, "c", "int main(void) { return x; }", run(""))
        .await;
    assert_eq!(broken.report.status, Status::CompileError);
    let compile = broken.report.compile.unwrap();
    assert_eq!(compile.exit_code, Some(1));
    assert!(
        compile.messages.text.unwrap().contains("main.c"),
        "the language's own file name is used"
    );
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_show_their_difference_and_hidden_tests_show_nothing() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("hidden", &["python"]));
    let work = region.tests(
        &[
            ("1\n", "1\n", true),
            ("2\n", "9\n", true),
            ("3\n", "3\n", false),
            ("4\n", "4\n", false),
        ],
        Checker::Tokens,
    );
    let source = "n = int(input())\nprint(n)\nexit(7 if n == 4 else 0)";
    let result = region.judge(&agent, "python", source, work).await;
    assert_eq!(result.report.status, Status::WrongAnswer);
    assert_eq!(result.report.reason.as_deref(), Some("test 2 of 4"));
    let tests = &result.report.tests;
    let statuses: Vec<Status> = tests.iter().map(|test| test.status).collect();
    assert_eq!(
        statuses,
        [
            Status::Accepted,
            Status::WrongAnswer,
            Status::Accepted,
            Status::RuntimeError
        ]
    );
    let difference = tests[1].execution.as_ref().unwrap().difference.as_ref().unwrap();
    assert_eq!(
        (
            difference.line,
            difference.found.as_deref(),
            difference.expected.as_deref()
        ),
        (1, Some("2"), Some("9"))
    );
    for hidden in &tests[2..] {
        assert!(hidden.execution.is_none());
        assert_eq!(hidden.cpu_ms % 10, 0);
    }
    let text = serde_json::to_string(&result.report).unwrap();
    assert!(!text.contains("exit code 7"), "{text}");
    let stages: Vec<Stage> = result.marks.iter().map(|mark| mark.stage).collect();
    assert_eq!(stages, [Stage::Run, Stage::Checked]);
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn test_data_that_is_missing_or_changed_is_our_fault() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("data", &["python"]));
    let work = region.tests(&[("in", "out", false)], Checker::Tokens);
    let hash = region.blob(b"out");
    std::fs::write(region.directory.path().join("blobs").join(hash.as_str()), "other").unwrap();
    let result = region.judge(&agent, "python", "print('out')", work).await;
    assert_eq!(result.report.status, Status::InternalError);
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_agent_refuses_and_a_doubled_start_runs_once() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("busy", &["python"]));
    let state = region.free(&agent).await;
    let first = region.start_run(&state, "python", WAITS, run(""));
    let accepted = region.send(&first).await;
    assert!(matches!(accepted, StartAnswer::Accepted { .. }));
    assert_eq!(region.send(&first).await, accepted);
    let second = region.start_run(&state, "python", "", run(""));
    assert_eq!(region.send(&second).await, StartAnswer::Busy);
    let mut older = second.clone();
    older.lease.term = Term(0);
    assert_eq!(
        region.send(&older).await,
        StartAnswer::WrongTerm { seen: Term(1) }
    );
    let mut other = second.clone();
    other.lease.epoch += 1;
    assert_eq!(region.send(&other).await, StartAnswer::WrongEpoch);
    let unknown = region.start_run(&state, "cobol", "", run(""));
    assert!(matches!(region.send(&unknown).await, StartAnswer::Refused { .. }));
    // A stop of another attempt changes nothing; the right one ends the run.
    let mut wrong = first.clone();
    wrong.lease.attempt = Attempt(9);
    region.stop(&wrong).await;
    let running = region
        .state(&agent, |state| {
            state.slots.iter().any(|slot| slot.lease.is_some())
        })
        .await;
    assert!(running.slots.iter().all(|slot| !slot.finished));
    region.stop(&first).await;
    let result = region.result(&first).await;
    assert_eq!(result.report.status, Status::Cancelled);
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_offered_until_it_is_answered() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("offers", &["python"]));
    let state = region.free(&agent).await;
    let start = region.start_run(&state, "python", "print(1)", run(""));
    region.send(&start).await;
    let (result, reply) = region.offered().await;
    assert_eq!(result.lease, start.lease);
    answer(reply, ResultDecision::NotLeader).await;
    let finished = region
        .state(&agent, |state| state.slots.iter().any(|slot| slot.finished))
        .await;
    assert_eq!(finished.slots[0].lease.as_ref(), Some(&start.lease));
    // Nobody answers this one, and then the server dies.
    let (again, _unanswered) = region.offered().await;
    assert_eq!(again, result);
    region.server.kill();
    region.server.restart();
    let after = region.result(&start).await;
    assert_eq!(after, result);
    region.free(&agent).await;
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drain_waits_for_what_runs_and_hands_back_what_does_not_end() {
    let mut region = TestRegion::start().await;
    let mut config = region.config_with("drains", &["python"]);
    config.agent.drain_ms = 300;
    let agent = region.spawn(&config);
    let state = region.free(&agent).await;
    let start = region.start_run(&state, "python", WAITS, run(""));
    region.send(&start).await;
    agent.ask_to_stop();
    let draining = region.state(&agent, |state| state.draining).await;
    let refused = region.start_run(&draining, "python", "", run(""));
    assert_eq!(region.send(&refused).await, StartAnswer::Draining);
    let result = region.result(&start).await;
    // From a draining agent that means: place it elsewhere.
    assert_eq!(result.report.status, Status::Cancelled);
    agent.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_agents_of_a_host_take_different_slots() {
    let mut region = TestRegion::start().await;
    let first = region.spawn(&region.config_with("one", &["python"]));
    let second = region.spawn(&region.config_with("two", &["python"]));
    let one = region.free(&first).await;
    let two = region.free(&second).await;
    assert_ne!(one.slots[0].slot, two.slots[0].slot);
    first.stop().await;
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_that_ends_early_ends_the_run() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("early", &["python"]));
    let state = region.free(&agent).await;
    let mut start = region.start_run(&state, "python", WAITS, run(""));
    start.lease.deadline_ms = 2_000;
    let begun = std::time::Instant::now();
    region.send(&start).await;
    let result = region.result(&start).await;
    assert_eq!(result.report.status, Status::TimeLimit);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    agent.stop().await;
}

/// Publishes past the bus what no program of Gavel's would.
fn publish(region: &TestRegion, messages: &[(String, &[u8])]) {
    let url = region.server.url();
    let mut stream = TcpStream::connect(url.trim_start_matches("nats://")).unwrap();
    stream.write_all(b"CONNECT {\"verbose\":false}\r\n").unwrap();
    for (subject, payload) in messages {
        let head = format!("PUB {subject} nobody {}\r\n", payload.len());
        stream
            .write_all(&[head.as_bytes(), payload, b"\r\n"].concat())
            .unwrap();
    }
    stream.write_all(b"PING\r\n").unwrap();
    let lines = BufReader::new(stream).lines().map(Result::unwrap);
    let told: Vec<String> = lines.take_while(|line| line != "PONG").collect();
    assert!(told.iter().all(|line| line.starts_with("INFO ")), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_message_is_dropped_and_life_goes_on() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("fuzzed", &["python"]));
    let state = region.free(&agent).await;
    let real = region.start_run(&state, "python", "print(1)", run(""));
    let whole = serde_json::to_vec(&real).unwrap();
    let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    let payloads: [&[u8]; 7] = [
        b"",
        b"{}",
        b"\xff\xfe\0",
        b"null",
        &deep,
        &whole[..whole.len() / 2],
        b"{\"v\":65535}",
    ];
    let subject = |kind: &str| format!("agent.us.{}.{kind}", agent.id);
    let messages: Vec<_> = ["run", "stop"]
        .iter()
        .flat_map(|kind| payloads.map(|payload| (subject(kind), payload)))
        .collect();
    publish(&region, &messages);
    let result = region.judge(&agent, "python", "print(1)", run("")).await;
    assert_eq!(result.report.status, Status::Ok);
    let log = agent.log();
    assert!(
        log.contains("message dropped") && log.lines().count() < 100,
        "{log}"
    );
    agent.stop().await;
}
