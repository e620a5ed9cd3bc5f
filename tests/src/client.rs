//! A small client of the API: JSON in, status, headers and JSON out. It refuses nothing, so that tests can ask for anything.

use std::time::{Duration, Instant};

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::Value;

const VERDICT_MAX: Duration = Duration::from_secs(120);
const ANSWER_MAX: Duration = Duration::from_secs(10);
const LOOK_MAX: Duration = Duration::from_secs(2);

pub struct Client {
    http: reqwest::Client,
    pub address: String,
    pub key: String,
}

/// How a request that may find nobody ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Sent {
    /// Status and Location.
    Answered(u16, Option<String>),
    /// 429 or 503, with the code that says why.
    Refused(String),
    /// The connection was refused, or closed before an answer.
    Gone,
    /// Nothing came in time.
    Unanswered,
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl Client {
    /// From what `gavel up` wrote.
    pub fn of(up: &Value) -> Client {
        let text = |field: &str| up[field].as_str().expect("a field of up.json").to_owned();
        Client::new(text("api"), text("key"))
    }

    pub fn new(address: String, key: String) -> Client {
        // Fails only where a provider is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Client {
            http: reqwest::Client::builder().build().expect("an HTTP client"),
            address,
            key,
        }
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.address));
        request = request.bearer_auth(&self.key).timeout(Duration::from_secs(60));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.expect("the API answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("the answer arrives");
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Answer {
            status,
            headers,
            body,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, &[], Some(body)).await
    }

    /// Sends work that may be sent again under the same key, and tells how it ended.
    pub async fn try_send(&self, path: &str, key: &str, body: &Value) -> Sent {
        let request = self.http.post(format!("{}{path}", self.address)).json(body);
        self.tried(request.header("Idempotency-Key", key)).await
    }

    /// Waits a moment for a verdict, and tells how the request ended.
    pub async fn try_wait(&self, path: &str) -> Sent {
        let request = self.http.get(format!("{}{path}", self.address));
        self.tried(request.header("Prefer", "wait=2")).await
    }

    async fn tried(&self, request: reqwest::RequestBuilder) -> Sent {
        let request = request.bearer_auth(&self.key).timeout(ANSWER_MAX);
        match request.send().await {
            Ok(response) if matches!(response.status().as_u16(), 429 | 503) => {
                let refusal = response.json::<Value>().await.unwrap_or_default();
                Sent::Refused(refusal["code"].as_str().unwrap_or("no code").to_owned())
            }
            Ok(response) => {
                let location = response.headers().get("location");
                let location = location.and_then(|value| value.to_str().ok()).map(str::to_owned);
                Sent::Answered(response.status().as_u16(), location)
            }
            Err(error) if error.is_timeout() => Sent::Unanswered,
            Err(_) => Sent::Gone,
        }
    }

    /// What is there; None where the service is not there.
    pub async fn try_get(&self, path: &str) -> Option<Value> {
        let request = self.http.get(format!("{}{path}", self.address));
        let request = request.bearer_auth(&self.key).timeout(LOOK_MAX);
        request.send().await.ok()?.json().await.ok()
    }

    /// Sends work and waits for its verdict; what comes back is the whole view.
    pub async fn judge(&self, path: &str, body: &Value) -> Value {
        let sent = self.post(path, body).await;
        assert_eq!(sent.status, 202, "{}", sent.body);
        let location = sent.header("location").expect("a 202 has a Location").to_owned();
        self.verdict(&location).await
    }

    pub async fn verdict(&self, location: &str) -> Value {
        let started = Instant::now();
        loop {
            let shown = self
                .send(Method::GET, location, &[("Prefer", "wait=20")], None)
                .await;
            if shown.status == 200 && shown.body["state"] == "done" {
                return shown.body;
            }
            assert!(started.elapsed() < VERDICT_MAX, "no verdict: {}", shown.body);
        }
    }
}
