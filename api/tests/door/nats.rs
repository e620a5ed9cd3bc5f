//! NATS as it should not be: gone, or carrying what nobody of ours would write.

use std::time::Instant;

use gavel_wire::state::{Phase, Progress, QueueState, ReadyLanguage};
use gavel_wire::verdict::Status;
use gavel_wire::{Attempt, Judging, SubmissionId, Term, Timestamp};
use serde_json::json;

use crate::common::{Door, body, name, refusal, run, send, until};

fn queue_state() -> QueueState {
    let python = ReadyLanguage {
        id: name("python"),
        name: "Python".into(),
        version: "3".into(),
    };
    QueueState {
        v: 1,
        region: name("us"),
        term: Term(1),
        leader: "s1".into(),
        at: Timestamp::from(std::time::SystemTime::now()),
        classes: Vec::new(),
        running: 0,
        slots_free: 1,
        slots_total: 1,
        agents: 1,
        languages: vec![python],
        next: Vec::new(),
        start_every_us: None,
    }
}

async fn says_the_queue_and_is_heard(door: &Door) {
    door.bus
        .publish_queue_state(&queue_state())
        .await
        .expect("it is told");
    until("the queue's state is heard", async || {
        let list = body(door.get("/v1/languages"), 200).await;
        let items = list["items"].as_array().expect("a list");
        items.iter().any(|one| one["available"] == true).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_language_that_no_agent_has_is_refused_once_agents_are_heard_of() {
    let door = Door::open().await;
    door.accepted().await;
    says_the_queue_and_is_heard(&door).await;
    let (_, said) = refusal(door.post("/v1/runs", &run()), 422, "language_not_available").await;
    assert!(
        said["detail"].as_str().unwrap().contains("Available: python"),
        "{said}"
    );
}

#[tokio::test]
async fn what_waits_shows_its_place_and_what_for() {
    let door = Door::open().await;
    let (first, second) = (door.accepted().await, door.accepted().await);
    let queue =
        async |id: SubmissionId| body(door.get(&format!("/v1/runs/{id}")), 200).await["queue"].clone();
    assert_eq!(queue(second).await, json!({"waits_for": "leader"}));
    let ready = |id: &str| ReadyLanguage {
        id: name(id),
        name: id.to_owned(),
        version: "1".to_owned(),
    };
    let told = QueueState {
        languages: vec![ready("c"), ready("python")],
        slots_free: 0,
        next: vec![first, second],
        start_every_us: Some(250_000),
        ..queue_state()
    };
    door.bus.publish_queue_state(&told).await.expect("it is told");
    let shown = until("the place is heard", async || {
        let shown = queue(second).await;
        shown.get("place").is_some().then_some(shown)
    })
    .await;
    assert_eq!(shown, json!({"place": 2, "wait_ms": 500, "waits_for": "slot"}));
    let nobody = QueueState {
        languages: Vec::new(),
        ..queue_state()
    };
    door.bus.publish_queue_state(&nobody).await.expect("it is told");
    until("nobody has the language", async || {
        (queue(first).await == json!({"waits_for": "agent"})).then_some(())
    })
    .await;
    door.decide(first, Status::Ok).await;
    let done = body(
        door.get(&format!("/v1/runs/{first}")).header("Prefer", "wait=20"),
        200,
    )
    .await;
    assert!(done.get("queue").is_none(), "{done}");
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

#[tokio::test]
async fn what_is_known_is_shown_without_nats() {
    let mut door = Door::open().await;
    let (done, open) = (door.accepted().await, door.accepted().await);
    let path = |id: SubmissionId| format!("/v1/runs/{id}");
    door.decide(done, Status::Ok).await;
    body(door.get(&path(done)).header("Prefer", "wait=20"), 200).await;
    door.nats.kill();
    assert_eq!(body(door.get(&path(done)), 200).await["status"], "ok");
    assert_eq!(body(door.get(&path(open)), 200).await["state"], "queued");
    assert_eq!(
        body(door.get("/v1/runs"), 200).await["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    for path in ["/v1/problems", "/v1/languages"] {
        body(door.get(path), 200).await;
    }
    // Whoever waits is answered in the time they asked for, with what is known.
    let started = Instant::now();
    assert_eq!(
        body(door.get(&path(open)).header("Prefer", "wait=1"), 200).await["state"],
        "queued"
    );
    assert!(started.elapsed().as_secs_f64() < 6.0, "{:?}", started.elapsed());
    until("a cancel is refused", async || {
        let answer = send(door.delete_as("ann", &path(open))).await;
        (answer.status() == 503).then_some(())
    })
    .await;
    until("it says that it is not ready", async || {
        let answer = send(door.get("/v1/ready")).await;
        (answer.status() == 503).then_some(())
    })
    .await;
    assert_eq!(body(door.get("/v1/health"), 200).await["status"], "ok");
}

/// What this process has dropped of a kind so far.
async fn dropped(door: &Door, kind: &str) -> u64 {
    let page = send(door.get("/metrics")).await.text().await.expect("text");
    let line = format!("gavel_messages_dropped_total{{kind=\"{kind}\"}} ");
    let count = page.lines().find_map(|text| text.strip_prefix(&line));
    count.map_or(0, |count| count.parse().expect("a count"))
}

#[tokio::test]
async fn malformed_messages_are_dropped_counted_and_survived() {
    let door = Door::open().await;
    let id = door.accepted().await;
    let raw = async_nats::connect(door.nats.url()).await.unwrap();
    let deep = "[".repeat(200_000);
    let bodies: [&[u8]; 9] = [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\0",
        b"\xff\xfe",
        br#"{"v":99}"#,
        br#"{"v":-1,"submission":"..","k":1e999}"#,
        deep.as_bytes(),
    ];
    let subjects = [
        ("verdict", "verdict.us.x".to_owned()),
        ("verdict", format!("verdict.us.{id}.1")),
        ("verdict", format!("$KV.verdicts_us.{id}.9")),
        ("progress", "agent.us.a1.progress".to_owned()),
        ("queue_state", "queue.us.state".to_owned()),
    ];
    for (kind, subject) in subjects {
        let before = dropped(&door, kind).await;
        for body in bodies {
            raw.publish(subject.clone(), body.to_vec().into()).await.unwrap();
        }
        raw.flush().await.unwrap();
        until(&subject, async || {
            (dropped(&door, kind).await >= before + bodies.len() as u64).then_some(())
        })
        .await;
    }
    // Each of them is heard as before.
    says_the_queue_and_is_heard(&door).await;
    let path = format!("/v1/runs/{id}");
    let progress = Progress {
        v: 1,
        submission: id,
        judging: Judging(1),
        attempt: Attempt(1),
        phase: Phase::Compiling,
    };
    door.bus.publish_progress(&name("a1"), &progress).await.unwrap();
    until("progress", async || {
        (body(door.get(&path), 200).await["state"] == "compiling").then_some(())
    })
    .await;
    door.decide(id, Status::Ok).await;
    let done = body(door.get(&path).header("Prefer", "wait=20"), 200).await;
    assert_eq!(done["status"], json!("ok"));
    door.recorded(id).await;
}
