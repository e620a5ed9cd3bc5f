//! Puts the parts of one scheduler process together and takes them down in order. Called by `gavel scheduler`, by
//! `gavel up` and by tests; the caller has set up logs and metrics and says when to stop.

use std::time::Duration;

use anyhow::Context;
use gavel_bus::Bus;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::config::Config;
use crate::core::{Core, Fence};
use crate::execute::Executor;
use crate::leadership::{Election, Order};
use crate::metrics;
use crate::shell::Shell;

/// Ended effects that the loop has not looked at; their senders wait.
const EVENTS_MAX: usize = 4_096;
const RELEASE: Duration = Duration::from_secs(3);
const ENSURE_EVERY: Duration = Duration::from_secs(10);
const ENSURE_AGAIN: Duration = Duration::from_secs(1);

/// Runs a scheduler until `shutdown`; then it lets go of the lease first, so that the standby leads at once.
/// `name` is for people; processes may share one.
pub async fn run(config: Config, name: String, shutdown: impl Future<Output = ()>) -> anyhow::Result<()> {
    let section = &config.scheduler;
    let key = section.key()?;
    let bus = Bus::connect(&config.nats, &name, config.region.clone())
        .await
        .context("connect to NATS")?;
    metrics::leader(false);
    // Two processes of one name must not take each other's lease for their own.
    let holder = format!("{name}-{}", &uuid::Uuid::new_v4().simple().to_string()[..8]);
    let clock = Clock::new();
    let (events, done) = mpsc::channel(EVENTS_MAX);
    let (news_sender, news) = mpsc::channel(16);
    let (orders, order_receiver) = mpsc::channel(4);
    let (fence, fence_receiver) = watch::channel(Fence::default());
    let start_timeout = Duration::from_millis(section.start_ms);
    let executor = Executor::new(&bus, clock, &holder, start_timeout, fence_receiver, events);
    let core = Core::new(section.settings(config.region.clone()), key.clone());
    // They end with this function, however it ends.
    let mut tasks = JoinSet::new();
    let (agrees, agreement) = watch::channel(None);
    tasks.spawn(keep_region(bus.clone(), agreement));
    let settings = config.shown(&key);
    let election = Election::new(&bus, &holder, &settings, section, news_sender, agrees);
    tasks.spawn(election.run(order_receiver));
    let tick = Duration::from_millis(section.tick_ms);
    let mut shell = Shell::new(core, clock, &bus, executor, fence, orders.clone(), tick);
    shell.run(done, news, shutdown).await;

    // The fence falls before the lease is let go: nothing of ours may follow it.
    shell.close();
    let (released, wait) = oneshot::channel();
    let release = async {
        if orders.send(Order::Release(released)).await.is_ok() {
            let _ = wait.await;
        }
    };
    let _ = tokio::time::timeout(RELEASE, release).await;
    let _ = tokio::time::timeout(RELEASE, bus.flush()).await;
    Ok(())
}

/// Makes streams and buckets at the start, after each reconnect, and now and then: an operator may have deleted one. Two
/// schedulers that are configured in different ways do not take turns at it: the leader's way holds.
async fn keep_region(bus: Bus, mut agreement: watch::Receiver<Option<bool>>) {
    let mut connections = bus.connections();
    loop {
        if agreement.wait_for(|agrees| *agrees == Some(true)).await.is_err() {
            return;
        }
        if connections.wait_for(|state| state.connected).await.is_err() {
            return;
        }
        let pause = match bus.ensure_region().await {
            Ok(()) => ENSURE_EVERY,
            Err(error) => {
                let error = anyhow::Error::from(error);
                tracing::warn!(error = %format!("{error:#}"), "streams and buckets could not be made; trying again");
                ENSURE_AGAIN
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            changed = connections.changed() => if changed.is_err() { return },
        }
    }
}
