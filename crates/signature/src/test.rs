//! Tests of a signature: a function's arguments and its expected answer, or a class's calls and what each returns; as people write them,
//! and as a driver reads and writes them.

use gavel_wire::signature::{Parameter, Signature, Type};
use serde_json::Value as Json;

use crate::encoding::{Malformed, decode, decode_whole, encode, word};
use crate::json::{Mismatch, from_json, to_json};
use crate::value::Value;

const CALLS_MAX: usize = 200_000;

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TestError {
    #[error("{place}: {count} values for {of} parameters")]
    Count { place: String, count: usize, of: usize },
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
    #[error("calls[0] must be the constructor, [\"{0}\", ...]")]
    Constructor(String),
    #[error("calls[{0}] must be a list that begins with the name of a method")]
    Call(usize),
    #[error("calls[{0}]: the class has no method `{1}`")]
    Method(usize, String),
    #[error("more than 200000 calls")]
    TooMany,
}

/// What a driver reads: a function's arguments one behind the other; or of a class the number of calls and for each the number of its
/// method (4 bytes, little endian; 0 is the constructor) and its arguments.
///
/// `arguments` is a function's list of arguments, or a class's list of calls, `["name", argument, ...]` each, the constructor first.
pub fn encode_arguments(signature: &Signature, arguments: &[Json]) -> Result<Vec<u8>, TestError> {
    let mut bytes = Vec::new();
    if !signature.is_class() {
        parameters(&signature.parameters, arguments, "", &mut bytes)?;
        return Ok(bytes);
    }
    if arguments.len() > CALLS_MAX {
        return Err(TestError::TooMany);
    }
    let count = u32::try_from(arguments.len()).map_err(|_| TestError::TooMany)?;
    bytes.extend(count.to_le_bytes());
    if arguments.is_empty() {
        return Err(TestError::Constructor(signature.name.clone()));
    }
    for (number, call) in arguments.iter().enumerate() {
        let (name, values) = call
            .as_array()
            .and_then(|call| call.split_first())
            .and_then(|(name, values)| Some((name.as_str()?, values)))
            .ok_or(TestError::Call(number))?;
        let place = format!("calls[{number}]: ");
        if number == 0 {
            if name != signature.name {
                return Err(TestError::Constructor(signature.name.clone()));
            }
            bytes.extend(0_u32.to_le_bytes());
            parameters(&signature.parameters, values, &place, &mut bytes)?;
            continue;
        }
        let found = (1_u32..)
            .zip(&signature.methods)
            .find(|(_, method)| method.name == name);
        let (index, method) = found.ok_or_else(|| TestError::Method(number, name.to_owned()))?;
        bytes.extend(index.to_le_bytes());
        parameters(&method.parameters, values, &place, &mut bytes)?;
    }
    Ok(bytes)
}

fn parameters(
    parameters: &[Parameter],
    values: &[Json],
    place: &str,
    into: &mut Vec<u8>,
) -> Result<(), TestError> {
    if parameters.len() != values.len() {
        return Err(TestError::Count {
            place: format!("{place}arguments"),
            count: values.len(),
            of: parameters.len(),
        });
    }
    for (parameter, json) in parameters.iter().zip(values) {
        let value = from_json(&parameter.of, json, &format!("{place}{}", parameter.name))?;
        encode(&parameter.of, &value, into);
    }
    Ok(())
}

/// The types of what a driver writes for these arguments, nothing included: one for a function, one a call for a class.
pub fn answer_types<'a>(signature: &'a Signature, arguments: &[u8]) -> Result<Vec<&'a Type>, Malformed> {
    if !signature.is_class() {
        return Ok(vec![signature.answer()]);
    }
    let mut bytes = arguments;
    let count = word(&mut bytes)?;
    let mut types = Vec::new();
    for _ in 0..count {
        let (parameters, returns) = match word(&mut bytes)?.checked_sub(1) {
            None => (&signature.parameters, &signature.returns),
            Some(index) => {
                let index = usize::try_from(index).map_err(|_| Malformed::Value)?;
                let method = signature.methods.get(index).ok_or(Malformed::Value)?;
                (&method.parameters, &method.returns)
            }
        };
        for parameter in parameters {
            decode(&parameter.of, &mut bytes)?;
        }
        types.push(returns);
    }
    Ok(types)
}

/// What a right program writes for `arguments`, which are encoded: the answer, or what each call returned one behind the other.
pub fn encode_expected(
    signature: &Signature,
    arguments: &[u8],
    expected: &Json,
) -> Result<Vec<u8>, TestError> {
    let types = answer_types(signature, arguments).unwrap_or_default();
    let mut bytes = Vec::new();
    if !signature.is_class() {
        let value = from_json(signature.answer(), expected, "expected")?;
        encode(signature.answer(), &value, &mut bytes);
        return Ok(bytes);
    }
    let values = expected.as_array().map_or(&[][..], Vec::as_slice);
    if values.len() != types.len() {
        return Err(TestError::Count {
            place: "expected".to_owned(),
            count: values.len(),
            of: types.len(),
        });
    }
    for (number, (of, json)) in types.into_iter().zip(values).enumerate() {
        let value = from_json(of, json, &format!("expected[{number}]"))?;
        encode(of, &value, &mut bytes);
    }
    Ok(bytes)
}

/// A test's input as programs of the author's read it: of a typed problem a line of JSON.
pub fn input_text(signature: Option<&Signature>, input: &[u8]) -> Result<Vec<u8>, Malformed> {
    let Some(signature) = signature else {
        return Ok(input.to_vec());
    };
    let arguments = Json::from(arguments_json(signature, input)?);
    Ok(format!("{arguments}\n").into_bytes())
}

/// Encoded arguments as people write them: the list of arguments, or of calls.
pub fn arguments_json(signature: &Signature, mut bytes: &[u8]) -> Result<Vec<Json>, Malformed> {
    let values = |parameters: &[Parameter], bytes: &mut &[u8]| {
        let values = parameters.iter().map(|parameter| decode(&parameter.of, bytes));
        values
            .map(|value| value.map(|value| to_json(&value)))
            .collect::<Result<Vec<_>, _>>()
    };
    if !signature.is_class() {
        return values(&signature.parameters, &mut bytes);
    }
    let count = word(&mut bytes)?;
    let mut calls = Vec::new();
    for _ in 0..count {
        let (name, parameters) = match word(&mut bytes)?.checked_sub(1) {
            None => (&signature.name, &signature.parameters),
            Some(index) => {
                let index = usize::try_from(index).map_err(|_| Malformed::Value)?;
                let method = signature.methods.get(index).ok_or(Malformed::Value)?;
                (&method.name, &method.parameters)
            }
        };
        let mut call = vec![Json::from(name.clone())];
        call.extend(values(parameters, &mut bytes)?);
        calls.push(call.into());
    }
    Ok(calls)
}

/// An encoded answer as people read it.
pub fn show_answer(signature: &Signature, arguments: &[u8], answer: &[u8]) -> Result<Json, Malformed> {
    let values = answers(signature, arguments, answer)?;
    if signature.is_class() {
        return Ok(values.iter().map(to_json).collect());
    }
    Ok(values.first().map_or(Json::Null, to_json))
}

pub(crate) fn answers(
    signature: &Signature,
    arguments: &[u8],
    answer: &[u8],
) -> Result<Vec<Value>, Malformed> {
    decode_whole(&answer_types(signature, arguments)?, answer)
}
