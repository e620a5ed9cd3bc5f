//! A program's outputs: pipes that are read up to a limit and never beyond.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{Gid, OFlags, Uid, fchown, fcntl_setfl};
use rustix::io::{Errno, ioctl_fionread, read};
use rustix::pipe::{PipeFlags, pipe_with};

use crate::fault::{Explain, Fault};
use crate::outcome::Captured;
use crate::spec::Limits;

/// Bytes read at once: what a pipe of default size holds.
const CHUNK: usize = 64 << 10;

/// What a program writes to: output, error and, where its limits have one, the answer.
#[derive(Debug)]
pub(super) struct Outputs(Vec<Capture>);

impl Outputs {
    /// With the sides to give away, in the order of their descriptors.
    pub(super) fn new(limits: &Limits, uid: u32) -> Result<(Self, Vec<OwnedFd>), Fault> {
        let limits = [
            Some(limits.stdout_bytes),
            Some(limits.stderr_bytes),
            limits.answer_bytes,
        ];
        let pairs = limits.into_iter().flatten().map(|limit| Capture::new(limit, uid));
        let (captures, writers) = pairs.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        Ok((Self(captures), writers))
    }

    /// Those that the program may still write to.
    pub(super) fn open(&self) -> impl Iterator<Item = BorrowedFd<'_>> {
        let open = self.0.iter().filter(|capture| capture.is_open);
        open.map(|capture| capture.reader.as_fd())
    }

    /// Takes at most `bytes` of each of [`Outputs::open`] for which `ready` says so.
    pub(super) fn read_some(&mut self, ready: &[bool], bytes: usize) -> Result<(), Fault> {
        let open = self.0.iter_mut().filter(|capture| capture.is_open);
        let mut ready = open.zip(ready).filter(|(_, is_ready)| **is_ready);
        ready.try_for_each(|(capture, _)| capture.read_some(bytes))
    }

    /// Takes what was written by now. An orphan that holds a pipe and goes on writing cannot delay this.
    pub(super) fn read_rest(&mut self) -> Result<(), Fault> {
        self.0.iter_mut().try_for_each(Capture::read_rest)
    }

    /// Drops what was written by now, but never more than the pipes hold: a writer that goes on cannot delay this.
    pub(super) fn forget(&mut self) -> Result<(), Fault> {
        self.0.iter_mut().try_for_each(Capture::forget)
    }

    /// More was written to one of them than its limit lets through.
    pub(super) fn is_over(&self) -> bool {
        self.0.iter().any(|capture| capture.truncated)
    }

    /// What was taken of output, error and answer; the next one starts anew.
    pub(super) fn take_captured(&mut self) -> [Captured; 3] {
        let mut captures = self.0.iter_mut();
        std::array::from_fn(|_| captures.next().map(Capture::take_captured).unwrap_or_default())
    }
}

#[derive(Debug)]
struct Capture {
    reader: OwnedFd,
    bytes: Vec<u8>,
    limit: usize,
    truncated: bool,
    is_open: bool,
}

impl Capture {
    /// The reading side, and the side to give away.
    fn new(limit: u64, uid: u32) -> Result<(Self, OwnedFd), Fault> {
        let (reader, writer) = pipe_with(PipeFlags::CLOEXEC).explain("pipe")?;
        fcntl_setfl(&reader, OFlags::NONBLOCK).explain("make the pipe's end non-blocking")?;
        give_away(&writer, uid)?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok((
            Self {
                reader,
                bytes: Vec::new(),
                limit,
                truncated: false,
                is_open: true,
            },
            writer,
        ))
    }

    /// Takes what is there, at most `bytes` of it.
    fn read_some(&mut self, bytes: usize) -> Result<(), Fault> {
        let mut left = bytes;
        while left > 0 && self.is_open && !self.truncated {
            // One byte beyond the limit tells that there is more.
            let wanted = left
                .min(CHUNK)
                .min((self.limit - self.bytes.len()).saturating_add(1));
            let before = self.bytes.len();
            self.bytes.resize(before + wanted, 0);
            let result = read(&self.reader, self.bytes.get_mut(before..).unwrap_or_default());
            self.bytes.truncate(before + *result.as_ref().unwrap_or(&0));
            match result {
                Ok(0) => self.is_open = false,
                Ok(taken) => left -= taken.min(left),
                Err(Errno::AGAIN) => return Ok(()),
                Err(Errno::INTR) => {}
                Err(errno) => return Err(errno).explain("read a program's output"),
            }
            if self.bytes.len() > self.limit {
                self.bytes.truncate(self.limit);
                self.truncated = true;
            }
        }
        Ok(())
    }

    fn read_rest(&mut self) -> Result<(), Fault> {
        let there = ioctl_fionread(&self.reader).explain("look into the pipe")?;
        self.read_some(usize::try_from(there).unwrap_or(usize::MAX))
    }

    fn forget(&mut self) -> Result<(), Fault> {
        let mut left = ioctl_fionread(&self.reader).explain("look into the pipe")?;
        let mut nowhere = [0; CHUNK];
        while left > 0 {
            match read(&self.reader, &mut nowhere) {
                Ok(0) | Err(Errno::AGAIN) => return Ok(()),
                Ok(taken) => left = left.saturating_sub(taken as u64),
                Err(Errno::INTR) => {}
                Err(errno) => return Err(errno).explain("empty a program's output"),
            }
        }
        Ok(())
    }

    fn take_captured(&mut self) -> Captured {
        Captured {
            bytes: std::mem::take(&mut self.bytes),
            truncated: std::mem::take(&mut self.truncated),
        }
    }
}

/// Programs may open what they write to again by name (/dev/stdout), so it is theirs.
pub(super) fn give_away(writer: &OwnedFd, uid: u32) -> Result<(), Fault> {
    fchown(writer, Some(Uid::from_raw(uid)), Some(Gid::from_raw(uid))).explain("give the pipe away")
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use rustix::io::write;

    use super::*;

    fn captured(limit: u64, written: &[u8]) -> Captured {
        let uid = rustix::process::getuid().as_raw();
        let (mut capture, writer) = Capture::new(limit, uid).unwrap();
        write(&writer, written).unwrap();
        capture.read_rest().unwrap();
        capture.take_captured()
    }

    #[test]
    fn no_byte_beyond_the_limit_is_kept() {
        assert_eq!(
            captured(4, b"abcd"),
            Captured {
                bytes: b"abcd".into(),
                truncated: false
            }
        );
        assert_eq!(
            captured(4, b"abcde"),
            Captured {
                bytes: b"abcd".into(),
                truncated: true
            }
        );
        assert_eq!(captured(0, b""), Captured::default());
        assert_eq!(
            captured(0, b"a"),
            Captured {
                bytes: Vec::new(),
                truncated: true
            }
        );
    }

    proptest! {
        #[test]
        fn any_pieces_are_kept_up_to_the_limit(
            pieces in vec((vec(any::<u8>(), 0..5_000), 0_usize..9_000), 0..8),
            limit in 0_u64..20_000,
        ) {
            let uid = rustix::process::getuid().as_raw();
            let (mut capture, writer) = Capture::new(limit, uid).unwrap();
            let mut written = Vec::new();
            for (piece, read) in pieces {
                write(&writer, &piece).unwrap();
                written.extend_from_slice(&piece);
                capture.read_some(read).unwrap();
            }
            capture.read_rest().unwrap();
            let captured = capture.take_captured();
            let limit = usize::try_from(limit).unwrap();
            prop_assert_eq!(&captured.bytes, &written[..written.len().min(limit)]);
            prop_assert_eq!(captured.truncated, written.len() > limit);
        }
    }

    #[test]
    fn a_writer_that_stays_does_not_delay_the_end() {
        let uid = rustix::process::getuid().as_raw();
        let (mut capture, writer) = Capture::new(100, uid).unwrap();
        capture.read_rest().unwrap();
        write(&writer, b"later").unwrap();
        assert!(capture.is_open);
        assert_eq!(capture.take_captured().bytes, b"");
        capture.forget().unwrap();
        write(&writer, b"next").unwrap();
        capture.read_rest().unwrap();
        assert_eq!(capture.take_captured().bytes, b"next");
    }

    #[test]
    fn outputs_do_not_mix_and_keep_nothing_late() {
        let uid = rustix::process::getuid().as_raw();
        let limits = Limits {
            answer_bytes: Some(5),
            ..Limits::default()
        };
        let (mut outputs, writers) = Outputs::new(&limits, uid).unwrap();
        let write_each = |words: [&[u8]; 3]| {
            for (writer, word) in writers.iter().zip(words) {
                write(writer, word).unwrap();
            }
        };
        write_each([b"late"; 3]);
        outputs.forget().unwrap();
        write_each([b"out", b"error", b"answer"]);
        assert_eq!(outputs.open().count(), 3);
        outputs.read_some(&[false, true, false], 100).unwrap();
        assert!(!outputs.is_over(), "the answer was not read yet");
        outputs.read_rest().unwrap();
        assert!(outputs.is_over());
        let captured = outputs.take_captured();
        assert_eq!(captured.each_ref().map(|one| one.truncated), [false, false, true]);
        assert_eq!(captured.map(|one| one.bytes), [&b"out"[..], b"error", b"answe"]);
        let (mut outputs, writers) = Outputs::new(&Limits::default(), uid).unwrap();
        assert_eq!(writers.len(), 2);
        assert_eq!(outputs.take_captured(), <[Captured; 3]>::default());
    }
}
