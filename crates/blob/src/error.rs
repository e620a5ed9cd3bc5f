//! What can go wrong with a store. None of it is said to a person: it is ours.

use gavel_wire::Sha256;
use thiserror::Error;

/// The cause, of whichever kind of store.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, Error)]
pub enum BlobError {
    #[error("blobs.url {url:?}: {problem}")]
    Configuration { url: String, problem: &'static str },
    #[error("cannot open the blob store {url:?}")]
    Open {
        url: String,
        #[source]
        source: Cause,
    },
    #[error("cannot read {name:?}")]
    Read {
        name: String,
        #[source]
        source: Cause,
    },
    #[error("cannot write {name:?}")]
    Write {
        name: String,
        #[source]
        source: Cause,
    },
    #[error("{name:?} is larger than {bytes_max} bytes")]
    TooLarge { name: String, bytes_max: u64 },
    #[error("{hash:?} does not have the content that its name says")]
    OtherContent { hash: Sha256 },
    #[error("{name:?} was replaced by somebody else")]
    Conflict { name: &'static str },
}

impl BlobError {
    pub(crate) fn read(name: &str, source: impl Into<Cause>) -> BlobError {
        BlobError::Read {
            name: name.to_owned(),
            source: source.into(),
        }
    }

    pub(crate) fn write(name: &str, source: impl Into<Cause>) -> BlobError {
        BlobError::Write {
            name: name.to_owned(),
            source: source.into(),
        }
    }
}
