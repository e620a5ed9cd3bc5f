//! One leader on a real nats-server: a submission becomes a verdict, cancels, strikes, forged leases, broken messages.

use std::time::{Duration, Instant, SystemTime};

use crate::support::{Agent, Scheduler, WAIT, bus, publish, result_of, submission, until, verdict};
use futures::StreamExt;
use gavel_bus::testing::NatsServer;
use gavel_wire::message::{ResultDecision, WIRE_VERSION};
use gavel_wire::state::Cancel;
use gavel_wire::verdict::{Stage, Status};
use gavel_wire::{SubmissionId, Timestamp};

async fn gone(bus: &gavel_bus::Bus, sequence: u64) {
    until("the message's deletion", || async {
        matches!(bus.submission(sequence).await, Ok(None)).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_submission_becomes_a_verdict_and_leaves_the_stream() {
    let server = NatsServer::start();
    let api = bus(&server, "api").await;
    let before = submission("u");
    let sequence = publish(&api, &before).await;
    let scheduler = Scheduler::start(&server, "one");
    let agent = Agent::start(&server, "a1", 1, 1, Some(Status::Ok)).await;
    let found = verdict(&api, &before).await;
    assert_eq!(found.report.status, Status::Ok);
    assert_eq!(found.agent.as_ref(), Some(&agent.id));
    let stages: Vec<Stage> = found.marks.iter().map(|mark| mark.stage).collect();
    assert_eq!(stages, [Stage::Placed, Stage::Published]);
    gone(&api, sequence).await;

    // Thirty more, one slot: each is placed once, none while the agent is busy.
    let mut told = api.verdicts().await.unwrap();
    api.flush().await.unwrap();
    let mut took = Vec::new();
    for _ in 0..30 {
        let next = submission("u");
        let sent = Instant::now();
        publish(&api, &next).await;
        let verdict = tokio::time::timeout(WAIT, told.next()).await.unwrap().unwrap();
        assert_eq!(verdict.submission, next.id);
        took.push(sent.elapsed());
    }
    took.sort_unstable();
    println!("published to told, p50 {:?}, all {took:?}", took[15]);
    assert_eq!((agent.starts().len(), agent.busy_asks()), (31, 0));
    scheduler.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancels_reach_queued_and_running_work() {
    let server = NatsServer::start();
    let api = bus(&server, "api").await;
    let scheduler = Scheduler::start(&server, "one");
    let agent = Agent::start(&server, "a1", 1, 1, None).await;
    let (running, queued) = (submission("u"), submission("v"));
    publish(&api, &running).await;
    agent.started(1).await;
    publish(&api, &queued).await;
    for cancelled in [&queued, &running] {
        let cancel = Cancel {
            v: WIRE_VERSION,
            submission: cancelled.id,
            judging: cancelled.judging,
            at: Timestamp::from(SystemTime::now()),
        };
        api.request_cancel(&cancel).await.unwrap();
        assert_eq!(verdict(&api, cancelled).await.report.status, Status::Cancelled);
    }
    assert_eq!(agent.stopped().len(), 1);
    assert_eq!(agent.starts().len(), 1);
    scheduler.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_failed_sandboxes_end_in_an_internal_error_and_a_copy() {
    let server = NatsServer::start();
    let api = bus(&server, "api").await;
    let scheduler = Scheduler::start(&server, "one");
    let agents = [
        Agent::start(&server, "a1", 1, 1, Some(Status::InternalError)).await,
        Agent::start(&server, "a2", 1, 1, Some(Status::InternalError)).await,
    ];
    let poison = submission("u");
    let sequence = publish(&api, &poison).await;
    let found = verdict(&api, &poison).await;
    assert_eq!(found.report.status, Status::InternalError);
    let reason = found.report.reason.unwrap();
    assert!(
        reason.contains("3 attempts failed") && reason.contains("played"),
        "{reason}"
    );
    gone(&api, sequence).await;
    let strikes: Vec<u32> = agents
        .iter()
        .flat_map(Agent::starts)
        .map(|lease| lease.strikes)
        .collect();
    assert_eq!(strikes.len(), 3);
    assert!(
        agents.iter().all(|agent| !agent.starts().is_empty()),
        "it was tried on another agent"
    );
    assert_eq!(api.dead_count().await.unwrap(), 1);
    scheduler.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_results_are_refused_and_the_real_one_counts() {
    let server = NatsServer::start();
    let api = bus(&server, "api").await;
    let scheduler = Scheduler::start(&server, "one");
    let agent = Agent::start(&server, "a1", 1, 1, None).await;
    let wanted = submission("u");
    publish(&api, &wanted).await;
    let lease = agent.started(1).await.remove(0);
    let mut forged = result_of(&lease, Status::Ok);
    forged.lease.submission = SubmissionId(uuid::Uuid::now_v7());
    let answer = api
        .offer_result(&agent.id, &forged, Duration::from_secs(5))
        .await
        .unwrap();
    assert!(
        matches!(answer.answer, ResultDecision::Refused { .. }),
        "{answer:?}"
    );
    agent.finish(&lease, Status::RuntimeError);
    assert_eq!(verdict(&api, &wanted).await.report.status, Status::RuntimeError);
    until("the answer", || async {
        (agent.answers() == [ResultDecision::Stored]).then_some(())
    })
    .await;
    // The same result again, with its real lease: the judging is over.
    let again = api
        .offer_result(&agent.id, &result_of(&lease, Status::Ok), Duration::from_secs(5))
        .await;
    assert_eq!(again.unwrap().answer, ResultDecision::Superseded);
    scheduler.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_of_the_server_loses_nothing() {
    let mut server = NatsServer::start();
    let api = bus(&server, "api").await;
    let scheduler = Scheduler::start(&server, "one");
    let agent = Agent::start(&server, "a1", 1, 1, Some(Status::Ok)).await;
    let mut sent = Vec::new();
    for round in 0..3 {
        for _ in 0..20 {
            let next = submission("u");
            publish(&api, &next).await;
            sent.push(next);
        }
        if round < 2 {
            server.restart();
        }
    }
    for submission in &sent {
        assert_eq!(verdict(&api, submission).await.report.status, Status::Ok);
    }
    assert_eq!(agent.busy_asks(), 0);
    scheduler.stop().await;
}
