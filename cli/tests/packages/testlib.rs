//! Packages of Polygon whose programs are written with testlib itself, as `./dev tools` fetches it: imported and verified in the real sandbox.

use std::path::{Path, PathBuf};

use super::ALONE;
use super::imports::{COUNTS, GUESSES, assert_noted, import, status, verdicts, verified, write};

/// Where Kattis's problemtools and, beside them, testlib.h lie.
#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by ./dev where the built tools lie"
)]
pub(crate) fn other_judges() -> PathBuf {
    let place = std::env::var_os("GAVEL_PROBLEMTOOLS");
    PathBuf::from(place.expect("`./dev tools` builds problemtools and tells GAVEL_PROBLEMTOOLS"))
}

pub(crate) fn testlib() -> String {
    std::fs::read_to_string(other_judges().join("testlib.h")).expect("testlib.h")
}

pub(crate) const CHECKER: &str = r#"#include "testlib.h"

int sum(InStream &stream) {
    stream.readToken("sum", "the word");
    return stream.readInt(-1000000, 1000000, "the sum");
}

int main(int argc, char *argv[]) {
    registerTestlibCmd(argc, argv);
    int a = inf.readInt(), b = inf.readInt();
    int right = sum(ans), found = sum(ouf);
    if (found == -1) return 0;
    if (found == -2 || a + b != right) quitf(_fail, "%d and %d are not %d", a, b, right);
    if (found == 0) quitf(_pe, "that is no sum");
    if (found == right + 1) quitp(0.5, "near");
    if (found != right) quitf(_wa, "expected %d, found %d", right, found);
    quitf(_ok, "it is %d", found);
}
"#;

pub(crate) const VALIDATOR: &str = r#"#include "testlib.h"

int main(int argc, char *argv[]) {
    registerValidation(argc, argv);
    inf.readInt(1, 1000, "a");
    inf.readSpace();
    inf.readInt(1, 1000, "b");
    inf.readEoln();
    inf.readEof();
}
"#;

const INTERACTOR: &str = r#"#include "testlib.h"

int main(int argc, char *argv[]) {
    registerInteraction(argc, argv);
    int secret = inf.readInt(1, 100), most = ans.readInt();
    for (int tries = 1; tries <= most; tries++) {
        int guess = ouf.readInt(1, 100, "the guess");
        if (guess == secret) {
            std::cout << "right" << std::endl;
            tout << tries << std::endl;
            quitf(_ok, "found at try %d", tries);
        }
        std::cout << (guess < secret ? "more" : "less") << std::endl;
    }
    quitf(_wa, "too many tries");
}
"#;

/// A program that prints the sum; `instead` is what it does where that is wrong.
pub(crate) fn sum(instead: &str) -> String {
    format!("a, b = map(int, input().split())\n{instead}\nprint('sum', a + b)\n")
}

fn polygon(root: &Path, tests: &str, groups: &str, programs: &str, solutions: &str) {
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
            ("files/testlib.h", &testlib()),
            ("files/unused.h", ""),
        ],
    );
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
        "main:sum.py wrong-answer:third.py wrong-answer:near.py presentation-error:word.py presentation-error:none.py presentation-error:more.py presentation-error:silent.py wrong-answer:mute.py wrong-answer:blames.py",
    );
    for test in 1..=6 {
        let (input, answer) = (format!("{test} {}\n", 2 * test), format!("sum {}\n", 3 * test));
        let name = format!("tests/{test:02}");
        write(&root, &[(&name, &input), (&format!("{name}.a"), &answer)]);
    }
    for (name, instead) in [
        ("sum", ""),
        ("third", "if a == 3: b = 70"),
        ("near", "b += a in (2, 6)"),
        ("word", "if a == 5: print('the', end='')"),
        ("none", "if a == 5: a = b = 0"),
        ("more", "if a == 5: print('sum 15')"),
        ("silent", "if a == 5: raise SystemExit"),
        ("mute", "a, b = -1, 0"),
        ("blames", "a, b = -2, 0"),
    ] {
        write(&root, &[(&format!("solutions/{name}.py"), &sum(instead))]);
    }
    write(
        &root,
        &[("files/check.cpp", CHECKER), ("files/val.cpp", VALIDATOR)],
    );
    let made = place.path().join("made");
    let notes = import(&root, &made);
    assert_noted(&notes, "differs", "checker/check.cpp", "a share from 0 to 1");
    assert_noted(&notes, "changed", "groups", "\"0\", which has no hidden tests");
    assert!(made.join("validator/validator.cpp").is_file() && !made.join("checker/unused.h").exists());
    // One space too many is one to a validator alone.
    write(&made, &[("tests/002-02.in", "2  4\n")]);
    assert_judged(&made);
}

#[track_caller]
fn assert_judged(made: &Path) {
    let (holds, verdicts, told) = verified(made);
    assert!(!holds, "{told:#}");
    assert_eq!(
        status(&verdicts, "accepted/sum.py"),
        ("accepted".into(), 100.into())
    );
    // Test 3 is in group 1, without which group 2 gives nothing; group 3 gives 4 and 6 points.
    for (name, points) in [
        ("third", 10),
        ("near", 72),
        ("word", 96),
        ("none", 96),
        ("more", 96),
        ("silent", 96),
    ] {
        let name = format!("wrong_answer/{name}.py");
        let expected = ("wrong_answer".into(), points.into());
        assert_eq!(status(&verdicts, &name), expected, "{name}");
    }
    for name in ["mute", "blames"] {
        let name = format!("wrong_answer/{name}.py");
        assert_eq!(status(&verdicts, &name).0, "internal_error", "{name}");
    }
    let told = told.to_string();
    for fault in [
        "its input is not valid, by validator/validator.cpp",
        "1 and 2 are not 3",
        "Checker must end with quit or quitf call",
    ] {
        assert!(told.contains(fault), "{told} does not say {fault:?}");
    }
}

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
        "main:guess.py wrong-answer:count.py wrong-answer:far.py presentation-error:hasty.py",
    );
    write(
        &root,
        &[
            ("tests/01", "1\n"),
            ("tests/01.a", "10\n"),
            ("tests/02", "90\n"),
            ("tests/02.a", "10\n"),
            ("files/talk.cpp", INTERACTOR),
            ("solutions/guess.py", GUESSES),
            ("solutions/count.py", COUNTS),
            ("solutions/far.py", "print(101)\n"),
            ("solutions/hasty.py", "print(50)\n"),
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
    for name in ["count", "far", "hasty"] {
        let name = format!("wrong_answer/{name}.py");
        assert_eq!(status(&verdicts, &name).0, "wrong_answer", "{name}");
    }
}
