//! What decides whether a program that ended well is right: the comparison of `check`, or a checker or an interactor of the problem's
//! author, which runs in the second slot. `judge` calls it for each test.

use std::sync::Arc;

use gavel_sandbox::{Artefact, Captured, FileContent, InFile, Outcome, Status as Ended};
use gavel_signature::{arguments_json, show_answer};
use gavel_wire::problem::{AuthorProgram, Checker};
use gavel_wire::signature::Signature;
use gavel_wire::verdict::Difference;

use crate::author::AuthorError;
use crate::beside::{Beside, Role};
use crate::blobs::Blobs;
use crate::check::{Comparison, Found, compare};
use crate::compiled::Compiled;
use crate::execution::{Control, Program};
use crate::interaction::Interactor;
use crate::verdict::{self, Finding, Opinion};

/// Longer answers than twice the expected one and this are wrong: as values they would take many times their bytes.
const TYPED_ANSWER_BYTES_MAX: usize = 1 << 20;

/// Where a checker finds the test's input, the program's output and the expected one: its arguments, and files in `/w`.
const FILES: [&str; 3] = ["input", "output", "answer"];

/// What decides about the tests of one judging.
pub struct Checking<'a> {
    checker: &'a Checker,
    custom: Option<Custom<'a>>,
    /// Of an interactive problem.
    pub interactor: Option<Interactor<'a>>,
}

struct Custom<'a> {
    author: Author<'a>,
    signature: Option<&'a Signature>,
}

/// A program that is ready in the second slot.
pub struct Author<'a> {
    what: &'static str,
    wanted: &'a AuthorProgram,
    pub program: Arc<Program>,
    pub beside: &'a Beside,
    pub control: &'a Control,
}

/// What was decided about one test.
#[derive(Debug)]
pub struct Checked {
    pub opinion: Opinion,
    /// Where a comparison found the output to be wrong.
    pub difference: Option<Difference>,
    /// What a checker or an interactor wrote to its standard error.
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
        let ready = |what, wanted: &'a AuthorProgram| match beside.prepare(
            wanted,
            Role::Tool,
            blobs,
            compiled,
            control,
        ) {
            Ok(program) => Ok(Author {
                what,
                wanted,
                program,
                beside,
                control,
            }),
            Err(error) => Err(unusable(what, wanted, error, beside)),
        };
        let (mut custom, mut interactor) = (None, None);
        match checker {
            Checker::Custom { program, signature } => {
                custom = Some(Custom {
                    author: ready("checker", program)?,
                    signature: signature.as_ref(),
                });
            }
            Checker::Interactor { program } => {
                interactor = Some(Interactor(ready("interactor", program)?));
            }
            _ => {}
        }
        Ok(Checking {
            checker,
            custom,
            interactor,
        })
    }

    /// Of a program that exited with 0.
    pub fn check(&self, input: &[u8], outcome: &Outcome, expected: &[u8]) -> Checked {
        let found = Found::of(outcome);
        if let Some(custom) = &self.custom {
            return custom.check(input, found, expected);
        }
        let (opinion, difference) = match compare(self.checker, input, found, expected) {
            Comparison::Same => (Opinion::Right, None),
            Comparison::Different(difference) => (Opinion::WRONG, Some(difference)),
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
                opinion: self.author.named(
                    verdict::of_checker(&outcome.status, &outcome.stderr.bytes),
                    &outcome,
                ),
                difference: None,
                said: Some(outcome.stderr),
            },
            Err(error) => Checked::without_words(self.author.failed(error)),
        }
    }

    fn run(&self, texts: &[Vec<u8>; 3]) -> Result<Outcome, AuthorError> {
        let Author {
            program,
            beside,
            control,
            ..
        } = &self.author;
        let files = FILES.iter().zip(texts).map(|(name, text)| file(name, text));
        let files = files.collect::<Result<Vec<_>, _>>()?;
        let mut spec = program.alone(Arc::from([]), control);
        spec.argv.extend(FILES.map(str::to_owned));
        Ok(beside.start(program, files, spec, |_| ())?.wait()??)
    }
}

impl Author<'_> {
    /// An opinion with the program's name where it failed.
    pub fn named(&self, opinion: Opinion, outcome: &Outcome) -> Opinion {
        if let Ended::SandboxFailed(_) = outcome.status {
            self.beside.close();
        }
        match opinion {
            Opinion::Failed(how) => {
                Opinion::Failed(format!("the {} {} failed: {how}", self.what, self.wanted.name))
            }
            opinion => opinion,
        }
    }

    pub fn failed(&self, error: AuthorError) -> Opinion {
        let unusable = unusable(self.what, self.wanted, error, self.beside);
        Opinion::Failed(unusable.finding.reason.unwrap_or_default())
    }
}

impl Checked {
    pub fn without_words(opinion: Opinion) -> Checked {
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
        return Err(Opinion::WRONG);
    }
    // No answer, or none of its type: the program ended before it returned, or wrote there itself.
    let answer = show_answer(signature, input, answer).map_err(|_| Opinion::WRONG)?;
    let lines = [arguments.into(), answer, right];
    Ok(lines.map(|json| format!("{json}\n").into_bytes()))
}

/// A file of the test for a program of the author's.
pub fn file(name: &str, content: &[u8]) -> Result<InFile, AuthorError> {
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
