//! The tests of a package of Polygon and the points that they give, by groups or each by itself.

use std::collections::BTreeMap;

use anyhow::Context;
use roxmltree::Node;

use super::{Pattern, child, children, text_of};
use crate::import::draft::Draft;
use crate::import::source::Source;
use crate::import::subtasks::{Group, parts};
use crate::import::tests::Test;

const PLACE: &str = "testset: groups";

/// What `problem.xml` says of a group.
struct Named<'a> {
    name: &'a str,
    points: Option<f64>,
    each_test: bool,
    requires: Vec<&'a str>,
    /// By their numbers, with their points.
    tests: Vec<(usize, f64)>,
}

pub(super) fn read(source: &Source, set: Node<'_, '_>, draft: &mut Draft) -> anyhow::Result<()> {
    let (inputs, answers) = (
        pattern(set, "input-path-pattern")?,
        pattern(set, "answer-path-pattern")?,
    );
    let tests: Vec<Node<'_, '_>> = child(set, "tests")
        .into_iter()
        .flat_map(|tests| children(tests, "test"))
        .collect();
    let width = tests.len().to_string().len().max(2);
    let points = |test: &Node<'_, '_>| {
        test.attribute("points")
            .and_then(|points| points.parse::<f64>().ok())
    };
    let scores = tests
        .iter()
        .any(|test| points(test).is_some_and(|points| points != 0.0));
    let mut groups = named(set);
    let scores = scores
        || groups
            .iter()
            .any(|group| group.points.is_some_and(|points| points != 0.0));
    let mut hidden = BTreeMap::new();
    for (index, test) in tests.iter().enumerate() {
        let number = index + 1;
        let (input, answer) = (inputs.of(number), answers.of(number));
        for file in [&input, &answer] {
            anyhow::ensure!(
                source.has(file),
                "there is no {file}: a full package has all tests, a standard one has those alone that were written by hand"
            );
        }
        let files = Test {
            name: format!("{number:0width$}"),
            input,
            answer,
        };
        let points = points(test).unwrap_or(0.0);
        if test.attribute("sample") == Some("true") {
            if points != 0.0 {
                draft
                    .notes
                    .differs(PLACE, format!("test {number} is a sample and gives {points} points, which samples do not do in Gavel"));
            }
            draft.tests.samples.push(files);
            continue;
        }
        hidden.insert(number, files);
        let name = test.attribute("group").unwrap_or_default();
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.tests.push((number, points)),
            // Tests of a group that the file does not describe give points one by one.
            None => groups.push(Named {
                name,
                points: None,
                each_test: true,
                requires: Vec::new(),
                tests: vec![(number, points)],
            }),
        }
    }
    if !scores {
        if tests.iter().any(|test| test.attribute("group").is_some()) {
            draft
                .notes
                .dropped(PLACE, "groups without points mean nothing in Gavel");
        }
        draft.tests.hidden.extend(hidden.into_values());
        return Ok(());
    }
    give(ordered(groups, draft), hidden, draft);
    Ok(())
}

/// Hands the tests over in the order of their groups, which their new names follow.
fn give(ordered: Vec<Named<'_>>, mut hidden: BTreeMap<usize, Test>, draft: &mut Draft) {
    let mut made = Vec::new();
    for (at, group) in ordered.iter().enumerate() {
        let mut tests = Vec::new();
        for (number, points) in &group.tests {
            let Some(mut test) = hidden.remove(number) else {
                continue;
            };
            test.name = format!("{:03}/{}", at + 1, test.name);
            tests.push((test.name.clone(), *points));
            draft.tests.hidden.push(test);
        }
        let sum = tests.iter().map(|(_, points)| points).sum();
        let before = |name: &&str| ordered.iter().take(at).position(|group| group.name == *name);
        made.push(Group {
            name: group.name.to_owned(),
            tests,
            together: (!group.each_test).then_some(group.points.unwrap_or(sum)),
            requires: group.requires.iter().filter_map(before).collect(),
        });
    }
    draft.parts = parts(made, PLACE, &mut draft.notes);
}

fn pattern<'a>(set: Node<'a, '_>, name: &'static str) -> anyhow::Result<Pattern<'a>> {
    let pattern = text_of(set, name).with_context(|| format!("problem.xml has no <{name}>"))?;
    Pattern::parse(pattern)
        .with_context(|| format!("problem.xml: {name} {pattern:?} has no %d for the test's number"))
}

fn named<'a>(set: Node<'a, '_>) -> Vec<Named<'a>> {
    let groups = child(set, "groups")
        .into_iter()
        .flat_map(|groups| children(groups, "group"));
    let named = groups.filter_map(|group| {
        let requires = child(group, "dependencies")
            .into_iter()
            .flat_map(|dependencies| children(dependencies, "dependency"));
        Some(Named {
            name: group.attribute("name")?,
            points: group.attribute("points").and_then(|points| points.parse().ok()),
            each_test: group.attribute("points-policy") != Some("complete-group"),
            requires: requires
                .filter_map(|required| required.attribute("group"))
                .collect(),
            tests: Vec::new(),
        })
    });
    named.collect()
}

/// Those that have tests, each behind the ones that it depends on; what cannot be is noted.
fn ordered<'a>(mut groups: Vec<Named<'a>>, draft: &mut Draft) -> Vec<Named<'a>> {
    groups.retain(|group| !group.tests.is_empty());
    let names: Vec<&str> = groups.iter().map(|group| group.name).collect();
    for group in &mut groups {
        let name = group.name;
        group.requires.retain(|required| {
            let known = names.contains(required);
            if !known {
                draft.notes.changed(
                    PLACE,
                    format!("group {name:?} depends on {required:?}, which has no hidden tests; samples stop nothing in Gavel"),
                );
            }
            known
        });
        if group.each_test && group.tests.len() > 1 {
            draft.notes.changed(
                PLACE,
                format!("each test of group {name:?} gives points by itself, and is a subtask of its own where that is possible"),
            );
        }
    }
    let mut ordered: Vec<Named<'a>> = Vec::new();
    while !groups.is_empty() {
        let ready = |group: &Named<'_>| {
            let mut requires = group.requires.iter();
            requires.all(|name| ordered.iter().any(|before| before.name == *name))
        };
        let next = groups.iter().position(ready).unwrap_or_else(|| {
            draft.notes.differs(
                PLACE,
                "groups depend on each other in a circle; some of that is left out",
            );
            0
        });
        ordered.push(groups.remove(next));
    }
    ordered
}
