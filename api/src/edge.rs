//! What stands around every request: ids and trace context, the bound on bodies, one form for all errors, counts.
//! It decides nothing about submissions.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use futures::FutureExt;
use gavel_wire::limits::BODY_BYTES_MAX;
use poem::error::ReadBodyError;
use poem::http::{HeaderValue, Method};
use poem::{Body, Endpoint, IntoResponse, Request, Response, Result};

use crate::error::{Failure, classify, render};

const BODY_WAIT: Duration = Duration::from_secs(15);

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
}

/// Paths with their methods, taken from the OpenAPI document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Methods(pub(crate) Vec<(Vec<String>, String)>);

impl Methods {
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
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let allowed = self.methods.of(&path).unwrap_or("GET").to_owned();
        request.extensions_mut().insert(context.clone());
        let answer = match bounded(&mut request).await {
            Ok(()) => {
                // A panic is a bug of ours; it ends one request, never the process.
                let call = AssertUnwindSafe(self.inner.call(request)).catch_unwind().await;
                let call = call.unwrap_or_else(|_| Err(Failure::Internal.into()));
                call.map(IntoResponse::into_response)
            }
            Err(failure) => Err(failure.into()),
        };
        let mut response = match answer {
            Ok(response) => response,
            Err(error) => refused(error, &method, &allowed, &context),
        };
        if let Ok(id) = HeaderValue::from_str(&context.request_id) {
            response.headers_mut().insert("x-request-id", id);
        }
        count(&method, response.status().as_u16());
        Ok(response)
    }
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
    tracing::debug!(
        request.id = context.request_id,
        code = failure.code(),
        "request refused"
    );
    render(failure, &context.request_id)
}

fn count(method: &Method, status: u16) {
    // Any text may come as a method; only the known ones become label values.
    let method = match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        _ => "other",
    };
    metrics::counter!("gavel_http_requests_total", "method" => method, "status" => status.to_string())
        .increment(1);
}

/// Reads the body whole, up to the bound and within a time, so that handlers never wait for a slow sender.
async fn bounded(request: &mut Request) -> Result<(), Failure> {
    if request.method() == Method::GET || request.method() == Method::DELETE {
        return Ok(());
    }
    let too_large = || Failure::BodyTooLarge {
        bytes_max: BODY_BYTES_MAX,
    };
    let stated = request
        .header("content-length")
        .and_then(|text| text.parse::<u64>().ok());
    if stated.is_some_and(|bytes| bytes > BODY_BYTES_MAX as u64) {
        return Err(too_large());
    }
    let body = request.take_body().into_bytes_limit(BODY_BYTES_MAX);
    match tokio::time::timeout(BODY_WAIT, body).await {
        Ok(Ok(bytes)) => {
            request.set_body(Body::from_bytes(bytes));
            Ok(())
        }
        Ok(Err(ReadBodyError::PayloadTooLarge)) => Err(too_large()),
        Ok(Err(error)) => Err(Failure::InvalidRequest(error.to_string())),
        Err(_) => Err(Failure::RequestTimeout {
            seconds: BODY_WAIT.as_secs(),
        }),
    }
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
