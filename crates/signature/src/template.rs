//! Drivers and starter code: a language's templates (Jinja with `<% %>`, `<{ }>` and `<# #>`, under `languages/<id>/`) filled with a
//! signature. Templates are ours, as is all of `languages/`; a signature has nothing in it but checked names and types.

use std::collections::BTreeSet;

use gavel_wire::signature::{Parameter, Signature, Type};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior};
use serde_json::{Value as Json, json};

#[derive(Debug, thiserror::Error)]
#[error("fill a template for `{signature}`")]
pub struct TemplateError {
    signature: String,
    source: minijinja::Error,
}

/// The text of `template` for this signature.
///
/// A template sees `name`, `is_class`, `parameters` (each `name`, `type`), `returns`, `in_place` (the index of the parameter that is the
/// answer, or none), `answer` (a type), `methods` (each `name`, `parameters`, `returns`) and `uses`, a list of the kinds of all types in
/// it. A type has `kind` (`int`, `list`, ...), and `of` where it is a list or optional; `text` is how problem.yaml has it. Filters: `snake`
/// (`twoSum` to `two_sum`) and `pascal` (`TwoSum`).
pub fn render(template: &str, signature: &Signature) -> Result<String, TemplateError> {
    let error = |source| TemplateError {
        signature: signature.name.clone(),
        source,
    };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(syntax().map_err(error)?);
    environment.add_filter("snake", snake);
    environment.add_filter("pascal", pascal);
    environment
        .render_str(template, minijinja::value::Serde(view(signature)))
        .map_err(error)
}

/// Delimiters that no language has in its own text.
fn syntax() -> Result<SyntaxConfig, minijinja::Error> {
    SyntaxConfig::builder()
        .block_delimiters("<%", "%>")
        .variable_delimiters("<{", "}>")
        .comment_delimiters("<#", "#>")
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
}

fn view(signature: &Signature) -> Json {
    let mut uses = BTreeSet::new();
    let mut types: Vec<&Type> = vec![&signature.returns];
    types.extend(signature.parameters.iter().map(|parameter| &parameter.of));
    for method in &signature.methods {
        types.push(&method.returns);
        types.extend(method.parameters.iter().map(|parameter| &parameter.of));
    }
    for mut of in types {
        loop {
            uses.insert(kind(of));
            of = match of {
                Type::List(item) | Type::Optional(item) => item,
                _ => break,
            };
        }
    }
    let in_place = signature.in_place.as_ref().and_then(|name| {
        let mut names = signature.parameters.iter();
        names.position(|parameter| parameter.name == *name)
    });
    let methods = signature.methods.iter().map(|method| {
        json!({
            "name": method.name,
            "parameters": parameters_view(&method.parameters),
            "returns": type_view(&method.returns),
        })
    });
    json!({
        "name": signature.name,
        "is_class": signature.is_class(),
        "parameters": parameters_view(&signature.parameters),
        "returns": type_view(&signature.returns),
        "in_place": in_place,
        "answer": type_view(signature.answer()),
        "methods": methods.collect::<Vec<_>>(),
        "uses": uses,
    })
}

fn parameters_view(parameters: &[Parameter]) -> Vec<Json> {
    let views = parameters.iter();
    views
        .map(|parameter| json!({"name": parameter.name, "type": type_view(&parameter.of)}))
        .collect()
}

fn type_view(of: &Type) -> Json {
    let inner = match of {
        Type::List(item) | Type::Optional(item) => type_view(item),
        _ => Json::Null,
    };
    json!({"kind": kind(of), "of": inner, "text": of.to_string()})
}

fn kind(of: &Type) -> String {
    match of {
        Type::List(_) => "list".to_owned(),
        Type::Optional(_) => "optional".to_owned(),
        single => single.to_string(),
    }
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

fn pascal(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| {
        std::iter::once(first.to_ascii_uppercase()).chain(chars).collect()
    })
}
