//! The agent: takes one run a slot from the leading scheduler, executes it in a sandbox, judges it and offers the result.
//! It must hold no database code and no key to anything but its own subjects. `main` and the tests call it.

mod against;
pub mod author;
pub mod beside;
pub mod blobs;
pub mod calibration;
pub mod check;
pub mod checking;
pub mod compiled;
pub mod config;
pub mod execution;
mod hidden;
pub mod intake;
pub mod interaction;
pub mod judge;
mod kept;
pub mod limits;
pub mod metrics;
pub mod name;
pub mod probe;
pub mod report;
mod scoring;
pub mod service;
pub mod setup;
pub mod shown;
pub mod slots;
pub mod sources;
mod tested;
#[cfg(test)]
mod testing;
pub mod toolchain;
pub mod verdict;
pub mod worker;
