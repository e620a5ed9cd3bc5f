//! What a crash between the row and the publish left is published by the next start, and nothing else is.

use async_nats::HeaderMap;
use gavel_bus::testing::NatsServer;
use gavel_store::{Kind, Record, Sqlite, Store, conformance};
use gavel_wire::subject::header;
use gavel_wire::verdict::Status;

use crate::common::{Door, body, bus_to, name, queued, store_in, verdict};

/// A row of ann's run, accepted so many milliseconds ago.
fn row(age_ms: i64) -> Record {
    let now = gavel_wire::Timestamp::from(std::time::SystemTime::now()).unix_ms();
    Record {
        kind: Kind::Run,
        tenant: name("t"),
        ..conformance::record("ann", now - age_ms)
    }
}

#[tokio::test]
async fn a_row_that_was_never_published_is_published_by_the_next_start() {
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
    let door = Door::on(nats, directory, "").await;
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
