//! Typed problems: the values of a signature, their encoding between supervisor and driver, their comparison, and the text of drivers
//! and starter code in each language. Pure; the agent, the api and the terminal commands use it. Runs nothing, reads no files.

mod compare;
mod encoding;
mod json;
mod template;
mod test;
mod value;

pub use compare::{Rules, is_answer};
pub use encoding::{Malformed, decode, encode};
pub use json::{Mismatch, from_json, to_json};
pub use template::{TemplateError, render};
pub use test::{
    TestError, answer_types, arguments_json, encode_arguments, encode_expected, input_text, show_answer,
};
pub use value::Value;

#[cfg(test)]
mod generated;
#[cfg(test)]
mod tests;
