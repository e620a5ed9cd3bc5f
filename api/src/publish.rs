//! Publishing by an author's key: a package comes in bit by bit, is read as the hostile input that it is on a thread that may wait,
//! and is in the catalogue of every api when the author is answered or a moment later.

use std::fmt::Display;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures::{Stream, StreamExt};
use gavel_package::Published;
use gavel_package::packages::Found;
use gavel_package::publish::{self, is_ours};
use gavel_wire::ProblemId;
use gavel_wire::message::WIRE_VERSION;
use gavel_wire::problem::CatalogueChanged;
use poem::Body;
use tempfile::NamedTempFile;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use crate::auth::Caller;
use crate::edge::discard;
use crate::error::Failure;
use crate::gate::Gate;

/// An archive as it is sent; `gavel_package` bounds what comes out of it.
pub(crate) const PACKAGE_BYTES_MAX: usize = 256 << 20;
/// Each holds an archive, what comes out of it, and a thread.
pub(crate) const AT_ONCE: usize = 2;
const TURN: Duration = Duration::from_secs(10);
/// Between two pieces, and for all of them.
const PIECE: Duration = Duration::from_secs(15);
const WHOLE: Duration = Duration::from_secs(600);
/// Of what is told about a package that is wrong.
const DETAIL_CHARS_MAX: usize = 2_000;

pub(crate) async fn put(
    gate: &Arc<Gate>,
    caller: &Caller,
    id: ProblemId,
    body: Body,
) -> Result<Published, Failure> {
    let mut pieces = pin!(body.into_bytes_stream());
    let received = receive(gate, caller, &id, &mut pieces).await;
    if received.is_err() {
        discard(&mut pieces).await;
    }
    let (package, _turn) = received?;
    let found = Found::archive(id, package.path().to_owned());
    let published = blocking(gate, move |gate| {
        let now = SystemTime::now().into();
        let published = publish::publish(&found, &gate.languages_dir, &gate.problems.blobs, now);
        published.map_err(|error| told(&error, &package))
    })
    .await?;
    if published.changed {
        tracing::info!(
            problem.id = %published.id, number = published.release.number, tenant = %caller.tenant, user = %caller.user,
            "problem published"
        );
        tell(gate, published.id.clone()).await;
    }
    Ok(published)
}

/// False where there was none.
pub(crate) async fn withdraw(gate: &Arc<Gate>, caller: &Caller, id: ProblemId) -> Result<bool, Failure> {
    may_publish(caller, &id)?;
    let withdrawn = id.clone();
    let was_there = blocking(gate, move |gate| {
        publish::withdraw(&id, &gate.problems.blobs).map_err(|error| ours(&error))
    })
    .await?;
    if was_there {
        tracing::info!(problem.id = %withdrawn, tenant = %caller.tenant, user = %caller.user, "problem withdrawn");
        tell(gate, withdrawn).await;
    }
    Ok(was_there)
}

pub(crate) fn may_publish(caller: &Caller, id: &ProblemId) -> Result<(), Failure> {
    match caller.may_publish(id) {
        true => Ok(()),
        false => Err(Failure::PublishingNotAllowed(id.to_string())),
    }
}

/// This process knows it before the author does; the others are told.
async fn tell(gate: &Arc<Gate>, problem: ProblemId) {
    let looked = blocking(gate, |gate| gate.problems.look().map_err(|error| ours(&error))).await;
    let changed = CatalogueChanged {
        v: WIRE_VERSION,
        problem,
    };
    let told = gate.bus.tell_catalogue_changed(&changed).await;
    if let (Err(_), _) | (_, Err(_)) = (&looked, &told) {
        tracing::warn!(told = told.is_ok(), "what was published is served a moment later");
    }
}

async fn blocking<T: Send + 'static>(
    gate: &Arc<Gate>,
    work: impl FnOnce(&Gate) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let (gate, span) = (Arc::clone(gate), tracing::Span::current());
    let done = tokio::task::spawn_blocking(move || span.in_scope(|| work(&gate))).await;
    done.unwrap_or_else(|error| Err(Failure::internal("publishing", &error)))
}

type Turn<'a> = tokio::sync::SemaphorePermit<'a>;

/// The archive in a file without a name that anybody knows, and the turn that it was received in.
async fn receive<'a, E: Display>(
    gate: &'a Gate,
    caller: &Caller,
    id: &ProblemId,
    pieces: &mut (impl Stream<Item = Result<Bytes, E>> + Unpin),
) -> Result<(NamedTempFile, Turn<'a>), Failure> {
    may_publish(caller, id)?;
    let turn = tokio::time::timeout(TURN, gate.publishing.acquire()).await;
    let turn = turn.ok().and_then(Result::ok).ok_or(Failure::PublishingBusy)?;
    let failed = |error: std::io::Error| Failure::internal("receive a package", &error);
    let package = NamedTempFile::new().map_err(failed)?;
    let mut file = File::from_std(package.reopen().map_err(failed)?);
    let whole = async {
        let mut bytes = 0;
        loop {
            let piece = tokio::time::timeout(PIECE, pieces.next()).await;
            let piece = piece.map_err(|_| Failure::RequestTimeout {
                seconds: PIECE.as_secs(),
            })?;
            let Some(piece) = piece else { break };
            let piece =
                piece.map_err(|error| Failure::InvalidRequest(format!("The body broke off: {error}.")))?;
            bytes += piece.len();
            if bytes > PACKAGE_BYTES_MAX {
                return Err(Failure::BodyTooLarge {
                    bytes_max: PACKAGE_BYTES_MAX,
                });
            }
            file.write_all(&piece).await.map_err(failed)?;
        }
        file.flush().await.map_err(failed)
    };
    let whole = tokio::time::timeout(WHOLE, whole).await;
    whole.unwrap_or(Err(Failure::RequestTimeout {
        seconds: WHOLE.as_secs(),
    }))?;
    Ok((package, turn))
}

/// What the author hears: the package's fault in full, but no place of this machine; of ours nothing.
fn told(error: &anyhow::Error, package: &NamedTempFile) -> Failure {
    if is_ours(error) {
        return ours(error);
    }
    let text = format!("{error:#}");
    let text = text.replace(&package.path().display().to_string(), "the archive");
    Failure::InvalidPackage(text.chars().take(DETAIL_CHARS_MAX).collect())
}

fn ours(error: &anyhow::Error) -> Failure {
    tracing::error!(error = %format!("{error:#}"), "publishing failed");
    Failure::BlobsUnavailable
}
