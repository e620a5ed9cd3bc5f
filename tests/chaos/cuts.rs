//! The faults of a cluster: as on one machine, and cuts of the network between any two. What was killed comes back, what was
//! stopped goes on and what was cut is joined after the same while.

use std::collections::BTreeMap;
use std::time::Duration;

use gavel_tests::{Cluster, Cut, Link, Part};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

/// Between faults, so that most of the time something works.
const CALM: Duration = Duration::from_millis(2_000);
/// Around the bounds that matter: an agent is lost after 1.5 s, a leader after 1.5 s, a fence falls at 2 s, an api waits 4 s for
/// a durable ack, the servers elect anew after 4 to 9 s, a silent connection is given up after 6 s.
const WHILES_MS: [u64; 5] = [200, 1_000, 2_200, 5_000, 8_000];

/// What may be hit: by kind first, so that each kind is hit alike.
const KINDS: [&str; 5] = ["nats", "api", "leader", "standby", "agent"];

pub(crate) struct Cuts {
    random: StdRng,
    killed: Vec<Part>,
    stopped: Vec<Part>,
    cut: Vec<Link>,
    counts: BTreeMap<String, u32>,
}

impl Cuts {
    pub(crate) fn new(random: StdRng) -> Cuts {
        Cuts {
            random,
            killed: Vec::new(),
            stopped: Vec::new(),
            cut: Vec::new(),
            counts: BTreeMap::new(),
        }
    }

    /// One fault, sometimes two at once, for a while; then a calm.
    pub(crate) async fn one(&mut self, cluster: &mut Cluster) {
        let both = self.random.random_bool(0.3);
        for _ in 0..=usize::from(both) {
            let kind = *KINDS.choose(&mut self.random).unwrap();
            let Some(part) = self.choose(cluster, kind).await else {
                continue;
            };
            let told = self.hit(cluster, part);
            *self.counts.entry(format!("{kind} {told}")).or_default() += 1;
        }
        let pause = *WHILES_MS.choose(&mut self.random).unwrap();
        tokio::time::sleep(Duration::from_millis(pause)).await;
        self.heal(cluster);
        tokio::time::sleep(CALM).await;
    }

    /// A part of the kind that is not hit yet.
    async fn choose(&mut self, cluster: &Cluster, kind: &str) -> Option<Part> {
        let leader = match kind {
            "leader" | "standby" => Some(Part::Scheduler(cluster.leader().await?)),
            _ => None,
        };
        let fits = |part: &&Part| match kind {
            "leader" => Some(**part) == leader,
            "standby" => part.kind() == "scheduler" && Some(**part) != leader,
            kind => part.kind() == kind,
        };
        let untouched = |part: &&Part| !self.killed.contains(*part) && !self.stopped.contains(*part);
        let all: Vec<Part> = cluster
            .parts()
            .iter()
            .filter(fits)
            .filter(untouched)
            .copied()
            .collect();
        all.choose(&mut self.random).copied()
    }

    fn hit(&mut self, cluster: &mut Cluster, part: Part) -> &'static str {
        match self.random.random_range(0..4) {
            0 => {
                cluster.kill(part);
                self.killed.push(part);
                "killed"
            }
            1 => {
                cluster.signal(part, "STOP");
                self.stopped.push(part);
                "stopped"
            }
            number => {
                let (how, told) = match number {
                    2 => (Cut::Silent, "cut off silently"),
                    _ => (Cut::Closing, "cut off"),
                };
                let servers = 0..gavel_tests::SERVERS;
                let others: Vec<usize> = servers.filter(|other| part != Part::Nats(*other)).collect();
                // One server is what a connection moves away from; none is to be alone.
                let alone = self.random.random_bool(0.5);
                let chosen = match alone {
                    true => others,
                    false => others.choose(&mut self.random).copied().into_iter().collect(),
                };
                for link in chosen.iter().flat_map(|server| cluster.between(part, *server)) {
                    link.cut(how);
                    self.cut.push(link);
                }
                told
            }
        }
    }

    /// Ends every fault.
    pub(crate) fn heal(&mut self, cluster: &mut Cluster) {
        for link in self.cut.drain(..) {
            link.heal();
        }
        for part in self.stopped.drain(..) {
            cluster.signal(part, "CONT");
        }
        for part in self.killed.drain(..) {
            cluster.spawn(part);
        }
    }

    pub(crate) fn count(&self) -> u32 {
        self.counts.values().sum()
    }

    pub(crate) fn told(&self) -> String {
        let one = |(what, count): (&String, &u32)| format!("{what} {count}");
        self.counts.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}
