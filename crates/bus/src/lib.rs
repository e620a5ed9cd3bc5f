//! The only user of async-nats: connection, streams and buckets, and one typed call for each arrow of the design.
//! It decides nothing; what arrives malformed is dropped and counted here, so callers see well-formed messages only.

mod batch;
mod catalogue;
mod config;
mod connect;
mod dead;
mod decode;
mod error;
mod follow;
mod gaps;
mod leader;
mod limits;
mod log;
mod patience;
mod queue;
mod region;
mod request;
pub mod rights;
mod runs;
#[cfg(feature = "testing")]
pub mod testing;
mod verdicts;

pub use config::{Config, Secret};
pub use connect::{Bus, ConnectionState};
pub use dead::{Dead, newest};
pub use error::BusError;
pub use leader::{Leadership, Role};
pub use limits::{Held, ServerClock};
pub use log::IndexItem;
pub use queue::Published;
pub use request::Reply;
pub use verdicts::Created;
