//! One fault at a time in a cluster of real processes, with the bound or the promise that belongs to it: how soon a loss is noticed,
//! restarts in order that fail no request, a disk that is full.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod bounds;
mod full;
mod rolling;

use std::time::{Duration, Instant};

use gavel_tests::{Client, Cluster, SERVERS, Writes};
use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard};

const BUCKET: &str = "verdicts_us";
const STREAMS: [&str; 6] = [
    "SUBMIT_us",
    "DEAD_us",
    "KV_verdicts_us",
    "KV_cancel_us",
    "KV_limits_us",
    "KV_leader_us",
];
const WAIT: Duration = Duration::from_secs(60);

/// Clusters in which time is measured run one at a time.
async fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::const_new(());
    ALONE.lock().await
}

/// Asks again until it is so; the time-out is generous and the failure names what was waited for. Returns what it took.
async fn until(what: &str, mut reached: impl AsyncFnMut() -> bool) -> Duration {
    let started = Instant::now();
    while !reached().await {
        assert!(started.elapsed() < WAIT, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    started.elapsed()
}

/// A Python program that sleeps and prints.
fn sleeper(seconds: f64) -> Value {
    json!({"language": "python", "source": format!("import time\ntime.sleep({seconds})\nprint('done')")})
}

/// Sends a run and returns its Location once it runs, or has run: nobody promises to look in time.
async fn running(client: &Client, body: &Value) -> String {
    let sent = client.post("/v1/runs", body).await;
    assert_eq!(sent.status, 202, "{}", sent.body);
    let location = sent.header("location").unwrap().to_owned();
    until("a start", async || {
        let state = &client.get(&location).await.body["state"];
        state == "running" || state == "done"
    })
    .await;
    location
}

/// The whole view, and which attempt gave it.
async fn done(client: &Client, location: &str) -> u64 {
    let view = client.verdict(location).await;
    assert_eq!(view["report"]["run"]["stdout"]["text"], "done\n", "{view}");
    let trace = client.get(&format!("{location}/trace")).await.body;
    trace["attempt"].as_u64().unwrap()
}

/// Waits until every server holds all of every stream.
async fn all_current(cluster: &Cluster) {
    let is_current = |stream: &str| {
        let info = format!("$JS.API.STREAM.INFO.{stream}");
        let info = cluster.admin(0).ask(&info, &json!({})).unwrap_or_default();
        let replicas = info["cluster"]["replicas"].as_array();
        replicas.is_some_and(|replicas| {
            replicas.len() + 1 == SERVERS && replicas.iter().all(|replica| replica["current"] == true)
        })
    };
    until("the server has caught up", async || {
        STREAMS.iter().all(|stream| is_current(stream))
    })
    .await;
}

async fn writes(cluster: &Cluster) -> Writes {
    let mut found = None;
    until("the bucket of verdicts", async || {
        found = cluster.admin(0).writes(BUCKET);
        found.is_some()
    })
    .await;
    found.unwrap()
}
