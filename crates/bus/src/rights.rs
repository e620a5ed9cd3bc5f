//! What each role may do on NATS, and nothing else: the arrows of ARCHITECTURE.md as subjects. `gavel up` and operators write
//! the server's configuration from it; a test tries what is forbidden. Pure text; the server enforces it.

use std::fmt::Write;

use gavel_wire::Region;
use gavel_wire::subject::{self, AgentSubject};

/// Who connects. Each has an inbox prefix of its own, so that none reads another's answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    Api,
    Scheduler,
    Agent,
    Operator,
}

/// Subjects that a party may publish and subscribe to, with NATS' wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    pub publish: Vec<String>,
    pub subscribe: Vec<String>,
    /// Whether it may answer a request that it received, once.
    pub answers: bool,
}

impl Party {
    pub const ALL: [Party; 4] = [Party::Api, Party::Scheduler, Party::Agent, Party::Operator];

    /// The user's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Party::Api => "api",
            Party::Scheduler => "scheduler",
            Party::Agent => "agent",
            Party::Operator => "operator",
        }
    }

    /// What `nats.inbox_prefix` must be for this party.
    pub fn inbox_prefix(self) -> String {
        format!("_INBOX_{}", self.as_str())
    }

    /// The rights within one region.
    pub fn rights(self, region: &Region) -> Rights {
        let mut rights = match self {
            Party::Api => api(region),
            Party::Scheduler => scheduler(region),
            Party::Agent => agent(region),
            Party::Operator => operator(region),
        };
        rights.subscribe.push(format!("{}.>", self.inbox_prefix()));
        rights
    }
}

/// Accepts work, asks for cancels, reads verdicts, tells the other apis what was published; and after a crash the queue, for what it did not get into it.
fn api(region: &Region) -> Rights {
    let verdicts = bucket_stream(&subject::verdicts_bucket(region));
    let limits = bucket_stream(&subject::limits_bucket(region));
    let mut publish = vec![
        subject::submit_all(region),
        bucket_keys(&subject::cancel_bucket(region)),
        stream_call("STREAM.MSG.GET", &verdicts),
        bucket_keys(&subject::limits_bucket(region)),
        stream_call("STREAM.MSG.GET", &limits),
        stream_call("STREAM.INFO", &limits),
        subject::catalogue_changed(region),
    ];
    publish.extend(read_log(&verdicts));
    publish.extend(read_log(&subject::submit_stream(region)));
    Rights {
        publish,
        subscribe: vec![
            subject::verdict_all(region),
            subject::queue_state(region),
            AgentSubject::Progress.of_all(region),
            subject::catalogue_changed(region),
        ],
        answers: false,
    }
}

/// Reads and deletes the queue, places, decides, buries, leads. Makes the region's streams.
fn scheduler(region: &Region) -> Rights {
    let queue = subject::submit_stream(region);
    let dead = subject::dead_stream(region);
    let [verdicts, cancels, leader] = [
        subject::verdicts_bucket(region),
        subject::cancel_bucket(region),
        subject::leader_bucket(region),
    ];
    let streams = [
        queue.clone(),
        dead,
        bucket_stream(&verdicts),
        bucket_stream(&cancels),
        bucket_stream(&leader),
        bucket_stream(&subject::limits_bucket(region)),
    ];
    let made = streams.iter().flat_map(|stream| {
        ["STREAM.INFO", "STREAM.CREATE", "STREAM.UPDATE"].map(|call| stream_call(call, stream))
    });
    let mut publish: Vec<String> = made.collect();
    publish.extend([
        // The account's totals, which the client asks for before it makes a bucket.
        "$JS.API.INFO".to_owned(),
        AgentSubject::Run.of_all(region),
        AgentSubject::Stop.of_all(region),
        subject::queue_state(region),
        subject::dead_all(region),
        bucket_keys(&verdicts),
        bucket_keys(&leader),
        stream_call("STREAM.MSG.GET", &queue),
        stream_call("STREAM.MSG.DELETE", &queue),
        stream_call("STREAM.MSG.GET", &bucket_stream(&verdicts)),
        stream_call("STREAM.MSG.GET", &bucket_stream(&leader)),
    ]);
    publish.extend(read_log(&queue));
    publish.extend(read_log(&bucket_stream(&cancels)));
    Rights {
        publish,
        subscribe: vec![
            AgentSubject::State.of_all(region),
            AgentSubject::Result.of_all(region),
        ],
        answers: true,
    }
}

/// Takes runs and says what came of them. All agents of a region share these rights.
fn agent(region: &Region) -> Rights {
    let said = [AgentSubject::State, AgentSubject::Result, AgentSubject::Progress];
    Rights {
        publish: said.iter().map(|said| said.of_all(region)).collect(),
        subscribe: vec![
            AgentSubject::Run.of_all(region),
            AgentSubject::Stop.of_all(region),
        ],
        answers: true,
    }
}

/// Looks, and sends what was given up once more.
fn operator(region: &Region) -> Rights {
    let dead = subject::dead_stream(region);
    let mut publish = vec![
        subject::submit_all(region),
        stream_call("STREAM.INFO", &subject::submit_stream(region)),
        stream_call("STREAM.MSG.GET", &dead),
        stream_call("STREAM.MSG.DELETE", &dead),
    ];
    publish.extend(read_log(&dead));
    Rights {
        publish,
        subscribe: vec![
            subject::queue_state(region),
            subject::verdict_all(region),
            AgentSubject::State.of_all(region),
        ],
        answers: false,
    }
}

/// The stream behind a bucket.
fn bucket_stream(bucket: &str) -> String {
    format!("KV_{bucket}")
}

fn bucket_keys(bucket: &str) -> String {
    format!("$KV.{bucket}.>")
}

fn stream_call(call: &str, stream: &str) -> String {
    format!("$JS.API.{call}.{stream}")
}

/// What an ordered reader of a stream needs.
fn read_log(stream: &str) -> Vec<String> {
    let mut calls = vec![
        stream_call("STREAM.INFO", stream),
        stream_call("CONSUMER.CREATE", stream),
    ];
    calls.extend(
        [
            "CONSUMER.CREATE",
            "CONSUMER.INFO",
            "CONSUMER.DELETE",
            "CONSUMER.MSG.NEXT",
        ]
        .map(|call| stream_call(call, &format!("{stream}.>"))),
    );
    calls
}

/// The `accounts` block of a server's configuration: one account of the region, one user a party. Passwords are written as
/// they are, so the file is for the server's eyes only; bcrypt's form is taken as well.
pub fn accounts(region: &Region, password: impl Fn(Party) -> String) -> String {
    let mut text = format!("accounts {{\n  gavel_{region} {{\n    jetstream: enabled\n    users: [\n");
    for party in Party::ALL {
        let Rights {
            publish,
            subscribe,
            answers,
        } = party.rights(region);
        let answers = if answers {
            "\n          allow_responses: { max: 1, expires: \"1m\" }"
        } else {
            ""
        };
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "      {{\n        user: {:?}\n        password: {:?}\n        permissions: {{\n          \
             publish: {{ allow: {publish:?} }}\n          subscribe: {{ allow: {subscribe:?} }}{answers}\n        }}\n      }}\n",
            party.as_str(),
            password(party),
        );
    }
    text.push_str("    ]\n  }\n}\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether NATS would let a subject through a pattern.
    fn matches(pattern: &str, subject: &str) -> bool {
        let (mut wanted, mut parts) = (pattern.split('.'), subject.split('.'));
        loop {
            match (wanted.next(), parts.next()) {
                (Some(">"), Some(_)) | (None, None) => return true,
                (Some("*"), Some(_)) => {}
                (Some(want), Some(part)) if want == part => {}
                _ => return false,
            }
        }
    }

    #[test]
    fn each_datum_has_its_one_writer() {
        let region = Region::parse("us").unwrap();
        for (subject, writers) in [
            ("submit.us.practice.c", &[Party::Api, Party::Operator][..]),
            ("$KV.verdicts_us.x.1", &[Party::Scheduler]),
            ("$KV.leader_us.scheduler", &[Party::Scheduler]),
            ("$KV.cancel_us.x.1", &[Party::Api]),
            ("agent.us.a.run", &[Party::Scheduler]),
            ("agent.us.a.result", &[Party::Agent]),
            ("queue.us.state", &[Party::Scheduler]),
            ("catalogue.us.changed", &[Party::Api]),
            ("dead.us.x", &[Party::Scheduler]),
            ("$JS.API.STREAM.MSG.DELETE.SUBMIT_us", &[Party::Scheduler]),
            ("$JS.API.STREAM.DELETE.SUBMIT_us", &[]),
            ("$JS.API.STREAM.PURGE.SUBMIT_us", &[]),
            ("verdict.us.x.1", &[]),
            ("agent.india.a.run", &[]),
        ] {
            let may = |party: &Party| {
                let rights = party.rights(&region);
                rights.publish.iter().any(|pattern| matches(pattern, subject))
            };
            let found: Vec<Party> = Party::ALL.into_iter().filter(may).collect();
            assert_eq!(found, writers, "{subject}");
        }
    }
}
