//! Agents as a Nomad job: started, restarted and scaled by the real Nomad.

use std::time::{Duration, Instant};

use gavel_tests::{Client, Up, processes, scratch, signal};
use serde_json::json;

const SOON: Duration = Duration::from_secs(60);

async fn until_agents(client: &Client, wanted: u64) {
    let started = Instant::now();
    loop {
        let queue = client.get("/v1/queue").await.body;
        if queue["agents"] == wanted && queue["slots_free"] == wanted {
            return;
        }
        assert!(started.elapsed() < SOON, "not {wanted} agents: {queue}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn agents(up: &Up) -> Vec<u32> {
    let config = up.gavel.data.join("run/agent.toml");
    let wanted = format!("gavel-agent --config {}", config.display());
    let found = processes(&wanted).into_iter();
    // Nomad's executor names its task's command line as well.
    found
        .filter(|(_, line)| {
            line.split(' ')
                .next()
                .is_some_and(|path| path.ends_with("gavel-agent"))
        })
        .map(|(pid, _)| pid)
        .collect()
}

/// What Nomad lets a process have; none where the host bounds no memory.
fn memory_limit(pid: u32) -> Option<u64> {
    let cgroups = std::fs::read_to_string(format!("/proc/{pid}/cgroup")).ok()?;
    let of = |controller: &str| {
        let path = cgroups.lines().find_map(|line| line.split_once(controller))?.1;
        Some(path.trim_start_matches('/').to_owned())
    };
    let v1 = of(":memory:").map(|path| format!("/sys/fs/cgroup/memory/{path}/memory.limit_in_bytes"));
    let v2 = of("0::").map(|path| format!("/sys/fs/cgroup/{path}/memory.max"));
    let read = |path: String| std::fs::read_to_string(path).ok()?.trim().parse().ok();
    v1.and_then(read).or_else(|| read(v2?))
}

fn client_pid(up: &Up) -> Option<u32> {
    let config = up.gavel.data.join("run/nomad/client.json");
    let found = processes(&config.to_string_lossy());
    found.first().map(|(pid, _)| *pid)
}

/// kill -9 of Nomad's client under work: the agents are not its children, work on, and are its tasks again when it is back.
async fn nomads_client_dies(up: &Up, client: &Client) {
    let before = agents(up);
    let sleep = json!({"language": "python", "source": "import time\ntime.sleep(0.5)\nprint('done')"});
    let mut locations = Vec::new();
    let killed = client_pid(up).expect("Nomad's client runs");
    for number in 0..8 {
        let sent = client.post("/v1/runs", &sleep).await;
        assert_eq!(sent.status, 202, "{}", sent.body);
        locations.push(sent.header("location").unwrap().to_owned());
        if number == 3 {
            signal(killed, "KILL");
        }
    }
    for location in &locations {
        let view = client.verdict(location).await;
        assert_eq!(view["report"]["run"]["stdout"]["text"], "done\n", "{view}");
        let trace = client.get(&format!("{location}/trace")).await.body;
        assert_eq!(trace["attempt"], 1, "{trace}");
    }
    let started = Instant::now();
    while client_pid(up).is_none_or(|pid| pid == killed) {
        assert!(started.elapsed() < SOON, "Nomad's client is not back");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    until_agents(client, 2).await;
    assert_eq!(agents(up), before);
}

/// One test, since each start of Nomad takes seconds.
#[tokio::test]
async fn nomad_keeps_restarts_and_scales_the_agents() {
    let mut up = Up::start(&scratch("nomad"), &["--agents", "2"]);
    let file = up.file();
    let client = Client::of(&file);
    let body = json!({"language": "c", "source": "int main(){}"});
    assert_eq!(client.judge("/v1/runs", &body).await["report"]["status"], "ok");

    // ACLs are on: without a token nothing is told, with the operator's no job can be had but by its policy.
    let (address, token) = (
        file["nomad"]["address"].as_str().unwrap(),
        file["nomad"]["token"].as_str().unwrap(),
    );
    let jobs = format!("{address}/v1/jobs");
    assert_eq!(reqwest::get(&jobs).await.unwrap().status().as_u16(), 403);
    let tokens = reqwest::Client::new()
        .get(format!("{address}/v1/acl/tokens"))
        .header("X-Nomad-Token", token);
    assert_eq!(tokens.send().await.unwrap().status().as_u16(), 403);
    let page = reqwest::get(format!("{address}/ui/"))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(page.contains("<title>"), "the UI is built in");

    // Room to prepare every toolchain, which takes far more than an agent at work.
    let limits: Vec<u64> = agents(&up).into_iter().filter_map(memory_limit).collect();
    assert!(limits.iter().all(|limit| *limit >= 2 << 30), "{limits:?}");

    // kill -9 of an agent while it works: its run is judged all the same, and it is back.
    let before = agents(&up);
    assert_eq!(before.len(), 2, "{before:?}");
    let sleep = json!({"language": "python", "source": "import time\ntime.sleep(1)\nprint('done')"});
    let sent = client.post("/v1/runs", &sleep).await;
    let location = sent.header("location").unwrap().to_owned();
    while client.get(&location).await.body["state"] != "running" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    before.iter().for_each(|pid| signal(*pid, "KILL"));
    let view = client.verdict(&location).await;
    assert_eq!(view["report"]["run"]["stdout"]["text"], "done\n", "{view}");
    until_agents(&client, 2).await;
    assert!(agents(&up).iter().all(|pid| !before.contains(pid)));

    nomads_client_dies(&up, &client).await;

    for (count, shown) in [("3", 3), ("1", 1)] {
        let scaled = up.gavel.run(&["scale", count]);
        assert!(
            scaled.status.success(),
            "{}",
            String::from_utf8_lossy(&scaled.stderr)
        );
        until_agents(&client, shown).await;
    }
    let refused = up.gavel.run(&["scale", "1000"]);
    assert!(!refused.status.success());
    assert_eq!(client.judge("/v1/runs", &body).await["report"]["status"], "ok");

    // kill -9 of it all: Nomad, its executors and the agents go too, though Nomad's tasks outlive its client by design.
    up.signal("KILL");
    up.ended();
    let shown = up.gavel.data.to_string_lossy().into_owned();
    let started = Instant::now();
    while !processes(&shown).is_empty() {
        assert!(started.elapsed() < SOON, "{:?}", processes(&shown));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
