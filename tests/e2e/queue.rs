//! What people are told while they wait, held against what then happens.

use futures::future::join_all;
use gavel_tests::{Client, Up, scratch};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

const RUNS: usize = 48;

async fn send(client: &Client, user: &str, number: usize) -> String {
    let source = format!("import time\ntime.sleep(0.3)\nprint({number})");
    let body = json!({"language": "python", "source": source});
    let headers = [("Gavel-User", user)];
    let sent = client
        .send(reqwest::Method::POST, "/v1/runs", &headers, Some(&body))
        .await;
    assert_eq!(sent.status, 202, "{}", sent.body);
    sent.header("location").unwrap().to_owned()
}

async fn get(client: &Client, user: &str, path: &str, prefer: &str) -> Value {
    let headers = [("Gavel-User", user), ("Prefer", prefer)];
    let shown = client.send(reqwest::Method::GET, path, &headers, None).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    shown.body
}

fn moment(text: &Value) -> OffsetDateTime {
    OffsetDateTime::parse(text.as_str().unwrap(), &Rfc3339).unwrap()
}

/// One with a lot queued, one who comes later with little, and one slot.
#[tokio::test]
async fn the_place_and_the_wait_that_are_told_are_what_then_happens() {
    let up = Up::start(&scratch("e2e-queue"), &["--local", "--agents", "1"]);
    let client = Client::of(&up.file());
    let mut sent = Vec::new();
    for number in 0..RUNS {
        let user = if number < RUNS * 2 / 3 { "many" } else { "few" };
        sent.push((user, send(&client, user, number).await));
    }
    // Half of them end first: the last minute's pace knows the samples of the start too, which take longer.
    get(&client, "many", &sent[RUNS / 4].1, "wait=30").await;
    tokio::time::sleep(std::time::Duration::from_millis(700)).await;
    let looked_at = OffsetDateTime::now_utc();
    let views = join_all(sent.iter().map(|(user, path)| get(&client, user, path, "wait=0"))).await;
    for (user, path) in &sent {
        let ended = get(&client, user, path, "wait=30").await;
        assert_eq!(ended["status"], "ok", "{ended}");
        assert!(ended.get("queue").is_none(), "{ended}");
    }
    let mut waited = Vec::new();
    for ((user, path), view) in sent.iter().zip(&views) {
        let Some(place) = view["queue"]["place"].as_u64() else {
            continue;
        };
        assert_eq!(view["queue"]["waits_for"], "slot", "{view}");
        let trace = get(&client, user, &format!("{path}/trace"), "wait=0").await;
        let marks = trace["marks"].as_array().unwrap();
        let placed = marks.iter().find(|mark| mark["stage"] == "placed").unwrap();
        let told = view["queue"]["wait_ms"].as_f64().unwrap() / 1_000.0;
        waited.push((place, moment(&placed["at"]), told));
    }
    waited.sort_by_key(|(place, ..)| *place);
    assert!(waited.len() > RUNS / 3, "too few waited: {waited:?}");
    let places: Vec<u64> = waited.iter().map(|(place, ..)| *place).collect();
    let expected: Vec<u64> = (places[0]..).take(places.len()).collect();
    assert_eq!(places, expected, "each place once");
    assert!(
        waited.is_sorted_by_key(|(_, placed_at, _)| *placed_at),
        "{waited:?}"
    );
    // Those in front would be about to start: there the look itself is a large part of the wait.
    let late = waited.iter().skip(3);
    let mut ratios: Vec<f64> = late
        .map(|(_, placed_at, told)| told / (*placed_at - looked_at).as_seconds_f64())
        .collect();
    ratios.sort_by(f64::total_cmp);
    let median = ratios[ratios.len() / 2];
    assert!((0.33..3.0).contains(&median), "told over happened: {ratios:?}");
}
