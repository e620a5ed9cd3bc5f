//! Packages of Kattis with checkers, interactors, validators and points: imported and verified in the real sandbox.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::{ALONE, gavel, told, verify};

pub(crate) fn write(root: &Path, files: &[(&str, &str)]) {
    for (file, text) in files {
        let path = root.join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
}

/// The notes by their places.
#[track_caller]
pub(crate) fn import(from: &Path, to: &Path) -> Vec<Value> {
    let mut command = gavel(&["problem", "import", "--json"]);
    let output = command
        .arg(from)
        .arg("-o")
        .arg(to)
        .output()
        .expect("gavel starts");
    let report = told(&output);
    report["notes"]
        .as_array()
        .unwrap_or_else(|| panic!("{output:?}"))
        .clone()
}

#[track_caller]
pub(crate) fn assert_noted(notes: &[Value], effect: &str, place: &str, text: &str) {
    let says = |note: &Value, field: &str, part: &str| note[field].as_str().expect("a text").contains(part);
    let found = notes
        .iter()
        .any(|note| note["effect"] == effect && says(note, "place", place) && says(note, "text", text));
    assert!(found, "no {effect} {place}: {text} in {notes:#?}");
}

/// The status and the points of each submission of a package that holds.
#[track_caller]
pub(crate) fn verdicts(path: &Path) -> BTreeMap<String, (String, Value)> {
    let (holds, verdicts, told) = verified(path);
    assert!(holds, "{told:#}");
    verdicts
}

/// Whether a package holds, what its submissions came to, and all that is told of it.
pub(crate) fn verified(path: &Path) -> (bool, BTreeMap<String, (String, Value)>, Value) {
    let output = verify(path, &["--json"]).output().expect("gavel starts");
    let told = told(&output);
    let rows = told["packages"][0]["submissions"]
        .as_array()
        .expect("a list")
        .iter();
    let verdict = |row: &Value| {
        let ran = &row["ran"]["measured"];
        let name = row["name"].as_str().expect("a text").to_owned();
        let verdict = ran["verdict"].as_str().unwrap_or_default().to_owned();
        (name, (verdict, ran["points"].clone()))
    };
    (output.status.success(), rows.map(verdict).collect(), told.clone())
}

pub(crate) fn status(verdicts: &BTreeMap<String, (String, Value)>, name: &str) -> (String, Value) {
    verdicts
        .get(name)
        .unwrap_or_else(|| panic!("no {name} in {verdicts:?}"))
        .clone()
}

pub(crate) const GUESSES: &str = "low, high = 1, 100\nwhile True:\n    middle = (low + high) // 2\n    print(middle, flush=True)\n    answer = input()\n    if answer == 'right': break\n    if answer == 'more': low = middle + 1\n    else: high = middle - 1\n";
pub(crate) const COUNTS: &str = "guess = 0\nanswer = ''\nwhile answer != 'right':\n    guess += 1\n    print(guess, flush=True)\n    answer = input()\n";

/// What each accepts: the sum, in any writing, with the argument in front of it.
const VALIDATOR_CPP: &str = "#include <fstream>\n#include <iostream>\n#include \"told.h\"\n#define int long long\nusing namespace std;\nstring before = \"unset\";\nstatic ofstream message;\nsigned main(signed argc, char **argv) {\n  ifstream input(argv[1]), answer(argv[2]);\n  before = argv[4];\n  int a, b, right, found;\n  string word;\n  if (!(input >> a >> b) || !(answer >> right) || a + b != right || argc != 5) return 1;\n  message.open(string(argv[3]) + \"judgemessage.txt\");\n  message << \"told: \" << right;\n  if (!(cin >> word >> found) || word != before || found != right) exit(WRONG);\n  return RIGHT;\n}\n";
const VALIDATOR_C: &str = "#include <stdio.h>\n#include <string.h>\n#include \"told.h\"\nint main(int argc, char **argv) {\n  int a, b, found;\n  char word[20];\n  FILE *input = fopen(argv[1], \"r\");\n  if (!input || fscanf(input, \"%d %d\", &a, &b) != 2 || argc != 5) return 1;\n  if (scanf(\"%19s %d\", word, &found) != 2 || strcmp(word, argv[4]) || found != a + b) return WRONG;\n  return RIGHT;\n}\n";
const VALIDATOR_PY: &str = "import sys\nfrom told import RIGHT, WRONG\na, b = map(int, open(sys.argv[1]).read().split())\nassert int(open(sys.argv[2]).read()) == a + b and len(sys.argv) == 5\nopen(sys.argv[3] + 'judgemessage.txt', 'w').write('told: ')\nwords = sys.stdin.read().split()\nif words != [sys.argv[4], str(a + b)]:\n    sys.exit(WRONG)\nsys.exit(RIGHT)\n";

#[test]
fn output_and_input_validators_of_kattis_run_by_adapters() {
    let _alone = ALONE.lock();
    let header = "enum { RIGHT = 42, WRONG = 43 };\n";
    for (name, validator, beside, told_by) in [
        ("v.cc", VALIDATOR_CPP, "told.h", header),
        ("v.c", VALIDATOR_C, "told.h", header),
        ("main.py", VALIDATOR_PY, "told.py", "RIGHT, WRONG = 42, 43\n"),
    ] {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("from");
        write(
            &root,
            &[
                (
                    "problem.yaml",
                    "name: P\nvalidation: custom\nvalidator_flags: \"\\\"\\\\';#\"\nlimits: {memory: 256}\n",
                ),
                (".timelimit", "1"),
                ("problem_statement/problem.en.md", "Add."),
                (&format!("output_validators/v/{name}"), validator),
                (&format!("output_validators/v/{beside}"), told_by),
                (
                    "input_validators/check.py",
                    "import sys\na, b = map(int, sys.stdin.read().split())\nsys.exit(42 if a > 0 else 43)\n",
                ),
                ("data/sample/1.in", "1 2\n"),
                ("data/sample/1.ans", "3\n"),
                ("data/secret/1.in", "5 2\n"),
                ("data/secret/1.ans", "7\n"),
                (
                    "submissions/accepted/a.py",
                    "print('\"\\\\\\';#', sum(map(int, input().split())))\n",
                ),
                (
                    "submissions/wrong_answer/w.py",
                    "print('x', sum(map(int, input().split())))\n",
                ),
                ("submissions/wrong_answer/empty.py", "\n"),
            ],
        );
        let made = place.path().join("made");
        let notes = import(&root, &made);
        assert_noted(&notes, "changed", "output_validators", "adapter");
        assert_noted(&notes, "changed", "input_validators/check.py", "adapter");
        assert!(notes.iter().all(|note| note["effect"] != "differs"), "{notes:#?}");
        let verdicts = verdicts(&made);
        assert_eq!(status(&verdicts, "accepted/a.py").0, "accepted", "{name}");
        assert_eq!(
            status(&verdicts, "wrong_answer/empty.py").0,
            "wrong_answer",
            "{name}"
        );
        if name == "main.py" {
            std::fs::write(made.join("tests/1.in"), "0 7\n").unwrap();
            let output = verify(&made, &["--json"]).output().unwrap();
            assert!(
                told(&output).to_string().contains("its input is not valid"),
                "{output:?}"
            );
        }
    }
}

#[test]
fn an_interactive_problem_of_kattis_with_shares_of_points() {
    let _alone = ALONE.lock();
    let python = "import sys\nsecret = int(open(sys.argv[1]).read())\nprint('for the judge', file=sys.stderr)\nfor tries in range(40):\n    line = sys.stdin.readline()\n    if not line: sys.exit(43)\n    guess = int(line)\n    print('right' if guess == secret else 'more' if guess < secret else 'less', flush=True)\n    if guess == secret:\n        open(sys.argv[3] + 'score_multiplier.txt', 'w').write('1' if tries < 8 else '0.5')\n        sys.exit(42)\nsys.exit(43)\n";
    let cpp = "#include <fstream>\n#include <iostream>\nint main(int argc, char *argv[]) {\n  int secret, guess;\n  std::ifstream(argv[1]) >> secret;\n  std::cerr << \"for the judge\\n\";\n  for (int tries = 0; tries < 40; tries++) {\n    if (!(std::cin >> guess)) return 43;\n    std::cout << (guess == secret ? \"right\" : guess < secret ? \"more\" : \"less\") << std::endl;\n    if (guess == secret) {\n      std::ofstream(std::string(argv[3]) + \"score.txt\") << (tries < 8 ? 50 : 25);\n      return 42;\n    }\n  }\n  return 43;\n}\n";
    for (name, validator) in [("talk.py", python), ("talk.cpp", cpp)] {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("from");
        write(
            &root,
            &[
                (
                    "problem.yaml",
                    "problem_format_version: 2025-09\nname: P\ntype: [scoring, interactive]\nlimits: {time_limit: 1, memory: 256}\n",
                ),
                ("statement/problem.en.md", "Guess."),
                (&format!("output_validator/{name}"), validator),
                ("data/sample/1.in", "7\n"),
                ("data/sample/1.ans", ""),
                (
                    "data/secret/a/test_group.yaml",
                    "max_score: 50\nscore_aggregation: min\n",
                ),
                ("data/secret/a/1.in", "5\n"),
                ("data/secret/a/1.ans", ""),
                (
                    "data/secret/b/test_group.yaml",
                    "max_score: 50\nscore_aggregation: min\nrequire_pass: secret/a\n",
                ),
                ("data/secret/b/1.in", "30\n"),
                ("data/secret/b/1.ans", ""),
                ("submissions/accepted/guess.py", GUESSES),
                ("submissions/wrong_answer/count.py", COUNTS),
                ("submissions/wrong_answer/hasty.py", "print(7)\n"),
                (
                    "submissions/submissions.yaml",
                    "wrong_answer/count.py: {score: 75}\n",
                ),
            ],
        );
        let made = place.path().join("made");
        import(&root, &made);
        let verdicts = verdicts(&made);
        assert_eq!(
            status(&verdicts, "accepted/guess.py"),
            ("accepted".into(), 100.into()),
            "{name}"
        );
        assert_eq!(
            status(&verdicts, "wrong_answer/count.py"),
            ("wrong_answer".into(), 75.into()),
            "{name}"
        );
        assert_eq!(
            status(&verdicts, "wrong_answer/hasty.py"),
            ("wrong_answer".into(), 0.into()),
            "{name}"
        );
    }
}
