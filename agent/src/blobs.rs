//! Tests by the hash of their content, from the blob directory, checked and kept in memory while there is room.
//! It only reads; whoever publishes a problem writes the directory. `judge` calls it from every slot's thread.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use gavel_wire::Sha256;
use thiserror::Error;

/// A larger file is no test.
pub const BLOB_BYTES_MAX: u64 = 64 << 20;

#[derive(Debug, Error)]
pub enum BlobError {
    #[error("cannot read test data {hash:?}")]
    Read {
        hash: Sha256,
        #[source]
        source: std::io::Error,
    },
    #[error("test data {hash:?} is larger than {BLOB_BYTES_MAX} bytes")]
    TooLarge { hash: Sha256 },
    #[error("test data {hash:?} does not have the content that its name says")]
    OtherContent { hash: Sha256 },
}

/// A directory with one file a blob, named by its hash.
#[derive(Debug)]
pub struct Blobs {
    directory: PathBuf,
    cache: Mutex<Cache>,
}

#[derive(Debug, Default)]
struct Cache {
    bytes_max: usize,
    bytes: usize,
    /// Grows with each use: the smallest is the one unused for longest.
    uses: u64,
    entries: HashMap<Sha256, (u64, Arc<[u8]>)>,
}

impl Blobs {
    /// `cache_bytes_max` bounds what is kept in memory.
    pub fn new(directory: PathBuf, cache_bytes_max: usize) -> Blobs {
        Blobs {
            directory,
            cache: Mutex::new(Cache {
                bytes_max: cache_bytes_max,
                ..Cache::default()
            }),
        }
    }

    /// The content with this hash.
    pub fn get(&self, hash: &Sha256) -> Result<Arc<[u8]>, BlobError> {
        if let Some(content) = self.cache().get(hash) {
            return Ok(content);
        }
        let content: Arc<[u8]> = self.read(hash)?.into();
        self.cache().put(hash, &content);
        Ok(content)
    }

    /// A panic elsewhere cannot leave the cache wrong: at worst its count of bytes is too high.
    fn cache(&self) -> std::sync::MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, hash: &Sha256) -> Result<Vec<u8>, BlobError> {
        let failed = |source| BlobError::Read {
            hash: hash.clone(),
            source,
        };
        let file = File::open(self.directory.join(hash.as_str())).map_err(failed)?;
        let mut content = Vec::new();
        file.take(BLOB_BYTES_MAX + 1)
            .read_to_end(&mut content)
            .map_err(failed)?;
        if content.len() as u64 > BLOB_BYTES_MAX {
            return Err(BlobError::TooLarge { hash: hash.clone() });
        }
        let digest = ring::digest::digest(&ring::digest::SHA256, &content);
        if gavel_wire::id::hex(digest.as_ref()) != hash.as_str() {
            return Err(BlobError::OtherContent { hash: hash.clone() });
        }
        Ok(content)
    }
}

impl Cache {
    fn get(&mut self, hash: &Sha256) -> Option<Arc<[u8]>> {
        self.uses += 1;
        let uses = self.uses;
        self.entries.get_mut(hash).map(|(used, content)| {
            *used = uses;
            Arc::clone(content)
        })
    }

    fn put(&mut self, hash: &Sha256, content: &Arc<[u8]>) {
        if content.len() > self.bytes_max || self.entries.contains_key(hash) {
            return;
        }
        self.bytes += content.len();
        while self.bytes > self.bytes_max {
            let oldest = self.entries.iter().min_by_key(|(_, (used, _))| *used);
            let Some(oldest) = oldest.map(|(hash, _)| hash.clone()) else {
                break;
            };
            if let Some((_, dropped)) = self.entries.remove(&oldest) {
                self.bytes -= dropped.len();
            }
        }
        self.uses += 1;
        self.entries
            .insert(hash.clone(), (self.uses, Arc::clone(content)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(directory: &std::path::Path, content: &[u8]) -> Sha256 {
        let digest = ring::digest::digest(&ring::digest::SHA256, content);
        let hash = Sha256::try_from(gavel_wire::id::hex(digest.as_ref())).unwrap();
        std::fs::write(directory.join(hash.as_str()), content).unwrap();
        hash
    }

    #[test]
    fn content_is_checked_against_its_name() {
        let directory = tempfile::tempdir().unwrap();
        let blobs = Blobs::new(directory.path().to_owned(), 1 << 20);
        let hash = blob(directory.path(), b"3 4\n");
        assert_eq!(&*blobs.get(&hash).unwrap(), b"3 4\n");
        let other = blob(directory.path(), b"5\n");
        std::fs::write(directory.path().join(other.as_str()), b"6\n").unwrap();
        assert!(matches!(blobs.get(&other), Err(BlobError::OtherContent { .. })));
        std::fs::remove_file(directory.path().join(other.as_str())).unwrap();
        assert!(matches!(blobs.get(&other), Err(BlobError::Read { .. })));
    }

    #[test]
    fn what_was_unused_for_longest_is_forgotten_first() {
        let directory = tempfile::tempdir().unwrap();
        let blobs = Blobs::new(directory.path().to_owned(), 10);
        let hashes: Vec<Sha256> = [&b"aaaa"[..], b"bbbb", b"cccc", b"eleven bytes"]
            .iter()
            .map(|content| blob(directory.path(), content))
            .collect();
        for index in [0, 1, 0, 2, 3] {
            blobs.get(&hashes[index]).unwrap();
        }
        for hash in &hashes {
            std::fs::remove_file(directory.path().join(hash.as_str())).unwrap();
        }
        let kept: Vec<bool> = hashes.iter().map(|hash| blobs.get(hash).is_ok()).collect();
        assert_eq!(kept, [true, false, true, false]);
        assert_eq!(blobs.cache().bytes, 8);
    }
}
