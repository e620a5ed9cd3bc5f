//! `${name}` in the texts of a language file. Plain replacement: a value is never read for further names.

use std::collections::BTreeMap;

use thiserror::Error;

pub type Variables = BTreeMap<String, String>;

/// A text that names what nobody set.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?} uses ${{{name}}}, which is not set")]
pub struct ExpandError {
    pub text: String,
    pub name: String,
}

/// Replaces every `${name}`; a `$` without a brace stays as it is.
pub(super) fn expand(text: &str, variables: &Variables) -> Result<String, ExpandError> {
    let mut result = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(plain) => result.push_str(plain),
            Piece::Name(name) => match variables.get(name) {
                Some(value) => result.push_str(value),
                None => {
                    return Err(ExpandError {
                        text: text.to_owned(),
                        name: name.to_owned(),
                    });
                }
            },
        }
    }
    Ok(result)
}

pub(super) fn expand_all(texts: &[String], variables: &Variables) -> Result<Vec<String>, ExpandError> {
    texts.iter().map(|text| expand(text, variables)).collect()
}

enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, behind)) = after.split_once('}') else {
            break;
        };
        pieces.push(Piece::Text(before));
        pieces.push(Piece::Name(name));
        rest = behind;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_replaced_once_and_unknown_ones_are_errors() {
        let variables = Variables::from([
            ("home".to_owned(), "/opt/${x}".to_owned()),
            ("n".to_owned(), "7".to_owned()),
        ]);
        let table = [
            ("", Ok("")),
            ("plain $x $ {}", Ok("plain $x $ {}")),
            ("${home}/bin", Ok("/opt/${x}/bin")),
            ("-Xmx${n}m${n}", Ok("-Xmx7m7")),
            ("open ${n", Ok("open ${n")),
            ("${nope}", Err("nope")),
            ("${}", Err("")),
        ];
        for (text, expected) in table {
            let found = expand(text, &variables).map_err(|error| error.name);
            assert_eq!(
                found,
                expected.map(str::to_owned).map_err(str::to_owned),
                "{text}"
            );
        }
    }
}
