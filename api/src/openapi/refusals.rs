//! How refusals look in the document: one schema, and for each operation the statuses that it may answer with.

use serde_json::{Value, json};

pub(super) fn add_schema(document: &mut Value) {
    document["components"]["schemas"]["Problem"] = json!({
        "type": "object",
        "description": "Why a request was refused (RFC 9457). `code` is stable; docs/API.md lists the codes.",
        "required": ["type", "title", "status", "code", "detail", "request_id"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer", "format": "int32" },
            "code": { "type": "string" },
            "detail": { "type": "string" },
            "request_id": { "type": "string" },
        },
    });
}

pub(super) fn add(path: &str, method: &str, operation: &mut Value) {
    let secured = operation.get("security").is_some();
    let mut refusals = vec![("500", "A failure on our side")];
    if secured {
        refusals.push(("400", "The request is malformed"));
        refusals.push(("401", "The key is missing or not known"));
        refusals.push((
            "403",
            "The key may not act for other users, or not publish this problem",
        ));
        refusals.push((
            "503",
            "The queue or the record is not available; Retry-After says when to try again",
        ));
    }
    if operation["operationId"]
        .as_str()
        .is_some_and(|id| id.starts_with("list") && id != "listProblemVersions")
        && path != "/v1/languages"
    {
        refusals.push(("422", "The cursor is not one of ours"));
    }
    if path.contains('{') {
        refusals.push(("404", "Not known, or not yours"));
    }
    if method == "delete" && path != "/v1/problems/{id}" {
        refusals.push(("409", "It has its verdict already"));
    }
    if method == "post" {
        refusals.push(("408", "The body did not arrive in time"));
        refusals.push(("413", "The body is too large"));
        refusals.push(("415", "The body is not JSON"));
        refusals.push(("429", "Too many requests; Retry-After says when to try again"));
        refusals.push(("422", "The request cannot be carried out as it is"));
    }
    if method == "put" {
        refusals.push(("408", "The package did not arrive in time"));
        refusals.push(("413", "The package is too large"));
        refusals.push(("415", "The body is not a .zip"));
        refusals.push((
            "422",
            "The package is wrong; `detail` names the file and the place",
        ));
    }
    let content =
        json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    for (status, description) in refusals {
        let mut refusal = json!({ "description": description, "content": content });
        if let "429" | "503" = status {
            refusal["headers"]["Retry-After"] = json!({ "description": "Seconds", "required": true, "schema": { "type": "integer", "format": "int32" } });
        }
        if status == "429" {
            // The window that refuses, of those that refuse for a user's limits.
            for name in ["RateLimit-Policy", "RateLimit"] {
                refusal["headers"][name] = json!({ "schema": { "type": "string" } });
            }
        }
        responses.entry(status).or_insert(refusal);
    }
}
