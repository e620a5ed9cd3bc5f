//! The disk beneath all three servers is full: what cannot be stored is refused and said, what was accepted is kept, and work goes
//! on by itself once there is room.

use gavel_tests::Cluster;
use serde_json::json;

use crate::{done, sleeper, until};

/// Three servers with 64 MiB of promised streams each, and their logs of consensus.
const DISK_MIB: u32 = 256;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_and_loses_nothing() {
    let cluster = Cluster::start_on_small_disk("full", 2, DISK_MIB).await;
    let client = cluster.clients().remove(0);
    // Two run and two wait when it happens.
    let mut accepted = Vec::new();
    for _ in 0..4 {
        let sent = client.post("/v1/runs", &sleeper(1.0)).await;
        accepted.push(sent.header("location").unwrap().to_owned());
    }
    cluster.fill_disk(true);
    // Long enough that a few fill what the servers have set aside.
    let body = json!({"language": "python", "source": "print('done')", "stdin": "x".repeat(60_000)});
    let mut refused = 0;
    until("a refusal", async || {
        let sent = client.post("/v1/runs", &body).await;
        match sent.status {
            202 => accepted.push(sent.header("location").unwrap().to_owned()),
            503 => refused += 1,
            status => panic!("{status}: {}", sent.body),
        }
        refused > 0
    })
    .await;
    let ready = client.get("/v1/ready").await;
    println!(
        "{} accepted on the full disk; then {}",
        accepted.len(),
        ready.body
    );
    assert_eq!(
        (ready.status, &ready.body["checks"][0]["ok"]),
        (503, &json!(false))
    );
    let page = client.get("/metrics").await.body;
    let counted = page
        .as_str()
        .unwrap()
        .lines()
        .any(|line| line.starts_with("gavel_rejections_total{code=\"queue_"));
    assert!(counted, "metrics say it too");

    // `gavel nats-server` starts the servers again: they write no more to a stream after a write that failed.
    cluster.fill_disk(false);
    until("work is taken again", async || {
        let sent = client.post("/v1/runs", &body).await;
        if sent.status == 202 {
            accepted.push(sent.header("location").unwrap().to_owned());
        }
        sent.status == 202
    })
    .await;
    assert_eq!(client.get("/v1/ready").await.status, 200);
    for location in &accepted {
        done(&client, location).await;
    }
}
