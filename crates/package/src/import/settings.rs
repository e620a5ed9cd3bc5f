//! `problem.yaml` of the package in the making. `draft` calls it once everything else is known.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use gavel_wire::problem::Checker;

use super::draft::Draft;
use crate::adapters::Role;
use crate::yaml::quoted;

impl Draft {
    /// `subtasks` is the text of theirs.
    pub(super) fn manifest(&self, subtasks: &str) -> anyhow::Result<String> {
        let mut text = String::new();
        let title = self.title.as_deref().unwrap_or_default();
        writeln!(text, "title: {}", quoted(title))?;
        // Neither format knows it.
        writeln!(text, "difficulty: medium")?;
        if !self.tags.is_empty() {
            let tags: Vec<String> = self.tags.iter().map(|tag| quoted(tag)).collect();
            writeln!(text, "tags: [{}]", tags.join(", "))?;
        }
        if let Some(interactor) = self.program(Role::Interactor) {
            writeln!(
                text,
                "kind: interactive\ninteractor: {}",
                quoted(&interactor.main)
            )?;
        }
        if !self.stop_at_first_failure {
            writeln!(text, "stop_at_first_failure: false")?;
        }
        writeln!(text, "\nlimits:\n  cpu_ms: {}", self.limits.cpu_ms)?;
        writeln!(text, "  memory_bytes: {}", self.limits.memory_bytes)?;
        writeln!(text, "  output_bytes: {}", self.limits.output_bytes)?;
        if self.program(Role::Interactor).is_none() {
            text.push_str(&self.checker()?);
        }
        text.push_str(subtasks);
        let scores: BTreeMap<&String, &u32> = match subtasks.is_empty() {
            true => BTreeMap::new(),
            false => self.scores.iter().collect(),
        };
        if !scores.is_empty() {
            writeln!(text, "scores:")?;
        }
        for (submission, points) in scores {
            writeln!(text, "  {}: {points}", quoted(submission))?;
        }
        Ok(text)
    }

    fn checker(&self) -> anyhow::Result<String> {
        let mut text = "\nchecker:\n".to_owned();
        if let Some(checker) = self.program(Role::Checker) {
            writeln!(text, "  kind: custom\n  program: {}", quoted(&checker.main))?;
            return Ok(text);
        }
        match self.checker {
            Checker::Float { absolute, relative } => {
                writeln!(text, "  kind: float")?;
                for (field, tolerance) in [("absolute", absolute), ("relative", relative)] {
                    if tolerance > 0.0 || (absolute + relative == 0.0 && field == "absolute") {
                        writeln!(text, "  {field}: {tolerance:?}")?;
                    }
                }
            }
            Checker::Exact => writeln!(text, "  kind: exact")?,
            _ => writeln!(text, "  kind: tokens")?,
        }
        Ok(text)
    }
}
