//! The database as it should not be: locked by somebody else, or full.

use std::time::{Duration, SystemTime};

use gavel_store::{Sqlite, Store};
use gavel_wire::Timestamp;
use gavel_wire::verdict::Status;
use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{SqlitePool, Transaction};

use crate::common::{Door, body, queued, refusal, run, send, until};

/// Somebody else's lock on the whole database.
async fn locked(door: &Door) -> Transaction<'static, sqlx::Sqlite> {
    let options = SqliteConnectOptions::new()
        .filename(door.store().path)
        .busy_timeout(Duration::from_secs(20));
    let other = SqlitePool::connect_with(options).await.expect("a connection");
    other.begin_with("BEGIN EXCLUSIVE").await.expect("the lock")
}

#[tokio::test]
async fn a_locked_database_refuses_shows_what_is_known_and_recovers() {
    let door = Door::open().await;
    let id = door.accepted().await;
    let path = format!("/v1/runs/{id}");
    let lock = locked(&door).await;
    let (headers, _) = refusal(door.post("/v1/runs", &run()), 503, "record_unavailable").await;
    assert!(headers.contains_key("retry-after"));
    let ready = body(door.get("/v1/ready"), 503).await;
    assert_eq!(ready["ready"], false);
    // Many who come at once hear it soon: nobody waits for the groups before theirs.
    let posts = (0..40).map(|_| send(door.post("/v1/runs", &run())));
    let all = tokio::time::timeout(Duration::from_secs(15), futures::future::join_all(posts));
    for answer in all.await.expect("nobody hangs") {
        assert_eq!(answer.status(), 503);
    }
    door.decide(id, Status::Ok).await;
    let done = body(door.get(&path).header("Prefer", "wait=20"), 200).await;
    assert_eq!(done["status"], "ok");

    lock.rollback().await.unwrap();
    until("it recovers by itself", async || {
        (send(door.post("/v1/runs", &run())).await.status() == 202).then_some(())
    })
    .await;
    door.until_ready().await;
    door.recorded(id).await;
    let kept = body(door.get("/v1/runs?limit=100"), 200).await["items"]
        .as_array()
        .unwrap()
        .len();
    assert!(kept <= 3, "a refused try leaves no row, and there are {kept}");
}

#[tokio::test]
async fn who_hangs_up_leaves_no_row_that_was_never_published() {
    let door = Door::open().await;
    let mut index = door.bus.index();
    let lock = locked(&door).await;
    // The row waits for the lock when the stream is reset; with HTTP/2 the server then drops the handler.
    let http = reqwest::Client::builder()
        .http2_prior_knowledge()
        .build()
        .unwrap();
    let post = http
        .post(format!("{}/v1/runs", door.url))
        .bearer_auth("ann")
        .json(&run());
    let given_up = post.timeout(Duration::from_millis(500)).send().await;
    assert!(given_up.is_err_and(|error| error.is_timeout()));
    lock.rollback().await.unwrap();
    let id = queued(&mut index).await;
    let list = body(door.get("/v1/runs"), 200).await;
    assert_eq!(list["items"][0]["id"], id.to_string());
}

#[tokio::test]
async fn a_full_database_refuses_shows_what_it_has_and_takes_work_when_there_is_room() {
    let door = Door::with("[store]\nbytes_max = 1048576\n").await;
    let large = json!({ "language": "c", "source": "x".repeat(64 * 1024) });
    let mut taken = Vec::new();
    let refused = loop {
        let answer = send(door.post("/v1/runs", &large)).await;
        if answer.status() != 202 {
            break answer;
        }
        let answer: serde_json::Value = answer.json().await.unwrap();
        taken.push(answer["id"].as_str().unwrap().parse().unwrap());
        assert!(taken.len() < 40, "the limit is never reached");
    };
    assert_eq!(refused.status(), 503);
    let (headers, said) = refusal(door.post("/v1/runs", &large), 503, "record_unavailable").await;
    assert!(headers.contains_key("retry-after"));
    assert!(said["detail"].as_str().unwrap().contains("full"), "{said}");
    let first = format!("/v1/runs/{}", taken[0]);
    assert_eq!(body(door.get(&first), 200).await["state"], "queued");

    for id in &taken {
        door.decide(*id, Status::Ok).await;
    }
    assert_eq!(
        body(door.get(&first).header("Prefer", "wait=20"), 200).await["status"],
        "ok"
    );
    // Retention, here from outside, makes room.
    let store = Sqlite::open(&door.store()).await.unwrap();
    until("old sources are forgotten", async || {
        let later = Timestamp::from(SystemTime::now() + Duration::from_secs(60));
        let forgotten = store.forget_sources(later, 100).await.unwrap_or(0);
        (forgotten > 0).then_some(())
    })
    .await;
    until("it takes work again", async || {
        (send(door.post("/v1/runs", &large)).await.status() == 202).then_some(())
    })
    .await;
    for id in taken {
        door.recorded(id).await;
    }
}
