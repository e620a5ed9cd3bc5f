//! Tests by the hash of their content: kept in memory while there is room, on disk where the store is another machine, and each
//! time checked against the hash. Beside them on disk: which problems they were of, for the next process of this host. It never
//! writes to the store. `judge` calls it from every slot's thread.

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gavel_blob::{BlobError, BlobStore, sha256};
use gavel_wire::limits::PROBLEMS_HELD_MAX;
use gavel_wire::problem::TestRef;
use gavel_wire::{ProblemId, Sha256};

use crate::kept::Kept;
use crate::metrics;

/// A larger file is no test.
pub const BLOB_BYTES_MAX: u64 = 64 << 20;
const FETCHES: usize = 16;
/// Before a problem's id in the name of its note: the two hashes of its first test, a line each.
const NOTE: &str = "problem-";
const NOTE_BYTES_MAX: u64 = 129;

#[derive(Debug)]
pub struct Blobs {
    store: BlobStore,
    memory: Mutex<Memory>,
    disk: Option<Kept>,
    /// Slots that want the same blob wait for the one that fetches it.
    fetching: [Mutex<()>; FETCHES],
}

#[derive(Debug, Default)]
struct Memory {
    bytes_max: usize,
    bytes: usize,
    /// Grows with each use: the smallest is the one unused for longest.
    uses: u64,
    entries: HashMap<Sha256, (u64, Arc<[u8]>)>,
}

impl Blobs {
    /// `memory_bytes_max` bounds what is kept in memory.
    pub fn new(store: BlobStore, memory_bytes_max: usize) -> Blobs {
        Blobs {
            store,
            memory: Mutex::new(Memory {
                bytes_max: memory_bytes_max,
                ..Memory::default()
            }),
            disk: None,
            fetching: Default::default(),
        }
    }

    /// Keeps what it fetches in a directory, unless the store is one itself or nothing may be kept.
    pub fn with_disk(self, directory: &Path, bytes_max: u64) -> io::Result<Blobs> {
        let wanted = self.store.is_remote() && bytes_max > 0;
        let disk = wanted.then(|| Kept::open(directory, bytes_max)).transpose()?;
        Ok(Blobs { disk, ..self })
    }

    /// The content with this hash.
    pub fn get(&self, hash: &Sha256) -> Result<Arc<[u8]>, BlobError> {
        if let Some(content) = self.memory().get(hash) {
            return Ok(content);
        }
        let content: Arc<[u8]> = self.read(hash)?.into();
        self.memory().put(hash, &content);
        Ok(content)
    }

    /// Whether the data of a problem whose tests were run is still here; if so, the next process may find it on disk.
    pub fn note(&self, problem: &ProblemId, tests: &[TestRef]) -> bool {
        let on_disk = |hash: &Sha256| self.disk.as_ref().is_some_and(|disk| disk.has(hash.as_str()));
        let is_here = |hash| self.memory().entries.contains_key(hash) || on_disk(hash);
        let Some(TestRef { input, expected, .. }) = tests.first() else {
            return false;
        };
        if !is_here(input) || !is_here(expected) {
            return false;
        }
        if let Some(disk) = &self.disk {
            let lines = [input.as_str(), "\n", expected.as_str()].map(str::as_bytes);
            if let Err(error) = disk.put(&format!("{NOTE}{problem}"), &lines) {
                tracing::warn!(%error, directory = %disk.directory().display(), "a problem is not noted on disk");
            }
        }
        true
    }

    /// Problems that were noted on this host and whose first test is still on disk, the last one last; at most [`PROBLEMS_HELD_MAX`].
    /// The first test is read before all others, so it is the first to go.
    pub fn problems(&self) -> Vec<ProblemId> {
        let Some(disk) = &self.disk else {
            return Vec::new();
        };
        let noted = disk.latest(NOTE).unwrap_or_else(|error| {
            tracing::warn!(%error, directory = %disk.directory().display(), "notes of judged problems cannot be read");
            Vec::new()
        });
        let held = |id: String| ProblemId::parse(&id).ok().filter(|id| is_held(disk, id));
        let mut problems: Vec<ProblemId> = noted
            .into_iter()
            .filter_map(held)
            .take(PROBLEMS_HELD_MAX)
            .collect();
        problems.reverse();
        problems
    }

    /// A panic elsewhere cannot leave the memory wrong: at worst its count of bytes is too high.
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, hash: &Sha256) -> Result<Vec<u8>, BlobError> {
        let Some(disk) = &self.disk else {
            return self.store.get(hash, BLOB_BYTES_MAX);
        };
        if let Some(content) = on_disk(disk, hash) {
            metrics::blob("disk");
            return Ok(content);
        }
        let turn = hash
            .as_str()
            .bytes()
            .fold(0_usize, |sum, byte| sum + usize::from(byte));
        let turn = self.fetching.get(turn % FETCHES);
        let _turn = turn.map(|turn| turn.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(content) = on_disk(disk, hash) {
            metrics::blob("disk");
            return Ok(content);
        }
        let content = self.store.get(hash, BLOB_BYTES_MAX)?;
        metrics::blob("fetched");
        // Without it the next run fetches it again.
        if let Err(error) = disk.put(hash.as_str(), &[&content]) {
            tracing::warn!(%error, directory = %disk.directory().display(), "test data is not kept on disk");
        }
        Ok(content)
    }
}

/// What the disk has under this name, if it is what the name says; anything else is removed.
fn on_disk(disk: &Kept, hash: &Sha256) -> Option<Vec<u8>> {
    let name = hash.as_str();
    let read = || {
        let Some(file) = disk.find(name)? else {
            return Ok(None);
        };
        let mut content = Vec::new();
        (&file).take(BLOB_BYTES_MAX + 1).read_to_end(&mut content)?;
        Kept::used(&file);
        io::Result::Ok(Some(content))
    };
    match read() {
        Ok(None) => None,
        Ok(Some(content)) if sha256(&content) == *hash => Some(content),
        damaged => {
            tracing::warn!(blob = name, error = ?damaged.err(), "damaged test data on disk is fetched again");
            disk.remove(name);
            None
        }
    }
}

/// A note that is not one holds nothing.
fn is_held(disk: &Kept, problem: &ProblemId) -> bool {
    let Ok(Some(file)) = disk.find(&format!("{NOTE}{problem}")) else {
        return false;
    };
    let mut note = String::new();
    let read = file.take(NOTE_BYTES_MAX + 1).read_to_string(&mut note);
    let is_there = |line: &str| Sha256::try_from(line.to_owned()).is_ok_and(|hash| disk.has(hash.as_str()));
    let hashes = note.split_once('\n').filter(|_| read.is_ok());
    hashes.is_some_and(|(input, expected)| is_there(input) && is_there(expected))
}

impl Memory {
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
    use std::time::{Duration, SystemTime};

    use super::*;

    fn remove(directory: &Path, hash: &Sha256) {
        std::fs::remove_file(directory.join(hash.as_str())).unwrap();
    }

    #[test]
    fn what_was_unused_for_longest_is_forgotten_first() {
        let directory = tempfile::tempdir().unwrap();
        let store = BlobStore::directory(directory.path());
        let contents = [&b"aaaa"[..], b"bbbb", b"cccc", b"eleven bytes"];
        let hashes = contents.map(|content| store.put(content).unwrap());
        let blobs = Blobs::new(store, 10);
        for index in [0, 1, 0, 2, 3] {
            blobs.get(&hashes[index]).unwrap();
        }
        for hash in &hashes {
            remove(directory.path(), hash);
        }
        let kept = hashes.each_ref().map(|hash| blobs.get(hash).is_ok());
        assert_eq!(kept, [true, false, true, false]);
        assert_eq!(blobs.memory().bytes, 8);
    }

    /// A store with a disk before it, though it is a directory.
    fn with_disk(directory: &Path, bytes_max: u64) -> Blobs {
        let blobs = Blobs::new(BlobStore::directory(directory.join("store")), 0);
        Blobs {
            disk: Some(Kept::open(&directory.join("disk"), bytes_max).unwrap()),
            ..blobs
        }
    }

    #[test]
    fn what_was_fetched_is_on_disk_after_a_restart_and_checked_there() {
        let directory = tempfile::tempdir().unwrap();
        let store = BlobStore::directory(directory.path().join("store"));
        let hash = store.put(b"3 4\n").unwrap();
        with_disk(directory.path(), 100).get(&hash).unwrap();
        remove(&directory.path().join("store"), &hash);
        let blobs = with_disk(directory.path(), 100);
        assert_eq!(&*blobs.get(&hash).unwrap(), b"3 4\n");

        let on_disk = directory.path().join("disk").join(hash.as_str());
        std::fs::write(&on_disk, "4 4\n").unwrap();
        assert!(matches!(blobs.get(&hash), Err(BlobError::Read { .. })));
        assert!(!on_disk.exists());
        store.put(b"3 4\n").unwrap();
        assert_eq!(&*blobs.get(&hash).unwrap(), b"3 4\n");
        assert_eq!(std::fs::read(on_disk).unwrap(), b"3 4\n");
    }

    #[test]
    fn the_disk_holds_no_more_than_it_may_and_the_latest_of_it() {
        let directory = tempfile::tempdir().unwrap();
        let store = BlobStore::directory(directory.path().join("store"));
        let contents: Vec<Vec<u8>> = (0..8).map(|byte| vec![byte; 1_000]).collect();
        let hashes: Vec<Sha256> = contents
            .iter()
            .map(|content| store.put(content).unwrap())
            .collect();
        let disk = directory.path().join("disk");
        let put = |index: usize, seconds: u64| {
            with_disk(directory.path(), 4_200).get(&hashes[index]).unwrap();
            let file = std::fs::File::open(disk.join(hashes[index].as_str())).unwrap();
            let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            file.set_modified(at).unwrap();
        };
        for index in 0..4 {
            put(index, index as u64);
        }
        put(0, 10);
        put(4, 11);
        let there = |index: &usize| disk.join(hashes[*index].as_str()).exists();
        assert_eq!((0..8).filter(there).collect::<Vec<_>>(), [0, 2, 3, 4]);
    }

    fn problem(id: &str) -> ProblemId {
        ProblemId::parse(id).unwrap()
    }

    /// A test whose input says its number, and whose output is shared.
    fn test(blobs: &Blobs, number: usize) -> TestRef {
        let put = |text: String| {
            let hash = blobs.store.put(text.as_bytes()).unwrap();
            blobs.get(&hash).unwrap();
            hash
        };
        TestRef {
            input: put(format!("{number}\n")),
            expected: put("yes\n".to_owned()),
            sample: false,
            subtask: None,
        }
    }

    #[test]
    fn a_noted_problem_is_known_after_a_restart_while_its_first_test_is_there() {
        let directory = tempfile::tempdir().unwrap();
        let disk = directory.path().join("disk");
        let blobs = with_disk(directory.path(), 1 << 20);
        let tests: Vec<TestRef> = (0..=PROBLEMS_HELD_MAX)
            .map(|number| test(&blobs, number))
            .collect();
        for (number, test) in tests.iter().enumerate() {
            assert!(blobs.note(&problem(&format!("p{number}")), std::slice::from_ref(test)));
            let note = std::fs::File::open(disk.join(format!("problem-p{number}"))).unwrap();
            let at = SystemTime::UNIX_EPOCH + Duration::from_secs(number as u64);
            note.set_modified(at).unwrap();
        }
        let held = || with_disk(directory.path(), 1 << 20).problems();
        let expected: Vec<ProblemId> = (1..=PROBLEMS_HELD_MAX)
            .map(|number| problem(&format!("p{number}")))
            .collect();
        assert_eq!(held(), expected);
        // Once more the one that was too long ago.
        blobs.note(&problem("p0"), &tests[..1]);
        assert_eq!(
            (held().len(), held().last()),
            (PROBLEMS_HELD_MAX, Some(&problem("p0")))
        );
        remove(&disk, &tests[0].input);
        assert_eq!(held(), expected);
        remove(&disk, &tests[7].expected);
        assert_eq!(held(), []);
    }

    #[test]
    fn what_is_no_note_holds_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let disk = directory.path().join("disk");
        let blobs = with_disk(directory.path(), 1 << 20);
        assert!(!blobs.note(&problem("none"), &[]));
        assert_eq!(blobs.problems(), []);
        let test = test(&blobs, 1);
        blobs.note(&problem("good"), std::slice::from_ref(&test));
        let note = std::fs::read_to_string(disk.join("problem-good")).unwrap();
        assert_eq!(note.len() as u64, NOTE_BYTES_MAX);
        for (name, text) in [
            ("problem-", note.clone()),
            ("problem-a.b", note.clone()),
            ("problem-cut", note[..100].to_owned()),
            ("problem-line", note.replace('\n', " ")),
            (
                "problem-outside",
                format!("../store/{}\n{}", test.input.as_str(), test.expected.as_str()),
            ),
            ("problem-large", note.repeat(1_000)),
        ] {
            std::fs::write(disk.join(name), text).unwrap();
        }
        std::fs::write(disk.join("problem-bytes"), [0xff; 129]).unwrap();
        std::fs::create_dir(disk.join("problem-directory")).unwrap();
        std::os::unix::fs::symlink("problem-good", disk.join("problem-link")).unwrap();
        assert_eq!(blobs.problems(), [problem("good")]);
        std::fs::remove_dir_all(&disk).unwrap();
        assert_eq!(blobs.problems(), []);
        assert!(!blobs.note(&problem("good"), &[test]));
    }

    #[test]
    fn agents_of_one_host_share_the_disk_without_harm() {
        let directory = tempfile::tempdir().unwrap();
        let store = BlobStore::directory(directory.path().join("store"));
        let contents: Vec<Vec<u8>> = (0..40_u8).map(|byte| vec![byte; 20_000]).collect();
        let hashes: Vec<Sha256> = contents
            .iter()
            .map(|content| store.put(content).unwrap())
            .collect();
        let agents: Vec<Blobs> = (0..4).map(|_| with_disk(directory.path(), 300_000)).collect();
        std::thread::scope(|scope| {
            for agent in &agents {
                scope.spawn(|| {
                    for (hash, content) in hashes.iter().zip(&contents).cycle().take(400) {
                        assert_eq!(&*agent.get(hash).unwrap(), &content[..]);
                    }
                });
            }
        });
        let left = std::fs::read_dir(directory.path().join("disk")).unwrap();
        let sizes = left.map(|entry| entry.unwrap().metadata().unwrap().len());
        assert!(sizes.sum::<u64>() <= 300_000 + 4 * 20_000);
    }
}
