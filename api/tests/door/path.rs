//! From a POST to its verdict: waiting, progress, cancel, the record, and who may see what.

use futures::StreamExt;
use futures::stream::BoxStream;
use gavel_wire::limits::{BODY_BYTES_MAX, MESSAGE_BYTES_MAX};
use gavel_wire::state::{Cancel, Phase, Progress};
use gavel_wire::verdict::Status;
use gavel_wire::verdict::{Mark, Stage};
use gavel_wire::{Attempt, Judging, Lease, StartRun, Submission, Term, Work};
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

    let row = door.recorded(id).await;
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

/// JSON writes each of these characters with six bytes, in the body and in the queue's message.
fn escaped(characters: usize) -> String {
    "\u{1}".repeat(characters)
}

#[tokio::test]
async fn the_largest_request_fits_the_queue_and_a_larger_one_is_refused() {
    let door = Door::open().await;
    let mut index = door.bus.index();
    let request = |stdin: String| {
        json!({
            "language": "c",
            "source": escaped(64 * 1024),
            "stdin": stdin,
            "args": vec!["x".repeat(1024); 16],
        })
    };
    let most = request("y".repeat(256 * 1024));
    // As much as a body may be: the rest of it is standard input that JSON escapes.
    let frame = request(String::new()).to_string().len();
    let fill = BODY_BYTES_MAX - frame;
    let brim = request(escaped(fill / 6) + &"z".repeat(fill % 6));
    assert_eq!(brim.to_string().len(), BODY_BYTES_MAX);
    for (sequence, sent) in [(1, most), (2, brim.clone())] {
        let answer = body(door.post("/v1/runs", &sent), 202).await;
        assert_eq!(answer["id"], queued(&mut index).await.to_string());
        let queued = door.bus.submission(sequence).await.unwrap().unwrap();
        assert_eq!(queued.files[0].text, sent["source"].as_str().unwrap());
        let Work::Run { stdin, args, .. } = &queued.work else {
            panic!("a run");
        };
        assert_eq!(
            (json!(stdin), json!(args)),
            (sent["stdin"].clone(), sent["args"].clone())
        );
        assert!(start_of(queued).len() <= MESSAGE_BYTES_MAX);
    }
    let over = json!(format!("{}z", brim["stdin"].as_str().unwrap()));
    let mut larger = brim;
    larger["stdin"] = over;
    refusal(door.post("/v1/runs", &larger), 413, "body_too_large").await;
    let stdin = request(escaped(256 * 1024));
    refusal(door.post("/v1/runs", &stdin), 413, "body_too_large").await;
    let stdin = json!({ "language": "c", "source": "x", "stdin": "y".repeat(256 * 1024 + 1) });
    refusal(door.post("/v1/runs", &stdin), 422, "invalid_input").await;
    let arg = json!({ "language": "c", "source": "x", "args": ["y".repeat(1025)] });
    refusal(door.post("/v1/runs", &arg), 422, "invalid_input").await;
}

/// The message that gives a submission to an agent, with every part as long as it gets.
fn start_of(submission: Submission) -> Vec<u8> {
    let longest = "a".repeat(64);
    let mark = Mark {
        stage: Stage::Compiled,
        at: submission.accepted_at,
        took_us: u64::MAX,
        by: longest.clone(),
    };
    let start = StartRun {
        v: 1,
        lease: Lease {
            term: Term(u64::MAX),
            region: name("us"),
            submission: submission.id,
            judging: submission.judging,
            attempt: Attempt(u32::MAX),
            agent: name(&longest),
            epoch: u64::MAX,
            stream_sequence: u64::MAX,
            strikes: u32::MAX,
            deadline_ms: u64::MAX,
            mac: longest,
        },
        submission,
        marks: vec![mark; 64],
        not_on_slot: Some(u16::MAX),
    };
    gavel_wire::encode(&start).expect("JSON")
}
