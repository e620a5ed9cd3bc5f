//! Two apis whose clocks are an hour apart, on one queue and record: limits, keys, waits and the sweep do not go by them.
//! libfaketime shifts what a process takes for the date and leaves its monotonic clock alone.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use async_nats::jetstream;
use gavel_tests::{Answer, Client, signal};
use reqwest::Method;
use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::agent::Played;
use crate::parts::Parts;
use crate::{alone, until};

const HOUR_S: i64 = 3_600;

/// Made by the package of that name, which `./dev test` installs.
fn libfaketime() -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib").unwrap().flatten();
    let mut found = folders.map(|folder| folder.path().join("faketime/libfaketime.so.1"));
    found
        .find(|path| path.exists())
        .expect("libfaketime is installed; `./dev test` does")
}

fn an_hour_ahead(command: &mut Command) {
    command
        .env("LD_PRELOAD", libfaketime())
        .env("FAKETIME", "+3600s")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
}

async fn send(client: &Client, user: &str) -> Answer {
    let body = json!({"language": "c", "source": "int main(){}"});
    client
        .send(Method::POST, "/v1/runs", &[("Gavel-User", user)], Some(&body))
        .await
}

fn created_at(sent: &Answer) -> OffsetDateTime {
    OffsetDateTime::parse(sent.body["created_at"].as_str().unwrap(), &Rfc3339).unwrap()
}

fn seconds(answer: &Answer, header: &str) -> u64 {
    answer
        .header(header)
        .unwrap()
        .rsplit("t=")
        .next()
        .unwrap()
        .parse()
        .unwrap()
}

/// Sends a user's runs until both windows are full, to two apis in turn; how many were accepted.
async fn fill_the_windows(user: &str, first: &Client, second: &Client) -> u64 {
    let mut earlier = None;
    for client in [first, second, first] {
        let accepted = send(client, user).await;
        assert_eq!(accepted.status, 202, "{}", accepted.body);
        if let Some(earlier) = earlier.replace(created_at(&accepted)) {
            let apart = (created_at(&accepted) - earlier).whole_seconds().abs();
            assert!(
                (HOUR_S - 60..HOUR_S + 60).contains(&apart),
                "the clocks are {apart} s apart"
            );
        }
        // Two seconds for the first window, whoever counted and whoever is asked.
        for client in [first, second] {
            let refused = send(client, user).await;
            assert_eq!(
                (refused.status, refused.body["code"].as_str()),
                (429, Some("rate_limited"))
            );
            let (retry, reset) = (seconds(&refused, "retry-after"), seconds(&refused, "ratelimit"));
            assert!(
                (1..=60).contains(&retry) && (1..=60).contains(&reset),
                "{retry} {reset}"
            );
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    for client in [first, second] {
        let refused = send(client, user).await;
        assert_eq!(
            (refused.status, refused.header("ratelimit-policy")),
            (429, Some("\"60s\";q=3;w=60"))
        );
        assert!((20..=60).contains(&seconds(&refused, "retry-after")));
    }
    3
}

/// Sends one key's run to both; how many that made.
async fn repeat_a_key(first: &Client, second: &Client) -> u64 {
    let body = json!({"language": "c", "source": "int main(){}"});
    let headers = [("Gavel-User", "cid"), ("Idempotency-Key", "k")];
    let mut ids = Vec::new();
    for client in [first, second] {
        let answer = client.send(Method::POST, "/v1/runs", &headers, Some(&body)).await;
        assert_eq!(answer.status, 202, "{}", answer.body);
        ids.push(answer.body["id"].clone());
    }
    assert_eq!(ids[0], ids[1]);
    1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn apis_an_hour_apart_limit_wait_and_sweep_alike() {
    let _alone = alone().await;
    let mut parts = Parts::start();
    let bus = parts.bus().await;
    let windows = json!([{ "count": 1, "seconds": 2 }, { "count": 3, "seconds": 60 }]);
    let section = json!({ "sweep_s": 1, "tiers": { "all": { "windows": windows, "queued_max": 100 } } });
    let (_, now) = parts.api(section.clone(), |_| {}).await;
    let (_, ahead) = parts.api(section, an_hour_ahead).await;
    let sent = fill_the_windows("ann", &now, &ahead).await
        + fill_the_windows("bob", &ahead, &now).await
        + repeat_a_key(&ahead, &now).await;

    // Rows from now and from an hour ahead are swept alike, and judged by a leader of either date.
    let queue = jetstream::new(async_nats::connect(parts.nats.url()).await.unwrap());
    queue
        .get_stream("SUBMIT_us")
        .await
        .unwrap()
        .purge()
        .await
        .unwrap();
    until("all are queued again", async || {
        bus.queue_length().await.unwrap() == sent
    })
    .await;
    let agent = Played::on(bus.clone(), false);
    let first = parts.scheduler(an_hour_ahead);
    until("one runs", async || agent.started().len() == 1).await;
    let ages = async || {
        let queue = now.get("/v1/queue").await.body;
        let ages: Vec<u64> = queue["classes"]
            .as_array()?
            .iter()
            .filter_map(|class| class["head_age_ms"].as_u64())
            .collect();
        ages.iter().any(|age| *age > 0).then_some(ages)
    };
    until("the queue's age is told", async || ages().await.is_some()).await;
    let ages = ages().await.unwrap();
    assert!(ages.iter().all(|age| *age < 600_000), "{ages:?}");
    agent.go.send(true).unwrap();
    until("a leader an hour ahead has them judged", async || {
        bus.queue_length().await.unwrap() == 0
    })
    .await;
    assert_eq!(agent.started().len() as u64, sent);
    parts.scheduler(|_| {});
    signal(first, "KILL");
    let late = send(&ahead, "dan").await;
    let location = late.header("location").unwrap().to_owned();
    let headers = [("Gavel-User", "dan"), ("Prefer", "wait=20")];
    let shown = now.send(Method::GET, &location, &headers, None).await;
    assert_eq!(shown.body["status"], "ok", "{}", shown.body);
}
