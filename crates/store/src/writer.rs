//! Inserts in groups: whoever waits while a transaction commits shares the next one, so that many people who submit at
//! once cost few commits. An insert is answered after its transaction's commit, never before.

use sqlx::pool::PoolConnection;
use sqlx::{Connection, Sqlite, SqliteConnection, SqlitePool, Transaction};
use tokio::sync::{mpsc, oneshot};

use crate::{Record, StoreError};

const GROUP_MAX: usize = 256;
const WAITING_MAX: usize = 4_096;

type Answer = oneshot::Sender<Result<(), StoreError>>;

/// The way into the writer's queue. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Writer(mpsc::Sender<(Record, Answer)>);

impl Writer {
    /// Rows are taken as long as no more than `pages_max` pages of the file are used.
    pub(crate) fn start(pool: SqlitePool, pages_max: Option<i64>) -> Writer {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        tokio::spawn(write_groups(pool, pages_max, receiver));
        Writer(sender)
    }

    pub(crate) async fn insert(&self, record: Record) -> Result<(), StoreError> {
        let (answer, done) = oneshot::channel();
        // A full queue means that the disk is far behind; the caller says so at once instead of waiting.
        self.0.try_send((record, answer)).map_err(|_| StoreError::Busy)?;
        done.await
            .map_err(|_| StoreError::Failed("the writer is gone".to_owned()))?
    }
}

async fn write_groups(
    pool: SqlitePool,
    pages_max: Option<i64>,
    mut receiver: mpsc::Receiver<(Record, Answer)>,
) {
    let mut group = Vec::with_capacity(GROUP_MAX);
    while receiver.recv_many(&mut group, GROUP_MAX).await > 0 {
        let (records, answers): (Vec<Record>, Vec<Answer>) = group.drain(..).unzip();
        let results = match write(&pool, pages_max, &records).await {
            Ok(results) => results,
            Err(error) => {
                // Whoever came meanwhile would wait as long for the same, group after group: they hear it now.
                while let Ok((_, answer)) = receiver.try_recv() {
                    let _ = answer.send(Err(error.clone()));
                }
                records.iter().map(|_| Err(error.clone())).collect()
            }
        };
        for (answer, result) in answers.into_iter().zip(results) {
            // Whoever asked may have gone away; the row stands all the same.
            let _ = answer.send(result);
        }
    }
}

async fn write(
    pool: &SqlitePool,
    pages_max: Option<i64>,
    records: &[Record],
) -> Result<Vec<Result<(), StoreError>>, StoreError> {
    let mut connection = pool.acquire().await?;
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let inserted = match has_room(&mut transaction, pages_max).await {
        Ok(()) => insert(&mut transaction, records).await,
        Err(error) => Err(error),
    };
    let done = end(transaction, inserted).await;
    close_if_failed(connection, &done);
    done
}

/// Commits what went well.
pub(crate) async fn end<T>(
    transaction: Transaction<'_, Sqlite>,
    done: Result<T, StoreError>,
) -> Result<T, StoreError> {
    let value = done?;
    transaction.commit().await?;
    Ok(value)
}

/// SQLite ends a transaction by itself at some errors, a full disk among them. sqlx does not see that and would refuse
/// every later transaction on the connection, so the pool has to make a new one.
pub(crate) fn close_if_failed<T>(mut connection: PoolConnection<Sqlite>, done: &Result<T, StoreError>) {
    if done.is_err() {
        connection.close_on_drop();
    }
}

async fn has_room(connection: &mut SqliteConnection, pages_max: Option<i64>) -> Result<(), StoreError> {
    let Some(pages_max) = pages_max else {
        return Ok(());
    };
    let used = sqlx::query_scalar::<_, i64>(
        "SELECT (SELECT page_count FROM pragma_page_count) - (SELECT freelist_count FROM pragma_freelist_count)",
    );
    let used = used.fetch_one(connection).await?;
    if used < pages_max {
        Ok(())
    } else {
        Err(StoreError::Full)
    }
}

async fn insert(
    connection: &mut SqliteConnection,
    records: &[Record],
) -> Result<Vec<Result<(), StoreError>>, StoreError> {
    let mut results = Vec::with_capacity(records.len());
    for record in records {
        let request = record.request.as_ref().map(serde_json::to_string).transpose()?;
        let done = sqlx::query(
            "INSERT INTO submissions
             (id, kind, tenant, user, class, language, problem, accepted_at_ms, request, judging)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING",
        )
        .bind(record.id.to_string())
        .bind(record.kind.as_str())
        .bind(record.tenant.as_str())
        .bind(record.user.as_str())
        .bind(record.class.as_str())
        .bind(record.language.as_str())
        .bind(record.problem.as_ref().map(|problem| problem.as_str()))
        .bind(record.accepted_at.unix_ms())
        .bind(request)
        .bind(i64::from(record.judging.0))
        .execute(&mut *connection)
        .await?;
        results.push(if done.rows_affected() == 1 {
            Ok(())
        } else {
            Err(StoreError::Duplicate)
        });
    }
    Ok(results)
}
