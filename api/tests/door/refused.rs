//! Requests that are wrong: each gets its own status and code, and nothing breaks.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::common::{Door, body, refusal, run};

/// A run with some fields changed.
fn with(door: &Door, change: Value) -> RequestBuilder {
    let mut body = run();
    let (Value::Object(fields), Value::Object(change)) = (&mut body, change) else {
        panic!("both are objects");
    };
    fields.extend(change);
    door.post("/v1/runs", &body)
}

fn files(door: &Door, names: &[&str]) -> RequestBuilder {
    let files: Vec<Value> = names
        .iter()
        .map(|name| json!({ "name": name, "text": "x" }))
        .collect();
    with(door, json!({ "source": null, "files": files }))
}

fn raw(door: &Door, body: impl Into<reqwest::Body>) -> RequestBuilder {
    door.post("/v1/runs", &json!({})).body(body)
}

#[tokio::test]
async fn unknown_names_and_fields() {
    let door = Door::open().await;
    refusal(
        with(&door, json!({ "language": "cobol" })),
        422,
        "language_unknown",
    )
    .await;
    refusal(with(&door, json!({ "languag": "c" })), 400, "invalid_request").await;
    let nested = json!({ "limits": { "cpu_s": 1 } });
    refusal(with(&door, nested), 400, "invalid_request").await;
    let submission = json!({ "language": "c", "source": "x", "problem": "none" });
    refusal(door.post("/v1/submissions", &submission), 422, "problem_unknown").await;
    refusal(door.get("/v1/problems/none"), 404, "not_found").await;
    refusal(door.get("/v1/nothing"), 404, "not_found").await;
    refusal(door.get("/v1/runs/not-a-uuid"), 400, "invalid_request").await;
    refusal(door.get("/v1/runs?after=%25"), 422, "invalid_cursor").await;
    refusal(door.get("/v1/runs?limit=0"), 400, "invalid_request").await;
}

#[tokio::test]
async fn sources_and_file_names() {
    let door = Door::open().await;
    let source = |text: String| with(&door, json!({ "source": text }));
    refusal(source("x".repeat(64 * 1024 + 1)), 422, "source_too_large").await;
    refusal(source("a\u{0}b".into()), 422, "nul_character").await;
    refusal(source(String::new()), 422, "invalid_files").await;
    refusal(with(&door, json!({ "args": ["a\u{0}"] })), 422, "nul_character").await;
    for name in [
        "a/b", "/a", "..", "../a", "a..b", "a\nb", "a\n", "a\u{0}", "", "-o", "\u{e4}.c",
    ] {
        refusal(files(&door, &[name]), 422, "invalid_files").await;
    }
    refusal(files(&door, &["a.c", "a.c"]), 422, "invalid_files").await;
    refusal(files(&door, &[]), 422, "invalid_files").await;
    body(source("x".repeat(64 * 1024)), 202).await;
    body(files(&door, &["main.c", "a.h"]), 202).await;
}

#[tokio::test]
async fn limits_out_of_range() {
    let door = Door::open().await;
    let limits = |limits: Value| with(&door, json!({ "limits": limits }));
    for (field, least, most) in gavel_wire::Limits::CHECKED {
        for value in [least - 1, most + 1] {
            refusal(limits(json!({ field: value })), 422, "limit_out_of_range").await;
        }
    }
    refusal(
        limits(json!({ "cpu_ms": 100, "wall_ms": 2201 })),
        422,
        "limit_out_of_range",
    )
    .await;
    for value in [json!(-1), json!(1.5), json!("100"), json!(1e20)] {
        refusal(limits(json!({ "cpu_ms": value })), 400, "invalid_request").await;
    }
}

#[tokio::test]
async fn bodies_that_are_empty_too_large_or_not_json() {
    let door = Door::open().await;
    refusal(raw(&door, ""), 400, "invalid_request").await;
    refusal(raw(&door, "{"), 400, "invalid_request").await;
    refusal(raw(&door, "[".repeat(100_000)), 400, "invalid_request").await;
    refusal(
        raw(&door, &b"{\"language\":\"c\",\"source\":\"\xff\"}"[..]),
        400,
        "invalid_request",
    )
    .await;
    refusal(raw(&door, vec![b' '; 10 << 20]), 413, "body_too_large").await;
    let unstated = |pieces: usize| {
        let pieces = (0..pieces).map(|_| Ok::<_, std::io::Error>(vec![b' '; 64 * 1024]));
        reqwest::Body::wrap_stream(futures::stream::iter(pieces))
    };
    refusal(raw(&door, unstated(160)), 413, "body_too_large").await;
    refusal(raw(&door, unstated(1)), 400, "invalid_request").await;
    let whole = futures::stream::iter([Ok::<_, std::io::Error>(run().to_string())]);
    body(raw(&door, reqwest::Body::wrap_stream(whole)), 202).await;
    let plain = door.http.post(format!("{}/v1/runs", door.url)).bearer_auth("ann");
    refusal(plain.body("{}"), 415, "unsupported_media_type").await;
}

#[tokio::test]
async fn keys_and_methods() {
    let door = Door::open().await;
    let url = format!("{}/v1/runs", door.url);
    for request in [
        door.post_as("nobody", "/v1/runs", &run()),
        door.post_as("", "/v1/runs", &run()),
        door.http.get(&url),
        door.http.post(&url).json(&run()),
        door.http.post(&url).basic_auth("ann", Some("ann")).json(&run()),
    ] {
        let (headers, _) = refusal(request, 401, "unauthorized").await;
        assert_eq!(headers["www-authenticate"], "Bearer");
    }
    let put = door.http.put(&url).bearer_auth("ann");
    let (headers, _) = refusal(put, 405, "method_not_allowed").await;
    assert_eq!(headers["allow"], "GET, POST");
    let delete = door.http.delete(format!("{}/v1/health", door.url));
    let (headers, _) = refusal(delete, 405, "method_not_allowed").await;
    assert_eq!(headers["allow"], "GET");
}
