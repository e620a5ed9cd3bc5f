//! Every metric of the scheduler, and the log lines that go with the core's notes. Called by the shell and the
//! executor; it changes nothing.

use gavel_wire::Region;
use gavel_wire::verdict::Stage;

use crate::core::{Note, QueueSnapshot};

pub(crate) fn leader(leads: bool) {
    metrics::gauge!("gavel_leader").set(if leads { 1.0 } else { 0.0 });
    if !leads {
        // The leader alone knows; what a deposed one last said would mislead.
        for class in gavel_wire::Class::ALL {
            metrics::gauge!("gavel_backlog", "class" => class.as_str()).set(0.0);
        }
        metrics::gauge!("gavel_slots_free").set(0.0);
        metrics::gauge!("gavel_slots_total").set(0.0);
        metrics::gauge!("gavel_running").set(0.0);
    }
}

/// Whether the leader is configured in another way than this scheduler.
pub(crate) fn disagrees(disagrees: bool) {
    metrics::gauge!("gavel_configuration_disagrees").set(if disagrees { 1.0 } else { 0.0 });
}

pub(crate) fn stage(stage: Stage, took_us: u64) {
    #[expect(clippy::cast_precision_loss, reason = "2^53 microseconds are 285 years")]
    let seconds = took_us as f64 / 1e6;
    metrics::histogram!("gavel_stage_seconds", "stage" => stage.as_str()).record(seconds);
}

pub(crate) fn queue(snapshot: &QueueSnapshot) {
    for class in &snapshot.classes {
        let label = class.class.as_str();
        metrics::gauge!("gavel_backlog", "class" => label).set(f64::from(class.queued));
        #[expect(clippy::cast_precision_loss, reason = "an age in seconds for people")]
        let age = class.head_age_ms as f64 / 1e3;
        metrics::gauge!("gavel_backlog_age_seconds", "class" => label).set(age);
    }
    metrics::gauge!("gavel_slots_free").set(f64::from(snapshot.slots_free));
    metrics::gauge!("gavel_slots_total").set(f64::from(snapshot.slots_total));
    metrics::gauge!("gavel_running").set(f64::from(snapshot.running));
    metrics::gauge!("gavel_agents").set(f64::from(snapshot.agents));
}

/// An effect that came too late for its lease and was dropped.
pub(crate) fn fenced() {
    metrics::counter!("gavel_effects_fenced_total").increment(1);
}

pub(crate) fn note(region: &Region, note: &Note) {
    match note {
        Note::Rejected { reason, agent } => {
            metrics::counter!("gavel_rejections_total", "reason" => reason.as_str()).increment(1);
            let agent = agent.as_ref().map(tracing::field::display);
            tracing::debug!(%region, agent.id = agent, reason = reason.as_str(), "message refused");
        }
        Note::AgentAppeared { agent } => tracing::info!(%region, agent.id = %agent, "agent appeared"),
        Note::AgentLost { agent } => {
            metrics::counter!("gavel_agents_lost_total").increment(1);
            tracing::warn!(%region, agent.id = %agent, "agent lost");
        }
        Note::AgentRestarted { agent } => tracing::info!(%region, agent.id = %agent, "agent restarted"),
        Note::Adopted { attempt, agent } => {
            metrics::counter!("gavel_runs_adopted_total").increment(1);
            let submission = attempt.judging.submission;
            tracing::info!(
                %region, agent.id = %agent, submission.id = %submission, attempt = %attempt.attempt,
                "running work of an earlier leader taken over"
            );
        }
        Note::Struck {
            attempt,
            agent,
            strikes,
            reason,
        } => {
            metrics::counter!("gavel_strikes_total").increment(1);
            let submission = attempt.judging.submission;
            tracing::warn!(
                %region, agent.id = %agent, submission.id = %submission, attempt = %attempt.attempt, strikes, reason,
                "attempt failed"
            );
        }
        Note::JudgedAgain { attempt, agent } => {
            metrics::counter!("gavel_judged_again_total").increment(1);
            let submission = attempt.judging.submission;
            tracing::info!(
                %region, agent.id = %agent, submission.id = %submission, attempt = %attempt.attempt,
                "near its time limit: judged again on another slot"
            );
        }
        Note::GivenUp { judging, reason } => {
            metrics::counter!("gavel_given_up_total").increment(1);
            tracing::error!(%region, submission.id = %judging.submission, reason, "submission given up");
        }
        Note::Missing { judging } => {
            tracing::warn!(%region, submission.id = %judging.submission, "the stream no longer has a queued message");
        }
        Note::Ready { queued, running } => {
            tracing::info!(%region, queued, running, "the stream is indexed and the agents are heard; placing");
        }
        Note::Paused { gap_ms } => tracing::warn!(%region, gap_ms, "this process stood still"),
    }
}
