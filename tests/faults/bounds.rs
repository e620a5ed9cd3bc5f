//! The bounds of the promise: a lost agent is noticed within 2 s, a standby leads within 3 s, living runs are not run again, and a
//! leader that stood still changes nothing. Times are the real ones; a loaded machine gets half a second on top.

use std::time::{Duration, Instant, SystemTime};

use gavel_tests::{Client, Cluster, Cut, Part, SERVERS};
use gavel_wire::Timestamp;
use serde_json::Value;

use crate::{alone, done, running, sleeper, until, writes};

const NOISE: Duration = Duration::from_millis(500);
const AGENT_LOST: Duration = Duration::from_secs(2);
const LEADS: Duration = Duration::from_secs(3);
const STOPPED: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn losses_are_noticed_in_time_and_what_lives_is_not_run_again() {
    let _alone = alone().await;
    let mut cluster = Cluster::start("bounds", 3).await;
    a_lost_agent(&mut cluster, false).await;
    a_lost_agent(&mut cluster, true).await;
    a_dead_leader(&mut cluster).await;
    a_leader_that_stood_still(&cluster).await;
    assert_eq!(writes(&cluster).await.replaced, 0);
}

/// The agent that said that it took a run.
fn agent_of(cluster: &Cluster, location: &str) -> Part {
    let id = location.rsplit('/').next().unwrap();
    let took = |part: &&Part| part.kind() == "agent" && cluster.log(**part).contains(id);
    *cluster.parts().iter().find(took).unwrap()
}

/// How often any agent took a run.
fn starts_of(cluster: &Cluster, location: &str) -> usize {
    let id = location.rsplit('/').next().unwrap();
    let agents = cluster.parts().iter().filter(|part| part.kind() == "agent");
    let starts = agents.map(|agent| {
        let log = cluster.log(*agent);
        log.lines()
            .filter(|line| line.contains("run accepted") && line.contains(id))
            .count()
    });
    starts.sum()
}

async fn a_lost_agent(cluster: &mut Cluster, is_cut: bool) {
    let client = cluster.clients().remove(0);
    let location = running(&client, &sleeper(1.5)).await;
    let doomed = agent_of(cluster, &location);
    let lost_at = SystemTime::now();
    if is_cut {
        (0..SERVERS).for_each(|server| cluster.link(doomed, server).cut(Cut::Silent));
    } else {
        cluster.kill(doomed);
    }
    assert_eq!(
        done(&client, &location).await,
        2,
        "another attempt gave the verdict"
    );
    let placed = placed_at(&client, &location).await;
    let took = placed.duration_since(lost_at).unwrap();
    println!(
        "an agent that was {}: placed again after {took:?}",
        if is_cut { "cut off" } else { "killed" }
    );
    assert!(took < AGENT_LOST + NOISE, "{took:?}");
    if is_cut {
        (0..SERVERS).for_each(|server| cluster.link(doomed, server).heal());
    } else {
        cluster.spawn(doomed);
    }
    // What the cut one has to say changes nothing, and then it works on.
    cluster.wait_ready().await;
    assert_eq!(done(&client, &location).await, 2);
}

/// When the attempt that gave the verdict was answered by its agent.
async fn placed_at(client: &Client, location: &str) -> SystemTime {
    let trace = client.get(&format!("{location}/trace")).await.body;
    let marks = trace["marks"].as_array().unwrap();
    let since = |stage: &str| {
        let mark = marks.iter().rfind(|mark| mark["stage"] == stage).unwrap();
        Duration::from_micros(mark["since_accepted_us"].as_u64().unwrap())
    };
    let view = client.get(location).await.body;
    let accepted: Timestamp = serde_json::from_value(view["created_at"].clone()).unwrap();
    let accepted = Duration::from_millis(accepted.unix_ms().try_into().unwrap());
    SystemTime::UNIX_EPOCH + accepted + since("placed")
}

async fn a_dead_leader(cluster: &mut Cluster) {
    let client = cluster.clients().remove(0);
    let mut locations = Vec::new();
    for _ in 0..2 {
        locations.push(running(&client, &sleeper(5.0)).await);
    }
    let leader = cluster.leader().await.unwrap();
    let standby = 1 - leader;
    let killed_at = Instant::now();
    cluster.kill(Part::Scheduler(leader));
    until("the standby leads", async || {
        cluster.leader().await == Some(standby)
    })
    .await;
    let took = killed_at.elapsed();
    println!("the standby led {took:?} after the leader's death");
    assert!(took < LEADS + NOISE, "{took:?}");
    locations.push(running(&client, &sleeper(0.1)).await);
    println!(
        "a new run started {:?} after the leader's death",
        killed_at.elapsed()
    );
    for location in &locations {
        assert_eq!(done(&client, location).await, 1);
        assert_eq!(starts_of(cluster, location), 1, "what lived is not run again");
    }
    cluster.spawn(Part::Scheduler(leader));
    cluster.wait_ready().await;
}

async fn a_leader_that_stood_still(cluster: &Cluster) {
    let clients = cluster.clients();
    let mut locations = vec![running(&clients[0], &sleeper(4.0)).await];
    let leader = cluster.leader().await.unwrap();
    let standby = 1 - leader;
    let stopped_at = Instant::now();
    cluster.signal(Part::Scheduler(leader), "STOP");
    until("the standby leads", async || {
        let page = cluster.metrics(standby).await.unwrap_or_default();
        page.lines().any(|line| line == "gavel_leader 1")
    })
    .await;
    while stopped_at.elapsed() < STOPPED {
        locations.push(running(&clients[0], &sleeper(1.0)).await);
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let wanted = queue(&clients[0]).await;
    locations.push(running(&clients[0], &sleeper(2.0)).await);
    cluster.signal(Part::Scheduler(leader), "CONT");
    let continued_at = Instant::now();
    // Longer than any lease.
    while continued_at.elapsed() < Duration::from_secs(3) {
        for client in &clients {
            assert_eq!(queue(client).await, wanted);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(cluster.leader().await, Some(standby), "the old one says so too");
    for location in &locations {
        assert_eq!(done(&clients[0], location).await, 1);
        assert_eq!(starts_of(cluster, location), 1, "nothing was run again");
    }
}

/// Who leads in which term, as an api heard it.
async fn queue(client: &Client) -> (Value, Value) {
    let queue = client.get("/v1/queue").await.body;
    (queue["leader"].clone(), queue["term"].clone())
}
