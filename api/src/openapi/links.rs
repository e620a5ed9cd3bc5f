//! Which answer names what another operation asks for: OpenAPI's links, for people, generators and testers that follow
//! them from a POST to what it made.

use serde_json::{Value, json};

/// From an operation, under a name, to another: its parameter and where the value stands in the answer.
const LINKS: [(&str, &str, &str, &str, &str); 6] = [
    ("createRun", "show", "getRun", "id", ID),
    ("createRun", "cancel", "cancelRun", "id", ID),
    ("createRun", "trace", "traceRun", "id", ID),
    ("createSubmission", "show", "getSubmission", "id", ID),
    ("createSubmission", "cancel", "cancelSubmission", "id", ID),
    ("createSubmission", "trace", "traceSubmission", "id", ID),
];
const ID: &str = "$response.body#/id";

pub(super) fn add(operation: &mut Value) {
    let Some(from) = operation["operationId"].as_str().map(str::to_owned) else {
        return;
    };
    for (_, name, to, parameter, expression) in LINKS.into_iter().filter(|link| link.0 == from) {
        let link = json!({ "operationId": to, "parameters": { parameter: expression } });
        for status in ["200", "202"] {
            if let Some(response) = operation["responses"][status].as_object_mut() {
                response.entry("links").or_insert(json!({}))[name] = link.clone();
            }
        }
    }
}
