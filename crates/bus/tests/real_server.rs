//! The bus against a real nats-server: durability, order, create-only verdicts, leadership, and what is malformed.

use std::time::{Duration, SystemTime};

use futures::StreamExt;
use gavel_bus::testing::NatsServer;
use gavel_bus::{Bus, BusError, Config, Created, IndexItem, Leadership, Role};
use gavel_wire::verdict::{Report, Status};
use gavel_wire::{
    Attempt, Class, FileName, Judging, Limits, Region, SourceFile, Submission, SubmissionId, Term, Timestamp,
    Verdict, Work,
};

const WAIT: Duration = Duration::from_secs(20);

fn name<T: std::str::FromStr>(text: &str) -> T {
    text.parse().ok().expect("a well-formed name")
}

async fn bus(server: &NatsServer, client: &str) -> Bus {
    bus_with(&server.config(), client).await
}

async fn bus_with(config: &Config, client: &str) -> Bus {
    let bus = Bus::connect(config, client, name("us")).await.expect("a bus");
    assert!(bus.wait_connected(WAIT).await);
    bus.ensure_region().await.expect("streams");
    bus
}

fn submission() -> Submission {
    Submission {
        v: 1,
        id: SubmissionId(uuid::Uuid::now_v7()),
        judging: Judging(1),
        tenant: name("t"),
        user: name("u"),
        class: Class::Practice,
        language: name("c"),
        files: vec![SourceFile {
            name: FileName::parse("main.c").expect("a name"),
            text: "int main;".into(),
        }],
        limits: Limits::default(),
        work: Work::Run {
            stdin: String::new(),
            args: Vec::new(),
            signature: None,
            against: None,
        },
        accepted_at: Timestamp::from(SystemTime::now()),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".into()),
    }
}

fn verdict(of: &Submission, status: Status) -> Verdict {
    Verdict {
        v: 1,
        submission: of.id,
        judging: of.judging,
        attempt: Attempt(1),
        tenant: of.tenant.clone(),
        user: of.user.clone(),
        language: of.language.clone(),
        problem: None,
        region: name("us"),
        agent: None,
        term: Term(1),
        report: Report::without_run(status, "test"),
        marks: Vec::new(),
        decided_at: Timestamp::from(SystemTime::now()),
    }
}

async fn next<T>(stream: &mut (impl StreamExt<Item = T> + Unpin)) -> T {
    tokio::time::timeout(WAIT, stream.next())
        .await
        .expect("an item in time")
        .expect("the stream goes on")
}

#[tokio::test]
async fn the_index_holds_what_was_published_and_survives_a_crash_of_the_server() {
    let mut server = NatsServer::start();
    let bus = bus(&server, "api").await;
    let first = submission();
    let published = bus.publish_submission(&first).await.unwrap();
    assert!(!published.duplicate);
    assert!(bus.publish_submission(&first).await.unwrap().duplicate);

    let mut index = bus.index();
    let IndexItem::Entry(entry) = next(&mut index).await else {
        panic!("an entry first")
    };
    assert_eq!((entry.submission, entry.sequence), (first.id, published.sequence));
    assert_eq!(entry.accepted_at, first.accepted_at);
    assert_eq!(next(&mut index).await, IndexItem::CaughtUp);
    assert_eq!(bus.submission(published.sequence).await.unwrap(), Some(first));

    let mut connections = bus.connections();
    server.kill();
    connections.wait_for(|state| !state.connected).await.unwrap();
    let refused = bus.publish_submission(&submission()).await;
    assert!(refused.unwrap_err().is_transient());
    server.restart();
    assert!(bus.wait_connected(WAIT).await);
    let second = submission();
    let published = loop {
        // JetStream answers a little after the connection does.
        match bus.publish_submission(&second).await {
            Ok(published) => break published,
            Err(error) => assert!(error.is_transient(), "{error:?}"),
        }
    };
    loop {
        match next(&mut index).await {
            IndexItem::Entry(entry) => {
                assert_eq!(entry.submission, second.id);
                break;
            }
            item => assert_eq!(item, IndexItem::CaughtUp),
        }
    }
    bus.delete_submission(published.sequence).await.unwrap();
    bus.delete_submission(published.sequence).await.unwrap();
    assert_eq!(bus.submission(published.sequence).await.unwrap(), None);
}

#[tokio::test]
async fn batches_answer_each_submission_for_itself() {
    /// More than a batch needs.
    const AT_ONCE: usize = 100;
    let server = NatsServer::start();
    let config = |queue_messages_max| Config {
        batches: true,
        queue_messages_max,
        ..server.config()
    };
    let api = bus_with(&config(1_000), "api").await;
    let fresh = || (0..AT_ONCE).map(|_| submission());
    let publish = async |submissions: &[Submission]| {
        let each = submissions.iter().map(|one| api.publish_submission(one));
        futures::future::join_all(each).await
    };
    let first: Vec<Submission> = fresh().collect();
    for (submission, published) in first.iter().zip(publish(&first).await) {
        let published = published.unwrap();
        assert!(!published.duplicate);
        let held = api.submission(published.sequence).await.unwrap();
        assert_eq!(held.as_ref(), Some(submission));
    }
    // Two of them once more, among new ones.
    let again: Vec<Submission> = first[..2].iter().cloned().chain(fresh()).collect();
    for (place, published) in publish(&again).await.into_iter().enumerate() {
        assert_eq!(published.unwrap().duplicate, place < 2);
    }
    assert_eq!(api.queue_length().await.unwrap(), 200);
    // Room for some of them.
    bus_with(&config(250), "scheduler").await;
    let answers = publish(&fresh().collect::<Vec<_>>()).await;
    let full = answers
        .iter()
        .filter(|answer| matches!(answer, Err(BusError::QueueFull(_))));
    assert_eq!(full.count(), 50);
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 50);
    assert_eq!(api.queue_length().await.unwrap(), 250);
}

#[tokio::test]
async fn a_killed_server_holds_each_acknowledged_message_of_a_batch_once() {
    const KILLS: usize = 3;
    const BETWEEN: usize = 500;
    let mut server = NatsServer::start();
    let config = Config {
        batches: true,
        ..server.config()
    };
    let bus = bus_with(&config, "api").await;
    let (tell, mut told) = tokio::sync::watch::channel(Vec::new());
    let api = bus.clone();
    let publishing = tokio::spawn(async move {
        while !tell.is_closed() {
            let each = (0..100).map(|_| async {
                let submission = submission();
                let published = api.publish_submission(&submission).await;
                published.is_ok().then_some(submission.id)
            });
            let acknowledged = futures::future::join_all(each).await.into_iter().flatten();
            tell.send_modify(|all| all.extend(acknowledged));
            tokio::task::yield_now().await;
        }
    });
    let mut acknowledged = 0;
    for _ in 0..KILLS {
        let enough = told.wait_for(|all| all.len() >= acknowledged + BETWEEN);
        let enough = tokio::time::timeout(WAIT, enough).await.unwrap();
        acknowledged = enough.unwrap().len();
        server.kill();
        server.restart();
    }
    let more = told.wait_for(|all| all.len() >= acknowledged + BETWEEN);
    drop(tokio::time::timeout(WAIT, more).await.unwrap().unwrap());
    let wanted = told.borrow().clone();
    drop(told);
    publishing.await.unwrap();
    let mut index = bus.index();
    let mut held = std::collections::HashMap::<SubmissionId, u32>::new();
    loop {
        match next(&mut index).await {
            IndexItem::Entry(entry) => *held.entry(entry.submission).or_default() += 1,
            IndexItem::CaughtUp => break,
            item => panic!("{item:?}"),
        }
    }
    assert!(wanted.iter().all(|id| held.contains_key(id)));
    assert!(held.values().all(|count| *count == 1));
}

#[tokio::test]
async fn a_log_whose_last_messages_are_deleted_unread_still_catches_up() {
    let server = NatsServer::start();
    let bus = bus(&server, "api").await;
    let count = 1_800u64;
    let publish = async |_| bus.publish_submission(&submission()).await.unwrap();
    let published = futures::stream::iter(0..count).map(publish).buffer_unordered(256);
    assert_eq!(published.count().await as u64, count);
    // The reader stops when its buffers are full; what lies behind them goes away.
    let mut index = bus.index();
    next(&mut index).await;
    let delete = async |sequence| bus.delete_submission(sequence).await.unwrap();
    let deleted = futures::stream::iter(1_300..=count)
        .map(delete)
        .buffer_unordered(64);
    deleted.count().await;
    while next(&mut index).await != IndexItem::CaughtUp {}
}

#[tokio::test]
async fn the_first_verdict_stands_and_reaches_everybody() {
    let server = NatsServer::start();
    let bus = bus(&server, "scheduler").await;
    let mut told = bus.verdicts().await.unwrap();
    bus.flush().await.unwrap();
    let submission = submission();
    let first = verdict(&submission, Status::Ok);
    assert_eq!(bus.verdict(first.submission, first.judging).await.unwrap(), None);
    assert_eq!(bus.create_verdict(&first).await.unwrap(), Created::Stored);
    let second = verdict(&submission, Status::Cancelled);
    assert_eq!(bus.create_verdict(&second).await.unwrap(), Created::AlreadyExists);
    assert_eq!(next(&mut told).await, first);
    assert_eq!(
        bus.verdict(first.submission, first.judging)
            .await
            .unwrap()
            .as_ref(),
        Some(&first)
    );
    let mut log = bus.verdict_log(0);
    assert_eq!(next(&mut log).await, (1, first));
}

#[tokio::test]
async fn one_leads_and_another_takes_over_with_a_higher_term() {
    let server = NatsServer::start();
    let bus = bus(&server, "scheduler").await;
    let lease = Duration::from_millis(300);
    let mut one = Leadership::new(&bus, "one", "", lease);
    let mut two = Leadership::new(&bus, "two", "", lease);
    let Role::Leader { term, .. } = one.step().await.unwrap() else {
        panic!("the first one leads")
    };
    assert_eq!(
        two.step().await.unwrap(),
        Role::Standby {
            holder: Some("one".into())
        }
    );
    let Role::Leader { term: same, .. } = one.step().await.unwrap() else {
        panic!("a renewal keeps the lead")
    };
    assert_eq!(term, same);
    let taken = tokio::time::timeout(WAIT, async {
        loop {
            if let Role::Leader { term, .. } = two.step().await.unwrap() {
                break term;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let higher = taken.await.unwrap();
    assert!(higher > term);
    assert_eq!(
        one.step().await.unwrap(),
        Role::Standby {
            holder: Some("two".into())
        }
    );
    two.release().await.unwrap();
    assert!(matches!(one.step().await.unwrap(), Role::Leader { term, .. } if term > higher));
}

#[tokio::test]
async fn a_standby_sees_that_the_leader_is_configured_in_another_way() {
    let server = NatsServer::start();
    let bus = bus(&server, "scheduler").await;
    let lease = Duration::from_secs(60);
    let mut one = Leadership::new(&bus, "one", "weights 8:4", lease);
    one.step().await.unwrap();
    for (settings, seen) in [("weights 8:4", None), ("weights 1:1", Some("weights 8:4"))] {
        let mut two = Leadership::new(&bus, "two", settings, lease);
        two.step().await.unwrap();
        assert_eq!(two.disagreement(), seen);
    }
}

#[tokio::test]
async fn publishes_outlive_a_restart_of_the_server_and_are_stored_once() {
    for batches in [false, true] {
        let mut server = NatsServer::start();
        bus(&server, "scheduler").await;
        let config = Config {
            batches,
            ..server.config()
        };
        let bus = Bus::connect(&config, "api", name("us")).await.unwrap();
        assert!(bus.wait_connected(WAIT).await);
        // A crowd in each round, so that some are under way when the server goes.
        let publish = async {
            for _ in 0..40 {
                let crowd: Vec<Submission> = (0..20).map(|_| submission()).collect();
                let acks = crowd.iter().map(|submission| bus.publish_submission(submission));
                for ack in futures::future::join_all(acks).await {
                    ack.expect("an ack");
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let restart = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let restarted = tokio::task::spawn_blocking(move || {
                server.restart();
                server
            });
            restarted.await.unwrap()
        };
        let ((), _server) = tokio::join!(publish, restart);
        assert_eq!(bus.queue_length().await.unwrap(), 800);
        assert_eq!(bus.queue_problem(), None);
    }
}

#[tokio::test]
async fn malformed_messages_are_dropped_and_the_stream_goes_on() {
    let server = NatsServer::start();
    let bus = bus(&server, "api").await;
    let raw = async_nats::connect(server.url()).await.unwrap();
    let mut states = bus.queue_states().await.unwrap();
    let mut index = bus.index();
    bus.flush().await.unwrap();
    for body in ["", "{", "[]", r#"{"v":99}"#, "\u{0}"] {
        raw.publish("queue.us.state", body.into()).await.unwrap();
        raw.publish("submit.us.practice.c", body.into()).await.unwrap();
    }
    raw.flush().await.unwrap();
    let state = gavel_wire::state::QueueState {
        v: 1,
        region: Region::parse("us").unwrap(),
        term: Term(1),
        leader: "one".into(),
        at: Timestamp::from(SystemTime::now()),
        classes: Vec::new(),
        running: 0,
        slots_free: 0,
        slots_total: 0,
        agents: 0,
        languages: Vec::new(),
        next: Vec::new(),
        start_every_us: None,
    };
    bus.publish_queue_state(&state).await.unwrap();
    assert_eq!(next(&mut states).await, state);
    let mut malformed = 0;
    while malformed < 5 {
        match next(&mut index).await {
            IndexItem::Malformed { .. } => malformed += 1,
            item => assert_eq!(item, IndexItem::CaughtUp),
        }
    }
}

#[tokio::test]
async fn a_verdict_or_cancel_on_anothers_key_is_dropped() {
    let server = NatsServer::start();
    let bus = bus(&server, "api").await;
    let raw = async_nats::jetstream::new(async_nats::connect(server.url()).await.unwrap());
    let mut told = bus.verdicts().await.unwrap();
    bus.flush().await.unwrap();
    let (submission, other) = (submission(), submission().id);
    let verdict = verdict(&submission, Status::Ok);
    let body = gavel_wire::encode(&verdict).unwrap();
    for key in [
        format!("{}.1", other),
        format!("{}.2", submission.id),
        "x".to_owned(),
    ] {
        let to = format!("$KV.verdicts_us.{key}");
        // Acknowledged, so that the next one comes after it.
        let sent = raw.publish(to, body.clone().into()).await.unwrap();
        sent.await.unwrap();
    }
    bus.create_verdict(&verdict).await.unwrap();
    assert_eq!(next(&mut told).await, verdict);
    assert_eq!(next(&mut bus.verdict_log(0)).await, (4, verdict));
}

#[tokio::test]
async fn a_submission_that_is_too_large_is_refused_before_it_is_sent() {
    let server = NatsServer::start();
    let bus = bus(&server, "api").await;
    let mut large = submission();
    large.files[0].text = "x".repeat(gavel_wire::limits::SUBMISSION_BYTES_MAX);
    let refused = bus.publish_submission(&large).await.unwrap_err();
    assert!(matches!(refused, BusError::TooLarge { .. }), "{refused:?}");
    assert!(!refused.is_transient());
    // As large as may be: it is stored, read back, and goes through.
    let frame = gavel_wire::encode(&large).unwrap().len() - gavel_wire::limits::SUBMISSION_BYTES_MAX;
    large.files[0]
        .text
        .truncate(gavel_wire::limits::SUBMISSION_BYTES_MAX - frame);
    let published = bus.publish_submission(&large).await.unwrap();
    assert_eq!(bus.submission(published.sequence).await.unwrap(), Some(large));
}

#[tokio::test]
async fn a_queue_that_was_deleted_and_made_anew_is_read_from_its_start() {
    let server = NatsServer::start();
    let bus = bus(&server, "api").await;
    let mut index = bus.index();
    assert_eq!(next(&mut index).await, IndexItem::CaughtUp);
    bus.publish_submission(&submission()).await.unwrap();
    assert!(matches!(next(&mut index).await, IndexItem::Entry(_)));
    let raw = async_nats::connect(server.url()).await.unwrap();
    let stream = async_nats::jetstream::new(raw);
    stream.delete_stream("SUBMIT_us").await.unwrap();
    bus.ensure_region().await.unwrap();
    // As many as before and more, so that the sequences alone tell nothing.
    let sent = [submission(), submission()];
    for one in &sent {
        bus.publish_submission(one).await.unwrap();
    }
    let mut read = Vec::new();
    let mut restarted = false;
    while !(restarted && read.len() == sent.len()) {
        match next(&mut index).await {
            IndexItem::Entry(entry) => read.push(entry.submission),
            IndexItem::Restarted => {
                restarted = true;
                read.clear();
            }
            IndexItem::CaughtUp => {}
            IndexItem::Malformed { sequence } => panic!("{sequence}"),
        }
    }
    assert_eq!(read, sent.map(|one| one.id));
}
