//! Values of every type on their way from a test's JSON through a driver and back, in every language that solves typed problems: a class
//! whose methods return what they are given. The answers are accepted only where every one came back as it went.

use gavel_signature::{encode_arguments, encode_expected};
use gavel_wire::problem::{Checker, TestRef};
use gavel_wire::signature::{Order, Signature};
use gavel_wire::{Limits, ProblemId, Status, Work};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value as Json, json};

use crate::common::TestRegion;
use crate::mirror::{TYPES, mirror, source};

/// Some value of the type; edges more often than chance would.
fn value(of: &str, random: &mut StdRng) -> Json {
    if let Some(item) = of.strip_suffix("[]") {
        let length = random.random_range(0..6);
        return (0..length).map(|_| value(item, random)).collect();
    }
    if let Some(item) = of.strip_suffix('?') {
        return if random.random_bool(0.3) {
            Json::Null
        } else {
            value(item, random)
        };
    }
    let int = |random: &mut StdRng| match random.random_range(0..5) {
        0 => i32::MIN,
        1 => i32::MAX,
        2 => 0,
        _ => random.random(),
    };
    match of {
        "int" => int(random).into(),
        "long" => match random.random_range(0..5) {
            0 => i64::MIN.into(),
            1 => i64::MAX.into(),
            2 => ((1_i64 << 53) + 1).into(),
            _ => random.random::<i64>().into(),
        },
        "double" => match random.random_range(0..7) {
            0 => "NaN".into(),
            1 => "Infinity".into(),
            2 => "-Infinity".into(),
            3 => f64::MIN_POSITIVE.into(),
            4 => (-0.0).into(),
            _ => random.random_range(-1e9..1e9).into(),
        },
        "bool" => random.random::<bool>().into(),
        "char" => char::from(random.random_range(b' '..=b'~')).to_string().into(),
        "string" => {
            let letters = ['a', ' ', '"', '\\', '\n', 'ß', '漢', '🦀', '\u{301}', '\u{fffd}'];
            let length = random.random_range(0..8);
            let text: String = (0..length)
                .map(|_| letters[random.random_range(0..letters.len())])
                .collect();
            text.into()
        }
        "linked_list" => (0..random.random_range(0..6))
            .map(|_| Json::from(int(random)))
            .collect(),
        "binary_tree" => binary_tree(random.random_range(0..12), random),
        "nary_tree" => nary_tree(random.random_range(0..10), random),
        "graph" => graph(random.random_range(0..8), random),
        other => panic!("{other}"),
    }
}

fn binary_tree(nodes: usize, random: &mut StdRng) -> Json {
    let mut entries: Vec<Json> = Vec::new();
    let (mut left, mut places) = (nodes, usize::from(nodes > 0));
    while places > 0 {
        places -= 1;
        if left > 0 && (places == 0 || random.random_bool(0.6)) {
            left -= 1;
            places += 2;
            entries.push(random.random::<i32>().into());
        } else {
            entries.push(Json::Null);
        }
    }
    entries.into()
}

fn nary_tree(nodes: usize, random: &mut StdRng) -> Json {
    let mut entries: Vec<Json> = Vec::new();
    let mut left = nodes;
    if left > 0 {
        entries.push(1.into());
        left -= 1;
    }
    while left > 0 {
        entries.push(Json::Null);
        for _ in 0..random.random_range(1..=left) {
            entries.push(random.random::<i32>().into());
            left -= 1;
        }
    }
    entries.into()
}

/// A path and some edges more.
fn graph(nodes: usize, random: &mut StdRng) -> Json {
    let mut neighbours = vec![Vec::new(); nodes];
    for node in 1..nodes {
        let other = random.random_range(0..node);
        neighbours[node].push(other + 1);
        neighbours[other].push(node + 1);
    }
    neighbours.into_iter().map(Json::from).collect()
}

/// Structures as deep and lists as long as problems have them.
fn extremes() -> Vec<(&'static str, Json)> {
    const N: i32 = 100_000;
    let skewed = (0..N).flat_map(|n| {
        if n == 0 {
            vec![json!(n)]
        } else {
            vec![Json::Null, json!(n)]
        }
    });
    let path = (0..N).flat_map(|n| {
        if n == 0 {
            vec![json!(n)]
        } else {
            vec![Json::Null, json!(n)]
        }
    });
    vec![
        ("linked_list", (0..N).collect()),
        ("binary_tree", skewed.collect()),
        ("nary_tree", path.collect()),
        ("int[]", (0..5 * N).collect()),
        ("string", "é".repeat(200_000).into()),
        ("int[][]", (0..1_000).map(|n| json!([n, n, n])).collect()),
    ]
}

fn call(of: &str, value: Json) -> (Json, Json) {
    let number = TYPES.iter().position(|known| *known == of).unwrap();
    (json!([format!("echo{number}"), &value]), value)
}

fn calls(seed: u64) -> Vec<(Json, Json)> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut calls = vec![(json!(["Mirror"]), Json::Null)];
    for _ in 0..20 {
        for of in TYPES {
            let value = value(of, &mut random);
            calls.push(call(of, value));
        }
        calls.push((json!(["nothing", "printed, and no answer"]), Json::Null));
    }
    calls
}

fn test(region: &mut TestRegion, signature: &Signature, calls: Vec<(Json, Json)>) -> TestRef {
    let (calls, expected): (Vec<Json>, Vec<Json>) = calls.into_iter().unzip();
    let input = encode_arguments(signature, &calls).unwrap();
    let expected = encode_expected(signature, &input, &expected.into()).unwrap();
    TestRef {
        input: region.blob(&input),
        expected: region.blob(&expected),
        sample: true,
        subtask: None,
    }
}

pub(crate) fn equal(signature: Signature) -> Checker {
    Checker::Answer {
        signature,
        order: Order::Exact,
        absolute: 0.0,
        relative: 0.0,
    }
}

fn judge(region: &mut TestRegion, signature: Signature, tests: Vec<TestRef>) -> Work {
    Work::Judge {
        problem: ProblemId::parse("typed").unwrap(),
        version: region.blob(b"version"),
        tests,
        checker: equal(signature),
        stop_at_first_failure: false,
        subtasks: Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn values_of_every_type_come_back_in_every_language() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config("typed"));
    let signature = mirror();
    let seed: u64 = rand::random();
    eprintln!("seed {seed}");
    let mut tests: Vec<TestRef> = (0..2)
        .map(|more| test(&mut region, &signature, calls(seed.wrapping_add(more))))
        .collect();
    let mut deep = vec![(json!(["Mirror"]), Json::Null)];
    deep.extend(extremes().into_iter().map(|(of, value)| call(of, value)));
    tests.push(test(&mut region, &signature, deep));
    let work = judge(&mut region, signature.clone(), tests);
    for language in [
        "c",
        "cpp",
        "csharp",
        "go",
        "java",
        "javascript",
        "kotlin",
        "php",
        "python",
        "ruby",
        "rust",
        "typescript",
        "typescript-checked",
    ] {
        let source = source(language, &signature);
        let limits = Limits {
            cpu_ms: 5_000,
            memory_bytes: 512 << 20,
            ..Limits::default()
        };
        let result = region
            .judge_within(&agent, language, &source, work.clone(), limits)
            .await;
        assert_eq!(
            result.report.status,
            Status::Accepted,
            "{language}, seed {seed}: {:#?}",
            result.report
        );
        for test in &result.report.tests {
            let printed = test.execution.as_ref().unwrap().stdout.text.as_deref().unwrap();
            let lines = printed
                .lines()
                .filter(|line| *line == "printed, and no answer")
                .count();
            assert!([0, 20].contains(&lines), "{language}: {printed}");
        }
    }
    agent.stop().await;
}

pub(crate) fn two_sum() -> Signature {
    serde_json::from_value(json!({
        "name": "twoSum",
        "parameters": [{"name": "nums", "type": "int[]"}, {"name": "target", "type": "int"}],
        "returns": "int[]",
    }))
    .unwrap()
}

pub(crate) fn solution(body: &str) -> String {
    format!("class Solution:\n  def twoSum(self, nums, target):\n    {body}\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_what_was_returned_and_nothing_else() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config("answers"));
    let signature = two_sum();
    let input = encode_arguments(&signature, &[json!([2, 7]), json!(9)]).unwrap();
    let expected = encode_expected(&signature, &input, &json!([0, 1])).unwrap();
    let tests = vec![TestRef {
        input: region.blob(&input),
        expected: region.blob(&expected),
        sample: true,
        subtask: None,
    }];
    let work = judge(&mut region, signature, tests);
    for (body, status, found) in [
        ("return [0, 1]", Status::Accepted, None),
        ("return [1, 0]", Status::WrongAnswer, Some("[1,0]")),
        ("print([0, 1]); return []", Status::WrongAnswer, Some("[]")),
        ("return None", Status::RuntimeError, None),
        ("return [0, 2**31]", Status::RuntimeError, None),
        ("raise ValueError", Status::RuntimeError, None),
        // It ended before it returned.
        ("raise SystemExit(0)", Status::WrongAnswer, None),
        ("import os; os._exit(0)", Status::WrongAnswer, None),
        // What it wrote itself stands before what the driver writes.
        (
            "import os; os.write(3, b'x'); return [0, 1]",
            Status::WrongAnswer,
            None,
        ),
        (
            "import os; os.close(3); return [0, 1]",
            Status::RuntimeError,
            None,
        ),
    ] {
        let result = region
            .judge(&agent, "python", &solution(body), work.clone())
            .await;
        assert_eq!(result.report.status, status, "{body}: {:#?}", result.report);
        let execution = result.report.tests[0].execution.as_ref().unwrap();
        let returned = if status == Status::Accepted {
            Some("[0,1]")
        } else {
            found
        };
        assert_eq!(execution.answer.as_deref(), returned, "{body}");
        let difference = execution.difference.as_ref();
        assert_eq!(
            difference.and_then(|difference| difference.found.as_deref()),
            found,
            "{body}"
        );
        if let Some(difference) = difference {
            assert_eq!(difference.expected.as_deref(), Some("[0,1]"), "{body}");
        }
    }
    agent.stop().await;
}

/// The driver's lines tell people nothing.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_driver_cannot_call_is_told_in_one_sentence() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config("messages"));
    let work = judge(&mut region, two_sum(), Vec::new());
    for (language, source) in [
        ("c", "int* other(void) { return 0; }"),
        ("cpp", "class Solution {};"),
        ("csharp", "class Solution {}"),
        ("go", "package main\n"),
        ("java", "class Solution {}"),
        ("kotlin", "class Solution"),
        ("rust", "impl Solution {}"),
    ] {
        let result = region.judge(&agent, language, source, work.clone()).await;
        assert_eq!(result.report.status, Status::CompileError, "{language}");
        let messages = result.report.compile.unwrap().messages.text.unwrap();
        assert!(
            messages.starts_with("twoSum is not what the starter code has"),
            "{messages}"
        );
        assert!(
            !messages.to_lowercase().contains("main."),
            "{language}: {messages}"
        );
    }
    agent.stop().await;
}

/// Sources that fail, and what names the line where they do.
const FAILING: [(&str, &str, &str); 9] = [
    (
        "csharp",
        "public class Solution {\n  public int[] TwoSum(int[] nums, int target) {\n    int sum = 0;\n    for (int i = 0; i < 9; i++) sum += nums[i];\n    return new[] { sum };\n  }\n}\n",
        "solution.cs:4",
    ),
    (
        "go",
        "package main\n\nfunc twoSum(nums []int, target int) []int {\n\treturn []int{nums[target]}\n}\n",
        "solution.go:4",
    ),
    (
        "java",
        "class Solution {\n  public int[] twoSum(int[] nums, int target) {\n    return new int[] { nums[target] };\n  }\n}\n",
        "Solution.java:3",
    ),
    (
        "javascript",
        "var twoSum = function(nums, target) {\n  return nums[target].length\n}\n",
        "solution.js:2",
    ),
    (
        "kotlin",
        "class Solution {\n  fun twoSum(nums: IntArray, target: Int): IntArray {\n    return intArrayOf(nums[target])\n  }\n}\n",
        "solution.kt:3",
    ),
    (
        "php",
        "<?php\nclass Solution {\n  function twoSum($nums, $target) {\n    return [intdiv($target, 0)];\n  }\n}\n",
        "solution.php:4",
    ),
    (
        "python",
        "class Solution:\n  def twoSum(self, nums, target):\n    return [nums[target]]\n",
        "solution.py\", line 3",
    ),
    (
        "ruby",
        "def two_sum(nums, target)\n  [nums.fetch(target)]\nend\n",
        "solution.rb:2",
    ),
    (
        "typescript",
        "function twoSum(nums: number[], target: number): number[] {\n  return [nums[target].toFixed().length]\n}\n",
        "solution.ts:2",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_fails_is_told_its_own_lines_alone() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config("frames"));
    let signature = two_sum();
    let input = encode_arguments(&signature, &[json!([2, 7]), json!(9)]).unwrap();
    let tests = vec![TestRef {
        input: region.blob(&input),
        expected: region.blob(&[]),
        sample: true,
        subtask: None,
    }];
    let work = judge(&mut region, signature, tests);
    for (language, source, place) in FAILING {
        let result = region.judge(&agent, language, source, work.clone()).await;
        assert_eq!(result.report.status, Status::RuntimeError, "{language}");
        let execution = result.report.tests[0].execution.as_ref().unwrap();
        let told = execution.stderr.text.as_deref().unwrap();
        assert!(told.contains(place), "{language}: {told}");
        let extension = place.split(['.', ':', '"']).nth(1).unwrap();
        let driver = format!("main.{extension}");
        assert!(!told.to_lowercase().contains(&driver), "{language}: {told}");
    }
    agent.stop().await;
}
