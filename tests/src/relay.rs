//! Small TCP relays on the loopback interface that stand for the network between parts. A cut is silent (no byte passes, nothing is
//! closed, as when a cable is pulled: what was sent meanwhile arrives after the cut) or closes what is open and takes nothing new.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    Silent,
    Closing,
}

/// All relays of a test, on a thread of their own: a busy test must not look like a slow network.
pub struct Network(Option<Runtime>);

/// One direction of opening connections: who connects to `address` reaches the target, unless it is cut.
#[derive(Debug, Clone)]
pub struct Link {
    pub address: SocketAddr,
    cut: watch::Sender<Option<Cut>>,
}

type State = watch::Receiver<Option<Cut>>;

impl Network {
    pub fn start() -> Network {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("relays")
            .enable_all()
            .build();
        Network(Some(runtime.expect("a thread for the relays")))
    }

    pub fn link(&self, target: SocketAddr) -> Link {
        let (cut, state) = watch::channel(None);
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a listener");
        let address = listener.local_addr().expect("an address");
        let runtime = self.0.as_ref().expect("it is there until the end");
        runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).expect("a listener");
            while let Ok((from, _)) = listener.accept().await {
                tokio::spawn(carry(from, target, state.clone()));
            }
        });
        Link { address, cut }
    }
}

impl Drop for Network {
    /// Waits for nothing: tests that are tasks themselves may not.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Link {
    pub fn cut(&self, cut: Cut) {
        self.cut.send_replace(Some(cut));
    }

    pub fn heal(&self) {
        self.cut.send_replace(None);
    }
}

async fn carry(from: TcpStream, target: SocketAddr, mut state: State) -> io::Result<()> {
    if !passes(&mut state).await {
        return Ok(());
    }
    let to = TcpStream::connect(target).await?;
    from.set_nodelay(true)?;
    to.set_nodelay(true)?;
    let (from_read, from_write) = from.into_split();
    let (to_read, to_write) = to.into_split();
    let there = tokio::spawn(pump(from_read, to_write, state.clone()));
    pump(to_read, from_write, state).await?;
    there.await?
}

async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut state: State) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let count = tokio::select! {
            count = from.read(&mut buffer) => count?,
            _ = state.wait_for(|cut| *cut == Some(Cut::Closing)) => return Ok(()),
        };
        if !passes(&mut state).await {
            return Ok(());
        }
        match buffer.get(..count) {
            None | Some([]) => return to.shutdown().await,
            Some(bytes) => to.write_all(bytes).await?,
        }
    }
}

/// Waits out a silent cut; false where everything is closed.
async fn passes(state: &mut State) -> bool {
    let decided = state.wait_for(|cut| *cut != Some(Cut::Silent)).await;
    decided.is_ok_and(|cut| cut.is_none())
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_silent_cut_delays_and_a_closing_one_ends() {
        let network = Network::start();
        let echo = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let link = network.link(echo.local_addr().unwrap());
        let mut here = TcpStream::connect(link.address).unwrap();
        let (mut there, _) = echo.accept().unwrap();
        here.write_all(b"a").unwrap();
        let mut byte = [0; 1];
        there.read_exact(&mut byte).unwrap();

        link.cut(Cut::Silent);
        here.write_all(b"b").unwrap();
        there.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        assert!(there.read(&mut byte).is_err(), "nothing passes");
        link.heal();
        there.set_read_timeout(None).unwrap();
        there.read_exact(&mut byte).unwrap();
        assert_eq!(&byte, b"b");

        link.cut(Cut::Closing);
        assert_eq!(here.read(&mut byte).unwrap_or(0), 0);
        assert_eq!(there.read(&mut byte).unwrap_or(0), 0);
        let mut refused = TcpStream::connect(link.address).unwrap();
        assert_eq!(refused.read(&mut byte).unwrap_or(0), 0);
    }
}
