//! `/v1/figures`: what problems' texts show. A browser asks for it without a key; the address is the content's hash.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, Result, handler};

use crate::error::Failure;
use crate::gate::Gate;

const FIGURE_BYTES_MAX: u64 = 4 << 20;
/// What a hash names never changes.
const KEPT: &str = "public, max-age=31536000, immutable";

/// By extension: those that packages may have.
const TYPES: [(&str, &str); 4] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
];

/// Only what a published problem lists as a figure: tests lie in the same store.
#[handler]
pub(crate) async fn figure(Data(gate): Data<&Arc<Gate>>, Path(name): Path<String>) -> Result<Response> {
    let (hash, extension) = name.split_once('.').ok_or(Failure::NotFound)?;
    let (_, media) = TYPES
        .into_iter()
        .find(|(known, _)| *known == extension)
        .ok_or(Failure::NotFound)?;
    let served = gate.problems.served();
    let figures = served
        .catalogue
        .problems
        .iter()
        .flat_map(|problem| &problem.figures);
    let mut named = figures.filter(|(name, figure)| {
        figure.as_str() == hash && name.rsplit_once('.').is_some_and(|(_, is)| is == extension)
    });
    let hash = named
        .next()
        .map(|(_, figure)| figure.clone())
        .ok_or(Failure::NotFound)?;
    let gate = Arc::clone(gate);
    let read = tokio::task::spawn_blocking(move || gate.problems.blobs.get(&hash, FIGURE_BYTES_MAX)).await;
    let content = read.map_err(|_| Failure::Internal)?.map_err(|error| {
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
