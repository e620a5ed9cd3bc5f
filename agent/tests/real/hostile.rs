//! The corpus of tests/hostile through the real agent: each program comes to what its first line says, and an honest one
//! after it is well.

use gavel_wire::{Limits, Status};

use crate::common::{TestRegion, printed, repository, run};

const HONEST: &str =
    "#include <stdio.h>\nint main(void) { int n; scanf(\"%d\", &n); printf(\"%d\\n\", n + 1); }";

/// Those that are not C's, each with its extension.
const OTHERS: [(&str, &str); 11] = [
    ("cpp", "cpp"),
    ("csharp", "cs"),
    ("go", "go"),
    ("java", "java"),
    ("javascript", "js"),
    ("kotlin", "kt"),
    ("php", "php"),
    ("python", "py"),
    ("ruby", "rb"),
    ("rust", "rs"),
    ("typescript", "ts"),
];

struct Program {
    language: String,
    name: String,
    source: String,
    /// Every status that it may come to.
    expected: Vec<Status>,
}

fn programs(language: &str) -> Vec<Program> {
    let entries = std::fs::read_dir(repository().join("tests/hostile").join(language)).unwrap();
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.unwrap().path();
        let source = std::fs::read_to_string(&path).unwrap();
        let first = source.lines().next().unwrap();
        let (_, words) = first.split_once("Expected: ").unwrap();
        let words = words.trim_end_matches('.').split(" | ");
        Program {
            language: language.to_owned(),
            expected: words.map(|word| Status::parse(word).unwrap()).collect(),
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            source,
        }
    };
    let mut programs: Vec<_> = entries.map(read).collect();
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    programs
}

#[tokio::test(flavor = "multi_thread")]
async fn every_hostile_program_of_c_gets_its_verdict() {
    judge_all("hostile-c", &["c"], programs("c")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_hostile_program_of_the_other_languages_gets_its_verdict() {
    let mut languages = vec!["c"];
    languages.extend(OTHERS.map(|(language, _)| language));
    let programs: Vec<_> = OTHERS
        .iter()
        .flat_map(|(language, _)| programs(language))
        .collect();
    for (language, extension) in OTHERS {
        let of = programs.iter().filter(|program| program.language == language);
        assert!(of.clone().count() > 1, "{language}");
        for program in of {
            assert!(
                program.name.ends_with(&format!(".{extension}")),
                "{}",
                program.name
            );
        }
    }
    judge_all("hostile-others", &languages, programs).await;
}

/// Each program through one agent with one slot, and an honest one after each.
async fn judge_all(id: &str, languages: &[&str], programs: Vec<Program>) {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with(id, languages));
    let epoch = region.free(&agent).await.epoch;
    let limits = Limits {
        cpu_ms: 1_000,
        wall_ms: 4_000,
        memory_bytes: 128 << 20,
        ..Limits::default()
    };
    let mut wrong = Vec::new();
    for program in programs {
        let Program {
            language,
            name,
            source,
            expected,
        } = &program;
        let result = region
            .judge_within(&agent, language, source, run(""), limits)
            .await;
        if !expected.contains(&result.report.status) {
            wrong.push(format!("{name}: {:#?}", result.report));
        }
        let honest = region.judge(&agent, "c", HONEST, run("41")).await;
        if honest.report.status != Status::Ok || printed(&honest) != "42\n" {
            wrong.push(format!("after {name}: {:#?}", honest.report));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        region.free(&agent).await.epoch,
        epoch,
        "the agent was never restarted"
    );
    let log = agent.log();
    assert!(!log.contains("the sandbox failed"), "{log}");
    agent.stop().await;
}
