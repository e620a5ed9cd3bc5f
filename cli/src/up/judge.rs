//! Judges one accepted solution in each language through the whole path and prints what came of it. The solutions are the
//! sample problems' own; a language without a solution or without a toolchain is a line that says so.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::client::{Api, Final, State, language};

/// Longer than any judging may take, with the queue before it.
const VERDICT_MAX: Duration = Duration::from_secs(180);
const WAIT_S: u32 = 20;
const EXPECTED: &str = "accepted";

#[derive(Debug, Deserialize)]
pub(super) struct Languages {
    pub(super) items: Vec<Language>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Language {
    pub(super) id: String,
    pub(super) available: bool,
    #[serde(default)]
    version: Option<String>,
}

struct Row {
    language: Language,
    problem: String,
    verdict: String,
    /// CPU, wall and whole time, memory: empty where nothing ran.
    took: String,
}

pub(super) async fn languages(api: &Api) -> anyhow::Result<Languages> {
    let answer = api.get("/v1/languages", 0).await?;
    serde_json::from_value(answer).context("the list of languages is not of the expected form")
}

pub(super) struct Table {
    /// Each verdict is the expected one.
    pub(super) is_good: bool,
    pub(super) not_available: Vec<String>,
}

/// Prints it.
pub(super) async fn table(api: &Api, problems: &Path) -> anyhow::Result<Table> {
    let languages = languages(api).await?.items;
    let samples = samples(problems)?;
    let rows = languages.into_iter().map(|language| row(api, language, &samples));
    let rows = futures::future::join_all(rows).await;
    println!(
        "{:18} {:16} {:18} {:>9} {:>9} {:>9} {:>9}  toolchain",
        "language", "problem", "verdict", "CPU ms", "wall ms", "MiB", "whole ms"
    );
    let mut table = Table {
        is_good: true,
        not_available: Vec::new(),
    };
    for row in rows {
        let row = row?;
        table.is_good &= row.verdict == EXPECTED;
        if !row.language.available {
            table.not_available.push(row.language.id.clone());
        }
        println!(
            "{:18} {:16} {:18} {:39}  {}",
            row.language.id,
            row.problem,
            row.verdict,
            row.took,
            row.language.version.as_deref().unwrap_or("-")
        );
    }
    Ok(table)
}

/// The first accepted solution of each language, problems in the order of their names.
fn samples(problems: &Path) -> anyhow::Result<BTreeMap<String, (String, PathBuf)>> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = entries(problems)?;
    // The problem that is solved in most languages first, so that the rows can be compared; one without large tests.
    folders.sort_by_key(|folder| {
        let solutions = entries(&folder.join("submissions/accepted")).unwrap_or_default();
        let large = folder.join("generators").exists();
        (std::cmp::Reverse(solutions.len()), large, folder.clone())
    });
    for folder in folders {
        let problem = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        for file in entries(&folder.join("submissions/accepted")).unwrap_or_default() {
            if let Ok(id) = language(None, &file) {
                found.entry(id).or_insert((problem.clone(), file));
            }
        }
    }
    Ok(found)
}

fn entries(directory: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(directory).with_context(|| format!("read {}", directory.display()))?;
    let mut paths = Vec::new();
    for entry in entries {
        let entry = entry?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

async fn row(
    api: &Api,
    language: Language,
    samples: &BTreeMap<String, (String, PathBuf)>,
) -> anyhow::Result<Row> {
    let mut row = Row {
        problem: "-".to_owned(),
        verdict: String::new(),
        took: String::new(),
        language,
    };
    // A variant, such as typescript-checked, takes the solutions of its language.
    let whole = row.language.id.split('-').next().unwrap_or_default();
    let sample = samples.get(&row.language.id).or_else(|| samples.get(whole));
    let Some((problem, file)) = sample else {
        row.verdict = "no sample".to_owned();
        return Ok(row);
    };
    row.problem.clone_from(problem);
    if !row.language.available {
        row.verdict = "not available".to_owned();
        return Ok(row);
    }
    let source = std::fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
    let body = json!({ "language": row.language.id, "problem": problem, "source": source });
    let started = Instant::now();
    let ended = verdict(api, &body).await?;
    let whole_ms = started.elapsed().as_millis();
    match ended.view.report {
        Some(report) => {
            let usage = report.usage;
            let ms = |us: u64| us.div_ceil(1_000);
            row.verdict = report.status.as_str().to_owned();
            row.took = format!(
                "{:>9} {:>9} {:>9} {whole_ms:>9}",
                ms(usage.cpu_us),
                ms(usage.wall_us),
                usage.memory_bytes.div_ceil(1 << 20)
            );
        }
        None => row.verdict = "no verdict".to_owned(),
    }
    Ok(row)
}

/// Submits and waits for the verdict, or for the time to be over.
async fn verdict(api: &Api, body: &Value) -> anyhow::Result<Final> {
    let started = Instant::now();
    let mut last = Final::parse(api.create("/v1/submissions", body, WAIT_S).await?)?;
    let path = format!("/v1/submissions/{}", last.view.id);
    while last.view.state != State::Done && started.elapsed() < VERDICT_MAX {
        last = Final::parse(api.get(&path, WAIT_S).await?)?;
    }
    Ok(last)
}
