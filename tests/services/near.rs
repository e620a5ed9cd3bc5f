//! Submissions of a problem in a bucket go to the agent that has its data on disk, also after that agent's restart, and are judged
//! all the same where nobody has it.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use futures::StreamExt;
use gavel_bus::Bus;
use gavel_tests::Client;
use gavel_wire::state::AgentState;
use serde_json::{Value, json};

use crate::parts::Parts;
use crate::s3::{S3, credentials, package, publish, published};
use crate::{SOON, alone};

/// Of idle agents, the problems that they say to have the data of.
type Held = BTreeMap<String, Vec<String>>;

/// Credentials, and all test data on disk alone.
fn without_memory(command: &mut Command) {
    credentials(command);
    command.env("GAVEL_AGENT__TEST_CACHE_BYTES", "0");
}

/// Waits until so many agents could take work, by what each of them says from now on.
async fn idle(bus: &Bus, agents: usize) -> Held {
    let mut states = bus.agent_states().await.unwrap();
    let mut idle = Held::new();
    let all_are = async {
        while idle.len() < agents {
            let state = states.next().await.unwrap();
            let name = state.agent.to_string();
            if could_work(&state) {
                let problems = state.holds.iter().map(ToString::to_string);
                idle.insert(name, problems.collect());
            } else {
                idle.remove(&name);
            }
        }
    };
    tokio::time::timeout(SOON, all_are)
        .await
        .expect("all agents are idle");
    idle
}

fn could_work(state: &AgentState) -> bool {
    let python = state
        .languages
        .iter()
        .any(|language| language.id.as_str() == "python");
    python && !state.draining && state.slots.iter().any(|slot| slot.lease.is_none())
}

/// What a right answer came to, and which agent judged it; an empty name where none could.
async fn judged(client: &Client, problem: &str) -> (String, String) {
    let body = json!({"language": "python", "problem": problem, "source": "print('yes')"});
    let view = client.judge("/v1/submissions", &body).await;
    let id = view["id"].as_str().unwrap();
    let trace = client.get(&format!("/v1/submissions/{id}/trace")).await.body;
    let mut marks = trace["marks"].as_array().unwrap().iter();
    let run = marks.rfind(|mark| mark["stage"] == "run");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let by = run.map(|run| text(&run["by"])).unwrap_or_default();
    (text(&view["report"]["status"]), by)
}

#[tokio::test]
async fn submissions_go_to_the_agent_that_has_their_problems_data() {
    let _alone = alone().await;
    let s3 = S3::start("s3-near");
    s3.until_it_listens().await;
    let mut parts = Parts::start_with(s3.blobs());
    let bus = parts.bus().await;
    parts.scheduler(|_| {});
    let (_, client) = parts.api(json!({}), credentials).await;
    let packages = tempfile::tempdir().unwrap();
    published(publish(&client, &package(packages.path(), "lost", "no")));
    let catalogue = fs::read(s3.object("catalogue.json")).unwrap();
    let catalogue: Value = serde_json::from_slice(&catalogue).unwrap();
    let expected = &catalogue["problems"][0]["tests"][0]["expected"];
    fs::remove_file(s3.object(expected.as_str().unwrap())).unwrap();
    published(publish(&client, &package(packages.path(), "one", "yes")));
    let mut agents = BTreeMap::new();
    for name in ["a", "b"] {
        agents.insert(name.to_owned(), parts.agent(name, without_memory));
    }
    let nothing = || -> Held { agents.keys().map(|name| (name.clone(), Vec::new())).collect() };

    assert_eq!(idle(&bus, 2).await, nothing());
    assert_eq!(judged(&client, "lost").await.0, "internal_error");
    assert_eq!(idle(&bus, 2).await, nothing(), "it was not to be had");

    // The other one is idle for longer each time.
    let (status, near) = judged(&client, "one").await;
    let far = agents.keys().find(|name| **name != near).unwrap().clone();
    let by_near = (status, near.clone());
    assert_eq!(by_near.0, "accepted");
    let mut held = nothing();
    held.insert(near.clone(), vec!["one".to_owned()]);
    for _ in 0..2 {
        assert_eq!(idle(&bus, 2).await, held);
        assert_eq!(judged(&client, "one").await, by_near);
    }
    idle(&bus, 2).await;
    parts.kill(agents[&near]);
    let again = parts.agent(&near, without_memory);
    for _ in 0..2 {
        assert_eq!(idle(&bus, 2).await, held, "its disk has it");
        assert_eq!(judged(&client, "one").await, by_near);
    }

    // With no more room than for nothing it has no data any more, and says so.
    idle(&bus, 2).await;
    parts.kill(again);
    let without_room = parts.agent(&near, |command| {
        without_memory(command);
        command.env("GAVEL_AGENT__TEST_DIR_BYTES_MAX", "1");
    });
    assert_eq!(idle(&bus, 2).await, nothing());
    parts.end(agents[&far]);
    for _ in 0..2 {
        assert_eq!(judged(&client, "one").await, by_near);
        assert_eq!(idle(&bus, 1).await, Held::from([(near.clone(), Vec::new())]));
    }

    // Nor has it where the directory goes away beneath it.
    parts.end(without_room);
    parts.agent(&near, without_memory);
    idle(&bus, 1).await;
    assert_eq!(judged(&client, "one").await, by_near);
    held.remove(&far);
    assert_eq!(idle(&bus, 1).await, held);
    fs::remove_dir_all(parts.test_dir(&near)).unwrap();
    assert_eq!(judged(&client, "one").await, by_near);
    assert_eq!(idle(&bus, 1).await, Held::from([(near, Vec::new())]));
}
