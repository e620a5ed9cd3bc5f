//! How `gavel up` ends and what it survives: signals, kill -9 of itself and of each child, children that cannot live.

use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use gavel_tests::{Client, Sent, Up, cgroups, mounts, processes, scratch, signal};
use serde_json::json;

const SOON: Duration = Duration::from_secs(30);

/// Waits for a state; never for a time.
fn until(what: &str, mut reached: impl FnMut() -> bool) {
    let started = Instant::now();
    while !reached() {
        assert!(started.elapsed() < SOON, "not in time: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Nothing of this data directory is left.
fn assert_nothing_left(data: &std::path::Path, enclosure: &str) {
    let shown = data.to_string_lossy();
    until("every process has ended", || processes(&shown).is_empty());
    assert_eq!(cgroups(enclosure), Vec::<std::path::PathBuf>::new());
    assert_eq!(mounts(data), Vec::<String>::new());
    assert!(!data.join("run").exists() && !data.join("up.json").exists());
}

/// The one cgroup name of a running `gavel up`.
fn enclosure_of(data: &std::path::Path) -> String {
    let pids = processes(&data.join("run/agent.toml").to_string_lossy());
    let (pid, _) = pids.first().expect("a service runs");
    let own = std::fs::read_to_string(format!("/proc/{pid}/cgroup")).unwrap();
    let name = own.split(['/', '\n']).find(|part| part.starts_with("gavel-up-"));
    name.expect("it is enclosed").to_owned()
}

fn pid_of(data: &std::path::Path, part: &str) -> Option<u32> {
    let found = processes(&data.join("run").to_string_lossy());
    found
        .into_iter()
        .find(|(_, line)| line.contains(part))
        .map(|(pid, _)| pid)
}

fn judge_one(up: &Up, key: &str) {
    let client = Client::of(&up.file());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let body = json!({"language": "c", "source": "int main(){}"});
        loop {
            // The api itself may be starting again.
            if let Sent::Answered(202, Some(location)) = client.try_send("/v1/runs", key, &body).await {
                assert_eq!(client.verdict(&location).await["report"]["status"], "ok");
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
}

#[test]
fn it_ends_in_order_on_ctrl_c_and_leaves_nothing() {
    let data = scratch("life-order");
    let mut up = Up::start(&data, &["--local", "--agents", "1"]);
    let enclosure = enclosure_of(&data);
    let second = up.gavel.run(&["up", "--local", "--once"]);
    assert!(!second.status.success());
    assert!(String::from_utf8_lossy(&second.stderr).contains("another `gavel up`"));
    up.signal("INT");
    assert_eq!(up.ended().code(), Some(0), "{}", up.said());
    assert_nothing_left(&data, &enclosure);
}

#[test]
fn kill_9_of_itself_ends_everything_and_the_next_start_cleans() {
    let data = scratch("life-kill");
    let mut up = Up::start(&data, &["--local", "--agents", "1"]);
    let enclosure = enclosure_of(&data);
    up.signal("KILL");
    up.ended();
    let shown = data.to_string_lossy().into_owned();
    until("every process has ended", || processes(&shown).is_empty());
    let again = up.gavel.run(&[
        "up",
        "--local",
        "--agents",
        "1",
        "--once",
        "--listen",
        "127.0.0.1:0",
    ]);
    let text = String::from_utf8_lossy(&again.stdout).into_owned() + &String::from_utf8_lossy(&again.stderr);
    assert_eq!(again.status.code(), Some(0), "{text}");
    let languages = std::fs::read_dir(gavel_tests::root().join("languages")).unwrap();
    let names = languages.map(|entry| entry.unwrap().file_name());
    let described = names
        .filter(|name| name.to_string_lossy().ends_with(".toml"))
        .count();
    assert_eq!(text.matches(" accepted ").count(), described, "{text}");
    assert_nothing_left(&data, &enclosure);
}

/// A disk that only a mount namespace of its own sees.
#[test]
fn a_small_disk_is_enough() {
    let data = scratch("life-small");
    let up = gavel_tests::Gavel { data: data.clone() };
    let up = up.command(&[
        "up",
        "--local",
        "--agents",
        "1",
        "--once",
        "--listen",
        "127.0.0.1:0",
    ]);
    let ended = std::process::Command::new("unshare")
        .args([
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o size=300m none \"$GAVEL_DATA\" && exec \"$0\" \"$@\"",
        ])
        .arg(up.get_program())
        .args(up.get_args())
        .env("GAVEL_DATA", &data)
        .current_dir(gavel_tests::root())
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(0), "{text}");
}

/// The same with a disk that fills up while work is sent: nobody has to start anything again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_was_full_heals_by_itself() {
    let data = scratch("life-full");
    let mounting =
        "mkdir \"$GAVEL_DATA/jetstream\" && mount -t tmpfs -o size=300m none \"$GAVEL_DATA/jetstream\"";
    let mut up = Up::spawn_in(&data, &["--local", "--agents", "1"], Some(mounting));
    up.wait();
    let seen = PathBuf::from(format!("/proc/{}/root", up.pid())).join(data.strip_prefix("/").unwrap());
    let client = Client::of(&up.file());
    let body = json!({"language": "c", "source": "int main(){}", "stdin": "x".repeat(60_000)});
    let mut accepted = vec![client.post("/v1/runs", &body).await];
    let filler = seen.join("jetstream/filler");
    let fill = || {
        let mut file = std::fs::File::options()
            .create(true)
            .append(true)
            .open(&filler)
            .unwrap();
        while file.write_all(&[1; 4_096]).is_ok() {}
    };
    loop {
        // What is judged is deleted, which makes a little room again.
        fill();
        let sent = client.post("/v1/runs", &body).await;
        match sent.status {
            202 => accepted.push(sent),
            503 => break,
            status => panic!("{status}: {}", sent.body),
        }
        assert!(accepted.len() < 2_000, "the disk does not fill");
    }
    std::fs::remove_file(&filler).unwrap();
    let started = Instant::now();
    loop {
        let sent = client.post("/v1/runs", &body).await;
        match sent.status {
            202 => break accepted.push(sent),
            503 => tokio::time::sleep(Duration::from_millis(200)).await,
            status => panic!("{status}: {}", sent.body),
        }
        assert!(started.elapsed() < Duration::from_secs(60), "{}", sent.body);
    }
    let said = std::fs::read_to_string(data.join("logs/nats-server.log")).unwrap();
    assert!(said.contains("the disk of the queue was full"), "{said}");
    for sent in &accepted {
        let view = client.verdict(sent.header("location").unwrap()).await;
        assert_eq!(view["status"], "ok", "{view}");
    }
}

#[test]
fn a_child_that_dies_is_started_again() {
    let data = scratch("life-children");
    let up = Up::start(&data, &["--local", "--agents", "1"]);
    for part in [
        "nats.conf",
        "gavel api",
        "scheduler-1",
        "scheduler-2",
        "gavel-agent",
    ] {
        let pid = pid_of(&data, part).unwrap_or_else(|| panic!("no {part}"));
        signal(pid, "KILL");
        until("another one runs", || {
            pid_of(&data, part).is_some_and(|now| now != pid)
        });
        judge_one(&up, &format!("after-{pid}"));
    }
}

#[test]
fn a_child_that_cannot_live_ends_everything_with_its_last_words() {
    let data = scratch("life-failing");
    let script = data.join("server");
    std::fs::write(&script, "#!/bin/sh\necho these are the last words\nexit 9\n").unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&script, mode).unwrap();
    let server = script.to_string_lossy().into_owned();
    let mut up = Up::spawn(&data, &["--local", "--nats-server", &server]);
    assert_eq!(up.ended().code(), Some(3));
    until("its words are read", || {
        up.said().contains("these are the last words")
    });
    assert!(
        up.said().contains("nats-server ended 5 times within a minute"),
        "{}",
        up.said()
    );
}

#[tokio::test]
async fn what_is_given_up_after_three_attempts_can_be_sent_again() {
    let data = scratch("life-dead");
    let up = Up::start(&data, &["--local", "--agents", "2"]);
    let client = Client::of(&up.file());
    // Test data that is gone fails each attempt, by nobody's fault but ours.
    let (blobs, aside) = (data.join("blobs"), data.join("aside"));
    std::fs::rename(&blobs, &aside).unwrap();
    std::fs::create_dir(&blobs).unwrap();
    let source =
        std::fs::read_to_string(gavel_tests::root().join("problems/word-count/submissions/accepted/main.py"));
    let body = json!({"language": "python", "problem": "word-count", "source": source.unwrap()});
    let view = client.judge("/v1/submissions", &body).await;
    assert_eq!(view["report"]["status"], "internal_error", "{view}");
    let id = view["id"].as_str().unwrap();
    let listed = up.gavel.run(&["dead", "list", "--json"]);
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(listed[0]["submission"], id);
    assert!(!listed[0]["reason"].as_str().unwrap().is_empty());
    let shown = up.gavel.run(&["dead", "show", id]);
    assert!(String::from_utf8_lossy(&shown.stdout).contains("\"files\""));

    std::fs::remove_dir(&blobs).unwrap();
    std::fs::rename(&aside, &blobs).unwrap();
    let retried = up.gavel.run(&["dead", "retry", id]);
    assert!(
        retried.status.success(),
        "{}",
        String::from_utf8_lossy(&retried.stderr)
    );
    let started = Instant::now();
    loop {
        let now = client.get(&format!("/v1/submissions/{id}")).await.body;
        if now["report"]["status"] == "accepted" {
            break;
        }
        assert!(started.elapsed() < SOON, "{now}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let listed = up.gavel.run(&["dead", "list", "--json"]);
    assert_eq!(String::from_utf8_lossy(&listed.stdout).trim(), "[]");
    let unknown = up.gavel.run(&["dead", "show", id]);
    assert_eq!(unknown.status.code(), Some(2));
}
