//! Puts the parts together, serves until a stop is asked for, and lets requests under way end.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use gavel_blob::BlobStore;
use gavel_bus::Bus;
use gavel_store::{Sqlite, Store};
use gavel_telemetry::Metrics;
use gavel_wire::Verdict;
use poem::http::header;
use poem::listener::{Acceptor, TcpAcceptor};
use poem::{EndpointExt, Response, Route, Server, get, handler};
use tokio::sync::{Mutex, Semaphore, mpsc, watch};

use crate::auth::Keys;
use crate::catalogue::Problems;
use crate::config::Config;
use crate::connections::{self, Patient};
use crate::edge::Edge;
use crate::figures::FigureCache;
use crate::flood::Flood;
use crate::gate::Gate;
use crate::languages::Languages;
use crate::limit::Limiter;
use crate::live::Live;
use crate::{mend, openapi, publish, results, routes};

/// Longer than the longest wait for a verdict.
const IDLE: Duration = Duration::from_secs(60);
/// Verdicts on their way to the projector.
const MISSED: usize = 64;

/// An api that listens already and answers once it is served.
pub struct Api {
    acceptor: TcpAcceptor,
    address: SocketAddr,
    gate: Arc<Gate>,
    stop: watch::Sender<bool>,
    drain: Duration,
}

/// Runs the api until `shutdown` is ready; then refuses new work and waits for requests under way. Logs and metrics
/// belong to the process, so the caller sets them up and hands the metrics in.
pub async fn run(config: Config, metrics: Metrics, shutdown: impl Future<Output = ()>) -> anyhow::Result<()> {
    connections::raise_open_files();
    Api::open(config, metrics).await?.serve(shutdown).await
}

impl Api {
    /// Opens the record, begins to follow NATS and listens.
    pub async fn open(config: Config, metrics: Metrics) -> anyhow::Result<Api> {
        let (stop, stopping) = watch::channel(false);
        let bus = Bus::connect(&config.nats, "gavel-api", config.region.clone()).await?;
        let store: Arc<dyn Store> = Arc::new(Sqlite::open(&config.store).await?);
        let blobs = BlobStore::open(&config.blobs)?;
        let problems = tokio::task::spawn_blocking(move || Problems::open(blobs)).await??;
        let (missed, received) = mpsc::channel(MISSED);
        let gate = Arc::new(Gate {
            region: config.region.clone(),
            bus,
            store,
            keys: Keys::new(&config.api),
            flood: Flood::new(&config.api.flood),
            limiter: Limiter::default(),
            problems,
            figures: FigureCache::new(),
            problems_public: config.api.problems_public,
            publishing: Semaphore::new(publish::AT_ONCE),
            languages_dir: config.api.languages_dir.clone(),
            languages: Languages::open(&config.api.languages_dir)?,
            live: Arc::new(Live::default()),
            missed,
            record_tried: Mutex::new(None),
            metrics,
            stopping,
        });
        let acceptor = connections::listen(config.api.listen);
        let acceptor = acceptor.with_context(|| format!("listening on {}", config.api.listen))?;
        let bound = acceptor.local_addr();
        let bound = bound.first().and_then(|address| address.as_socket_addr());
        let address = *bound.context("the listener has no address")?;
        start_tasks(&gate, &config, received);
        tracing::info!(%address, region = %config.region, "the api listens");
        Ok(Api {
            acceptor,
            address,
            gate,
            stop,
            drain: Duration::from_secs(config.api.drain_s),
        })
    }

    /// Where it listens; the port that was free where the configuration says 0.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `shutdown` is ready and requests under way have ended.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) -> anyhow::Result<()> {
        let endpoint = endpoint(&self.gate)?;
        let stop = self.stop;
        let stopped = async move {
            shutdown.await;
            tracing::info!("stopping: requests under way may end");
            let _ = stop.send(true);
        };
        let server = Server::new_with_acceptor(Patient(self.acceptor)).idle_timeout(IDLE);
        server
            .run_with_graceful_shutdown(endpoint, stopped, Some(self.drain))
            .await
            .context("serving")
    }
}

fn start_tasks(gate: &Arc<Gate>, config: &Config, missed: mpsc::Receiver<Verdict>) {
    let every = Duration::from_secs(config.api.sweep_s.get());
    tokio::spawn(mend::mend(Arc::clone(gate), every));
    tokio::spawn(results::listen(Arc::clone(gate)));
    tokio::spawn(results::follow_progress(Arc::clone(gate)));
    tokio::spawn(results::follow_queue(Arc::clone(gate)));
    tokio::spawn(results::project(Arc::clone(gate), missed));
    tokio::spawn(results::retain(Arc::clone(gate), config.store.clone()));
    let flood = Arc::clone(gate);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(60)).await;
            flood.flood.tidy();
        }
    });
    tokio::spawn(Problems::follow(Arc::clone(gate)));
    tokio::spawn(Problems::hear(Arc::clone(gate)));
}

fn endpoint(gate: &Arc<Gate>) -> anyhow::Result<impl poem::Endpoint<Output = Response> + use<>> {
    let service = openapi::service();
    let document = openapi::document()?;
    let methods = openapi::methods(&document)?;
    let routes = Route::new()
        .at("/metrics", get(routes::metrics_page))
        .at("/v1/figures/:name", get(routes::figure))
        .at(
            "/v1/openapi.json",
            get(document_page.data(Arc::<str>::from(document))),
        )
        .nest("/docs", service.swagger_ui())
        .nest("/", service)
        .data(Arc::clone(gate));
    Ok(Edge {
        inner: routes,
        methods,
        gate: Arc::clone(gate),
    })
}

#[handler]
fn document_page(document: poem::web::Data<&Arc<str>>) -> Response {
    Response::builder()
        .content_type("application/json")
        .header(header::CACHE_CONTROL, "no-cache")
        .body(document.0.to_string())
}
