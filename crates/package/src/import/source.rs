//! The files of the package that is imported, as they lie on disk: listed once within the bounds of an archive, links refused, read
//! by name afterwards. What they mean is up to `kattis` and `polygon`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::archive::{BOUNDS, Bounds};
use crate::folder::read_file;

/// Folders within folders.
const DEPTH_MAX: usize = 16;
/// A file of settings or a text.
const TEXT_BYTES_MAX: u64 = 1 << 20;
/// Where DOMjudge keeps the time limit of a legacy package; other names that begin with a dot are passed over.
pub(super) const TIME_LIMIT: &str = ".timelimit";

#[derive(Debug)]
pub(super) struct Source {
    root: PathBuf,
    files: BTreeSet<String>,
    bytes: u64,
}

impl Source {
    pub(super) fn open(root: &Path) -> anyhow::Result<Source> {
        Source::within(root, BOUNDS)
    }

    fn within(root: &Path, bounds: Bounds) -> anyhow::Result<Source> {
        let mut source = Source {
            root: root.to_owned(),
            files: BTreeSet::new(),
            bytes: 0,
        };
        source.list(root, "", bounds)?;
        Ok(source)
    }

    fn list(&mut self, directory: &Path, prefix: &str, bounds: Bounds) -> anyhow::Result<()> {
        anyhow::ensure!(
            prefix.matches('/').count() <= DEPTH_MAX,
            "{prefix} lies deeper than {DEPTH_MAX} folders"
        );
        let entries =
            std::fs::read_dir(directory).with_context(|| format!("read {}", directory.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let name = name
                .to_str()
                .with_context(|| format!("{prefix}{name:?} is not UTF-8"))?;
            let path = format!("{prefix}{name}");
            if (name.starts_with('.') && path != TIME_LIMIT) || path == "__MACOSX" {
                continue;
            }
            let kind = entry.file_type()?;
            anyhow::ensure!(!kind.is_symlink(), "{path} is a symbolic link");
            if kind.is_dir() {
                self.list(&entry.path(), &format!("{path}/"), bounds)?;
                continue;
            }
            anyhow::ensure!(kind.is_file(), "{path} is not a regular file");
            let bytes = entry.metadata()?.len();
            anyhow::ensure!(
                bytes <= bounds.entry_bytes,
                "{path} is larger than {} bytes",
                bounds.entry_bytes
            );
            self.bytes = self.bytes.saturating_add(bytes);
            self.files.insert(path);
            anyhow::ensure!(
                self.files.len() <= bounds.entries,
                "more than {} files",
                bounds.entries
            );
            anyhow::ensure!(
                self.bytes <= bounds.total_bytes,
                "the files are larger than {} bytes in all",
                bounds.total_bytes
            );
        }
        Ok(())
    }

    pub(super) fn has(&self, file: &str) -> bool {
        self.files.contains(file)
    }

    /// The files beneath a folder, which ends with `/`, in order.
    pub(super) fn beneath<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        let from = self.files.range(folder.to_owned()..);
        from.map(String::as_str)
            .take_while(move |file| file.starts_with(folder))
    }

    pub(super) fn has_folder(&self, folder: &str) -> bool {
        self.beneath(folder).next().is_some()
    }

    /// What lies at the top: files, and folders with a `/` behind them.
    pub(super) fn top(&self) -> BTreeSet<&str> {
        self.files
            .iter()
            .map(|file| {
                file.find('/')
                    .map_or(file.as_str(), |at| file.get(..=at).unwrap_or(file))
            })
            .collect()
    }

    /// A file that was listed. A name that was not is an error, so that none leads out of the package.
    pub(super) fn read(&self, file: &str) -> anyhow::Result<Vec<u8>> {
        self.read_within(file, BOUNDS.entry_bytes)
    }

    pub(super) fn text(&self, file: &str) -> anyhow::Result<String> {
        let text = String::from_utf8(self.read_within(file, TEXT_BYTES_MAX)?);
        let text = text.with_context(|| format!("{file} is not UTF-8"))?;
        Ok(text
            .strip_prefix('\u{feff}')
            .unwrap_or(&text)
            .replace("\r\n", "\n"))
    }

    fn read_within(&self, file: &str, bytes_max: u64) -> anyhow::Result<Vec<u8>> {
        anyhow::ensure!(self.has(file), "there is no file {file}");
        read_file(&self.root.join(file), bytes_max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_what_is_too_much_are_refused() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("p");
        std::fs::create_dir_all(root.join("data/secret")).unwrap();
        std::fs::write(root.join("data/secret/1.in"), "12345").unwrap();
        std::fs::write(root.join("problem.yaml"), "x").unwrap();
        std::fs::write(root.join(".gitignore"), "x").unwrap();
        let source = Source::open(&root).unwrap();
        assert_eq!(source.top(), BTreeSet::from(["data/", "problem.yaml"]));
        assert!(source.read("../p/problem.yaml").is_err() && source.read(".gitignore").is_err());
        let error = |bounds| Source::within(&root, bounds).unwrap_err().to_string();
        assert!(error(Bounds { entries: 1, ..BOUNDS }).contains("more than 1 files"));
        let small = Bounds {
            entry_bytes: 4,
            ..BOUNDS
        };
        assert_eq!(error(small), "data/secret/1.in is larger than 4 bytes");
        assert!(
            error(Bounds {
                total_bytes: 5,
                ..BOUNDS
            })
            .contains("larger than 5 bytes in all")
        );

        std::os::unix::fs::symlink("/etc/passwd", root.join("data/secret/1.ans")).unwrap();
        assert_eq!(error(BOUNDS), "data/secret/1.ans is a symbolic link");
        std::fs::remove_file(root.join("data/secret/1.ans")).unwrap();
        std::os::unix::fs::symlink("/etc", root.join("attachments")).unwrap();
        assert_eq!(error(BOUNDS), "attachments is a symbolic link");
        std::fs::remove_file(root.join("attachments")).unwrap();
        let deep = (0..DEPTH_MAX + 2).fold(root.clone(), |path, _| path.join("d"));
        std::fs::create_dir_all(deep).unwrap();
        assert!(error(BOUNDS).contains("deeper than 16 folders"));
    }
}
