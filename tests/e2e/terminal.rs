//! The terminal commands: what they print, and the status they end with.

use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::shared;

fn gavel(arguments: &[&str]) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = shared().gavel.run(arguments);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

fn file(name: &str, text: &str) -> String {
    let directory = shared().gavel.data.join("typed");
    fs::create_dir_all(&directory).unwrap();
    let path = directory.join(name);
    fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn run_prints_the_programs_output_and_ends_with_0_only_when_it_did() {
    let hello = file("hello.py", "print('hello')");
    let (code, out, err) = gavel(&["run", &hello]);
    assert_eq!((code, out.as_str()), (0, "hello\n"), "{err}");
    assert!(err.contains("ok: "), "{err}");
    let failing = file("fail.c", "int main(){return 7;}");
    let (code, _, err) = gavel(&["run", &failing]);
    assert_eq!(code, 1);
    assert!(err.contains("runtime_error (exit 7)"), "{err}");
    let (code, out, _) = gavel(&["run", &hello, "--json"]);
    let view: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, view["report"]["status"].as_str()), (0, Some("ok")));
}

#[test]
fn submit_tells_the_verdict_and_the_first_difference() {
    let right = file(
        "right.py",
        "import sys\nprint(sum(map(int, sys.stdin.read().split())))",
    );
    let (code, out, err) = gavel(&["submit", &right, "--problem", "sum-of-two"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.starts_with("accepted: "), "{out}");
    let wrong = file("wrong.py", "print(-1)");
    let (code, out, _) = gavel(&["submit", &wrong, "--problem", "sum-of-two"]);
    assert_eq!(code, 1);
    assert!(out.contains("wrong_answer") && out.contains("expected"), "{out}");
}

#[test]
fn what_is_typed_wrong_ends_with_2_and_says_what() {
    let hello = file("hello2.py", "print('hello')");
    for (arguments, word) in [
        (vec!["submit", &hello, "--problem", "nowhere"], "nowhere"),
        (vec!["run", &hello, "--language", "cobol"], "cobol"),
        (vec!["run", "no-such-file.py"], "no-such-file.py"),
        (vec!["status", "not-an-id"], "not-an-id"),
    ] {
        let (code, _, err) = gavel(&arguments);
        assert_eq!(code, 2, "{arguments:?}: {err}");
        assert!(err.contains(word), "{arguments:?}: {err}");
    }
}

#[test]
fn status_lists_and_shows_and_help_has_examples() {
    let hello = file("hello3.py", "print('hello')");
    let (_, out, _) = gavel(&["run", &hello, "--json"]);
    let view: Value = serde_json::from_str(&out).unwrap();
    let id = view["id"].as_str().unwrap();
    let (code, out, _) = gavel(&["status", id]);
    assert_eq!((code, out.as_str()), (0, "hello\n"));
    let (code, out, _) = gavel(&["status"]);
    assert_eq!(code, 0);
    assert!(out.contains(id), "{out}");
    for command in ["run", "submit", "up", "scale", "api", "scheduler"] {
        let (code, out, _) = gavel(&[command, "--help"]);
        assert_eq!(code, 0);
        assert!(out.contains("Example"), "{command}: {out}");
    }
}

#[test]
fn a_sandbox_by_hand_and_a_check_of_this_host() {
    let (code, out, err) = gavel(&["sandbox", "run", "--slot", "996", "--", "/usr/bin/id", "-u"]);
    assert_eq!(code, 0, "{err}");
    assert_ne!(out.trim(), "0", "never as root");
    let (code, out, _) = gavel(&["sandbox", "check", "--slot", "997"]);
    assert_eq!(code, 0, "{out}");
}
