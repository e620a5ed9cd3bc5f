//! What owner, zygote, PID 1 and the program's process say to each other, over socket pairs that keep message bounds. All
//! four are this crate, in the same build, so that a message that does not parse is a failure of ours (step 30).

use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, fcntl_dupfd_cloexec, retry_on_intr};
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType, recv, recvmsg, send, sendmsg, socketpair,
};
use rustix::process::{Resource, getrlimit, setrlimit};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::fault::{Explain, Fault};
use crate::filter::CONTROL_FD;
use crate::outcome::SandboxFailed;
use crate::spec::{Limits, RootConfig};
use crate::sys;

/// Longest message, well below what a socket of default size holds.
pub(crate) const MESSAGE_BYTES_MAX: usize = 160 << 10;
/// Most descriptors that travel with one message (the kernel's own bound is 253).
pub(crate) const FDS_MAX: usize = 200;

/// Owner to zygote.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ToZygote {
    /// First of all, with one `cgroup.procs` descriptor a controller.
    Setup(ZygoteSettings),
    /// Start a sandbox; with PID 1's and the program's ends of their channels and, on cgroup v2, the leaf's `cgroup.procs`.
    Arm { id: u32, kind: ArmKind },
    /// Kill the sandbox and reap it.
    Kill { id: u32 },
}

/// Zygote to owner.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum FromZygote {
    SetUp,
    Failed(SandboxFailed),
}

/// What a zygote needs to know for its whole life.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ZygoteSettings {
    pub(crate) owner_pid: i32,
    pub(crate) uid: u32,
    pub(crate) cpu: Option<u32>,
    /// A host directory to lay the base over, in the zygote's own mount namespace only.
    pub(crate) base: String,
    pub(crate) roots: Vec<RootConfig>,
    pub(crate) fail_at: Option<u8>,
}

/// What is fixed when a sandbox is armed. Sandboxes of the same kind are interchangeable until they are used.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct ArmKind {
    pub(crate) root: String,
    pub(crate) work_bytes: u64,
    pub(crate) work_inodes: u64,
}

/// Owner to PID 1.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ToInit {
    /// Kill every process but PID 1.
    Kill,
    /// After the program ended: give these files out.
    Collect { names: Vec<String> },
    /// After the program ended: empty the work directory but for these top-level names and fork the next process; with the
    /// next leaf's `cgroup.procs` on cgroup v2.
    Next { keep: Vec<String> },
    /// While nothing runs: start this program, which waits for its request by itself, and take it for the main process. With what
    /// [`ToChild::Exec`] has, the descriptors for its orders and answers, and on cgroup v2 the leaf's `cgroup.procs`.
    Warm {
        argv: Vec<String>,
        env: Vec<String>,
        limits: Limits,
    },
    /// While such a program waits for its next request: tell whether anything but these names lies in the work directory.
    Look { keep: Vec<String> },
}

/// PID 1 to owner.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum FromInit {
    /// A process waits for files and a program.
    Armed,
    /// The main process ended; everything else in the sandbox is dead when the next message is answered.
    Ended {
        exited: bool,
        status: i32,
        restricted: bool,
    },
    /// One file, with its descriptor.
    File {
        name: String,
        executable: bool,
        bytes: u64,
    },
    Collected,
    /// There is nothing but what was to be kept.
    Clean(bool),
    Failed(SandboxFailed),
}

/// Owner to the process that becomes the program.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ToChild {
    /// One descriptor a file, in the same order.
    Files { names: Vec<(String, bool)> },
    /// A warm process is the program: nothing more to do.
    Leave,
    /// With input, output, error and, if the limits have one, the answer.
    Exec {
        argv: Vec<String>,
        env: Vec<String>,
        limits: Limits,
    },
    /// Like `Exec`, but runs the built-in probe instead of a program.
    Probe { limits: Limits, probe: ProbeKind },
}

/// What the built-in probe does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ProbeKind {
    /// Tells what it sees on its output.
    Look,
    /// Makes a system call of a foreign architecture.
    Foreign,
}

/// The process that becomes the program, to the owner.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum FromChild {
    Placed,
    Failed(SandboxFailed),
}

/// One end of a socket pair.
#[derive(Debug)]
pub(crate) struct Channel {
    socket: OwnedFd,
}

/// A message with its descriptors; `None` when the other end is closed.
pub(crate) type Received<T> = Option<(T, Vec<OwnedFd>)>;

impl Channel {
    /// Both ends, closed on exec.
    pub(crate) fn pair() -> io::Result<(Channel, Channel)> {
        let (a, b) = socketpair(
            AddressFamily::UNIX,
            SocketType::SEQPACKET,
            SocketFlags::CLOEXEC,
            None,
        )?;
        Ok((Self::from(a), Self::from(b)))
    }

    /// Under the filter, descriptors pass only on [`CONTROL_FD`].
    pub(crate) fn send<T: Serialize>(&self, message: &T, fds: &[BorrowedFd<'_>]) -> io::Result<()> {
        let bytes = serde_json::to_vec(message)?;
        if bytes.len() > MESSAGE_BYTES_MAX || fds.len() > FDS_MAX {
            return Err(Errno::TOOBIG.into());
        }
        if fds.is_empty() {
            retry_on_intr(|| send(&self.socket, &bytes, SendFlags::NOSIGNAL))?;
            return Ok(());
        }
        let mut space = vec![MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(fds.len()))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        if !control.push(SendAncillaryMessage::ScmRights(fds)) {
            return Err(Errno::TOOBIG.into());
        }
        retry_on_intr(|| {
            sendmsg(
                &self.socket,
                &[IoSlice::new(&bytes)],
                &mut control,
                SendFlags::NOSIGNAL,
            )
        })?;
        Ok(())
    }

    /// Waits for a message.
    pub(crate) fn receive<T: DeserializeOwned>(&self) -> io::Result<Received<T>> {
        self.receive_with(RecvFlags::CMSG_CLOEXEC)
    }

    /// The same socket by the one number on which the filter lets descriptors pass.
    pub(crate) fn at_control_fd(&self) -> Result<Self, Fault> {
        let mut files = getrlimit(Resource::Nofile);
        files.current = files.maximum;
        setrlimit(Resource::Nofile, files).explain("raise RLIMIT_NOFILE")?;
        let number = RawFd::try_from(CONTROL_FD).map_err(io::Error::other)?;
        let socket = fcntl_dupfd_cloexec(&self.socket, number).explain("lift the channel")?;
        if socket.as_raw_fd() == number {
            Ok(Self { socket })
        } else {
            Err(Fault::new(format!("descriptor {number} is taken")))
        }
    }

    /// Something that was sent from this end has not been received yet.
    pub(crate) fn has_unread(&self) -> io::Result<bool> {
        Ok(sys::unread_bytes(self.socket.as_fd())? > 0)
    }

    /// Nothing has come, and the other end is open.
    pub(crate) fn is_silent(&self) -> io::Result<bool> {
        let mut fds = [PollFd::new(&self.socket, PollFlags::IN)];
        Ok(retry_on_intr(|| poll(&mut fds, Some(&Timespec::default())))? == 0)
    }

    /// A message that is there already, else `WouldBlock`.
    pub(crate) fn try_receive<T: DeserializeOwned>(&self) -> io::Result<Received<T>> {
        self.receive_with(RecvFlags::CMSG_CLOEXEC | RecvFlags::DONTWAIT)
    }

    /// Takes no memory before there is a message: PID 1 waits for the next one while the program's memory may be full, and
    /// the owner makes room before it speaks.
    fn receive_with<T: DeserializeOwned>(&self, flags: RecvFlags) -> io::Result<Received<T>> {
        let look = flags | RecvFlags::PEEK | RecvFlags::TRUNC;
        let (_, length) = retry_on_intr(|| recv(&self.socket, &mut [0_u8; 0][..], look))?;
        if length == 0 {
            return Ok(None);
        }
        let mut bytes = vec![0; length];
        let mut space = vec![MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(FDS_MAX))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let read = retry_on_intr(|| {
            recvmsg(
                &self.socket,
                &mut [IoSliceMut::new(&mut bytes)],
                &mut control,
                flags,
            )
        })?;
        let fds = control
            .drain()
            .filter_map(|message| match message {
                RecvAncillaryMessage::ScmRights(fds) => Some(fds),
                _ => None,
            })
            .flatten()
            .collect();
        let message = bytes.get(..read.bytes).filter(|message| !message.is_empty());
        message
            .map(|message| Ok((serde_json::from_slice(message)?, fds)))
            .transpose()
    }
}

impl From<OwnedFd> for Channel {
    fn from(socket: OwnedFd) -> Self {
        Self { socket }
    }
}

impl From<Channel> for OwnedFd {
    fn from(channel: Channel) -> Self {
        channel.socket
    }
}

impl AsFd for Channel {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_keep_their_bounds_and_descriptors() {
        let (a, b) = Channel::pair().expect("socket pair");
        a.send(&ToInit::Kill, &[]).expect("send");
        a.send(
            &ToInit::Next {
                keep: vec!["x".into()],
            },
            &[a.as_fd()],
        )
        .expect("send");
        let (first, fds) = b.receive::<ToInit>().expect("receive").expect("a message");
        assert!(matches!(first, ToInit::Kill) && fds.is_empty());
        assert!(a.has_unread().expect("ask") && !b.is_silent().expect("poll"));
        let (second, fds) = b.receive::<ToInit>().expect("receive").expect("a message");
        assert!(matches!(second, ToInit::Next { keep } if keep == ["x"]) && fds.len() == 1);
        assert!(!a.has_unread().expect("ask") && b.is_silent().expect("poll"));
        let nothing = b.try_receive::<ToInit>().map(drop).map_err(|error| error.kind());
        assert_eq!(nothing, Err(io::ErrorKind::WouldBlock));
        drop((a, fds));
        assert!(b.receive::<ToInit>().expect("receive").is_none());
    }
}
