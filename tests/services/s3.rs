//! Problems in a bucket of a server that speaks S3: published by one api, served by all, judged by an agent that keeps what it read,
//! and never judged by what was changed in the bucket.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gavel_tests::{Client, program, root, scratch};
use serde_json::{Value, json};

use crate::parts::Parts;
use crate::{alone, until};

const ACCESS: &str = "gavel";
const SECRET: &str = "gavel-secret";
const BUCKET: &str = "questions";
/// Far less than an api lets pass before it looks into a bucket by itself.
const TOLD: Duration = Duration::from_secs(15);

/// versitygw on a directory.
pub(crate) struct S3 {
    child: Child,
    address: SocketAddr,
    directory: PathBuf,
}

impl S3 {
    /// Its files lie in the build directory, since it needs extended attributes. With a directory for those instead it is not
    /// atomic: of 40 who published, 8 at once, 5 were lost.
    pub(crate) fn start(name: &str) -> S3 {
        let directory = scratch(name);
        fs::create_dir(directory.join(BUCKET)).unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        S3 {
            child: spawn(address, &directory),
            address,
            directory,
        }
    }

    fn stop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn start_again(&mut self) {
        self.child = spawn(self.address, &self.directory);
    }

    pub(crate) async fn until_it_listens(&self) {
        until("versitygw listens", async || {
            TcpStream::connect(self.address).is_ok()
        })
        .await;
    }

    pub(crate) fn blobs(&self) -> Value {
        json!({ "url": format!("s3://{BUCKET}/us"), "endpoint": format!("http://{}", self.address) })
    }

    pub(crate) fn object(&self, name: &str) -> PathBuf {
        self.directory.join(BUCKET).join("us").join(name)
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by ./dev where the built server lies"
)]
fn spawn(address: SocketAddr, directory: &Path) -> Child {
    let server = std::env::var_os("GAVEL_VERSITYGW").unwrap_or_else(|| "versitygw".into());
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL"]).arg(server);
    command.args(["--access", ACCESS, "--secret", SECRET, "--quiet"]);
    command.args(["--port", &address.to_string(), "posix"]);
    command.arg(directory);
    let started = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
    started.expect("versitygw starts; `./dev tools` builds it and tells GAVEL_VERSITYGW")
}

pub(crate) fn credentials(command: &mut Command) {
    command.env("AWS_ACCESS_KEY_ID", ACCESS);
    command.env("AWS_SECRET_ACCESS_KEY", SECRET);
    command.env("AWS_REGION", "us-east-1");
}

/// A package whose only test wants this answer.
pub(crate) fn package(directory: &Path, id: &str, answer: &str) -> PathBuf {
    let place = directory.join(id);
    fs::create_dir_all(place.join("tests")).unwrap();
    for (name, text) in [
        ("problem.yaml", "title: P\ndifficulty: easy\n"),
        ("statement.md", "Print it.\n"),
        ("tests/01.in", ""),
        ("tests/01.out", answer),
    ] {
        fs::write(place.join(name), text).unwrap();
    }
    place
}

pub(crate) fn publish(client: &Client, path: &Path) -> Command {
    let mut command = Command::new(program("gavel"));
    command.args(["problem", "publish", "--server", &client.address]);
    command
        .arg(path)
        .current_dir(root())
        .env("GAVEL_KEY", &client.key);
    command
}

pub(crate) fn published(mut command: Command) -> String {
    let output = command.output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{told}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    told
}

async fn judged(client: &Client, problem: &str, answer: &str) -> String {
    let source = format!("print({answer:?}, end='')");
    let body = json!({"language": "python", "problem": problem, "source": source});
    let view = client.judge("/v1/submissions", &body).await;
    view["report"]["status"].as_str().unwrap_or_default().to_owned()
}

async fn until_an_agent_works(client: &Client, agents: u64) {
    until("the agent is heard of", async || {
        let queue = client.get("/v1/queue").await.body;
        let languages = client.get("/v1/languages").await.body;
        let python = languages["items"].as_array().unwrap().iter();
        let mut python = python.filter(|language| language["id"] == "python");
        queue["slots_total"] == agents && python.any(|python| python["available"] == true)
    })
    .await;
}

#[tokio::test]
async fn what_is_published_to_a_bucket_is_judged_and_outlives_every_part() {
    let _alone = alone().await;
    let mut s3 = S3::start("s3-published");
    s3.until_it_listens().await;
    let mut parts = Parts::start_with(s3.blobs());
    parts.bus().await;
    parts.scheduler(|_| {});
    let (first_api, author) = parts.api(json!({}), credentials).await;
    let (_, reader) = parts.api(json!({}), credentials).await;
    let agent = parts.agent("one", credentials);
    let packages = tempfile::tempdir().unwrap();
    let one = package(packages.path(), "one", "1");

    let told = published(publish(&author, &one));
    assert!(told.contains("version 1 published"), "{told}");
    let told = published(publish(&author, &one));
    assert!(told.contains("version 1 unchanged"), "{told}");
    let since = Instant::now();
    until("the other api serves it", async || {
        reader.get("/v1/problems/one").await.status == 200
    })
    .await;
    assert!(since.elapsed() < TOLD, "it was told, and did not have to look");
    until_an_agent_works(&reader, 1).await;
    assert_eq!(judged(&reader, "one", "1").await, "accepted");
    assert_eq!(judged(&reader, "one", "2").await, "wrong_answer");

    // The agent has it on disk, also after a restart and while the bucket is away.
    s3.stop();
    parts.end(agent);
    until_an_agent_is_gone(&reader).await;
    parts.agent("one", credentials);
    until_an_agent_works(&reader, 1).await;
    assert_eq!(judged(&reader, "one", "1").await, "accepted");
    assert!(fs::read_dir(parts.test_dir("one")).unwrap().count() >= 2);
    let refused = publish(&author, &package(packages.path(), "one", "2"))
        .output()
        .unwrap();
    let refused = String::from_utf8(refused.stderr).unwrap();
    assert!(refused.contains("blobs_unavailable"), "{refused}");

    // Another version, from a process that was not there when the first one was published.
    s3.start_again();
    s3.until_it_listens().await;
    parts.end(first_api);
    let (_, author) = parts.api(json!({}), credentials).await;
    let told = published(publish(&author, &one));
    assert!(told.contains("version 2 published"), "{told}");
    assert_eq!(judged(&author, "one", "2").await, "accepted");
    assert_eq!(judged(&author, "one", "1").await, "wrong_answer");
}

async fn until_an_agent_is_gone(client: &Client) {
    until("the agent is not heard of", async || {
        client.get("/v1/queue").await.body["slots_total"] == 0
    })
    .await;
}

#[tokio::test]
async fn what_was_changed_in_the_bucket_judges_nobody() {
    let _alone = alone().await;
    let s3 = S3::start("s3-changed");
    s3.until_it_listens().await;
    let mut parts = Parts::start_with(s3.blobs());
    parts.bus().await;
    parts.scheduler(|_| {});
    let (_, client) = parts.api(json!({}), credentials).await;
    parts.agent("one", credentials);
    let packages = tempfile::tempdir().unwrap();
    let one = package(packages.path(), "one", "the expected output");
    published(publish(&client, &one));
    let catalogue = fs::read(s3.object("catalogue.json")).unwrap();
    let catalogue: Value = serde_json::from_slice(&catalogue).unwrap();
    let expected = catalogue["problems"][0]["tests"][0]["expected"]
        .as_str()
        .unwrap()
        .to_owned();
    let object = s3.object(&expected);
    assert_eq!(fs::read_to_string(&object).unwrap(), "the expected output");
    fs::write(&object, "the changed! output").unwrap();

    until_an_agent_works(&client, 1).await;
    assert_eq!(
        judged(&client, "one", "the changed! output").await,
        "internal_error"
    );
    // The same again mends it.
    published(publish(&client, &one));
    assert_eq!(
        judged(&client, "one", "the changed! output").await,
        "wrong_answer"
    );
    assert_eq!(judged(&client, "one", "the expected output").await, "accepted");
}

#[tokio::test]
async fn of_two_who_publish_at_once_neither_loses_anything() {
    let _alone = alone().await;
    let s3 = S3::start("s3-at-once");
    s3.until_it_listens().await;
    let mut parts = Parts::start_with(s3.blobs());
    parts.bus().await;
    let (_, one) = parts.api(json!({}), credentials).await;
    let (_, other) = parts.api(json!({}), credentials).await;
    let packages = tempfile::tempdir().unwrap();
    let mut running = Vec::new();
    for (client, author) in [(&one, "a"), (&other, "b")] {
        let directory = packages.path().join(author);
        for number in 0..8 {
            package(&directory, &format!("{author}{number}"), author);
        }
        // The same problem from both: two versions, or one.
        package(&directory, "both", author);
        let mut command = publish(client, &directory);
        running.push(
            command
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap(),
        );
    }
    for child in running {
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    for client in [&one, &other] {
        until("everything is listed", async || {
            let items = client.get("/v1/problems").await.body["items"].clone();
            items.as_array().unwrap().len() == 17
        })
        .await;
    }
    let versions = one.get("/v1/problems/both/versions").await.body;
    let numbers: Vec<u64> = versions["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["number"].as_u64())
        .collect();
    assert_eq!(numbers, [2, 1]);
}
