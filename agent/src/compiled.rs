//! What compilers made, kept on disk under a hash of what it was made of: the source files, the commands, the environment
//! and the toolchain. Only the agent writes here, out of sealed memory, and each entry is checked against its own hash when
//! it is read; a program never sees the directory. Bounded: what was unused for longest goes first.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gavel_sandbox::{Artefact, Captured, FileContent, InFile, Status as Ended};
use gavel_wire::id::hex;
use gavel_wire::language::Compile;
use gavel_wire::verdict::Usage;
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

use crate::execution::{Compilation, ExecutionError};
use crate::kept::Kept;
use crate::limits;
use crate::toolchain::Toolchain;

/// Of entries, and part of each key: another form is another entry.
const VERSION: u16 = 1;
const ENTRY_BYTES_MAX: u64 = 80 << 20;

/// The entries, in a directory that the agents of a host share.
#[derive(Debug)]
pub struct Compiled(Kept);

/// Names an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(String);

#[derive(Serialize, Deserialize)]
struct Head {
    usage: Usage,
    /// In base64: compilers print what they like.
    messages: String,
    truncated: bool,
    artefacts: Vec<Piece>,
}

#[derive(Serialize, Deserialize)]
struct Piece {
    name: String,
    executable: bool,
    bytes: usize,
}

impl Compiled {
    /// None where it may hold nothing.
    pub fn open(directory: &Path, bytes_max: u64) -> io::Result<Option<Compiled>> {
        if bytes_max == 0 {
            return Ok(None);
        }
        Kept::open(directory, bytes_max).map(|kept| Some(Compiled(kept)))
    }

    /// Of everything that decides what a compiler makes.
    pub fn key(toolchain: &Toolchain, compile: &Compile, sources: &[InFile]) -> Result<Key, ExecutionError> {
        let memory = limits::of_compilation().memory_bytes;
        let mut hashed = Hashed(Context::new(&SHA256));
        hashed.part(&VERSION.to_le_bytes());
        hashed.part(toolchain.identity.as_bytes());
        for commands in [&compile.quick, &compile.commands] {
            hashed.part(&commands.len().to_le_bytes());
            for command in commands {
                hashed.parts(toolchain.argv(command, memory)?.iter());
            }
        }
        for (name, value) in toolchain.environment(&compile.environment, memory)? {
            hashed.parts([name, value].iter());
        }
        hashed.parts(compile.intermediates.iter());
        hashed.parts(compile.artefacts.iter());
        for source in sources {
            hashed.part(source.name.as_bytes());
            match &source.content {
                FileContent::Bytes(bytes) => hashed.part(bytes),
                FileContent::Artefact(artefact) => {
                    hashed.part(&artefact.read().map_err(ExecutionError::Artefact)?);
                }
            }
        }
        Ok(Key(hex(hashed.0.finish().as_ref())))
    }

    /// What was made of the same before.
    pub fn get(&self, key: &Key) -> Option<Compilation> {
        let mut file = match self.0.find(&key.0) {
            Ok(file) => file?,
            Err(error) => {
                tracing::warn!(%error, entry = key.0, "an entry of the compile cache cannot be read");
                return None;
            }
        };
        let found = read(&mut file);
        if found.is_none() {
            tracing::warn!(entry = key.0, "a damaged entry of the compile cache is removed");
            self.0.remove(&key.0);
        } else {
            Kept::used(&file);
        }
        found
    }

    /// Keeps what went well; a failure here costs the next one a compilation, so it is only logged.
    pub fn put(&self, key: &Key, compilation: &Compilation) {
        if compilation.ended != Ended::Exited(0) || compilation.artefacts.is_empty() {
            return;
        }
        if let Err(error) = self.write(key, compilation) {
            tracing::warn!(%error, directory = %self.0.directory().display(), "the compile cache keeps nothing");
        }
    }

    fn write(&self, key: &Key, compilation: &Compilation) -> io::Result<()> {
        let mut body = Vec::new();
        let mut artefacts = Vec::new();
        for artefact in &compilation.artefacts {
            let content = artefact.read()?;
            artefacts.push(Piece {
                name: artefact.name().to_owned(),
                executable: artefact.executable(),
                bytes: content.len(),
            });
            body.extend_from_slice(&content);
        }
        let head = Head {
            usage: compilation.usage,
            messages: STANDARD.encode(&compilation.messages.bytes),
            truncated: compilation.messages.truncated,
            artefacts,
        };
        let mut text = serde_json::to_vec(&head)?;
        text.push(b'\n');
        let sum = format!("{}\n", checksum(&text, &body));
        self.0.put(&key.0, &[sum.as_bytes(), &text, &body])
    }
}

/// None where it is not what was written.
fn read(file: &mut File) -> Option<Compilation> {
    let mut content = Vec::new();
    file.take(ENTRY_BYTES_MAX).read_to_end(&mut content).ok()?;
    let end_of_line = |bytes: &[u8]| bytes.iter().position(|byte| *byte == b'\n');
    let (sum, rest) = content.split_at_checked(end_of_line(&content)? + 1)?;
    let (text, body) = rest.split_at_checked(end_of_line(rest)? + 1)?;
    if sum.strip_suffix(b"\n")? != checksum(text, body).as_bytes() {
        return None;
    }
    let head: Head = serde_json::from_slice(text).ok()?;
    let mut left = body;
    let mut artefacts = Vec::new();
    for Piece {
        name,
        executable,
        bytes,
    } in head.artefacts
    {
        let (own, others) = left.split_at_checked(bytes)?;
        artefacts.push(Artefact::from_bytes(name, own, executable).ok()?);
        left = others;
    }
    let messages = Captured {
        bytes: STANDARD.decode(head.messages).ok()?,
        truncated: head.truncated,
    };
    let is_whole = left.is_empty() && !artefacts.is_empty();
    is_whole.then_some(Compilation {
        ended: Ended::Exited(0),
        usage: head.usage,
        messages,
        artefacts,
        toolchain_gone: false,
    })
}

fn checksum(text: &[u8], body: &[u8]) -> String {
    let mut context = Context::new(&SHA256);
    context.update(text);
    context.update(body);
    hex(context.finish().as_ref())
}

/// Parts with their lengths, so that no two lists of parts look the same.
struct Hashed(Context);

impl Hashed {
    fn part(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn parts<'a>(&mut self, texts: impl ExactSizeIterator<Item = &'a String>) {
        self.part(&(texts.len() as u64).to_le_bytes());
        for text in texts {
            self.part(text.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::SystemTime;

    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;

    fn compilation(content: &[u8]) -> Compilation {
        Compilation {
            ended: Ended::Exited(0),
            usage: Usage {
                cpu_us: 7,
                wall_us: 8,
                memory_bytes: 9,
            },
            messages: Captured {
                bytes: b"a warning\n\xff".to_vec(),
                truncated: true,
            },
            artefacts: vec![
                Artefact::from_bytes("main", content, true).unwrap(),
                Artefact::from_bytes("empty.class", b"", false).unwrap(),
            ],
            toolchain_gone: false,
        }
    }

    fn key(name: &str) -> Key {
        Key(name.to_owned())
    }

    #[test]
    fn what_was_kept_comes_back_whole() {
        let directory = tempfile::tempdir().unwrap();
        let compiled = Compiled::open(directory.path(), 1 << 20).unwrap().unwrap();
        assert!(compiled.get(&key("k")).is_none());
        compiled.put(&key("k"), &compilation(b"one\ntwo"));
        let found = compiled.get(&key("k")).unwrap();
        let wanted = compilation(b"one\ntwo");
        assert_eq!((found.usage, found.messages), (wanted.usage, wanted.messages));
        let shown = |artefact: &Artefact| {
            (
                artefact.name().to_owned(),
                artefact.executable(),
                artefact.read().unwrap(),
            )
        };
        assert!(
            found
                .artefacts
                .iter()
                .map(shown)
                .eq(wanted.artefacts.iter().map(shown))
        );
        let failed = Compilation {
            ended: Ended::Exited(1),
            ..compilation(b"x")
        };
        compiled.put(&key("failed"), &failed);
        assert!(compiled.get(&key("failed")).is_none());
    }

    proptest! {
        #[test]
        fn any_entry_is_read_whole_or_refused(
            changes in vec((any::<Index>(), any::<u8>()), 0..8),
            length in any::<Index>(),
            is_signed: bool,
        ) {
            let directory = tempfile::tempdir().unwrap();
            let compiled = Compiled::open(directory.path(), 1 << 20).unwrap().unwrap();
            let path = directory.path().join("k");
            compiled.put(&key("k"), &compilation(b"content"));
            let written = fs::read(&path).unwrap();
            let mut bytes = written.clone();
            for (at, value) in changes {
                bytes[at.index(written.len())] = value;
            }
            bytes.truncate(length.index(bytes.len() * 4));
            if is_signed {
                // Past the checksum, as one who can write it would.
                let body = bytes.get(65..).unwrap_or_default();
                let line = body.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
                let (text, rest) = body.split_at(line);
                bytes = [checksum(text, rest).as_bytes(), b"\n", text, rest].concat();
            }
            let is_whole = bytes == written;
            fs::write(&path, &bytes).unwrap();
            let found = compiled.get(&key("k"));
            prop_assert!(!is_whole || found.is_some());
            prop_assert!(is_signed || is_whole || found.is_none());
        }
    }

    #[test]
    fn a_damaged_entry_is_no_entry() {
        let directory = tempfile::tempdir().unwrap();
        let compiled = Compiled::open(directory.path(), 1 << 20).unwrap().unwrap();
        let path = directory.path().join("k");
        compiled.put(&key("k"), &compilation(b"content"));
        let whole = fs::read(&path).unwrap();
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 1;
            fs::write(&path, damaged).unwrap();
            assert!(compiled.get(&key("k")).is_none(), "byte {place}");
            assert!(!path.exists());
        }
        for length in 0..whole.len() {
            fs::write(&path, &whole[..length]).unwrap();
            assert!(compiled.get(&key("k")).is_none(), "{length} bytes");
        }
    }

    #[test]
    fn what_was_unused_for_longest_goes_first() {
        let directory = tempfile::tempdir().unwrap();
        let compiled = Compiled::open(directory.path(), 4_000).unwrap().unwrap();
        let at = |seconds| SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        for (name, seconds) in [("a", 1), ("b", 2), ("c", 3)] {
            compiled.put(&key(name), &compilation(&[b'x'; 1_000]));
            File::open(directory.path().join(name))
                .unwrap()
                .set_modified(at(seconds))
                .unwrap();
        }
        assert!(compiled.get(&key("a")).is_some());
        compiled.put(&key("d"), &compilation(&[b'x'; 1_000]));
        let kept: Vec<bool> = ["a", "b", "c", "d"]
            .map(|name| compiled.get(&key(name)).is_some())
            .to_vec();
        assert_eq!(kept, [true, false, true, true]);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 3);
        assert!(Compiled::open(directory.path(), 0).unwrap().is_none());
    }
}
