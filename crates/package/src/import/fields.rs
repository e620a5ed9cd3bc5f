//! A map of settings in YAML of which fields are taken one by one, so that those left over can be told. Values come from anyone.

use anyhow::Context;
use serde_json::{Map, Value};

#[derive(Debug, Default)]
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// An empty text is an empty map.
    pub(super) fn parse(text: &str, file: &str) -> anyhow::Result<Fields> {
        let map: Option<Map<String, Value>> =
            serde_saphyr::from_str(text).with_context(|| format!("{file} is no map of settings"))?;
        Ok(Fields(map.unwrap_or_default()))
    }

    pub(super) fn take(&mut self, field: &str) -> Option<Value> {
        self.0.remove(field).filter(|value| !value.is_null())
    }

    pub(super) fn map(&mut self, field: &str) -> anyhow::Result<Fields> {
        match self.take(field) {
            None => Ok(Fields::default()),
            Some(Value::Object(map)) => Ok(Fields(map)),
            Some(_) => anyhow::bail!("{field} is no map"),
        }
    }

    /// A text, or a number or truth value as one.
    pub(super) fn text(&mut self, field: &str) -> anyhow::Result<Option<String>> {
        let value = self.take(field);
        value
            .map(|value| scalar(&value).with_context(|| format!("{field} is no text")))
            .transpose()
    }

    pub(super) fn number(&mut self, field: &str) -> anyhow::Result<Option<f64>> {
        let Some(text) = self.text(field)? else {
            return Ok(None);
        };
        let number = text
            .trim()
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite());
        Ok(Some(number.with_context(|| format!("{field} is no number"))?))
    }

    /// A list of texts, or the words of one text.
    pub(super) fn words(&mut self, field: &str) -> anyhow::Result<Vec<String>> {
        match self.take(field) {
            None => Ok(Vec::new()),
            Some(Value::Array(values)) => {
                let texts = values.iter().map(scalar).collect::<Option<Vec<_>>>();
                texts.with_context(|| format!("{field} holds more than texts"))
            }
            Some(value) => {
                let text = scalar(&value).with_context(|| format!("{field} is no text"))?;
                Ok(text.split_whitespace().map(str::to_owned).collect())
            }
        }
    }

    /// The same, or none where the field is not there.
    pub(super) fn given_words(&mut self, field: &str) -> anyhow::Result<Option<Vec<String>>> {
        let given = self.0.get(field).is_some_and(|value| !value.is_null());
        let words = self.words(field)?;
        Ok(given.then_some(words))
    }

    pub(super) fn into_names(self) -> impl Iterator<Item = String> {
        self.0.into_iter().map(|(name, _)| name)
    }

    pub(super) fn into_map(self) -> Map<String, Value> {
        self.0
    }
}

pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A value as people read it: texts, lists with commas and the values of maps.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(map) => map.values().map(shown).collect::<Vec<_>>().join(", "),
        value => scalar(value).unwrap_or_default(),
    }
}
