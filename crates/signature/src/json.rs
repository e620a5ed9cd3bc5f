//! Values as people write them in tests and read them in answers: JSON, with the habits of the field. A linked list is an array; a
//! binary tree the array of its levels, null for a missing child; an n-ary tree the array of its levels with null behind the
//! children of each node; a graph the array of its nodes' neighbours. NaN and infinities are the strings "NaN", "Infinity", "-Infinity".

use gavel_wire::signature::Type;
use serde_json::Value as Json;

use crate::value::{Value, are_levels, are_neighbours, are_nodes};

/// A value that is not of its type, and where.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {found} is not of type {of}")]
pub struct Mismatch {
    pub place: String,
    of: Type,
    found: String,
}

const SHOWN_CHARS: usize = 60;

/// `place` is how messages call the value, such as `nums`.
pub fn from_json(of: &Type, json: &Json, place: &str) -> Result<Value, Mismatch> {
    let mismatch = || {
        let text = json.to_string();
        let mut found: String = text.chars().take(SHOWN_CHARS).collect();
        if found.len() < text.len() {
            found.push('…');
        }
        Mismatch {
            place: place.to_owned(),
            of: of.clone(),
            found,
        }
    };
    let array = || json.as_array().ok_or_else(mismatch);
    let int = |json: &Json| json.as_i64().and_then(|int| i32::try_from(int).ok());
    let value = match of {
        Type::Void => json.is_null().then_some(Value::Null),
        Type::Int => int(json).map(Value::Int),
        Type::Long => json.as_i64().map(Value::Long),
        Type::Double => double(json).map(Value::Double),
        Type::Bool => json.as_bool().map(Value::Bool),
        Type::Char => json.as_str().and_then(only_char).map(Value::Char),
        Type::String => json.as_str().map(|text| Value::String(text.to_owned())),
        Type::Optional(_) if json.is_null() => Some(Value::Null),
        Type::Optional(item) => return from_json(item, json, place),
        Type::List(item) => {
            let items = array()?.iter().enumerate();
            let items = items.map(|(index, json)| from_json(item, json, &format!("{place}[{index}]")));
            Some(Value::List(items.collect::<Result<_, _>>()?))
        }
        Type::LinkedList => {
            let ints: Option<Vec<_>> = array()?.iter().map(int).collect();
            ints.map(Value::LinkedList)
        }
        Type::BinaryTree => binary_tree(array()?, int),
        Type::NaryTree => nary_tree(array()?, int),
        Type::Graph => {
            let neighbours = |json: &Json| {
                let numbers = json.as_array()?.iter();
                numbers
                    .map(|json| int(json).and_then(|int| u32::try_from(int).ok()))
                    .collect::<Option<Vec<_>>>()
            };
            let nodes: Option<Vec<_>> = array()?.iter().map(neighbours).collect();
            nodes.filter(|nodes| are_neighbours(nodes)).map(Value::Graph)
        }
    };
    value.ok_or_else(mismatch)
}

fn double(json: &Json) -> Option<f64> {
    match json.as_str() {
        Some("NaN") => Some(f64::NAN),
        Some("Infinity") => Some(f64::INFINITY),
        Some("-Infinity") => Some(f64::NEG_INFINITY),
        Some(_) => None,
        None => json.as_f64(),
    }
}

fn only_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn binary_tree(entries: &[Json], int: impl Fn(&Json) -> Option<i32>) -> Option<Value> {
    let entry = |json: &Json| {
        if json.is_null() {
            Some(None)
        } else {
            int(json).map(Some)
        }
    };
    let mut entries: Vec<_> = entries.iter().map(entry).collect::<Option<_>>()?;
    while entries.last() == Some(&None) {
        entries.pop();
    }
    are_levels(&entries).then_some(Value::BinaryTree(entries))
}

/// `[1, null, 2, 3, null, null, 4]`: the root, null, its children, null, the first one's children (none), null, ...
fn nary_tree(entries: &[Json], int: impl Fn(&Json) -> Option<i32>) -> Option<Value> {
    let mut nodes: Vec<(i32, u32)> = Vec::new();
    let mut groups = entries.split(Json::is_null);
    for root in groups.next()? {
        nodes.push((int(root)?, 0));
    }
    if nodes.len() > 1 {
        return None;
    }
    for (parent, group) in groups.enumerate() {
        if group.is_empty() && parent >= nodes.len() {
            // A null behind the last node's children is allowed.
            continue;
        }
        nodes.get_mut(parent)?.1 = u32::try_from(group.len()).ok()?;
        for child in group {
            nodes.push((int(child)?, 0));
        }
    }
    are_nodes(&nodes).then_some(Value::NaryTree(nodes))
}

#[must_use]
pub fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Int(int) => (*int).into(),
        Value::Long(long) => (*long).into(),
        Value::Double(double) => match *double {
            double if double.is_nan() => "NaN".into(),
            f64::INFINITY => "Infinity".into(),
            f64::NEG_INFINITY => "-Infinity".into(),
            double => double.into(),
        },
        Value::Bool(bool) => (*bool).into(),
        Value::Char(char) => char.to_string().into(),
        Value::String(text) => text.clone().into(),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::LinkedList(ints) => ints.clone().into(),
        Value::BinaryTree(entries) => entries.iter().map(|entry| Json::from(*entry)).collect(),
        Value::NaryTree(nodes) => nary_tree_json(nodes),
        Value::Graph(nodes) => nodes.iter().map(|node| Json::from(node.clone())).collect(),
    }
}

fn nary_tree_json(nodes: &[(i32, u32)]) -> Json {
    let mut entries: Vec<Json> = Vec::new();
    let mut rest = nodes.iter();
    if let Some((root, _)) = rest.next() {
        entries.push((*root).into());
        for (_, children) in nodes {
            entries.push(Json::Null);
            let children = usize::try_from(*children).unwrap_or(usize::MAX);
            entries.extend(rest.by_ref().take(children).map(|(int, _)| Json::from(*int)));
        }
        while entries.last() == Some(&Json::Null) {
            entries.pop();
        }
    }
    entries.into()
}
