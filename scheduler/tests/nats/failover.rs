//! Two schedulers and agents that die: nothing is lost, nothing that lives is run again, the standby leads in time.

use std::time::{Duration, Instant};

use crate::support::{Agent, Scheduler, WAIT, bus, publish, submission, until, verdict};
use futures::StreamExt;
use gavel_bus::testing::NatsServer;
use gavel_wire::Submission;
use gavel_wire::message::ResultDecision;
use gavel_wire::verdict::Status;

async fn leader(api: &gavel_bus::Bus) -> (String, gavel_wire::Term) {
    let mut states = api.queue_states().await.unwrap();
    api.flush().await.unwrap();
    let state = tokio::time::timeout(WAIT, states.next()).await.unwrap().unwrap();
    (state.leader, state.term)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_standby_takes_over_runs_in_flight_and_the_queue() {
    let server = NatsServer::start();
    let api = bus(&server, "api").await;
    let one = Scheduler::start(&server, "one");
    let (first_leader, first_term) = leader(&api).await;
    assert!(first_leader.starts_with("one-"));
    let two = Scheduler::start(&server, "two");
    let agent = Agent::start(&server, "a1", 1, 2, None).await;
    let (running, queued) = ([submission("u"), submission("u")], submission("u"));
    for submission in &running {
        publish(&api, submission).await;
    }
    let leases = agent.started(2).await;
    publish(&api, &queued).await;

    // Its task is dropped with everything in it: no lease is let go.
    let killed_at = Instant::now();
    one.kill();
    // A result that comes while nobody leads is offered until somebody does.
    agent.finish(&leases[0], Status::Ok);
    // Starts are sent at once, so the second submission's may be the first to come.
    let of_result = |submission: &&Submission| submission.id == leases[0].submission;
    let finished = running.iter().find(of_result).unwrap();
    assert_eq!(verdict(&api, finished).await.report.status, Status::Ok);
    let took = killed_at.elapsed();
    println!("a result was stored {took:?} after the leader's death");
    assert!(took < Duration::from_secs(3));
    agent.started(3).await;
    println!(
        "the queue went on {:?} after the leader's death",
        killed_at.elapsed()
    );
    let (second_leader, second_term) = leader(&api).await;
    assert!(second_leader.starts_with("two-") && second_term > first_term);

    for lease in agent.starts() {
        agent.finish(&lease, Status::Ok);
    }
    for submission in running.iter().chain([&queued]) {
        assert_eq!(verdict(&api, submission).await.report.status, Status::Ok);
    }
    assert_eq!(agent.starts().len(), 3, "nothing that lived was run again");
    assert_eq!(agent.busy_asks(), 0);
    until("three answers", || async {
        (agent.answers().len() == 3).then_some(())
    })
    .await;
    assert!(
        agent
            .answers()
            .iter()
            .all(|answer| *answer == ResultDecision::Stored)
    );
    two.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_that_ends_in_order_hands_over_at_once() {
    let server = NatsServer::start();
    let api = bus(&server, "api").await;
    let one = Scheduler::start(&server, "one");
    leader(&api).await;
    let two = Scheduler::start(&server, "two");
    let agent = Agent::start(&server, "a1", 1, 1, Some(Status::Ok)).await;
    let before = submission("u");
    publish(&api, &before).await;
    verdict(&api, &before).await;
    let stopped_at = Instant::now();
    one.stop().await;
    let after = submission("u");
    publish(&api, &after).await;
    verdict(&api, &after).await;
    let took = stopped_at.elapsed();
    println!("the next verdict came {took:?} after the stop");
    assert!(took < Duration::from_millis(1_500));
    assert_eq!(agent.starts().len(), 2);
    two.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_agents_run_is_placed_on_another() {
    let server = NatsServer::start();
    let api = bus(&server, "api").await;
    let scheduler = Scheduler::start(&server, "one");
    let doomed = Agent::start(&server, "a1", 1, 1, None).await;
    let wanted = submission("u");
    publish(&api, &wanted).await;
    doomed.started(1).await;
    let other = Agent::start(&server, "a2", 1, 1, Some(Status::Ok)).await;
    let killed_at = Instant::now();
    doomed.kill();
    let lease = other.started(1).await.remove(0);
    let took = killed_at.elapsed();
    println!("placed again after {took:?}");
    assert!(took < Duration::from_millis(2_300));
    assert_eq!((lease.strikes, lease.attempt.0), (1, 2));
    assert_eq!(verdict(&api, &wanted).await.agent, Some(other.id.clone()));
    scheduler.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_that_restarts_loses_its_run_at_once() {
    let server = NatsServer::start();
    let api = bus(&server, "api").await;
    let scheduler = Scheduler::start(&server, "one");
    let before = Agent::start(&server, "a1", 1, 1, None).await;
    let wanted = submission("u");
    publish(&api, &wanted).await;
    before.started(1).await;
    before.kill();
    let after = Agent::start(&server, "a1", 2, 1, Some(Status::Ok)).await;
    let lease = after.started(1).await.remove(0);
    assert_eq!((lease.epoch, lease.strikes), (2, 1));
    verdict(&api, &wanted).await;
    scheduler.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_leader_is_configured_to_holds_and_another_key_loses_nothing() {
    let server = NatsServer::start();
    let api = bus(&server, "api").await;
    let one = Scheduler::start(&server, "one");
    leader(&api).await;
    let agent = Agent::start(&server, "a1", 1, 1, None).await;
    let wanted = submission("u");
    publish(&api, &wanted).await;
    let first = agent.started(1).await.remove(0);
    let bounded = api.queue_bounds().await;

    // A standby of another key that would make the queue smaller does not touch it while the other leads.
    let two = Scheduler::start_with(&server, "two", |config| {
        config.scheduler.lease_key = Some(gavel_bus::Secret("a5".repeat(32)));
        config.nats.queue_messages_max = 1_000;
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(api.queue_bounds().await, bounded);

    // When it leads, its own configuration holds. It cannot tell the other's leases from forged ones: such a run is refused
    // and placed again.
    one.kill();
    until("the other leads", || async {
        leader(&api).await.0.starts_with("two-").then_some(())
    })
    .await;
    agent.finish(&first, Status::Ok);
    let second = agent.started(2).await.remove(1);
    agent.finish(&second, Status::Ok);
    assert_eq!(verdict(&api, &wanted).await.attempt, second.attempt);
    assert!(matches!(agent.answers()[0], ResultDecision::Refused { .. }));
    until("its own bounds", || async {
        (api.queue_bounds().await.0 == 1_000).then_some(())
    })
    .await;
    two.stop().await;
}
