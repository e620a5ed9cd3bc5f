//! What a person or a program sees of a verification: a table on stdout that grows row by row, a spinner on a terminal, or JSON
//! at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::time::Duration;

use gavel_wire::LanguageId;
use gavel_wire::problem::Problem;
use gavel_wire::state::Phase;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::rules::{Checked, Ran, Row};
use gavel_package::folder::Package;

const NAME_CHARS_MIN: usize = 10;

pub(super) struct Shower {
    json: bool,
    name_chars: std::cell::Cell<usize>,
    bar: ProgressBar,
}

impl Shower {
    pub(super) fn new(json: bool) -> Shower {
        let bar = if std::io::stderr().is_terminal() {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        } else {
            ProgressBar::hidden()
        };
        Shower {
            json,
            name_chars: std::cell::Cell::new(NAME_CHARS_MIN),
            bar,
        }
    }

    fn line(&self, text: &str) {
        if !self.json {
            self.bar.suspend(|| println!("{text}"));
        }
    }

    pub(super) fn begin(&self, problem: &Problem, package: &Package) {
        let names = package.submissions.iter().map(|example| example.name.len());
        self.name_chars.set(names.max().unwrap_or(0).max(NAME_CHARS_MIN));
        self.bar
            .set_message(format!("{}: finding toolchains", problem.id));
        self.line(&format!(
            "{}: {} tests, {} of them samples",
            problem.id,
            problem.tests.len(),
            problem.samples.len()
        ));
        let wide = self.name_chars.get();
        self.line(&format!(
            "  {:wide$}  {:14} {:>9} {:>11}",
            "submission", "verdict", "CPU", "memory"
        ));
    }

    /// What is going on, on a terminal.
    pub(super) fn say(&self, text: &str) {
        self.bar.set_message(text.to_owned());
    }

    pub(super) fn phase(&self, name: &str, phase: Phase) {
        let phase = match phase {
            Phase::Compiling => "compiling".to_owned(),
            Phase::Testing { k, n } => format!("test {k} of {n}"),
        };
        self.bar.set_message(format!("{name}: {phase}"));
    }

    pub(super) fn row(&self, row: &Row) {
        let wide = self.name_chars.get();
        let name = &row.name;
        self.line(&match &row.ran {
            Ran::Measured(measured) => {
                let wrong = measured.verdict != row.promised;
                let points = measured.points.map(|points| format!("  {points} points"));
                format!(
                    "{} {name:wide$}  {:14} {:>6} ms {:>7.1} MiB{}",
                    if wrong { '!' } else { ' ' },
                    measured.verdict.as_str(),
                    measured.cpu_us.div_ceil(1_000),
                    measured.memory_bytes as f64 / f64::from(1 << 20),
                    points.unwrap_or_default(),
                )
            }
            Ran::NotHere(_) => {
                let language = row.language.as_ref().map_or("its language", |id| id.as_str());
                format!("  {name:wide$}  left out: {language} is not available here")
            }
            Ran::NoLanguage => format!("! {name:wide$}  no language has this extension"),
        });
    }

    pub(super) fn package(&self, checked: &Checked) {
        let id = &checked.id;
        for fault in &checked.faults {
            self.line(&format!("! {id}: {fault}"));
        }
        if checked.faults.is_empty() {
            let slowest = checked
                .proposed_cpu_ms
                .map(|ms| format!("; three times the slowest solution is cpu_ms: {ms}"));
            self.line(&format!("  {id} holds{}", slowest.unwrap_or_default()));
        }
    }

    pub(super) fn end(self, all: &[Checked]) -> anyhow::Result<()> {
        if self.json {
            let good = all.iter().all(|checked| checked.faults.is_empty());
            println!(
                "{}",
                serde_json::to_string_pretty(&json!({ "holds": good, "packages": all }))?
            );
            return Ok(());
        }
        if all.len() > 1 {
            times(all).iter().for_each(|line| self.line(line));
        }
        let wrong = all.iter().filter(|checked| !checked.faults.is_empty()).count();
        let left_out = all
            .iter()
            .flat_map(|checked| &checked.submissions)
            .filter(|row| matches!(row.ran, Ran::NotHere(_)))
            .count();
        let left_out = match left_out {
            0 => String::new(),
            number => {
                format!("; left out, since their languages are not available here: {number} submissions")
            }
        };
        let packages = if all.len() == 1 { "package" } else { "packages" };
        self.line(&format!(
            "{} {packages}, {wrong} with faults{left_out}",
            all.len()
        ));
        Ok(())
    }
}

/// A table of problems and languages: milliseconds of CPU time that the slowest test takes of the slowest accepted solution.
fn times(all: &[Checked]) -> Vec<String> {
    let slowest = |checked: &Checked| {
        let mut slowest = BTreeMap::new();
        for row in &checked.submissions {
            if let (Some(language), Some(measured)) = (&row.language, row.solution()) {
                let cpu_us = slowest.entry(language.clone()).or_insert(0);
                *cpu_us = measured.cpu_us.max(*cpu_us);
            }
        }
        slowest
    };
    let rows: Vec<(&str, BTreeMap<LanguageId, u64>)> = all
        .iter()
        .map(|checked| (checked.id.as_str(), slowest(checked)))
        .collect();
    let languages: BTreeSet<&LanguageId> = rows.iter().flat_map(|(_, slowest)| slowest.keys()).collect();
    let wide = rows
        .iter()
        .map(|(id, _)| id.len())
        .max()
        .unwrap_or(0)
        .max("CPU ms".len());
    let line = |name: &str, cell: &dyn Fn(&LanguageId) -> String| {
        let cells = languages
            .iter()
            .map(|language| format!("  {:>1$}", cell(language), language.as_str().len().max(4)));
        format!("  {name:wide$}{}", cells.collect::<String>())
    };
    let head = line("CPU ms", &|language| language.to_string());
    let body = rows.iter().map(|(id, slowest)| {
        line(id, &|language| {
            slowest
                .get(language)
                .map_or("-".to_owned(), |cpu_us| cpu_us.div_ceil(1_000).to_string())
        })
    });
    std::iter::once(head).chain(body).collect()
}

impl Drop for Shower {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use gavel_wire::{ProblemId, Status};

    use super::super::rules::Measured;
    use super::*;

    #[test]
    fn a_table_has_the_slowest_solution_of_each_language() {
        let row = |name: &str, language: &str, verdict, cpu_ms: u64| Row {
            name: name.to_owned(),
            promised: verdict,
            promised_points: None,
            language: LanguageId::parse(language).ok(),
            ran: Ran::Measured(Measured {
                verdict,
                points: None,
                reason: None,
                cpu_us: cpu_ms * 1_000,
                memory_bytes: 0,
                cpu_limit_ms: 1_000,
                cpu_factor: 1.0,
            }),
        };
        let checked = |id: &str, submissions| Checked {
            id: ProblemId::parse(id).unwrap(),
            submissions,
            proposed_cpu_ms: None,
            faults: Vec::new(),
        };
        let all = [
            checked(
                "first",
                vec![
                    row("a", "c", Status::Accepted, 3),
                    row("b", "c", Status::Accepted, 7),
                    row("d", "c", Status::TimeLimit, 999),
                    row("e", "python", Status::Accepted, 12),
                ],
            ),
            checked("second-one", vec![row("a", "python", Status::Accepted, 34)]),
        ];
        assert_eq!(
            times(&all),
            [
                "  CPU ms         c  python",
                "  first          7      12",
                "  second-one     -      34"
            ]
        );
    }
}
