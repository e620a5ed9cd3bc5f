//! Sends runs all the time and remembers every one that was answered 202. Each prints a text of its own, so that another
//! one's output would be seen.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use gavel_tests::Client;
use serde_json::{Value, json};

/// After the last fault: leases run out, agents set up slots again, the queue is worked off.
const SETTLE_MAX: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(500);
const ANSWER_MAX: Duration = Duration::from_secs(10);

pub(crate) struct Load {
    pub(crate) client: Client,
    sent: AtomicU64,
    refused: AtomicU64,
    unanswered: AtomicU64,
    /// Location and the text that the program prints.
    accepted: Mutex<Vec<(String, String)>>,
}

#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) accepted: usize,
    pub(crate) refused: u64,
    pub(crate) unanswered: u64,
    pub(crate) verdicts: usize,
    /// Judged by a second or third attempt.
    pub(crate) again: usize,
}

impl Load {
    pub(crate) fn new(client: Client) -> Load {
        Load {
            client,
            sent: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            unanswered: AtomicU64::new(0),
            accepted: Mutex::new(Vec::new()),
        }
    }

    async fn one(&self) {
        let number = self.sent.fetch_add(1, Ordering::Relaxed);
        let text = format!("run {number}");
        // Some take long enough to be caught by a fault.
        let source = format!(
            "import time\ntime.sleep({})\nprint({text:?})",
            [0.0, 0.0, 0.3, 1.0][(number % 4) as usize]
        );
        let body = json!({"language": "python", "source": source});
        let answer = tokio::time::timeout(ANSWER_MAX, self.client.try_send("/v1/runs", &body)).await;
        match answer.ok().flatten() {
            Some((202, Some(location))) => self.accepted.lock().unwrap().push((location, text)),
            Some((503 | 429, _)) => {
                self.refused.fetch_add(1, Ordering::Relaxed);
            }
            Some((status, _)) => panic!("a run was answered with {status}"),
            None => {
                self.unanswered.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Waits for every accepted one's verdict and looks at each: one row, one verdict, its own output.
    pub(crate) async fn settle(&self) -> Tally {
        let accepted = self.accepted.lock().unwrap().clone();
        let mut tally = Tally {
            accepted: accepted.len(),
            refused: self.refused.load(Ordering::Relaxed),
            unanswered: self.unanswered.load(Ordering::Relaxed),
            ..Tally::default()
        };
        let deadline = Instant::now() + SETTLE_MAX;
        for (location, text) in &accepted {
            let view = loop {
                let view = self.client.get(location).await;
                assert_eq!(view.status, 200, "{location} has no row: {}", view.body);
                if view.body["state"] == "done" {
                    break view.body;
                }
                assert!(
                    Instant::now() < deadline,
                    "{location} is lost or stuck: {}",
                    view.body
                );
                tokio::time::sleep(Duration::from_millis(50)).await;
            };
            assert_eq!(
                view["report"]["run"]["stdout"]["text"],
                format!("{text}\n"),
                "{view}"
            );
            tally.verdicts += 1;
            let trace = self.client.get(&format!("{location}/trace")).await.body;
            tally.again += usize::from(is_again(&trace));
        }
        tally
    }
}

/// Whether a trace shows more than one placing.
fn is_again(trace: &Value) -> bool {
    trace["attempt"].as_u64().is_some_and(|attempt| attempt > 1)
}

pub(crate) async fn send(load: Arc<Load>, stop: Arc<AtomicBool>) {
    while !stop.load(Ordering::Relaxed) {
        load.one().await;
        tokio::time::sleep(PAUSE).await;
    }
}
