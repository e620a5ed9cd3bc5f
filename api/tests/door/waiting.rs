//! Whoever waits hears the verdict when it is stored: at once, however early it comes, and soon after a cut.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures::future::join_all;
use gavel_bus::IndexItem;
use gavel_bus::testing::NatsServer;
use gavel_wire::state::{Phase, Progress};
use gavel_wire::verdict::Status;
use gavel_wire::{Attempt, Judging};
use serde_json::Value;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::common::{Door, body, name, queued, run, send, until, verdict};

/// Well before a wait of 30 s is over, when everybody is told in any case.
const SOON: Duration = Duration::from_secs(15);

/// Stands between the api and its nats-server, and can be cut.
struct Relay {
    address: SocketAddr,
    cut: watch::Sender<bool>,
}

impl Relay {
    async fn to(server: SocketAddr) -> Relay {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (cut, is_cut) = watch::channel(false);
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let mut is_cut = is_cut.clone();
                tokio::spawn(async move {
                    if *is_cut.borrow() {
                        return;
                    }
                    let mut far = TcpStream::connect(server).await.expect("the server");
                    tokio::select! {
                        _ = copy_bidirectional(&mut near, &mut far) => {}
                        _ = is_cut.wait_for(|is_cut| *is_cut) => {}
                    }
                });
            }
        });
        Relay { address, cut }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verdict_that_is_stored_during_a_cut_is_heard_soon_after_it() {
    let nats = NatsServer::start();
    let server = nats.url().trim_start_matches("nats://").parse().unwrap();
    let relay = Relay::to(server).await;
    let more = format!("[nats]\nurl = \"nats://{}\"\n", relay.address);
    let door = Door::on(nats, tempfile::tempdir().unwrap(), &more).await;
    let mut index = door.bus.index();
    let post = door.post("/v1/runs", &run()).header("Prefer", "wait=30");
    let post = tokio::spawn(send(post));
    let id = queued(&mut index).await;
    let path = format!("/v1/runs/{id}");
    // What comes to the api after the queue's word shows that it has had that.
    let progress = Progress {
        v: 1,
        submission: id,
        judging: Judging(1),
        attempt: Attempt(1),
        phase: Phase::Compiling,
    };
    until("progress", async || {
        door.bus.publish_progress(&name("a1"), &progress).await.unwrap();
        (body(door.get(&path), 200).await["state"] == "compiling").then_some(())
    })
    .await;

    relay.cut.send(true).unwrap();
    until("the api sees the cut", async || {
        (send(door.get("/v1/ready")).await.status() == 503).then_some(())
    })
    .await;
    let get = tokio::spawn(send(door.get(&path).header("Prefer", "wait=30")));
    door.decide(id, Status::Ok).await;
    relay.cut.send(false).unwrap();
    let mended = Instant::now();
    for waiter in [post, get] {
        let answer: Value = waiter.await.unwrap().json().await.unwrap();
        assert_eq!(answer["status"], "ok", "{answer}");
    }
    assert!(mended.elapsed() < SOON, "only after {:?}", mended.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verdict_that_comes_right_after_the_publish_is_not_missed() {
    let door = Door::open().await;
    let mut index = door.bus.index();
    let bus = door.bus.clone();
    // A leader that decides everything the moment it is queued, often before the api has its ack.
    let leader = tokio::spawn(async move {
        while let Some(item) = futures::StreamExt::next(&mut index).await {
            if let IndexItem::Entry(entry) = item {
                bus.create_verdict(&verdict(entry.submission, Status::Ok))
                    .await
                    .unwrap();
            }
        }
    });
    let started = Instant::now();
    let posts = (0..200).map(|_| send(door.post("/v1/runs", &run()).header("Prefer", "wait=30")));
    for answer in join_all(posts).await {
        assert_eq!(answer.status(), 200);
    }
    assert!(started.elapsed() < SOON, "only after {:?}", started.elapsed());
    leader.abort();
}
