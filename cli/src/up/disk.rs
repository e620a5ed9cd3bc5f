//! A disk that was full. nats-server writes no more to a stream once a write has failed, room or not, until it is started again:
//! so it is, once there is room.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

const LOOK: Duration = Duration::from_secs(1);
const SETTLE: Duration = Duration::from_secs(3);
/// What nats-server logs of a full disk: the kernel's words.
const FULL: &[u8] = b"no space left on device";
const ROOM_BYTES: u64 = 32 << 20;
const READ_BYTES_MAX: u64 = 1 << 20;

/// Never ends.
pub(super) async fn mend(store: PathBuf, log: PathBuf, restart: Arc<Notify>) {
    let mut seen = length(&log);
    let mut was_full = false;
    loop {
        tokio::time::sleep(LOOK).await;
        was_full |= tells_of_it(&log, &mut seen).unwrap_or(false);
        if was_full && has_room(&store) {
            eprintln!("the disk of the queue was full: starting nats-server again");
            restart.notify_one();
            was_full = false;
            // The last words of the old one are of the same; each later message that fails says it again.
            tokio::time::sleep(SETTLE).await;
            seen = length(&log);
        }
    }
}

fn length(log: &Path) -> u64 {
    std::fs::metadata(log).map_or(0, |log| log.len())
}

/// Whether what was logged since the last look does.
fn tells_of_it(log: &Path, seen: &mut u64) -> std::io::Result<bool> {
    // A long log begins anew.
    let from = (*seen).min(length(log));
    let mut file = File::open(log)?;
    file.seek(SeekFrom::Start(from))?;
    let mut text = Vec::new();
    let read = file.take(READ_BYTES_MAX).read_to_end(&mut text)?;
    *seen = from + read as u64;
    Ok(text.windows(FULL.len()).any(|words| words == FULL))
}

fn has_room(store: &Path) -> bool {
    rustix::fs::statvfs(store).is_ok_and(|disk| disk.f_bavail * disk.f_frsize > ROOM_BYTES)
}
