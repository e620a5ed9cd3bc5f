//! `/v1/figures`: what problems' texts show. A browser asks for it without a key; the address is the content's hash.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, Result, handler};

use crate::error::Failure;
use crate::figures::FIGURE_BYTES_MAX;
use crate::gate::Gate;

/// What a hash names never changes.
const KEPT: &str = "public, max-age=31536000, immutable";

/// By extension: those that packages may have.
const TYPES: [(&str, &str); 4] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
];

/// Only what a published problem lists as a figure.
#[handler]
pub(crate) async fn figure(Data(gate): Data<&Arc<Gate>>, Path(name): Path<String>) -> Result<Response> {
    let (_, extension) = name.split_once('.').ok_or(Failure::NotFound)?;
    let (_, media) = TYPES
        .into_iter()
        .find(|(known, _)| *known == extension)
        .ok_or(Failure::NotFound)?;
    let hash = gate.problems.served().figures.get(&name).cloned();
    let hash = hash.ok_or(Failure::NotFound)?;
    let (reader, asked) = (Arc::clone(gate), hash.clone());
    let read = move || Ok(reader.problems.blobs.get(&asked, FIGURE_BYTES_MAX)?);
    let content = gate.figures.get(&hash, read).await.map_err(|error| {
        tracing::error!(error = %format!("{error:#}"), figure = name, "a figure cannot be read");
        Failure::Internal
    })?;
    let mut response = content.into_response();
    let headers = response.headers_mut();
    for (header, value) in [
        ("content-type", media),
        ("cache-control", KEPT),
        ("x-content-type-options", "nosniff"),
    ] {
        headers.insert(
            header,
            value.parse().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?,
        );
    }
    Ok(response)
}
