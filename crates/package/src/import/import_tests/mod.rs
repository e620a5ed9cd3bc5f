//! Small packages of every format, made here, and what they come to; and packages that are made to hurt.

use std::path::PathBuf;

use tempfile::TempDir;

use super::report::{Effect, Format, Note, Report};
use super::*;
use crate::folder::Package;

mod hostile;
mod kattis;
mod polygon;

const PNG: &str = "\u{89}PNG";

fn languages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../languages")
}

/// A folder of these files; the text PNG stands for the first bytes of a picture.
fn package(files: &[(&str, &str)]) -> TempDir {
    let place = tempfile::tempdir().unwrap();
    for (file, text) in files {
        let path = place.path().join("bees").join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let bytes = if *text == PNG {
            b"\x89PNG\r\n\x1a\n".to_vec()
        } else {
            text.as_bytes().to_vec()
        };
        std::fs::write(path, bytes).unwrap();
    }
    place
}

struct Imported {
    place: TempDir,
    report: Report,
    package: Package,
}

impl Imported {
    fn of(files: &[(&str, &str)]) -> Imported {
        let place = package(files);
        let output = place.path().join("made");
        let report = import(&place.path().join("bees"), &output, &languages()).unwrap();
        let package = folder::read(&output).unwrap();
        Imported {
            place,
            report,
            package,
        }
    }

    fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.place.path().join("made").join(file)).unwrap()
    }

    fn programs(&self) -> Vec<&str> {
        self.package
            .submissions
            .iter()
            .map(|example| example.name.as_str())
            .collect()
    }

    fn files(&self, folder: &str) -> Vec<&str> {
        let files = self
            .package
            .files
            .iter()
            .filter_map(|file| file.strip_prefix(folder));
        files.collect()
    }

    /// The effect of the one note at a place that begins with this and says that.
    #[track_caller]
    fn note(&self, place: &str, text: &str) -> Effect {
        let fits = |note: &&Note| note.place.starts_with(place) && note.text.contains(text);
        let mut found = self.report.notes.iter().filter(fits);
        let note = found
            .next()
            .unwrap_or_else(|| panic!("no {place}: {text} in {:#?}", self.report.notes));
        note.effect
    }
}

fn error(files: &[(&str, &str)]) -> String {
    let place = package(files);
    let output = place.path().join("made");
    let error = import(&place.path().join("bees"), &output, &languages()).unwrap_err();
    let left: Vec<_> = std::fs::read_dir(place.path()).unwrap().flatten().collect();
    assert_eq!(left.len(), 1, "something was left behind: {left:?}");
    format!("{error:#}")
}

const TEST: [(&str, &str); 2] = [("data/secret/1.in", "1 2\n"), ("data/secret/1.ans", "3\n")];

fn with(files: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    TEST.iter().chain(files).copied().collect()
}

const POLYGON: &str = r#"<?xml version="1.0" encoding="utf-8" standalone="no"?>
<problem revision="3" short-name="bees" url="https://polygon.example/bees">
  <names><name language="russian" value="Пчёлы"/><name language="english" value="Bees &amp; Co"/></names>
  <statements>
    <statement language="russian" path="statements/russian/problem.tex" type="application/x-tex"/>
    <statement language="english" path="statements/english/problem.tex" type="application/x-tex"/>
    <statement language="english" path="statements/.pdf/english/problem.pdf" type="application/pdf"/>
  </statements>
  <judging cpu-name="x" input-file="INPUT" output-file="" run-count="1">
    <testset name="tests">
      <time-limit>7000</time-limit><memory-limit>268435456</memory-limit><test-count>2</test-count>
      <input-path-pattern>tests/%02d</input-path-pattern><answer-path-pattern>tests/%02d.a</answer-path-pattern>
      <tests><test method="manual" sample="true"/><test method="generated" cmd="gen 5"/></tests>
    </testset>
  </judging>
  <assets>
    <checker name="CHECKER" type="testlib"><source path="files/check.cpp" type="cpp.g++17"/></checker>
    <validators><validator><source path="files/val.cpp" type="cpp.g++17"/></validator></validators>
    <solutions>
      <solution tag="main"><source path="solutions/main.cpp" type="cpp.g++17"/></solution>
      <solution tag="wrong-answer"><source path="solutions/wa.py" type="python.3"/></solution>
      <solution tag="accepted"><source path="solutions/old.py" type="python.2"/></solution>
      <solution tag="time-limit-exceeded-or-accepted"><source path="solutions/tl.cpp" type="cpp.g++17"/></solution>
    </solutions>
  </assets>
  <tags><tag value="dp"/><tag value="*1800"/></tags>
</problem>
"#;

fn polygon(checker: &str, input_file: &str) -> String {
    POLYGON.replace("CHECKER", checker).replace("INPUT", input_file)
}

const POLYGON_FILES: [(&str, &str); 11] = [
    ("tests/01", "1\r\n"),
    ("tests/01.a", "1\r\n"),
    ("tests/02", "2\n"),
    ("tests/02.a", "yes\n"),
    ("files/check.cpp", "x"),
    ("solutions/main.cpp", "int main() {}"),
    ("solutions/wa.py", "print()"),
    ("solutions/old.py", "print 1"),
    ("solutions/tl.cpp", "x"),
    ("statements/russian/problem.tex", "П"),
    (
        "statements/english/problem.tex",
        "\\begin{problem}{Bees}{stdin}{stdout}{7 s}{256 MB}\nCount.\n\\InputFile\nn\n\\end{problem}",
    ),
];
