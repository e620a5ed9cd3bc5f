//! Who is served when much waits, on the real path from the queue to an agent of one slot.

use std::time::SystemTime;

use futures::StreamExt;
use gavel_bus::Bus;
use gavel_wire::message::WIRE_VERSION;
use gavel_wire::{
    Class, FileName, Judging, LanguageId, Limits, SourceFile, Submission, SubmissionId, Tenant, Timestamp,
    UserId, Work,
};
use serde_json::json;

use crate::agent::Played;
use crate::parts::Parts;
use crate::{alone, until};

const MANY: usize = 10_000;
const AT_ONCE: usize = 256;

fn submission(user: &str, class: Class) -> Submission {
    Submission {
        v: WIRE_VERSION,
        id: SubmissionId(uuid::Uuid::now_v7()),
        judging: Judging(1),
        tenant: Tenant::parse("t").unwrap(),
        user: UserId::parse(user).unwrap(),
        class,
        language: LanguageId::parse("c").unwrap(),
        files: vec![SourceFile {
            name: FileName::parse("main.c").unwrap(),
            text: "int main(void) { return 0; }".to_owned(),
        }],
        limits: Limits::default(),
        work: Work::Run {
            stdin: String::new(),
            args: Vec::new(),
            signature: None,
            against: None,
        },
        accepted_at: Timestamp::from(SystemTime::now()),
        traceparent: None,
    }
}

async fn queue(bus: &Bus, all: Vec<Submission>) {
    let sent = futures::stream::iter(all).map(async |one| bus.publish_submission(&one).await.unwrap());
    sent.buffer_unordered(AT_ONCE).collect::<Vec<_>>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_who_has_ten_thousand_queued_holds_up_nobody() {
    let _alone = alone().await;
    let mut parts = Parts::start();
    let bus = parts.bus().await;
    queue(
        &bus,
        (0..MANY)
            .map(|_| submission("many", Class::Interactive))
            .collect(),
    )
    .await;
    let (_, client) = parts.api(json!({}), |_| {}).await;
    parts.scheduler(|_| {});
    let agent = Played::on(bus, true);
    until("the one with many is served", async || agent.started().len() > 3).await;
    // What comes now waits for its turn only, however much came before it.
    let before = agent.started().len();
    let mut sent = Vec::new();
    for user in ["ann", "bob", "cid", "ann"] {
        let body = json!({"language": "c", "source": "int main(){}"});
        let headers = [("Gavel-User", user)];
        let answer = client
            .send(reqwest::Method::POST, "/v1/runs", &headers, Some(&body))
            .await;
        assert_eq!(answer.status, 202, "{}", answer.body);
        sent.push(answer.body["id"].as_str().unwrap().to_owned());
    }
    let place = |id: &String| agent.started().iter().position(|one| one.id.to_string() == *id);
    until("all of the others are served", async || {
        sent.iter().all(|id| place(id).is_some())
    })
    .await;
    let between = agent.started()[before..]
        .iter()
        .filter(|one| one.user.as_str() == "many")
        .count();
    let last = sent.iter().filter_map(place).max().unwrap();
    println!(
        "{between} of {MANY} were served between the others, the last of whom was number {}",
        last - before
    );
    assert!(between < MANY / 20, "{between} went before them");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn classes_share_the_slot_by_weight_and_none_starves() {
    let _alone = alone().await;
    let mut parts = Parts::start();
    let bus = parts.bus().await;
    for class in Class::ALL {
        queue(
            &bus,
            (0..60)
                .map(|number| submission(&format!("u{}", number % 3), class))
                .collect(),
        )
        .await;
    }
    // It places nothing before it has heard the agents and read the whole queue.
    parts.scheduler(|_| {});
    let agent = Played::on(bus, true);
    until("two rounds are served", async || agent.started().len() >= 30).await;
    let first = &agent.started()[..30];
    let of = |class| first.iter().filter(|one| one.class == class).count();
    assert_eq!(Class::ALL.map(of), [16, 8, 4, 2]);
}
