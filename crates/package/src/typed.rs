//! The parts of a typed problem's package that a stdio problem does not have: tests in JSON, and starter code made from the signature by
//! each language's template. Nothing is executed here.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use gavel_signature::{arguments_json, encode_arguments, encode_expected, render, show_answer};
use gavel_wire::LanguageId;
use gavel_wire::problem::Sample;
use gavel_wire::signature::Signature;
use serde::Deserialize;
use serde_json::Value as Json;

use super::folder::TestData;
use super::languages;

/// `tests/<name>.json`: the arguments of a function or the calls on a class, and what they should come to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TestFile {
    #[serde(default)]
    arguments: Option<Vec<Json>>,
    #[serde(default)]
    calls: Option<Vec<Json>>,
    expected: Json,
}

/// A test of this text.
pub(super) fn read(signature: &Signature, text: &[u8], sample: bool) -> anyhow::Result<TestData> {
    let test: TestFile = serde_json::from_slice(text).context("it is not a test of a typed problem")?;
    let arguments = match (signature.is_class(), test.arguments, test.calls) {
        (false, Some(arguments), None) => arguments,
        (true, None, Some(calls)) => calls,
        (false, ..) => anyhow::bail!("a function's test has `arguments` and `expected`"),
        (true, ..) => anyhow::bail!("a class's test has `calls` and `expected`"),
    };
    let input = encode_arguments(signature, &arguments)?;
    let expected = encode_expected(signature, &input, &test.expected)?;
    let shown = sample.then(|| {
        anyhow::Ok(Sample {
            input: serde_json::to_string(&arguments_json(signature, &input)?)?,
            output: show_answer(signature, &input, &expected)?.to_string(),
        })
    });
    Ok(TestData {
        shown: shown.transpose()?,
        input,
        expected,
    })
}

/// The test as its author would write it.
pub(crate) fn write(signature: &Signature, test: &TestData) -> anyhow::Result<Vec<u8>> {
    let given = if signature.is_class() {
        "calls"
    } else {
        "arguments"
    };
    let text = serde_json::json!({
        given: arguments_json(signature, &test.input)?,
        "expected": show_answer(signature, &test.input, &test.expected)?,
    });
    Ok(serde_json::to_vec(&text)?)
}

/// What a generator of a typed problem printed, as a driver reads it.
pub fn generated(signature: &Signature, printed: &[u8]) -> anyhow::Result<Vec<u8>> {
    let arguments: Vec<Json> = serde_json::from_slice(printed)
        .context("a generator prints the list of the arguments, or calls, as JSON")?;
    Ok(encode_arguments(signature, &arguments)?)
}

/// Whether what a solution wrote for `input` is an answer of the signature's type.
pub fn is_answer(signature: &Signature, input: &[u8], answer: &[u8]) -> bool {
    show_answer(signature, input, answer).is_ok()
}

/// The code to start from, in every language under the directory that typed problems can be solved in.
pub(super) fn starters(
    directory: &Path,
    signature: &Signature,
) -> anyhow::Result<BTreeMap<LanguageId, String>> {
    let mut starters = BTreeMap::new();
    for language in languages::read(directory)? {
        if let Some(files) = &language.signature {
            let path = directory.join(&files.starter);
            let template =
                std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
            starters.insert(language.id, render(&template, signature)?);
        }
    }
    anyhow::ensure!(
        !starters.is_empty(),
        "no language in {} can solve typed problems",
        directory.display()
    );
    Ok(starters)
}
