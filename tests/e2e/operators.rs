//! What operators see: metrics of each service, one trace id through all of them, where a submission's time went.

use std::fs;

use serde_json::{Value, json};

use crate::shared;

const STAGES: [&str; 7] = [
    "accepted",
    "queued",
    "placed",
    "compiled",
    "run",
    "checked",
    "published",
];

/// The `/metrics` pages of the services, whose addresses stand in the configuration of this start.
async fn pages() -> Vec<String> {
    let shared = shared();
    let mut addresses = vec![shared.client().address];
    let listening = |name: &str, variable: &str| {
        gavel_tests::processes(&shared.gavel.data.to_string_lossy())
            .into_iter()
            .filter(|(_, line)| line.contains(name))
            .filter_map(|(pid, _)| {
                let environment = fs::read(format!("/proc/{pid}/environ")).ok()?;
                let environment = String::from_utf8_lossy(&environment).into_owned();
                let value = environment
                    .split('\0')
                    .find_map(|one| one.strip_prefix(variable)?.strip_prefix('='))?;
                Some(format!("http://{value}"))
            })
            .collect::<Vec<_>>()
    };
    addresses.extend(listening("gavel scheduler", "GAVEL_SCHEDULER__METRICS_LISTEN"));
    addresses.extend(listening("gavel-agent", "GAVEL_AGENT__METRICS_LISTEN"));
    assert_eq!(
        addresses.len(),
        5,
        "an api, two schedulers, two agents: {addresses:?}"
    );
    let mut pages = Vec::new();
    for address in addresses {
        let answer = reqwest::get(format!("{address}/metrics")).await.unwrap();
        assert!(answer.status().is_success(), "{address}");
        pages.push(answer.text().await.unwrap());
    }
    pages
}

#[tokio::test]
async fn every_stage_has_a_histogram_and_the_queue_its_gauges() {
    let client = shared().client();
    let source = "#include <stdio.h>\nint main(){int a,b;scanf(\"%d %d\",&a,&b);printf(\"%d\",a+b);}";
    let body = json!({"language": "c", "problem": "sum-of-two", "source": source});
    client.judge("/v1/submissions", &body).await;
    let all = pages().await.join("\n");
    for stage in STAGES {
        let sample = format!("gavel_stage_seconds_count{{stage=\"{stage}\"}}");
        assert!(all.contains(&sample), "no histogram of {stage}");
    }
    for name in [
        "gavel_backlog{",
        "gavel_slots_free ",
        "gavel_slots_total ",
        "gavel_leader 1",
        "gavel_leader 0",
    ] {
        assert!(all.contains(name), "{name}");
    }
    let refused = client
        .post("/v1/runs", &json!({"language": "cobol", "source": "x"}))
        .await;
    assert_eq!(refused.body["code"], "language_unknown");
    let all = pages().await.join("\n");
    assert!(all.contains("gavel_rejections_total{code=\"language_unknown\"}"));
}

#[tokio::test]
async fn one_trace_id_goes_from_the_header_to_the_agents_log() {
    let client = shared().client();
    let id = "4bf92f3577b34da6a3ce929d0e0e4736";
    let header = format!("00-{id}-00f067aa0ba902b7-01");
    let body = json!({"language": "python", "source": "print(1)"});
    let headers = [("traceparent", header.as_str()), ("Prefer", "wait=30")];
    let answer = client
        .send(reqwest::Method::POST, "/v1/runs", &headers, Some(&body))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let logs = shared().gavel.data.join("logs");
    let with_id = |name: &str| {
        let text = fs::read_to_string(logs.join(format!("{name}.log"))).unwrap();
        text.contains(id)
    };
    assert!(with_id("api"));
    assert!(with_id("agent-1") || with_id("agent-2"));
    let log: String = ["api", "agent-1", "agent-2", "scheduler-1", "scheduler-2"]
        .iter()
        .map(|name| fs::read_to_string(logs.join(format!("{name}.log"))).unwrap())
        .collect();
    assert!(!log.contains("print(1)"), "source code is never logged");
    assert!(!log.contains(&client.key), "keys are never logged");
}

#[tokio::test]
async fn a_trace_tells_where_the_time_went() {
    let client = shared().client();
    let body = json!({"language": "c", "problem": "sum-of-two", "source": "int main(){}"});
    let view = client.judge("/v1/submissions", &body).await;
    let id = view["id"].as_str().unwrap();
    let trace = client.get(&format!("/v1/submissions/{id}/trace")).await;
    assert_eq!(trace.status, 200, "{}", trace.body);
    let stages: Vec<&str> = trace.body["marks"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|mark| mark["stage"].as_str())
        .collect();
    for stage in ["queued", "placed", "compiled", "run", "published"] {
        assert!(stages.contains(&stage), "{stage} is not among {stages:?}");
    }
    // Precise times would tell of hidden inputs.
    for mark in trace.body["marks"].as_array().unwrap() {
        assert_eq!(mark["took_us"].as_u64().unwrap() % 10_000, 0, "{mark}");
        assert!(mark["stage"] == "accepted" || is_coarse(&mark["at"]), "{mark}");
    }
    assert!(is_coarse(&view["decided_at"]), "{view}");
}

/// Whether a moment of RFC 3339 has no digit but 0 beyond its hundredths of a second.
fn is_coarse(at: &Value) -> bool {
    let fraction = at
        .as_str()
        .and_then(|at| at.split_once('.'))
        .map_or("", |(_, rest)| rest);
    fraction.trim_end_matches(['Z', '0']).len() <= 2
}
