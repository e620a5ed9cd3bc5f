//! The API as the terminal commands use it: one call a function, problem+json turned into an error with its code.
//! It knows paths and headers and nothing of what is printed. A busy service is asked again as it says.

use std::time::Duration;

use anyhow::Context;
use bytes::Bytes;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::config::Server;
use crate::exit::Usage;

/// How often one request is sent again when the service asks to come back later.
const RETRIES_MAX: u32 = 3;
/// A longer Retry-After is told to the person instead.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(5);
/// Beyond the time that the service was asked to wait.
const ANSWER_MAX: Duration = Duration::from_secs(15);
/// Of what is sent in megabytes and worked on before it is answered.
const LARGE_MAX: Duration = Duration::from_secs(900);
/// Larger answers than the API can give are refused.
const ANSWER_BYTES_MAX: usize = 16 << 20;

pub(crate) struct Api {
    http: reqwest::Client,
    server: Server,
}

/// RFC 9457, as far as it is shown.
#[derive(Deserialize)]
struct Problem {
    #[serde(default)]
    code: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    detail: Option<String>,
}

impl Api {
    pub(crate) fn new(server: Server) -> anyhow::Result<Api> {
        // Fails only where a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .build()
            .context("set up HTTP")?;
        Ok(Api { http, server })
    }

    /// Creates something and waits up to `wait_s` for its end. The key makes a repeated request the same one.
    pub(crate) async fn create(&self, path: &str, body: &Value, wait_s: u32) -> anyhow::Result<Value> {
        let key = Uuid::new_v4().to_string();
        let build = || {
            let request = self.request(Method::POST, path, wait_s).json(body);
            request.header("Idempotency-Key", &key)
        };
        self.answer(build).await
    }

    pub(crate) async fn get(&self, path: &str, wait_s: u32) -> anyhow::Result<Value> {
        self.answer(|| self.request(Method::GET, path, wait_s)).await
    }

    /// As [`Api::get`], but what is not there is no error.
    pub(crate) async fn find(&self, path: &str) -> anyhow::Result<Option<Value>> {
        let response = self.send(|| self.request(Method::GET, path, 0)).await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        read(response).await.map(Some)
    }

    /// Puts content of a media type under an address.
    pub(crate) async fn put(&self, path: &str, media: &str, content: Vec<u8>) -> anyhow::Result<Value> {
        let content = Bytes::from(content);
        let build = || {
            let request = self.request(Method::PUT, path, 0).timeout(LARGE_MAX);
            request.header("Content-Type", media).body(content.clone())
        };
        self.answer(build).await
    }

    /// Asks for something to be cancelled or withdrawn.
    pub(crate) async fn delete(&self, path: &str) -> anyhow::Result<()> {
        let response = self.send(|| self.request(Method::DELETE, path, 0)).await?;
        if response.status().is_success() {
            return Ok(());
        }
        read(response).await.map(drop)
    }

    fn request(&self, method: Method, path: &str, wait_s: u32) -> RequestBuilder {
        let address = self.server.address.trim_end_matches('/');
        let wait = Duration::from_secs(wait_s.into());
        let request = self.http.request(method, format!("{address}{path}"));
        let request = request.bearer_auth(&self.server.key).timeout(wait + ANSWER_MAX);
        if wait_s == 0 {
            return request;
        }
        request.header("Prefer", format!("wait={wait_s}"))
    }

    async fn answer(&self, build: impl Fn() -> RequestBuilder) -> anyhow::Result<Value> {
        read(self.send(build).await?).await
    }

    async fn send(&self, build: impl Fn() -> RequestBuilder) -> anyhow::Result<Response> {
        let mut retries = 0;
        loop {
            let response = build().send().await;
            let response = response.with_context(|| format!("reach {}", self.server.address))?;
            let Some(after) = retry_after(&response).filter(|_| retries < RETRIES_MAX) else {
                return Ok(response);
            };
            retries += 1;
            tokio::time::sleep(after).await;
        }
    }
}

/// How long to wait before the same request may succeed, if that is soon.
fn retry_after(response: &Response) -> Option<Duration> {
    let busy = [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE];
    if !busy.contains(&response.status()) {
        return None;
    }
    let seconds = response
        .headers()
        .get("retry-after")?
        .to_str()
        .ok()?
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds)).filter(|after| *after <= RETRY_AFTER_MAX)
}

async fn read(mut response: Response) -> anyhow::Result<Value> {
    let status = response.status();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.context("read the answer")? {
        anyhow::ensure!(
            body.len() + chunk.len() <= ANSWER_BYTES_MAX,
            "the answer is too large"
        );
        body.extend_from_slice(&chunk);
    }
    if status.is_success() {
        return serde_json::from_slice(&body).context("the answer is not JSON; is this a Gavel API?");
    }
    let told = match serde_json::from_slice::<Problem>(&body) {
        Ok(problem) => {
            let text = problem.detail.unwrap_or(problem.title);
            format!("{text} ({}, {})", problem.code, status.as_u16())
        }
        Err(_) => format!("the service answered {status}"),
    };
    // What another input would mend is the person's; the rest is the service's, the key's or the network's.
    match status.as_u16() {
        400 | 404 | 409 | 413 | 415 | 422 => Err(Usage::error(told)),
        _ => Err(anyhow::anyhow!(told)),
    }
}
