//! Free ports of the loopback interface. All are held open until all are chosen, so that none is given out twice.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use anyhow::Context;

/// Chooses ports and lets go of them together, right before the services take them.
#[derive(Debug, Default)]
pub(crate) struct Ports(Vec<TcpListener>);

impl Ports {
    /// Any free port.
    pub(crate) fn free(&mut self) -> anyhow::Result<u16> {
        self.preferred(0)
    }

    /// This port if it is free, else any.
    pub(super) fn preferred(&mut self, port: u16) -> anyhow::Result<u16> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .or_else(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
            .context("find a free port")?;
        let port = listener.local_addr()?.port();
        self.0.push(listener);
        Ok(port)
    }

    /// Just this address, or an error that names it.
    pub(super) fn exactly(&mut self, address: SocketAddr) -> anyhow::Result<SocketAddr> {
        let listener = TcpListener::bind(address).with_context(|| format!("listen on {address}"))?;
        let address = listener.local_addr()?;
        self.0.push(listener);
        Ok(address)
    }

    /// A block of free ports, for a program that chooses by itself in a range.
    pub(super) fn block(&mut self, length: u16) -> anyhow::Result<std::ops::RangeInclusive<u16>> {
        // Below the kernel's own range, where any other program may get one at any time.
        let candidates = (20_000..32_000).step_by(usize::from(length));
        for first in candidates {
            let last = first + length - 1;
            let listeners: Result<Vec<_>, _> = (first..=last)
                .map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)))
                .collect();
            if let Ok(listeners) = listeners {
                self.0.extend(listeners);
                return Ok(first..=last);
            }
        }
        anyhow::bail!("no block of {length} free ports")
    }
}

pub(crate) fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_port_is_given_twice_and_a_taken_one_is_told() {
        let mut ports = Ports::default();
        let first = ports.free().unwrap();
        assert_ne!(ports.preferred(first).unwrap(), first);
        assert!(ports.exactly(loopback(first)).is_err());
        let block = ports.block(8).unwrap();
        assert_eq!(block.len(), 8);
        let next = ports.block(8).unwrap();
        assert!(next.start() > block.end());
    }
}
