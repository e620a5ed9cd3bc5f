//! Reads what a person wants to send: the source file, its language, the program's input. Checked here only as far as it
//! saves a round trip; the api checks everything again.

use std::io::Read;
use std::path::Path;

use anyhow::Context;
use gavel_wire::limits::{SOURCE_BYTES_MAX, STDIN_BYTES_MAX};

use crate::exit::Usage;

/// Extensions of the languages that come with Gavel; others are named with `--language`.
const EXTENSIONS: [(&str, &str); 16] = [
    ("py", "python"),
    ("js", "javascript"),
    ("mjs", "javascript"),
    ("ts", "typescript"),
    ("java", "java"),
    ("c", "c"),
    ("cpp", "cpp"),
    ("cc", "cpp"),
    ("cxx", "cpp"),
    ("go", "go"),
    ("cs", "csharp"),
    ("kt", "kotlin"),
    ("php", "php"),
    ("rb", "ruby"),
    ("rs", "rust"),
    ("h", "c"),
];

/// The language asked for, else the one that the file's extension tells.
pub(crate) fn language(asked: Option<&str>, file: &Path) -> anyhow::Result<String> {
    if let Some(language) = asked {
        return Ok(language.to_owned());
    }
    let extension = file
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or("");
    let known = EXTENSIONS.iter().find(|(known, _)| *known == extension);
    known
        .map(|(_, language)| (*language).to_owned())
        .ok_or_else(|| Usage::error(format!("name the language of {} with --language", file.display())))
}

pub(crate) fn source(file: &Path) -> anyhow::Result<String> {
    let opened = std::fs::File::open(file).map_err(|error| cannot_read(file, &error))?;
    text(file, opened, SOURCE_BYTES_MAX)
}

/// The program's input: a file's content, or this command's own input for `-`.
pub(crate) fn stdin(file: &Path) -> anyhow::Result<String> {
    if file.as_os_str() == "-" {
        return text(file, std::io::stdin().lock(), STDIN_BYTES_MAX);
    }
    let opened = std::fs::File::open(file).map_err(|error| cannot_read(file, &error))?;
    text(file, opened, STDIN_BYTES_MAX)
}

fn text(file: &Path, from: impl Read, bytes_max: usize) -> anyhow::Result<String> {
    let name = file.display();
    let mut bytes = Vec::new();
    let limit = u64::try_from(bytes_max).context("a limit fits 64 bits")?;
    from.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| cannot_read(file, &error))?;
    if bytes.len() > bytes_max {
        return Err(Usage::error(format!("{name} is larger than {bytes_max} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| Usage::error(format!("{name} is not UTF-8")))
}

fn cannot_read(file: &Path, error: &std::io::Error) -> anyhow::Error {
    Usage::error(format!("read {}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_tells_the_language_unless_it_is_named() {
        assert_eq!(language(None, Path::new("a/b.rs")).unwrap(), "rust");
        assert_eq!(language(Some("zig"), Path::new("a.rs")).unwrap(), "zig");
        for unknown in ["a.zig", "Makefile", ".py"] {
            assert!(
                language(None, Path::new(unknown)).unwrap_err().is::<Usage>(),
                "{unknown}"
            );
        }
    }

    #[test]
    fn a_language_file_names_each_extension() {
        let languages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../languages");
        for (extension, language) in EXTENSIONS {
            assert!(
                languages.join(format!("{language}.toml")).is_file(),
                "{extension}: {language}"
            );
        }
    }

    #[test]
    fn what_is_too_large_or_no_text_is_refused_before_it_is_sent() {
        let name = Path::new("x");
        assert_eq!(text(name, &b"abc"[..], 3).unwrap(), "abc");
        assert!(text(name, &b"abcd"[..], 3).unwrap_err().is::<Usage>());
        assert!(text(name, &b"\xff"[..], 3).unwrap_err().is::<Usage>());
    }
}
