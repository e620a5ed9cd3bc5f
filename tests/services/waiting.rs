//! Ten thousand clients wait on one api, each on a connection of its own; and more than the process has files for.

use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use futures::StreamExt;
use gavel_tests::Client;
use gavel_wire::verdict::Report;
use gavel_wire::{Attempt, Judging, LanguageId, Region, Status, Tenant, Term, Timestamp, UserId, Verdict};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::parts::Parts;
use crate::{SOON, alone, until};

const WAITERS: usize = 10_000;
const RUNS: usize = 100;
const CONNECTING: usize = 64;
/// More than the few files let in, and than the kernel holds of itself.
const CLIENTS: usize = 300;
/// Of the api's memory for one waiter. Measured: 43.
const WAITER_KIB_MAX: u64 = 100;

fn verdict(id: &str) -> Verdict {
    Verdict {
        v: 1,
        submission: id.parse().unwrap(),
        judging: Judging(1),
        attempt: Attempt(1),
        tenant: Tenant::parse("t").unwrap(),
        user: UserId::parse("office").unwrap(),
        language: LanguageId::parse("c").unwrap(),
        problem: None,
        region: Region::parse("us").unwrap(),
        agent: None,
        term: Term(1),
        report: Report::without_run(Status::Ok, "played"),
        marks: Vec::new(),
        decided_at: Timestamp::from(SystemTime::now()),
    }
}

fn resident_kib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.unwrap().trim().trim_end_matches(" kB").parse().unwrap()
}

async fn waiting(client: &Client) -> f64 {
    let page = client.get("/metrics").await.body;
    let page = page.as_str().unwrap();
    let line = page
        .lines()
        .find_map(|line| line.strip_prefix("gavel_requests_waiting "));
    line.map_or(0.0, |count| count.parse().unwrap())
}

/// Asks on one connection until the verdict is there, as a client does whose wait was over first.
async fn wait_for(mut connection: TcpStream, key: String, id: String) {
    let request = format!(
        "GET /v1/runs/{id} HTTP/1.1\r\nHost: api\r\nAuthorization: Bearer {key}\r\nPrefer: wait=30\r\n\r\n"
    );
    loop {
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut answer = vec![0; 4_096];
        let mut bytes = 0;
        // The answer is small and ends with its body's closing brace.
        while !answer[..bytes].ends_with(b"}") {
            let more = connection.read(&mut answer[bytes..]).await.unwrap();
            assert!(more > 0, "{}", String::from_utf8_lossy(&answer[..bytes]));
            bytes += more;
        }
        let text = String::from_utf8_lossy(&answer[..bytes]).into_owned();
        if text.starts_with("HTTP/1.1 503") {
            // The record is busy: ten thousand read at once.
            tokio::time::sleep(Duration::from_secs(1)).await;
            continue;
        }
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
        if text.contains("\"status\":\"ok\"") {
            return;
        }
        assert!(text.contains("\"state\":\"queued\""), "{text}");
    }
}

/// Starts a program as a shell does that has set this limit of open files.
fn limit_files(command: &mut Command, limit: &str) {
    let program = std::mem::replace(command, Command::new("sh"));
    command
        .arg("-c")
        .arg(format!("ulimit {limit}; exec \"$0\" \"$@\""));
    command.arg(program.get_program()).args(program.get_args());
}

/// The CPU time that a process has used.
fn cpu(pid: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let after_name = stat.rsplit(") ").next().unwrap();
    let ticks = |field: usize| after_name.split(' ').nth(field).unwrap().parse::<u64>().unwrap();
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_clients_than_files_wait_their_turn() {
    let _alone = alone().await;
    let mut parts = Parts::start();
    parts.bus().await;
    let (pid, client) = parts
        .api(json!({}), |command| limit_files(command, "-n 64"))
        .await;
    let address = client.address.trim_start_matches("http://").to_owned();
    let connect = async |_| TcpStream::connect(&address).await.unwrap();
    let idle = futures::stream::iter(0..CLIENTS)
        .map(connect)
        .buffer_unordered(CONNECTING);
    let idle = tokio::time::timeout(SOON, idle.collect::<Vec<_>>())
        .await
        .unwrap();
    let files = || std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count();
    until("all files are in use", async || files() >= 64).await;
    // It does not turn in circles meanwhile, which would take a whole core.
    let (before, second) = (cpu(pid), Duration::from_secs(1));
    tokio::time::sleep(second).await;
    let used = cpu(pid) - before;
    assert!(used < second / 2, "{used:?} of {second:?}");
    drop(idle);
    assert_eq!(client.get("/v1/ready").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_wait_on_one_api_and_all_are_answered() {
    let _alone = alone().await;
    let mut parts = Parts::start();
    let bus = parts.bus().await;
    // As a shell starts it: the api raises its own limit.
    let (pid, client) = parts
        .api(json!({}), |command| limit_files(command, "-Sn 1024"))
        .await;
    let mut ids = Vec::new();
    for _ in 0..RUNS {
        let sent = client
            .post("/v1/runs", &json!({"language": "c", "source": "int main(){}"}))
            .await;
        assert_eq!(sent.status, 202, "{}", sent.body);
        ids.push(sent.body["id"].as_str().unwrap().to_owned());
    }
    let before_kib = resident_kib(pid);
    let started = Instant::now();
    let address = client.address.trim_start_matches("http://").to_owned();
    let connections: Vec<TcpStream> = futures::stream::iter(0..WAITERS)
        .map(async |_| TcpStream::connect(&address).await.unwrap())
        .buffer_unordered(CONNECTING)
        .collect()
        .await;
    let mut waiters = JoinSet::new();
    for (connection, id) in connections.into_iter().zip(ids.iter().cycle()) {
        waiters.spawn(wait_for(connection, client.key.clone(), id.clone()));
    }
    until("all wait", async || waiting(&client).await == WAITERS as f64).await;
    let each_kib = (resident_kib(pid) - before_kib) / WAITERS as u64;
    println!("all wait after {:?}, {each_kib} KiB each", started.elapsed());
    assert!(each_kib < WAITER_KIB_MAX, "{each_kib} KiB each");

    let decided = Instant::now();
    for id in &ids {
        bus.create_verdict(&verdict(id)).await.unwrap();
    }
    assert_eq!(waiters.join_all().await.len(), WAITERS);
    println!("all are answered after {:?}", decided.elapsed());
    assert_eq!(waiting(&client).await, 0.0);
}
