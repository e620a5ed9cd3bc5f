//! Sends runs all the time, remembers what became of each, and counts in the end. Each run prints a text of its own, so that another
//! one's output would be seen, and has an Idempotency-Key, so that it can be sent again to any replica. A sender waits a moment for
//! each verdict, so that a loaded machine gets less. It asserts nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::client::{Client, Sent};
use crate::nats::Writes;

/// After the last fault: leases run out, agents set up slots again, the queue is worked off.
const SETTLE_MAX: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(200);
/// A client tries that often what found nobody, was refused or was not answered.
const TRIES: u64 = 5;

pub struct Load {
    /// One a replica of the api.
    clients: Vec<Client>,
    name: String,
    stop: AtomicBool,
    next: AtomicU64,
    /// How often, by code.
    refused: Mutex<BTreeMap<String, u64>>,
    unanswered: AtomicU64,
    moved: AtomicU64,
    /// The text that the program prints, by Location.
    accepted: Mutex<BTreeMap<String, String>>,
    given_up: AtomicU64,
    surprises: Mutex<Vec<String>>,
}

/// What became of it all.
#[derive(Debug, Default)]
pub struct Tally {
    /// Runs that were answered 202.
    pub accepted: usize,
    /// Requests that were answered 503 or 429, by code, and those without an answer; most were sent again.
    pub refused: BTreeMap<String, u64>,
    pub unanswered: u64,
    /// Requests that found the connection refused or closed, and were sent to another replica at once.
    pub moved: u64,
    /// Accepted ones with a verdict and their own output, in the api and in the record.
    pub verdicts: usize,
    /// Accepted ones without a row or a verdict.
    pub lost: Vec<String>,
    /// Verdicts that were written over, a second verdict of a submission, and rows that nobody sent.
    pub doubled: u64,
    /// Judged by a second or third attempt.
    pub again: usize,
    /// Answers that must not be: another output, another Location for the same key, a status that no fault explains.
    pub wrong: Vec<String>,
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Tally {
            accepted,
            refused,
            unanswered,
            moved,
            verdicts,
            lost,
            doubled,
            again,
            wrong,
        } = self;
        write!(
            f,
            "{accepted} accepted (refused requests: {refused:?}; {unanswered} without an answer, {moved} sent to another api), \
             {verdicts} verdicts, {} lost, {doubled} doubled, {} wrong, {again} placed more than once",
            lost.len(),
            wrong.len()
        )
    }
}

impl Load {
    /// `name` makes the keys of this load differ from others'.
    pub fn new(name: &str, clients: Vec<Client>) -> Arc<Load> {
        Arc::new(Load {
            clients,
            name: name.to_owned(),
            stop: AtomicBool::new(false),
            next: AtomicU64::new(0),
            refused: Mutex::default(),
            unanswered: AtomicU64::new(0),
            moved: AtomicU64::new(0),
            accepted: Mutex::default(),
            given_up: AtomicU64::new(0),
            surprises: Mutex::default(),
        })
    }

    /// So many that send one after the other, until [`Load::end`].
    pub fn start(self: &Arc<Self>, senders: usize) -> Vec<JoinHandle<()>> {
        let send = async |load: Arc<Load>| {
            while !load.stop.load(Ordering::Relaxed) {
                load.one().await;
                tokio::time::sleep(PAUSE).await;
            }
        };
        (0..senders)
            .map(|_| tokio::spawn(send(Arc::clone(self))))
            .collect()
    }

    pub async fn end(&self, senders: Vec<JoinHandle<()>>) {
        self.stop.store(true, Ordering::Relaxed);
        for sender in senders {
            sender.await.expect("a sender ends in order");
        }
    }

    async fn one(&self) {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (key, text) = (format!("{}-{number}", self.name), format!("run {number}"));
        // Some take long enough to be caught by a fault.
        let seconds = [0.0, 0.0, 0.3, 1.0][(number % 4) as usize];
        let source = format!("import time\ntime.sleep({seconds})\nprint({text:?})");
        let body = json!({"language": "python", "source": source});
        let sent = self.insist(number, |client| client.try_send("/v1/runs", &key, &body));
        match sent.await {
            Some((202, Some(location))) => {
                self.accept(location.clone(), text);
                let seen = self.insist(number, |client| client.try_wait(&location)).await;
                if let Some((status, _)) = seen.filter(|(status, _)| *status != 200) {
                    self.note(format!("{location}: shown with {status}"));
                }
            }
            Some((status, _)) => self.note(format!("{key}: answered with {status}")),
            None => {
                self.given_up.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Asks one api after the other until an answer; what was refused or not answered is tried again a little later.
    async fn insist<'a, F: Future<Output = Sent>>(
        &'a self,
        number: u64,
        request: impl Fn(&'a Client) -> F,
    ) -> Option<(u16, Option<String>)> {
        for attempt in 0..TRIES {
            let client = &self.clients[(number + attempt) as usize % self.clients.len()];
            let sent = request(client).await;
            let has_moved = sent == Sent::Gone;
            match sent {
                Sent::Answered(status, location) => return Some((status, location)),
                Sent::Refused(code) => *self.refused().entry(code).or_default() += 1,
                Sent::Unanswered => _ = self.unanswered.fetch_add(1, Ordering::Relaxed),
                Sent::Gone => _ = self.moved.fetch_add(1, Ordering::Relaxed),
            }
            if !has_moved || attempt + 1 >= self.clients.len() as u64 {
                tokio::time::sleep(PAUSE).await;
            }
        }
        None
    }

    fn accept(&self, location: String, text: String) {
        let mut accepted = self.accepted.lock().expect("no sender panics");
        if let Some(other) = accepted.insert(location.clone(), text.clone()) {
            self.note(format!("{location} was given for {other:?} and for {text:?}"));
        }
    }

    fn refused(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.refused.lock().expect("no sender panics")
    }

    fn note(&self, surprise: String) {
        self.surprises.lock().expect("no sender panics").push(surprise);
    }

    /// Waits for every accepted one's verdict, and counts. `writes` tells of the bucket of verdicts, once all is still.
    pub async fn settle(&self, writes: impl AsyncFn() -> Writes) -> Tally {
        let accepted = self.accepted.lock().expect("no sender panics").clone();
        let mut tally = Tally {
            accepted: accepted.len(),
            refused: self.refused().clone(),
            unanswered: self.unanswered.load(Ordering::Relaxed),
            moved: self.moved.load(Ordering::Relaxed),
            ..Tally::default()
        };
        let deadline = Instant::now() + SETTLE_MAX;
        let mut found = Vec::new();
        for (location, text) in &accepted {
            match self.verdict(location, deadline).await {
                Ok(view) if view["report"]["run"]["stdout"]["text"] != format!("{text}\n") => {
                    self.note(format!("{location} should have printed {text:?}: {view}"));
                }
                Ok(_) => found.push(location),
                Err(told) => tally.lost.push(told),
            }
            let trace = self.clients[0].try_get(&format!("{location}/trace")).await;
            let trace = trace.unwrap_or_default();
            tally.again += usize::from(trace["attempt"].as_u64().is_some_and(|attempt| attempt > 1));
        }
        // The list is the record's; the views above may come from an api's memory.
        let rows = loop {
            let rows = self.rows().await.unwrap_or_default();
            let open: Vec<_> = found
                .iter()
                .filter(|one| rows.get(**one) != Some(&true))
                .collect();
            if open.is_empty() || Instant::now() > deadline {
                let told = open
                    .iter()
                    .map(|one| format!("{one} is not decided in the record"));
                tally.lost.extend(told);
                tally.verdicts = found.len() - open.len();
                break rows;
            }
            tokio::time::sleep(PAUSE).await;
        };
        let writes = writes().await;
        let judged: BTreeSet<&str> = writes
            .keys
            .iter()
            .filter_map(|key| key.split('.').next())
            .collect();
        let unsure = self.given_up.load(Ordering::Relaxed) as usize;
        let unsent = rows.len().saturating_sub(accepted.len() + unsure);
        tally.doubled = writes.replaced + (writes.keys.len() - judged.len() + unsent) as u64;
        for location in &accepted {
            let id = location.0.rsplit('/').next().unwrap_or_default();
            if !judged.contains(id) {
                tally.lost.push(format!("{id} has no verdict in the bucket"));
            }
        }
        tally
            .wrong
            .append(&mut self.surprises.lock().expect("no sender panics"));
        tally
    }

    async fn verdict(&self, location: &str, deadline: Instant) -> Result<Value, String> {
        loop {
            let view = self.clients[0].try_get(location).await.unwrap_or_default();
            if view["state"] == "done" {
                return Ok(view);
            }
            if view["status"] == 404 || Instant::now() > deadline {
                return Err(format!("{location}: {view}"));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Every row by its Location, and whether it has a verdict.
    async fn rows(&self) -> Option<BTreeMap<String, bool>> {
        let mut rows = BTreeMap::new();
        let mut after = String::new();
        loop {
            let page = self.clients[0]
                .try_get(&format!("/v1/runs?limit=100{after}"))
                .await?;
            for row in page["items"].as_array()? {
                let id = row["id"].as_str()?;
                rows.insert(format!("/v1/runs/{id}"), row["status"].is_string());
            }
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => return Some(rows),
            }
        }
    }
}
