//! Every metric of the agent, in one place: a histogram a stage, gauges of slots, counters of what was taken and refused.

use std::time::Duration;

use gavel_wire::message::{ResultDecision, StartAnswer};
use gavel_wire::verdict::Stage;
use gavel_wire::{LanguageId, Status};
use metrics::{counter, gauge, histogram};

/// A stage of the path ended.
pub fn stage(stage: Stage, took: Duration) {
    histogram!("gavel_stage_seconds", "stage" => stage.as_str()).record(took.as_secs_f64());
}

/// How many slots are in which condition.
#[expect(clippy::cast_precision_loss, reason = "an agent has a handful of slots")]
pub fn slots(free: usize, running: usize, unfit: usize) {
    for (state, count) in [("free", free), ("running", running), ("unfit", unfit)] {
        gauge!("gavel_agent_slots", "state" => state).set(count as f64);
    }
}

/// A slot was set up, on a CPU that is so fast.
#[expect(clippy::cast_precision_loss, reason = "2^53 microseconds are 285 years")]
pub fn calibrated(slot: u16, calibration_us: u64) {
    let seconds = calibration_us as f64 / 1e6;
    gauge!("gavel_agent_calibration_seconds", "slot" => slot.to_string()).set(seconds);
}

/// A run was offered by a leader and answered.
pub fn answered(answer: &StartAnswer) {
    let answer = match answer {
        StartAnswer::Accepted { .. } => "accepted",
        StartAnswer::Busy => "busy",
        StartAnswer::Draining => "draining",
        StartAnswer::WrongTerm { .. } => "wrong_term",
        StartAnswer::WrongEpoch => "wrong_epoch",
        StartAnswer::Refused { .. } => "refused",
    };
    counter!("gavel_agent_starts_total", "answer" => answer).increment(1);
}

/// A program was compiled, or found compiled.
pub fn compiled(language: &LanguageId, cached: bool) {
    let labels = [("language", language.to_string()), ("cached", cached.to_string())];
    counter!("gavel_agent_compilations_total", &labels).increment(1);
}

/// Test data that was not in memory came from the disk, or from the store.
pub fn blob(from: &'static str) {
    counter!("gavel_agent_blobs_total", "from" => from).increment(1);
}

/// A program was executed, perhaps by a runtime that had been started ahead.
pub fn executed(language: &LanguageId, warm: bool) {
    let labels = [("language", language.to_string()), ("warm", warm.to_string())];
    counter!("gavel_agent_executions_total", &labels).increment(1);
}

/// An attempt came to its end here.
pub fn finished(language: &LanguageId, status: Status) {
    let labels = [
        ("language", language.to_string()),
        ("status", status.as_str().to_owned()),
    ];
    counter!("gavel_agent_runs_total", &labels).increment(1);
}

/// A result was answered.
pub fn settled(decision: &ResultDecision) {
    let decision = match decision {
        ResultDecision::Stored => "stored",
        ResultDecision::Superseded => "superseded",
        ResultDecision::NotLeader => "not_leader",
        ResultDecision::Refused { .. } => "refused",
    };
    counter!("gavel_agent_results_total", "answer" => decision).increment(1);
}

/// The sandbox failed at a numbered step.
pub fn sandbox_failed(step: u8) {
    counter!("gavel_agent_sandbox_failures_total", "step" => step.to_string()).increment(1);
}
