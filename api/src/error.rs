//! The one place that knows status codes. Everything that is refused becomes problem+json (RFC 9457) with a stable code;
//! `docs/API.md` lists the codes. The text of a 500 is fixed, and the cause goes to the log only.

use gavel_bus::BusError;
use gavel_store::StoreError;
use gavel_wire::rate::Standing;
use poem::error::{MethodNotAllowedError, NotFoundError};
use poem::http::{StatusCode, header};
use poem::{Error, Response};
use poem_openapi::error::{AuthorizationError, ContentTypeError};
use serde::Serialize;
use thiserror::Error as ThisError;

use crate::limit;

/// Why a request was refused.
#[derive(Debug, ThisError)]
pub enum Failure {
    #[error("{0}")]
    InvalidRequest(String),
    #[error("The key is missing or not known. Send it as `Authorization: Bearer <key>`.")]
    Unauthorized,
    #[error("This key may not act for other users.")]
    ActingNotAllowed,
    #[error("This key may not publish `{0}`.")]
    PublishingNotAllowed(String),
    #[error("Nothing is known under this address, or it is not yours.")]
    NotFound,
    #[error("This address does not answer {method}.")]
    MethodNotAllowed { method: String, allowed: String },
    #[error("The body did not arrive within {seconds} s.")]
    RequestTimeout { seconds: u64 },
    #[error("The body is larger than {bytes_max} bytes.")]
    BodyTooLarge { bytes_max: usize },
    #[error(
        "Send JSON with `Content-Type: application/json`, a package with `Content-Type: application/zip`."
    )]
    UnsupportedMediaType,
    #[error("Source files are larger than {bytes_max} bytes together.")]
    SourceTooLarge { bytes_max: usize },
    #[error("{field} contains a NUL character.")]
    NulCharacter { field: &'static str },
    #[error("{0}")]
    InvalidFiles(String),
    #[error("{0}")]
    InvalidInput(String),
    #[error("{0}")]
    InvalidPackage(String),
    #[error("`after` is not a cursor of ours: pass the `next` of the page before as it is.")]
    InvalidCursor,
    #[error("{0}")]
    LimitOutOfRange(String),
    #[error("There is no language `{language}`. Known: {known}.")]
    LanguageUnknown { language: String, known: String },
    #[error(
        "The language `{language}` is not available now: no agent has its toolchain. Available: {ready}."
    )]
    LanguageNotAvailable { language: String, ready: String },
    #[error("There is no problem `{0}`.")]
    ProblemUnknown(String),
    #[error("It has its verdict already.")]
    AlreadyDecided,
    #[error("Too many requests. Try again in {retry_after_s} s.")]
    TooManyRequests { retry_after_s: u32 },
    #[error(
        "This is larger than the queue takes: {bytes} bytes with the problem's tests, at most {bytes_max}."
    )]
    SubmissionTooLarge { bytes: usize, bytes_max: usize },
    #[error(
        "No more than {} in any {} s. Try again in {} s.",
        .0.window.count,
        .0.window.seconds,
        .0.reset_s
    )]
    RateLimited(Standing),
    #[error("You have {queued_max} waiting for their verdicts already. Wait for one of them, or cancel one.")]
    TooMuchQueued { queued_max: u32 },
    #[error("This Idempotency-Key was used for another request. Use a new one.")]
    IdempotencyKeyReused,
    #[error("The queue is not reached. Nothing was accepted; try again.")]
    QueueUnavailable(#[source] BusError),
    #[error("The queue is full. Nothing was accepted; try again later.")]
    QueueFull,
    #[error("The database is {0}. Nothing was accepted; try again.")]
    RecordUnavailable(&'static str),
    #[error("Others publish now. Nothing was published; try again.")]
    PublishingBusy,
    #[error("The blob store is not reached. Nothing was published; try again.")]
    BlobsUnavailable,
    #[error("The server is stopping. Try again.")]
    Stopping,
    #[error("Something went wrong on our side. The request id helps us to find it.")]
    Internal,
}

impl Failure {
    pub(crate) fn parts(&self) -> (StatusCode, &'static str) {
        match self {
            Failure::InvalidRequest(_) => (StatusCode::BAD_REQUEST, "invalid_request"),
            Failure::Unauthorized => (StatusCode::UNAUTHORIZED, "unauthorized"),
            Failure::ActingNotAllowed => (StatusCode::FORBIDDEN, "acting_not_allowed"),
            Failure::PublishingNotAllowed(_) => (StatusCode::FORBIDDEN, "publishing_not_allowed"),
            Failure::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Failure::MethodNotAllowed { .. } => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Failure::RequestTimeout { .. } => (StatusCode::REQUEST_TIMEOUT, "request_timeout"),
            Failure::AlreadyDecided => (StatusCode::CONFLICT, "already_decided"),
            Failure::BodyTooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"),
            Failure::UnsupportedMediaType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"),
            Failure::SourceTooLarge { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "source_too_large"),
            Failure::NulCharacter { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "nul_character"),
            Failure::InvalidFiles(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_files"),
            Failure::InvalidInput(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_input"),
            Failure::InvalidPackage(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_package"),
            Failure::InvalidCursor => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_cursor"),
            Failure::LimitOutOfRange(_) => (StatusCode::UNPROCESSABLE_ENTITY, "limit_out_of_range"),
            Failure::LanguageUnknown { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "language_unknown"),
            Failure::LanguageNotAvailable { .. } => {
                (StatusCode::UNPROCESSABLE_ENTITY, "language_not_available")
            }
            Failure::ProblemUnknown(_) => (StatusCode::UNPROCESSABLE_ENTITY, "problem_unknown"),
            Failure::TooManyRequests { .. } => (StatusCode::TOO_MANY_REQUESTS, "too_many_requests"),
            Failure::SubmissionTooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "submission_too_large"),
            Failure::RateLimited(_) => (StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
            Failure::TooMuchQueued { .. } => (StatusCode::TOO_MANY_REQUESTS, "too_much_queued"),
            Failure::IdempotencyKeyReused => (StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused"),
            Failure::QueueUnavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "queue_unavailable"),
            Failure::QueueFull => (StatusCode::SERVICE_UNAVAILABLE, "queue_full"),
            Failure::RecordUnavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "record_unavailable"),
            Failure::PublishingBusy => (StatusCode::SERVICE_UNAVAILABLE, "publishing_busy"),
            Failure::BlobsUnavailable => (StatusCode::SERVICE_UNAVAILABLE, "blobs_unavailable"),
            Failure::Stopping => (StatusCode::SERVICE_UNAVAILABLE, "stopping"),
            Failure::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }

    pub(crate) fn code(&self) -> &'static str {
        self.parts().1
    }

    /// Seconds after which a refused call is worth repeating.
    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Failure::QueueFull => Some(10),
            Failure::TooManyRequests { retry_after_s } => Some(*retry_after_s),
            Failure::RateLimited(standing) => Some(standing.reset_s.max(1)),
            Failure::TooMuchQueued { .. } => Some(5),
            _ if self.parts().0 == StatusCode::SERVICE_UNAVAILABLE => Some(2),
            _ => None,
        }
    }

    /// A cause that is ours: logged in full, told to nobody.
    pub(crate) fn internal(what: &str, cause: &(dyn std::error::Error + 'static)) -> Failure {
        tracing::error!(what, error = cause, "request failed");
        Failure::Internal
    }

    pub(crate) fn from_bus(error: BusError) -> Failure {
        match error {
            BusError::QueueFull(_) => Failure::QueueFull,
            BusError::TooLarge { bytes, bytes_max } => Failure::SubmissionTooLarge { bytes, bytes_max },
            error if error.is_transient() => Failure::QueueUnavailable(error),
            error => Failure::internal("bus", &error),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Failure::RecordUnavailable("busy"),
            StoreError::Full => Failure::RecordUnavailable("full"),
            error => Failure::internal("record", &error),
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Error {
        let status = failure.parts().0;
        Error::new(failure, status)
    }
}

/// The body of every refusal.
#[derive(Debug, Serialize)]
struct Problem<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'a str,
    status: u16,
    code: &'a str,
    detail: String,
    request_id: &'a str,
}

/// Whatever went wrong anywhere below, as one of our own failures.
pub(crate) fn classify(error: Error, method: &str, allowed: &str) -> Failure {
    if let Some(cause) = error.downcast_ref::<StoreError>() {
        return Failure::from(cause.clone());
    }
    if error.is::<NotFoundError>() {
        return Failure::NotFound;
    }
    if error.is::<MethodNotAllowedError>() {
        return Failure::MethodNotAllowed {
            method: method.to_owned(),
            allowed: allowed.to_owned(),
        };
    }
    if error.is::<AuthorizationError>() {
        return Failure::Unauthorized;
    }
    if error.is::<ContentTypeError>() {
        return Failure::UnsupportedMediaType;
    }
    match error.status() {
        StatusCode::NOT_FOUND => Failure::NotFound,
        StatusCode::UNAUTHORIZED => Failure::Unauthorized,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Failure::UnsupportedMediaType,
        status if status.is_client_error() => Failure::InvalidRequest(error.to_string()),
        _ => Failure::internal("unexpected", &std::io::Error::other(error.to_string())),
    }
}

/// The answer to a refused request.
pub(crate) fn render(failure: &Failure, request_id: &str) -> Response {
    let (status, code) = failure.parts();
    let problem = Problem {
        kind: "about:blank",
        title: status.canonical_reason().unwrap_or("Error"),
        status: status.as_u16(),
        code,
        detail: failure.to_string(),
        request_id,
    };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = Response::builder()
        .status(status)
        .content_type("application/problem+json");
    if let Some(seconds) = failure.retry_after_s() {
        response = response.header(header::RETRY_AFTER, seconds);
    }
    match failure {
        Failure::Unauthorized => response = response.header(header::WWW_AUTHENTICATE, "Bearer"),
        Failure::MethodNotAllowed { allowed, .. } => response = response.header(header::ALLOW, allowed),
        Failure::RateLimited(standing) => {
            let [policy, rate] = limit::headers(standing);
            response = response
                .header("RateLimit-Policy", policy)
                .header("RateLimit", rate);
        }
        _ => {}
    }
    response.body(body)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use gavel_wire::rate::Window;

    use super::*;

    /// One of each, so that the document can be held against them.
    fn all() -> Vec<Failure> {
        let text = String::new;
        let unavailable = BusError::Unavailable("publishing", None);
        vec![
            Failure::InvalidRequest(text()),
            Failure::Unauthorized,
            Failure::ActingNotAllowed,
            Failure::PublishingNotAllowed(text()),
            Failure::NotFound,
            Failure::MethodNotAllowed {
                method: text(),
                allowed: text(),
            },
            Failure::RequestTimeout { seconds: 1 },
            Failure::BodyTooLarge { bytes_max: 1 },
            Failure::UnsupportedMediaType,
            Failure::SourceTooLarge { bytes_max: 1 },
            Failure::NulCharacter { field: "source" },
            Failure::InvalidFiles(text()),
            Failure::InvalidInput(text()),
            Failure::InvalidPackage(text()),
            Failure::InvalidCursor,
            Failure::LimitOutOfRange(text()),
            Failure::LanguageUnknown {
                language: text(),
                known: text(),
            },
            Failure::LanguageNotAvailable {
                language: text(),
                ready: text(),
            },
            Failure::ProblemUnknown(text()),
            Failure::AlreadyDecided,
            Failure::TooManyRequests { retry_after_s: 1 },
            Failure::RateLimited(Standing {
                window: Window { count: 1, seconds: 1 },
                remaining: 0,
                reset_s: 1,
            }),
            Failure::TooMuchQueued { queued_max: 1 },
            Failure::IdempotencyKeyReused,
            Failure::SubmissionTooLarge {
                bytes: 1,
                bytes_max: 1,
            },
            Failure::QueueUnavailable(unavailable),
            Failure::QueueFull,
            Failure::RecordUnavailable("busy"),
            Failure::PublishingBusy,
            Failure::BlobsUnavailable,
            Failure::Stopping,
            Failure::Internal,
        ]
    }

    #[test]
    fn the_page_lists_the_codes_of_the_code_with_their_statuses() {
        let row = |failure: &Failure| {
            let (status, code) = failure.parts();
            (status.as_u16(), code.to_owned())
        };
        let ours: BTreeSet<_> = all().iter().map(row).collect();
        // Each variant has one line in `parts`, so a forgotten one shows here.
        let source = include_str!("error.rs");
        let parts = source
            .split("fn parts")
            .nth(1)
            .and_then(|text| text.split("pub(crate) fn").next());
        assert_eq!(parts.unwrap().matches("StatusCode::").count(), ours.len());

        let page = include_str!("../../docs/API.md");
        let listed = page.lines().filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.split(" | ");
            let (status, code) = (cells.next()?.parse().ok()?, cells.next()?);
            Some((status, code.trim_matches('`').to_owned()))
        });
        assert_eq!(listed.collect::<BTreeSet<(u16, String)>>(), ours);
    }

    #[test]
    fn who_may_try_again_is_told_when() {
        for failure in all() {
            let again = matches!(failure.parts().0.as_u16(), 429 | 503);
            assert_eq!(failure.retry_after_s().is_some(), again, "{failure:?}");
        }
    }
}
