//! What all handlers share. Made once at start; every part of it is safe to use from many requests at once.

use std::sync::Arc;

use gavel_bus::Bus;
use gavel_store::Store;
use gavel_telemetry::Metrics;
use gavel_wire::Region;
use tokio::sync::watch;

use crate::auth::Keys;
use crate::catalogue::Problems;
use crate::flood::Flood;
use crate::languages::Languages;
use crate::live::Live;

pub(crate) struct Gate {
    pub(crate) region: Region,
    pub(crate) bus: Bus,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) keys: Keys,
    pub(crate) flood: Flood,
    pub(crate) problems: Problems,
    pub(crate) languages: Languages,
    pub(crate) live: Arc<Live>,
    pub(crate) metrics: Metrics,
    /// True once a stop was asked for: waits end early and readiness says so.
    pub(crate) stopping: watch::Receiver<bool>,
}
