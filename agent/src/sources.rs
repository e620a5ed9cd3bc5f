//! The files that a submission's program is made of, under the names that the language's commands expect, and those commands. A typed
//! problem adds the language's driver, which takes the place of the program's first file. Pure; `judge` calls it.

use std::borrow::Cow;

use gavel_sandbox::InFile;
use gavel_wire::language::{Compile, SignatureFiles};
use gavel_wire::signature::Signature;
use gavel_wire::{FileName, SourceFile, Status};

use crate::execution;
use crate::toolchain::Toolchain;
use crate::verdict::Finding;

pub struct Sources<'a> {
    pub files: Vec<InFile>,
    /// None for an interpreted language.
    pub compile: Option<Cow<'a, Compile>>,
}

/// A person's program, which of a typed problem has a signature.
pub fn of<'a>(
    given: &[SourceFile],
    signature: Option<&Signature>,
    toolchain: &'a Toolchain,
) -> Result<Sources<'a>, Finding> {
    let language = &toolchain.language;
    let Some(signature) = signature else {
        let files = named(given, &language.source)?;
        return Ok(Sources {
            files: execution::sources(&files),
            compile: language.compile.as_ref().map(Cow::Borrowed),
        });
    };
    let (Some(typed), Some(driver)) = (&language.signature, &toolchain.driver) else {
        return Err(refused(format!(
            "typed problems cannot be solved in {} here",
            language.name
        )));
    };
    let mut files = named(given, &typed.source)?;
    if files.iter().any(|file| file.name == language.source) {
        return Err(refused(format!(
            "no file may be called {}: it is the driver's name",
            language.source
        )));
    }
    files.push(SourceFile {
        name: language.source.clone(),
        text: filled(driver, signature)?,
    });
    Ok(Sources {
        files: execution::sources(&files),
        compile: language
            .compile
            .as_ref()
            .map(|compile| with_driver(compile, typed)),
    })
}

/// A program of a problem's author that starts from the file called `start`.
pub fn of_author<'a>(start: &FileName, mut files: Vec<InFile>, toolchain: &'a Toolchain) -> Sources<'a> {
    for file in &mut files {
        if file.name == start.as_str() {
            file.name = toolchain.language.source.to_string();
        }
    }
    Sources {
        files,
        compile: toolchain.language.compile.as_ref().map(Cow::Borrowed),
    }
}

/// A single file is called what is expected.
fn named(files: &[SourceFile], expected: &FileName) -> Result<Vec<SourceFile>, Finding> {
    let mut files = files.to_vec();
    if let [only] = files.as_mut_slice() {
        only.name = expected.clone();
    }
    if files.iter().any(|file| file.name == *expected) {
        return Ok(files);
    }
    Err(refused(format!(
        "no file is called {expected}, which is where a program in this language starts"
    )))
}

fn refused(reason: String) -> Finding {
    Finding::public(Status::CompileError, reason)
}

fn filled(driver: &str, signature: &Signature) -> Result<String, Finding> {
    gavel_signature::render(driver, signature).map_err(|error| {
        tracing::error!(%error, cause = ?std::error::Error::source(&error), "a driver cannot be made");
        Finding::internal("the driver of this problem cannot be made".to_owned())
    })
}

fn with_driver<'a>(compile: &'a Compile, typed: &SignatureFiles) -> Cow<'a, Compile> {
    if typed.compile.is_empty() {
        return Cow::Borrowed(compile);
    }
    Cow::Owned(Compile {
        quick: Vec::new(),
        commands: typed.compile.clone(),
        warm: match typed.ordered.is_empty() {
            true => Vec::new(),
            false => compile.warm.clone(),
        },
        ordered: typed.ordered.clone(),
        ..compile.clone()
    })
}
