//! Values as bytes, as they travel to a driver's stdin and back from its descriptor 3. Types are not in them: both sides know the
//! signature. [`encode`] has the table. Both sides of it are flat, so that no depth of a structure is a depth of a stack.

use gavel_wire::signature::Type;

use crate::value::{Value, are_levels, are_neighbours, are_nodes};

/// What a program wrote is not a value of the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    #[error("it ends too early")]
    Short,
    #[error("more follows it")]
    Long,
    #[error("it is not a value of its type")]
    Value,
}

/// A value of the type `of`, at the end of `into`. All numbers are little endian.
///
/// | type | bytes |
/// |---|---|
/// | int | 4, two's complement |
/// | long | 8, two's complement |
/// | double | 8, IEEE 754 |
/// | bool | 1: 0 or 1 |
/// | char | 4: its Unicode scalar value |
/// | string | its length in bytes (4), UTF-8 |
/// | list | its length (4), its items |
/// | optional | 1: 0, or 1 and the value |
/// | linked list | its length (4), ints |
/// | binary tree | a number of entries (4), each 0, or 1 and an int: the nodes level by level, 0 for a missing child; children of missing nodes are left out |
/// | n-ary tree | a number of nodes (4), each an int and its number of children (4), level by level |
/// | graph | a number of nodes (4), for each a number of neighbours (4) and their numbers from 1 (4 each) |
pub fn encode(of: &Type, value: &Value, into: &mut Vec<u8>) {
    if let Type::Optional(item) = of {
        into.push(u8::from(*value != Value::Null));
        if *value != Value::Null {
            encode(item, value, into);
        }
        return;
    }
    match value {
        Value::Null => {}
        Value::Int(int) => into.extend(int.to_le_bytes()),
        Value::Long(long) => into.extend(long.to_le_bytes()),
        Value::Double(double) => into.extend(double.to_bits().to_le_bytes()),
        Value::Bool(bool) => into.push(u8::from(*bool)),
        Value::Char(char) => into.extend(u32::from(*char).to_le_bytes()),
        Value::String(text) => {
            length(text.len(), into);
            into.extend(text.as_bytes());
        }
        Value::List(items) => {
            length(items.len(), into);
            let Type::List(of) = of else { return };
            for item in items {
                encode(of, item, into);
            }
        }
        Value::LinkedList(ints) => {
            length(ints.len(), into);
            into.extend(ints.iter().flat_map(|int| int.to_le_bytes()));
        }
        Value::BinaryTree(entries) => {
            length(entries.len(), into);
            for entry in entries {
                into.push(u8::from(entry.is_some()));
                into.extend(entry.iter().flat_map(|int| int.to_le_bytes()));
            }
        }
        Value::NaryTree(nodes) => {
            length(nodes.len(), into);
            for (int, children) in nodes {
                into.extend(int.to_le_bytes());
                into.extend(children.to_le_bytes());
            }
        }
        Value::Graph(nodes) => {
            length(nodes.len(), into);
            for neighbours in nodes {
                length(neighbours.len(), into);
                into.extend(neighbours.iter().flat_map(|number| number.to_le_bytes()));
            }
        }
    }
}

fn length(length: usize, into: &mut Vec<u8>) {
    into.extend(u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
}

/// One value from the front of `bytes`.
pub fn decode(of: &Type, bytes: &mut &[u8]) -> Result<Value, Malformed> {
    Ok(match of {
        Type::Void => Value::Null,
        Type::Int => Value::Int(int(bytes)?),
        Type::Long => Value::Long(i64::from_le_bytes(take(bytes)?)),
        Type::Double => Value::Double(f64::from_bits(u64::from_le_bytes(take(bytes)?))),
        Type::Bool => Value::Bool(flag(bytes)?),
        Type::Char => Value::Char(char::from_u32(word(bytes)?).ok_or(Malformed::Value)?),
        Type::String => {
            let length = count(bytes)?;
            let text = bytes.split_off(..length).ok_or(Malformed::Short)?;
            Value::String(
                std::str::from_utf8(text)
                    .map_err(|_| Malformed::Value)?
                    .to_owned(),
            )
        }
        Type::List(item) => Value::List(many(bytes, |bytes| decode(item, bytes))?),
        Type::Optional(item) => match flag(bytes)? {
            true => decode(item, bytes)?,
            false => Value::Null,
        },
        Type::LinkedList => Value::LinkedList(many(bytes, int)?),
        Type::BinaryTree => {
            let mut entries = many(bytes, |bytes| flag(bytes)?.then(|| int(bytes)).transpose())?;
            while entries.last() == Some(&None) {
                entries.pop();
            }
            check(are_levels(&entries))?;
            Value::BinaryTree(entries)
        }
        Type::NaryTree => {
            let nodes = many(bytes, |bytes| Ok((int(bytes)?, word(bytes)?)))?;
            check(are_nodes(&nodes))?;
            Value::NaryTree(nodes)
        }
        Type::Graph => {
            let nodes = many(bytes, |bytes| many(bytes, word))?;
            check(are_neighbours(&nodes))?;
            Value::Graph(nodes)
        }
    })
}

/// A value that is all of `bytes`.
pub(crate) fn decode_whole(types: &[&Type], mut bytes: &[u8]) -> Result<Vec<Value>, Malformed> {
    let values = types
        .iter()
        .map(|of| decode(of, &mut bytes))
        .collect::<Result<_, _>>()?;
    if bytes.is_empty() {
        Ok(values)
    } else {
        Err(Malformed::Long)
    }
}

fn check(holds: bool) -> Result<(), Malformed> {
    if holds { Ok(()) } else { Err(Malformed::Value) }
}

pub(crate) fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], Malformed> {
    let (first, rest) = bytes.split_first_chunk::<N>().ok_or(Malformed::Short)?;
    *bytes = rest;
    Ok(*first)
}

pub(crate) fn word(bytes: &mut &[u8]) -> Result<u32, Malformed> {
    take(bytes).map(u32::from_le_bytes)
}

fn int(bytes: &mut &[u8]) -> Result<i32, Malformed> {
    take(bytes).map(i32::from_le_bytes)
}

fn flag(bytes: &mut &[u8]) -> Result<bool, Malformed> {
    match take(bytes)? {
        [0] => Ok(false),
        [1] => Ok(true),
        [_] => Err(Malformed::Value),
    }
}

/// A length: never more than the bytes that follow, since nothing is encoded in none.
fn count(bytes: &mut &[u8]) -> Result<usize, Malformed> {
    let count = usize::try_from(word(bytes)?).map_err(|_| Malformed::Short)?;
    if count > bytes.len() {
        return Err(Malformed::Short);
    }
    Ok(count)
}

fn many<T>(
    bytes: &mut &[u8],
    mut one: impl FnMut(&mut &[u8]) -> Result<T, Malformed>,
) -> Result<Vec<T>, Malformed> {
    (0..count(bytes)?).map(|_| one(bytes)).collect()
}
