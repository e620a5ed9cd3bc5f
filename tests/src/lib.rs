//! The harness of the tests on real parts: starts `gavel up` as a person would, asks its API, runs the `gavel` command, and looks
//! at what is left afterwards. It holds no expectations; those are the tests'.

mod client;
mod cluster;
mod gavel;
mod leftovers;
mod load;
mod nats;
mod relay;

pub use client::{Answer, Client, Sent};
pub use cluster::{Cluster, Part, SERVERS};
pub use gavel::{Gavel, Up, program, root, scratch, signal, signal_if_there};
pub use leftovers::{cgroups, mounts, processes};
pub use load::{Load, Tally};
pub use nats::{NatsUser, Writes};
pub use relay::{Cut, Link, Network};
