//! The harness of the tests on real parts: starts `gavel up` as a person would, asks its API, runs the `gavel` command, and looks
//! at what is left afterwards. It holds no expectations; those are the tests'.

mod client;
mod gavel;
mod leftovers;

pub use client::{Answer, Client};
pub use gavel::signal;
pub use gavel::{Gavel, Up, program, root, scratch};
pub use leftovers::{cgroups, mounts, processes};
