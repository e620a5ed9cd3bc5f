//! Checkers, interactors and validators of another judge with what they include or import, as files of the folder that a Gavel package has
//! for them. Those of another protocol get an adapter. What cannot be carried over says why, and nothing is executed.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use gavel_wire::FileName;

use super::draft::Draft;
use super::programs;
use super::source::Source;
use crate::adapters::{self, Adapter, Language, OWN_PREFIX, Protocol, Role};
use crate::programs::{GIVEN, PROGRAM_BYTES_MAX, PROGRAM_FILES_MAX};

const HEADERS: [&str; 6] = ["h", "hpp", "hh", "hxx", "inc", "tcc"];
pub(super) const TESTLIB: &str = "testlib.h";

/// What a program is in the draft.
#[derive(Debug)]
pub(super) struct Carried {
    pub(super) role: Role,
    /// Its file in the role's folder.
    pub(super) main: String,
    pub(super) files: BTreeMap<String, String>,
}

/// What a program of Kattis's is called with beside the test's files, and whether it may give points.
#[derive(Debug, Default)]
pub(super) struct Called {
    pub(super) arguments: Vec<String>,
    pub(super) points: Option<f64>,
}

/// A program of testlib's protocol, which is Gavel's; `beside` are files that it may include.
pub(super) fn testlib(
    source: &Source,
    role: Role,
    file: &str,
    beside: &[&str],
    draft: &mut Draft,
) -> anyhow::Result<Carried> {
    let (stem, extension) = name_of(file).rsplit_once('.').unwrap_or_default();
    let language = Language::of(programs::own_extension(extension));
    let extension = language
        .context("it is no program in C, C++ or Python 3")?
        .extension();
    let main = match role {
        Role::Validator => format!("validator.{extension}"),
        _ => format!("{stem}.{extension}"),
    };
    let mut text = text(source, file)?;
    let included = included(source, &text, extension, beside)?;
    if includes(&text, TESTLIB) && !included.contains_key(TESTLIB) {
        draft.notes.differs(
            file,
            format!(
                "it includes {TESTLIB}, which the package does not have; put it into {}/",
                role.folder()
            ),
        );
    }
    let mut files = included;
    let names: Vec<String> = files.keys().cloned().collect();
    let own = files.values_mut().chain([&mut text]);
    if own
        .map(|text| beside_it(text, &names))
        .fold(false, |one, other| one | other)
    {
        draft.notes.changed(
            file,
            "what it includes in angle brackets lies beside it, and is included in quotes",
        );
    }
    ensure!(
        files.insert(main.clone(), text).is_none(),
        "{main} is what it is to be called, and another file has that name"
    );
    checked(role, main, files)
}

/// A program of Kattis's protocol that consists of these files.
pub(super) fn kattis(
    source: &Source,
    role: Role,
    files: &[&str],
    called: &Called,
) -> anyhow::Result<Carried> {
    let scripts = files.iter().any(|file| matches!(name_of(file), "build" | "run"));
    ensure!(!scripts, "it is built or run by a script of its own");
    let (main, language) = main_of(files)?;
    ensure!(
        language != Language::Python || !programs::is_python_2(source, main, programs::Language::ByName),
        "it is in Python 2"
    );
    let whole = text(source, main)?;
    let mut carried = BTreeMap::new();
    let folder = main.strip_suffix(name_of(main)).unwrap_or_default();
    for file in files.iter().filter(|file| **file != main) {
        let name = file.strip_prefix(folder).unwrap_or(file);
        carried.insert(name.to_owned(), text(source, file)?);
    }
    let extension = language.extension();
    if let Some(original) = adapters::original(Protocol::Kattis, role, language, &whole) {
        // Gavel made this of a program that is here as it was.
        let inner = carried
            .remove(original)
            .with_context(|| format!("it lacks its file {original}"))?;
        let main = format!("{}.{extension}", role.folder());
        carried.insert(main.clone(), inner);
        return checked(role, main, carried);
    }
    let original = format!("original.{extension}");
    let adapter = Adapter {
        to: Protocol::Gavel,
        role,
        language,
        original: &original,
        arguments: &called.arguments,
        points: called.points,
    };
    let main = match role {
        Role::Validator => format!("validator.{extension}"),
        _ => format!("adapter.{extension}"),
    };
    for (name, text) in [(&original, whole), (&main, adapter.text())] {
        ensure!(
            carried.insert(name.clone(), text).is_none(),
            "a file of it is called {name}, which Gavel calls another one"
        );
    }
    checked(role, main, carried)
}

/// Whether Gavel made it of a program of its own protocol, which lies beside it.
pub(super) fn is_made_here(source: &Source, role: Role, files: &[&str]) -> bool {
    let made = main_of(files).and_then(|(main, language)| {
        let text = text(source, main)?;
        Ok(adapters::original(Protocol::Kattis, role, language, &text).is_some())
    });
    made.unwrap_or(false)
}

/// Where the program starts: its only source, or in Python its main one.
fn main_of<'a>(files: &[&'a str]) -> anyhow::Result<(&'a str, Language)> {
    let mut sources = Vec::new();
    for &file in files {
        let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
        match Language::of(programs::own_extension(extension)) {
            Some(language) => sources.push((file, language)),
            None if HEADERS.contains(&extension) => {}
            None if matches!(
                extension,
                "java" | "kt" | "rs" | "go" | "js" | "hs" | "cs" | "ctd" | "viva"
            ) =>
            {
                anyhow::bail!("programs in .{extension} have no adapter; those in C, C++ and Python do")
            }
            None => {}
        }
    }
    match sources[..] {
        [] => anyhow::bail!("it is no program in C, C++ or Python 3"),
        [only] => Ok(only),
        _ if sources.iter().all(|(_, language)| *language == Language::Python) => {
            let named = |wanted: &str| sources.iter().find(|(file, _)| name_of(file) == wanted);
            let main = named("__main__.py").or(named("main.py"));
            main.copied()
                .context("it has several files, and none of them is called main.py")
        }
        _ => anyhow::bail!("it has several source files"),
    }
}

/// Whether the files are ones that a Gavel package may have.
fn checked(role: Role, main: String, files: BTreeMap<String, String>) -> anyhow::Result<Carried> {
    let start = main.rsplit_once('.').map_or("", |(_, extension)| extension);
    let start = format!("main.{start}");
    for name in files.keys() {
        ensure!(
            FileName::parse(name).is_ok() && !name.starts_with('.'),
            "Gavel does not allow the name {name:?} of a file of it"
        );
        let taken = GIVEN.contains(&name.as_str())
            || name.starts_with(OWN_PREFIX)
            || (*name == start && *name != main)
            || (role == Role::Validator && name.starts_with("validator.") && *name != main);
        ensure!(!taken, "where it runs, {name} is another file");
    }
    let bytes: usize = files.values().map(String::len).sum();
    ensure!(
        files.len() <= PROGRAM_FILES_MAX && bytes as u64 <= PROGRAM_BYTES_MAX,
        "it has more than {PROGRAM_FILES_MAX} files or {PROGRAM_BYTES_MAX} bytes"
    );
    Ok(Carried { role, main, files })
}

fn text(source: &Source, file: &str) -> anyhow::Result<String> {
    let text = String::from_utf8(source.read(file)?)
        .ok()
        .filter(|text| !text.contains('\0'));
    text.with_context(|| format!("{file} is not UTF-8"))
}

/// Those of `beside` that the program includes or imports, or that those do.
fn included(
    source: &Source,
    main: &str,
    extension: &str,
    beside: &[&str],
) -> anyhow::Result<BTreeMap<String, String>> {
    let wanted = |text: &str, name: &str| match (extension, name.strip_suffix(".py")) {
        ("py", Some(stem)) => imports(text, stem),
        ("py", None) => false,
        _ => includes(text, name),
    };
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    let mut open = vec![main.to_owned()];
    while let Some(text) = open.pop() {
        for &file in beside {
            let name = name_of(file);
            if taken.contains_key(name) || !wanted(&text, name) {
                continue;
            }
            let text = self::text(source, file)?;
            ensure!(
                taken.len() < PROGRAM_FILES_MAX,
                "it includes more than {PROGRAM_FILES_MAX} files"
            );
            taken.insert(name.to_owned(), text.clone());
            open.push(text);
        }
    }
    Ok(taken)
}

/// Makes quotes of the angle brackets around these names, and says whether there were any.
fn beside_it(text: &mut String, names: &[String]) -> bool {
    let mut found = false;
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| {
            let bracketed = names
                .iter()
                .find(|name| line.contains(&format!("<{name}>")) && includes(line, name));
            found |= bracketed.is_some();
            match bracketed {
                Some(name) => line.replace(&format!("<{name}>"), &format!("\"{name}\"")),
                None => line.to_owned(),
            }
        })
        .collect();
    *text = lines.join("\n");
    found
}

fn includes(text: &str, name: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start().strip_prefix('#').map(str::trim_start);
        let file = line
            .and_then(|line| line.strip_prefix("include"))
            .map(str::trim_start);
        let file = file.and_then(|file| file.strip_prefix(['"', '<'])?.strip_prefix(name));
        file.is_some_and(|rest| rest.starts_with(['"', '>']))
    })
}

fn imports(text: &str, module: &str) -> bool {
    text.lines().any(|line| {
        let mut words = line.split(|character: char| character.is_whitespace() || character == ',');
        matches!(words.next(), Some("import" | "from"))
            && words.any(|word| word.split('.').next() == Some(module))
    })
}

pub(super) fn name_of(file: &str) -> &str {
    file.rsplit_once('/').map_or(file, |(_, name)| name)
}
