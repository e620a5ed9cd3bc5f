//! Packages of Polygon: `problem.xml`, tests as files, statements in TeX, testlib's standard checkers. Entities and document types
//! of XML are refused, and nothing of a package is executed.

mod programs;
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use gavel_wire::Status;
use roxmltree::{Document, Node, ParsingOptions};

use super::draft::{Draft, Left};
use super::programs::{Language, take};
use super::source::Source;
use super::text;

pub(super) const MARK: &str = "problem.xml";
const NODES_MAX: u32 = 100_000;

const LEFT: &[(&str, Left)] = &[
    (MARK, Left::Taken),
    ("tests/", Left::Taken),
    ("statements/", Left::Taken),
    ("statement-sections/", Left::Taken),
    ("solutions/", Left::Taken),
    (
        "files/",
        Left::Unneeded("generators and resources; checker, interactor and validator are carried over apart"),
    ),
    (
        "scripts/",
        Left::Unneeded("the tests that they made are carried over"),
    ),
    (
        "stresses/",
        Left::Unneeded("stress tests are not part of a Gavel package"),
    ),
    ("tags", Left::Unneeded("it says the same as problem.xml")),
    ("check.cpp", Left::Unneeded("the checker is carried over apart")),
    ("check.exe", Left::Unneeded("the checker is carried over apart")),
    (
        "doall.bat",
        Left::Unneeded("the tests that it made are carried over"),
    ),
    (
        "doall.sh",
        Left::Unneeded("the tests that it made are carried over"),
    ),
    ("wipe.bat", Left::Unneeded("it removes the tests that were made")),
    ("wipe.sh", Left::Unneeded("it removes the tests that were made")),
    (
        "documents/",
        Left::Unneeded("documents are not part of a Gavel package"),
    ),
    (
        "materials/",
        Left::Needed(
            "a Gavel package has no files for people to fetch; put into the statement what they need",
        ),
    ),
];

/// The parts of a statement, and their headings.
const SECTIONS: [(&str, &str); 6] = [
    ("legend", ""),
    ("input", "## Input"),
    ("output", "## Output"),
    ("interaction", "## Interaction"),
    ("scoring", "## Scoring"),
    ("notes", "## Note"),
];

pub(super) fn read(source: &Source, extensions: &BTreeSet<String>, draft: &mut Draft) -> anyhow::Result<()> {
    let text = source.text(MARK)?;
    let options = ParsingOptions {
        nodes_limit: NODES_MAX,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(&text, options).context("problem.xml")?;
    let problem = document.root_element();
    anyhow::ensure!(
        problem.has_tag_name("problem"),
        "problem.xml: its root is no <problem>"
    );
    let assets = child(problem, "assets");
    draft
        .notes
        .changed("difficulty", "the format has none; it is medium");
    judging(source, problem, draft)?;
    statement(source, problem, draft)?;
    if let Some(assets) = assets {
        programs::read(source, problem, assets, draft)?;
        solutions(source, assets, extensions, draft);
    }
    for tag in child(problem, "tags")
        .into_iter()
        .flat_map(|tags| children(tags, "tag"))
    {
        draft.tag("tags", tag.attribute("value").unwrap_or_default());
    }
    draft.left(source, LEFT);
    Ok(())
}

fn children<'a, 'input>(
    node: Node<'a, 'input>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| child.has_tag_name(name))
}

fn child<'a, 'input>(node: Node<'a, 'input>, name: &'static str) -> Option<Node<'a, 'input>> {
    children(node, name).next()
}

fn text_of<'a>(node: Node<'a, '_>, name: &'static str) -> Option<&'a str> {
    child(node, name)?
        .text()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

fn judging(source: &Source, problem: Node<'_, '_>, draft: &mut Draft) -> anyhow::Result<()> {
    let judging = child(problem, "judging").context("problem.xml has no <judging>")?;
    let runs = judging.attribute("run-count").unwrap_or("1");
    anyhow::ensure!(
        runs == "1",
        "problem.xml: run-count is {runs}; problems of several runs cannot be imported"
    );
    for (attribute, standard) in [("input-file", "stdin"), ("output-file", "stdout")] {
        let file = judging.attribute(attribute).unwrap_or_default();
        if !file.is_empty() && file != standard {
            draft.notes.differs(
                format!("judging: {attribute}"),
                format!("programs used the file {file:?}; in Gavel they use {standard}, and the statement must say so"),
            );
        }
    }
    let sets: Vec<Node<'_, '_>> = children(judging, "testset").collect();
    let main = sets
        .iter()
        .find(|set| set.attribute("name") == Some("tests"))
        .or(sets.first());
    let main = *main.context("problem.xml has no <testset>")?;
    for other in sets.iter().filter(|set| **set != main) {
        let name = other.attribute("name").unwrap_or_default();
        draft.notes.dropped(
            format!("testset {name:?}"),
            "a problem has one set of tests, that called tests",
        );
    }
    let number = |name| text_of(main, name).and_then(|text| text.parse::<f64>().ok());
    let ms = number("time-limit").context("problem.xml: the time limit is no number of milliseconds")?;
    draft.cpu_ms("testset: time-limit", ms);
    if let Some(bytes) = number("memory-limit") {
        draft.memory_bytes("testset: memory-limit", bytes);
    }
    tests::read(source, main, draft)
}

/// A path with a test's number in it, such as `tests/%02d.a`.
#[derive(Debug, PartialEq, Eq)]
struct Pattern<'a> {
    before: &'a str,
    width: usize,
    behind: &'a str,
}

impl<'a> Pattern<'a> {
    fn parse(pattern: &'a str) -> Option<Pattern<'a>> {
        let (before, rest) = pattern.split_once('%')?;
        let (width, behind) = rest.split_once('d')?;
        let width = match width {
            "" => 0,
            width => width
                .strip_prefix('0')?
                .parse()
                .ok()
                .filter(|width| *width <= 9)?,
        };
        Some(Pattern {
            before,
            width,
            behind,
        })
    }

    fn of(&self, number: usize) -> String {
        let width = self.width;
        format!("{}{number:0width$}{}", self.before, self.behind)
    }
}

fn statement(source: &Source, problem: Node<'_, '_>, draft: &mut Draft) -> anyhow::Result<()> {
    let names = child(problem, "names")
        .into_iter()
        .flat_map(|names| children(names, "name"));
    let names: Vec<(&str, &str)> = names
        .filter_map(|name| Some((name.attribute("language")?, name.attribute("value")?)))
        .collect();
    let listed = child(problem, "statements")
        .into_iter()
        .flat_map(|statements| children(statements, "statement"));
    let tex = listed.filter(|statement| statement.attribute("type") == Some("application/x-tex"));
    let mut tex: Vec<(&str, &str)> = tex
        .filter_map(|statement| Some((statement.attribute("language")?, statement.attribute("path")?)))
        .collect();
    tex.sort_by_key(|(language, _)| *language != "english");
    let title = |language: &str| {
        let own = names.iter().find(|(known, _)| *known == language);
        own.or(names.first()).map(|(_, value)| (*value).to_owned())
    };
    let Some((language, path)) = tex.first() else {
        draft.title = title("english");
        draft
            .notes
            .differs("statements", "there is no statement in TeX; write statement.md");
        "The statement is yet to be written.\n".clone_into(&mut draft.statement);
        return Ok(());
    };
    for (other, path) in tex.get(1..).unwrap_or_default() {
        draft.notes.dropped(
            *path,
            format!("the statement in {other}: a Gavel package has one, in one language"),
        );
    }
    draft.title = title(language);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let sections = format!("statement-sections/{language}/");
    if source.has(&format!("{sections}legend.tex")) {
        let mut parts = Vec::new();
        for (name, heading) in SECTIONS {
            let file = format!("{sections}{name}.tex");
            if !source.has(&file) {
                continue;
            }
            let part = section(source, &sections, &file, draft)?;
            if !part.trim().is_empty() {
                parts.push(format!("{heading}\n\n{part}").trim_start().to_owned());
            }
        }
        draft.statement = parts.join("\n");
    } else {
        draft.statement = section(source, &format!("{folder}/"), path, draft)?;
    }
    let tutorials = [
        format!("{sections}tutorial.tex"),
        format!("{folder}/tutorial.tex"),
    ];
    if let Some(file) = tutorials.into_iter().find(|file| source.has(file)) {
        let place = file.strip_suffix("tutorial.tex").unwrap_or_default().to_owned();
        let editorial = section(source, &place, &file, draft)?;
        draft.editorial = Some(editorial).filter(|editorial| !editorial.trim().is_empty());
    }
    Ok(())
}

fn section(source: &Source, folder: &str, file: &str, draft: &mut Draft) -> anyhow::Result<String> {
    let whole = source.text(file)?;
    Ok(text::latex(source, folder, file, &whole, &BTreeMap::new(), draft)?.markdown)
}

fn solutions(source: &Source, assets: Node<'_, '_>, extensions: &BTreeSet<String>, draft: &mut Draft) {
    let solutions = child(assets, "solutions")
        .into_iter()
        .flat_map(|solutions| children(solutions, "solution"));
    for solution in solutions {
        let tag = solution.attribute("tag").unwrap_or_default();
        let Some((path, language)) = child(solution, "source").and_then(|source| {
            Some((
                source.attribute("path")?,
                source.attribute("type").unwrap_or_default(),
            ))
        }) else {
            continue;
        };
        let promised = match tag {
            "main" | "accepted" => Status::Accepted,
            "wrong-answer" | "presentation-error" => Status::WrongAnswer,
            "time-limit-exceeded" => Status::TimeLimit,
            "memory-limit-exceeded" => Status::MemoryLimit,
            "runtime-error" => Status::RuntimeError,
            _ => {
                draft
                    .notes
                    .dropped(path, format!("its tag {tag:?} promises no single verdict"));
                continue;
            }
        };
        take(
            source,
            path,
            &[path],
            promised,
            Language::Named(language),
            extensions,
            draft,
        );
    }
}

#[cfg(test)]
mod checks {
    use super::*;

    #[test]
    fn a_pattern_names_a_file_by_its_number() {
        assert_eq!(Pattern::parse("tests/%02d.a").unwrap().of(7), "tests/07.a");
        assert_eq!(Pattern::parse("%d").unwrap().of(12), "12");
        for wrong in ["tests/1", "%2d", "%s", "%099999999999d", "%0x"] {
            assert_eq!(Pattern::parse(wrong), None, "{wrong}");
        }
    }
}
