//! Packages of Kattis in both versions.

use gavel_wire::problem::Checker;

use super::*;

const LEGACY: &[(&str, &str)] = &[
    (
        "problem.yaml",
        "name: Bees\nauthor: A. Keeper\nlicense: cc by-sa\nsource: Hive 2020\nkeywords: graphs dynamic*programming\nlimits:\n  memory: 512\n  time_multiplier: 3\n  code: 64\nvalidator_flags: float_tolerance 1e-6\nuuid: 1234\n",
    ),
    (".timelimit", "2.5\n"),
    (
        "problem_statement/problem.en.tex",
        "\\problemname{Bees \\& Co}\nCount $n$ bees.\n\\illustration{0.3}{hive}{A hive}\n\\section*{Input} One number.\n",
    ),
    ("problem_statement/problem.sv.tex", "\\problemname{Bin}\nBin."),
    ("problem_statement/hive.png", PNG),
    ("data/sample/1.in", "1\n"),
    ("data/sample/1.ans", "1.0\n"),
    ("data/secret/01-small/b.in", "2\n"),
    ("data/secret/01-small/b.ans", "2.0\n"),
    ("data/secret/01-small/b.hint", "h"),
    ("data/secret/02-large/a.in", "3\n"),
    ("data/secret/02-large/a.ans", "3.0\n"),
    ("input_validators/check.py", "x"),
    ("submissions/accepted/bees.cc", "int main() {}"),
    (
        "submissions/accepted/Hive.java",
        "public class Hive { public static void main(String[] a) {} }",
    ),
    ("submissions/accepted/two/a.cpp", "int a;"),
    ("submissions/accepted/two/b.cpp", "int b;"),
    ("submissions/accepted/one/main.py", "print(1)"),
    ("submissions/accepted/old.py", "#!/usr/bin/env python2\nprint 1"),
    ("submissions/wrong_answer/off.py", "print(2)"),
    ("submissions/time_limit_exceeded/slow.pas", "begin end."),
    ("submissions/run_time_error/crash.c", "x"),
    ("submissions/partially_accepted/p.py", "x"),
];

#[test]
fn a_legacy_package() {
    let imported = Imported::of(LEGACY);
    assert_eq!(imported.report.format, Format::KattisLegacy);
    assert_eq!(
        imported.files("tests/"),
        [
            "01-small-b.in",
            "01-small-b.out",
            "02-large-a.in",
            "02-large-a.out",
            "sample-1.in",
            "sample-1.out"
        ]
    );
    assert_eq!(imported.text("tests/02-large-a.out"), "3.0\n");
    let manifest = &imported.package.manifest;
    assert_eq!(
        (manifest.title.as_str(), manifest.tags.as_slice()),
        (
            "Bees",
            &["graphs".to_owned(), "dynamicprogramming".to_owned()][..]
        )
    );
    let limits = manifest.limits().unwrap();
    assert_eq!(
        (limits.cpu_ms, limits.memory_bytes, limits.output_bytes),
        (2_500, 512 << 20, 1 << 20)
    );
    let float = Checker::Float {
        absolute: 1e-6,
        relative: 1e-6,
    };
    assert_eq!(manifest.checker().unwrap(), float);
    assert_eq!(
        imported.text("statement.md"),
        "Count $n$ bees.\n\n![](figures/hive.png)\n\n*A hive*\n\n## Input\n\nOne number.\n\nAuthor: A. Keeper · Source: Hive 2020 · Licence: cc by-sa\n"
    );
}

#[test]
fn the_programs_and_notes_of_a_legacy_package() {
    let imported = Imported::of(LEGACY);
    assert_eq!(
        imported.programs(),
        [
            "accepted/Hive.java",
            "accepted/bees.cpp",
            "accepted/one.py",
            "runtime_error/crash.c",
            "wrong_answer/off.py"
        ]
    );
    assert!(
        imported
            .text("submissions/accepted/Hive.java")
            .starts_with("public class Main {")
    );
    for (place, text, effect) in [
        ("submissions/accepted/two", "several files", Effect::Dropped),
        ("submissions/accepted/old.py", "Python 2", Effect::Dropped),
        (
            "submissions/time_limit_exceeded/slow.pas",
            "no language",
            Effect::Dropped,
        ),
        (
            "submissions/partially_accepted/p.py",
            "no single verdict",
            Effect::Dropped,
        ),
        (
            "problem_statement/problem.sv.tex",
            "one language",
            Effect::Dropped,
        ),
        ("input_validators/check.py", "adapter", Effect::Changed),
        ("data/", "hints", Effect::Dropped),
        ("problem.yaml: uuid", "", Effect::Dropped),
        ("problem.yaml: limits.code", "", Effect::Dropped),
        ("problem.yaml: keywords", "dynamicprogramming", Effect::Changed),
        ("difficulty", "medium", Effect::Changed),
    ] {
        assert_eq!(imported.note(place, text), effect, "{place}");
    }
    assert!(imported.report.is_whole(), "{:#?}", imported.report.notes);
}

#[test]
fn a_package_of_2025() {
    let imported = Imported::of(&with(&[
        (
            "problem.yaml",
            "problem_format_version: 2025-09\nname: {en: Hello, da: Hej}\ntype: pass-fail\ncredits: {authors: [Ada]}\nkeywords: [graph theory]\nlimits: {time_limit: 1, memory: 64, output: 4}\nconstants: {n_max: 100000}\nuuid: x\n",
        ),
        (
            "statement/problem.en.md",
            "At most {{n_max}} of {{other}}. ![A bee](bee.jpeg \"b\")\n\n{{nextsample}}\n",
        ),
        ("statement/problem.da.md", "Hej"),
        ("statement/bee.jpeg", "not a picture"),
        ("solution/solution.en.md", "Think."),
        ("data/sample/1.in", "1 1\n"),
        ("data/sample/1.ans", "Two\n"),
        (
            "data/secret/test_group.yaml",
            "output_validator_args: [case_sensitive, space_change_sensitive]\n",
        ),
        (
            "data/sample/test_group.yaml",
            "output_validator_args: [case_sensitive, space_change_sensitive]\n",
        ),
        ("submissions/accepted/a.py", "x"),
        ("submissions/mixed/slow.py", "x"),
        ("submissions/mixed/either.py", "x"),
        ("submissions/brute_force/b.py", "x"),
        (
            "submissions/submissions.yaml",
            "mixed/slow.{py,cpp}:\n  permitted: [AC, TLE]\n  required: [TLE]\nmixed/either.py:\n  required: [WA, TLE]\n",
        ),
        ("generators/g.py", "x"),
    ]));
    assert_eq!(imported.report.format, Format::Kattis2025);
    assert_eq!(imported.text("editorial.md"), "Think.\n");
    let statement = imported.text("statement.md");
    assert!(
        statement.starts_with("At most 100000 of {{other}}. ![A bee](bee.jpeg \"b\")\n\nCredits: Ada"),
        "{statement}"
    );
    assert_eq!(imported.note("statement/bee.jpeg", "no jpg"), Effect::Differs);
    let manifest = &imported.package.manifest;
    assert_eq!(
        (manifest.title.as_str(), manifest.tags.as_slice()),
        ("Hello", &["graph-theory".to_owned()][..])
    );
    let limits = manifest.limits().unwrap();
    assert_eq!(
        (limits.cpu_ms, limits.memory_bytes, limits.output_bytes),
        (1_000, 64 << 20, 4 << 20)
    );
    assert_eq!(manifest.checker().unwrap(), Checker::Exact);
    assert_eq!(imported.programs(), ["accepted/a.py", "time_limit/slow.py"]);
    assert_eq!(
        imported.note("submissions/mixed/either.py", "more than one verdict"),
        Effect::Dropped
    );
    assert_eq!(
        imported.note("submissions/brute_force/b.py", "more than one verdict"),
        Effect::Dropped
    );
    assert_eq!(
        imported.note("statement/problem.da.md", "one language"),
        Effect::Dropped
    );
    assert_eq!(imported.note("problem.yaml: name.da", ""), Effect::Dropped);
}

#[test]
fn what_would_be_judged_differently_is_told() {
    let imported = Imported::of(&with(&[
        (
            "problem.yaml",
            "name: P\nvalidation: custom\nlimits: {memory: 4096}\ngrading: {objective: min}\n",
        ),
        ("problem_statement/problem.pdf", "%PDF"),
        ("data/testdata.yaml", "on_reject: continue\n"),
        ("output_validators/V.java", "x"),
        ("attachments/a.txt", "x"),
        ("include/cpp/g.h", "x"),
    ]));
    for (place, text) in [
        ("problem.yaml: grading", "more points are better"),
        ("problem.yaml: limits", "the time limit is made from"),
        ("problem.yaml: limits.memory", "is more than memory_bytes may be"),
        ("output_validators", "compared as tokens"),
        ("problem_statement/", "no statement"),
        ("samples", "there is none"),
        ("attachments/", ""),
        ("include/", ""),
    ] {
        assert_eq!(imported.note(place, text), Effect::Differs, "{place}");
    }
    assert!(!imported.report.is_whole() && !imported.package.manifest.stop_at_first_failure);
    assert_eq!(imported.package.manifest.limits().unwrap().memory_bytes, 1 << 30);

    let letters: [(&str, &str); 4] = [
        ("data/secret/2.in", ""),
        ("data/secret/2.ans", "Yes\n"),
        (
            "data/secret/2.yaml",
            "output_validator_args: float_absolute_tolerance 5\n",
        ),
        ("problem.yaml", "{}"),
    ];
    let imported = Imported::of(&with(&letters));
    assert_eq!(
        imported.note("problem.yaml: validator_flags", "without their case"),
        Effect::Differs
    );
    assert_eq!(
        imported.note("data/", "tests are compared by different flags"),
        Effect::Differs
    );
    assert_eq!(imported.package.manifest.checker().unwrap(), Checker::Tokens);
}

#[test]
fn flags_become_checkers() {
    let of = |flags: &str| {
        let manifest = format!("validator_flags: {flags}\n");
        let files = [("problem.yaml", manifest.as_str()), TEST[0], TEST[1]];
        let imported = Imported::of(&files);
        imported.package.manifest.checker().unwrap()
    };
    assert_eq!(of("''"), Checker::Tokens);
    assert_eq!(of("case_sensitive"), Checker::Tokens);
    assert_eq!(of("case_sensitive space_change_sensitive"), Checker::Exact);
    assert_eq!(
        of("float_relative_tolerance 1e-4"),
        Checker::Float {
            absolute: 0.0,
            relative: 1e-4
        }
    );
    assert_eq!(
        of("float_absolute_tolerance 0.5 float_relative_tolerance 1e-9"),
        Checker::Float {
            absolute: 0.5,
            relative: 1e-9
        }
    );
    assert_eq!(
        of("float_tolerance 1e300"),
        Checker::Float {
            absolute: 0.999_999,
            relative: 0.999_999
        }
    );
    assert_eq!(
        of("float_tolerance nan"),
        Checker::Float {
            absolute: 0.999_999,
            relative: 0.999_999
        }
    );
}

const SCORING: &[(&str, &str)] = &[
    ("problem.yaml", "name: P\ntype: scoring\nlimits: {memory: 64}\n"),
    (".timelimit", "1"),
    ("problem_statement/problem.en.md", "P"),
    (
        "data/testdata.yaml",
        "on_reject: continue\ngrader_flags: ignore_sample\nrange: 0 100\n",
    ),
    ("data/sample/1.in", ""),
    ("data/sample/1.ans", ""),
    (
        "data/secret/testdata.yaml",
        "grader_flags: accept_if_any_accepted\n",
    ),
    (
        "data/secret/a/testdata.yaml",
        "accept_score: 25\nrange: 0 25\ngrader_flags: min\n",
    ),
    ("data/secret/a/1.in", ""),
    ("data/secret/a/1.ans", ""),
    ("data/secret/a/2.in", ""),
    ("data/secret/a/2.ans", ""),
    (
        "data/secret/b/testdata.yaml",
        "accept_score: 5\nrange: 0 10\ngrader_flags: sum\n",
    ),
    ("data/secret/b/1.in", ""),
    ("data/secret/b/1.ans", ""),
    ("data/secret/b/2.in", ""),
    ("data/secret/b/2.ans", ""),
    ("data/secret/c/testdata.yaml", "range: 0 65\ngrader_flags: avg\n"),
    ("data/secret/c/1.in", ""),
    ("data/secret/c/1.ans", ""),
];

#[test]
fn points_of_a_legacy_package_are_subtasks() {
    let imported = Imported::of(SCORING);
    let manifest = imported.text("problem.yaml");
    let (_, subtasks) = manifest.split_once("\nsubtasks:\n").unwrap();
    assert_eq!(
        subtasks,
        "  - { name: \"a\", points: 25, tests: [\"a-*\"] }\n  - { name: \"b 1\", points: 5, tests: [\"b-1\"] }\n  - { name: \"b 2\", points: 5, tests: [\"b-2\"] }\n  - { name: \"c\", points: 65, tests: [\"c-1\"] }\n"
    );
    assert!(imported.package.manifest.stop_at_first_failure);
    assert_eq!(
        imported.note("data/secret/c: grader_flags", "mean"),
        Effect::Differs
    );
}

#[test]
fn points_of_a_package_of_2025_are_subtasks_as_far_as_they_have_a_number() {
    let of = |secret: &'static str, a: &'static str, b: &'static str| {
        Imported::of(&[
            ("problem.yaml", "problem_format_version: 2025-09\ntype: scoring\n"),
            ("data/secret/test_group.yaml", secret),
            ("data/secret/a/test_group.yaml", a),
            ("data/secret/a/1.in", ""),
            ("data/secret/a/1.ans", ""),
            ("data/secret/b/test_group.yaml", b),
            ("data/secret/b/1.in", ""),
            ("data/secret/b/1.ans", ""),
            ("data/secret/b/2.in", ""),
            ("data/secret/b/2.ans", ""),
            ("submissions/wrong_answer/w.py", "x"),
            ("submissions/wrong_answer/v.py", "x"),
            (
                "submissions/submissions.yaml",
                "'*/w.py': {score: [30, 30]}\n'*/v.py': {score: [0, 30]}\n",
            ),
        ])
    };
    let imported = of(
        "{}",
        "max_score: 30",
        "max_score: 70\nrequire_pass: [sample, secret/a]\n",
    );
    let manifest = imported.text("problem.yaml");
    let (_, subtasks) = manifest.split_once("\nsubtasks:\n").unwrap();
    assert_eq!(
        subtasks,
        "  - { name: \"a\", points: 30, tests: [\"a-1\"] }\n  - { name: \"b\", points: 70, tests: [\"b-*\"], requires: [\"a\"] }\nscores:\n  \"wrong_answer/w.py\": 30\n"
    );
    assert_eq!(
        imported.note("data/secret/b: require_pass", "sample"),
        Effect::Changed
    );
    assert_eq!(
        imported.note("submissions/submissions.yaml: */v.py", "whole number"),
        Effect::Dropped
    );

    let imported = of("max_score: unbounded", "score_aggregation: min", "max_score: 5");
    assert_eq!(
        imported.note("data/secret/a: max_score", "unbounded"),
        Effect::Differs
    );
    assert_eq!(
        imported.note("problem.yaml: type", "points are not carried over"),
        Effect::Differs
    );
    let imported = of("score_aggregation: min", "max_score: 5", "max_score: 5");
    assert_eq!(
        imported.note("data/secret: score_aggregation", "fewest points"),
        Effect::Differs
    );
    let imported = of("{}", "max_score: 1", "max_score: 3\nscore_aggregation: sum\n");
    assert_eq!(
        imported.note("data/secret", "gives points by itself"),
        Effect::Differs
    );
}
