//! The connection: made once, kept for ever, its state watched by whoever must act on a reconnect.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_nats::jetstream;
use async_nats::{Client, ConnectOptions, Event};
use gavel_wire::Region;
use tokio::sync::watch;

use crate::batch::Batches;
use crate::{BusError, Config};

/// Whether NATS is reached, and how often it has been reached so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConnectionState {
    pub connected: bool,
    pub generation: u64,
    /// While it is not reached: since when, or since this process began to try.
    pub(crate) lost_at: Option<Instant>,
}

/// A handle on NATS for one region. Cheap to clone.
#[derive(Clone)]
pub struct Bus {
    pub(crate) client: Client,
    pub(crate) js: jetstream::Context,
    pub(crate) region: Region,
    pub(crate) config: Arc<Config>,
    pub(crate) batches: Option<Batches>,
    /// The region's streams have been there.
    pub(crate) made: Arc<AtomicBool>,
    state: watch::Receiver<ConnectionState>,
    pub(crate) queue_problem: Arc<Mutex<Option<(Instant, String)>>>,
}

impl Bus {
    /// Returns at once and keeps trying in the background; `name` is shown to NATS' operators.
    pub async fn connect(config: &Config, name: &str, region: Region) -> Result<Bus, BusError> {
        // Who starts is about to be connected: asked meanwhile it waits as after a loss.
        let (sender, state) = watch::channel(ConnectionState {
            lost_at: Some(Instant::now()),
            ..ConnectionState::default()
        });
        let sender = Arc::new(sender);
        let mut options = ConnectOptions::new()
            .name(name)
            .retry_on_initial_connect()
            .max_reconnects(None)
            .reconnect_delay_callback(|attempt| Duration::from_millis((attempt as u64 * 50).min(500)))
            .connection_timeout(Duration::from_secs(2))
            .request_timeout(Some(Duration::from_secs(4)))
            // Sent on a silent connection only; after three without an answer another server is tried.
            .ping_interval(Duration::from_secs(2))
            .event_callback(move |event| {
                note(&sender, &event);
                async {}
            });
        if let (Some(user), Some(password)) = (&config.user, &config.password) {
            options = options.user_and_password(user.clone(), password.0.clone());
        }
        if let Some(prefix) = &config.inbox_prefix {
            options = options.custom_inbox_prefix(prefix);
        }
        let addresses: Vec<String> = config.url.split(',').map(|url| url.trim().to_owned()).collect();
        let client = options
            .connect(addresses)
            .await
            .map_err(|error| BusError::Connect(Box::new(error)))?;
        let ack = Duration::from_millis(config.ack_ms);
        let js = jetstream::context::ContextBuilder::new()
            .timeout(ack)
            .ack_timeout(ack)
            .build(client.clone());
        let batches = config
            .batches
            .then(|| Batches::start(client.clone(), js.clone(), state.clone()));
        Ok(Bus {
            batches,
            client,
            js,
            region,
            config: Arc::new(config.clone()),
            made: Arc::default(),
            state,
            queue_problem: Arc::default(),
        })
    }

    pub fn region(&self) -> &Region {
        &self.region
    }

    pub fn connections(&self) -> watch::Receiver<ConnectionState> {
        self.state.clone()
    }

    pub fn is_connected(&self) -> bool {
        self.state.borrow().connected
    }

    /// Waits for the connection; false when the time is over first.
    pub async fn wait_connected(&self, timeout: Duration) -> bool {
        let mut state = self.state.clone();
        let connected = state.wait_for(|state| state.connected);
        matches!(tokio::time::timeout(timeout, connected).await, Ok(Ok(_)))
    }

    /// Sends what is buffered; called before a process ends.
    pub async fn flush(&self) -> Result<(), BusError> {
        self.client.flush().await.map_err(BusError::unavailable("flush"))
    }

    /// Refuses at once while the connection is down: requests would otherwise wait in the client's buffer.
    pub(crate) fn reachable(&self, what: &'static str) -> Result<(), BusError> {
        if self.is_connected() {
            Ok(())
        } else {
            Err(BusError::Unavailable(what, None))
        }
    }
}

fn note(sender: &watch::Sender<ConnectionState>, event: &Event) {
    match event {
        Event::Connected => {
            tracing::info!("connected to NATS");
            sender.send_modify(|state| {
                state.connected = true;
                state.generation += 1;
                state.lost_at = None;
            });
        }
        Event::Disconnected | Event::Closed => {
            tracing::warn!("NATS is not reached; trying again");
            sender.send_modify(|state| {
                state.connected = false;
                state.lost_at.get_or_insert_with(Instant::now);
            });
        }
        Event::SlowConsumer(id) => {
            metrics::counter!("gavel_messages_dropped_total", "kind" => "slow_consumer").increment(1);
            tracing::warn!(subscription = id, "messages came faster than they were read");
        }
        Event::ServerError(error) => tracing::warn!(%error, "NATS answered with an error"),
        Event::ClientError(error) => tracing::warn!(%error, "NATS client failed"),
        Event::LameDuckMode | Event::Draining => tracing::info!(%event, "NATS is going away"),
    }
}
