//! The record in one SQLite file: write-ahead log, one writing connection, a few reading ones.

use std::time::Duration;

use async_trait::async_trait;
use gavel_wire::{
    Class, Judging, LanguageId, ProblemId, Region, Status, SubmissionId, Tenant, Timestamp, UserId, Verdict,
};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{Connection, QueryBuilder, Row, SqliteConnection, SqlitePool};

use crate::group::Groups;
use crate::insert::{close_if_failed, end, write};
use crate::{Config, Cursor, Found, Kind, ListFilter, Record, Store, StoreError, Summary};

const READERS: u32 = 4;
const PAGE_BYTES: u32 = 4_096;
/// New rows go everywhere in the indexes: what a busy hour touches is to stay in memory, and to be copied from the log into
/// the file seldom.
const WRITER_CACHE_KIB: u32 = 64 * 1_024;
const LOG_PAGES: u32 = 4_096;
const BUSY: Duration = Duration::from_secs(2);
const OPEN_TRIES: u32 = 10;
const OPEN_PAUSE: Duration = Duration::from_millis(50);
/// Looked through now and then whatever waits, so it must be answered from its index alone.
const UNDECIDED: &str = "SELECT accepted_at_ms, id, judging FROM submissions
    WHERE status IS NULL AND (accepted_at_ms, id) > ($1, $2) ORDER BY accepted_at_ms, id LIMIT $3";

pub struct Sqlite {
    reads: SqlitePool,
    writes: SqlitePool,
    inserts: Groups<Record, ()>,
    looks: Groups<(SubmissionId, Tenant, UserId), Found>,
}

/// Of several processes that open a new file at once, one makes its log and its tables. Another one's try fails then, and its
/// next one finds them. An error comes with whether that may be its cause.
async fn beside_others<T, F>(attempt: impl Fn() -> F) -> Result<T, StoreError>
where
    F: Future<Output = Result<T, (StoreError, bool)>>,
{
    let mut tries = OPEN_TRIES;
    loop {
        match attempt().await {
            Ok(done) => return Ok(done),
            Err((_, true)) if tries > 1 => {}
            Err((told, _)) => return Err(told),
        }
        tries -= 1;
        tokio::time::sleep(OPEN_PAUSE).await;
    }
}

impl Sqlite {
    /// Opens or makes the file and brings its tables up to date.
    pub async fn open(config: &Config) -> Result<Sqlite, StoreError> {
        let failed = |error: &dyn std::error::Error| StoreError::Open {
            path: config.path.clone(),
            why: error.to_string(),
        };
        // Each accepted submission is in JetStream, durably, before it is answered; the row may lag a power cut
        // behind (synchronous NORMAL) and the queue's copy mends it.
        let options = SqliteConnectOptions::new()
            .filename(&config.path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(BUSY)
            .page_size(PAGE_BYTES)
            .foreign_keys(true);
        let pages_max = match config.bytes_max {
            0 => None,
            bytes => Some(i64::try_from(bytes / u64::from(PAGE_BYTES)).unwrap_or(i64::MAX)),
        };
        let options = match pages_max {
            None => options,
            Some(pages) => options.pragma("max_page_count", pages.max(1).to_string()),
        };
        // A connection to a file does not break while it rests, and a test would cost as much as a statement.
        let pool = || {
            SqlitePoolOptions::new()
                .acquire_timeout(BUSY)
                .test_before_acquire(false)
        };
        let writer = options
            .clone()
            .pragma("cache_size", format!("-{WRITER_CACHE_KIB}"))
            .pragma("wal_autocheckpoint", LOG_PAGES.to_string());
        let failed = &failed;
        let connect = || {
            let connecting = pool().max_connections(1).connect_with(writer.clone());
            async move {
                connecting.await.map_err(|error| {
                    let told = failed(&error);
                    (told, matches!(StoreError::from(error), StoreError::Busy))
                })
            }
        };
        let writes = beside_others(connect).await?;
        let (tables, pool_of_one) = (&sqlx::migrate!("migrations/sqlite"), &writes);
        let migrate = || async move {
            let migrated = tables.run(pool_of_one).await;
            migrated.map_err(|error| (failed(&error), true))
        };
        beside_others(migrate).await?;
        let reads = pool()
            .max_connections(READERS)
            .connect_with(options)
            .await
            .map_err(|error| failed(&error))?;
        let pages_max = pages_max.map(|pages| pages - pages / 8);
        // Looks go over the writing connection too: after each commit another one reads all its pages again.
        let (writer, looker) = (writes.clone(), writes.clone());
        let inserts = Groups::start(move |records: Vec<Record>| {
            let pool = writer.clone();
            async move { write(&pool, pages_max, &records).await }
        });
        let looks = Groups::start(move |asked: Vec<_>| {
            let pool = looker.clone();
            async move { look(&pool, &asked).await }
        });
        Ok(Sqlite {
            reads,
            writes,
            inserts,
            looks,
        })
    }
}

#[async_trait]
impl Store for Sqlite {
    async fn insert(&self, record: Record) -> Result<(), StoreError> {
        self.inserts.ask(record).await
    }

    async fn withdraw(&self, id: SubmissionId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM submissions WHERE id = $1 AND status IS NULL")
            .bind(id.to_string())
            .execute(&self.writes)
            .await?;
        Ok(())
    }

    async fn get(&self, id: SubmissionId) -> Result<Option<Record>, StoreError> {
        let row = sqlx::query("SELECT * FROM submissions WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(&self.reads)
            .await?;
        row.as_ref().map(record_of).transpose()
    }

    async fn list(&self, filter: &ListFilter) -> Result<Vec<Summary>, StoreError> {
        // Without a cursor the page begins before every row: no time is greater than the greatest.
        let (at, id) = match filter.after {
            Some(cursor) => (cursor.accepted_at_ms, cursor.id.to_string()),
            None => (i64::MAX, String::new()),
        };
        let rows = sqlx::query(
            "SELECT id, kind, language, problem, accepted_at_ms, status FROM submissions
             WHERE tenant = $1 AND user = $2 AND kind = $3 AND ($4 IS NULL OR problem = $4)
               AND (accepted_at_ms, id) < ($5, $6)
             ORDER BY accepted_at_ms DESC, id DESC LIMIT $7",
        )
        .bind(filter.tenant.as_str())
        .bind(filter.user.as_str())
        .bind(filter.kind.as_str())
        .bind(filter.problem.as_ref().map(|problem| problem.as_str()))
        .bind(at)
        .bind(id)
        .bind(i64::from(filter.rows_max))
        .fetch_all(&self.reads)
        .await?;
        rows.iter().map(summary_of).collect()
    }

    async fn record_verdicts(
        &self,
        region: &Region,
        sequence: u64,
        verdicts: &[Verdict],
    ) -> Result<u64, StoreError> {
        let mut connection = self.writes.acquire().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let changed = set_verdicts(&mut transaction, region, sequence, verdicts).await;
        let done = end(transaction, changed).await;
        close_if_failed(connection, &done);
        done
    }

    async fn position(&self, region: &Region) -> Result<u64, StoreError> {
        let row: Option<(i64,)> = sqlx::query_as("SELECT sequence FROM positions WHERE region = $1")
            .bind(region.as_str())
            .fetch_optional(&self.reads)
            .await?;
        Ok(row.map_or(0, |(sequence,)| u64::try_from(sequence).unwrap_or(0)))
    }

    async fn look(&self, id: SubmissionId, tenant: &Tenant, user: &UserId) -> Result<Found, StoreError> {
        self.looks.ask((id, tenant.clone(), user.clone())).await
    }

    async fn undecided(&self, after: Cursor, rows_max: u32) -> Result<Vec<(Cursor, Judging)>, StoreError> {
        let rows = sqlx::query(UNDECIDED)
            .bind(after.accepted_at_ms)
            .bind(after.id.to_string())
            .bind(i64::from(rows_max))
            .fetch_all(&self.reads)
            .await?;
        let place = |row: &SqliteRow| {
            let cursor = Cursor {
                accepted_at_ms: row.try_get("accepted_at_ms")?,
                id: id_of(row)?,
            };
            Ok((cursor, Judging(row.try_get("judging")?)))
        };
        rows.iter().map(place).collect()
    }

    async fn forget_sources(&self, before: Timestamp, rows_max: u32) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "UPDATE submissions SET request = NULL, verdict = json_remove(verdict,
                 '$.report.compile.messages', '$.report.run', '$.report.tests')
             WHERE id IN (SELECT id FROM submissions WHERE request IS NOT NULL AND status IS NOT NULL
                          AND accepted_at_ms < $1 ORDER BY accepted_at_ms LIMIT $2)",
        )
        .bind(before.unix_ms())
        .bind(i64::from(rows_max))
        .execute(&self.writes)
        .await?;
        Ok(done.rows_affected())
    }

    async fn forget_rows(&self, before: Timestamp, rows_max: u32) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "DELETE FROM submissions WHERE id IN (SELECT id FROM submissions WHERE status IS NOT NULL
             AND accepted_at_ms < $1 ORDER BY accepted_at_ms LIMIT $2)",
        )
        .bind(before.unix_ms())
        .bind(i64::from(rows_max))
        .execute(&self.writes)
        .await?;
        Ok(done.rows_affected())
    }

    async fn check(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.reads).await?;
        // A transaction that changes nothing still has to take the write lock.
        let mut connection = self.writes.acquire().await?;
        let transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let done = transaction.rollback().await.map_err(StoreError::from);
        close_if_failed(connection, &done);
        done
    }
}

async fn look(
    pool: &SqlitePool,
    asked: &[(SubmissionId, Tenant, UserId)],
) -> Result<Vec<Result<Found, StoreError>>, StoreError> {
    let mut query = QueryBuilder::new("WITH asked (place, id, tenant, user) AS (");
    query.push_values(
        asked.iter().enumerate(),
        |mut row, (place, (id, tenant, user))| {
            row.push(place)
                .push_bind(id.to_string())
                .push_bind(tenant.as_str())
                .push_bind(user.as_str());
        },
    );
    query.push(
        ") SELECT EXISTS (SELECT 1 FROM submissions WHERE id = asked.id),
         (SELECT COUNT(*) FROM submissions
          WHERE tenant = asked.tenant AND user = asked.user AND status IS NULL) FROM asked ORDER BY place",
    );
    // Groups differ in length, so that few statements would be met again.
    let found = query.build_query_as::<(bool, i64)>().persistent(false);
    let found = found.fetch_all(pool).await?.into_iter().map(|(exists, queued)| {
        Ok(Found {
            exists,
            queued: u64::try_from(queued).unwrap_or(0),
        })
    });
    Ok(found.collect())
}

async fn set_verdicts(
    connection: &mut SqliteConnection,
    region: &Region,
    sequence: u64,
    verdicts: &[Verdict],
) -> Result<u64, StoreError> {
    let mut changed = 0;
    for verdict in verdicts {
        let done = sqlx::query(
            "UPDATE submissions SET status = $1, verdict = $2, decided_at_ms = $3, judging = $4
             WHERE id = $5 AND (status IS NULL OR judging < $4)",
        )
        .bind(verdict.report.status.as_str())
        .bind(serde_json::to_string(verdict)?)
        .bind(verdict.decided_at.unix_ms())
        .bind(i64::from(verdict.judging.0))
        .bind(verdict.submission.to_string())
        .execute(&mut *connection)
        .await?;
        changed += done.rows_affected();
    }
    sqlx::query(
        "INSERT INTO positions (region, sequence) VALUES ($1, $2)
         ON CONFLICT (region) DO UPDATE SET sequence = excluded.sequence",
    )
    .bind(region.as_str())
    .bind(i64::try_from(sequence).unwrap_or(i64::MAX))
    .execute(&mut *connection)
    .await?;
    Ok(changed)
}

fn corrupt<E: std::fmt::Display>(error: E) -> StoreError {
    StoreError::Corrupt(error.to_string())
}

fn id_of(row: &SqliteRow) -> Result<SubmissionId, StoreError> {
    row.try_get::<&str, _>("id")?.parse().map_err(corrupt)
}

fn kind_of(row: &SqliteRow) -> Result<Kind, StoreError> {
    Kind::parse(row.try_get("kind")?).ok_or_else(|| corrupt("kind"))
}

fn problem_of(row: &SqliteRow) -> Result<Option<ProblemId>, StoreError> {
    row.try_get::<Option<&str>, _>("problem")?
        .map(ProblemId::parse)
        .transpose()
        .map_err(corrupt)
}

fn record_of(row: &SqliteRow) -> Result<Record, StoreError> {
    let request: Option<&str> = row.try_get("request")?;
    let verdict: Option<&str> = row.try_get("verdict")?;
    Ok(Record {
        id: id_of(row)?,
        kind: kind_of(row)?,
        tenant: Tenant::parse(row.try_get("tenant")?).map_err(corrupt)?,
        user: UserId::parse(row.try_get("user")?).map_err(corrupt)?,
        class: Class::parse(row.try_get("class")?).ok_or_else(|| corrupt("class"))?,
        language: LanguageId::parse(row.try_get("language")?).map_err(corrupt)?,
        problem: problem_of(row)?,
        accepted_at: Timestamp::from_unix_ms(row.try_get("accepted_at_ms")?),
        judging: Judging(row.try_get("judging")?),
        request: request.map(serde_json::from_str).transpose()?,
        verdict: verdict.map(serde_json::from_str).transpose()?,
    })
}

fn summary_of(row: &SqliteRow) -> Result<Summary, StoreError> {
    let status: Option<&str> = row.try_get("status")?;
    Ok(Summary {
        id: id_of(row)?,
        kind: kind_of(row)?,
        language: LanguageId::parse(row.try_get("language")?).map_err(corrupt)?,
        problem: problem_of(row)?,
        accepted_at: Timestamp::from_unix_ms(row.try_get("accepted_at_ms")?),
        status: status
            .map(|text| Status::parse(text).ok_or_else(|| corrupt("status")))
            .transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_undecided_is_found_without_reading_rows() {
        let directory = tempfile::tempdir().unwrap();
        let config = Config {
            path: directory.path().join("gavel.db"),
            ..Config::default()
        };
        let store = Sqlite::open(&config).await.unwrap();
        let plan = sqlx::query(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {UNDECIDED}")))
            .fetch_all(&store.reads)
            .await
            .unwrap();
        let steps: Vec<String> = plan.iter().map(|step| step.get("detail")).collect();
        let [only] = steps.as_slice() else {
            panic!("{steps:?}")
        };
        assert!(
            only.contains("SEARCH submissions USING COVERING INDEX submissions_undecided"),
            "{only}"
        );
    }
}
