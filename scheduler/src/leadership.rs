//! The election's task: renews or contends at its own pace and tells the shell what came of it. It knows nothing of
//! the core; that an old lease causes nothing is the core's and the executor's to see to.

use std::time::{Duration, Instant};

use gavel_bus::{Bus, Leadership, Role};
use gavel_wire::Term;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{sleep_until, timeout};

use crate::config::SchedulerSection;
use crate::metrics;

/// What the shell learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    Won { term: Term, renewed_at: Instant },
    Renewed { term: Term, renewed_at: Instant },
    Lost,
}

/// What the shell asks for.
#[derive(Debug)]
pub(crate) enum Order {
    /// The core stepped down from this term: let go, if that has not happened yet, and contend anew.
    LetGo(Term),
    /// The process ends: let go, answer, and contend no more.
    Release(oneshot::Sender<()>),
}

/// A standby looks this often; a lease's length is seen to within this.
const LOOK: Duration = Duration::from_millis(100);
/// Streams and buckets that were deleted while running are made again after errors, at most this often.
const MEND: Duration = Duration::from_secs(5);
const RELEASE: Duration = Duration::from_secs(2);

pub(crate) struct Election {
    bus: Bus,
    leadership: Leadership,
    renew: Duration,
    held: Option<Term>,
    mended_at: Option<Instant>,
    news: mpsc::Sender<News>,
    /// Whether the last leader that was seen is configured like this process; None before the first look.
    agrees: watch::Sender<Option<bool>>,
}

impl Election {
    pub(crate) fn new(
        bus: &Bus,
        holder: &str,
        settings: &str,
        section: &SchedulerSection,
        news: mpsc::Sender<News>,
        agrees: watch::Sender<Option<bool>>,
    ) -> Election {
        Election {
            bus: bus.clone(),
            leadership: Leadership::new(bus, holder, settings, section.lease()),
            renew: section.renew(),
            held: None,
            mended_at: None,
            news,
            agrees,
        }
    }

    /// Runs until it is told to release, or the shell is gone.
    pub(crate) async fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        loop {
            let started = tokio::time::Instant::now();
            let pause = match self.leadership.step().await {
                Ok(role) => {
                    self.compare(&role);
                    if !self.tell(role).await {
                        return self.let_go().await;
                    }
                    if self.held.is_some() { self.renew } else { LOOK }
                }
                Err(error) => {
                    tracing::debug!(%error, "the lease could not be read or written");
                    self.mend().await;
                    LOOK
                }
            };
            tokio::select! {
                () = sleep_until(started + pause) => {}
                order = orders.recv() => match order {
                    Some(Order::LetGo(term)) if self.held == Some(term) => {
                        self.let_go().await;
                        // Somebody who is better off may lead.
                        tokio::time::sleep(LOOK * 2).await;
                    }
                    Some(Order::LetGo(_)) => {}
                    Some(Order::Release(done)) => {
                        self.let_go().await;
                        let _ = done.send(());
                        return;
                    }
                    None => return,
                },
            }
        }
    }

    async fn let_go(&mut self) {
        self.held = None;
        match timeout(RELEASE, self.leadership.release()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "the lease was not released; it runs out by itself"),
            Err(_) => tracing::debug!("the lease was not released in time; it runs out by itself"),
        }
    }

    /// False when nobody listens any more.
    async fn tell(&mut self, role: Role) -> bool {
        let news = match role {
            Role::Leader { term, renewed_at } if self.held == Some(term) => {
                News::Renewed { term, renewed_at }
            }
            Role::Leader { term, renewed_at } => {
                self.held = Some(term);
                News::Won { term, renewed_at }
            }
            Role::Standby { .. } => match self.held.take() {
                Some(_) => News::Lost,
                None => return !self.news.is_closed(),
            },
        };
        self.news.send(news).await.is_ok()
    }

    /// A standby that is configured in another way says so. What the leader is configured to holds, and it leads all the
    /// same when the leader is gone: work must go on.
    fn compare(&self, role: &Role) {
        let other = match role {
            Role::Leader { .. } => None,
            Role::Standby { .. } => self.leadership.disagreement(),
        };
        let agrees = Some(other.is_none());
        if self.agrees.send_replace(agrees) == agrees {
            return;
        }
        metrics::disagrees(other.is_some());
        if let Some(leader) = other {
            let own = self.leadership.settings();
            tracing::error!(
                leader,
                own,
                "the leader is configured in another way than this scheduler"
            );
        }
    }

    /// While it leads nothing is made anew: that could take longer than the lease.
    async fn mend(&mut self) {
        let recent = self.mended_at.is_some_and(|at| at.elapsed() < MEND);
        let disagrees = *self.agrees.borrow() == Some(false);
        if self.held.is_some() || recent || disagrees || !self.bus.is_connected() {
            return;
        }
        self.mended_at = Some(Instant::now());
        if let Err(error) = self.bus.ensure_region().await {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "streams and buckets could not be made");
        }
    }
}
