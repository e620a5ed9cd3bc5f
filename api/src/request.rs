//! Bodies that people send, and how they become checked values. Nothing behind this file sees unchecked text.

use gavel_wire::limits::{ARG_BYTES_MAX, ARGS_MAX, FILES_MAX, SOURCE_BYTES_MAX, STDIN_BYTES_MAX};
use gavel_wire::signature::Signature;
use gavel_wire::{FileName, Limits, SourceFile};
use poem_openapi::Object;

use crate::error::Failure;

/// A program to run, with input of one's own or with the samples of a problem.
#[derive(Debug, Clone, Object)]
#[oai(deny_unknown_fields)]
pub(crate) struct RunRequest {
    /// A language's id, as `GET /v1/languages` lists it.
    pub(crate) language: String,
    /// The program, where it is one file. Either this or `files`.
    #[oai(skip_serializing_if_is_none)]
    pub(crate) source: Option<String>,
    /// The program's files; the first is the one that is compiled or run.
    #[oai(skip_serializing_if_is_none)]
    pub(crate) files: Option<Vec<FileRequest>>,
    /// A problem's id, as `GET /v1/problems` lists it. Without `stdin` and `arguments` the program is run with the problem's samples and
    /// compared with what they expect; with one of them it is run with that, under the problem's limits.
    #[oai(skip_serializing_if_is_none)]
    pub(crate) problem: Option<String>,
    /// Standard input; not of a typed problem.
    #[oai(skip_serializing_if_is_none)]
    pub(crate) stdin: Option<String>,
    /// Of a typed problem: the function's arguments in order, or the calls on the class, as its samples have them.
    #[oai(skip_serializing_if_is_none)]
    pub(crate) arguments: Option<Vec<serde_json::Value>>,
    /// Arguments of the program; not with a problem.
    #[oai(skip_serializing_if_is_none)]
    pub(crate) args: Option<Vec<String>>,
    /// Not with a problem, which has its own.
    #[oai(skip_serializing_if_is_none)]
    pub(crate) limits: Option<LimitsRequest>,
}

/// A program to judge against a problem's tests.
#[derive(Debug, Clone, Object)]
#[oai(deny_unknown_fields)]
pub(crate) struct SubmissionRequest {
    /// A language's id, as `GET /v1/languages` lists it.
    pub(crate) language: String,
    /// The program, where it is one file. Either this or `files`.
    #[oai(skip_serializing_if_is_none)]
    pub(crate) source: Option<String>,
    /// The program's files; the first is the one that is compiled or run.
    #[oai(skip_serializing_if_is_none)]
    pub(crate) files: Option<Vec<FileRequest>>,
    /// A problem's id, as `GET /v1/problems` lists it.
    pub(crate) problem: String,
}

/// One file of a program.
#[derive(Debug, Clone, Object)]
#[oai(deny_unknown_fields)]
pub(crate) struct FileRequest {
    /// One component: a letter, digit or `_`, then letters, digits, `_`, `-` and single dots; at most 64 bytes.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Limits of one execution; what is absent has its default.
#[derive(Debug, Clone, Object)]
#[oai(deny_unknown_fields)]
pub(crate) struct LimitsRequest {
    #[oai(skip_serializing_if_is_none)]
    pub(crate) cpu_ms: Option<u64>,
    /// At most twice `cpu_ms` plus 2000, which is also the default.
    #[oai(skip_serializing_if_is_none)]
    pub(crate) wall_ms: Option<u64>,
    #[oai(skip_serializing_if_is_none)]
    pub(crate) memory_bytes: Option<u64>,
    /// Of stdout and of stderr, each.
    #[oai(skip_serializing_if_is_none)]
    pub(crate) output_bytes: Option<u64>,
    /// Processes and threads together.
    #[oai(skip_serializing_if_is_none)]
    pub(crate) processes: Option<u32>,
}

/// The program's files, named and within their bounds. A single source has the name that its language gives it,
/// which the agent knows; here it stands as `source`.
pub(crate) fn files(
    source: Option<String>,
    files: Option<Vec<FileRequest>>,
) -> Result<Vec<SourceFile>, Failure> {
    let invalid = |text: &str| Failure::InvalidFiles(text.to_owned());
    let files = match (source, files) {
        (Some(_), Some(_)) => return Err(invalid("Send either source or files, not both.")),
        (None, None) => return Err(invalid("Send source, or files with at least one file.")),
        (Some(text), None) => vec![named(SINGLE_SOURCE, text)?],
        (None, Some(files)) if files.is_empty() => return Err(invalid("files is empty.")),
        (None, Some(files)) if files.len() > FILES_MAX => {
            return Err(Failure::InvalidFiles(format!("More than {FILES_MAX} files.")));
        }
        (None, Some(files)) => files
            .into_iter()
            .map(|file| named(&file.name, file.text))
            .collect::<Result<Vec<_>, _>>()?,
    };
    if files.iter().map(|file| file.text.len()).sum::<usize>() > SOURCE_BYTES_MAX {
        return Err(Failure::SourceTooLarge {
            bytes_max: SOURCE_BYTES_MAX,
        });
    }
    let mut names: Vec<&FileName> = files.iter().map(|file| &file.name).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() != files.len() {
        return Err(invalid("Two files have the same name."));
    }
    Ok(files)
}

/// The name under which a single source travels.
pub(crate) const SINGLE_SOURCE: &str = "source";

fn named(name: &str, text: String) -> Result<SourceFile, Failure> {
    let name = FileName::parse(name).map_err(|error| {
        let shown: String = name.chars().take(80).collect();
        Failure::InvalidFiles(format!("{shown:?} is not a file name here: {error}."))
    })?;
    if text.contains('\0') {
        return Err(Failure::NulCharacter { field: "source" });
    }
    if text.is_empty() {
        return Err(Failure::InvalidFiles(format!("{name} is empty.")));
    }
    Ok(SourceFile { name, text })
}

pub(crate) fn stdin(text: Option<String>) -> Result<String, Failure> {
    let text = text.unwrap_or_default();
    if text.len() > STDIN_BYTES_MAX {
        return Err(Failure::InvalidInput(format!(
            "stdin is larger than {STDIN_BYTES_MAX} bytes."
        )));
    }
    Ok(text)
}

/// The arguments of a typed problem's program, checked against its signature, as JSON.
pub(crate) fn arguments(signature: &Signature, arguments: &[serde_json::Value]) -> Result<String, Failure> {
    let text = serde_json::to_string(arguments).map_err(|_| Failure::Internal)?;
    if text.len() > STDIN_BYTES_MAX {
        return Err(Failure::InvalidInput(format!(
            "arguments are larger than {STDIN_BYTES_MAX} bytes."
        )));
    }
    gavel_signature::encode_arguments(signature, arguments)
        .map_err(|error| Failure::InvalidInput(format!("arguments do not fit the signature: {error}.")))?;
    Ok(text)
}

pub(crate) fn args(args: Option<Vec<String>>) -> Result<Vec<String>, Failure> {
    let args = args.unwrap_or_default();
    if args.len() > ARGS_MAX {
        return Err(Failure::InvalidInput(format!("More than {ARGS_MAX} args.")));
    }
    for arg in &args {
        if arg.contains('\0') {
            return Err(Failure::NulCharacter { field: "args" });
        }
        if arg.len() > ARG_BYTES_MAX {
            return Err(Failure::InvalidInput(format!(
                "An arg is larger than {ARG_BYTES_MAX} bytes."
            )));
        }
    }
    Ok(args)
}

pub(crate) fn limits(asked: Option<LimitsRequest>) -> Result<Limits, Failure> {
    let default = Limits::default();
    let Some(asked) = asked else { return Ok(default) };
    let cpu_ms = asked.cpu_ms.unwrap_or(default.cpu_ms);
    let limits = Limits {
        cpu_ms,
        wall_ms: asked
            .wall_ms
            .unwrap_or(Limits::wall_ms_for(cpu_ms.min(Limits::CPU_MS_MAX))),
        memory_bytes: asked.memory_bytes.unwrap_or(default.memory_bytes),
        output_bytes: asked.output_bytes.unwrap_or(default.output_bytes),
        processes: asked.processes.unwrap_or(default.processes),
    };
    limits
        .check()
        .map_err(|error| Failure::LimitOutOfRange(format!("limits.{error}.")))?;
    Ok(limits)
}

#[cfg(test)]
mod tests {
    use gavel_wire::limits::BODY_BYTES_MAX;

    use super::*;

    fn file(name: &str, text: &str) -> FileRequest {
        FileRequest {
            name: name.into(),
            text: text.into(),
        }
    }

    fn code(result: Result<Vec<SourceFile>, Failure>) -> &'static str {
        result.err().map_or("ok", |failure| failure.code())
    }

    #[test]
    fn sources_are_one_or_many_and_within_their_bounds() {
        assert_eq!(code(files(Some("x".into()), None)), "ok");
        assert_eq!(code(files(None, None)), "invalid_files");
        assert_eq!(code(files(Some("x".into()), Some(vec![]))), "invalid_files");
        assert_eq!(code(files(Some("a\0b".into()), None)), "nul_character");
        assert_eq!(
            code(files(Some("x".repeat(SOURCE_BYTES_MAX + 1)), None)),
            "source_too_large"
        );
        for bad in ["../x", "a/b", "a\n", "..", ""] {
            assert_eq!(
                code(files(None, Some(vec![file(bad, "x")]))),
                "invalid_files",
                "{bad:?}"
            );
        }
        let twice = vec![file("a.c", "x"), file("a.c", "y")];
        assert_eq!(code(files(None, Some(twice))), "invalid_files");
        let many = (0..=FILES_MAX)
            .map(|index| file(&format!("f{index}"), "x"))
            .collect();
        assert_eq!(code(files(None, Some(many))), "invalid_files");
    }

    #[test]
    fn limits_have_defaults_and_ranges() {
        let asked = |cpu_ms, wall_ms| LimitsRequest {
            cpu_ms,
            wall_ms,
            memory_bytes: None,
            output_bytes: None,
            processes: None,
        };
        assert_eq!(limits(Some(asked(Some(1_000), None))).unwrap().wall_ms, 4_000);
        assert!(limits(Some(asked(Some(u64::MAX), None))).is_err());
        assert!(limits(Some(asked(None, Some(60_000)))).is_err());
    }

    #[test]
    fn the_page_states_the_bounds_of_the_code() {
        let page = include_str!("../../docs/API.md");
        let row = |start: &str| {
            let found = page.lines().find(|line| line.starts_with(start));
            found.unwrap_or_else(|| panic!("no row {start}")).to_owned()
        };
        for (start, bytes) in [
            ("| body of a request |", BODY_BYTES_MAX),
            ("| source, all files together |", SOURCE_BYTES_MAX),
            ("| `files` |", FILES_MAX),
            ("| a file's name |", FileName::BYTES_MAX),
            ("| `stdin` |", STDIN_BYTES_MAX),
        ] {
            assert!(
                row(start).starts_with(&format!("{start} {bytes}")),
                "{start} {bytes}"
            );
        }
        assert_eq!(
            row("| `args`"),
            format!("| `args` | {ARGS_MAX} of {ARG_BYTES_MAX} bytes each |")
        );
        let usual = Limits::default();
        let usual = [
            usual.cpu_ms.to_string(),
            "2 × `cpu_ms` + 2000".to_owned(),
            usual.memory_bytes.to_string(),
            usual.output_bytes.to_string(),
            usual.processes.to_string(),
        ];
        for ((field, least, most), usual) in Limits::CHECKED.into_iter().zip(usual) {
            let row = row(&format!("| `limits.{field}`"));
            assert!(row.contains(&format!("| {least} | {most} | {usual}")), "{row}");
        }
    }
}
