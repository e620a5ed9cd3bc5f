//! The list in an order of one's own, and how much all of a large catalogue is.

use gavel_wire::problem::{Checker, Sample, TestRef};
use gavel_wire::signature::Signature;
use gavel_wire::{LanguageId, Limits, Sha256};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::*;

fn problem(id: &str) -> Problem {
    Problem {
        id: ProblemId::parse(id).unwrap(),
        version: hash(id),
        title: id.to_owned(),
        difficulty: "easy".to_owned(),
        tags: vec!["tag".to_owned()],
        access: gavel_wire::problem::Access::Free,
        statement: String::new(),
        texts: Default::default(),
        translations: Default::default(),
        figures: Default::default(),
        limits: Limits::default(),
        checker: Checker::Tokens,
        stop_at_first_failure: true,
        subtasks: Vec::new(),
        samples: Vec::new(),
        tests: Vec::new(),
        reference: None,
        validator: None,
        starters: std::collections::BTreeMap::new(),
    }
}

fn hash(text: &str) -> Sha256 {
    gavel_blob::sha256(text.as_bytes())
}

fn catalogue(ids: &[&str]) -> Catalogue {
    Catalogue {
        v: 1,
        problems: ids.iter().map(|id| problem(id)).collect(),
        ..Catalogue::default()
    }
}

/// All rows, by pages of `rows`.
fn all(catalogue: &Catalogue, order: &str, rows: usize) -> String {
    let order: Vec<ProblemId> = order
        .split(',')
        .filter_map(|id| ProblemId::parse(id).ok())
        .collect();
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = page_of(catalogue, &order, after.as_ref(), rows);
        assert!(page.items.len() <= rows);
        ids.extend(page.items.into_iter().map(|item| item.id));
        let Some(next) = page.next else {
            return ids.join(" ");
        };
        after = Some(ProblemId::parse(&next).unwrap());
    }
}

#[test]
fn those_that_are_named_come_first_and_each_comes_once_however_it_is_paged() {
    let catalogue = catalogue(&["a", "b", "c", "d", "e"]);
    for rows in 1..7 {
        assert_eq!(all(&catalogue, "", rows), "a b c d e");
        assert_eq!(all(&catalogue, "d,b", rows), "d b a c e");
        assert_eq!(all(&catalogue, "e,nobody,a", rows), "e a b c d");
        assert_eq!(all(&catalogue, "e,d,c,b,a", rows), "e d c b a");
    }
}

#[test]
fn a_cursor_outlives_the_problem_that_it_names() {
    let order = ["d", "x", "b"].map(|id| ProblemId::parse(id).unwrap());
    let ids = |after: &str, order: &[ProblemId]| {
        let after = ProblemId::parse(after).unwrap();
        let page = page_of(&catalogue(&["a", "b", "d", "e"]), order, Some(&after), 9);
        page.items.into_iter().map(|item| item.id).collect::<String>()
    };
    assert_eq!(ids("x", &order), "bae");
    assert_eq!(ids("c", &[]), "de");
    assert_eq!(ids("c", &order), "e");
}

/// Statements of words from a dictionary of a few hundred, and starter code as the languages' own templates make it.
#[test]
fn a_hundred_problems_in_ten_languages_are_at_most_five_megabytes_compressed() {
    let mut random = StdRng::seed_from_u64(1);
    let words: Vec<String> = (0..800)
        .map(|_| {
            let letters = random.random_range(2..10);
            (0..letters).map(|_| random.random_range('a'..='z')).collect()
        })
        .collect();
    let mut text = |count: usize| -> String {
        let some: Vec<&str> = (0..count)
            .map(|_| words[random.random_range(0..words.len())].as_str())
            .collect();
        some.join(" ")
    };
    let signature: Signature = serde_json::from_value(serde_json::json!({
        "name": "pairWithSum",
        "parameters": [{"name": "numbers", "type": "int[]"}, {"name": "target", "type": "int"}],
        "returns": "int[]",
    }))
    .unwrap();
    let problems = (100..200).map(|number| {
        let mut problem = problem(&format!("problem-{number}"));
        problem.statement = text(1_500);
        problem.checker = Checker::Answer {
            signature: signature.clone(),
            order: gavel_wire::signature::Order::default(),
            absolute: 0.0,
            relative: 0.0,
        };
        problem.samples = (0..3)
            .map(|_| Sample {
                input: text(100),
                output: text(20),
            })
            .collect();
        problem.tests = vec![
            TestRef {
                input: hash("input"),
                expected: hash("expected"),
                sample: false,
                subtask: None,
            };
            100
        ];
        problem.starters = (0..10)
            .map(|language| (LanguageId::parse(&format!("l{language}")).unwrap(), text(300)))
            .collect();
        problem
    });
    let catalogue = Catalogue {
        v: 1,
        problems: problems.collect(),
        ..Catalogue::default()
    };
    let plain = serde_json::to_vec(&catalogue).unwrap().len();
    let served = Served::new(catalogue, None);
    println!("{plain} bytes, {} compressed", served.gzip_bytes());
    assert!(plain > 3_000_000, "{plain}");
    assert!(served.gzip_bytes() <= 5_000_000, "{}", served.gzip_bytes());
}

#[test]
fn pages_of_what_did_not_change_are_kept() {
    let before = Served::new(catalogue(&["a", "b"]), None);
    let mut changed = catalogue(&["a", "b", "c"]);
    changed.problems[1].title = "Another".to_owned();
    let now = Served::new(changed, Some(&before));
    let page = |served: &Served, id: &str| Arc::clone(&served.details[&ProblemId::parse(id).unwrap()]);
    assert!(Arc::ptr_eq(&page(&before, "a"), &page(&now, "a")));
    assert!(!Arc::ptr_eq(&page(&before, "b"), &page(&now, "b")));
}
