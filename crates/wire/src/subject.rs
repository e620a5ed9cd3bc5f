//! Names on the wire, each built in one place. The doc comment of each names its single writer.

use crate::{AgentId, Class, Judging, LanguageId, Region, SubmissionId};

/// Headers of a queued submission: what the scheduler's index reads instead of the body. Writer: api.
pub mod header {
    pub const MESSAGE_ID: &str = "Nats-Msg-Id";
    pub const SUBMISSION: &str = "Gavel-Submission";
    pub const JUDGING: &str = "Gavel-Judging";
    pub const TENANT: &str = "Gavel-Tenant";
    pub const USER: &str = "Gavel-User";
    pub const PROBLEM: &str = "Gavel-Problem";
    pub const ACCEPTED_AT: &str = "Gavel-Accepted-At";
    pub const TRACEPARENT: &str = "traceparent";
}

/// The queue's stream. Writer: api; the scheduler deletes.
pub fn submit_stream(region: &Region) -> String {
    format!("SUBMIT_{region}")
}

/// Where a submission is published. Writer: api.
pub fn submit(region: &Region, class: Class, language: &LanguageId) -> String {
    format!("submit.{region}.{}.{language}", class.as_str())
}

/// Everything of the queue.
pub fn submit_all(region: &Region) -> String {
    format!("submit.{region}.>")
}

/// Given-up submissions. Writer: scheduler.
pub fn dead_stream(region: &Region) -> String {
    format!("DEAD_{region}")
}

/// Everything that was given up.
pub fn dead_all(region: &Region) -> String {
    format!("dead.{region}.>")
}

pub fn dead(region: &Region, submission: SubmissionId) -> String {
    format!("dead.{region}.{submission}")
}

/// Verdicts bucket. Writer: the leading scheduler, create-only.
pub fn verdicts_bucket(region: &Region) -> String {
    format!("verdicts_{region}")
}

pub fn verdict_key(submission: SubmissionId, judging: Judging) -> String {
    format!("{submission}.{judging}")
}

/// Where verdicts are republished by the server.
pub fn verdict_all(region: &Region) -> String {
    format!("verdict.{region}.>")
}

/// Cancels bucket. Writer: api.
pub fn cancel_bucket(region: &Region) -> String {
    format!("cancel_{region}")
}

/// Rate limits bucket, in memory, one key a user. Writer: api, by compare-and-set.
pub fn limits_bucket(region: &Region) -> String {
    format!("limits_{region}")
}

/// That the catalogue was changed. Writer: the api that published.
pub fn catalogue_changed(region: &Region) -> String {
    format!("catalogue.{region}.changed")
}

/// The scheduler's lease bucket. Writer: schedulers, by compare-and-set.
pub fn leader_bucket(region: &Region) -> String {
    format!("leader_{region}")
}

/// What an agent listens on or speaks on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentSubject {
    /// Writer: scheduler.
    Run,
    /// Writer: scheduler.
    Stop,
    /// Writer: the agent.
    State,
    /// Writer: the agent.
    Result,
    /// Writer: the agent.
    Progress,
}

impl AgentSubject {
    fn last(self) -> &'static str {
        match self {
            AgentSubject::Run => "run",
            AgentSubject::Stop => "stop",
            AgentSubject::State => "state",
            AgentSubject::Result => "result",
            AgentSubject::Progress => "progress",
        }
    }

    pub fn of(self, region: &Region, agent: &AgentId) -> String {
        format!("agent.{region}.{agent}.{}", self.last())
    }

    /// The same of every agent of a region.
    pub fn of_all(self, region: &Region) -> String {
        format!("agent.{region}.*.{}", self.last())
    }
}

/// The agent named in a subject that matched one of the patterns above.
pub fn agent_in(subject: &str) -> Option<AgentId> {
    AgentId::parse(subject.split('.').nth(2)?).ok()
}

/// Class and language in a submission's subject.
pub fn class_and_language_in(subject: &str) -> Option<(Class, LanguageId)> {
    let mut parts = subject.split('.').skip(2);
    let class = Class::parse(parts.next()?)?;
    let language = LanguageId::parse(parts.next()?).ok()?;
    parts.next().is_none().then_some((class, language))
}

/// Backlog and capacity. Writer: the leading scheduler.
pub fn queue_state(region: &Region) -> String {
    format!("queue.{region}.state")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_submit_subject_reads_back() {
        let region = Region::parse("us").unwrap();
        let language = LanguageId::parse("cpp").unwrap();
        let subject = submit(&region, Class::Practice, &language);
        assert_eq!(class_and_language_in(&subject), Some((Class::Practice, language)));
        assert_eq!(class_and_language_in("submit.us.practice"), None);
        assert_eq!(class_and_language_in("submit.us.nope.cpp"), None);
    }
}
