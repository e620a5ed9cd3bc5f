//! gavel-api: the only door. Authenticates, checks, records, publishes and answers; its projector writes verdicts to the
//! record. It never sees an agent or a sandbox.

mod auth;
mod catalogue;
mod config;
mod connections;
mod edge;
mod error;
mod figures;
mod flood;
mod gate;
mod languages;
mod limit;
mod live;
mod mend;
mod openapi;
mod page;
mod problem_view;
mod publish;
mod request;
mod results;
mod routes;
mod server;
mod submit;
mod trace;
mod view;

pub use config::Config;
pub use openapi::document;
pub use server::{Api, run};
