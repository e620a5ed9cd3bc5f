//! Submissions on their way into the queue of a server that brings each acknowledged message to disk by itself: whoever waits
//! while one batch is synced shares the next, which is stored whole or not at all. An answer comes after the server's
//! acknowledgement, never before.

use async_nats::jetstream;
use async_nats::{Client, HeaderMap, header};
use bytes::Bytes;
use tokio::sync::{mpsc, oneshot, watch};

use crate::connect::ConnectionState;
use crate::error::BusError;
use crate::patience::ANSWER;
use crate::queue::Published;

/// Half of what a server takes in one batch.
const MESSAGES_MAX: usize = 500;
/// The server holds a batch until it is whole.
const BYTES_MAX: usize = 8 * 1024 * 1024;
const WAITING_MAX: usize = 8_192;
/// A batch costs six syncs, most of them for the place where it is gathered; fewer messages cost less one by one.
const MESSAGES_MIN: usize = 8;
pub(crate) const WHAT: &str = "publishing a submission";

#[derive(Clone)]
pub(crate) struct Outgoing {
    pub(crate) subject: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

type Answer = oneshot::Sender<Result<Published, BusError>>;

/// The way to the task that publishes. It ends with the last clone.
#[derive(Clone)]
pub(crate) struct Batches(mpsc::Sender<(Outgoing, Answer)>);

impl Batches {
    pub(crate) fn start(
        client: Client,
        js: jetstream::Context,
        connections: watch::Receiver<ConnectionState>,
    ) -> Batches {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        tokio::spawn(publish_all(client, js, connections, receiver));
        Batches(sender)
    }

    pub(crate) async fn publish(&self, outgoing: Outgoing) -> Result<Published, BusError> {
        let (answer, done) = oneshot::channel();
        let sent = self.0.try_send((outgoing, answer));
        sent.map_err(|_| BusError::Unavailable(WHAT, None))?;
        done.await.map_err(|_| BusError::Unavailable(WHAT, None))?
    }
}

async fn publish_all(
    client: Client,
    js: jetstream::Context,
    mut connections: watch::Receiver<ConnectionState>,
    mut receiver: mpsc::Receiver<(Outgoing, Answer)>,
) {
    let mut group = Vec::new();
    while receiver.recv_many(&mut group, MESSAGES_MAX).await > 0 {
        while !group.is_empty() {
            let mut bytes = 0;
            let fitting = group.iter().take_while(|(outgoing, _): &&(Outgoing, Answer)| {
                bytes += outgoing.body.len();
                bytes <= BYTES_MAX
            });
            let count = fitting.count().max(1);
            let generation = connections.borrow().generation;
            let replaced = connections.wait_for(|state| state.generation != generation);
            // An ack of a connection that is gone does not come, and what waits behind it would wait in vain too. Whoever asked
            // has given up by then, and asks again.
            tokio::select! {
                () = publish_some(&client, &js, group.drain(..count).collect()) => {}
                _ = replaced => {}
                () = tokio::time::sleep(ANSWER) => {}
            }
        }
    }
}

async fn publish_some(client: &Client, js: &jetstream::Context, group: Vec<(Outgoing, Answer)>) {
    if group.len() >= MESSAGES_MIN {
        let batch = publish_batch(client, js, group.iter().map(|(outgoing, _)| outgoing)).await;
        let count = group.len() as u64;
        match batch {
            Ok(last) => {
                for (place, (_, answer)) in (1..).zip(group) {
                    let _ = answer.send(Ok(Published {
                        sequence: (last + place).saturating_sub(count),
                        duplicate: false,
                    }));
                }
                return;
            }
            // Out of reach: each would wait as long once more.
            Err(BusError::Unavailable(..)) => {
                for (_, answer) in group {
                    let _ = answer.send(Err(BusError::Unavailable(WHAT, None)));
                }
                return;
            }
            // One of them was there already or found no room, which refuses all: each finds out for itself.
            Err(error) => tracing::debug!(%error, "a batch was refused"),
        }
    }
    let each = group.into_iter().map(|(outgoing, answer)| async move {
        let _ = answer.send(publish_one(js, outgoing).await);
    });
    futures::future::join_all(each).await;
}

/// The sequence of its last message.
async fn publish_batch(
    client: &Client,
    js: &jetstream::Context,
    group: impl ExactSizeIterator<Item = &Outgoing>,
) -> Result<u64, BusError> {
    // Unique, and within the 64 characters that a server takes.
    let (id, count) = (client.new_inbox(), group.len());
    for (place, outgoing) in (1..).zip(group) {
        let Outgoing {
            subject,
            mut headers,
            body,
        } = outgoing.clone();
        headers.insert(header::NATS_BATCH_ID, id.as_str());
        headers.insert(header::NATS_BATCH_SEQUENCE, place.to_string());
        if place < count {
            let sent = client.publish_with_headers(subject, headers, body).await;
            sent.map_err(BusError::unavailable(WHAT))?;
            continue;
        }
        headers.insert(header::NATS_BATCH_COMMIT, header::NATS_BATCH_COMMIT_FINAL);
        let last = Outgoing {
            subject,
            headers,
            body,
        };
        return publish_one(js, last).await.map(|published| published.sequence);
    }
    Err(BusError::Unavailable(WHAT, None))
}

pub(crate) async fn publish_one(js: &jetstream::Context, outgoing: Outgoing) -> Result<Published, BusError> {
    let Outgoing {
        subject,
        headers,
        body,
    } = outgoing;
    let sent = js.publish_with_headers(subject, headers, body).await;
    let ack = sent.map_err(|error| BusError::publish(WHAT, error))?;
    let ack = ack.await.map_err(|error| BusError::publish(WHAT, error))?;
    Ok(Published {
        sequence: ack.sequence,
        duplicate: ack.duplicate,
    })
}
