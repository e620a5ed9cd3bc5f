//! What decides whether the output of a program that ended well is right: the comparison of `check`, or a checker of the problem's
//! author, which runs in the second slot. `judge` calls it for each test.

use std::sync::Arc;

use gavel_sandbox::{Artefact, Captured, FileContent, InFile, Outcome};
use gavel_signature::{arguments_json, show_answer};
use gavel_wire::problem::{AuthorProgram, Checker};
use gavel_wire::signature::Signature;
use gavel_wire::verdict::Difference;

use crate::author::AuthorError;
use crate::beside::Beside;
use crate::blobs::Blobs;
use crate::check::{Comparison, Found, compare};
use crate::compiled::Compiled;
use crate::execution::{Control, Program};
use crate::verdict::{self, Finding, Opinion};

/// Longer answers than twice the expected one and this are wrong: as values they would take many times their bytes.
const TYPED_ANSWER_BYTES_MAX: usize = 1 << 20;

/// Where a checker finds the test's input, the program's output and the expected one: its arguments, and files in `/w`.
const FILES: [&str; 3] = ["input", "output", "answer"];

/// What decides about the tests of one judging.
pub struct Checking<'a> {
    checker: &'a Checker,
    custom: Option<Custom<'a>>,
}

struct Custom<'a> {
    wanted: &'a AuthorProgram,
    signature: Option<&'a Signature>,
    program: Arc<Program>,
    beside: &'a Beside,
    control: &'a Control,
}

/// What was decided about one test.
#[derive(Debug)]
pub struct Checked {
    pub opinion: Opinion,
    /// Where a comparison found the output to be wrong.
    pub difference: Option<Difference>,
    /// What a checker wrote to its standard error.
    pub said: Option<Captured>,
}

/// A program of the author's that cannot be judged with.
#[derive(Debug)]
pub struct Unusable {
    pub finding: Finding,
    /// For the author alone.
    pub remark: Option<String>,
}

impl<'a> Checking<'a> {
    pub fn prepare(
        checker: &'a Checker,
        beside: &'a Beside,
        blobs: &Blobs,
        compiled: Option<&Compiled>,
        control: &'a Control,
    ) -> Result<Checking<'a>, Unusable> {
        let custom = match checker {
            Checker::Custom { program, signature } => {
                let prepared = beside.prepare(program, blobs, compiled, control);
                Some(Custom {
                    wanted: program,
                    signature: signature.as_ref(),
                    program: prepared.map_err(|error| unusable("checker", program, error, beside))?,
                    beside,
                    control,
                })
            }
            _ => None,
        };
        Ok(Checking { checker, custom })
    }

    /// Of a program that exited with 0.
    pub fn check(&self, input: &[u8], outcome: &Outcome, expected: &[u8]) -> Checked {
        let found = Found::of(outcome);
        if let Some(custom) = &self.custom {
            return custom.check(input, found, expected);
        }
        let (opinion, difference) = match compare(self.checker, input, found, expected) {
            Comparison::Same => (Opinion::Right, None),
            Comparison::Different(difference) => (Opinion::Wrong, Some(difference)),
        };
        Checked {
            opinion,
            difference,
            said: None,
        }
    }
}

impl Custom<'_> {
    fn check(&self, input: &[u8], found: Found<'_>, expected: &[u8]) -> Checked {
        let texts = match self.signature {
            None => [input, found.printed, expected].map(<[u8]>::to_vec),
            Some(signature) => match typed(signature, input, found.answer, expected) {
                Ok(texts) => texts,
                Err(opinion) => return Checked::without_words(opinion),
            },
        };
        match self.run(&texts) {
            Ok(outcome) => Checked {
                opinion: self.opinion(&outcome),
                difference: None,
                said: Some(outcome.stderr),
            },
            Err(error) => {
                let unusable = unusable("checker", self.wanted, error, self.beside);
                let reason = unusable.finding.reason.unwrap_or_default();
                Checked::without_words(Opinion::Failed(reason))
            }
        }
    }

    fn opinion(&self, outcome: &Outcome) -> Opinion {
        match verdict::of_checker(&outcome.status) {
            Opinion::Failed(how) => {
                Opinion::Failed(format!("the checker {} failed: {how}", self.wanted.name))
            }
            opinion => opinion,
        }
    }

    fn run(&self, texts: &[Vec<u8>; 3]) -> Result<Outcome, AuthorError> {
        let files = FILES.iter().zip(texts).map(|(name, text)| file(name, text));
        let files = files.collect::<Result<Vec<_>, _>>()?;
        let mut spec = self.program.alone(Arc::from([]), self.control);
        spec.argv.extend(FILES.map(str::to_owned));
        Ok(self.beside.start(&self.program, files, spec)?.wait()??)
    }
}

impl Checked {
    fn without_words(opinion: Opinion) -> Checked {
        Checked {
            opinion,
            difference: None,
            said: None,
        }
    }
}

/// A test of a typed problem as lines of JSON; or what is to be said of it without a checker.
fn typed(
    signature: &Signature,
    input: &[u8],
    answer: &[u8],
    expected: &[u8],
) -> Result<[Vec<u8>; 3], Opinion> {
    let broken = |_| Opinion::Failed("the test cannot be read".to_owned());
    let arguments = arguments_json(signature, input).map_err(broken)?;
    let right = show_answer(signature, input, expected).map_err(broken)?;
    let bytes_max = expected
        .len()
        .saturating_mul(2)
        .saturating_add(TYPED_ANSWER_BYTES_MAX);
    if answer.len() > bytes_max {
        return Err(Opinion::Wrong);
    }
    // No answer, or none of its type: the program ended before it returned, or wrote there itself.
    let answer = show_answer(signature, input, answer).map_err(|_| Opinion::Wrong)?;
    let lines = [arguments.into(), answer, right];
    Ok(lines.map(|json| format!("{json}\n").into_bytes()))
}

fn file(name: &str, content: &[u8]) -> Result<InFile, AuthorError> {
    Ok(InFile {
        name: name.to_owned(),
        content: FileContent::Artefact(
            Artefact::from_bytes(name, content, false).map_err(AuthorError::Give)?,
        ),
        executable: false,
    })
}

/// Tells whose program it is and what is wrong with it; a compiler's words could tell its source, which is the author's.
fn unusable(what: &str, program: &AuthorProgram, error: AuthorError, beside: &Beside) -> Unusable {
    let name = &program.name;
    tracing::error!(%error, program = %name, "a program of a problem's author cannot be executed");
    let (reason, remark) = match error {
        AuthorError::Cancelled => {
            return Unusable {
                finding: Finding::cancelled(),
                remark: None,
            };
        }
        AuthorError::Refused(messages) => (format!("the {what} {name} does not compile"), Some(messages)),
        AuthorError::File(_) => (format!("the {what} {name} cannot be read here"), None),
        error => {
            beside.close();
            (format!("the {what} {name} cannot be run: {error}"), None)
        }
    };
    Unusable {
        finding: Finding::internal(reason),
        remark,
    }
}
