//! What stands around every request: ids and trace context, the bound on bodies, one form for all errors, counts.
//! It decides nothing about submissions.

use std::fmt::Display;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::{FutureExt, Stream, StreamExt};
use gavel_wire::limits::BODY_BYTES_MAX;
use poem::http::{HeaderValue, Method, header};
use poem::{Body, Endpoint, IntoResponse, Request, Response, Result};
use tracing::Instrument;

use crate::error::{Failure, classify, render};
use crate::gate::Gate;
use crate::publish::PACKAGE_BYTES_MAX;

const BODY_WAIT: Duration = Duration::from_secs(15);
const DISCARD_BYTES_MAX: usize = 32 * 1024 * 1024;
const DISCARD_WAIT: Duration = Duration::from_secs(5);
const TOO_LARGE: Failure = Failure::BodyTooLarge {
    bytes_max: BODY_BYTES_MAX,
};

/// What handlers may know of their request.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    pub(crate) request_id: String,
    /// W3C Trace Context: taken from the request where it is well formed, else made here.
    pub(crate) traceparent: String,
    pub(crate) started: Instant,
    /// The peer of the connection; a proxy's where there is one.
    pub(crate) address: Option<IpAddr>,
}

impl Context {
    pub(crate) fn trace_id(&self) -> &str {
        self.traceparent.get(3..35).unwrap_or_default()
    }
}

/// Wraps the routes. `methods` names the methods that a path answers, for `Allow`.
pub(crate) struct Edge<E> {
    pub(crate) inner: E,
    pub(crate) methods: Methods,
    pub(crate) gate: Arc<Gate>,
}

/// Paths with their methods, taken from the OpenAPI document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Methods(pub(crate) Vec<(Vec<String>, String)>);

impl Methods {
    fn has(&self, path: &str, method: &Method) -> bool {
        let all = self.of(path).unwrap_or_default();
        all.split(", ").any(|one| one == method.as_str())
    }

    fn of(&self, path: &str) -> Option<&str> {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |pattern: &[String]| {
            pattern.len() == parts.len()
                && pattern
                    .iter()
                    .zip(&parts)
                    .all(|(want, have)| want.starts_with('{') || want == have)
        };
        self.0
            .iter()
            .find(|(pattern, _)| fits(pattern))
            .map(|(_, methods)| methods.as_str())
    }
}

impl<E: Endpoint> Endpoint for Edge<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let context = context_of(&request);
        request.extensions_mut().insert(context.clone());
        // Whatever is logged on the way carries the id that the person is told.
        let span = tracing::error_span!(
            "request",
            request.id = context.request_id,
            trace_id = context.trace_id()
        );
        Ok(self.answer(request, &context).instrument(span).await)
    }
}

impl<E: Endpoint> Edge<E> {
    async fn answer(&self, mut request: Request, context: &Context) -> Response {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let answer = match self.take_body(&mut request).await {
            Ok(()) => {
                // A panic is a bug of ours; it ends one request, never the process.
                let call = AssertUnwindSafe(self.inner.call(request)).catch_unwind().await;
                let call = call.unwrap_or_else(|_| {
                    tracing::error!(%path, "a handler panicked");
                    Err(Failure::Internal.into())
                });
                call.map(IntoResponse::into_response)
            }
            Err(failure) => Err(failure.into()),
        };
        let mut response = match answer {
            Ok(response) => response,
            Err(error) => {
                let allowed = self.methods.of(&path).unwrap_or("GET");
                refused(error, &method, allowed, context)
            }
        };
        let headers = response.headers_mut();
        if let Ok(id) = HeaderValue::from_str(&context.request_id) {
            headers.insert("x-request-id", id);
        }
        // What is shown belongs to one person; it may be kept, but has to be asked for again.
        let private = HeaderValue::from_static("private, no-cache");
        headers.entry(header::CACHE_CONTROL).or_insert(private);
        count(&method, response.status().as_u16());
        response
    }

    /// Reads the body whole, up to the bound and within a time, so that handlers never wait for a slow sender; and only
    /// from somebody who has a key, for an operation that takes one.
    async fn take_body(&self, request: &mut Request) -> Result<(), Failure> {
        let method = request.method();
        if method.is_safe() || method == Method::DELETE {
            return Ok(());
        }
        let size = request
            .header("content-length")
            .and_then(|text| text.parse().ok());
        // A package is read by its handler, bit by bit.
        let most = match *method {
            Method::PUT => PACKAGE_BYTES_MAX,
            _ => BODY_BYTES_MAX,
        };
        let expected = if !self.methods.has(request.uri().path(), method) {
            // The router says what is wrong with it.
            Ok(false)
        } else if !self.gate.keys.knows(request.header("authorization")) {
            Err(Failure::Unauthorized)
        } else if size.is_some_and(|bytes: u64| bytes > most as u64) {
            Err(Failure::BodyTooLarge { bytes_max: most })
        } else if *method == Method::PUT {
            return Ok(());
        } else {
            Ok(true)
        };
        let awaits_permission = request.header("expect").is_some();
        let mut pieces = pin!(request.take_body().into_bytes_stream());
        if let Ok(true) = expected {
            let body = read(&mut pieces).await?;
            request.set_body(Body::from_vec(body));
        } else if !awaits_permission {
            // Who waits for a word before sending need not send at all.
            discard(&mut pieces).await;
        }
        expected.map(|_| ())
    }
}

/// The body, if it is within the bound and comes in time.
async fn read<E: Display>(
    pieces: &mut (impl Stream<Item = Result<Bytes, E>> + Unpin),
) -> Result<Vec<u8>, Failure> {
    let whole = async {
        let mut body = Vec::new();
        while let Some(piece) = pieces.next().await {
            let piece =
                piece.map_err(|error| Failure::InvalidRequest(format!("The body broke off: {error}.")))?;
            if body.len() + piece.len() > BODY_BYTES_MAX {
                return Err(TOO_LARGE);
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    };
    let body = tokio::time::timeout(BODY_WAIT, whole).await;
    let body = body.unwrap_or(Err(Failure::RequestTimeout {
        seconds: BODY_WAIT.as_secs(),
    }));
    if let Err(Failure::BodyTooLarge { .. }) = &body {
        discard(pieces).await;
    }
    body
}

/// Takes in what is still being sent, up to a bound: a connection that is closed on somebody who sends would often be
/// reset before the answer is read.
pub(crate) async fn discard<E>(pieces: &mut (impl Stream<Item = Result<Bytes, E>> + Unpin)) {
    let mut left = DISCARD_BYTES_MAX;
    let drained = async {
        while let Some(Ok(piece)) = pieces.next().await {
            left = left.saturating_sub(piece.len());
            if left == 0 {
                return;
            }
        }
    };
    let _ = tokio::time::timeout(DISCARD_WAIT, drained).await;
}

fn refused(error: poem::Error, method: &Method, allowed: &str, context: &Context) -> Response {
    // A failure of ours travels as the error's source; everything else is classified first.
    let classified;
    let failure = match error.downcast_ref::<Failure>() {
        Some(failure) => failure,
        None if error.is_from_response() => return error.into_response(),
        None => {
            classified = classify(error, method.as_str(), allowed);
            &classified
        }
    };
    metrics::counter!("gavel_rejections_total", "code" => failure.code()).increment(1);
    let (status, code) = failure.parts();
    let error = std::error::Error::source(failure);
    // What is ours to mend is told to the operator.
    if status.is_server_error() {
        tracing::warn!(code, error, "request refused");
    } else {
        tracing::debug!(code, error, "request refused");
    }
    render(failure, &context.request_id)
}

fn count(method: &Method, status: u16) {
    // Any text may come as a method; only the known ones become label values.
    let method = match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "other",
    };
    metrics::counter!("gavel_http_requests_total", "method" => method, "status" => status.to_string())
        .increment(1);
}

fn context_of(request: &Request) -> Context {
    let given = request.header("traceparent").filter(|text| is_traceparent(text));
    let request_id = uuid::Uuid::now_v7().to_string();
    let traceparent = match given {
        Some(text) => text.to_owned(),
        None => format!(
            "00-{:032x}-{:016x}-01",
            rand::random::<u128>().max(1),
            rand::random::<u64>().max(1)
        ),
    };
    let address = request.remote_addr().as_socket_addr().map(|address| address.ip());
    Context {
        request_id,
        traceparent,
        started: Instant::now(),
        address,
    }
}

/// Version 00 of W3C Trace Context: `00-<32 hex>-<16 hex>-<2 hex>`, neither id all zero.
fn is_traceparent(text: &str) -> bool {
    let hex = |part: &str| part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let parts: Vec<&str> = text.split('-').collect();
    let [version, trace, span, flags] = parts.as_slice() else {
        return false;
    };
    *version == "00"
        && (trace.len(), span.len(), flags.len()) == (32, 16, 2)
        && [trace, span, flags].into_iter().all(|part| hex(part))
        && [trace, span]
            .into_iter()
            .all(|part| part.bytes().any(|b| b != b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_well_formed_trace_contexts_are_taken() {
        assert!(is_traceparent(
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        ));
        for bad in [
            "",
            "00-0-0-0",
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        ] {
            assert!(!is_traceparent(bad), "{bad}");
        }
        assert!(!is_traceparent(
            "00-00000000000000000000000000000000-b7ad6b7169203331-01"
        ));
    }

    #[test]
    fn a_path_knows_its_methods() {
        let path = |text: &str| text.split('/').map(str::to_owned).collect();
        let methods = Methods(vec![(path("/v1/runs/{id}"), "DELETE, GET".into())]);
        assert_eq!(methods.of("/v1/runs/x"), Some("DELETE, GET"));
        assert_eq!(methods.of("/v1/runs"), None);
    }
}
