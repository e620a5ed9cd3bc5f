//! The scheduler: a pure core that decides, and thin adapters around it. It never sees HTTP, SQL or a sandbox.

mod clock;
pub mod config;
pub mod core;
mod execute;
mod leadership;
pub mod lease;
mod metrics;
pub mod nomad;
mod run;
mod shell;

pub use config::Config;
pub use run::run;
