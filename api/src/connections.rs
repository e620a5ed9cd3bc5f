//! How many clients can be connected: as many as the process may have open files, and one more waits its turn.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use poem::http::uri::Scheme;
use poem::listener::{Acceptor, TcpAcceptor};
use poem::web::{LocalAddr, RemoteAddr};
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::net::TcpSocket;

/// Enough for ten thousand who wait.
const OPEN_FILES_LOW: u64 = 12_000;
/// Who comes when so many are not accepted yet is not heard by the kernel and tries again a second later. The usual 128 are
/// soon reached when a contest begins.
const UNACCEPTED_MAX: u32 = 4_096;
/// An accept that failed for want of a file would fail again at once, and again, as long as it is asked.
const AGAIN: Duration = Duration::from_millis(50);

/// Each waiting client holds a connection, and the soft limit that a shell gives is often 1,024.
pub(crate) fn raise_open_files() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%error, "the limit of open files stays");
    }
    match getrlimit(Resource::Nofile).current {
        Some(files) if files < OPEN_FILES_LOW => tracing::warn!(
            files,
            "the hard limit of open files is low: no more clients than that can wait at once"
        ),
        files => tracing::info!(files, "open files that this process may have"),
    }
}

pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpAcceptor> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // So that an api that is started again can listen at once.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    TcpAcceptor::from_tokio(socket.listen(UNACCEPTED_MAX)?)
}

/// Accepts as before, but pauses where that fails.
pub(crate) struct Patient(pub(crate) TcpAcceptor);

impl Acceptor for Patient {
    type Io = <TcpAcceptor as Acceptor>::Io;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.0.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(Self::Io, LocalAddr, RemoteAddr, Scheme)> {
        let accepted = self.0.accept().await;
        if accepted.is_err() {
            tokio::time::sleep(AGAIN).await;
        }
        accepted
    }
}
