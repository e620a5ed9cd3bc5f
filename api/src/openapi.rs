//! The OpenAPI document: what poem-openapi derives from the routes, normalised so that client generators and testers
//! read it as it is meant, and checked in as `openapi.json`. The published document and the answers must agree.

use gavel_wire::limits::{ARG_BYTES_MAX, ARGS_MAX, FILES_MAX, SOURCE_BYTES_MAX, STDIN_BYTES_MAX};
use gavel_wire::{FileName, Limits};
use poem_openapi::OpenApiService;
use serde_json::{Map, Value, json};

use crate::auth::USER_HEADER;
use crate::edge::Methods;
use crate::routes::{ProblemRoutes, RunRoutes, ServiceRoutes, SubmissionRoutes};

type Routes = (RunRoutes, SubmissionRoutes, ProblemRoutes, ServiceRoutes);

pub(crate) fn service() -> OpenApiService<Routes, ()> {
    let routes = (RunRoutes, SubmissionRoutes, ProblemRoutes, ServiceRoutes);
    OpenApiService::new(routes, "Gavel", "1").description("Runs programs and judges them.")
}

/// The normalised document, keys in order, as text that ends with a newline.
pub fn document() -> anyhow::Result<String> {
    let mut document: Value = serde_json::from_str(&service().spec())?;
    document["openapi"] = json!("3.0.3");
    document["servers"] = json!([{ "url": "/" }]);
    normalise(&mut document);
    constrain(&mut document);
    add_problem_schema(&mut document);
    for_each_operation(&mut document, |path, method, operation| {
        add_refusals(path, method, operation);
        if operation.get("security").is_some() {
            add_user_header(operation);
        }
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// Which methods each path answers, for `Allow`.
pub(crate) fn methods(document: &str) -> anyhow::Result<Methods> {
    let document: Value = serde_json::from_str(document)?;
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        let methods: Vec<String> = item
            .as_object()
            .into_iter()
            .flatten()
            .map(|(method, _)| method.to_uppercase())
            .collect();
        all.push((path.split('/').map(str::to_owned).collect(), methods.join(", ")));
    }
    Ok(Methods(all))
}

/// Media types without parameters, and integers that generators hold in 64 bits.
fn normalise(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(normalise),
        Value::Object(object) => {
            if let Some(Value::Object(content)) = object.get_mut("content") {
                let plain = |name: String| name.split(';').next().unwrap_or_default().trim().to_owned();
                *content = std::mem::take(content)
                    .into_iter()
                    .map(|(name, media)| (plain(name), media))
                    .collect();
            }
            if let Some(format @ ("uint32" | "uint64")) = object.get("format").and_then(Value::as_str) {
                let format = if format == "uint32" { "int32" } else { "int64" };
                object.insert("format".into(), json!(format));
                object.entry("minimum").or_insert(json!(0));
            }
            // A documented reference comes as allOf of one, which generators turn into a type of its own.
            if let Some(Value::Array(all)) = object.get("allOf")
                && let [one] = all.as_slice()
                && let Some(reference) = one.get("$ref").cloned()
            {
                *object = Map::from_iter([("$ref".to_owned(), reference)]);
            }
            object.values_mut().for_each(normalise);
        }
        _ => {}
    }
}

/// Bounds that the code checks with an error of its own, so that the document states them too.
fn constrain(document: &mut Value) {
    let schemas = &mut document["components"]["schemas"];
    let mut set = |schema: &str, field: &str, bounds: Value| {
        if let (Some(target), Value::Object(bounds)) =
            (schemas[schema]["properties"][field].as_object_mut(), bounds)
        {
            target.extend(bounds);
        }
    };
    for (field, min, max) in Limits::CHECKED {
        set("LimitsRequest", field, json!({ "minimum": min, "maximum": max }));
    }
    let text = json!({ "minLength": 1, "maxLength": SOURCE_BYTES_MAX, "pattern": "^[^\\u0000]*$" });
    for request in ["RunRequest", "SubmissionRequest"] {
        set(request, "source", text.clone());
        set(request, "files", json!({ "minItems": 1, "maxItems": FILES_MAX }));
    }
    set("FileRequest", "text", text);
    set(
        "FileRequest",
        "name",
        json!({ "pattern": FileName::PATTERN, "maxLength": FileName::BYTES_MAX }),
    );
    set("RunRequest", "stdin", json!({ "maxLength": STDIN_BYTES_MAX }));
    let arg = json!({ "type": "string", "maxLength": ARG_BYTES_MAX, "pattern": "^[^\\u0000]*$" });
    set(
        "RunRequest",
        "args",
        json!({ "maxItems": ARGS_MAX, "items": arg }),
    );
}

fn add_problem_schema(document: &mut Value) {
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

fn for_each_operation(document: &mut Value, mut change: impl FnMut(&str, &str, &mut Value)) {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (path, item) in paths {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            change(path, method, operation);
        }
    }
}

fn add_refusals(path: &str, method: &str, operation: &mut Value) {
    let secured = operation.get("security").is_some();
    let mut refusals = vec![("500", "A failure on our side")];
    if secured {
        refusals.push(("400", "The request is malformed"));
        refusals.push(("401", "The key is missing or not known"));
        refusals.push(("403", "The key may not act for other users"));
        refusals.push((
            "503",
            "The queue or the record is not available; Retry-After says when to try again",
        ));
    }
    if path.contains('{') {
        refusals.push(("404", "Not known, or not yours"));
    }
    if method == "delete" {
        refusals.push(("409", "It has its verdict already"));
    }
    if method == "post" {
        refusals.push(("408", "The body did not arrive in time"));
        refusals.push(("413", "The body is too large"));
        refusals.push(("415", "The body is not JSON"));
        refusals.push(("429", "Too many requests; Retry-After says when to try again"));
        refusals.push(("422", "The request cannot be carried out as it is"));
    }
    let content =
        json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    for (status, description) in refusals {
        let refusal = json!({ "description": description, "content": content });
        responses.entry(status).or_insert(refusal);
    }
}

fn add_user_header(operation: &mut Value) {
    let parameter = json!({
        "name": USER_HEADER,
        "in": "header",
        "description": "The user of the key's tenant to act for; only for keys that may.",
        "required": false,
        "schema": { "type": "string", "maxLength": 64, "pattern": "^[A-Za-z0-9_-]{1,64}$" },
    });
    match operation.get_mut("parameters").and_then(Value::as_array_mut) {
        Some(parameters) => parameters.push(parameter),
        None => operation["parameters"] = json!([parameter]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `UPDATE_OPENAPI=1 cargo test -p gavel-api` writes the file anew.
    #[test]
    fn the_checked_in_document_is_the_codes() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
        let now = document().unwrap();
        #[expect(clippy::disallowed_methods, reason = "a switch of this test alone")]
        if std::env::var("UPDATE_OPENAPI").is_ok() {
            std::fs::write(path, &now).unwrap();
        }
        let checked_in = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            checked_in == now,
            "api/openapi.json is not the code's; run with UPDATE_OPENAPI=1"
        );
    }

    #[test]
    fn every_operation_has_an_id_and_no_path_stands_twice() {
        let spec = service().spec();
        let mut ids = Vec::new();
        let mut document: Value = serde_json::from_str(&spec).unwrap();
        for_each_operation(&mut document, |_, _, operation| {
            ids.push(operation["operationId"].as_str().unwrap().to_owned());
        });
        // A path that two structs share is written twice, and parsing keeps one: then operations are missing here.
        assert_eq!(ids.len(), spec.matches("\"operationId\"").count());
        assert_eq!(ids.len(), 16, "{ids:?}");
    }
}
