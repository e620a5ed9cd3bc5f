//! Packages of Polygon.

use gavel_wire::Status;
use gavel_wire::problem::Checker;

use super::*;

#[test]
fn a_polygon_package() {
    let xml = polygon("std::rcmp6.cpp", "");
    let files: Vec<(&str, &str)> = POLYGON_FILES
        .into_iter()
        .chain([("problem.xml", xml.as_str())])
        .collect();
    let imported = Imported::of(&files);
    assert_eq!(imported.report.format, Format::Polygon);
    assert_eq!(
        imported.files("tests/"),
        ["02.in", "02.out", "sample-01.in", "sample-01.out"]
    );
    assert_eq!(imported.text("tests/sample-01.in"), "1\r\n");
    assert_eq!(imported.text("statement.md"), "Count.\n\n## Input\n\nn\n");
    let manifest = &imported.package.manifest;
    assert_eq!(
        (manifest.title.as_str(), manifest.tags.as_slice()),
        ("Bees & Co", &["dp".to_owned(), "1800".to_owned()][..])
    );
    assert_eq!(
        manifest.checker().unwrap(),
        Checker::Float {
            absolute: 1e-6,
            relative: 1e-6
        }
    );
    assert_eq!(manifest.limits().unwrap().cpu_ms, 5_000);
    assert_eq!(
        imported.note("testset: time-limit", "7000 ms is more than cpu_ms may be"),
        Effect::Differs
    );
    assert_eq!(imported.programs(), ["accepted/main.cpp", "wrong_answer/wa.py"]);
    assert_eq!(imported.package.submissions[1].promised, Status::WrongAnswer);
    for (place, text) in [
        ("solutions/old.py", "Python 2"),
        ("solutions/tl.cpp", "no single verdict"),
        ("statements/russian/problem.tex", "russian"),
        ("files/val.cpp", "there is no file files/val.cpp"),
        ("files/", "generators"),
    ] {
        assert_eq!(imported.note(place, text), Effect::Dropped, "{place}");
    }
}

#[test]
fn polygon_sections_checkers_and_files() {
    let xml = polygon("std::yesno.cpp", "bees.in");
    let more = [
        ("problem.xml", xml.as_str()),
        (
            "statement-sections/english/legend.tex",
            "Count \\textbf{bees}.\n\\includegraphics{bee.png}",
        ),
        ("statement-sections/english/input.tex", "One $n$."),
        ("statement-sections/english/notes.tex", ""),
        ("statement-sections/english/tutorial.tex", "Think."),
        ("statement-sections/english/bee.png", PNG),
    ];
    let files: Vec<(&str, &str)> = POLYGON_FILES.into_iter().chain(more).collect();
    let imported = Imported::of(&files);
    assert_eq!(
        imported.text("statement.md"),
        "Count **bees**.\n\n![](figures/bee.png)\n\n## Input\n\nOne $n$.\n"
    );
    assert_eq!(imported.text("editorial.md"), "Think.\n");
    assert_eq!(
        imported.note("checker std::yesno.cpp", "without their case"),
        Effect::Differs
    );
    assert_eq!(imported.note("judging: input-file", "bees.in"), Effect::Differs);

    let xml = polygon("", "stdin");
    let files: Vec<(&str, &str)> = POLYGON_FILES
        .into_iter()
        .chain([("problem.xml", xml.as_str())])
        .collect();
    let imported = Imported::of(&files);
    assert_eq!(imported.files("checker/"), ["check.cpp"]);
    let in_java = xml.replace("files/check.cpp", "files/Check.java");
    let java: Vec<(&str, &str)> = files
        .iter()
        .copied()
        .filter(|(file, _)| *file != "problem.xml")
        .chain([("problem.xml", in_java.as_str()), ("files/Check.java", "x")])
        .collect();
    assert_eq!(
        Imported::of(&java).note("checker files/Check.java", "compared as tokens"),
        Effect::Differs
    );
    let files: Vec<(&str, &str)> = files
        .into_iter()
        .filter(|(file, _)| *file != "tests/02.a")
        .collect();
    assert!(error(&files).contains("there is no tests/02.a: a full package has all tests"));
}
