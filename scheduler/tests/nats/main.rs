//! The scheduler against a real nats-server, with agents played over the bus: the path, and what happens when parts
//! die. `GAVEL_NATS_SERVER` names the server's program, else it is looked for on the PATH.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod failover;
mod path;
mod support;
