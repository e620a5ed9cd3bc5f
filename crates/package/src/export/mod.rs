//! A package of Gavel in Kattis's format, which Kattis, DOMjudge and the ICPC's tools take: the legacy version, which all of them
//! read, or 2025-09. What does not fit is noted. Nothing is executed; `gavel problem export` is the caller.

mod latex;
mod programs;
mod scoring;
mod write;

#[cfg(test)]
mod export_tests;

use std::path::{Path, PathBuf};

use anyhow::Context;
use gavel_wire::limits::MIB;
use gavel_wire::problem::Checker;
use gavel_wire::{Limits, Status};

use crate::checker::Decider;
use crate::folder::{Package, TEXT_BYTES_MAX, TestFiles};
use crate::import::report::{Note, Notes};
use crate::manifest::Kind;
use crate::sha256;
use crate::yaml::quoted;
use write::{Files, Part};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    Legacy,
    V2025,
}

/// The folders of `submissions/`; what comes to another status has none.
const FOLDERS: [(Status, &str); 5] = [
    (Status::Accepted, "accepted"),
    (Status::WrongAnswer, "wrong_answer"),
    (Status::TimeLimit, "time_limit_exceeded"),
    (Status::RuntimeError, "run_time_error"),
    (Status::MemoryLimit, "run_time_error"),
];

/// Writes the package that lies in `directory` as a folder, or as an archive where `output` ends with `.zip`, and tells what is not
/// as it was. Nothing is replaced where something is wrong.
pub fn export(
    package: &Package,
    directory: &Path,
    output: &Path,
    version: Version,
) -> anyhow::Result<Vec<Note>> {
    anyhow::ensure!(
        package.manifest.kind != Kind::Signature,
        "a typed problem cannot be exported: in Kattis's format a submission reads its input and prints its answer, and there is no code around a function of it in every language"
    );
    if let Some(test) = package.missing.first() {
        anyhow::bail!(
            "tests/{} is yet to be made, which `gavel problem export` does",
            test.stem
        );
    }
    let mut notes = Notes::default();
    let mut files = Files::new();
    let decided = programs::write(package, version, &mut files, &mut notes)?;
    settings(package, directory, version, decided, &mut files, &mut notes)?;
    tests(package, version, &mut files);
    statement(package, directory, version, &mut files, &mut notes)?;
    submissions(package, version, &mut files, &mut notes);
    notes.differs(
        "problem.yaml: license",
        "a Gavel package does not say it, nor the author; until it does, unknown means that the problem may not be used",
    );
    let name = output
        .file_stem()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    if !name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    {
        notes.changed(
            name,
            "Kattis names packages with lower-case letters and digits alone; name it so with -o",
        );
    }
    if output.extension().is_some_and(|extension| extension == "zip") {
        write::archive(&files, output)?;
    } else {
        write::folder(&files, output)?;
    }
    Ok(notes.into_vec())
}

fn settings(
    package: &Package,
    directory: &Path,
    version: Version,
    decided: bool,
    files: &mut Files<'_>,
    notes: &mut Notes,
) -> anyhow::Result<()> {
    let manifest = &package.manifest;
    let flags = match manifest.decider()? {
        Decider::Comparison(checker) => flags(&checker, notes)?,
        _ if decided => Vec::new(),
        _ => flags(&Checker::Tokens, notes)?,
    };
    let scoring = !manifest.subtasks.is_empty();
    let interactive = manifest.kind == Kind::Interactive;
    let kind = if scoring { "scoring" } else { "pass-fail" };
    if scoring {
        scoring::write(package, version, &flags, decided, files, notes);
    }
    let (seconds, memory, output) = limits(&manifest.limits()?, notes);
    notes.dropped("difficulty", "Kattis's format has none");
    let id = directory
        .canonicalize()
        .with_context(|| format!("read {}", directory.display()))?;
    let id = id.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let name = quoted(manifest.title.trim());
    let tags: Vec<String> = manifest.tags.iter().map(|tag| quoted(tag)).collect();
    let uuid = uuid(id);
    let settings = match version {
        Version::Legacy => {
            files.insert(".timelimit".to_owned(), Part::Text(format!("{seconds}\n")));
            let validation = match (decided, interactive, scoring) {
                (false, ..) => "default",
                (true, false, false) => "custom",
                (true, true, false) => "custom interactive",
                (true, false, true) => "custom score",
                (true, true, true) => "custom interactive score",
            };
            let grading = if scoring {
                "grading:\n  show_test_data_groups: true\n"
            } else {
                ""
            };
            format!(
                "problem_format_version: legacy\nname: {name}\nuuid: {uuid}\ntype: {kind}\nkeywords: {}\nvalidation: {validation}\nvalidator_flags: {}\n{grading}limits:\n  memory: {memory}\n  output: {output}\n",
                quoted(&manifest.tags.join(" ")),
                quoted(&flags.join(" "))
            )
        }
        Version::V2025 => {
            for group in ["sample", "secret"].iter().filter(|_| !scoring) {
                files.insert(
                    format!("data/{group}/test_group.yaml"),
                    Part::Text(scoring::arguments(&flags)),
                );
            }
            let interactive = if interactive { ", interactive" } else { "" };
            format!(
                "problem_format_version: 2025-09\nname:\n  en: {name}\nuuid: {uuid}\ntype: [{kind}{interactive}]\nkeywords: [{}]\nlimits:\n  time_limit: {seconds}\n  memory: {memory}\n  output: {output}\n",
                tags.join(", ")
            )
        }
    };
    files.insert("problem.yaml".to_owned(), Part::Text(settings));
    if !scoring {
        goes_on(manifest.stop_at_first_failure, version, files, notes);
    }
    Ok(())
}

/// Seconds, and MiB of memory and output.
fn limits(limits: &Limits, notes: &mut Notes) -> (f64, u64, u64) {
    let mut mib = |field: &str, bytes: u64| {
        let mib = bytes.div_ceil(MIB);
        if mib * MIB != bytes {
            notes.changed(
                format!("limits.{field}"),
                format!("{bytes} bytes are {mib} MiB, which are counted whole"),
            );
        }
        mib
    };
    let (memory, output) = (
        mib("memory_bytes", limits.memory_bytes),
        mib("output_bytes", limits.output_bytes),
    );
    #[expect(clippy::cast_precision_loss, reason = "a limit of seconds")]
    let seconds = limits.cpu_ms as f64 / 1000.0;
    notes.changed(
        "limits.cpu_ms",
        format!("{seconds} s hold for every language, without Gavel's multipliers"),
    );
    for field in ["wall_ms", "processes"] {
        notes.dropped(format!("limits.{field}"), "Kattis's format has no such limit");
    }
    (seconds, memory, output)
}

fn goes_on(stop: bool, version: Version, files: &mut Files<'_>, notes: &mut Notes) {
    match (stop, version) {
        (true, _) => {}
        (false, Version::Legacy) => {
            files.insert(
                "data/testdata.yaml".to_owned(),
                Part::Text("on_reject: continue\n".to_owned()),
            );
        }
        (false, Version::V2025) => notes.dropped("stop_at_first_failure", "2025-09 leaves it to the judge"),
    }
}

/// The default validator's, of which each is a word.
fn flags(checker: &Checker, notes: &mut Notes) -> anyhow::Result<Vec<String>> {
    let mut flags = vec!["case_sensitive".to_owned()];
    match checker {
        Checker::Tokens => {}
        Checker::Exact => {
            flags.push("space_change_sensitive".to_owned());
            notes.changed(
                "checker",
                "the newline at the end, which Gavel forgives, must be there",
            );
        }
        Checker::Float { absolute, relative } => {
            for (flag, tolerance) in [("absolute", absolute), ("relative", relative)] {
                if *tolerance > 0.0 {
                    flags.extend([format!("float_{flag}_tolerance"), format!("{tolerance:?}")]);
                }
            }
            if flags.len() == 1 {
                flags.extend(["float_absolute_tolerance".to_owned(), "0.0".to_owned()]);
            }
        }
        _ => anyhow::bail!("a problem with this checker cannot be exported"),
    }
    Ok(flags)
}

/// The same for the same problem: made from its id, in the version that leaves that to whoever makes it.
fn uuid(id: &str) -> String {
    let mut hex: Vec<char> = sha256(format!("gavel problem {id}").as_bytes())
        .as_str()
        .chars()
        .take(32)
        .collect();
    for (at, digit) in [(12, '8'), (16, 'a')] {
        if let Some(place) = hex.get_mut(at) {
            *place = digit;
        }
    }
    let part = |from: usize, to: usize| hex.iter().skip(from).take(to - from).collect::<String>();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

fn tests<'a>(package: &'a Package, version: Version, files: &mut Files<'a>) {
    let folders = scoring::folders(package);
    let repeated = scoring::repeated(package, version);
    for test in &package.tests {
        let TestFiles { sample, stem, .. } = test;
        let (group, name) = match stem.strip_prefix("sample-").filter(|_| *sample) {
            Some(name) if !name.is_empty() => ("sample", name),
            _ if *sample => ("sample", stem.as_str()),
            _ => ("secret", stem.as_str()),
        };
        let own = test.subtask.map(usize::from);
        let folder = own.and_then(|own| folders.get(own));
        let mut places = vec![match folder {
            Some(folder) => format!("{group}/{folder}/{name}"),
            None => format!("{group}/{name}"),
        }];
        if let (Some(own), Some(folder)) = (own, folder) {
            let others = folders.iter().zip(&repeated);
            let others = others.filter(|(_, required)| required.contains(&own));
            places.extend(others.map(|(other, _)| format!("{group}/{other}/{folder}-{name}")));
        }
        for place in places {
            files.insert(format!("data/{place}.in"), Part::Input(test));
            files.insert(format!("data/{place}.ans"), Part::Answer(test));
        }
    }
}

fn statement(
    package: &Package,
    directory: &Path,
    version: Version,
    files: &mut Files<'_>,
    notes: &mut Notes,
) -> anyhow::Result<()> {
    let folder = match version {
        Version::Legacy => "problem_statement",
        Version::V2025 => "statement",
    };
    for file in &package.files {
        let whole: PathBuf = directory.join(file);
        if let Some(name) = file.strip_prefix("figures/") {
            if !name.ends_with(".png") && !name.ends_with(".jpg") {
                notes.differs(
                    file,
                    "Kattis's format shows PNG and JPEG alone; convert it by hand",
                );
            }
            files.insert(format!("{folder}/{name}"), Part::File(whole));
        } else if file == "editorial.md" && version == Version::V2025 {
            let editorial = String::from_utf8(crate::folder::read_file(&whole, TEXT_BYTES_MAX)?)?;
            let editorial = latex::with_own_figures(&editorial);
            files.insert("solution/solution.en.md".to_owned(), Part::Text(editorial));
        } else if file == "editorial.md" || file == "hints.md" || file.starts_with("hints/") {
            notes.dropped(file, "this version of Kattis's format has no place for it");
        } else if file.starts_with("generators/") {
            notes.dropped(file, "the tests that it made are there");
        }
    }
    let (name, text) = match version {
        Version::Legacy => {
            notes.changed(
                "statement.md",
                "Markdown became LaTeX; read it over. DOMjudge shows a PDF alone, made from it",
            );
            (
                "problem.en.tex",
                latex::statement(package.manifest.title.trim(), &package.statement, notes),
            )
        }
        Version::V2025 => ("problem.en.md", latex::with_own_figures(&package.statement)),
    };
    files.insert(format!("{folder}/{name}"), Part::Text(text));
    Ok(())
}

fn submissions<'a>(package: &'a Package, version: Version, files: &mut Files<'a>, notes: &mut Notes) {
    let mut scores = String::new();
    let scoring = !package.manifest.subtasks.is_empty();
    for example in &package.submissions {
        let place = format!("submissions/{}", example.name);
        let Some((_, folder)) = FOLDERS.iter().find(|(status, _)| *status == example.promised) else {
            notes.dropped(place, "Kattis's format has no such verdict");
            continue;
        };
        if example.promised == Status::MemoryLimit {
            notes.changed(&place, "too much memory is a run-time error in Kattis's format; what goes on where it gets none may come to something else");
        }
        let points = package.manifest.scores.get(&example.name).copied();
        let folder = match points {
            Some(1..) if version == Version::Legacy => {
                notes.changed(
                    &place,
                    "what gives some points is partially accepted there, whatever its verdict",
                );
                "partially_accepted"
            }
            None if version == Version::Legacy && scoring && example.promised != Status::Accepted => {
                notes.changed(
                    &place,
                    "it may give no points there, or is partially accepted; `scores` says which",
                );
                folder
            }
            _ => folder,
        };
        let name = example
            .name
            .rsplit_once('/')
            .map_or(example.name.as_str(), |(_, name)| name);
        // A public class lies in a file of its name.
        let stem = name.strip_suffix(".java").filter(|stem| *stem != "Main");
        let file = match stem {
            Some(stem) => format!("{stem}/Main.java"),
            None => name.to_owned(),
        };
        files.insert(
            format!("submissions/{folder}/{file}"),
            Part::Source(&example.source),
        );
        if let Some(points) = points {
            let program = format!("{folder}/{}", stem.unwrap_or(name));
            scores.push_str(&format!("{}: {{score: {points}}}\n", quoted(&program)));
        }
    }
    if version == Version::V2025 && !scores.is_empty() {
        files.insert("submissions/submissions.yaml".to_owned(), Part::Text(scores));
    }
}
