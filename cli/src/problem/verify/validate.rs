//! Asks a package's validator whether each test's input is one, as the checker would be asked: in a sandbox, by the agent's own code.

use anyhow::Context;
use gavel_agent::author::AuthorError;
use gavel_agent::beside::{Beside, Role};
use gavel_agent::blobs::Blobs;
use gavel_agent::execution::Control;
use gavel_blob::BlobStore;
use gavel_package::folder::Package;
use gavel_package::{input_text, store};
use gavel_sandbox::Status as Ended;
use gavel_wire::language::Language;
use gavel_wire::problem::Problem;

/// More say nothing more.
const FAULTS_MAX: usize = 10;

/// What the validator holds against the tests, each with its name; nothing where there is no validator.
pub(super) fn faults(
    package: &Package,
    problem: &Problem,
    languages: &[Language],
    (stored, blobs): (&BlobStore, &Blobs),
    beside: &Beside,
    control: impl Fn() -> Control,
) -> anyhow::Result<Vec<String>> {
    let Some(validator) = &package.programs.validator else {
        return Ok(Vec::new());
    };
    let name = format!("validator/{}", validator.name);
    let wanted = match store::store_program(validator, languages, stored) {
        Ok(wanted) => wanted,
        Err(error) => return Ok(vec![format!("{name}: {error:#}")]),
    };
    let program = match beside.prepare(&wanted, Role::Tool, blobs, None, &control()) {
        Ok(program) => program,
        Err(AuthorError::Cancelled) => return Ok(Vec::new()),
        Err(error @ (AuthorError::Refused(_) | AuthorError::NoLanguage(_))) => {
            return Ok(vec![format!("{name}: {error}")]);
        }
        Err(error) => return Err(error).context(name),
    };
    let mut faults = Vec::new();
    for (test, files) in problem.tests.iter().zip(&package.tests) {
        let input = input_text(problem.checker.signature(), &blobs.get(&test.input)?)?;
        let spec = program.alone(input.into(), &control());
        let outcome = beside.start(&program, Vec::new(), spec, |_| ())?.wait()??;
        let said = String::from_utf8_lossy(&outcome.stderr.bytes).trim().to_owned();
        let about = match outcome.status {
            Ended::Exited(0) => continue,
            Ended::Cancelled => break,
            Ended::SandboxFailed(failed) => return Err(failed).context(name),
            Ended::Exited(_) => "its input is not valid".to_owned(),
            ended => format!("the validator failed: {ended:?}"),
        };
        let stem = &files.stem;
        faults.push(format!("tests/{stem}: {about}, by {name}: {said}"));
        if faults.len() == FAULTS_MAX {
            break;
        }
    }
    Ok(faults)
}
