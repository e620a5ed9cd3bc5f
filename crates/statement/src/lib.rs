//! A problem's texts (statement, hints, editorial) as HTML that a page can hold as it is: Markdown in, sanitised HTML with
//! MathML out, once, when a problem is published. Pure: no files, no network, no clock. What an author cannot have meant, such
//! as raw HTML or a formula that cannot be shown, is an error with its line; what comes out is safe whoever wrote the text.

mod allowed;
mod error;
mod formula;
mod markdown;
mod mathml;
mod sanitise;

#[cfg(test)]
mod tests;

pub use error::{FormulaError, StatementError};
pub use markdown::render;

/// Bytes of a text; the reader of packages has the same bound.
pub const TEXT_BYTES_MAX: usize = 256 << 10;
/// Bytes of what is made of a text.
pub const HTML_BYTES_MAX: usize = 2 << 20;
/// Bytes of one formula.
pub const FORMULA_BYTES_MAX: usize = 4 << 10;
/// Elements in each other: lists, quotes, emphasis and so on in a text.
pub const NESTING_MAX: usize = 32;
/// Elements in each other in one formula.
pub const FORMULA_NESTING_MAX: usize = 64;

/// What the classes in formulas look like. A page that shows texts has it among its styles; without it formulas are whole, but
/// columns are centred and lines in tables are missing.
pub const STYLESHEET: &str = include_str!("style.css");
