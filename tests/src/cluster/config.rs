//! The configuration of each part of a cluster, as `gavel up` writes it for one machine: a user of NATS with its own rights for each
//! kind of part, and here addresses of its own for each part, which are relays. Text only; nothing is started.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use gavel_bus::rights::{self, Party};
use gavel_wire::Region;
use serde_json::{Value, json};

use super::{Part, Ports};
use crate::gavel::root;

pub(super) const REGION: &str = "us";
pub(super) const KEY: &str = "cluster";
const KEY_SHA256: &str = "164cf1ca8391532e4f239c556c0c19589ae8877cb25ecfaf0b310c6c3713ba1f";
/// An operator's user, who may do anything; no part is it.
pub(super) const ADMIN: &str = "admin";
/// Nobody listens there: servers know each other by the relays alone.
const NOWHERE: &str = "127.0.0.1:1";

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by ./dev where the built server and the tools lie"
)]
fn told(variable: &str, otherwise: &str) -> PathBuf {
    std::env::var_os(variable).map_or_else(|| PathBuf::from(otherwise), PathBuf::from)
}

pub(super) fn nats_program() -> PathBuf {
    told("GAVEL_NATS_SERVER", "nats-server")
}

/// One server. `routes` are its relays to the others.
pub(super) fn of_server(data: &Path, ports: &Ports, server: usize, routes: &[SocketAddr]) -> String {
    let region = Region::parse(REGION).expect("a region");
    let accounts = rights::accounts(&region, |party| party.as_str().to_owned());
    let admin = format!("    users: [\n      {{ user: {ADMIN}, password: {ADMIN} }}\n");
    let accounts = accounts.replacen("    users: [\n", &admin, 1);
    let routes: Vec<String> = routes
        .iter()
        .map(|route| format!("\"nats-route://{route}\""))
        .collect();
    format!(
        "listen: \"{}\"\nserver_name: nats-{server}\nmax_payload: 4MB\nlame_duck_duration: 30s\nlame_duck_grace_period: 1s\n\
         jetstream {{ store_dir: {:?}, sync_interval: always }}\n\
         cluster {{\n  name: gavel\n  listen: \"{}\"\n  advertise: \"{NOWHERE}\"\n  no_advertise: true\n  routes: [{}]\n}}\n{accounts}",
        ports.clients[server],
        data.join(format!("jetstream/{server}")).display().to_string(),
        ports.routes[server],
        routes.join(", "),
    )
}

/// One other part. `servers` are its relays to the servers.
pub(super) fn of_part(data: &Path, ports: &Ports, part: Part, servers: &[SocketAddr]) -> String {
    let (party, section) = match part {
        Part::Api(number) => (Party::Api, api(data, ports.apis[number])),
        Part::Scheduler(number) => (
            Party::Scheduler,
            json!({"scheduler": {"lease_key": "5a".repeat(32), "metrics_listen": ports.schedulers[number]}}),
        ),
        Part::Agent(number) => (Party::Agent, agent(data, number)),
        Part::Nats(_) => unreachable!("servers have a form of their own"),
    };
    let servers: Vec<String> = servers.iter().map(|server| format!("nats://{server}")).collect();
    let mut config = json!({
        "region": REGION,
        "telemetry": {"log_filter": "info,gavel_scheduler=debug,gavel_bus=debug"},
        "nats": {
            "url": servers.join(","),
            "user": party.as_str(),
            "password": party.as_str(),
            "inbox_prefix": party.inbox_prefix(),
            "replicas": 3,
            // Longer than servers on a busy machine take to elect.
            "ack_ms": 9_000,
            // A server promises a stream only as much as its disk holds.
            "queue_bytes_max": 16 << 20,
        },
    });
    for (name, value) in section.as_object().into_iter().flatten() {
        config[name] = value.clone();
    }
    toml::to_string(&config).expect("the configuration is TOML")
}

fn api(data: &Path, listen: SocketAddr) -> Value {
    json!({
        "store": {"path": data.join("gavel.db")},
        "blobs": {"url": data.join("blobs")},
        "api": {
            "listen": listen,
            "languages_dir": root().join("languages"),
            "drain_s": 10,
            "keys": [{"name": "operator", "sha256": KEY_SHA256, "tenant": "local", "user": "operator", "tier": "operator"}],
            "tiers": {"operator": {"unlimited": true}},
        },
    })
}

fn agent(data: &Path, number: usize) -> Value {
    json!({
        "blobs": {"url": data.join("blobs")},
        "agent": {
            "id": format!("agent-{number}"),
            "languages_dir": root().join("languages"),
            "tools_dir": told("GAVEL_TOOLS", "/usr/lib/gavel/tools"),
            "drain_ms": 5_000,
        },
    })
}
