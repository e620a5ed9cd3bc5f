//! An api in this process on real parts, and what the tests say to it.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use futures::StreamExt;
use futures::stream::BoxStream;
use gavel_api::{Api, Config};
use gavel_bus::testing::NatsServer;
use gavel_bus::{Bus, IndexItem};
use gavel_store::{Record, Sqlite, Store};
use gavel_telemetry::Metrics;
use gavel_wire::verdict::{Report, Status};
use gavel_wire::{Attempt, Judging, SubmissionId, Term, Timestamp, Verdict};
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

/// Far longer than anything takes; a test that reaches it has failed.
pub(crate) const WAIT: Duration = Duration::from_secs(20);

/// One api with its own nats-server, database and directory. Keys: `ann`, `bob`, `school`, which acts for others, and
/// `author`, who publishes problems whose ids begin with `p`.
pub(crate) struct Door {
    pub(crate) nats: NatsServer,
    pub(crate) bus: Bus,
    pub(crate) http: Client,
    pub(crate) url: String,
    pub(crate) directory: tempfile::TempDir,
    task: tokio::task::JoinHandle<anyhow::Result<()>>,
}

/// Logs and metrics are one a process, and all tests of this binary share it.
fn telemetry() -> Metrics {
    static METRICS: OnceLock<Metrics> = OnceLock::new();
    let config = gavel_telemetry::Config {
        log_filter: "error".to_owned(),
        ..Default::default()
    };
    METRICS
        .get_or_init(|| gavel_telemetry::init(&config, None).expect("telemetry"))
        .clone()
}

fn key(name: &str, user: &str, extra: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, name.as_bytes());
    let sha256: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "[[api.keys]]\nname = \"{name}\"\nsha256 = \"{sha256}\"\ntenant = \"t\"\nuser = \"{user}\"\n\
         tier = \"open\"\n{extra}\n"
    )
}

/// `more` is TOML that is laid over the rest.
fn config(nats: &NatsServer, directory: &tempfile::TempDir, more: &str) -> Config {
    let languages = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../languages");
    let text = format!(
        "region = \"us\"\n[nats]\nurl = \"{}\"\n[store]\npath = \"{}\"\n[api]\nlisten = \"127.0.0.1:0\"\n\
         drain_s = 1\nlanguages_dir = \"{}\"\n[blobs]\nurl = \"{}\"\n[api.tiers.open]\nunlimited = true\n{}{}{}{}",
        nats.url(),
        directory.path().join("gavel.db").display(),
        languages.display(),
        directory.path().join("blobs").display(),
        key("ann", "ann", ""),
        key("bob", "bob", ""),
        key("school", "office", "acts_for_users = true"),
        key("author", "author", "publishes = [\"p*\"]"),
    );
    let path = directory.path().join("gavel.toml");
    let mut config: toml::Table = text.parse().expect("TOML");
    for (section, values) in more.parse::<toml::Table>().expect("TOML") {
        let values = values.as_table().expect("a section").clone();
        config[&section].as_table_mut().expect("a section").extend(values);
    }
    std::fs::write(&path, config.to_string()).expect("a file");
    Config::load(&path).expect("a valid configuration")
}

/// The bus as a scheduler sees it.
pub(crate) async fn bus_to(nats: &NatsServer) -> Bus {
    let bus = Bus::connect(&nats.config(), "scheduler", name("us")).await;
    let bus = bus.expect("a bus");
    assert!(bus.wait_connected(WAIT).await);
    bus.ensure_region().await.expect("streams and buckets");
    bus
}

/// The record of an api that has this directory.
pub(crate) fn store_in(directory: &tempfile::TempDir) -> gavel_store::Config {
    gavel_store::Config {
        path: directory.path().join("gavel.db"),
        ..Default::default()
    }
}

impl Door {
    pub(crate) async fn open() -> Door {
        Door::with("").await
    }

    /// With some of the configuration changed.
    pub(crate) async fn with(more: &str) -> Door {
        let directory = tempfile::tempdir().expect("a directory");
        Door::on(NatsServer::start(), directory, more).await
    }

    /// On a queue and a record that something was done to before.
    pub(crate) async fn on(nats: NatsServer, directory: tempfile::TempDir, more: &str) -> Door {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let api = Api::open(config(&nats, &directory, more), telemetry()).await;
        let api = api.expect("the api opens");
        let url = format!("http://{}", api.address());
        let task = tokio::spawn(api.serve(std::future::pending()));
        let bus = bus_to(&nats).await;
        let door = Door {
            nats,
            bus,
            http: Client::new(),
            url,
            directory,
            task,
        };
        door.until_ready().await;
        door
    }

    /// Another api on the same queue and record; its address. It ends with the test's runtime.
    pub(crate) async fn replica(&self, more: &str) -> String {
        let api = Api::open(config(&self.nats, &self.directory, more), telemetry()).await;
        let api = api.expect("the api opens");
        let url = format!("http://{}", api.address());
        tokio::spawn(api.serve(std::future::pending()));
        until("the replica is ready", async || {
            let answer = self.http.get(format!("{url}/v1/ready")).send().await;
            answer.ok().filter(|answer| answer.status() == 200)
        })
        .await;
        url
    }

    pub(crate) async fn until_ready(&self) {
        until("the api is ready", async || {
            assert!(!self.task.is_finished(), "the api ended");
            let answer = self.http.get(format!("{}/v1/ready", self.url)).send().await;
            answer.ok().filter(|answer| answer.status() == 200)
        })
        .await;
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.get_as("ann", path)
    }

    pub(crate) fn get_as(&self, key: &str, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.url)).bearer_auth(key)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.post_as("ann", path, body)
    }

    pub(crate) fn post_as(&self, key: &str, path: &str, body: &Value) -> RequestBuilder {
        self.http
            .post(format!("{}{path}", self.url))
            .bearer_auth(key)
            .json(body)
    }

    pub(crate) fn delete_as(&self, key: &str, path: &str) -> RequestBuilder {
        self.http.delete(format!("{}{path}", self.url)).bearer_auth(key)
    }

    /// The record's configuration, to look into it from outside.
    pub(crate) fn store(&self) -> gavel_store::Config {
        store_in(&self.directory)
    }

    /// Waits until the projector has written a verdict to the record, where it outlives the process.
    pub(crate) async fn recorded(&self, id: SubmissionId) -> Record {
        let store = Sqlite::open(&self.store()).await.expect("the record opens");
        until("the verdict is in the record", async || {
            let row = store.get(id).await.expect("a read").expect("the row");
            row.verdict.is_some().then_some(row)
        })
        .await
    }

    /// Sends ann's run and returns its id.
    pub(crate) async fn accepted(&self) -> SubmissionId {
        let answer = body(self.post("/v1/runs", &run()), 202).await;
        name(answer["id"].as_str().expect("an id"))
    }

    /// Plays the leader: stores the verdict of one of ann's runs.
    pub(crate) async fn decide(&self, id: SubmissionId, status: Status) {
        let verdict = verdict(id, status);
        self.bus.create_verdict(&verdict).await.expect("a stored verdict");
    }
}

/// A verdict on one of ann's runs.
pub(crate) fn verdict(id: SubmissionId, status: Status) -> Verdict {
    Verdict {
        v: 1,
        submission: id,
        judging: Judging(1),
        attempt: Attempt(1),
        tenant: name("t"),
        user: name("ann"),
        language: name("c"),
        problem: None,
        region: name("us"),
        agent: None,
        term: Term(1),
        report: Report::without_run(status, "played"),
        marks: Vec::new(),
        decided_at: Timestamp::from(SystemTime::now()),
    }
}

/// A name or id in its type.
pub(crate) fn name<T: FromStr>(text: &str) -> T {
    text.parse().ok().expect("a well-formed name")
}

/// Polls until there is a value; panics when it takes longer than [`WAIT`].
pub(crate) async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    let found = async {
        loop {
            if let Some(value) = look().await {
                return value;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(WAIT, found)
        .await
        .unwrap_or_else(|_| panic!("{what}: not within {WAIT:?}"))
}

/// The next submission in the queue.
pub(crate) async fn queued(index: &mut BoxStream<'static, IndexItem>) -> SubmissionId {
    loop {
        let item = tokio::time::timeout(WAIT, index.next()).await;
        if let IndexItem::Entry(entry) = item.expect("an entry").expect("the log goes on") {
            return entry.submission;
        }
    }
}

pub(crate) async fn send(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer")
}

/// The JSON of an answer with this status.
pub(crate) async fn body(request: RequestBuilder, status: u16) -> Value {
    let response = send(request).await;
    let got = response.status().as_u16();
    let body: Value = response.json().await.expect("JSON");
    assert_eq!(got, status, "{body}");
    body
}

/// The answer is a refusal of this kind; returns its headers and body.
pub(crate) async fn refusal(request: RequestBuilder, status: u16, code: &str) -> (HeaderMap, Value) {
    let response = send(request).await;
    let (got, headers) = (response.status().as_u16(), response.headers().clone());
    let body: Value = response.json().await.expect("JSON");
    let seen = (&headers["content-type"], got, body["code"].as_str());
    let media = HeaderValue::from_static("application/problem+json");
    assert_eq!(seen, (&media, status, Some(code)), "{body}");
    assert_eq!(body["status"], status);
    assert_eq!(
        body["request_id"],
        headers["x-request-id"].to_str().unwrap_or_default()
    );
    (headers, body)
}

pub(crate) fn run() -> Value {
    json!({ "language": "c", "source": "int main(void){return 0;}" })
}
