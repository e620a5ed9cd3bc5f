//! Checkers, interactors and validators of a package as programs of Kattis's protocol: each lies as it was beside an adapter that runs it.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};

use super::Version;
use super::write::{Files, Part};
use crate::adapters::{self, Adapter, Language, Protocol, Role};
use crate::folder::Package;
use crate::import::report::Notes;
use crate::programs::Program;

/// Whether a program of the package decides about outputs in what is exported.
pub(super) fn write(
    package: &Package,
    version: Version,
    files: &mut Files<'_>,
    notes: &mut Notes,
) -> anyhow::Result<bool> {
    let programs = &package.programs;
    let output = match version {
        Version::Legacy => "output_validators/checker",
        Version::V2025 => "output_validator",
    };
    let mut decided = false;
    if let Some(program) = &programs.interactor {
        let made = adapted(Role::Interactor, program)
            .with_context(|| format!("interactor/{} cannot be exported", program.name))?;
        put(output, made, files);
        decided = true;
    }
    if let Some(program) = &programs.checker {
        match adapted(Role::Checker, program) {
            Ok(made) => {
                put(output, made, files);
                decided = true;
            }
            Err(why) => notes.differs(
                format!("checker/{}", program.name),
                format!("it is not carried over: {why:#}; outputs are compared as tokens"),
            ),
        }
    }
    let validator = programs.validator.as_ref();
    match validator.map(|program| (program, adapted(Role::Validator, program))) {
        None => notes.differs(
            "input_validators/",
            "Kattis asks for a program that checks inputs, which this package does not have; write one",
        ),
        Some((_, Ok(made))) => put("input_validators/validator", made, files),
        Some((program, Err(why))) => notes.differs(
            format!("validator/{}", program.name),
            format!("it is not carried over: {why:#}; Kattis asks for one"),
        ),
    }
    if decided {
        notes.changed(
            output,
            "it runs by an adapter that gives it files and translates its exit codes, and lies beside it as it was; what it writes is judgemessage.txt",
        );
    }
    Ok(decided)
}

fn put(folder: &str, made: BTreeMap<String, String>, files: &mut Files<'_>) {
    for (name, text) in made {
        files.insert(format!("{folder}/{name}"), Part::Text(text));
    }
}

/// The files of the program and of its adapter, which starts it: `main`, as Kattis finds it among several.
fn adapted(role: Role, program: &Program) -> anyhow::Result<BTreeMap<String, String>> {
    let extension = program
        .name
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension);
    let language = Language::of(extension).with_context(|| {
        format!("programs in .{extension} have no adapter; those in C, C++ and Python do")
    })?;
    let mut made: BTreeMap<String, String> = BTreeMap::new();
    for file in program.files.iter().filter(|file| file.name != program.name) {
        made.insert(file.name.clone(), file.text.clone());
    }
    let own = program.files.iter().find(|file| file.name == program.name);
    let own = own.map(|file| file.text.as_str()).unwrap_or_default();
    let main = format!("main.{extension}");
    let mut starts = BTreeMap::new();
    if let Some(original) = adapters::original(Protocol::Gavel, role, language, own) {
        // The program came from Kattis.
        let text = made
            .remove(original)
            .with_context(|| format!("it lacks its file {original}"))?;
        starts.insert(main.clone(), text);
    } else {
        ensure!(
            !adapters::is_made(own),
            "it is an adapter for a program that has arguments or gives points"
        );
        // Every source in C and C++ of a folder is compiled by itself.
        let original = match language {
            Language::C | Language::Cpp => "original.h",
            Language::Python => "original.py",
        };
        let adapter = Adapter {
            to: Protocol::Kattis,
            role,
            language,
            original,
            arguments: &[],
            points: None,
        };
        starts.insert(main.clone(), adapter.text());
        starts.insert(original.to_owned(), own.to_owned());
    }
    for (name, text) in starts {
        ensure!(
            made.insert(name.clone(), text).is_none(),
            "a file beside it is called {name}"
        );
    }
    let compiled = made.keys().find(|name| {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let source = matches!(extension, "c" | "cc" | "cpp" | "cxx" | "c++" | "C");
        **name != main && language != Language::Python && source
    });
    if let Some(name) = compiled {
        anyhow::bail!("{name} beside it would be compiled by itself");
    }
    Ok(made)
}
