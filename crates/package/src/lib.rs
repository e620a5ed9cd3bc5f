//! Packages: what a problem's author writes, read and checked as hostile input, packed, and published as blobs and catalogue entries.
//! Nothing is executed here; `gavel problem verify` does that. docs/PROBLEMS.md is the format.

mod adapters;
mod archive;
pub mod catalogue;
pub mod checker;
pub mod export;
pub mod folder;
pub mod generated;
pub mod import;
pub mod languages;
pub mod manifest;
pub mod pack;
pub mod packages;
pub mod programs;
pub mod publish;
mod signature;
pub mod store;
mod subtasks;
mod texts;
mod typed;
mod yaml;

pub use catalogue::Published;
pub use folder::Package;
pub use gavel_blob::sha256;
pub use gavel_signature::input_text;
pub use publish::load;
pub use typed::{generated as encode_generated, is_answer};

#[cfg(test)]
mod load_tests;
#[cfg(test)]
mod publish_tests;
