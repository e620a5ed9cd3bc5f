//! Health, readiness, the queue as operators see it, and metrics. No key is needed: they tell nothing of people.

use std::sync::Arc;

use poem::web::Data;
use poem::{Response, handler};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};

use super::Tag;
use super::shared::GateData;
use crate::gate::Gate;

pub(crate) struct ServiceRoutes;

#[derive(Debug, Clone, Object)]
pub(crate) struct Health {
    /// `ok`: the process answers.
    status: String,
    version: String,
    region: String,
}

/// One thing that must work for work to be taken.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct Check {
    name: String,
    ok: bool,
    detail: Option<String>,
}

#[derive(Debug, Clone, Object)]
pub(crate) struct Readiness {
    ready: bool,
    checks: Vec<Check>,
}

#[derive(ApiResponse)]
pub(crate) enum ReadyAnswer {
    /// Submissions are taken.
    #[oai(status = 200)]
    Ready(Json<Readiness>),
    /// Submissions would be refused; the checks say why.
    #[oai(status = 503)]
    NotReady(Json<Readiness>),
}

/// What the leading scheduler said last.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct Queue {
    /// Absent while no leader is heard of.
    leader: Option<String>,
    term: Option<u64>,
    classes: Vec<QueueClass>,
    running: u32,
    slots_free: u32,
    slots_total: u32,
    agents: u32,
}

#[derive(Debug, Clone, Object)]
pub(crate) struct QueueClass {
    class: String,
    queued: u32,
    head_age_ms: u64,
}

#[OpenApi(tag = "Tag::Service")]
impl ServiceRoutes {
    /// Say that the process answers.
    #[oai(path = "/v1/health", method = "get", operation_id = "getHealth")]
    async fn health(&self, Data(gate): GateData<'_>) -> Json<Health> {
        Json(Health {
            status: "ok".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            region: gate.region.to_string(),
        })
    }

    /// Say whether submissions are taken, and if not, why.
    #[oai(path = "/v1/ready", method = "get", operation_id = "getReadiness")]
    async fn ready(&self, Data(gate): GateData<'_>) -> ReadyAnswer {
        let check = |name: &str, failed: Option<String>| Check {
            name: name.to_owned(),
            ok: failed.is_none(),
            detail: failed,
        };
        let queue = match gate.bus.is_connected() {
            true => gate.bus.queue_problem(),
            false => Some("NATS is not reached".to_owned()),
        };
        let record = gate.record_problem().await;
        let stopping = gate.stopping.borrow().then(|| "a stop was asked for".to_owned());
        let checks = vec![
            check("queue", queue),
            check("record", record),
            check("running", stopping),
        ];
        let ready = checks.iter().all(|check| check.ok);
        // Work is taken without agents too, for the queue is durable: said, but no reason to refuse.
        let agents = gate.languages.queue().map_or(0, |state| state.agents);
        let mut checks = checks;
        checks.push(check(
            "agents",
            (agents == 0).then(|| "no agent is heard of; work waits".to_owned()),
        ));
        let answer = Json(Readiness { ready, checks });
        if ready {
            ReadyAnswer::Ready(answer)
        } else {
            ReadyAnswer::NotReady(answer)
        }
    }

    /// Show the queue: backlog, running work, free slots.
    #[oai(path = "/v1/queue", method = "get", operation_id = "getQueue")]
    async fn queue(&self, Data(gate): GateData<'_>) -> Json<Queue> {
        let Some(state) = gate.languages.queue() else {
            return Json(Queue {
                leader: None,
                term: None,
                classes: Vec::new(),
                running: 0,
                slots_free: 0,
                slots_total: 0,
                agents: 0,
            });
        };
        let classes = state.classes.iter().map(|class| QueueClass {
            class: class.class.as_str().to_owned(),
            queued: class.queued,
            head_age_ms: class.head_age_ms,
        });
        Json(Queue {
            classes: classes.collect(),
            leader: Some(state.leader.clone()),
            term: Some(state.term.0),
            running: state.running,
            slots_free: state.slots_free,
            slots_total: state.slots_total,
            agents: state.agents,
        })
    }
}

/// Prometheus' text format; not part of the OpenAPI document.
#[handler]
pub(crate) fn metrics_page(gate: Data<&Arc<Gate>>) -> Response {
    Response::builder()
        .content_type("text/plain; version=0.0.4")
        .body(gate.metrics.render())
}
