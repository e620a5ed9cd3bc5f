//! A typed problem's statement of what a person writes: a function, or a class with methods, and the types of its values. From
//! this one statement come starter code, drivers, tests and their comparison in every language (`gavel-signature`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Lists within lists, at most.
pub const DEPTH_MAX: usize = 4;
pub const PARAMETERS_MAX: usize = 12;
pub const METHODS_MAX: usize = 24;
const NAME_CHARS_MAX: usize = 40;

/// The type of a value, written as in `int[][]` or `string?`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Type {
    /// Nothing; only what a function returns.
    Void,
    /// 32 bits.
    Int,
    /// 64 bits.
    Long,
    /// IEEE 754 with 64 bits; NaN and infinities included.
    Double,
    Bool,
    /// One Unicode scalar value; in C, C++ and Go one byte, so that tests keep to ASCII there.
    Char,
    /// Unicode text.
    String,
    /// A singly linked list of ints; the empty one is null.
    LinkedList,
    /// A binary tree of ints; the empty one is null.
    BinaryTree,
    /// A tree of ints whose nodes have any number of children; the empty one is null.
    NaryTree,
    /// A connected undirected graph of nodes numbered from 1, by its first node; the empty one is null.
    Graph,
    List(Box<Type>),
    /// A value or null; not of a list or of a type that has null already.
    Optional(Box<Type>),
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{text}` is no type: {why}")]
pub struct TypeError {
    text: String,
    why: &'static str,
}

impl FromStr for Type {
    type Err = TypeError;

    fn from_str(text: &str) -> Result<Self, TypeError> {
        let error = |why| TypeError {
            text: text.chars().take(80).collect(),
            why,
        };
        let base = text.trim_end_matches("[]");
        let depth = (text.len() - base.len()) / 2;
        if depth > DEPTH_MAX {
            return Err(error("lists are nested too deeply"));
        }
        let (name, optional) = match base.strip_suffix('?') {
            Some(name) => (name, true),
            None => (base, false),
        };
        let single = match name {
            "void" => Type::Void,
            "int" => Type::Int,
            "long" => Type::Long,
            "double" => Type::Double,
            "bool" => Type::Bool,
            "char" => Type::Char,
            "string" => Type::String,
            "linked_list" => Type::LinkedList,
            "binary_tree" => Type::BinaryTree,
            "nary_tree" => Type::NaryTree,
            "graph" => Type::Graph,
            _ => {
                return Err(error(
                    "it is one of void, int, long, double, bool, char, string, linked_list, binary_tree, nary_tree, graph, with `?` where it \
                 can be null and `[]` for each list around it",
                ));
            }
        };
        if single == Type::Void && (depth > 0 || optional) {
            return Err(error("there are no lists of nothing"));
        }
        if optional && single.is_node() {
            return Err(error("it can be null as it is"));
        }
        if depth > 0 && single == Type::Graph {
            return Err(error("there are no lists of graphs"));
        }
        let item = if optional {
            Type::Optional(Box::new(single))
        } else {
            single
        };
        Ok((0..depth).fold(item, |item, _| Type::List(Box::new(item))))
    }
}

impl TryFrom<String> for Type {
    type Error = TypeError;

    fn try_from(text: String) -> Result<Self, TypeError> {
        text.parse()
    }
}

impl From<Type> for String {
    fn from(of: Type) -> String {
        of.to_string()
    }
}

impl fmt::Display for Type {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Type::List(item) => return write!(out, "{item}[]"),
            Type::Optional(item) => return write!(out, "{item}?"),
            Type::Void => "void",
            Type::Int => "int",
            Type::Long => "long",
            Type::Double => "double",
            Type::Bool => "bool",
            Type::Char => "char",
            Type::String => "string",
            Type::LinkedList => "linked_list",
            Type::BinaryTree => "binary_tree",
            Type::NaryTree => "nary_tree",
            Type::Graph => "graph",
        })
    }
}

impl Type {
    /// Whether its values are nodes that point at others.
    #[must_use]
    pub fn is_node(&self) -> bool {
        matches!(
            self,
            Type::LinkedList | Type::BinaryTree | Type::NaryTree | Type::Graph
        )
    }

    /// What lists and optional values hold in the end.
    #[must_use]
    pub fn innermost(&self) -> &Type {
        match self {
            Type::List(item) | Type::Optional(item) => item.innermost(),
            single => single,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// `camelCase`.
    pub name: String,
    #[serde(rename = "type")]
    pub of: Type,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// `camelCase`.
    pub name: String,
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    #[serde(default = "void")]
    pub returns: Type,
}

/// A function; or, where there are methods, a class whose constructor takes the parameters and of which a test is a list
/// of calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// `camelCase` of a function, `PascalCase` of a class.
    pub name: String,
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    #[serde(default = "void")]
    pub returns: Type,
    /// The parameter that a function without a result changes: its value afterwards is the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_place: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<Method>,
}

/// In which orders the items of a list may come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    #[default]
    Exact,
    /// The answer's own items in any order.
    Any,
    /// Those of the lists in it too.
    AnyNested,
}

fn void() -> Type {
    Type::Void
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SignatureError {
    #[error("`{0}` cannot be a name here: {1}")]
    Name(String, &'static str),
    #[error("`{0}` is used twice")]
    Twice(String),
    #[error("too many {0}")]
    TooMany(&'static str),
    #[error("`{0}` cannot be of type {1}")]
    Kind(String, Type),
    #[error("{0}")]
    Shape(&'static str),
}

impl Signature {
    #[must_use]
    pub fn is_class(&self) -> bool {
        !self.methods.is_empty()
    }

    /// The parameter whose value is the answer.
    #[must_use]
    pub fn changed(&self) -> Option<&Parameter> {
        let name = self.in_place.as_ref()?;
        self.parameters.iter().find(|parameter| parameter.name == *name)
    }

    /// The type of a function's answer.
    #[must_use]
    pub fn answer(&self) -> &Type {
        self.changed().map_or(&self.returns, |parameter| &parameter.of)
    }

    /// Everything that serde does not see.
    pub fn check(&self) -> Result<(), SignatureError> {
        check_name(&self.name, self.is_class())?;
        check_parameters(&self.parameters)?;
        if self.methods.len() > METHODS_MAX {
            return Err(SignatureError::TooMany("methods"));
        }
        if self.is_class() {
            if self.returns != Type::Void || self.in_place.is_some() {
                return Err(SignatureError::Shape(
                    "a class has neither `returns` nor `in_place` of its own",
                ));
            }
        } else {
            match (&self.in_place, self.changed()) {
                (None, _) if self.returns == Type::Void => {
                    return Err(SignatureError::Shape(
                        "a function without `returns` says `in_place`, the parameter it changes",
                    ));
                }
                (Some(name), None) => {
                    return Err(SignatureError::Name(name.clone(), "no parameter is called so"));
                }
                (Some(_), Some(_)) if self.returns != Type::Void => {
                    return Err(SignatureError::Shape("it has `returns` or `in_place`, not both"));
                }
                (Some(name), Some(parameter)) if !changes(&parameter.of) => {
                    return Err(SignatureError::Kind(name.clone(), parameter.of.clone()));
                }
                _ => {}
            }
        }
        let mut seen = vec![&self.name];
        for method in &self.methods {
            check_name(&method.name, false)?;
            check_parameters(&method.parameters)?;
            if seen.contains(&&method.name) {
                return Err(SignatureError::Twice(method.name.clone()));
            }
            seen.push(&method.name);
        }
        Ok(())
    }
}

/// Whether a caller sees what a function does to such a value in every language.
fn changes(of: &Type) -> bool {
    matches!(
        of,
        Type::List(_) | Type::LinkedList | Type::BinaryTree | Type::NaryTree
    )
}

fn check_parameters(parameters: &[Parameter]) -> Result<(), SignatureError> {
    if parameters.len() > PARAMETERS_MAX {
        return Err(SignatureError::TooMany("parameters"));
    }
    for (number, parameter) in parameters.iter().enumerate() {
        check_name(&parameter.name, false)?;
        if parameter.of == Type::Void {
            return Err(SignatureError::Kind(parameter.name.clone(), Type::Void));
        }
        let before = parameters.iter().take(number);
        if before.into_iter().any(|other| other.name == parameter.name) {
            return Err(SignatureError::Twice(parameter.name.clone()));
        }
    }
    Ok(())
}

fn check_name(name: &str, is_class: bool) -> Result<(), SignatureError> {
    let error = |why| SignatureError::Name(name.chars().take(80).collect(), why);
    let first = name.chars().next().unwrap_or('_');
    let fits = if is_class {
        first.is_ascii_uppercase()
    } else {
        first.is_ascii_lowercase()
    };
    if !fits || name.len() > NAME_CHARS_MAX || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(error(
            "names have up to 40 letters and digits; a class begins with a capital, all others with a small letter",
        ));
    }
    if RESERVED.split_whitespace().any(|word| word == name) {
        return Err(error("it means something in one of the languages"));
    }
    Ok(())
}

/// Words that C, C++, C#, Go, Java, JavaScript, Kotlin, PHP, Python, Ruby, Rust or TypeScript, or the drivers, keep for themselves.
const RESERVED: &str = include_str!("reserved.txt");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_as_they_are_read() {
        for text in [
            "int",
            "int[][]",
            "string?",
            "double?[]",
            "linked_list[]",
            "graph",
            "void",
        ] {
            assert_eq!(text.parse::<Type>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "integer",
            "void[]",
            "binary_tree?",
            "int??",
            "int[]?",
            "[]",
            "graph[]",
            "int[][][][][]",
            "int []",
        ] {
            assert!(text.parse::<Type>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_no_language_could_have_is_refused() {
        let parse = |json: &str| serde_json::from_str::<Signature>(json).unwrap().check();
        let two_sum = r#"{"name":"twoSum","parameters":[{"name":"nums","type":"int[]"},{"name":"target","type":"int"}],"returns":"int[]"}"#;
        assert_eq!(parse(two_sum), Ok(()));
        assert_eq!(
            parse(r#"{"name":"Counter","methods":[{"name":"hit","returns":"int"}]}"#),
            Ok(())
        );
        for wrong in [
            r#"{"name":"TwoSum","returns":"int"}"#,
            r#"{"name":"two_sum","returns":"int"}"#,
            r#"{"name":"lambda","returns":"int"}"#,
            r#"{"name":"f"}"#,
            r#"{"name":"f","in_place":"a"}"#,
            r#"{"name":"f","in_place":"a","parameters":[{"name":"a","type":"int"}]}"#,
            r#"{"name":"f","returns":"int","in_place":"a","parameters":[{"name":"a","type":"int[]"}]}"#,
            r#"{"name":"f","returns":"int","parameters":[{"name":"a","type":"void"}]}"#,
            r#"{"name":"f","returns":"int","parameters":[{"name":"a","type":"int"},{"name":"a","type":"int"}]}"#,
            r#"{"name":"C","returns":"int","methods":[{"name":"hit"}]}"#,
            r#"{"name":"C","methods":[{"name":"hit"},{"name":"hit"}]}"#,
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
