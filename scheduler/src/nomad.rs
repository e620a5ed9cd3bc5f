//! Nomad as far as Gavel asks it: how many agents are wanted, which run where, and another number of them. The one door
//! to the crate nomad-client, which drops fields when it registers: registering is the nomad command's and Terraform's
//! work, never ours (`docs/decisions/002`). Callers: `gavel scale`, and whoever sizes the agents to the backlog.

use std::collections::HashMap;
use std::time::Duration;

use gavel_bus::Secret;
use gavel_wire::{Region, Timestamp};
use nomad_client::apis::configuration::Configuration;
use nomad_client::apis::{Error, jobs_api, nodes_api};
use nomad_client::models::{AllocationListStub, NodeListStub, ScalingRequest};
use reqwest_nomad::header::{HeaderMap, HeaderValue};
use reqwest_nomad::{Client, StatusCode, Url, redirect};
use thiserror::Error;

/// The agents' job and its group, as `jobspecs/agent.nomad.hcl` names them.
pub const JOB: &str = "gavel-agent";
pub const GROUP: &str = "agent";

const CONNECT: Duration = Duration::from_secs(3);
const ANSWER: Duration = Duration::from_secs(10);
/// Of Nomad's own words in an error, in characters.
const REASON_MAX: usize = 300;

/// Why Nomad did not do what it was asked for.
#[derive(Debug, Error)]
pub enum NomadError {
    #[error("{0:?} is not an address of Nomad such as http://127.0.0.1:4646")]
    Address(String),
    #[error("https to Nomad is not supported: let a proxy on this host speak it, and give its http address")]
    Https,
    #[error("the token for Nomad is not one")]
    Token,
    #[error("the HTTP client could not be made")]
    MakeClient(#[source] reqwest_nomad::Error),
    /// The reason is the innermost cause: the layers above repeat it in their own texts.
    #[error("Nomad is not reached at {address}: {reason}")]
    NotReached { address: String, reason: String },
    #[error("Nomad has no job {JOB} in this region: start it with `nomad job run jobspecs/agent.nomad.hcl`")]
    JobUnknown,
    #[error("Nomad does not permit this to the token: {reason}")]
    NotPermitted { reason: String },
    #[error("the job's scaling bounds do not allow {count} agents: {reason}")]
    OutOfBounds { count: u32, reason: String },
    #[error("Nomad answered {status}: {reason}")]
    Refused { status: u16, reason: String },
    #[error("Nomad's answer is not of the expected form: {0}")]
    Answer(String),
}

/// What is wanted of the agents' job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job {
    pub count: u32,
    /// Most that it may be scaled to, where the job says so.
    pub count_max: Option<u32>,
    pub stopped: bool,
}

/// One agent as Nomad sees it. Whether it takes work is known from its own announcements only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    pub id: String,
    /// `pending`, `running`, `complete`, `failed`, `lost` or `unknown`.
    pub status: String,
    /// Whether it is to run; else it is being stopped, or has been.
    pub wanted: bool,
    pub node: String,
    /// When it was placed there.
    pub since: Timestamp,
}

impl Allocation {
    pub fn runs(&self) -> bool {
        self.status == "running"
    }
}

/// One machine that may hold agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub id: String,
    pub name: String,
    /// `initializing`, `ready`, `down` or `disconnected`.
    pub status: String,
    /// Whether Nomad places anything new on it.
    pub eligible: bool,
    pub draining: bool,
}

/// One region's Nomad, asked with one token. Every call is one request and ends within ten seconds.
#[derive(Debug, Clone)]
pub struct Nomad {
    configuration: Configuration,
    region: Option<Region>,
}

impl Nomad {
    /// `region` is Nomad's, which is Gavel's too; without one, that of the server which is asked.
    pub fn new(address: &str, token: &Secret, region: Option<Region>) -> Result<Nomad, NomadError> {
        let url = Url::parse(address).map_err(|_| NomadError::Address(address.to_owned()))?;
        match url.scheme() {
            "http" if url.has_host() && url.path() == "/" && url.query().is_none() => {}
            "https" => return Err(NomadError::Https),
            _ => return Err(NomadError::Address(address.to_owned())),
        }
        let mut token = HeaderValue::from_str(&token.0).map_err(|_| NomadError::Token)?;
        token.set_sensitive(true);
        let mut headers = HeaderMap::new();
        headers.insert("X-Nomad-Token", token);
        let client = Client::builder()
            .default_headers(headers)
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .redirect(redirect::Policy::none())
            // Proxies would be read from the environment, and would learn the token.
            .no_proxy()
            .build()
            .map_err(NomadError::MakeClient)?;
        let configuration = Configuration {
            base_path: format!("{}/v1", address.trim_end_matches('/')),
            user_agent: Some(concat!("gavel/", env!("CARGO_PKG_VERSION")).to_owned()),
            client,
            basic_auth: None,
            oauth_access_token: None,
            bearer_access_token: None,
            api_key: None,
        };
        Ok(Nomad {
            configuration,
            region,
        })
    }

    /// What is wanted of the agents' job at present.
    pub async fn job(&self) -> Result<Job, NomadError> {
        let asked = jobs_api::get_job(&self.configuration, JOB, None, self.region(), None, None);
        let job = asked.await.map_err(|error| self.failed(error, None))?;
        let mut groups = job.task_groups.into_iter().flatten();
        let group = groups
            .find(|group| group.name.as_deref() == Some(GROUP))
            .ok_or_else(|| NomadError::Answer(format!("the job has no group {GROUP}")))?;
        let count = group.count.and_then(|count| u32::try_from(count).ok());
        let count_max = group.scaling.and_then(|scaling| scaling.max);
        Ok(Job {
            count: count.ok_or_else(|| NomadError::Answer("the group has no count".to_owned()))?,
            count_max: count_max.and_then(|max| u32::try_from(max).ok()),
            stopped: job.stop.unwrap_or_default(),
        })
    }

    /// Wants another number of agents. Nomad starts or ends them afterwards: see [`Nomad::allocations`].
    pub async fn scale(&self, count: u32) -> Result<(), NomadError> {
        let target = [("Job", JOB), ("Group", GROUP)];
        let target: HashMap<String, String> = target
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        let request = ScalingRequest {
            count: Some(i64::from(count)),
            // The crate's `new` drops the target that it is given.
            target: Some(target),
            ..ScalingRequest::new(None)
        };
        let region = self.region();
        let asked =
            jobs_api::scale_task_group(&self.configuration, JOB, None, region, None, None, Some(request));
        asked
            .await
            .map(drop)
            .map_err(|error| self.failed(error, Some(count)))
    }

    /// The job's allocations, those that have ended among them until Nomad forgets them.
    pub async fn allocations(&self) -> Result<Vec<Allocation>, NomadError> {
        let region = self.region();
        let asked = jobs_api::get_job_allocations(&self.configuration, JOB, None, region, None, None, None);
        let found = asked.await.map_err(|error| self.failed(error, None))?;
        found.into_iter().map(allocation_of).collect()
    }

    /// Every machine of the region that Nomad knows, those that are down among them.
    pub async fn nodes(&self) -> Result<Vec<Node>, NomadError> {
        let asked = nodes_api::get_nodes(&self.configuration, None, self.region(), None, None, None);
        let found = asked.await.map_err(|error| self.failed(error, None))?;
        found.into_iter().map(node_of).collect()
    }

    fn region(&self) -> Option<&str> {
        self.region.as_ref().map(Region::as_str)
    }

    fn failed<T>(&self, error: Error<T>, count: Option<u32>) -> NomadError {
        match error {
            Error::Reqwest(cause) => NomadError::NotReached {
                address: self.configuration.base_path.trim_end_matches("/v1").to_owned(),
                reason: innermost(&cause),
            },
            Error::Serde(error) => NomadError::Answer(error.to_string()),
            Error::Io(error) => NomadError::Answer(error.to_string()),
            Error::ResponseError(answer) => {
                let reason: String = answer
                    .content
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(REASON_MAX)
                    .collect();
                match (answer.status, count) {
                    (StatusCode::NOT_FOUND, _) => NomadError::JobUnknown,
                    (StatusCode::FORBIDDEN, _) => NomadError::NotPermitted { reason },
                    (StatusCode::BAD_REQUEST, Some(count)) if reason.contains("scaling policy") => {
                        NomadError::OutOfBounds { count, reason }
                    }
                    (status, _) => NomadError::Refused {
                        status: status.as_u16(),
                        reason,
                    },
                }
            }
        }
    }
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}

fn allocation_of(stub: AllocationListStub) -> Result<Allocation, NomadError> {
    let created_ns = stub.create_time.unwrap_or_default();
    let since = time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(created_ns));
    let node = stub.node_name.or(stub.node_id);
    Ok(Allocation {
        id: stub.ID.ok_or_else(|| missing("ID"))?,
        status: stub.client_status.ok_or_else(|| missing("ClientStatus"))?,
        wanted: stub.desired_status.as_deref() == Some("run"),
        node: node.ok_or_else(|| missing("NodeName"))?,
        since: Timestamp(since.map_err(|_| missing("CreateTime"))?),
    })
}

fn node_of(stub: NodeListStub) -> Result<Node, NomadError> {
    Ok(Node {
        id: stub.ID.ok_or_else(|| missing("ID"))?,
        name: stub.name.unwrap_or_default(),
        status: stub.status.ok_or_else(|| missing("Status"))?,
        eligible: stub.scheduling_eligibility.as_deref() == Some("eligible"),
        draining: stub.drain.unwrap_or_default(),
    })
}

fn missing(field: &str) -> NomadError {
    NomadError::Answer(format!("{field} is missing or not valid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nomad(address: &str) -> Result<Nomad, NomadError> {
        Nomad::new(address, &Secret("secret-token".to_owned()), None)
    }

    #[test]
    fn an_address_is_checked_before_anything_is_asked() {
        assert!(nomad("http://127.0.0.1:4646").is_ok() && nomad("http://127.0.0.1:4646/").is_ok());
        assert!(matches!(nomad("https://nomad.example"), Err(NomadError::Https)));
        for wrong in ["127.0.0.1:4646", "http://", "http://x/v1", "unix:///nomad", ""] {
            assert!(matches!(nomad(wrong), Err(NomadError::Address(_))), "{wrong:?}");
        }
        let token = Secret("two\nlines".to_owned());
        let made = Nomad::new("http://127.0.0.1:4646", &token, None);
        assert!(matches!(made, Err(NomadError::Token)));
    }

    #[test]
    fn the_token_is_never_printed() {
        let printed = format!("{:?}", nomad("http://127.0.0.1:4646").unwrap());
        assert!(!printed.contains("secret-token"), "{printed}");
    }

    /// What a Nomad 1.11.3 with a client answered, but for repeated events.
    #[test]
    fn real_answers_are_read() {
        let text = include_str!("../tests/nomad/samples/allocations.json");
        let stubs: Vec<AllocationListStub> = serde_json::from_str(text).unwrap();
        let found: Vec<Allocation> = stubs
            .into_iter()
            .map(|stub| allocation_of(stub).unwrap())
            .collect();
        assert!(found[0].runs() && found[0].wanted && found[0].node == "client");
        assert_eq!(found[0].since.0.year(), 2026);
        assert_eq!((found[1].status.as_str(), found[1].wanted), ("complete", false));

        let text = include_str!("../tests/nomad/samples/nodes.json");
        let stubs: Vec<NodeListStub> = serde_json::from_str(text).unwrap();
        let node = node_of(stubs[0].clone()).unwrap();
        assert_eq!((node.name.as_str(), node.status.as_str()), ("client", "ready"));
        assert!(node.eligible && !node.draining);
    }
}
