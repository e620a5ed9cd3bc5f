//! The store as everybody sees it, whichever kind it is.

use std::path::PathBuf;

use gavel_wire::Sha256;
use object_store::UpdateVersion;
use ring::digest;

use crate::config::{Config, Place};
use crate::directory::Directory;
use crate::error::BlobError;
use crate::remote::Remote;

/// Where blobs lie. What is put stays until an operator removes it.
#[derive(Debug)]
pub struct BlobStore(Kind);

#[derive(Debug)]
enum Kind {
    Directory(Directory),
    Remote(Box<Remote>),
}

/// A named document as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub content: Vec<u8>,
    pub edition: Edition,
}

/// Tells one state of a document from every other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition(pub(crate) EditionKind);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EditionKind {
    Content(Sha256),
    Object(UpdateVersion),
}

impl BlobStore {
    /// Of a bucket nothing is asked yet.
    pub fn open(config: &Config) -> Result<BlobStore, BlobError> {
        Ok(match config.place()? {
            Place::Directory(path) => BlobStore::directory(path),
            Place::Bucket {
                provider,
                bucket,
                prefix,
            } => BlobStore(Kind::Remote(Box::new(Remote::open(
                config, provider, &bucket, &prefix,
            )?))),
        })
    }

    pub fn directory(path: impl Into<PathBuf>) -> BlobStore {
        BlobStore(Kind::Directory(Directory::new(path.into())))
    }

    /// Whether each read asks another machine.
    pub fn is_remote(&self) -> bool {
        matches!(self.0, Kind::Remote(_))
    }

    /// Stores the content, durably once this returns; what is there already is written again where it is not whole.
    pub fn put(&self, content: &[u8]) -> Result<Sha256, BlobError> {
        let hash = sha256(content);
        match &self.0 {
            Kind::Directory(directory) => directory.put(&hash, content)?,
            Kind::Remote(remote) => remote.put(&hash, content)?,
        }
        Ok(hash)
    }

    /// The content with this hash, at most `bytes_max` of it.
    pub fn get(&self, hash: &Sha256, bytes_max: u64) -> Result<Vec<u8>, BlobError> {
        let content = match &self.0 {
            Kind::Directory(directory) => directory.get(hash, bytes_max)?,
            Kind::Remote(remote) => remote.get(hash, bytes_max)?,
        };
        if sha256(&content) != *hash {
            return Err(BlobError::OtherContent { hash: hash.clone() });
        }
        Ok(content)
    }

    /// The document of this name, if there is one.
    pub fn document(&self, name: &'static str, bytes_max: u64) -> Result<Option<Document>, BlobError> {
        match &self.0 {
            Kind::Directory(directory) => directory.document(name, bytes_max),
            Kind::Remote(remote) => remote.document(name, bytes_max),
        }
    }

    /// Text that differs whenever the document does, and costs less than the document; none where there is none.
    pub fn stamp(&self, name: &'static str) -> Result<Option<String>, BlobError> {
        match &self.0 {
            Kind::Directory(directory) => directory.stamp(name),
            Kind::Remote(remote) => remote.stamp(name),
        }
    }

    /// Replaces a document in one step, but only the edition that the writer knows: none where there was none. Otherwise it is
    /// [`BlobError::Conflict`], and nothing is changed.
    pub fn replace(
        &self,
        name: &'static str,
        content: &[u8],
        known: Option<&Edition>,
    ) -> Result<(), BlobError> {
        match &self.0 {
            Kind::Directory(directory) => directory.replace(name, content, known),
            Kind::Remote(remote) => remote.replace(name, content, known),
        }
    }
}

/// The name of some content.
pub fn sha256(content: &[u8]) -> Sha256 {
    let digest = digest::digest(&digest::SHA256, content);
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest.as_ref());
    Sha256::from_bytes(&bytes)
}
