//! Services as processes, one test at a time: what is bounded in time or needs thousands of connections, what an operator does to
//! the queue under their feet, clocks that differ, problems in a bucket, and who judges those.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod again;
mod agent;
mod cancel;
mod clocks;
mod fair;
mod lost;
mod near;
mod parts;
mod s3;
mod waiting;

use std::time::{Duration, Instant};

use tokio::sync::{Mutex, MutexGuard};

/// Held by each test while it runs.
async fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::const_new(());
    ALONE.lock().await
}

/// Far longer than anything takes; a test that reaches it has failed.
const SOON: Duration = Duration::from_secs(60);

async fn until(what: &str, mut reached: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !reached().await {
        assert!(started.elapsed() < SOON, "not in time: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
