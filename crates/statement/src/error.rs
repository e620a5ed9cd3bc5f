//! Why a text cannot be published. Whoever reads it is the author, so it names the line and what to write instead.

use crate::{FORMULA_BYTES_MAX, FORMULA_NESTING_MAX, HTML_BYTES_MAX, NESTING_MAX, TEXT_BYTES_MAX};

/// Lines count from 1.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    #[error("the text has {bytes} bytes, at most {TEXT_BYTES_MAX} are allowed")]
    TooLong { bytes: usize },
    #[error("the text would make more than {HTML_BYTES_MAX} bytes of HTML")]
    TooMuchHtml,
    #[error("line {line}: HTML is not supported; a `<` that begins no tag is written `\\<`")]
    Html { line: usize },
    #[error("line {line}: `{address}` is not an address that begins with http:, https: or mailto:")]
    Link { line: usize, address: String },
    #[error("line {line}: `{address}` is no figure of this problem; a figure is written `figures/<name>`")]
    Figure { line: usize, address: String },
    /// Our caller's mistake and not the author's.
    #[error("line {line}: the figure's address `{address}` is not one that a page can hold")]
    FigureAddress { line: usize, address: String },
    #[error("line {line}: lists, quotes or emphasis lie more than {NESTING_MAX} deep in each other")]
    Nesting { line: usize },
    #[error("line {line}: the formula `{formula}` cannot be shown: {reason}")]
    Formula {
        line: usize,
        /// Its beginning, when it is long.
        formula: String,
        reason: FormulaError,
    },
}

/// Why a formula cannot be shown.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormulaError {
    #[error("it has {bytes} bytes, at most {FORMULA_BYTES_MAX} are allowed")]
    TooLong { bytes: usize },
    #[error("it nests more than {FORMULA_NESTING_MAX} deep")]
    Nesting,
    /// As the converter says it.
    #[error("{0}")]
    Latex(String),
    #[error("{0} are not supported")]
    Unsupported(&'static str),
    /// What the converter wrote is none of what this crate knows.
    #[error("it needs {0}, which is not supported")]
    Unknown(String),
    /// It panicked. So far that is known of cells only.
    #[error(
        "the converter gave up; in a cell of a table, put braces around `\\displaystyle` and what it is for, and none around a `&`"
    )]
    Converter,
}
