//! Each party on a real server with its own rights: what the design asks of it works, what is forbidden to it is denied.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use async_nats::{Client, ConnectOptions, Event};
use futures::StreamExt;
use gavel_bus::rights::Party;
use gavel_bus::testing::NatsServer;
use gavel_bus::{Bus, BusError, Created, IndexItem, Leadership, Role};
use gavel_wire::message::{StartAnswer, WIRE_VERSION};
use gavel_wire::verdict::{Report, Status};
use gavel_wire::{
    AgentId, Attempt, Class, Judging, LanguageId, Lease, Limits, Region, StartReply, StartRun, Submission,
    SubmissionId, Tenant, Term, Timestamp, UserId, Verdict, Work,
};

const SOON: Duration = Duration::from_secs(20);

fn region() -> Region {
    Region::parse("us").unwrap()
}

async fn bus(server: &NatsServer, party: Party) -> Bus {
    let bus = Bus::connect(&server.config_of(party), party.as_str(), region())
        .await
        .unwrap();
    assert!(bus.wait_connected(SOON).await);
    bus
}

fn submission() -> Submission {
    Submission {
        v: WIRE_VERSION,
        id: SubmissionId(uuid::Uuid::new_v4()),
        judging: Judging(1),
        tenant: Tenant::parse("t").unwrap(),
        user: UserId::parse("u").unwrap(),
        class: Class::Practice,
        language: LanguageId::parse("c").unwrap(),
        files: Vec::new(),
        limits: Limits::default(),
        work: Work::Run {
            stdin: String::new(),
            args: Vec::new(),
            signature: None,
            against: None,
        },
        accepted_at: Timestamp::from(SystemTime::now()),
        traceparent: None,
    }
}

fn verdict(of: &Submission) -> Verdict {
    Verdict {
        v: WIRE_VERSION,
        submission: of.id,
        judging: of.judging,
        attempt: Attempt(1),
        tenant: of.tenant.clone(),
        user: of.user.clone(),
        language: of.language.clone(),
        problem: None,
        region: region(),
        agent: None,
        term: Term(1),
        report: Report::without_run(Status::Cancelled, "test"),
        marks: Vec::new(),
        decided_at: of.accepted_at,
    }
}

/// A submission goes all the way with nobody having more than its own rights.
#[tokio::test]
async fn the_design_works_within_the_rights() {
    let server = NatsServer::start_guarded(&region());
    let (api, scheduler, agent) = (
        bus(&server, Party::Api).await,
        bus(&server, Party::Scheduler).await,
        bus(&server, Party::Agent).await,
    );
    scheduler.ensure_region().await.unwrap();
    let mut election = Leadership::new(&scheduler, "s", "", Duration::from_secs(2));
    assert!(matches!(election.step().await.unwrap(), Role::Leader { .. }));

    let mut told = api.verdicts().await.unwrap();
    let mut log = api.verdict_log(0);
    let mut index = scheduler.index();
    let sent = submission();
    api.publish_submission(&sent).await.unwrap();
    let sequence = loop {
        let item = tokio::time::timeout(SOON, index.next()).await.unwrap();
        if let Some(IndexItem::Entry(entry)) = item {
            break entry.sequence;
        }
    };
    let again = tokio::time::timeout(SOON, api.index().next()).await.unwrap();
    assert!(matches!(again, Some(IndexItem::Entry(entry)) if entry.submission == sent.id));
    let body = scheduler.submission(sequence).await.unwrap().unwrap();
    assert_eq!(body, sent);

    let name = AgentId::parse("a-0").unwrap();
    let mut runs = agent.runs(&name).await.unwrap();
    let start = StartRun {
        v: WIRE_VERSION,
        lease: lease(&name, &sent, sequence),
        submission: sent.clone(),
        marks: Vec::new(),
        not_on_slot: None,
    };
    let answering = async {
        let (_, reply) = runs.next().await.unwrap();
        let answer = StartAnswer::Accepted { slot: 0 };
        reply
            .answer(StartReply {
                v: WIRE_VERSION,
                answer,
            })
            .await
            .unwrap();
    };
    let starting = async {
        loop {
            match scheduler.start_run(&name, &start, SOON).await {
                // The agent's subscription is on its way.
                Err(BusError::NoResponders) => tokio::time::sleep(Duration::from_millis(5)).await,
                started => break started,
            }
        }
    };
    let both = async { tokio::join!(starting, answering) };
    let (started, ()) = tokio::time::timeout(SOON, both).await.unwrap();
    assert_eq!(started.unwrap().answer, StartAnswer::Accepted { slot: 0 });

    assert_eq!(
        scheduler.create_verdict(&verdict(&sent)).await.unwrap(),
        Created::Stored
    );
    scheduler.bury(sequence, sent.id, "a test").await.unwrap();
    scheduler.delete_submission(sequence).await.unwrap();
    let waited = tokio::time::timeout(SOON, told.next()).await.unwrap().unwrap();
    assert_eq!(waited.submission, sent.id);
    let (_, logged) = tokio::time::timeout(SOON, log.next()).await.unwrap().unwrap();
    assert_eq!(logged.submission, sent.id);
    assert!(api.verdict(sent.id, sent.judging).await.unwrap().is_some());
}

fn lease(agent: &AgentId, of: &Submission, sequence: u64) -> Lease {
    Lease {
        region: region(),
        term: Term(1),
        submission: of.id,
        judging: of.judging,
        attempt: Attempt(1),
        agent: agent.clone(),
        epoch: 1,
        stream_sequence: sequence,
        strikes: 0,
        deadline_ms: 60_000,
        mac: String::new(),
    }
}

/// A raw client that keeps what the server refused.
struct Intruder {
    client: Client,
    refused: Arc<Mutex<Vec<String>>>,
}

impl Intruder {
    async fn of(server: &NatsServer, party: Party) -> Intruder {
        let refused = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&refused);
        let client = ConnectOptions::new()
            .user_and_password(party.as_str().to_owned(), party.as_str().to_owned())
            .custom_inbox_prefix(party.inbox_prefix())
            .event_callback(move |event| {
                if let Event::ServerError(error) = event {
                    heard.lock().unwrap().push(error.to_string());
                }
                async {}
            })
            .connect(server.url())
            .await
            .unwrap();
        Intruder { client, refused }
    }

    async fn expect_refused(&self, action: &str, subject: &str) {
        let started = std::time::Instant::now();
        // The server names the subject, in quotes, and nothing else names it.
        let wanted = format!("\"{subject}\"").to_lowercase();
        while !self
            .refused
            .lock()
            .unwrap()
            .iter()
            .any(|error| error.to_lowercase().contains(&wanted))
        {
            assert!(
                started.elapsed() < SOON,
                "{action} {subject} was not refused: {:?}",
                self.refused
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.refused.lock().unwrap().clear();
    }

    async fn may_not_publish(&self, subject: &str) {
        self.client
            .publish(subject.to_owned(), "{}".into())
            .await
            .unwrap();
        self.client.flush().await.unwrap();
        self.expect_refused("publishing to", subject).await;
    }

    async fn may_not_subscribe(&self, subject: &str) {
        let _kept = self.client.subscribe(subject.to_owned()).await.unwrap();
        self.client.flush().await.unwrap();
        self.expect_refused("subscribing to", subject).await;
    }
}

/// Forbidden to everybody but the one whose datum it is.
const WRITES: [(&str, &[Party]); 22] = [
    ("submit.us.practice.c", &[Party::Api, Party::Operator]),
    ("$KV.verdicts_us.x.1", &[Party::Scheduler]),
    ("$KV.leader_us.scheduler", &[Party::Scheduler]),
    ("$KV.cancel_us.x.1", &[Party::Api]),
    ("$KV.limits_us.t.u", &[Party::Api]),
    ("$JS.API.STREAM.MSG.GET.KV_limits_us", &[Party::Api]),
    ("agent.us.other.run", &[Party::Scheduler]),
    ("agent.us.other.stop", &[Party::Scheduler]),
    ("agent.us.other.result", &[Party::Agent]),
    ("agent.us.other.state", &[Party::Agent]),
    ("queue.us.state", &[Party::Scheduler]),
    ("verdict.us.x.1", &[]),
    ("dead.us.x", &[Party::Scheduler]),
    ("$JS.API.STREAM.MSG.DELETE.SUBMIT_us", &[Party::Scheduler]),
    ("$JS.API.STREAM.MSG.GET.SUBMIT_us", &[Party::Scheduler]),
    (
        "$JS.API.STREAM.MSG.GET.KV_verdicts_us",
        &[Party::Scheduler, Party::Api],
    ),
    (
        "$JS.API.CONSUMER.CREATE.SUBMIT_us",
        &[Party::Scheduler, Party::Api],
    ),
    ("$JS.API.STREAM.DELETE.SUBMIT_us", &[]),
    ("$JS.API.STREAM.PURGE.SUBMIT_us", &[]),
    ("$JS.API.STREAM.DELETE.KV_leader_us", &[]),
    ("agent.india.other.run", &[]),
    ("_INBOX_api.x", &[]),
];

const READS: [(&str, &[Party]); 9] = [
    (">", &[]),
    ("submit.us.>", &[]),
    ("$KV.>", &[]),
    ("verdict.us.>", &[Party::Api, Party::Operator]),
    ("agent.us.*.run", &[Party::Agent]),
    ("agent.us.*.result", &[Party::Scheduler]),
    ("_INBOX.>", &[]),
    ("_INBOX_api.>", &[Party::Api]),
    ("_INBOX_scheduler.>", &[Party::Scheduler]),
];

#[tokio::test]
async fn what_is_not_its_own_is_refused_to_each_party() {
    let server = NatsServer::start_guarded(&region());
    for party in Party::ALL {
        let intruder = Intruder::of(&server, party).await;
        for (subject, _) in WRITES.iter().filter(|(_, may)| !may.contains(&party)) {
            intruder.may_not_publish(subject).await;
        }
        for (subject, _) in READS.iter().filter(|(_, may)| !may.contains(&party)) {
            intruder.may_not_subscribe(subject).await;
        }
    }
}

#[tokio::test]
async fn nobody_comes_in_without_a_password() {
    let server = NatsServer::start_guarded(&region());
    assert!(async_nats::connect(server.url()).await.is_err());
    let wrong = ConnectOptions::new().user_and_password("api".into(), "agent".into());
    assert!(wrong.connect(server.url()).await.is_err());
}
