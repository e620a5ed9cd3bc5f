//! `signature` and `answer` of a typed problem's `problem.yaml`: the shapes that its schema is made from, and what they mean.

use anyhow::Context;
use gavel_wire::problem::Checker;
use gavel_wire::signature::{Method, Order, Parameter, Signature, Type};
use schemars::JsonSchema;
use serde::Deserialize;

/// What a person writes: a function; or, with `methods`, a class whose constructor takes the `parameters`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Signature")]
pub(super) struct AskedSignature {
    /// `camelCase` of a function, `PascalCase` of a class.
    name: String,
    #[serde(default)]
    parameters: Vec<AskedParameter>,
    /// The type of the answer; left out of a class, and of a function with `in_place`.
    returns: Option<String>,
    /// The parameter that a function changes instead of returning something: its value afterwards is the answer.
    in_place: Option<String>,
    #[serde(default)]
    methods: Vec<AskedMethod>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Parameter")]
struct AskedParameter {
    /// `camelCase`.
    name: String,
    /// One of `int`, `long`, `double`, `bool`, `char`, `string`, `linked_list`, `binary_tree`, `nary_tree`, `graph`, with `?` behind it
    /// where it can be null and `[]` for each list around it.
    #[serde(rename = "type")]
    of: String,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Method")]
struct AskedMethod {
    /// `camelCase`.
    name: String,
    #[serde(default)]
    parameters: Vec<AskedParameter>,
    /// Left out: it returns nothing.
    returns: Option<String>,
}

/// When an answer is the expected one. Left out: when it is equal.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Answer")]
pub(super) struct AskedAnswer {
    order: AskedOrder,
    /// Two doubles agree when they are this near to each other. At least 0, less than 1.
    #[schemars(range(min = 0, max = 1))]
    absolute: f64,
    /// Two doubles agree when they are this part of the expected one near to each other. At least 0, less than 1.
    #[schemars(range(min = 0, max = 1))]
    relative: f64,
}

/// `exact`: as expected. `any`: the items of the list that is the answer may come in any order. `any_nested`: those of the lists in it too.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Order")]
enum AskedOrder {
    #[default]
    Exact,
    Any,
    AnyNested,
}

/// The comparer of answers, with the signature that it needs.
pub(super) fn checker(asked: &AskedSignature, answer: AskedAnswer) -> anyhow::Result<Checker> {
    let fits = |tolerance: f64| (0.0..1.0).contains(&tolerance);
    anyhow::ensure!(
        fits(answer.absolute) && fits(answer.relative),
        "answer: a tolerance is at least 0 and less than 1"
    );
    Ok(Checker::Answer {
        signature: asked.signature().context("signature")?,
        order: match answer.order {
            AskedOrder::Exact => Order::Exact,
            AskedOrder::Any => Order::Any,
            AskedOrder::AnyNested => Order::AnyNested,
        },
        absolute: answer.absolute,
        relative: answer.relative,
    })
}

impl AskedSignature {
    pub(super) fn signature(&self) -> anyhow::Result<Signature> {
        let methods = self.methods.iter().map(|method| {
            Ok(Method {
                name: method.name.clone(),
                parameters: parameters(&method.parameters)?,
                returns: returned(method.returns.as_deref())?,
            })
        });
        let signature = Signature {
            name: self.name.clone(),
            parameters: parameters(&self.parameters)?,
            returns: returned(self.returns.as_deref())?,
            in_place: self.in_place.clone(),
            methods: methods.collect::<anyhow::Result<_>>()?,
        };
        signature.check()?;
        Ok(signature)
    }
}

fn parameters(asked: &[AskedParameter]) -> anyhow::Result<Vec<Parameter>> {
    let parameters = asked.iter().map(|parameter| {
        Ok(Parameter {
            name: parameter.name.clone(),
            of: parameter.of.parse().with_context(|| parameter.name.clone())?,
        })
    });
    parameters.collect()
}

fn returned(text: Option<&str>) -> anyhow::Result<Type> {
    text.map_or(Ok(Type::Void), |text| text.parse().context("returns"))
}
