//! What is asked for at the door is tried again for as long as its ack may take: while a server of the cluster is restarted, or
//! another takes over a stream, there is nobody for a moment. Only for calls that may be made twice.

use std::time::{Duration, Instant};

use crate::connect::{Bus, ConnectionState};
use crate::error::BusError;

/// A connection that was lost this long ago is not waited for: with all servers gone callers learn it at once. A busy host takes
/// more than a second to reach the next server.
const LOST: Duration = Duration::from_secs(3);
/// Without an answer for this long the asked server may be gone, with the question.
pub(crate) const ANSWER: Duration = Duration::from_millis(1_500);
const PAUSE_FIRST: Duration = Duration::from_millis(50);
const PAUSE_MAX: Duration = Duration::from_millis(400);

impl Bus {
    pub(crate) async fn patiently<T, F: Future<Output = Result<T, BusError>>>(
        &self,
        what: &'static str,
        attempt: impl Fn() -> F,
    ) -> Result<T, BusError> {
        let deadline = Instant::now() + Duration::from_millis(self.config.ack_ms);
        let mut pause = PAUSE_FIRST;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let connection = self.connected_soon(what, left).await?;
            let error = tokio::select! {
                answer = attempt() => match answer {
                    Err(error @ (BusError::Unavailable(..) | BusError::NoResponders)) => error,
                    answer => return answer,
                },
                // What was asked on a connection is not answered on the next.
                () = self.replaced(connection) => continue,
                () = tokio::time::sleep(ANSWER.min(left)) => BusError::Unavailable(what, None),
            };
            let left = deadline.saturating_duration_since(Instant::now());
            if left <= pause {
                return Err(error);
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(PAUSE_MAX);
        }
    }

    /// The connection, if there is one or has just been one.
    async fn connected_soon(&self, what: &'static str, left: Duration) -> Result<ConnectionState, BusError> {
        let state = *self.connections().borrow();
        if state.connected {
            return Ok(state);
        }
        let wait = state
            .lost_at
            .map(|at| LOST.saturating_sub(at.elapsed()).min(left));
        match wait {
            Some(wait) if self.wait_connected(wait).await => Ok(*self.connections().borrow()),
            _ => Err(BusError::Unavailable(what, None)),
        }
    }

    async fn replaced(&self, connection: ConnectionState) {
        let mut states = self.connections();
        let other = |state: &ConnectionState| state.generation != connection.generation;
        // The sender lives as long as the bus.
        let _ = states.wait_for(other).await;
    }
}
