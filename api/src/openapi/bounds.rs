//! What the code checks with errors of its own, stated in the document too: bounds, patterns, unknown fields, examples.

use gavel_wire::limits::{ARG_BYTES_MAX, ARGS_MAX, FILES_MAX, SOURCE_BYTES_MAX, STDIN_BYTES_MAX};
use gavel_wire::{FileName, Limits};
use serde_json::{Value, json};

use crate::auth::USER_HEADER;
use crate::routes::PAGE_ROWS_MAX;

pub(super) fn add(document: &mut Value) {
    let schemas = &mut document["components"]["schemas"];
    for request in ["RunRequest", "SubmissionRequest", "FileRequest", "LimitsRequest"] {
        schemas[request]["additionalProperties"] = json!(false);
        allow_null(&mut schemas[request]);
    }
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
    for request in ["RunRequest", "SubmissionRequest"] {
        set(request, "language", json!({ "pattern": "^[A-Za-z0-9_-]{1,32}$" }));
    }
    set("SubmissionRequest", "problem", json!({ "pattern": NAME }));
    set("RunRequest", "stdin", json!({ "maxLength": STDIN_BYTES_MAX }));
    let arg = json!({ "type": "string", "maxLength": ARG_BYTES_MAX, "pattern": "^[^\\u0000]*$" });
    set(
        "RunRequest",
        "args",
        json!({ "maxItems": ARGS_MAX, "items": arg }),
    );
    schemas["LimitsRequest"]["nullable"] = json!(true);
    let program = "a, b = map(int, input().split())\nprint(a + b)\n";
    schemas["RunRequest"]["example"] = json!({ "language": "python", "source": program, "stdin": "2 3\n" });
    schemas["SubmissionRequest"]["example"] =
        json!({ "language": "python", "source": program, "problem": "sum-of-two" });
}

/// A field that may be absent may be null as well: many clients write it so. `LimitsRequest` says it of itself, because
/// nothing may stand beside a reference to it.
fn allow_null(schema: &mut Value) {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for (name, field) in schema["properties"].as_object_mut().into_iter().flatten() {
        if !required.contains(&json!(name)) && field.get("$ref").is_none() {
            field["nullable"] = json!(true);
        }
    }
}

/// Ids of users and problems.
const NAME: &str = "^[A-Za-z0-9_-]{1,64}$";

/// Parameters' bounds; and the header that names another user, which is read where keys are checked.
pub(super) fn add_to_parameters(operation: &mut Value) {
    let secured = operation.get("security").is_some();
    let of_problem = operation["operationId"] == "getProblem";
    let Some(operation) = operation.as_object_mut() else {
        return;
    };
    let parameters = operation.entry("parameters").or_insert(json!([]));
    let Some(parameters) = parameters.as_array_mut() else {
        return;
    };
    for parameter in parameters.iter_mut() {
        if of_problem && parameter["in"] == "path" {
            parameter["example"] = json!("sum-of-two");
        }
        let name = parameter["name"].as_str().map(str::to_owned);
        let schema = parameter["schema"].as_object_mut();
        match (name.as_deref(), schema) {
            (Some("limit"), Some(schema)) => {
                schema.extend([
                    ("minimum".into(), json!(1)),
                    ("maximum".into(), json!(PAGE_ROWS_MAX)),
                ]);
            }
            (Some("problem"), Some(schema)) => {
                schema.insert("pattern".into(), json!(NAME));
            }
            _ => {}
        }
    }
    if secured {
        parameters.push(json!({
            "name": USER_HEADER,
            "in": "header",
            "description": "The user of the key's tenant to act for; only for keys that may.",
            "required": false,
            "schema": { "type": "string", "maxLength": 64, "pattern": NAME },
        }));
    }
    if parameters.is_empty() {
        operation.remove("parameters");
    }
}
