//! A directory with one file a blob, named by its hash, and one a document. Files appear whole and durable under their names; who
//! replaces a document holds a lock beside it.

use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use gavel_wire::Sha256;

use crate::error::BlobError;
use crate::store::{Document, Edition, EditionKind, sha256};

#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
}

impl Directory {
    pub(crate) fn new(path: PathBuf) -> Directory {
        Directory { path }
    }

    pub(crate) fn put(&self, hash: &Sha256, content: &[u8]) -> Result<(), BlobError> {
        let name = hash.as_str();
        if fs::read(self.path.join(name)).is_ok_and(|there| there == content) {
            return Ok(());
        }
        self.write(name, content)
            .map_err(|error| BlobError::write(&self.shown(name), error))
    }

    pub(crate) fn get(&self, hash: &Sha256, bytes_max: u64) -> Result<Vec<u8>, BlobError> {
        let name = hash.as_str();
        self.read(name, bytes_max)?
            .ok_or_else(|| BlobError::read(&self.shown(name), io::Error::from(ErrorKind::NotFound)))
    }

    pub(crate) fn document(&self, name: &str, bytes_max: u64) -> Result<Option<Document>, BlobError> {
        let content = self.read(name, bytes_max)?;
        Ok(content.map(|content| Document {
            edition: Edition(EditionKind::Content(sha256(&content))),
            content,
        }))
    }

    pub(crate) fn stamp(&self, name: &str) -> Result<Option<String>, BlobError> {
        match fs::metadata(self.path.join(name)) {
            Ok(data) => Ok(Some(format!(
                "{}.{:09} {} {}",
                data.mtime(),
                data.mtime_nsec(),
                data.ino(),
                data.len()
            ))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(BlobError::read(&self.shown(name), error)),
        }
    }

    pub(crate) fn replace(
        &self,
        name: &'static str,
        content: &[u8],
        known: Option<&Edition>,
    ) -> Result<(), BlobError> {
        let failed = |error| BlobError::write(&self.shown(name), error);
        fs::create_dir_all(&self.path).map_err(failed)?;
        let mut options = File::options();
        let lock = options.create(true).truncate(false).write(true);
        let lock = lock
            .open(self.path.join(format!(".{name}.lock")))
            .map_err(failed)?;
        lock.lock().map_err(failed)?;
        let there = self.document(name, u64::MAX - 1)?.map(|there| there.edition);
        if there.as_ref() != known {
            return Err(BlobError::Conflict { name });
        }
        self.write(name, content).map_err(failed)
    }

    fn read(&self, name: &str, bytes_max: u64) -> Result<Option<Vec<u8>>, BlobError> {
        let failed = |error| BlobError::read(&self.shown(name), error);
        let file = match File::open(self.path.join(name)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let mut content = Vec::new();
        file.take(bytes_max + 1)
            .read_to_end(&mut content)
            .map_err(failed)?;
        if content.len() as u64 > bytes_max {
            return Err(BlobError::TooLarge {
                name: self.shown(name),
                bytes_max,
            });
        }
        Ok(Some(content))
    }

    /// Writes a file of no name, brings it to disk and gives it the name: readers see the old or the new one, whole.
    fn write(&self, name: &str, content: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.path)?;
        let mut file = tempfile::Builder::new()
            .permissions(Permissions::from_mode(0o644))
            .tempfile_in(&self.path)?;
        file.write_all(content)?;
        file.as_file().sync_all()?;
        file.persist(self.path.join(name))?;
        sync(&self.path)
    }

    fn shown(&self, name: &str) -> String {
        self.path.join(name).display().to_string()
    }
}

/// Brings the names in a directory to disk.
fn sync(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BlobStore;

    const NAME: &str = "list.json";

    #[test]
    fn content_is_checked_against_its_name_and_mended_when_put_again() {
        let directory = tempfile::tempdir().unwrap();
        let store = BlobStore::directory(directory.path().join("blobs"));
        let hash = store.put(b"3 4\n").unwrap();
        assert_eq!(store.get(&hash, 4).unwrap(), b"3 4\n");
        assert!(matches!(store.get(&hash, 3), Err(BlobError::TooLarge { .. })));
        let path = directory.path().join("blobs").join(hash.as_str());
        fs::write(&path, "4 4\n").unwrap();
        assert!(matches!(store.get(&hash, 4), Err(BlobError::OtherContent { .. })));
        store.put(b"3 4\n").unwrap();
        assert_eq!(store.get(&hash, 4).unwrap(), b"3 4\n");
        fs::remove_file(path).unwrap();
        assert!(matches!(store.get(&hash, 4), Err(BlobError::Read { .. })));
    }

    #[test]
    fn who_knows_an_older_edition_replaces_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let store = BlobStore::directory(directory.path());
        assert_eq!(store.document(NAME, 10).unwrap(), None);
        assert_eq!(store.stamp(NAME).unwrap(), None);
        store.replace(NAME, b"one", None).unwrap();
        let one = store.document(NAME, 10).unwrap().unwrap();
        let stamp = store.stamp(NAME).unwrap();
        store.replace(NAME, b"two", Some(&one.edition)).unwrap();
        assert_ne!(store.stamp(NAME).unwrap(), stamp);
        for known in [None, Some(&one.edition)] {
            let late = store.replace(NAME, b"three", known);
            assert!(matches!(late, Err(BlobError::Conflict { .. })));
        }
        assert_eq!(store.document(NAME, 10).unwrap().unwrap().content, b"two");
    }

    #[test]
    fn of_many_writers_at_once_none_is_lost() {
        let directory = tempfile::tempdir().unwrap();
        let store = BlobStore::directory(directory.path());
        let add = |line: u8| {
            loop {
                let there = store.document(NAME, 100).unwrap();
                let mut content = there
                    .as_ref()
                    .map(|there| there.content.clone())
                    .unwrap_or_default();
                content.push(line);
                match store.replace(NAME, &content, there.as_ref().map(|there| &there.edition)) {
                    Ok(()) => return,
                    Err(BlobError::Conflict { .. }) => {}
                    Err(error) => panic!("{error}"),
                }
            }
        };
        std::thread::scope(|scope| {
            for line in b'a'..=b'p' {
                scope.spawn(move || add(line));
            }
        });
        let mut content = store.document(NAME, 100).unwrap().unwrap().content;
        content.sort_unstable();
        assert_eq!(content, b"abcdefghijklmnop");
    }
}
