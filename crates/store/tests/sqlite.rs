//! SQLite passes the conformance suite, survives being opened again, and says what is wrong with its file.

use std::sync::Arc;

use gavel_store::{Config, Sqlite, Store, StoreError, conformance};

fn config(directory: &tempfile::TempDir) -> Config {
    Config {
        path: directory.path().join("gavel.db"),
        ..Config::default()
    }
}

#[tokio::test]
async fn sqlite_conforms() {
    let directory = tempfile::tempdir().unwrap();
    conformance::check(&Sqlite::open(&config(&directory)).await.unwrap()).await;
}

#[tokio::test]
async fn rows_survive_a_second_opening() {
    let directory = tempfile::tempdir().unwrap();
    let row = conformance::record("again", 1);
    Sqlite::open(&config(&directory))
        .await
        .unwrap()
        .insert(row.clone())
        .await
        .unwrap();
    let again = Sqlite::open(&config(&directory)).await.unwrap();
    assert_eq!(again.get(row.id).await.unwrap(), Some(row));
}

#[tokio::test]
async fn many_inserts_at_once_are_all_stored() {
    let directory = tempfile::tempdir().unwrap();
    let store = Arc::new(Sqlite::open(&config(&directory)).await.unwrap());
    let rows: Vec<_> = (0..1_000).map(|at| conformance::record("many", at)).collect();
    let inserts = rows.iter().map(|row| {
        let (store, row) = (Arc::clone(&store), row.clone());
        tokio::spawn(async move { store.insert(row).await })
    });
    for insert in inserts.collect::<Vec<_>>() {
        insert.await.unwrap().unwrap();
    }
    for row in &rows {
        assert!(store.get(row.id).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_locked_database_is_busy_and_a_file_that_is_none_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&config(&directory)).await.unwrap();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(directory.path().join("gavel.db"));
    let other = sqlx::SqlitePool::connect_with(options).await.unwrap();
    let lock = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let row = conformance::record("locked", 1);
    assert!(matches!(store.insert(row.clone()).await, Err(StoreError::Busy)));
    lock.rollback().await.unwrap();
    store.insert(row).await.unwrap();

    let wrong = directory.path().join("not-a-database");
    std::fs::write(
        &wrong,
        "plain text, and enough of it to be no database header at all".repeat(20),
    )
    .unwrap();
    let error = Sqlite::open(&Config {
        path: wrong,
        ..Config::default()
    })
    .await
    .err()
    .unwrap();
    assert!(error.to_string().contains("not-a-database"), "{error}");
}

#[tokio::test]
async fn a_full_file_says_so_and_takes_rows_again_when_there_is_room() {
    let directory = tempfile::tempdir().unwrap();
    let limited = Config {
        bytes_max: 256 * 1024,
        ..config(&directory)
    };
    let store = Sqlite::open(&limited).await.unwrap();
    let mut rows = Vec::new();
    let refused = loop {
        let row = conformance::record("full", 1);
        match store.insert(row.clone()).await {
            Ok(()) => rows.push(row),
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, StoreError::Full), "{refused:?}");
    for _ in 0..3 {
        let again = store.insert(conformance::record("full", 1)).await;
        assert!(matches!(again, Err(StoreError::Full)), "{again:?}");
    }
    store.check().await.unwrap();
    for row in &rows {
        store.withdraw(row.id).await.unwrap();
    }
    store.insert(rows.remove(0)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_new_file_may_be_opened_by_several_at_once() {
    for _ in 0..5 {
        let directory = tempfile::tempdir().unwrap();
        let opened = (0..4).map(|_| {
            let config = config(&directory);
            tokio::spawn(async move { Sqlite::open(&config).await.map(|_| ()) })
        });
        for opened in opened.collect::<Vec<_>>() {
            opened.await.unwrap().unwrap();
        }
    }
}
