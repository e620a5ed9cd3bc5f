//! Tests that a program of the package makes: the generator prints the input, the reference solution answers it. `generated` in
//! `problem.yaml` lists them; `folder` reads them, and whoever can execute programs makes those that do not lie in `tests/`.

use std::collections::BTreeMap;
use std::iter;
use std::sync::Arc;

use anyhow::Context;
use gavel_wire::Sha256;
use gavel_wire::signature::Signature;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::folder::Example;
use super::manifest::{Kind, Manifest};
use super::programs::{self, Program};
use super::sha256;

/// Of the names of their files, which no other test has.
pub(crate) const PREFIX: &str = "generated-";
pub(crate) const GENERATED_MAX: usize = 200;
pub(crate) const ARGUMENTS_MAX: usize = 16;
pub(crate) const ARGUMENT_BYTES_MAX: usize = 200;

/// A hidden test whose input a program of `generators/` prints.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Generated")]
pub(crate) struct AskedGenerated {
    /// The name of a file in `generators/`.
    pub(crate) generator: String,
    /// What it is called with: numbers and texts.
    #[serde(default)]
    #[schemars(length(max = ARGUMENTS_MAX))]
    pub(crate) arguments: Vec<Argument>,
    /// The subtask that it is a test of, where no subtask's `tests` say it.
    pub(crate) subtask: Option<String>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Argument {
    Whole(i64),
    Text(String),
}

/// A test that is yet to be made.
#[derive(Debug, Clone)]
pub struct Generated {
    /// Such as `generated-001`; the test's files have this name.
    pub stem: String,
    pub generator: Arc<Program>,
    pub arguments: Vec<String>,
    pub reference: Source,
    /// From 0.
    pub(crate) subtask: Option<u16>,
}

/// A program of the package's author.
#[derive(Debug, Clone, Serialize)]
pub struct Source {
    /// Its extension tells the language.
    pub name: String,
    pub text: String,
}

impl Generated {
    /// The hash of all that the test is made from.
    pub fn key(&self, signature: Option<&Signature>) -> anyhow::Result<Sha256> {
        let made_from = (&*self.generator, &self.arguments, &self.reference, signature);
        Ok(sha256(&serde_json::to_vec(&made_from)?))
    }
}

impl Argument {
    fn word(&self) -> String {
        match self {
            Argument::Whole(number) => number.to_string(),
            Argument::Text(text) => text.clone(),
        }
    }
}

pub(crate) fn stem(index: usize) -> String {
    format!("{PREFIX}{:03}", index + 1)
}

/// The solution that `manifest` calls its reference, by its name within `submissions/`.
pub(crate) fn reference(manifest: &Manifest, submissions: &[Example]) -> anyhow::Result<Option<Source>> {
    let Some(reference) = &manifest.reference else {
        return Ok(None);
    };
    anyhow::ensure!(
        manifest.kind != Kind::Interactive,
        "reference: no program answers the tests of kind: interactive"
    );
    let name = format!("accepted/{reference}");
    let solution = submissions.iter().find(|example| example.name == name);
    let solution = solution.with_context(|| format!("reference: there is no submissions/{name}"))?;
    Ok(Some(Source {
        name,
        text: solution.source.clone(),
    }))
}

/// All that `manifest` lists, in order.
pub(crate) fn listed(
    manifest: &Manifest,
    generators: Vec<Source>,
    submissions: &[Example],
) -> anyhow::Result<Vec<Generated>> {
    let reference = reference(manifest, submissions)?;
    if manifest.generated.is_empty() {
        return Ok(Vec::new());
    }
    let reference = reference
        .context("generated needs reference, the accepted submission whose answers are the expected ones")?;
    let generators = programs(manifest, generators)?;
    let mut listed = Vec::new();
    for (index, asked) in manifest.generated.iter().enumerate() {
        let generator = generators.get(&asked.generator);
        let arguments: Vec<String> = asked.arguments.iter().map(Argument::word).collect();
        let fits = arguments
            .iter()
            .all(|word| word.len() <= ARGUMENT_BYTES_MAX && !word.contains('\0'));
        anyhow::ensure!(
            fits && arguments.len() <= ARGUMENTS_MAX,
            "generated: at most {ARGUMENTS_MAX} arguments of {ARGUMENT_BYTES_MAX} bytes each"
        );
        listed.push(Generated {
            stem: stem(index),
            generator: generator
                .with_context(|| format!("generated: there is no generators/{}", asked.generator))?
                .clone(),
            arguments,
            reference: reference.clone(),
            subtask: None,
        });
    }
    Ok(listed)
}

/// The programs that `manifest` calls, each with the files of `generators/` that it does not call: what they include or import.
fn programs(manifest: &Manifest, files: Vec<Source>) -> anyhow::Result<BTreeMap<String, Arc<Program>>> {
    let is_called = |file: &Source| {
        manifest
            .generated
            .iter()
            .any(|asked| asked.generator == file.name)
    };
    let (called, beside): (Vec<_>, Vec<_>) = files.into_iter().partition(is_called);
    let with_beside = |file: Source| {
        let name = file.name.clone();
        let files = iter::once(file).chain(beside.iter().cloned()).collect();
        let program = programs::program("generators", &name, files)?;
        Ok((name, Arc::new(program)))
    };
    called.into_iter().map(with_beside).collect()
}
