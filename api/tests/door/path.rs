//! From a POST to its verdict: waiting, progress, cancel, the record, and who may see what.

use futures::StreamExt;
use futures::stream::BoxStream;
use gavel_store::{Sqlite, Store};
use gavel_wire::state::{Cancel, Phase, Progress};
use gavel_wire::verdict::Status;
use gavel_wire::{Attempt, Judging};
use serde_json::{Value, json};

use crate::common::{Door, WAIT, body, name, queued, refusal, run, send, until};

#[tokio::test]
async fn a_202_is_in_the_stream_and_progress_is_shown() {
    let door = Door::open().await;
    let mut index = door.bus.index();
    let sent = send(door.post("/v1/runs", &run())).await;
    assert_eq!(sent.status(), 202);
    let location = sent.headers()["location"].to_str().unwrap().to_owned();
    let answer: Value = sent.json().await.unwrap();
    let id = queued(&mut index).await;
    assert_eq!(
        (answer["state"].as_str(), location),
        (Some("queued"), format!("/v1/runs/{id}"))
    );
    assert_eq!(answer["id"], id.to_string());

    let progress = |phase| Progress {
        v: 1,
        submission: id,
        judging: Judging(1),
        attempt: Attempt(1),
        phase,
    };
    let (agent, path) = (name("a1"), format!("/v1/runs/{id}"));
    for (phase, state) in [
        (Phase::Compiling, "compiling"),
        (Phase::Testing { k: 2, n: 5 }, "running"),
    ] {
        door.bus.publish_progress(&agent, &progress(phase)).await.unwrap();
        until(state, async || {
            (body(door.get(&path), 200).await["state"] == state).then_some(())
        })
        .await;
    }
    assert_eq!(
        body(door.get(&path), 200).await["test"],
        json!({ "k": 2, "n": 5 })
    );
}

#[tokio::test]
async fn a_verdict_is_waited_for_tagged_and_kept_in_the_record() {
    let door = Door::open().await;
    let id = door.accepted().await;
    let path = format!("/v1/runs/{id}");
    let get = door.get(&path).header("Prefer", "wait=20");
    let (waited, ()) = tokio::join!(send(get), door.decide(id, Status::Ok));
    let tag = waited.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(waited.headers()["preference-applied"], "wait=20");
    let answer: Value = waited.json().await.unwrap();
    assert_eq!(
        (&answer["state"], &answer["status"]),
        (&json!("done"), &json!("ok"))
    );
    let again = send(door.get(&path).header("If-None-Match", &tag)).await;
    assert_eq!(again.status(), 304);
    refusal(door.delete_as("ann", &path), 409, "already_decided").await;

    // The projector writes it to the record, where it outlives the process.
    let config = gavel_store::Config {
        path: door.directory.path().join("gavel.db"),
        ..Default::default()
    };
    let store = Sqlite::open(&config).await.unwrap();
    let row = until("the verdict is in the record", async || {
        let row = store.get(id).await.unwrap().unwrap();
        row.verdict.is_some().then_some(row)
    })
    .await;
    assert_eq!(row.verdict.unwrap().report.status, Status::Ok);
}

#[tokio::test]
async fn a_post_waits_for_its_verdict_and_a_cancel_reaches_the_leader() {
    let door = Door::open().await;
    let mut index = door.bus.index();
    let post = door.post("/v1/runs", &run()).header("Prefer", "wait=20");
    let played = async {
        let id = queued(&mut index).await;
        door.decide(id, Status::RuntimeError).await;
    };
    let (sent, ()) = tokio::join!(send(post), played);
    assert_eq!(
        (sent.status().as_u16(), &sent.headers()["preference-applied"]),
        (200, &"wait=20".parse().unwrap())
    );
    assert_eq!(sent.json::<Value>().await.unwrap()["status"], "runtime_error");

    let mut cancels: BoxStream<'static, Cancel> = door.bus.cancels();
    let id = door.accepted().await;
    let path = format!("/v1/runs/{id}");
    refusal(door.delete_as("bob", &path), 404, "not_found").await;
    assert_eq!(send(door.delete_as("ann", &path)).await.status(), 202);
    let cancel = tokio::time::timeout(WAIT, cancels.next()).await.unwrap().unwrap();
    assert_eq!(cancel.submission, id);
}

#[tokio::test]
async fn nobody_reads_what_is_anothers_and_a_tenants_key_acts_for_its_users() {
    let door = Door::open().await;
    let path = format!("/v1/runs/{}", door.accepted().await);
    for stranger in ["bob", "school"] {
        for path in [path.clone(), format!("{path}/trace")] {
            refusal(door.get_as(stranger, &path), 404, "not_found").await;
        }
    }
    let acting = |key| door.get_as(key, &path).header("Gavel-User", "ann");
    assert_eq!(body(acting("school"), 200).await["user"], "ann");
    refusal(acting("bob"), 403, "acting_not_allowed").await;
    // A run is not found among the submissions.
    let other = path.replace("runs", "submissions");
    refusal(door.get(&other), 404, "not_found").await;
    assert_eq!(
        body(door.get_as("bob", "/v1/runs"), 200).await["items"],
        json!([])
    );
}

#[tokio::test]
async fn lists_page_by_cursor_newest_first() {
    let door = Door::open().await;
    let mut sent = Vec::new();
    for _ in 0..5 {
        sent.push(door.accepted().await.to_string());
    }
    sent.reverse();
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = body(door.get(&format!("/v1/runs?limit=2{after}")), 200).await;
        let items = page["items"].as_array().unwrap();
        seen.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(seen, sent);
}
