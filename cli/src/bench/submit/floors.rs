//! What bounds the rate of acceptances on this machine: each durable step of an acceptance alone, by the same code, at the same
//! concurrency, with the same size of body; and one fsync after another.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use gavel_bus::Held;
use gavel_bus::rights::Party;
use gavel_store::{Kind, Record, Request, Sqlite, Store};
use gavel_wire::message::WIRE_VERSION;
use gavel_wire::problem::Problem;
use gavel_wire::rate::RateLog;
use gavel_wire::{
    Class, FileName, Judging, LanguageId, SourceFile, Submission, SubmissionId, Tenant, Timestamp, UserId,
    Work,
};
use serde::Serialize;

use super::super::load::per_second;
use super::world::{Nats, TENANT};

/// Each a second, by itself.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Floors {
    pub(super) publishes: u64,
    pub(super) compare_and_sets: u64,
    pub(super) inserts: u64,
    pub(super) fsyncs: u64,
}

pub(super) struct Floor<'a> {
    pub(super) nats: &'a Nats,
    pub(super) directory: &'a Path,
    pub(super) problem: &'a Problem,
    pub(super) source: &'a str,
    pub(super) concurrency: usize,
    pub(super) lasting: Duration,
}

impl Floor<'_> {
    pub(super) async fn measure(&self) -> anyhow::Result<Floors> {
        let bus = self.nats.bus(Party::Api).await?;
        let submission = Arc::new(self.submission()?);
        let publishes = self
            .repeat(|_| {
                let (bus, mut submission) = (bus.clone(), (*submission).clone());
                async move {
                    submission.id = SubmissionId(uuid::Uuid::now_v7());
                    bus.publish_submission(&submission).await?;
                    Ok(())
                }
            })
            .await?;
        let tenant = Tenant::parse(TENANT)?;
        let compare_and_sets = self
            .repeat(|number| {
                let (bus, tenant) = (bus.clone(), tenant.clone());
                async move {
                    let log = RateLog {
                        v: WIRE_VERSION,
                        accepted_ms: vec![1_700_000_000_000],
                    };
                    let user = UserId::parse(&format!("u{number}"))?;
                    bus.write_rate_log(&tenant, &user, &Held::default(), log).await?;
                    Ok(())
                }
            })
            .await?;
        let store = Arc::new(
            Sqlite::open(&gavel_store::Config {
                path: self.directory.join("floor.db"),
                ..gavel_store::Config::default()
            })
            .await?,
        );
        let record = record_of(&submission);
        let inserts = self
            .repeat(|_| {
                let (store, mut record) = (Arc::clone(&store), record.clone());
                async move {
                    record.id = SubmissionId(uuid::Uuid::now_v7());
                    store.insert(record).await?;
                    Ok(())
                }
            })
            .await?;
        let body = gavel_wire::encode(&*submission)?;
        let fsyncs = fsyncs(&self.directory.join("fsync"), &body, self.lasting)?;
        Ok(Floors {
            publishes,
            compare_and_sets,
            inserts,
            fsyncs,
        })
    }

    /// How often a second, by so many at once.
    async fn repeat<F>(&self, once: impl Fn(u64) -> F) -> anyhow::Result<u64>
    where
        F: Future<Output = anyhow::Result<()>>,
    {
        let started = Instant::now();
        let count = std::cell::Cell::new(0_u64);
        let worker = || async {
            while started.elapsed() < self.lasting {
                count.set(count.get() + 1);
                once(count.get()).await?;
            }
            anyhow::Ok(())
        };
        futures::future::try_join_all((0..self.concurrency).map(|_| worker())).await?;
        Ok(per_second(count.get(), started.elapsed()))
    }

    fn submission(&self) -> anyhow::Result<Submission> {
        let Problem {
            id,
            version,
            tests,
            checker,
            stop_at_first_failure,
            subtasks,
            limits,
            ..
        } = self.problem.clone();
        Ok(Submission {
            v: WIRE_VERSION,
            id: SubmissionId(uuid::Uuid::now_v7()),
            judging: Judging(1),
            tenant: Tenant::parse(TENANT)?,
            user: UserId::parse("teacher")?,
            class: Class::Practice,
            language: LanguageId::parse("cpp")?,
            files: vec![SourceFile {
                name: FileName::parse("main.cpp")?,
                text: self.source.to_owned(),
            }],
            limits,
            work: Work::Judge {
                problem: id,
                version,
                tests,
                checker,
                stop_at_first_failure,
                subtasks,
            },
            accepted_at: Timestamp::from(SystemTime::now()),
            traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
        })
    }
}

fn record_of(submission: &Submission) -> Record {
    Record {
        id: submission.id,
        kind: Kind::Submission,
        tenant: submission.tenant.clone(),
        user: submission.user.clone(),
        class: submission.class,
        language: submission.language.clone(),
        problem: submission.problem().cloned(),
        accepted_at: submission.accepted_at,
        judging: submission.judging,
        request: Some(Request {
            files: submission.files.clone(),
            stdin: String::new(),
            args: Vec::new(),
            samples: false,
            limits: submission.limits,
        }),
        verdict: None,
    }
}

fn fsyncs(path: &Path, body: &[u8], lasting: Duration) -> anyhow::Result<u64> {
    let mut file = File::create(path)?;
    let (started, mut count) = (Instant::now(), 0);
    while started.elapsed() < lasting {
        file.write_all(body)?;
        file.sync_data()?;
        count += 1;
    }
    Ok(per_second(count, started.elapsed()))
}
