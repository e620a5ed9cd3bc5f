//! What every implementation of the trait must do, as one function that any of them is handed to.
//! Each part works on users of its own, so the store need not be empty.

use gavel_wire::verdict::{Report, Status};
use gavel_wire::{
    Attempt, Class, FileName, Judging, LanguageId, Limits, Region, SourceFile, SubmissionId, Tenant, Term,
    Timestamp, UserId, Verdict,
};

use crate::{Cursor, Found, Kind, ListFilter, Record, Request, Store, StoreError};

/// A row accepted at a moment, for tests.
pub fn record(user: &str, accepted_at_ms: i64) -> Record {
    Record {
        id: SubmissionId(uuid::Uuid::now_v7()),
        kind: Kind::Submission,
        tenant: Tenant::parse("tenant").expect("a name"),
        user: UserId::parse(user).expect("a name"),
        class: Class::Practice,
        language: LanguageId::parse("c").expect("a name"),
        problem: None,
        accepted_at: Timestamp::from_unix_ms(accepted_at_ms),
        judging: Judging(1),
        request: Some(Request {
            files: vec![SourceFile {
                name: FileName::parse("main.c").expect("a name"),
                text: "int main(void) { return 0; }\n".into(),
            }],
            stdin: "input".into(),
            args: vec!["one".into()],
            samples: false,
            limits: Limits::default(),
        }),
        verdict: None,
    }
}

/// A verdict on a row.
pub fn verdict(of: &Record, judging: u32, status: Status) -> Verdict {
    Verdict {
        v: 1,
        submission: of.id,
        judging: Judging(judging),
        attempt: Attempt(1),
        tenant: of.tenant.clone(),
        user: of.user.clone(),
        language: of.language.clone(),
        problem: of.problem.clone(),
        region: Region::parse("us").expect("a name"),
        agent: None,
        term: Term(1),
        report: Report::without_run(status, "why"),
        marks: Vec::new(),
        decided_at: Timestamp::from_unix_ms(of.accepted_at.unix_ms() + 5),
    }
}

/// Panics at the first thing that is not as the trait says.
pub async fn check(store: &dyn Store) {
    store.check().await.expect("a healthy store");
    rows_come_back_and_ids_are_unique(store).await;
    the_first_verdict_of_a_judging_stands(store).await;
    lists_are_one_users_newest_first_and_page_by_cursor(store).await;
    retention_takes_sources_then_rows_of_decided_ones_only(store).await;
    looks_at_once_are_answered_each_for_itself(store).await;
}

async fn looks_at_once_are_answered_each_for_itself(store: &dyn Store) {
    let region = Region::parse("us").expect("a name");
    let [first, decided, other] = ["look-1", "look-1", "look-2"].map(|user| record(user, 4_000));
    for row in [&first, &decided, &other] {
        store.insert(row.clone()).await.expect("an insert");
    }
    let verdicts = [verdict(&decided, 1, Status::Accepted)];
    store
        .record_verdicts(&region, 10, &verdicts)
        .await
        .expect("a write");
    let unknown = record("look-3", 4_000);
    let rows = [&first, &unknown, &other, &decided, &first];
    let looks = rows.map(|row| store.look(row.id, &row.tenant, &row.user));
    let [a, b, c, d, e] = looks;
    let found = tokio::join!(a, b, c, d, e);
    let found = [found.0, found.1, found.2, found.3, found.4].map(|found| found.expect("a look"));
    let expected = [(true, 1), (false, 0), (true, 1), (true, 1), (true, 1)];
    assert_eq!(found, expected.map(|(exists, queued)| Found { exists, queued }));
}

async fn rows_come_back_and_ids_are_unique(store: &dyn Store) {
    let row = record("rows", 1_000);
    store.insert(row.clone()).await.expect("an insert");
    assert!(matches!(
        store.insert(row.clone()).await,
        Err(StoreError::Duplicate)
    ));
    assert_eq!(store.get(row.id).await.expect("a read"), Some(row.clone()));
    let place = Cursor {
        accepted_at_ms: 1_000,
        id: row.id,
    };
    let before = Cursor {
        accepted_at_ms: 999,
        ..place
    };
    let undecided = async |after| store.undecided(after, 10).await.expect("a read");
    assert!(undecided(before).await.contains(&(place, row.judging)));
    assert!(!undecided(place).await.contains(&(place, row.judging)));
    store.withdraw(row.id).await.expect("a delete");
    assert_eq!(store.get(row.id).await.expect("a read"), None);
}

async fn the_first_verdict_of_a_judging_stands(store: &dyn Store) {
    let region = Region::parse("us").expect("a name");
    let row = record("verdicts", 2_000);
    store.insert(row.clone()).await.expect("an insert");
    let first = verdict(&row, 1, Status::Accepted);
    let stranger = verdict(&record("verdicts", 1), 1, Status::Accepted);
    let all = [stranger, first.clone(), verdict(&row, 1, Status::WrongAnswer)];
    assert_eq!(store.record_verdicts(&region, 7, &all).await.expect("a write"), 1);
    assert_eq!(
        store.record_verdicts(&region, 7, &all).await.expect("a repeat"),
        0
    );
    assert_eq!(store.position(&region).await.expect("a read"), 7);
    assert_eq!(
        store
            .get(row.id)
            .await
            .expect("a read")
            .and_then(|row| row.verdict),
        Some(first)
    );
    store.withdraw(row.id).await.expect("no delete of a decided row");
    let second = verdict(&row, 2, Status::WrongAnswer);
    assert_eq!(
        store
            .record_verdicts(&region, 8, &[second])
            .await
            .expect("a write"),
        1
    );
    let row = store.get(row.id).await.expect("a read").expect("the row");
    assert_eq!(
        (row.judging, row.verdict.map(|v| v.report.status)),
        (Judging(2), Some(Status::WrongAnswer))
    );
}

async fn lists_are_one_users_newest_first_and_page_by_cursor(store: &dyn Store) {
    store.insert(record("somebody", 3_000)).await.expect("an insert");
    // Two of the same millisecond: the id decides, and neither is lost between pages.
    let mut rows: Vec<Record> = [3_001, 3_002, 3_002, 3_003]
        .map(|at| record("lists", at))
        .to_vec();
    for row in &rows {
        store.insert(row.clone()).await.expect("an insert");
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.accepted_at, row.id.to_string())));
    let mut filter = ListFilter {
        tenant: rows[0].tenant.clone(),
        user: rows[0].user.clone(),
        kind: Kind::Submission,
        problem: None,
        after: None,
        rows_max: 2,
    };
    let mut seen = Vec::new();
    loop {
        let page = store.list(&filter).await.expect("a page");
        let Some(last) = page.last() else { break };
        filter.after = Some(Cursor {
            accepted_at_ms: last.accepted_at.unix_ms(),
            id: last.id,
        });
        seen.extend(page.iter().map(|summary| summary.id));
    }
    assert_eq!(seen, rows.iter().map(|row| row.id).collect::<Vec<_>>());
}

async fn retention_takes_sources_then_rows_of_decided_ones_only(store: &dyn Store) {
    let region = Region::parse("us").expect("a name");
    let decided = record("retention", 10);
    let waiting = record("retention", 11);
    store.insert(decided.clone()).await.expect("an insert");
    store.insert(waiting.clone()).await.expect("an insert");
    let verdicts = [verdict(&decided, 1, Status::Accepted)];
    store
        .record_verdicts(&region, 9, &verdicts)
        .await
        .expect("a write");
    let before = Timestamp::from_unix_ms(100);
    assert_eq!(store.forget_sources(before, 10).await.expect("a write"), 1);
    let row = store.get(decided.id).await.expect("a read").expect("the row");
    assert_eq!((row.request, row.verdict.is_some()), (None, true));
    assert!(
        store
            .get(waiting.id)
            .await
            .expect("a read")
            .is_some_and(|row| row.request.is_some())
    );
    assert_eq!(store.forget_rows(before, 10).await.expect("a write"), 1);
    assert_eq!(store.get(decided.id).await.expect("a read"), None);
    assert!(store.get(waiting.id).await.expect("a read").is_some());
    store.withdraw(waiting.id).await.expect("a delete");
}
