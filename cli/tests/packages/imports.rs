//! Packages of other judges with checkers, interactors, validators and points: imported, exported and verified in the real sandbox.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::{ALONE, gavel, told, verify};

/// What testlib does with its arguments and exit codes, as far as these programs need it.
const TESTLIB: &str = r#"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
enum { _ok = 0, _wa = 1, _fail = 3 };
static std::ifstream inf, ouf, ans;
static std::ofstream tout;
[[noreturn]] static void quitf(int code, const char *why) { std::fprintf(stderr, "%s\n", why); std::exit(code); }
[[noreturn]] static void quitp(double points, const char *why) { std::fprintf(stderr, "points %.10f %s\n", points, why); std::exit(7); }
static void registerTestlibCmd(int argc, char **argv) {
    if (argc < 4 || argc > 6) quitf(_fail, "arguments: input output answer");
    inf.open(argv[1]); ouf.open(argv[2]); ans.open(argv[3]);
    if (!inf || !ouf || !ans) quitf(_fail, "a file is missing");
}
static void registerInteraction(int argc, char **argv) {
    if (argc < 3 || argc > 6) quitf(_fail, "arguments: input output [answer]");
    inf.open(argv[1]); tout.open(argv[2]);
    if (!inf || !tout) quitf(_fail, "a file is missing");
    if (argc > 3) { ans.open(argv[3]); if (!ans) quitf(_fail, "the answer is missing"); }
}
static void registerValidation(int, char **) {}
"#;

const SUM: &str = "print(sum(map(int, input().split())))\n";

fn write(root: &Path, files: &[(&str, &str)]) {
    for (file, text) in files {
        let path = root.join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
}

/// The notes by their places.
#[track_caller]
fn import(from: &Path, to: &Path) -> Vec<Value> {
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
fn assert_noted(notes: &[Value], effect: &str, place: &str, text: &str) {
    let says = |note: &Value, field: &str, part: &str| note[field].as_str().expect("a text").contains(part);
    let found = notes
        .iter()
        .any(|note| note["effect"] == effect && says(note, "place", place) && says(note, "text", text));
    assert!(found, "no {effect} {place}: {text} in {notes:#?}");
}

/// The status and the points of each submission of a package that holds.
#[track_caller]
fn verdicts(path: &Path) -> BTreeMap<String, (String, Value)> {
    let output = verify(path, &["--json"]).output().expect("gavel starts");
    let told = told(&output);
    let package = &told["packages"][0];
    assert!(output.status.success(), "{told:#}");
    let rows = package["submissions"].as_array().expect("a list").iter();
    rows.map(|row| {
        let ran = &row["ran"]["measured"];
        let name = row["name"].as_str().expect("a text").to_owned();
        (
            name,
            (
                ran["verdict"].as_str().unwrap_or_default().to_owned(),
                ran["points"].clone(),
            ),
        )
    })
    .collect()
}

fn status(verdicts: &BTreeMap<String, (String, Value)>, name: &str) -> (String, Value) {
    verdicts
        .get(name)
        .unwrap_or_else(|| panic!("no {name} in {verdicts:?}"))
        .clone()
}

fn polygon(root: &Path, tests: &str, groups: &str, programs: &str, solutions: &str, count: usize) {
    let solutions: String = solutions
        .split_whitespace()
        .map(|solution| {
            let (tag, file) = solution.split_once(':').expect("a tag");
            format!(
                "<solution tag=\"{tag}\"><source path=\"solutions/{file}\" type=\"python.3\"/></solution>"
            )
        })
        .collect();
    let xml = format!(
        r#"<problem><names><name language="english" value="P"/></names>
<judging run-count="1"><testset name="tests"><time-limit>1000</time-limit><memory-limit>268435456</memory-limit>
<input-path-pattern>tests/%02d</input-path-pattern><answer-path-pattern>tests/%02d.a</answer-path-pattern>
<tests>{tests}</tests>{groups}</testset></judging>
<files><resources><file path="files/testlib.h"/><file path="files/unused.h"/></resources></files>
<assets>{programs}<solutions>{solutions}</solutions></assets></problem>"#
    );
    write(
        root,
        &[
            ("problem.xml", &xml),
            ("files/testlib.h", TESTLIB),
            ("files/unused.h", ""),
        ],
    );
    for test in 1..=count {
        let (input, answer) = (format!("{test} {}\n", 2 * test), format!("{}\n", 3 * test));
        write(
            root,
            &[
                (&format!("tests/{test:02}"), &input),
                (&format!("tests/{test:02}.a"), &answer),
            ],
        );
    }
}

#[test]
fn a_checker_a_validator_and_points_of_polygon() {
    let _alone = ALONE.lock();
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("from");
    polygon(
        &root,
        r#"<test sample="true" group="0"/><test group="2"/><test group="1"/><test group="1"/><test group="3" points="4"/><test group="3" points="6"/>"#,
        r#"<groups><group name="0" points-policy="complete-group"/>
<group name="2" points="50" points-policy="complete-group"><dependencies><dependency group="1"/><dependency group="0"/></dependencies></group>
<group name="1" points="40.0" points-policy="complete-group"/><group name="3" points-policy="each-test"/></groups>"#,
        r#"<checker name="" type="testlib"><source path="files/check.cpp" type="cpp.g++17"/></checker>
<validators><validator><source path="files/val.cpp" type="cpp.g++17"/></validator></validators>"#,
        "main:sum.py wrong-answer:third.py wrong-answer:near.py",
        6,
    );
    write(
        &root,
        &[
            (
                "files/check.cpp",
                "#include \"testlib.h\"\nint main(int argc, char **argv) {\n  registerTestlibCmd(argc, argv);\n  long long found, right;\n  ans >> right;\n  if (!(ouf >> found)) quitf(_wa, \"nothing\");\n  if (found == right) quitf(_ok, \"it is\");\n  if (found == right + 1) quitp(0.5, \"near\");\n  quitf(_wa, \"it is not\");\n}\n",
            ),
            (
                "files/val.cpp",
                "#include <testlib.h>\nint main(int argc, char **argv) {\n  registerValidation(argc, argv);\n  int a, b;\n  if (!(std::cin >> a >> b)) quitf(_fail, \"two numbers\");\n}\n",
            ),
            ("solutions/sum.py", SUM),
            (
                "solutions/third.py",
                "a, b = map(int, input().split())\nprint(a + b if a != 3 else 0)\n",
            ),
            (
                "solutions/near.py",
                "a, b = map(int, input().split())\nprint(a + b + (a in (2, 6)))\n",
            ),
        ],
    );
    let made = place.path().join("made");
    let notes = import(&root, &made);
    assert_noted(&notes, "differs", "checker/check.cpp", "a share from 0 to 1");
    assert_noted(&notes, "changed", "groups", "\"0\", which has no hidden tests");
    assert!(made.join("validator/validator.cpp").is_file() && !made.join("checker/unused.h").exists());
    let verdicts = verdicts(&made);
    assert_eq!(
        status(&verdicts, "accepted/sum.py"),
        ("accepted".into(), 100.into())
    );
    // Test 3 is in group 1, without which group 2 gives nothing; group 3 gives 4 and 6 points.
    assert_eq!(
        status(&verdicts, "wrong_answer/third.py"),
        ("wrong_answer".into(), 10.into())
    );
    assert_eq!(
        status(&verdicts, "wrong_answer/near.py"),
        ("wrong_answer".into(), 72.into())
    );

    std::fs::write(made.join("tests/002-02.in"), "x\n").unwrap();
    let output = verify(&made, &["--json"]).output().unwrap();
    assert!(
        told(&output)
            .to_string()
            .contains("its input is not valid, by validator/validator.cpp"),
        "{output:?}"
    );
}

const GUESSES: &str = "low, high = 1, 100\nwhile True:\n    middle = (low + high) // 2\n    print(middle, flush=True)\n    answer = input()\n    if answer == 'right': break\n    if answer == 'more': low = middle + 1\n    else: high = middle - 1\n";
const COUNTS: &str = "guess = 0\nanswer = ''\nwhile answer != 'right':\n    guess += 1\n    print(guess, flush=True)\n    answer = input()\n";

#[test]
fn an_interactor_of_testlib_works_as_it_is() {
    let _alone = ALONE.lock();
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("from");
    polygon(
        &root,
        r#"<test sample="true"/><test/>"#,
        "",
        r#"<checker name="std::wcmp.cpp"><source path="files/check.cpp"/></checker><interactor><source path="files/talk.cpp" type="cpp.g++17"/></interactor>"#,
        "main:guess.py wrong-answer:count.py",
        2,
    );
    write(
        &root,
        &[
            ("tests/02", "90\n"),
            (
                "files/talk.cpp",
                "#include \"testlib.h\"\nint main(int argc, char **argv) {\n  registerInteraction(argc, argv);\n  int secret, guess, right = 0;\n  inf >> secret;\n  ans >> right;\n  if (!right) quitf(_fail, \"no answer file\");\n  for (int tries = 0; tries < 10; tries++) {\n    if (!(std::cin >> guess)) quitf(_wa, \"gave up\");\n    if (guess == secret) {\n      std::cout << \"right\" << std::endl;\n      tout << tries << std::endl;\n      quitf(_ok, \"found\");\n    }\n    std::cout << (guess < secret ? \"more\" : \"less\") << std::endl;\n  }\n  quitf(_wa, \"too many tries\");\n}\n",
            ),
            ("solutions/guess.py", GUESSES),
            ("solutions/count.py", COUNTS),
        ],
    );
    let made = place.path().join("made");
    let notes = import(&root, &made);
    assert_noted(
        &notes,
        "differs",
        "checker files/check.cpp",
        "what the interactor writes to tout",
    );
    let verdicts = verdicts(&made);
    assert_eq!(status(&verdicts, "accepted/guess.py").0, "accepted");
    assert_eq!(status(&verdicts, "wrong_answer/count.py").0, "wrong_answer");
}

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

/// A checker that gives shares, a validator, and subtasks of which one requires the other.
const SUMS: &[(&str, &str)] = &[
    (
        "problem.yaml",
        "title: P\ndifficulty: easy\nchecker: {kind: custom, program: near.cpp}\nsubtasks:\n- {name: small one, points: 30, tests: [s1, s2]}\n- {name: large, points: 70, tests: ['l*'], requires: [small one]}\nscores: {wrong_answer/near.py: 65, wrong_answer/large.py: 30}\n",
    ),
    ("statement.md", "Add."),
    (
        "checker/near.cpp",
        "#include \"testlib.h\"\nint main(int argc, char **argv) {\n  registerTestlibCmd(argc, argv);\n  int found, right;\n  ans >> right;\n  if (!(ouf >> found)) return _wa;\n  if (found == right + 1) quitp(0.5, \"near\");\n  if (found != right) return _wa;\n}\n",
    ),
    ("checker/testlib.h", TESTLIB),
    (
        "validator/validator.py",
        "import sys\nsys.exit(len(sys.stdin.read().split()) != 2)\n",
    ),
    ("tests/sample-1.in", "1 1\n"),
    ("tests/sample-1.out", "2\n"),
    ("tests/s1.in", "2 2\n"),
    ("tests/s1.out", "4\n"),
    ("tests/s2.in", "3 2\n"),
    ("tests/s2.out", "5\n"),
    ("tests/l1.in", "900 1\n"),
    ("tests/l1.out", "901\n"),
    ("submissions/accepted/sum.py", SUM),
    (
        "submissions/wrong_answer/near.py",
        "a, b = map(int, input().split())\nprint(a + b + (a > 100))\n",
    ),
    (
        "submissions/wrong_answer/large.py",
        "a, b = map(int, input().split())\nprint(a + b if a < 100 else 0)\n",
    ),
    (
        "submissions/wrong_answer/small.py",
        "a, b = map(int, input().split())\nprint(a + b if a != 3 else 0)\n",
    ),
];

#[test]
fn what_is_exported_comes_back_with_the_same_verdicts_and_points() {
    let _alone = ALONE.lock();
    for format in ["kattis", "kattis-2025-09"] {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("sums");
        write(&root, SUMS);
        let before = verdicts(&root);
        let (exported, back) = (place.path().join("sums.zip"), place.path().join("back"));
        let mut export = gavel(&["problem", "export", "--format", format]);
        let output = export.arg(&root).arg("-o").arg(&exported).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let notes = import(&exported, &back);
        let told = notes.iter().filter(|note| note["effect"] == "differs");
        assert_eq!(told.count(), 0, "{notes:#?}");
        // Unwrapped, and as they were.
        let read = |path: &Path| std::fs::read_to_string(path).unwrap();
        assert_eq!(
            read(&back.join("checker/checker.cpp")),
            read(&root.join("checker/near.cpp"))
        );
        assert_eq!(
            read(&back.join("validator/validator.py")),
            read(&root.join("validator/validator.py"))
        );
        let after = verdicts(&back);
        if format == "kattis" {
            // The legacy version has no folder that promises a status and points, and no requirements.
            assert_eq!(
                status(&after, "accepted/sum.py"),
                status(&before, "accepted/sum.py")
            );
            assert_eq!(
                status(&after, "wrong_answer/small.py"),
                ("wrong_answer".into(), 70.into())
            );
            assert_eq!(after.len(), 2);
        } else {
            assert_eq!(before, after);
            assert!(read(&back.join("problem.yaml")).contains("\"wrong_answer/near.py\": 65"));
        }
    }
}
