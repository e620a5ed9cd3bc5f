//! The OpenAPI document: what poem-openapi derives from the routes, normalised so that client generators and testers
//! read it as it is meant, and checked in as `openapi.json`. The published document and the answers must agree.

mod bounds;
mod links;
mod refusals;

use poem_openapi::OpenApiService;
use serde_json::{Map, Value, json};

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
    bounds::add(&mut document);
    refusals::add_schema(&mut document);
    for_each_operation(&mut document, |path, method, operation| {
        refusals::add(path, method, operation);
        links::add(operation);
        bounds::add_to_parameters(operation);
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

fn for_each_operation(document: &mut Value, mut change: impl FnMut(&str, &str, &mut Value)) {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (path, item) in paths {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            change(path, method, operation);
        }
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
        assert_eq!(ids.len(), 19, "{ids:?}");
    }
}
