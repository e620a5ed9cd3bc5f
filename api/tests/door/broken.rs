//! Parts that fail: no agent with the language, NATS gone.

use std::time::SystemTime;

use gavel_wire::state::{QueueState, ReadyLanguage};
use gavel_wire::{Term, Timestamp};
use serde_json::json;

use crate::common::{Door, body, name, refusal, run, send, until};

#[tokio::test]
async fn a_language_that_no_agent_has_is_refused_once_agents_are_heard_of() {
    let door = Door::open().await;
    door.accepted().await;
    let python = ReadyLanguage {
        id: name("python"),
        name: "Python".into(),
        version: "3".into(),
    };
    let state = QueueState {
        v: 1,
        region: name("us"),
        term: Term(1),
        leader: "s1".into(),
        at: Timestamp::from(SystemTime::now()),
        classes: Vec::new(),
        running: 0,
        slots_free: 1,
        slots_total: 1,
        agents: 1,
        languages: vec![python],
    };
    door.bus.publish_queue_state(&state).await.unwrap();
    until("the queue's state is heard", async || {
        let list = body(door.get("/v1/languages"), 200).await;
        let items = list["items"].as_array().unwrap();
        items.iter().any(|one| one["available"] == true).then_some(())
    })
    .await;
    refusal(door.post("/v1/runs", &run()), 422, "language_not_available").await;
}

#[tokio::test]
async fn without_nats_it_answers_503_and_recovers_by_itself() {
    let mut door = Door::open().await;
    door.nats.kill();
    until("the api sees that NATS is gone", async || {
        let answer = send(door.post("/v1/runs", &run())).await;
        (answer.status() == 503).then_some(())
    })
    .await;
    let (headers, _) = refusal(door.post("/v1/runs", &run()), 503, "queue_unavailable").await;
    assert!(headers.contains_key("retry-after"));
    let list = body(door.get("/v1/runs"), 200).await;
    assert_eq!(list["items"], json!([]), "a refused try leaves no row");
    door.nats.restart();
    door.until_ready().await;
    until("it recovers by itself", async || {
        (send(door.post("/v1/runs", &run())).await.status() == 202).then_some(())
    })
    .await;
}
