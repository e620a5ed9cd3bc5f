//! Programs between two protocols: a checker, an interactor or a validator that was written for Kattis's is run by Gavel's, and the other way
//! round. The program stays as it is in a file of its own; a small one that includes it or runs it translates arguments, standard input and exit
//! codes in the same process. `import` and `export` write them; nothing is executed here.

#[cfg(test)]
mod adapter_tests;

use gavel_wire::FileName;

const TO_GAVEL_C: &str = include_str!("to_gavel.c");
const TO_KATTIS_C: &str = include_str!("to_kattis.c");
const TAIL_C: &str = include_str!("tail.c");
const HEAD_PYTHON: &str = include_str!("head.py");
const TO_GAVEL_PYTHON: &str = include_str!("to_gavel.py");
const TO_KATTIS_PYTHON: &str = include_str!("to_kattis.py");
/// What the programs call their own files.
pub(crate) const OWN_PREFIX: &str = "gavel_";
const MARK: &str = "Made by `gavel problem`: ";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Checker,
    Interactor,
    Validator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Gavel,
    Kattis,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    C,
    Cpp,
    Python,
}

/// What is run, and how.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Adapter<'a> {
    /// Whose protocol is made of the other's.
    pub(crate) to: Protocol,
    pub(crate) role: Role,
    pub(crate) language: Language,
    /// The file of the program.
    pub(crate) original: &'a str,
    /// Further ones, of a program of Kattis's.
    pub(crate) arguments: &'a [String],
    /// Whether a program of Kattis's may give points, and the points of a test where all tests have the same; 0 where they are not known.
    pub(crate) points: Option<f64>,
}

impl Role {
    /// Its folder in a Gavel package.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Role::Checker => "checker",
            Role::Interactor => "interactor",
            Role::Validator => "validator",
        }
    }

    fn checks(self) -> u8 {
        match self {
            Role::Checker => 1,
            Role::Interactor => 2,
            Role::Validator => 0,
        }
    }
}

impl Language {
    /// As Gavel's languages have them; none of one for which there is no adapter.
    pub(crate) fn of(extension: &str) -> Option<Language> {
        match extension {
            "c" => Some(Language::C),
            "cpp" => Some(Language::Cpp),
            "py" => Some(Language::Python),
            _ => None,
        }
    }

    pub(crate) fn extension(self) -> &'static str {
        match self {
            Language::C => "c",
            Language::Cpp => "cpp",
            Language::Python => "py",
        }
    }
}

impl Adapter<'_> {
    /// Its source.
    pub(crate) fn text(&self) -> String {
        debug_assert!(FileName::parse(self.original).is_ok(), "{}", self.original);
        let Adapter { role, original, .. } = *self;
        let (protocol, checks) = (self.to.name(), role.checks());
        let mark = format!(
            "{MARK}{original} as a {} of {protocol}'s protocol.",
            role.folder()
        );
        let (scores, full) = (u8::from(self.points.is_some()), self.points.unwrap_or(0.0));
        let quoted = self.arguments.iter().map(|argument| literal(argument));
        if self.language == Language::Python {
            let words: Vec<String> = quoted.map(|text| format!("os.fsdecode(b{text})")).collect();
            let body = match self.to {
                Protocol::Gavel => TO_GAVEL_PYTHON,
                Protocol::Kattis => TO_KATTIS_PYTHON,
            };
            return format!(
                "# {mark}\n{HEAD_PYTHON}ORIGINAL = \"{original}\"\nARGUMENTS = [{}]\nCHECKS = {checks}\nSCORES = {scores}\nFULL_SCORE = {full:?}\n{body}",
                words.join(", ")
            );
        }
        let words: String = quoted.map(|text| format!(", (char *){text}")).collect();
        let body = match self.to {
            Protocol::Gavel => TO_GAVEL_C,
            Protocol::Kattis => TO_KATTIS_C,
        };
        format!(
            "/* {mark} */\n#define GAVEL_ARGUMENTS {words}\n#define GAVEL_CHECKS {checks}\n#define GAVEL_SCORES {scores}\n#define GAVEL_FULL_SCORE {full:?}\n{body}#include \"{original}\"\n{TAIL_C}"
        )
    }
}

impl Protocol {
    fn name(self) -> &'static str {
        match self {
            Protocol::Gavel => "Gavel",
            Protocol::Kattis => "Kattis",
        }
    }
}

/// The program that `text` runs if it is, to the byte, an adapter of this kind without arguments and points.
pub(crate) fn original(to: Protocol, role: Role, language: Language, text: &str) -> Option<&str> {
    let (_, marked) = text.lines().next()?.split_once(MARK)?;
    let original = marked
        .split(' ')
        .next()
        .filter(|name| FileName::parse(name).is_ok())?;
    let adapter = Adapter {
        to,
        role,
        language,
        original,
        arguments: &[],
        points: None,
    };
    (adapter.text() == text).then_some(original)
}

/// Whether `text` says that it is an adapter.
pub(crate) fn is_made(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.contains(MARK))
}

/// Bytes as C and Python read them between quotes.
fn literal(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'=' | b'/' | b' ' => {
                quoted.push(char::from(byte));
            }
            _ => quoted.push_str(&format!("\\{byte:03o}")),
        }
    }
    quoted.push('"');
    quoted
}
