//! Logs and metrics, set up once at the start of each process. Logs go to stderr for people or as JSON lines;
//! metrics are rendered in Prometheus' text form, on a listener of their own or by the caller.

use std::io::IsTerminal;
use std::net::SocketAddr;

use anyhow::Context;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Section `[telemetry]` of the configuration file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub log_format: LogFormat,
    /// A tracing filter such as `info,gavel_api=debug`; empty means `info`.
    pub log_filter: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    #[default]
    Human,
    Json,
}

/// Histogram bounds in seconds: from the cost of a sandbox to the length of a judging.
const BUCKETS: [f64; 18] = [
    0.000_25, 0.000_5, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0,
    30.0, 60.0,
];

/// Renders this process's metrics.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Prometheus' text exposition format, version 0.0.4.
    pub fn render(&self) -> String {
        self.0.run_upkeep();
        self.0.render()
    }
}

/// Installs the log subscriber and the metrics recorder. Call once, first thing, within the runtime. With an address,
/// `/metrics` is served there, for processes without an HTTP server of their own.
pub fn init(config: &Config, listen: Option<SocketAddr>) -> anyhow::Result<Metrics> {
    let filter = if config.log_filter.is_empty() {
        "info"
    } else {
        config.log_filter.as_str()
    };
    let filter = EnvFilter::try_new(filter).context("telemetry.log_filter is not a tracing filter")?;
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    match config.log_format {
        LogFormat::Human => registry.with(layer.with_target(false)).try_init()?,
        LogFormat::Json => registry.with(layer.json().flatten_event(true)).try_init()?,
    }
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS)
        .context("metrics buckets")?;
    let Some(address) = listen else {
        return Ok(Metrics(builder.install_recorder().context("metrics recorder")?));
    };
    let (recorder, exporter) = builder
        .with_http_listener(address)
        .build()
        .context("metrics listener")?;
    let metrics = Metrics(recorder.handle());
    metrics::set_global_recorder(recorder).context("metrics recorder")?;
    tokio::spawn(async move {
        if let Err(error) = exporter.await {
            tracing::error!(?error, "metrics are not served any more");
        }
    });
    Ok(metrics)
}
