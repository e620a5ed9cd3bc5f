//! The faults on one machine: kill -9, or a stop for a while, of one or two parts at a time. `gavel up` starts again what was
//! killed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use gavel_tests::{Client, Up, processes, signal, signal_if_there};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

/// Between faults, so that most of the time something works. Five ends of one child within a minute end everything, so a
/// part is left alone for a while after a kill.
const CALM: Duration = Duration::from_millis(2_500);
const KILLS_APART: Duration = Duration::from_secs(17);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Agent,
    Leader,
    Standby,
    Api,
    Nats,
}

const PARTS: [Part; 5] = [Part::Agent, Part::Leader, Part::Standby, Part::Api, Part::Nats];

pub(crate) struct Faults {
    run: PathBuf,
    random: StdRng,
    killed: BTreeMap<String, Instant>,
    stopped: Vec<u32>,
    counts: BTreeMap<(Part, &'static str), u32>,
}

impl Faults {
    pub(crate) fn new(up: &Up, random: StdRng) -> Faults {
        Faults {
            run: up.gavel.data.join("run"),
            random,
            killed: BTreeMap::new(),
            stopped: Vec::new(),
            counts: BTreeMap::new(),
        }
    }

    /// One fault, sometimes two at once, then a calm.
    pub(crate) async fn one(&mut self, client: &Client) {
        let both = self.random.random_bool(0.3);
        for _ in 0..=usize::from(both) {
            let Some(part) = PARTS.choose(&mut self.random).copied() else {
                return;
            };
            self.hit(part, client).await;
        }
        // Around the bounds that matter: an agent is lost after 1.5 s, a leader after 1.5 s, a fence falls at 2 s.
        let pause = [200, 1_000, 2_200, 5_000]
            .choose(&mut self.random)
            .copied()
            .unwrap_or(200);
        if !self.stopped.is_empty() {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            self.heal();
        }
        tokio::time::sleep(CALM).await;
    }

    async fn hit(&mut self, part: Part, client: &Client) {
        let leader = match part {
            Part::Leader | Part::Standby => leader_of(client).await,
            _ => None,
        };
        let Some((name, pid)) = self.choose(part, leader.as_deref()) else {
            return;
        };
        let kills = self.random.random_bool(0.5);
        let calm = self.killed.get(&name).is_none_or(|at| at.elapsed() > KILLS_APART);
        let what = if kills && calm {
            self.killed.insert(name, Instant::now());
            signal(pid, "KILL");
            "killed"
        } else if self.stopped.contains(&pid) {
            return;
        } else {
            // Killed by the fault before, it was still listed.
            if !signal_if_there(pid, "STOP") {
                return;
            }
            self.stopped.push(pid);
            "stopped"
        };
        *self.counts.entry((part, what)).or_default() += 1;
    }

    /// Continues whatever is stopped.
    pub(crate) fn heal(&mut self) {
        for pid in self.stopped.drain(..) {
            // One that was killed meanwhile is gone.
            signal_if_there(pid, "CONT");
        }
    }

    fn choose(&mut self, part: Part, leader: Option<&str>) -> Option<(String, u32)> {
        let fits = |line: &str| match part {
            Part::Agent => line.contains("gavel-agent"),
            Part::Api => line.contains("gavel api"),
            Part::Nats => line.contains("nats.conf"),
            Part::Leader => leader.is_some_and(|leader| line.contains(&format!("--name {leader} "))),
            Part::Standby => {
                line.contains("gavel scheduler")
                    && leader.is_some_and(|leader| !line.contains(&format!("--name {leader} ")))
            }
        };
        let all: Vec<_> = processes(&self.run.to_string_lossy())
            .into_iter()
            .filter(|(_, line)| fits(line))
            .collect();
        let (pid, line) = all.choose(&mut self.random)?;
        // Agents are alike on the command line; the others have one name each.
        let name = if part == Part::Agent {
            format!("agent {pid}")
        } else {
            line.clone()
        };
        Some((name, *pid))
    }

    pub(crate) fn count(&self) -> u32 {
        self.counts.values().sum()
    }

    pub(crate) fn told(&self) -> String {
        let one =
            |((part, what), count): (&(Part, &str), &u32)| format!("{part:?} {what} {count}").to_lowercase();
        self.counts.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}

/// `scheduler-1` out of the name that the leader gave itself; None while the api does not answer or hears no leader.
async fn leader_of(client: &Client) -> Option<String> {
    let queue = client.try_get("/v1/queue").await?;
    let holder = queue["leader"].as_str()?;
    Some(holder.rsplit_once('-')?.0.to_owned())
}
