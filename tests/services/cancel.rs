//! A cancel on the real path: running work stops and its slot is free at once, queued work never starts, and a cancel that
//! meets the end changes nothing.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures::StreamExt;
use gavel_bus::Bus;
use gavel_tests::{Answer, Client, Up, scratch};
use gavel_wire::Region;
use gavel_wire::state::AgentState;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{SOON, alone, until};

/// The bound of the issue. The machine that runs this is noisy, so the median of several has to keep it.
const FREE_WITHIN: Duration = Duration::from_millis(100);
const CANCELS: usize = 15;
const RACES: u64 = 40;

/// The bus as an operator has it.
async fn operators_bus(up: &Up) -> Bus {
    let file = up.gavel.data.join("run/operator.toml");
    let file: toml::Table = std::fs::read_to_string(file).unwrap().parse().unwrap();
    let config: gavel_bus::Config = file["nats"].clone().try_into().unwrap();
    let region: Region = file["region"].clone().try_into().unwrap();
    let bus = Bus::connect(&config, "test", region).await.unwrap();
    assert!(bus.wait_connected(SOON).await);
    bus
}

/// What the one agent said last, kept up to date.
async fn follow(bus: &Bus) -> watch::Receiver<Option<AgentState>> {
    let mut states = bus.agent_states().await.unwrap();
    let (sender, receiver) = watch::channel(None);
    tokio::spawn(async move {
        while let Some(state) = states.next().await {
            sender.send_replace(Some(state));
        }
    });
    receiver
}

fn holds(state: &Option<AgentState>, id: &str) -> bool {
    let leases = state
        .iter()
        .flat_map(|state| &state.slots)
        .flat_map(|slot| &slot.lease);
    leases.into_iter().any(|lease| lease.submission.to_string() == id)
}

async fn start(client: &Client, source: &str) -> (String, String) {
    let sent = client
        .post("/v1/runs", &json!({"language": "python", "source": source}))
        .await;
    assert_eq!(sent.status, 202, "{}", sent.body);
    let location = sent.header("location").unwrap().to_owned();
    (location, sent.body["id"].as_str().unwrap().to_owned())
}

async fn delete(client: &Client, location: &str) -> Answer {
    client.send(Method::DELETE, location, &[], None).await
}

async fn until_running(client: &Client, location: &str) {
    until("it runs", async || {
        client.get(location).await.body["state"] == "running"
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancel_frees_the_slot_at_once_and_ends_queued_work_unstarted() {
    let _alone = alone().await;
    let up = Up::start(&scratch("cancel"), &["--local", "--agents", "1"]);
    let client = Client::of(&up.file());
    let bus = operators_bus(&up).await;
    let mut state = follow(&bus).await;

    let mut took = Vec::new();
    for _ in 0..CANCELS {
        let (location, id) = start(&client, "import time\ntime.sleep(8)").await;
        until_running(&client, &location).await;
        state.wait_for(|state| holds(state, &id)).await.unwrap();
        assert_eq!(delete(&client, &location).await.status, 202);
        let answered = Instant::now();
        state.wait_for(|state| !holds(state, &id)).await.unwrap();
        took.push(answered.elapsed());
        assert_eq!(client.verdict(&location).await["status"], "cancelled");
    }
    took.sort_unstable();
    let median = took[CANCELS / 2];
    println!("from the answer to the free slot: median {median:?}, all {took:?}");
    assert!(median < FREE_WITHIN, "median {median:?} of {took:?}");

    let (running, running_id) = start(&client, "import time\ntime.sleep(8)").await;
    until_running(&client, &running).await;
    let (queued, queued_id) = start(&client, "print(1)").await;
    assert_eq!(delete(&client, &queued).await.status, 202);
    let ended = client.verdict(&queued).await;
    assert_eq!(
        (&ended["status"], &ended["report"]["run"]),
        (&json!("cancelled"), &Value::Null)
    );
    let trace = client.get(&format!("{queued}/trace")).await.body;
    assert!(!trace.to_string().contains("placed"), "{trace}");
    let now = state.borrow().clone();
    assert!(
        holds(&now, &running_id) && !holds(&now, &queued_id),
        "the other one goes on"
    );
    // Again, and of what is over or nobody's.
    assert_eq!(delete(&client, &queued).await.body["code"], "already_decided");
    let unknown = format!("/v1/runs/{}", uuid::Uuid::now_v7());
    assert_eq!(delete(&client, &unknown).await.body["code"], "not_found");
    assert_eq!(delete(&client, &running).await.status, 202);
    assert_eq!(client.verdict(&running).await["status"], "cancelled");
    cancels_that_meet_the_end(&client).await;
}

/// Each ends once, as what it was or as cancelled, and the slot works on.
async fn cancels_that_meet_the_end(client: &Client) {
    let (location, _) = start(client, "print(1)").await;
    let started = Instant::now();
    assert_eq!(client.verdict(&location).await["status"], "ok");
    let whole = started.elapsed();
    let mut ends: BTreeMap<String, u32> = BTreeMap::new();
    for race in 0..RACES {
        let (location, _) = start(client, "print(1)").await;
        // From at once to after the end, in equal steps.
        tokio::time::sleep(whole.mul_f64(race as f64 * 1.2 / RACES as f64)).await;
        let asked = delete(client, &location).await;
        let status = client.verdict(&location).await["status"]
            .as_str()
            .unwrap()
            .to_owned();
        match asked.status {
            202 => assert!(status == "cancelled" || status == "ok", "{status}"),
            409 => assert_eq!(status, "ok"),
            other => panic!("{other}: {}", asked.body),
        }
        *ends.entry(status).or_default() += 1;
    }
    println!("cancels at any moment: {ends:?}");
    let (location, _) = start(client, "print(1)").await;
    assert_eq!(client.verdict(&location).await["status"], "ok");
}
