//! One submission all the way, in every language and to every verdict.

use futures::future::join_all;
use gavel_tests::root;
use serde_json::{Value, json};

use crate::shared;

/// An example submission of a sample problem, and the verdict that its folder promises.
struct Example {
    problem: String,
    expected: String,
    file: std::path::PathBuf,
}

/// Some of each kind; `gavel problem verify` is for all of them.
const PROBLEMS: [&str; 6] = [
    "circle-area",
    "pair-with-sum",
    "sum-of-two",
    "turn-the-tree",
    "undo-box",
    "word-count",
];

fn entries(directory: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn examples() -> Vec<Example> {
    let name = |path: &std::path::Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let mut found = Vec::new();
    for problem in PROBLEMS.map(|id| root().join("problems").join(id)) {
        for folder in entries(&problem.join("submissions")) {
            found.extend(entries(&folder).into_iter().map(|file| Example {
                problem: name(&problem),
                expected: name(&folder),
                file,
            }));
        }
    }
    found
}

fn language(file: &std::path::Path) -> &'static str {
    match file.extension().unwrap().to_str().unwrap() {
        "c" => "c",
        "cpp" => "cpp",
        "cs" => "csharp",
        "go" => "go",
        "java" => "java",
        "js" => "javascript",
        "kt" => "kotlin",
        "php" => "php",
        "py" => "python",
        "rb" => "ruby",
        "rs" => "rust",
        "ts" => "typescript",
        other => panic!("no language for .{other}"),
    }
}

#[tokio::test]
async fn every_example_submission_gets_the_verdict_of_its_folder() {
    let client = shared().client();
    let examples = examples();
    assert!(examples.len() > 25, "only {} examples", examples.len());
    let judged = examples.iter().map(async |example| {
        let source = std::fs::read_to_string(&example.file).unwrap();
        let body = json!({"problem": example.problem, "language": language(&example.file), "source": source});
        client.judge("/v1/submissions", &body).await
    });
    for (example, view) in examples.iter().zip(join_all(judged).await) {
        let report = &view["report"];
        assert_eq!(
            report["status"],
            example.expected,
            "{}: {report}",
            example.file.display()
        );
        assert!(report["calibration_us"].as_u64() > Some(0), "{report}");
        for test in report["tests"].as_array().unwrap() {
            let shown = !test["execution"].is_null();
            assert_eq!(
                shown,
                test["sample"] == true,
                "hidden tests tell no more than status and coarse time: {test}"
            );
        }
    }
}

async fn run(body: Value) -> Value {
    let view = shared().client().judge("/v1/runs", &body).await;
    assert!(
        view["report"]["run"].is_object() || view["report"]["compile"].is_object(),
        "{view}"
    );
    view["report"].clone()
}

#[tokio::test]
async fn a_run_gives_back_what_the_program_printed_and_how_it_ended() {
    let source =
        "import sys\nprint(sys.stdin.read().upper(), sys.argv[1:])\nprint('e', file=sys.stderr)\nsys.exit(3)";
    let report = run(json!({"language": "python", "source": source, "stdin": "ab\n", "args": ["x y"]})).await;
    assert_eq!(report["status"], "runtime_error");
    assert_eq!(report["run"]["exit_code"], 3);
    assert_eq!(report["run"]["stdout"]["text"], "AB\n ['x y']\n");
    assert_eq!(report["run"]["stderr"]["text"], "e\n");

    let report = run(json!({"language": "c", "source": "#include <stdlib.h>\nint main(){abort();}"})).await;
    assert_eq!(
        (report["status"].as_str(), report["run"]["signal"].as_i64()),
        (Some("runtime_error"), Some(6))
    );

    let report = run(json!({"language": "python", "source": "import os\nos.write(1, b'\\xff\\x00')"})).await;
    assert_eq!(report["status"], "ok");
    assert_eq!(report["run"]["stdout"]["base64"], "/wA=");
}

#[tokio::test]
async fn output_is_cut_at_the_cap_and_says_so() {
    let source = "print('x' * 200000)";
    let report =
        run(json!({"language": "python", "source": source, "limits": {"output_bytes": 1_000_000}})).await;
    assert_eq!(report["status"], "ok");
    let stdout = &report["run"]["stdout"];
    assert_eq!(stdout["truncated"], true);
    let shown = stdout["text"].as_str().unwrap().len();
    assert!((1_000..200_000).contains(&shown), "{shown}");
}

#[tokio::test]
async fn limits_are_the_persons_within_the_services() {
    let spin = json!({"language": "c", "source": "int main(){for(;;);}", "limits": {"cpu_ms": 200}});
    let report = run(spin).await;
    assert_eq!(report["status"], "time_limit");
    assert!(report["run"]["usage"]["cpu_us"].as_u64().unwrap() >= 200_000);
    let grow = "a = []\nwhile True: a.append(bytearray(1 << 20))";
    let limits = json!({"memory_bytes": 64 << 20});
    let report = run(json!({"language": "python", "source": grow, "limits": limits})).await;
    assert_eq!(report["status"], "memory_limit");
    let report = run(json!({"language": "c", "source": "int main(){ syntax error }"})).await;
    assert_eq!(report["status"], "compile_error");
    assert!(
        report["compile"]["messages"]["text"]
            .as_str()
            .unwrap()
            .contains("error")
    );
    // A call of a foreign architecture is killed by the filter.
    let foreign = "int main(){ __asm__ volatile (\"int $0x80\" : : \"a\"(20)); return 0; }";
    let report = run(json!({"language": "c", "source": foreign})).await;
    assert_eq!(report["status"], "restricted");
}

#[tokio::test]
async fn a_post_with_prefer_wait_answers_with_the_verdict() {
    let client = shared().client();
    let body = json!({"language": "c", "source": "#include <stdio.h>\nint main(){puts(\"hi\");}"});
    let answer = client
        .send(
            reqwest::Method::POST,
            "/v1/runs",
            &[("Prefer", "wait=30")],
            Some(&body),
        )
        .await;
    assert_eq!(
        (answer.status, answer.header("preference-applied")),
        (200, Some("wait=30"))
    );
    assert_eq!(answer.body["report"]["run"]["stdout"]["text"], "hi\n");
    let location = answer.header("location").unwrap().to_owned();
    let again = client.get(&location).await;
    let tag = again.header("etag").unwrap().to_owned();
    let unchanged = client
        .send(reqwest::Method::GET, &location, &[("If-None-Match", &tag)], None)
        .await;
    assert_eq!(unchanged.status, 304);
}

#[tokio::test]
async fn a_cancel_ends_running_work_as_cancelled() {
    let client = shared().client();
    let body = json!({"language": "python", "source": "import time\ntime.sleep(10)"});
    let sent = client.post("/v1/runs", &body).await;
    let location = sent.header("location").unwrap().to_owned();
    while client.get(&location).await.body["state"] == "queued" {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let asked = client.send(reqwest::Method::DELETE, &location, &[], None).await;
    assert_eq!(asked.status, 202, "{}", asked.body);
    assert_eq!(client.verdict(&location).await["report"]["status"], "cancelled");
}
