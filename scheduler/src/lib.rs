//! The scheduler: a pure core that decides, and thin adapters around it. It never sees HTTP, SQL or a sandbox.

pub mod core;
pub mod explain;
pub mod lease;
