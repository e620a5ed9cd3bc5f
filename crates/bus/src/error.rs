//! What can go wrong on the bus, named after what was attempted.

use async_nats::jetstream::{self, ErrorCode};
use gavel_wire::WireError;
use thiserror::Error;

type Source = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, Error)]
pub enum BusError {
    #[error("the address of NATS is not valid")]
    Connect(#[source] Source),
    /// NATS is not reached, or did not answer in time: try again later.
    #[error("NATS is not available for {0}")]
    Unavailable(&'static str, #[source] Option<Source>),
    /// The stream is at its bound or its disk is full.
    #[error("the queue is full")]
    QueueFull(#[source] Source),
    /// The message is larger than the server or whoever reads it takes.
    #[error("message of {bytes} bytes is larger than {bytes_max}")]
    TooLarge { bytes: usize, bytes_max: usize },
    /// Somebody else wrote the key first.
    #[error("the key has another revision than expected")]
    Conflict,
    #[error("message is not valid")]
    Wire(#[from] WireError),
    #[error("nobody listens there")]
    NoResponders,
    #[error("{0} failed")]
    Failed(&'static str, #[source] Source),
}

impl BusError {
    /// Whether the same call may succeed a little later.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            BusError::Unavailable(..) | BusError::QueueFull(_) | BusError::NoResponders
        )
    }

    pub(crate) fn publish(what: &'static str, error: jetstream::context::PublishError) -> BusError {
        use jetstream::context::PublishErrorKind as Kind;
        match error.kind() {
            Kind::WrongLastSequence | Kind::WrongLastMessageId => BusError::Conflict,
            Kind::TimedOut | Kind::BrokenPipe | Kind::StreamNotFound | Kind::MaxAckPending => {
                BusError::Unavailable(what, Some(error.into()))
            }
            _ if is_full(&error) => BusError::QueueFull(error.into()),
            _ if is_passing(&error) => BusError::Unavailable(what, Some(error.into())),
            _ => BusError::Failed(what, error.into()),
        }
    }

    pub(crate) fn request(what: &'static str, error: async_nats::RequestError) -> BusError {
        use async_nats::RequestErrorKind as Kind;
        match error.kind() {
            Kind::NoResponders => BusError::NoResponders,
            Kind::TimedOut => BusError::Unavailable(what, Some(error.into())),
            _ => BusError::Failed(what, error.into()),
        }
    }

    pub(crate) fn unavailable<E>(what: &'static str) -> impl FnOnce(E) -> BusError
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        move |error| BusError::Unavailable(what, Some(Box::new(error)))
    }
}

/// A stream at its bound answers "store failed" (10077); a full account or disk has codes of its own.
fn is_full(error: &(dyn std::error::Error + 'static)) -> bool {
    let full = [
        ErrorCode::STREAM_STORE_FAILED,
        ErrorCode::ACCOUNT_RESOURCES_EXCEEDED,
        ErrorCode::STORAGE_RESOURCES_EXCEEDED,
        ErrorCode::MEMORY_RESOURCES_EXCEEDED,
        ErrorCode::INSUFFICIENT_RESOURCES,
    ];
    answer_in(error).is_some_and(|answer| full.contains(&answer.error_code()))
}

/// A cluster between two leaders, or one that has not stored an earlier try of the same message yet.
fn is_passing(error: &(dyn std::error::Error + 'static)) -> bool {
    let is_passing = |answer: &jetstream::Error| {
        answer.code() == 503 || answer.error_code() == ErrorCode::STREAM_DUPLICATE_MESSAGE_CONFLICT
    };
    answer_in(error).is_some_and(is_passing)
}

/// What JetStream answered, if that is the cause.
fn answer_in<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a jetstream::Error> {
    let mut next = error.source();
    while let Some(cause) = next {
        if let Some(answer) = cause.downcast_ref() {
            return Some(answer);
        }
        next = cause.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publish(code: u64, err_code: u64) -> BusError {
        let answer = serde_json::json!({"code": code, "err_code": err_code, "description": "x"});
        let answer: jetstream::Error = serde_json::from_value(answer).unwrap();
        let kind = jetstream::context::PublishErrorKind::Other;
        BusError::publish(
            "a test",
            jetstream::context::PublishError::with_source(kind, answer),
        )
    }

    #[test]
    fn what_passes_what_is_full_and_what_is_wrong_differ() {
        assert!(matches!(publish(409, 10_158), BusError::Unavailable(..)));
        assert!(matches!(publish(503, 10_008), BusError::Unavailable(..)));
        assert!(matches!(publish(503, 10_023), BusError::QueueFull(_)));
        assert!(matches!(publish(503, 10_077), BusError::QueueFull(_)));
        assert!(matches!(publish(400, 10_052), BusError::Failed(..)));
    }
}
