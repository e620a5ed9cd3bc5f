//! Example submissions of another judge in a language of Gavel: which language a file is in, and under which extension it goes.

use std::collections::BTreeSet;

use gavel_wire::Status;

use super::draft::Draft;
use super::source::Source;

/// Other extensions of languages, as Gavel's files have them.
const EXTENSIONS: [(&str, &str); 8] = [
    ("cc", "cpp"),
    ("cxx", "cpp"),
    ("c++", "cpp"),
    ("C", "cpp"),
    ("py3", "py"),
    ("mjs", "js"),
    ("cjs", "js"),
    ("mts", "ts"),
];
const HEADERS: [&str; 4] = ["h", "hpp", "hh", "hxx"];

/// How a package tells a program's language.
#[derive(Debug, Clone, Copy)]
pub(super) enum Language<'a> {
    /// By the file's extension, and of Python by its first line.
    ByName,
    /// By a name such as `cpp.g++17` or `python.2`.
    Named(&'a str),
}

/// Takes the program that consists of these files if it is one file in a language of Gavel, and says what it is called.
pub(super) fn take(
    source: &Source,
    place: &str,
    files: &[&str],
    promised: Status,
    language: Language<'_>,
    extensions: &BTreeSet<String>,
    draft: &mut Draft,
) -> Option<String> {
    let known = |file: &&&str| extension(file, extensions).is_some();
    let programs: Vec<&&str> = files.iter().filter(known).collect();
    let headers = files.iter().any(|file| {
        let (_, extension) = file.rsplit_once('.').unwrap_or_default();
        HEADERS.contains(&extension)
    });
    let [file] = programs.as_slice() else {
        let why = match programs.len() {
            0 => "it is in no language that Gavel has",
            _ => "it has several files, and an example submission of Gavel is one file",
        };
        draft.notes.dropped(place, why);
        return None;
    };
    if headers {
        draft.notes.dropped(
            place,
            "it has several files, and an example submission of Gavel is one file",
        );
        return None;
    }
    let extension = extension(file, extensions)?;
    if extension == "py" && is_python_2(source, file, language) {
        draft.notes.dropped(place, "it is in Python 2");
        return None;
    }
    draft.submission(source, place, file, promised, &extension)
}

pub(super) fn extension(file: &str, extensions: &BTreeSet<String>) -> Option<String> {
    let (_, extension) = file.rsplit_once('.')?;
    let extension = own_extension(extension);
    extensions.contains(extension).then(|| extension.to_owned())
}

/// The one by which Gavel knows the language.
pub(super) fn own_extension(extension: &str) -> &str {
    let other = EXTENSIONS.iter().find(|(other, _)| *other == extension);
    other.map_or(extension, |(_, extension)| extension)
}

pub(super) fn is_python_2(source: &Source, file: &str, language: Language<'_>) -> bool {
    if let Language::Named(name) = language {
        return name.starts_with("python.2") || name.starts_with("python.pypy2");
    }
    let content = source.read(file).unwrap_or_default();
    let first = content.split(|&byte| byte == b'\n').next().unwrap_or_default();
    first.starts_with(b"#!") && first.windows(7).any(|part| part == b"python2")
}
