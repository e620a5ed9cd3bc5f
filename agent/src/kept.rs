//! A bounded directory of files that can be made or fetched again, shared by the agents of a host. A file appears under its name
//! only when it is whole, so agents that write the same one do each other no harm; what was unused for longest goes first, by the
//! files' own times, which outlive a process. What is read here is checked by who reads it.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

#[derive(Debug)]
pub(crate) struct Kept {
    directory: PathBuf,
    bytes_max: u64,
    parts: AtomicU64,
    /// What all files came to when they were counted last.
    counted: AtomicU64,
    /// What this process added since.
    added: AtomicU64,
}

impl Kept {
    pub(crate) fn open(directory: &Path, bytes_max: u64) -> io::Result<Kept> {
        DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
        let kept = Kept {
            directory: directory.to_owned(),
            bytes_max,
            parts: AtomicU64::new(0),
            counted: AtomicU64::new(0),
            added: AtomicU64::new(0),
        };
        kept.make_room()?;
        Ok(kept)
    }

    /// The directory, for messages.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// The file of this name, if there is one.
    pub(crate) fn find(&self, name: &str) -> io::Result<Option<File>> {
        match File::open(self.directory.join(name)) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether a file of this name is there; no link is followed.
    pub(crate) fn has(&self, name: &str) -> bool {
        fs::symlink_metadata(self.directory.join(name)).is_ok_and(|meta| meta.is_file())
    }

    /// What follows `prefix` in the names of the files that begin with it, the one used last first.
    pub(crate) fn latest(&self, prefix: &str) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.directory)? {
            let entry = entry?;
            let name = entry.file_name();
            if let Some(rest) = name.to_str().and_then(|name| name.strip_prefix(prefix))
                && let Ok(meta) = entry.metadata()
                && meta.is_file()
            {
                found.push((meta.modified()?, rest.to_owned()));
            }
        }
        found.sort_by(|a, b| b.cmp(a));
        Ok(found.into_iter().map(|(_, rest)| rest).collect())
    }

    /// Its content was of use now.
    pub(crate) fn used(file: &File) {
        let _ = file.set_modified(SystemTime::now());
    }

    pub(crate) fn remove(&self, name: &str) {
        let _ = fs::remove_file(self.directory.join(name));
    }

    /// Keeps the pieces as one file, and removes others where they are too much.
    pub(crate) fn put(&self, name: &str, pieces: &[&[u8]]) -> io::Result<()> {
        let bytes: u64 = pieces.iter().map(|piece| piece.len() as u64).sum();
        if bytes > self.bytes_max {
            return Ok(());
        }
        self.write(name, pieces)?;
        let added = self.added.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let counted = self.counted.load(Ordering::Relaxed);
        // Other agents of the host add too, so it is counted anew before much may have come.
        if counted + added > self.bytes_max || added > self.bytes_max / 16 {
            self.make_room()?;
        }
        Ok(())
    }

    fn write(&self, name: &str, pieces: &[&[u8]]) -> io::Result<()> {
        let number = self.parts.fetch_add(1, Ordering::Relaxed);
        let part = self
            .directory
            .join(format!(".part-{}-{number}", std::process::id()));
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(true)
            .write(true)
            .mode(0o600)
            .open(&part)?;
        let written = pieces
            .iter()
            .try_for_each(|piece| file.write_all(piece))
            .and_then(|()| fs::rename(&part, self.directory.join(name)));
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        written
    }

    /// Removes a little more than it must, so that not every file that comes counts all others.
    fn make_room(&self) -> io::Result<()> {
        self.added.store(0, Ordering::Relaxed);
        let mut entries = Vec::new();
        for entry in fs::read_dir(&self.directory)? {
            let entry = entry?;
            // Another agent of the host may have removed it meanwhile.
            if let Ok(meta) = entry.metadata() {
                entries.push((meta.modified()?, meta.len(), entry.path()));
            }
        }
        let mut bytes: u64 = entries.iter().map(|(_, bytes, _)| bytes).sum();
        if bytes > self.bytes_max {
            entries.sort();
            let most = self.bytes_max - self.bytes_max / 32;
            for (_, size, path) in entries {
                if bytes <= most {
                    break;
                }
                let _ = fs::remove_file(path);
                bytes -= size;
            }
        }
        self.counted.store(bytes, Ordering::Relaxed);
        Ok(())
    }
}
