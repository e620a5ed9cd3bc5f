//! Runs with a problem: its samples, or input of one's own that fits it.

use std::collections::HashMap;

use async_nats::jetstream;
use gavel_wire::problem::{Access, AuthorProgram, Catalogue, Checker, Problem, Sample, TestRef};
use gavel_wire::{FileName, LanguageId, Limits, Submission, Work};
use serde_json::{Value, json};

use crate::common::{Door, body, name, queued, refusal, until};

fn problem(id: &str, checker: Value) -> Problem {
    let hash = |digit: &str| serde_json::from_value(json!(digit.repeat(64))).expect("it fits");
    let test = |sample| TestRef {
        input: hash("a"),
        expected: hash("b"),
        sample,
        subtask: None,
    };
    Problem {
        id: name(id),
        version: hash("c"),
        title: id.to_owned(),
        difficulty: "easy".to_owned(),
        tags: Vec::new(),
        access: Access::Free,
        statement: "?".to_owned(),
        texts: Default::default(),
        translations: Default::default(),
        figures: Default::default(),
        limits: Limits {
            cpu_ms: 700,
            ..Limits::default()
        },
        checker: serde_json::from_value::<Checker>(checker).expect("it fits"),
        stop_at_first_failure: true,
        subtasks: Vec::new(),
        samples: vec![Sample {
            input: "1".to_owned(),
            output: "2".to_owned(),
        }],
        tests: vec![test(true), test(false)],
        reference: Some(AuthorProgram {
            name: FileName::parse("solution.c").expect("it fits"),
            language: LanguageId::parse("c").expect("it fits"),
            files: Vec::new(),
        }),
        validator: Some(AuthorProgram {
            name: FileName::parse("validator.py").expect("it fits"),
            language: LanguageId::parse("python").expect("it fits"),
            files: Vec::new(),
        }),
        starters: Default::default(),
    }
}

/// `more` is configuration.
async fn door(more: &str) -> Door {
    let signature = json!({
        "name": "half",
        "parameters": [{"name": "numbers", "type": "int[]"}],
        "returns": "double",
    });
    let catalogue = Catalogue {
        v: 1,
        problems: vec![
            problem("plain", json!({"kind": "tokens"})),
            problem("typed", json!({"kind": "answer", "signature": signature})),
        ],
        ..Catalogue::default()
    };
    let door = Door::with(more).await;
    let text = serde_json::to_vec(&catalogue).expect("it fits");
    let blobs = door.directory.path().join("blobs");
    std::fs::create_dir_all(&blobs).expect("it fits");
    std::fs::write(blobs.join("catalogue.json"), text).expect("it fits");
    until("the catalogue is read", async || {
        let list: Value = body(door.get("/v1/problems"), 200).await;
        (list["items"].as_array()?.len() == 2).then_some(())
    })
    .await;
    door
}

/// What a run with this beside its source is queued as.
async fn sent(door: &Door, sequence: u64, more: Value) -> (Submission, Value) {
    let mut request = json!({"language": "c", "source": "x"});
    request
        .as_object_mut()
        .expect("it fits")
        .extend(more.as_object().expect("it fits").clone());
    let answer = body(door.post("/v1/runs", &request), 202).await;
    let submission = door
        .bus
        .submission(sequence)
        .await
        .expect("it fits")
        .expect("it fits");
    assert_eq!(answer["id"], submission.id.to_string());
    (submission, answer)
}

#[tokio::test]
async fn a_run_takes_the_samples_of_a_problem_or_input_that_fits_it() {
    let door = door("").await;
    let mut index = door.bus.index();
    let (samples, answer) = sent(&door, 1, json!({"problem": "plain"})).await;
    let Work::Judge {
        tests,
        stop_at_first_failure,
        ..
    } = &samples.work
    else {
        panic!("samples are tests");
    };
    assert!(tests.len() == 1 && tests[0].sample && !stop_at_first_failure);
    assert_eq!(samples.limits.cpu_ms, 700);
    assert_eq!(
        (&answer["kind"], &answer["problem"]),
        (&json!("run"), &json!("plain"))
    );
    assert_eq!(answer["request"]["samples"], true);

    let (own, answer) = sent(&door, 2, json!({"problem": "plain", "stdin": ""})).await;
    assert!(matches!(&own.work, Work::Run { stdin, signature: None, .. } if stdin.is_empty()));
    assert_eq!(own.limits.cpu_ms, 700);
    assert_eq!(answer["request"]["samples"], false);

    let (typed, answer) = sent(&door, 3, json!({"problem": "typed", "arguments": [[1, -2]]})).await;
    assert!(matches!(&typed.work, Work::Run { stdin, signature: Some(_), .. } if stdin == "[[1,-2]]"));
    // Whether it is the problem's input its validator says, and what is expected its own solution.
    let Work::Run {
        against: Some(against),
        ..
    } = &own.work
    else {
        panic!("{:?}", own.work)
    };
    let programs = [&against.validator, &against.reference];
    let names = programs.map(|program| program.as_ref().map(|program| program.name.as_str()));
    assert_eq!(
        (names, &against.checker),
        ([Some("validator.py"), Some("solution.c")], &Checker::Tokens)
    );
    assert_eq!(answer["request"]["stdin"], "[[1,-2]]");
    for _ in 0..3 {
        queued(&mut index).await;
    }
}

#[tokio::test]
async fn input_that_does_not_fit_the_problem_is_refused() {
    let door = door("").await;
    for (more, code, says) in [
        (json!({"problem": "none"}), "problem_unknown", "none"),
        (json!({"arguments": [1]}), "invalid_input", "say which"),
        (
            json!({"problem": "typed", "stdin": "1"}),
            "invalid_input",
            "typed",
        ),
        (
            json!({"problem": "plain", "arguments": [1]}),
            "invalid_input",
            "read stdin",
        ),
        (
            json!({"problem": "plain", "args": ["1"]}),
            "invalid_input",
            "no args",
        ),
        (
            json!({"problem": "plain", "limits": {"cpu_ms": 100}}),
            "invalid_input",
            "problem's limits",
        ),
        (
            json!({"problem": "typed", "arguments": [[1, 2_147_483_648_i64]]}),
            "invalid_input",
            "numbers[1]: 2147483648 is not of type int",
        ),
        (
            json!({"problem": "typed", "arguments": []}),
            "invalid_input",
            "0 values for 1 parameters",
        ),
        (
            json!({"problem": "typed", "arguments": [vec![1_000_000_000; 30_000]]}),
            "invalid_input",
            "larger than",
        ),
    ] {
        let mut request = json!({"language": "c", "source": "x"});
        request
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let (_, refused) = refusal(door.post("/v1/runs", &request), 422, code).await;
        let detail = refused["detail"].as_str().unwrap();
        assert!(detail.contains(says), "{detail:?} does not say {says:?}");
    }
}

#[tokio::test]
async fn a_run_with_a_problem_is_queued_again_as_it_was() {
    let door = door("[api]\nsweep_s = 1\n").await;
    let mut works = HashMap::new();
    for (sequence, more) in (1..).zip([
        json!({"problem": "plain"}),
        json!({"problem": "plain", "stdin": "4"}),
        json!({"problem": "typed", "arguments": [[3]]}),
    ]) {
        let submission = sent(&door, sequence, more).await.0;
        works.insert(submission.id, submission.work);
    }
    let raw = async_nats::connect(door.nats.url()).await.unwrap();
    let stream = jetstream::new(raw).get_stream("SUBMIT_us").await.unwrap();
    stream.purge().await.unwrap();
    until("all is queued again", async || {
        (door.bus.queue_length().await.unwrap() == 3).then_some(())
    })
    .await;
    for sequence in 4..=6 {
        let again = door.bus.submission(sequence).await.unwrap().unwrap();
        assert_eq!(works.remove(&again.id), Some(again.work));
    }
}
