//! Rows without a verdict whose message the queue does not hold: published again while the api runs, and nothing else is.

use async_nats::HeaderMap;
use async_nats::jetstream;
use futures::future::join_all;
use gavel_bus::testing::NatsServer;
use gavel_bus::{Bus, IndexItem};
use gavel_store::{Kind, Record, Sqlite, Store, conformance};
use gavel_wire::subject::header;
use gavel_wire::verdict::Status;
use gavel_wire::{Judging, SubmissionId};

use crate::common::{Door, body, bus_to, name, queued, refusal, run, store_in, until, verdict};

const OFTEN: &str = "[api]\nsweep_s = 1\n";

/// A row of ann's run, accepted so many milliseconds ago.
fn row(age_ms: i64) -> Record {
    let now = gavel_wire::Timestamp::from(std::time::SystemTime::now()).unix_ms();
    Record {
        kind: Kind::Run,
        tenant: name("t"),
        ..conformance::record("ann", now - age_ms)
    }
}

async fn stream(door: &Door) -> jetstream::stream::Stream {
    let raw = async_nats::connect(door.nats.url()).await.expect("a client");
    let stream = jetstream::new(raw).get_stream("SUBMIT_us").await;
    stream.expect("the queue")
}

/// How many messages the queue has ever had since it was made.
async fn published(door: &Door) -> u64 {
    stream(door).await.cached_info().state.last_sequence
}

/// What the queue holds, in order.
async fn held(bus: &Bus) -> Vec<SubmissionId> {
    let mut index = bus.index();
    let mut held = Vec::new();
    loop {
        match futures::StreamExt::next(&mut index)
            .await
            .expect("the log goes on")
        {
            IndexItem::Entry(entry) => held.push(entry.submission),
            IndexItem::CaughtUp => return held,
            other => panic!("{other:?}"),
        }
    }
}

/// Waits until the sweep has gone on: a row that only it can have published is in the queue.
async fn swept(door: &Door) {
    let store = Sqlite::open(&door.store()).await.expect("the record opens");
    let last = row(0);
    store.insert(last.clone()).await.expect("a row");
    until("a lost row is in the queue", async || {
        held(&door.bus).await.contains(&last.id).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_a_crash_left_before_the_start_is_mended() {
    let (nats, directory) = (NatsServer::start(), tempfile::tempdir().unwrap());
    let store = Sqlite::open(&store_in(&directory)).await.unwrap();
    let [held, decided, lost] = [row(3_000), row(2_000), row(1_000)];
    for row in [&held, &decided, &lost] {
        store.insert(row.clone()).await.unwrap();
    }
    let bus = bus_to(&nats).await;
    bus.create_verdict(&verdict(decided.id, Status::Ok))
        .await
        .unwrap();
    // Without the id by which the server would see that it comes twice.
    let mut headers = HeaderMap::new();
    headers.insert(header::SUBMISSION, held.id.to_string());
    headers.insert(header::JUDGING, "1");
    headers.insert(header::TENANT, "t");
    headers.insert(header::USER, "ann");
    headers.insert(header::ACCEPTED_AT, held.accepted_at.to_string());
    let raw = async_nats::connect(nats.url()).await.unwrap();
    let sent = raw.publish_with_headers("submit.us.interactive.c", headers, "{}".into());
    sent.await.unwrap();
    raw.flush().await.unwrap();

    let mut index = bus.index();
    assert_eq!(queued(&mut index).await, held.id);
    let door = Door::on(nats, directory, OFTEN).await;
    assert_eq!(queued(&mut index).await, lost.id);
    let sent = door.bus.submission(2).await.unwrap().unwrap();
    let request = lost.request.clone().unwrap();
    assert_eq!((sent.files, sent.accepted_at), (request.files, lost.accepted_at));
    door.decide(lost.id, Status::Ok).await;
    let get = door
        .get(&format!("/v1/runs/{}", lost.id))
        .header("Prefer", "wait=20");
    assert_eq!(body(get, 200).await["status"], "ok");
    assert_eq!(
        door.recorded(decided.id).await.verdict.unwrap().report.status,
        Status::Ok
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purged_queue_is_filled_again_once_by_two_replicas() {
    let door = Door::with(OFTEN).await;
    door.replica(OFTEN).await;
    let mut sent = join_all((0..20).map(|_| door.accepted())).await;
    let decided = sent.split_off(15);
    for id in &decided {
        door.decide(*id, Status::Ok).await;
    }
    stream(&door).await.purge().await.unwrap();
    until("everything that has no verdict is queued again", async || {
        (door.bus.queue_length().await.unwrap() >= sent.len() as u64).then_some(())
    })
    .await;
    swept(&door).await;
    // Once each, and the one that proves that the sweep has gone on since.
    let mut queued = held(&door.bus).await;
    queued.pop();
    queued.sort_unstable();
    sent.sort_unstable();
    assert_eq!(queued, sent);
    assert_eq!(published(&door).await, 20 + 15 + 1);
    for id in &sent {
        door.decide(*id, Status::Ok).await;
        door.recorded(*id).await;
    }
}

#[tokio::test]
async fn a_deleted_queue_refuses_until_it_is_made_anew_and_then_holds_what_it_held() {
    let door = Door::with(OFTEN).await;
    let mut sent = join_all((0..5).map(|_| door.accepted())).await;
    let raw = async_nats::connect(door.nats.url()).await.unwrap();
    jetstream::new(raw).delete_stream("SUBMIT_us").await.unwrap();
    refusal(door.post("/v1/runs", &run()), 503, "queue_unavailable").await;
    // As the schedulers do.
    door.bus.ensure_region().await.unwrap();
    sent.push(door.accepted().await);
    until("everything is queued again", async || {
        (held(&door.bus).await.len() == sent.len()).then_some(())
    })
    .await;
    let mut queued = held(&door.bus).await;
    queued.sort_unstable();
    sent.sort_unstable();
    assert_eq!(queued, sent);
}

#[tokio::test]
async fn what_has_a_verdict_was_given_up_or_withdrawn_is_never_queued_again() {
    let door = Door::with(OFTEN).await;
    let store = Sqlite::open(&door.store()).await.unwrap();
    // Given up: a copy among the dead, an internal error as its verdict, and gone from the queue.
    let dead = door.accepted().await;
    door.bus.bury(1, dead, "three strikes").await.unwrap();
    door.decide(dead, Status::InternalError).await;
    door.bus.delete_submission(1).await.unwrap();
    door.recorded(dead).await;
    // The projector has passed its verdict when the row comes: only the letter box has it.
    let late = row(0);
    door.bus
        .create_verdict(&verdict(late.id, Status::RuntimeError))
        .await
        .unwrap();
    until("the projector has passed it", async || {
        (store.position(&name("us")).await.unwrap() == 2).then_some(())
    })
    .await;
    store.insert(late.clone()).await.unwrap();
    let withdrawn = row(0);
    store.insert(withdrawn.clone()).await.unwrap();
    store.withdraw(withdrawn.id).await.unwrap();

    let found = door.recorded(late.id).await.verdict.unwrap();
    assert_eq!(
        (found.report.status, found.judging),
        (Status::RuntimeError, Judging(1))
    );
    swept(&door).await;
    assert_eq!(
        published(&door).await,
        2,
        "the dead one's, and the one that proves the sweep"
    );
    assert_eq!(door.bus.dead_count().await.unwrap(), 1);
}
