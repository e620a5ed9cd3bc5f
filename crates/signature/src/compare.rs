//! Whether a program's answer is the expected one. Outside the sandbox: expected answers never enter it.

use std::cmp::Ordering;

use gavel_wire::signature::{Order, Signature};

use crate::encoding::Malformed;
use crate::test::answers;
use crate::value::Value;

/// What makes two answers equal. Doubles agree when either tolerance is kept; NaN is equal to NaN.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rules {
    pub order: Order,
    pub absolute: f64,
    pub relative: f64,
}

/// Bytes by which an answer can be longer than twice the expected one and still be looked at.
const LONGER_MAX: usize = 4096;

/// Both answers to the encoded `arguments`. An expected answer that is malformed is told like a wrong one's. An answer that is too
/// long to be right is not decoded: its values would take many times its size.
pub fn is_answer(
    signature: &Signature,
    rules: Rules,
    arguments: &[u8],
    expected: &[u8],
    answer: &[u8],
) -> Result<bool, Malformed> {
    if expected == answer {
        return Ok(true);
    }
    if answer.len() > expected.len().saturating_mul(2).saturating_add(LONGER_MAX) {
        return Ok(false);
    }
    let expected = answers(signature, arguments, expected)?;
    let answer = answers(signature, arguments, answer)?;
    let pairs = expected.iter().zip(&answer);
    Ok(expected.len() == answer.len() && pairs.into_iter().all(|(one, other)| rules.agree(one, other, 0)))
}

impl Rules {
    fn agree(self, expected: &Value, answer: &Value, depth: usize) -> bool {
        match (expected, answer) {
            (Value::Double(expected), Value::Double(answer)) => self.near(*expected, *answer),
            (Value::List(expected), Value::List(answer)) => {
                if expected.len() != answer.len() {
                    return false;
                }
                let any = match self.order {
                    Order::Exact => false,
                    Order::Any => depth == 0,
                    Order::AnyNested => true,
                };
                let (expected, answer) = if any {
                    (sorted(expected, self.order), sorted(answer, self.order))
                } else {
                    (expected.iter().collect(), answer.iter().collect())
                };
                let mut pairs = expected.into_iter().zip(answer);
                pairs.all(|(one, other)| self.agree(one, other, depth + 1))
            }
            (expected, answer) => expected == answer,
        }
    }

    fn near(self, expected: f64, answer: f64) -> bool {
        let difference = (expected - answer).abs();
        expected == answer
            || (expected.is_nan() && answer.is_nan())
            || difference <= self.absolute
            || (expected.is_finite() && difference <= self.relative * expected.abs())
    }
}

/// In an order that does not depend on the one they came in, nor, where inner lists may be in any order, on theirs.
fn sorted(items: &[Value], order: Order) -> Vec<&Value> {
    let mut items: Vec<_> = items.iter().map(|item| (key(item, order), item)).collect();
    items.sort_by(|(one, _), (other, _)| one.compare(other));
    items.into_iter().map(|(_, item)| item).collect()
}

/// What a value is sorted by.
enum Key<'a> {
    Value(&'a Value),
    List(Vec<Key<'a>>),
}

fn key(value: &Value, order: Order) -> Key<'_> {
    let Value::List(items) = value else {
        return Key::Value(value);
    };
    let mut keys: Vec<_> = items.iter().map(|item| key(item, order)).collect();
    if order == Order::AnyNested {
        keys.sort_by(Key::compare);
    }
    Key::List(keys)
}

impl Key<'_> {
    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Key::Value(one), Key::Value(other)) => compare(one, other),
            (Key::Value(_), Key::List(_)) => Ordering::Less,
            (Key::List(_), Key::Value(_)) => Ordering::Greater,
            (Key::List(one), Key::List(other)) => {
                let differing = one.iter().zip(other).map(|(a, b)| a.compare(b));
                let first = differing.into_iter().find(|order| order.is_ne());
                first.unwrap_or_else(|| one.len().cmp(&other.len()))
            }
        }
    }
}

fn compare(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::Int(one), Value::Int(other)) => one.cmp(other),
        (Value::Long(one), Value::Long(other)) => one.cmp(other),
        (Value::Double(one), Value::Double(other)) => plain(*one).total_cmp(&plain(*other)),
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        (Value::Char(one), Value::Char(other)) => one.cmp(other),
        (Value::String(one), Value::String(other)) => one.cmp(other),
        (Value::LinkedList(one), Value::LinkedList(other)) => one.cmp(other),
        (Value::BinaryTree(one), Value::BinaryTree(other)) => one.cmp(other),
        (Value::NaryTree(one), Value::NaryTree(other)) => one.cmp(other),
        (Value::Graph(one), Value::Graph(other)) => one.cmp(other),
        (one, other) => (*one != Value::Null).cmp(&(*other != Value::Null)),
    }
}

/// What is equal has one place in an order: both zeros, and every NaN, of which C's 0.0 / 0.0 is a negative one.
fn plain(double: f64) -> f64 {
    if double.is_nan() { f64::NAN } else { double + 0.0 }
}
