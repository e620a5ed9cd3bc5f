//! Packages that are exported and imported again, in both versions, and those that cannot be exported.

use std::collections::BTreeMap;

use tempfile::TempDir;

use super::*;
use crate::folder;
use crate::import::import;
use crate::import::report::Effect;

const STATEMENT: &str = "Add *two* **numbers** $a_1$ & `b_2`, see [there](https://a.example/x#y).\n\n## Input\n\n1. one\n2. two\n\n| a | b |\n| --- | ---: |\n| 50% | $x$ |\n\n```\n{a}\n```\n\n![A tree](figures/tree.png)\n";

fn package(manifest: &str) -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let files: [(&str, &str); 14] = [
        ("problem.yaml", manifest),
        ("statement.md", STATEMENT),
        ("editorial.md", "Think.\n"),
        ("tests/sample-01.in", "1 2\n"),
        ("tests/sample-01.out", "Three\n"),
        ("tests/01.in", "2 2\r\n"),
        ("tests/01.out", "four"),
        ("tests/02-large.in", ""),
        ("tests/02-large.out", "\n"),
        ("submissions/accepted/main.py", "print(1)\n"),
        ("submissions/accepted/sum.java", "public class Main {}\n"),
        ("submissions/wrong_answer/off.cpp", "int main() {}\n"),
        ("submissions/time_limit/slow.py", "while True: pass\n"),
        ("submissions/runtime_error/crash.c", "int main() { return 1; }\n"),
    ];
    for (file, text) in files {
        let path = place.path().join("sum").join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    std::fs::create_dir(place.path().join("sum/figures")).unwrap();
    std::fs::write(place.path().join("sum/figures/tree.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    place
}

/// Everything that judging depends on, by the files' names.
fn judged(directory: &Path) -> (BTreeMap<String, Vec<u8>>, String) {
    let package = folder::read(directory).unwrap();
    let parts = ["tests/", "submissions/", "figures/"];
    let files = package
        .files
        .iter()
        .filter(|file| parts.iter().any(|part| file.starts_with(part)));
    let files = files.map(|file| (file.clone(), std::fs::read(directory.join(file)).unwrap()));
    let manifest = &package.manifest;
    let rest = format!(
        "{:?} {:?} {} {} {:?}",
        manifest.limits().unwrap(),
        manifest.checker().unwrap(),
        manifest.stop_at_first_failure,
        manifest.title,
        manifest.tags
    );
    (files.collect(), rest)
}

#[test]
fn what_is_exported_is_imported_as_it_was() {
    let languages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../languages");
    for (more, checker) in [
        ("stop_at_first_failure: true\n", "kind: exact"),
        ("tags: [math, dynamic-programming]\n", "kind: tokens"),
        ("", "{kind: float, absolute: 1e-6, relative: 0.25}"),
        ("", "{kind: float, relative: 1e-9}"),
        ("", "{kind: float, absolute: 0}"),
    ] {
        let manifest = format!(
            "title: 'Sum: {{two}} & \"more\"'\ndifficulty: hard\n{more}limits: {{cpu_ms: 1234, memory_bytes: 67108864, output_bytes: 4194304}}\nchecker: {}\n",
            if checker.starts_with('{') {
                checker.to_owned()
            } else {
                format!("{{{checker}}}")
            }
        );
        let place = package(&manifest);
        let directory = place.path().join("sum");
        let read = folder::read(&directory).unwrap();
        for version in [Version::Legacy, Version::V2025] {
            for output in ["exported", "exported.zip"] {
                let output = place.path().join(output);
                let notes = export(&read, &directory, &output, version).unwrap();
                assert!(
                    notes
                        .iter()
                        .any(|note| note.place == "input_validators/" && note.effect == Effect::Differs)
                );
                let back = place.path().join("back");
                let report = import(&output, &back, &languages).unwrap();
                assert!(report.is_whole(), "{:#?}", report.notes);
                assert_eq!(judged(&directory), judged(&back), "{version:?} {manifest}");
                let statement = std::fs::read_to_string(back.join("statement.md")).unwrap();
                if version == Version::V2025 {
                    assert_eq!(statement, STATEMENT);
                    assert_eq!(
                        std::fs::read_to_string(back.join("editorial.md")).unwrap(),
                        "Think.\n"
                    );
                } else {
                    let same = "Add *two* **numbers** $a_1$ \\& `b_2`, see [there](https://a.example/x#y).\n\n## Input\n\n1. one\n2. two\n\n| a | b |\n| --- | --- |\n| 50% | $x$ |\n\n```\n{a}\n```\n\n![](figures/tree.png)\n";
                    assert_eq!(statement, same);
                }
                std::fs::remove_dir_all(&back).unwrap();
            }
            std::fs::remove_dir_all(place.path().join("exported")).unwrap();
        }
    }
}

#[test]
fn a_legacy_package_goes_on_after_a_failure_where_gavel_does() {
    let place = package("title: P\ndifficulty: easy\nstop_at_first_failure: false\n");
    let directory = place.path().join("sum");
    let read = folder::read(&directory).unwrap();
    let output = place.path().join("out");
    export(&read, &directory, &output, Version::Legacy).unwrap();
    assert_eq!(
        std::fs::read_to_string(output.join("data/testdata.yaml")).unwrap(),
        "on_reject: continue\n"
    );
    assert!(
        export(&read, &directory, &output, Version::Legacy).is_err(),
        "it was written over"
    );
    let left = std::fs::read_dir(place.path()).unwrap().count();
    assert_eq!(left, 2);
}

#[test]
fn a_typed_problem_is_refused_with_the_reason() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../problems/pair-with-sum");
    let read = folder::read(&directory).unwrap();
    let place = tempfile::tempdir().unwrap();
    let error = export(&read, &directory, &place.path().join("p"), Version::Legacy).unwrap_err();
    assert!(
        error.to_string().contains("a typed problem cannot be exported"),
        "{error}"
    );
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn a_package_without_its_generated_tests_is_refused() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../problems/word-count");
    let read = folder::read(&directory).unwrap();
    let place = tempfile::tempdir().unwrap();
    let error = export(&read, &directory, &place.path().join("p"), Version::V2025).unwrap_err();
    assert!(error.to_string().contains("is yet to be made"), "{error}");
}

#[test]
fn texts_do_not_leave_their_place_in_latex() {
    let mut notes = Notes::default();
    let markdown = "a\\\\b^~{}\\<x> \\_%\n\n```\n\\end{verbatim}\\input{x}\n```\n\n[t](https://a.example/}\\x%7D) <b>h</b>\n\n> q\n\n- ~~s~~\n";
    let latex = latex::statement("T_{1}", markdown, &mut notes);
    assert_eq!(
        latex,
        "\\problemname{T\\_\\{1\\}}\n\na\\textbackslash{}b\\textasciicircum{}\\textasciitilde{}\\{\\}\\textless{}x\\textgreater{} \\_\\%\n\n\\begin{verbatim}\n\\end {verbatim}\\input{x}\n\\end{verbatim}\n\n\\href{https://a.example/\\%7D\\%5Cx\\%7D}{t} h\n\n\\begin{quote}\nq\n\n\\end{quote}\n\n\n\\begin{itemize}\n\\item \\sout{s}\n\\end{itemize}\n"
    );
    assert_eq!(notes.into_vec().len(), 1);
}

#[test]
fn the_same_problem_has_the_same_uuid() {
    let one = uuid("sum-of-two");
    assert_eq!(one, uuid("sum-of-two"));
    assert_ne!(one, uuid("sum-of-three"));
    assert_eq!(one.len(), 36);
    assert_eq!(one.get(14..15), Some("8"));
}

/// The package with a program of its own and points.
fn with_programs(manifest: &str, files: &[(&str, &str)]) -> TempDir {
    let place = package(&format!("title: P\ndifficulty: easy\n{manifest}"));
    for (file, text) in files {
        let path = place.path().join("sum").join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    place
}

#[test]
fn subtasks_become_groups_and_programs_lie_beside_adapters() {
    let place = with_programs(
        "checker: {kind: custom, program: c.py}\nsubtasks:\n- {name: 'a /b', points: 1, tests: ['01']}\n- {name: c, points: 9, tests: ['02*'], requires: ['a /b']}\nscores: {wrong_answer/off.cpp: 1}\n",
        &[
            ("checker/c.py", "import h\n"),
            ("checker/h.py", "x"),
            ("validator/validator.c", "int main() {}"),
        ],
    );
    let directory = place.path().join("sum");
    let read = folder::read(&directory).unwrap();
    let text = |file: &str| std::fs::read_to_string(place.path().join(file)).unwrap();
    let notes = export(&read, &directory, &place.path().join("new"), Version::V2025).unwrap();
    assert_eq!(
        text("new/data/secret/02-c/test_group.yaml"),
        "max_score: 9\nscore_aggregation: min\noutput_validator_args: [\"9\"]\nrequire_pass: [\"secret/01-a__b\"]\n"
    );
    assert_eq!(
        text("new/data/secret/01-a__b/test_group.yaml"),
        "max_score: 1\nscore_aggregation: pass-fail\noutput_validator_args: []\n"
    );
    assert_eq!(
        text("new/submissions/submissions.yaml"),
        "\"wrong_answer/off.cpp\": {score: 1}\n"
    );
    assert!(text("new/problem.yaml").contains("type: [scoring]\n"));
    assert_eq!(text("new/output_validator/original.py"), "import h\n");
    assert_eq!(text("new/output_validator/h.py"), "x");
    assert_eq!(text("new/input_validators/validator/original.h"), "int main() {}");
    assert!(place.path().join("new/data/secret/02-c/02-large.in").is_file());
    assert!(
        notes
            .iter()
            .any(|note| note.place == "subtask a /b" && note.effect == Effect::Changed)
    );

    let notes = export(&read, &directory, &place.path().join("old"), Version::Legacy).unwrap();
    assert_eq!(
        text("old/data/secret/02-c/testdata.yaml"),
        "on_reject: break\naccept_score: 9\nrange: 0 9\ngrader_flags: min\noutput_validator_flags: \"9\"\n"
    );
    assert!(text("old/data/secret/02-c/01-a__b-01.in") == "2 2\r\n");
    assert!(
        text("old/data/sample/testdata.yaml")
            .ends_with("grader_flags: \"\"\noutput_validator_flags: \"0\"\n")
    );
    assert!(text("old/problem.yaml").contains("type: scoring\n"));
    assert!(text("old/problem.yaml").contains("validation: custom score\n"));
    assert!(
        place
            .path()
            .join("old/submissions/partially_accepted/off.cpp")
            .is_file()
    );
    assert!(
        notes
            .iter()
            .any(|note| note.place == "subtask c" && note.effect == Effect::Differs)
    );
}

#[test]
fn programs_without_an_adapter_are_told_by_name_or_refused() {
    for (checker, beside, why) in [
        ("c.js", "h.js", "programs in .js have no adapter"),
        ("c.cpp", "main.cpp", "a file beside it is called main.cpp"),
        ("c.cpp", "h.cc", "h.cc beside it would be compiled by itself"),
    ] {
        let manifest = format!("checker: {{kind: custom, program: {checker}}}\n");
        let (checker, beside) = (format!("checker/{checker}"), format!("checker/{beside}"));
        let place = with_programs(&manifest, &[(&checker, "x"), (&beside, "x")]);
        let directory = place.path().join("sum");
        let read = folder::read(&directory).unwrap();
        let notes = export(&read, &directory, &place.path().join("p"), Version::V2025).unwrap();
        let told = notes.iter().find(|note| note.place == checker).unwrap();
        assert!(
            told.text.contains(why) && told.effect == Effect::Differs,
            "{told:?}"
        );
        assert!(!place.path().join("p/output_validator").exists());
    }
    let manifest = "kind: interactive\ninteractor: talk.js\n";
    let place = with_programs(manifest, &[("interactor/talk.js", "x")]);
    let directory = place.path().join("sum");
    let read = folder::read(&directory).unwrap();
    let error = export(&read, &directory, &place.path().join("p"), Version::Legacy).unwrap_err();
    assert!(
        format!("{error:#}").contains("interactor/talk.js cannot be exported"),
        "{error:#}"
    );
}
