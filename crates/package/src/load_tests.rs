//! The loader on the real sample problems and on folders that are wrong in one way each.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use gavel_blob::BlobStore;
use gavel_wire::problem::{Catalogue, Checker};

use super::load;

struct Place {
    directory: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        Place {
            directory: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path("problems/p").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// One problem that is right.
    fn with_problem() -> Place {
        let place = Place::new();
        place.write("problem.yaml", "title: P\ndifficulty: easy\n");
        place.write("statement.md", "Say yes.\n");
        place.write("tests/02.in", "b");
        place.write("tests/02.out", "yes");
        place.write("tests/sample-01.in", "a");
        place.write("tests/sample-01.out", "yes");
        place
    }

    fn load(&self) -> anyhow::Result<Catalogue> {
        load(
            &self.path("problems"),
            &self.path("languages"),
            &BlobStore::directory(self.path("blobs")),
            SystemTime::now().into(),
            &mut |_, _| Ok(()),
        )
    }

    fn error(&self) -> String {
        format!("{:#}", self.load().unwrap_err())
    }
}

#[test]
fn the_sample_problems_load_and_every_blob_is_named_by_its_content() {
    let place = Place::new();
    let problems = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../problems");
    let catalogue = load(
        &problems,
        &problems.join("../languages"),
        &BlobStore::directory(place.path("blobs")),
        SystemTime::now().into(),
        // Without the tests that programs make, for which a sandbox is needed.
        &mut |_, package| {
            package.missing.clear();
            Ok(())
        },
    )
    .unwrap();
    assert!(catalogue.problems.len() >= 3);
    let float = |checker: &Checker| matches!(checker, Checker::Float { .. });
    assert!(catalogue.problems.iter().any(|problem| float(&problem.checker)));
    for problem in &catalogue.problems {
        assert!(problem.tests[0].sample, "{}: samples come first", problem.id);
        assert_eq!(
            problem.samples.len(),
            problem.tests.iter().filter(|test| test.sample).count()
        );
        for test in &problem.tests {
            for blob in [&test.input, &test.expected] {
                let content = std::fs::read(place.path("blobs").join(blob.as_str())).unwrap();
                assert_eq!(super::sha256(&content), *blob);
            }
        }
    }
    let written = std::fs::read(place.path("blobs/catalogue.json")).unwrap();
    assert_eq!(serde_json::from_slice::<Catalogue>(&written).unwrap(), catalogue);
}

#[test]
fn samples_come_first_and_carry_their_text() {
    let catalogue = Place::with_problem().load().unwrap();
    let problem = &catalogue.problems[0];
    assert_eq!(
        problem.tests.iter().map(|test| test.sample).collect::<Vec<_>>(),
        [true, false]
    );
    assert_eq!(problem.samples[0].input, "a");
    assert_eq!(
        problem.tests[0].expected, problem.tests[1].expected,
        "equal content is one blob"
    );
}

#[test]
fn the_version_follows_the_tests_and_not_the_statement() {
    let place = Place::with_problem();
    let first = place.load().unwrap().problems[0].version.clone();
    place.write("statement.md", "Please say yes.\n");
    assert_eq!(place.load().unwrap().problems[0].version, first);
    place.write("tests/02.in", "c");
    assert_ne!(place.load().unwrap().problems[0].version, first);
}

#[test]
fn a_wrong_folder_is_told_by_file_and_leaves_the_catalogue_alone() {
    type Spoil = fn(&Place);
    let cases: [(&str, Spoil); 9] = [
        ("tests/03.in has no tests/03.out", |place| {
            place.write("tests/03.in", "x")
        }),
        ("tests/03.out has no tests/03.in", |place| {
            place.write("tests/03.out", "x")
        }),
        ("neither an .in nor an .out", |place| {
            place.write("tests/notes.txt", "x")
        }),
        ("unknown field", |place| {
            place.write("problem.yaml", "title: P\ndifficulty: easy\ncolour: 1\n");
        }),
        ("cpu_ms must be from 50 to 5000", |place| {
            place.write(
                "problem.yaml",
                "title: P\ndifficulty: easy\nlimits: {cpu_ms: 9000}\n",
            );
        }),
        ("not a regular file", |place| {
            std::os::unix::fs::symlink("02.out", place.path("problems/p/tests/04.out")).unwrap();
        }),
        ("statement.md", |place| {
            std::fs::remove_file(place.path("problems/p/statement.md")).unwrap();
            std::os::unix::fs::symlink("problem.yaml", place.path("problems/p/statement.md")).unwrap();
        }),
        ("larger than 16384 bytes", |place| {
            place.write("tests/sample-01.in", &"x".repeat(16_385))
        }),
        ("is a symbolic link", |place| {
            std::os::unix::fs::symlink("p", place.path("problems/q")).unwrap();
        }),
    ];
    for (expected, spoil) in cases {
        let place = Place::with_problem();
        place.load().unwrap();
        let before = std::fs::read(place.path("blobs/catalogue.json")).unwrap();
        spoil(&place);
        let error = place.error();
        assert!(error.contains(expected), "{error:?} does not say {expected:?}");
        assert_eq!(std::fs::read(place.path("blobs/catalogue.json")).unwrap(), before);
    }
}

#[test]
fn a_reference_answers_own_input_unless_the_problem_says_no() {
    let place = Place::with_problem();
    let languages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../languages");
    std::os::unix::fs::symlink(languages, place.path("languages")).unwrap();
    place.write("submissions/accepted/main.py", "print('yes')\n");
    place.write("validator/validator.py", "input()\n");
    for (more, answers) in [
        ("", true),
        ("answers_own_input: true\n", true),
        ("answers_own_input: false\n", false),
    ] {
        let manifest = format!("title: P\ndifficulty: easy\nreference: main.py\n{more}");
        place.write("problem.yaml", &manifest);
        let problem = place.load().unwrap().problems.remove(0);
        assert_eq!(problem.reference.is_some(), answers, "{more}");
        let validator = problem.validator.unwrap();
        assert_eq!(validator.name.as_str(), "validator.py");
        assert!(
            place
                .path("blobs")
                .join(validator.files[0].content.as_str())
                .exists()
        );
    }
}

#[test]
fn a_checker_is_stored_like_the_tests_and_what_is_wrong_with_one_is_told() {
    let place = Place::with_problem();
    let manifest = |program: &str| {
        let checker = format!("checker: {{kind: custom, program: {program}}}\n");
        place.write("problem.yaml", &format!("title: P\ndifficulty: easy\n{checker}"));
    };
    manifest("checker.cpp");
    assert!(place.error().contains("there is no checker/checker.cpp"));
    place.write("checker/checker.cpp", "#include \"testlib.h\"\n");
    place.write("checker/testlib.h", "int x;\n");
    place.write("validator/validator.py", "input()\n");
    assert!(place.error().contains("languages"));
    let languages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../languages");
    std::os::unix::fs::symlink(languages, place.path("languages")).unwrap();
    let problem = place.load().unwrap().problems.remove(0);
    let Checker::Custom { program, signature } = &problem.checker else {
        panic!("{:?}", problem.checker)
    };
    assert_eq!(
        (program.language.as_str(), program.name.as_str()),
        ("cpp", "checker.cpp")
    );
    assert!(signature.is_none());
    for file in &program.files {
        let stored = std::fs::read(place.path("blobs").join(file.content.as_str())).unwrap();
        let written = place.path("problems/p/checker").join(file.name.as_str());
        assert_eq!(stored, std::fs::read(written).unwrap());
    }
    place.write("checker/testlib.h", "int y;\n");
    assert_ne!(place.load().unwrap().problems[0].version, problem.version);

    place.write("checker/answer", "");
    assert!(
        place
            .error()
            .contains("checker/answer: a file of the test has this name")
    );
    std::fs::remove_file(place.path("problems/p/checker/answer")).unwrap();
    place.write("checker/main.cpp", "");
    assert!(
        place
            .error()
            .contains("main.cpp is what checker.cpp is called where it runs")
    );
    std::fs::remove_file(place.path("problems/p/checker/main.cpp")).unwrap();
    manifest("testlib.h");
    assert!(
        place
            .error()
            .contains("testlib.h: no language has this extension")
    );
    for number in 0..15 {
        place.write(&format!("checker/{number}.h"), "");
    }
    assert!(place.error().contains("more than 16 files"));
    place.write("problem.yaml", "title: P\ndifficulty: easy\n");
    assert!(
        place
            .error()
            .contains("checker/ belongs to checker: {kind: custom}")
    );
    std::fs::remove_dir_all(place.path("problems/p/checker")).unwrap();
    std::fs::rename(
        place.path("problems/p/validator/validator.py"),
        place.path("problems/p/validator/check.py"),
    )
    .unwrap();
    assert!(place.error().contains("no program that is called validator"));
}
