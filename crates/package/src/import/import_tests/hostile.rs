//! Packages that are made to hurt, that Gavel could not judge, or that would show what is hidden.

use super::*;

#[test]
fn what_cannot_be_judged_is_refused() {
    for (manifest, expected) in [
        (
            "type: [pass-fail, interactive]\nproblem_format_version: 2025-09\n",
            "interactive, and its validator cannot be carried over: there is none",
        ),
        (
            "validation: custom interactive\n",
            "interactive, and its validator cannot be carried over: there is none",
        ),
        (
            "type: multi-pass\nproblem_format_version: draft\n",
            "multi-pass problems",
        ),
        (
            "problem_format_version: 2031-01\n",
            "problem_format_version 2031-01 is not known",
        ),
        ("limits: fast\n", "problem.yaml: limits is no map"),
        ("limits: {memory: lots}\n", "memory is no number"),
        ("- a\n", "problem.yaml is no map of settings"),
        ("a: [\n", "problem.yaml is no map of settings"),
    ] {
        let error = error(&with(&[(
            "problem.yaml",
            Box::leak(manifest.to_owned().into_boxed_str()),
        )]));
        assert!(error.contains(expected), "{error} does not say {expected}");
    }
    assert_eq!(error(&[("problem.yaml", "{}")]), "the package has no tests");
    assert!(
        error(&[("problem.yaml", "{}"), ("data/secret/1.in", "")])
            .contains("data/secret/1.in has no data/secret/1.ans")
    );
    assert!(error(&[("problem.toml", "")]).contains("neither problem.yaml nor problem.xml"));
    let interactor = POLYGON.replace(
        "<assets>",
        "<assets><interactor><source path=\"i.cpp\"/></interactor>",
    );
    let files: Vec<(&str, &str)> = POLYGON_FILES
        .into_iter()
        .chain([("problem.xml", interactor.as_str())])
        .collect();
    let error_of_interactor = error(&files);
    assert!(
        error_of_interactor.contains("its interactor cannot be carried over: there is no file i.cpp"),
        "{error_of_interactor}"
    );
    let runs = POLYGON.replace("run-count=\"1\"", "run-count=\"2\"");
    assert!(error(&[("problem.xml", &runs)]).contains("several runs"));
}

#[test]
fn settings_that_are_made_to_hurt_are_refused() {
    let mut aliases = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (before, name) in "abcdefghij".chars().zip("bcdefghijk".chars()) {
        aliases += &format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 9].join(", "));
    }
    error(&[("problem.yaml", &aliases)]);
    error(&[("problem.yaml", &"[".repeat(100_000))]);
    error(&[("problem.yaml", &format!("a: {}", "{a: ".repeat(100_000)))]);
    error(&[("problem.yaml", &"- ".repeat(100_000))]);
    error(&[("problem.yaml", &"a".repeat((1 << 20) + 1))]);

    let lol =
        r#"<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><problem>&b;</problem>"#;
    assert!(error(&[("problem.xml", lol)]).contains("DTD"));
    let external = r#"<!DOCTYPE p SYSTEM "file:///etc/passwd"><problem/>"#;
    assert!(error(&[("problem.xml", external)]).contains("DTD"));
    assert!(error(&[("problem.xml", "<problem>&unknown;</problem>")]).contains("unknown"));
    error(&[("problem.xml", &"<problem>".repeat(100_000))]);
    let deep = format!("{}{}", "<problem>".repeat(50_000), "</problem>".repeat(50_000));
    assert!(error(&[("problem.xml", &deep)]).contains("no <judging>"));
    assert!(
        error(&[(
            "problem.xml",
            &format!("<problem>{}</problem>", "<a/>".repeat(200_000))
        )])
        .contains("nodes")
    );
}

#[test]
fn paths_lead_nowhere_else() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("secret"), "secret").unwrap();
    let secret = place.path().join("secret").display().to_string();
    let up = POLYGON
        .replace("tests/%02d.a", &format!("..{secret}%d"))
        .replace("solutions/main.cpp", &secret);
    assert!(error(&[("problem.xml", &up), ("tests/01", "1")]).contains("there is no .."));
    let xml = polygon("std::wcmp.cpp", "")
        .replace("solutions/main.cpp", &secret)
        .replace("solutions/wa.py", "../../secret.py");
    let tex = format!("\\includegraphics{{{secret}}} \\includegraphics{{../../secret}} \\input{{{secret}}}");
    let mut files: Vec<(&str, &str)> = POLYGON_FILES
        .into_iter()
        .chain([("problem.xml", xml.as_str())])
        .collect();
    files[10].1 = &tex;
    let imported = Imported::of(&files);
    assert!(imported.programs().is_empty() && imported.files("figures/").is_empty());
    let markdown = with(&[
        ("problem.yaml", "problem_format_version: draft\nname: P"),
        (
            "statement/problem.en.md",
            "![](../../secret.png) ![](/etc/passwd) <img src=x>",
        ),
    ]);
    let imported = Imported::of(&markdown);
    assert_eq!(
        imported.note("statement/problem.en.md", "is not a figure of the package"),
        Effect::Differs
    );
    assert_eq!(imported.note("statement/problem.en.md", "HTML"), Effect::Differs);
}

#[test]
fn a_hidden_test_never_becomes_a_sample() {
    let large = "x".repeat(20_000);
    let imported = Imported::of(&[
        ("problem.yaml", "{}"),
        ("data/secret/sample-1.in", "1"),
        ("data/secret/sample-1.ans", "1"),
        ("data/sample/big.in", &large),
        ("data/sample/big.ans", "1"),
    ]);
    assert_eq!((imported.report.samples, imported.report.hidden_tests), (0, 2));
    assert!(imported.package.tests.iter().all(|test| !test.sample));
    assert_eq!(
        imported.files("tests/"),
        [
            "01-example-big.in",
            "01-example-big.out",
            "02-sample-1.in",
            "02-sample-1.out"
        ]
    );
}

#[test]
fn an_archive_is_taken_like_its_folder_and_nothing_is_written_over() {
    use std::io::Write;
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("bees.kpp");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    for (file, text) in with(&[("problem.yaml", "name: Bees\n")]) {
        archive.start_file(format!("bees/{file}"), options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    let output = place.path().join("made");
    assert_eq!(import(&path, &output, &languages()).unwrap().title, "Bees");
    let error = import(&path, &output, &languages()).unwrap_err();
    assert!(format!("{error:#}").contains("write"), "{error:#}");
    std::fs::write(&path, "no archive").unwrap();
    assert!(import(&path, &place.path().join("other"), &languages()).is_err());
    assert!(!place.path().join("other").exists());
}

#[test]
fn programs_with_names_or_sizes_that_cannot_be_are_left_behind() {
    let large = format!("int main() {{}}\n//{}", "x".repeat(1 << 20));
    let source = "x";
    for (files, text, why) in [
        (&["v/a.cc", "v/b.cc"][..], source, "several source files"),
        (&["v/a.py", "v/b.py"], source, "none of them is called main.py"),
        (&["a.cc", "b.py"], source, "there are several"),
        (
            &["v/V.java", "v/a.py"],
            source,
            "programs in .java have no adapter",
        ),
        (&["v/run", "v/a.py"], source, "a script of its own"),
        (&["v/a.py"], "#!/usr/bin/python2", "Python 2"),
        (&["v/a.txt"], source, "no program in C, C++ or Python 3"),
        (&["v/a.cc", "v/a\"\n.h"], source, "does not allow the name"),
        (&["v/a.cc", "v/b/c.h"], source, "does not allow the name"),
        (&["v/a.cc", "v/answer"], source, "answer is another file"),
        (
            &["v/a.cc", "v/gavel_feedback"],
            source,
            "gavel_feedback is another",
        ),
        (
            &["v/a.cc", "v/original.cpp.h", "v/main.cpp"],
            source,
            "several source",
        ),
        (&["v/a.py"], "x\0", "is not UTF-8"),
        (&["v/a.cc"], &large, "more than 16 files"),
        (&[], source, "there is none"),
    ] {
        let files: Vec<String> = files
            .iter()
            .map(|file| format!("output_validators/{file}"))
            .collect();
        let files = files.iter().map(|file| (file.as_str(), text));
        let manifest = ("problem.yaml", "validation: custom\n");
        let all: Vec<_> = TEST.into_iter().chain([manifest]).chain(files).collect();
        let imported = Imported::of(&all);
        assert_eq!(imported.note("output_validators", why), Effect::Differs, "{why}");
        assert!(imported.files("checker/").is_empty());
    }
}
