//! New rows, a group in one transaction and one statement. An insert is answered after its transaction's commit, never before.

use std::collections::HashSet;

use sqlx::pool::PoolConnection;
use sqlx::{Connection, QueryBuilder, Sqlite, SqliteConnection, SqlitePool, Transaction};

use crate::{Record, StoreError};

/// Writes the records, as long as no more than `pages_max` pages of the file are used, and answers each.
pub(crate) async fn write(
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

/// One statement for the whole group: a statement costs more on its way to the database's thread and back than in it.
async fn insert(
    connection: &mut SqliteConnection,
    records: &[Record],
) -> Result<Vec<Result<(), StoreError>>, StoreError> {
    let mut rows = Vec::with_capacity(records.len());
    for record in records {
        let request = record.request.as_ref().map(serde_json::to_string).transpose()?;
        rows.push((record, request));
    }
    let mut query = QueryBuilder::new(
        "INSERT INTO submissions
         (id, kind, tenant, user, class, language, problem, accepted_at_ms, request, judging) ",
    );
    query.push_values(rows, |mut row, (record, request)| {
        row.push_bind(record.id.to_string())
            .push_bind(record.kind.as_str())
            .push_bind(record.tenant.as_str())
            .push_bind(record.user.as_str())
            .push_bind(record.class.as_str())
            .push_bind(record.language.as_str())
            .push_bind(record.problem.as_ref().map(|problem| problem.as_str()))
            .push_bind(record.accepted_at.unix_ms())
            .push_bind(request)
            .push_bind(i64::from(record.judging.0));
    });
    query.push(" ON CONFLICT (id) DO NOTHING RETURNING id");
    // Groups differ in length, so that few statements would be met again.
    let inserted = query.build_query_scalar::<String>().persistent(false);
    let mut inserted: HashSet<String> = inserted.fetch_all(connection).await?.into_iter().collect();
    // An id that stands twice in the group was inserted once, for the first.
    let answers = records
        .iter()
        .map(|record| match inserted.remove(&record.id.to_string()) {
            true => Ok(()),
            false => Err(StoreError::Duplicate),
        });
    Ok(answers.collect())
}
