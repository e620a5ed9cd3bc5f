//! An operator purges or deletes the queue or deletes buckets while work waits and runs: everything still gets its verdict,
//! once.

use async_nats::jetstream;
use gavel_tests::{Client, signal};
use serde_json::json;

use crate::agent::Played;
use crate::parts::Parts;
use crate::{alone, until};

async fn send(client: &Client, count: usize) -> Vec<String> {
    let mut sent = Vec::new();
    for _ in 0..count {
        let body = json!({"language": "c", "source": "int main(){}"});
        let answer = client.post("/v1/runs", &body).await;
        assert_eq!(answer.status, 202, "{}", answer.body);
        sent.push(answer.header("location").unwrap().to_owned());
    }
    sent
}

/// How many messages a stream holds, and how many it has ever had.
async fn messages(queue: &jetstream::Context, stream: &str) -> (u64, u64) {
    match queue.get_stream(stream).await {
        Ok(stream) => (
            stream.cached_info().state.messages,
            stream.cached_info().state.last_sequence,
        ),
        Err(_) => (0, 0),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purged_and_then_deleted_queue_loses_nothing_and_doubles_no_verdict() {
    let _alone = alone().await;
    let mut parts = Parts::start();
    let bus = parts.bus().await;
    let (_, client) = parts.api(json!({ "sweep_s": 1 }), |_| {}).await;
    parts.api(json!({ "sweep_s": 1 }), |_| {}).await;
    parts.scheduler(|_| {});
    let agent = Played::on(bus, false);
    let queue = jetstream::new(async_nats::connect(parts.nats.url()).await.unwrap());

    let mut sent = send(&client, 10).await;
    until("one runs", async || agent.started().len() == 1).await;
    queue
        .get_stream("SUBMIT_us")
        .await
        .unwrap()
        .purge()
        .await
        .unwrap();
    until("all are queued again", async || {
        messages(&queue, "SUBMIT_us").await.0 == 10
    })
    .await;
    agent.go.send(true).unwrap();
    for location in &sent {
        assert_eq!(client.verdict(location).await["status"], "ok");
    }
    until("the queue is empty", async || {
        messages(&queue, "SUBMIT_us").await.0 == 0
    })
    .await;
    assert_eq!(messages(&queue, "KV_verdicts_us").await.1, 10);
    assert_eq!(agent.started().len(), 10, "each was placed once");

    agent.go.send(false).unwrap();
    sent.extend(send(&client, 10).await);
    until("one runs", async || agent.started().len() == 11).await;
    queue.delete_stream("SUBMIT_us").await.unwrap();
    // The schedulers make it anew.
    until("all are queued again", async || {
        messages(&queue, "SUBMIT_us").await.0 == 10
    })
    .await;
    agent.go.send(true).unwrap();
    for location in &sent {
        assert_eq!(client.verdict(location).await["status"], "ok");
    }
    until("the queue is empty", async || {
        messages(&queue, "SUBMIT_us").await.0 == 0
    })
    .await;
    assert_eq!(messages(&queue, "KV_verdicts_us").await.1, 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn buckets_that_are_deleted_are_made_again_and_work_goes_on() {
    let _alone = alone().await;
    let mut parts = Parts::start();
    let bus = parts.bus().await;
    let tier = json!({ "windows": [{ "count": 1000, "seconds": 60 }], "queued_max": 1000 });
    let (_, client) = parts
        .api(json!({ "sweep_s": 1, "tiers": { "all": tier } }), |_| {})
        .await;
    let first = parts.scheduler(|_| {});
    let agent = Played::on(bus, true);
    let before = send(&client, 1).await.remove(0);
    assert_eq!(client.verdict(&before).await["status"], "ok");
    // A second term, so that terms that began again would be refused.
    parts.scheduler(|_| {});
    signal(first, "KILL");
    let queue = jetstream::new(async_nats::connect(parts.nats.url()).await.unwrap());
    let term = until_led(&client, 0).await;
    agent.go.send(false).unwrap();
    let mut waiting = send(&client, 3).await;
    for bucket in ["verdicts", "cancel", "limits", "leader"] {
        queue.delete_stream(format!("KV_{bucket}_us")).await.unwrap();
    }
    // Without the limits nothing is taken, and that is said; unless they are made again already.
    let body = json!({"language": "c", "source": "int main(){}"});
    let answer = client.post("/v1/runs", &body).await;
    let said = answer.status == 202 || answer.body["code"] == "queue_unavailable";
    assert!(said, "{}", answer.body);
    until_led(&client, term).await;
    until("the limits are made again", async || {
        queue.get_stream("KV_limits_us").await.is_ok()
    })
    .await;
    waiting.extend(send(&client, 1).await);
    agent.go.send(true).unwrap();
    for location in &waiting {
        assert_eq!(client.verdict(location).await["status"], "ok");
    }
}

/// Waits until somebody leads in a later term; which that is.
async fn until_led(client: &Client, after: u64) -> u64 {
    let mut term = 0;
    until("somebody leads", async || {
        term = client.get("/v1/queue").await.body["term"].as_u64().unwrap_or(0);
        term > after
    })
    .await;
    term
}
