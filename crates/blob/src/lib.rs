//! Blobs by the SHA-256 of their content, and named documents that are replaced in one step: in a directory, S3 or GCS. The only user
//! of object_store. Every call blocks, so none is made from a task; what is read is checked against its name.

mod config;
mod directory;
mod error;
mod remote;
mod store;

pub use config::Config;
pub use error::BlobError;
pub use store::{BlobStore, Document, Edition, sha256};
