//! Rate limits, the bound on queued work and idempotency, over two replicas of the api.

use std::collections::HashSet;

use futures::StreamExt;
use futures::future::join_all;
use gavel_store::{Record, Sqlite, Store, conformance};
use gavel_wire::Status;
use reqwest::Response;
use serde_json::json;

use crate::common::{Door, body, name, queued, refusal, run, send};

/// Flood protection out of the way, so that what is behind it is seen.
fn tier(line: &str) -> String {
    format!(
        "[api.tiers.open]\n{line}\n[api.flood]\nuser_per_second = 100000\nuser_burst = 100000\n\
         address_per_second = 100000\naddress_burst = 100000\n"
    )
}

fn header(answer: &Response, name: &str) -> String {
    let value = answer
        .headers()
        .get(name)
        .map(|value| value.to_str().expect("ASCII"));
    value.unwrap_or("none").to_owned()
}

fn accepted(answers: &[Response]) -> usize {
    answers.iter().filter(|answer| answer.status() == 202).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_window_holds_exactly_whichever_replica_is_asked() {
    let more = tier("windows = [{ count = 3, seconds = 60 }]\nqueued_max = 1000");
    let door = Door::with(&more).await;
    let second = door.replica(&more).await;
    let tries = (0..100).map(|number| {
        let url = if number % 2 == 0 { &door.url } else { &second };
        send(
            door.http
                .post(format!("{url}/v1/runs"))
                .bearer_auth("ann")
                .json(&run()),
        )
    });
    let answers = join_all(tries).await;
    assert_eq!(accepted(&answers), 3);
    // Each accepted one tells what it left, whichever replica took it.
    let taken = answers.iter().filter(|answer| answer.status() == 202);
    let mut left: Vec<String> = taken.map(|answer| header(answer, "ratelimit")).collect();
    left.sort();
    for (rate, remaining) in left.iter().zip(0..) {
        assert!(rate.starts_with(&format!("\"60s\";r={remaining};t=")), "{left:?}");
    }
    for answer in &answers {
        assert_eq!(header(answer, "ratelimit-policy"), "\"60s\";q=3;w=60");
    }
    let (headers, _) = refusal(door.post("/v1/runs", &run()), 429, "rate_limited").await;
    let seconds: u32 = name(headers["retry-after"].to_str().unwrap());
    assert!((1..=60).contains(&seconds));
    assert_eq!(headers["ratelimit-policy"], "\"60s\";q=3;w=60");
    assert!(
        headers["ratelimit"]
            .to_str()
            .unwrap()
            .starts_with("\"60s\";r=0;t=")
    );
    // Another user has limits of its own, and submissions count with runs.
    body(door.post_as("bob", "/v1/runs", &run()), 202).await;
    let acted = door
        .post_as("school", "/v1/runs", &run())
        .header("Gavel-User", "ann");
    refusal(acted, 429, "rate_limited").await;
}

#[tokio::test]
async fn a_try_that_fails_takes_nothing() {
    let more = tier("windows = [{ count = 1, seconds = 60 }]");
    let mut door = Door::with(&more).await;
    // What a wrong body, an unknown language or a queue out of reach refuse is refused before anything is counted.
    refusal(
        door.post("/v1/runs", &json!({"language": "cobol", "source": "x"})),
        422,
        "language_unknown",
    )
    .await;
    door.nats.kill();
    assert_eq!(send(door.post("/v1/runs", &run())).await.status(), 503);
    door.nats.restart();
    door.until_ready().await;
    // Limits live in the server's memory; schedulers make their bucket again at each connection.
    door.bus.ensure_region().await.unwrap();
    // A message of which the stream has no room is refused after it was counted.
    door.bus.bound_queue(0).await;
    refusal(door.post("/v1/runs", &run()), 503, "queue_full").await;
    let ready = body(door.get("/v1/ready"), 503).await;
    assert_eq!(ready["checks"][0]["detail"], "the queue is full", "{ready}");
    door.bus.bound_queue(1_000).await;
    let taken = send(door.post("/v1/runs", &run())).await;
    assert_eq!(
        (taken.status().as_u16(), header(&taken, "ratelimit-policy")),
        (202, "\"60s\";q=1;w=60".to_owned())
    );
    body(door.get("/v1/ready"), 200).await;
    refusal(door.post("/v1/runs", &run()), 429, "rate_limited").await;
}

#[tokio::test]
async fn a_user_may_have_only_so_much_waiting() {
    let door = Door::with(&tier("windows = [{ count = 1000, seconds = 1 }]\nqueued_max = 2")).await;
    let first = door.accepted().await;
    door.accepted().await;
    let (headers, _) = refusal(door.post("/v1/runs", &run()), 429, "too_much_queued").await;
    assert!(headers.contains_key("retry-after"));
    body(door.post_as("bob", "/v1/runs", &run()), 202).await;
    door.decide(first, Status::Ok).await;
    door.recorded(first).await;
    body(door.post("/v1/runs", &run()), 202).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_with_ten_thousand_queued_is_refused_until_one_is_decided() {
    let door = Door::with(&tier(
        "windows = [{ count = 1000, seconds = 1 }]\nqueued_max = 10000",
    ))
    .await;
    let store = Sqlite::open(&door.store()).await.unwrap();
    let rows: Vec<Record> = (0..10_000)
        .map(|_| Record {
            tenant: name("t"),
            ..conformance::record("ann", 1_000)
        })
        .collect();
    let inserts = futures::stream::iter(rows.clone()).map(|row| store.insert(row));
    inserts
        .buffer_unordered(1_000)
        .for_each(async |inserted| inserted.unwrap())
        .await;
    let (_, said) = refusal(door.post("/v1/runs", &run()), 429, "too_much_queued").await;
    assert!(said["detail"].as_str().unwrap().contains("10000"), "{said}");
    body(door.post_as("bob", "/v1/runs", &run()), 202).await;
    door.decide(rows[0].id, Status::Ok).await;
    door.recorded(rows[0].id).await;
    body(door.post("/v1/runs", &run()), 202).await;
    refusal(door.post("/v1/runs", &run()), 429, "too_much_queued").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_sends_once_and_another_body_is_refused() {
    let more = tier("windows = [{ count = 1, seconds = 60 }]");
    let door = Door::with(&more).await;
    let second = door.replica(&more).await;
    let mut index = door.bus.index();
    let tries = (0..20).map(|number| {
        let url = if number % 2 == 0 { &door.url } else { &second };
        let request = door
            .http
            .post(format!("{url}/v1/runs"))
            .bearer_auth("ann")
            .json(&run());
        body(request.header("Idempotency-Key", "k-1"), 202)
    });
    let ids: HashSet<String> = join_all(tries)
        .await
        .iter()
        .map(|view| view["id"].to_string())
        .collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    let id = queued(&mut index).await;
    assert!(ids.contains(&format!("\"{id}\"")));
    assert_eq!(door.bus.queue_length().await.unwrap(), 1);

    let other = json!({"language": "c", "source": "int main(void){return 1;}"});
    let reused = door.post("/v1/runs", &other).header("Idempotency-Key", "k-1");
    refusal(reused, 422, "idempotency_key_reused").await;
    for bad in ["", "with blank", &"x".repeat(129)] {
        let request = door.post("/v1/runs", &run()).header("Idempotency-Key", bad);
        refusal(request, 422, "invalid_input").await;
    }
    // Another user's same key is another submission.
    let bobs = body(
        door.post_as("bob", "/v1/runs", &run())
            .header("Idempotency-Key", "k-1"),
        202,
    )
    .await;
    assert!(!ids.contains(&bobs["id"].to_string()));
    // After the verdict it answers with the verdict.
    door.decide(id, Status::Ok).await;
    door.recorded(id).await;
    let waited = door
        .post("/v1/runs", &run())
        .header("Idempotency-Key", "k-1")
        .header("Prefer", "wait=10");
    let waited = send(waited).await;
    assert_eq!(
        (waited.status().as_u16(), header(&waited, "ratelimit")),
        (200, "none".to_owned()),
        "it was not counted"
    );
    assert_eq!(waited.json::<serde_json::Value>().await.unwrap()["status"], "ok");
}
