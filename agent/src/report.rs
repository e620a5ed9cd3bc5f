//! Makes a result out of a finished attempt and offers it to the leader until it is answered.
//! It judges nothing and forgets nothing: a result leaves only by its answer.

use std::time::Duration;

use gavel_bus::{Bus, BusError};
use gavel_wire::limits::MESSAGE_BYTES_MAX;
use gavel_wire::message::{ResultDecision, WIRE_VERSION};
use gavel_wire::verdict::{Execution, Output, Report};
use gavel_wire::{AgentId, RunResult, StartRun, Status, encode};

use crate::judge::Judged;

const ANSWER_LIMIT: Duration = Duration::from_secs(2);
const PAUSE_FIRST: Duration = Duration::from_millis(50);
const PAUSE_MAX: Duration = Duration::from_secs(1);
const MARKS_MAX: usize = 32;

/// The message that carries what was found, small enough to be sent.
pub fn result(start: StartRun, judged: Judged) -> RunResult {
    let StartRun {
        lease,
        submission,
        mut marks,
        ..
    } = start;
    marks.truncate(MARKS_MAX);
    marks.extend(judged.marks);
    let mut result = RunResult {
        v: WIRE_VERSION,
        lease,
        problem: submission.problem().cloned(),
        tenant: submission.tenant,
        user: submission.user,
        language: submission.language,
        report: judged.report,
        marks,
        near_limit: judged.near_limit,
    };
    if !fits(&result) {
        without_outputs(&mut result.report);
    }
    if !fits(&result) {
        result.report = Report::without_run(Status::InternalError, "the result is too large for a message");
    }
    result
}

fn fits(result: &RunResult) -> bool {
    encode(result).is_ok_and(|bytes| bytes.len() <= MESSAGE_BYTES_MAX)
}

/// Bytes that have to be escaped can make an output six times as long as it was.
fn without_outputs(report: &mut Report) {
    let empty = || Output {
        text: Some(String::new()),
        base64: None,
        truncated: true,
    };
    let clear = |execution: &mut Execution| {
        execution.stdout = empty();
        execution.stderr = empty();
        execution.difference = None;
        execution.checker = None;
        execution.expected = None;
    };
    report.run.iter_mut().for_each(clear);
    let tests = report.tests.iter_mut();
    tests.filter_map(|test| test.execution.as_mut()).for_each(clear);
    if let Some(compile) = &mut report.compile {
        compile.messages = empty();
    }
}

/// Offers a result over and over until a leader stored, superseded or refused it. While NATS is not reached it waits for
/// the connection.
pub async fn offer(bus: &Bus, agent: &AgentId, result: &RunResult) -> ResultDecision {
    let mut pause = PAUSE_FIRST;
    let mut connections = bus.connections();
    loop {
        let decision = bus.offer_result(agent, result, ANSWER_LIMIT).await;
        match decision.map(|answer| answer.answer) {
            Ok(ResultDecision::NotLeader) => {}
            Ok(decision) => return decision,
            // Nothing that is sent again could become readable.
            Err(BusError::Wire(error)) => {
                tracing::error!(%error, "the answer to a result is not readable");
            }
            Err(error) => tracing::debug!(%error, "a result was not answered; it is offered again"),
        }
        let connected = connections.wait_for(|state| state.connected);
        let wait = async {
            tokio::time::sleep(pause).await;
            // The sender lives as long as the bus.
            let _ = connected.await;
        };
        wait.await;
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn judged(text: String) -> Judged {
        let mut report = Report::without_run(Status::Ok, "");
        report.run = Some(Execution {
            usage: gavel_wire::verdict::Usage::default(),
            exit_code: Some(0),
            signal: None,
            stdout: Output {
                text: Some(text),
                base64: None,
                truncated: false,
            },
            stderr: Output::default(),
            answer: None,
            expected: None,
            right: None,
            difference: None,
            checker: None,
        });
        Judged {
            report,
            ..Judged::not_run("")
        }
    }

    #[test]
    fn a_result_always_fits_into_a_message() {
        let start = testing::run(1, "c", "", "");
        let small = result(start.clone(), judged("\u{1}".repeat(64 * 1024)));
        assert!(fits(&small));
        assert_eq!(small.report.run.unwrap().stdout.text.unwrap().len(), 64 * 1024);
        let large = result(start.clone(), judged("\u{1}".repeat(400 * 1024)));
        assert!(fits(&large));
        let stdout = large.report.run.unwrap().stdout;
        assert_eq!((stdout.text.as_deref(), stdout.truncated), (Some(""), true));
        let mut endless = judged(String::new());
        endless.report.reason = Some("x".repeat(MESSAGE_BYTES_MAX));
        assert_eq!(result(start, endless).report.status, Status::InternalError);
    }
}
