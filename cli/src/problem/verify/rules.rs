//! What makes a package hold, given what its submissions came to. Pure: `mod` asks, `show` prints.

use gavel_wire::problem::Problem;
use gavel_wire::{LanguageId, Limits, ProblemId, Status};
use serde::Serialize;

/// A CPU limit is proposed in steps of this.
const STEP_MS: u64 = 100;

/// One submission and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Row {
    /// Such as `accepted/main.py`.
    pub(super) name: String,
    pub(super) promised: Status,
    /// By `scores` of `problem.yaml`.
    pub(super) promised_points: Option<u32>,
    pub(super) language: Option<LanguageId>,
    pub(super) ran: Ran,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Ran {
    Measured(Measured),
    /// This host does not have the language, for this reason.
    NotHere(String),
    /// No language is described for its extension.
    NoLanguage,
}

/// Times and memory are the greatest of all its tests.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Measured {
    pub(super) verdict: Status,
    /// Of a problem with subtasks.
    pub(super) points: Option<u32>,
    pub(super) reason: Option<String>,
    pub(super) cpu_us: u64,
    pub(super) memory_bytes: u64,
    /// The problem's limit as it is in the submission's language.
    pub(super) cpu_limit_ms: u64,
    /// What the language multiplies the problem's limit by.
    #[serde(skip)]
    pub(super) cpu_factor: f64,
}

/// A package and what is wrong with it.
#[derive(Debug, Serialize)]
pub(super) struct Checked {
    pub(super) id: ProblemId,
    pub(super) submissions: Vec<Row>,
    /// Three times the slowest accepted solution, as `limits.cpu_ms` says it; none without an accepted solution.
    pub(super) proposed_cpu_ms: Option<u64>,
    /// Empty where the package holds.
    pub(super) faults: Vec<String>,
}

impl Checked {
    /// A package that cannot be read, let alone run.
    pub(super) fn unreadable(id: &ProblemId, error: &anyhow::Error) -> Checked {
        Checked {
            id: id.clone(),
            submissions: Vec::new(),
            proposed_cpu_ms: None,
            faults: vec![format!("{error:#}")],
        }
    }
}

impl Row {
    /// What is wrong with this submission by itself.
    pub(super) fn fault(&self, all_languages: bool) -> Option<String> {
        let name = &self.name;
        match &self.ran {
            Ran::NoLanguage => Some(format!("{name}: no language has this extension")),
            Ran::NotHere(why) => {
                let language = self.language.as_ref().map_or("its language", LanguageId::as_str);
                all_languages.then(|| format!("{name}: {language} is not available here: {why}"))
            }
            Ran::Measured(measured) if measured.verdict != self.promised => {
                let reason = measured.reason.as_ref().map(|reason| format!(" ({reason})"));
                Some(format!(
                    "{name} came to {}, its folder promises {}{}",
                    measured.verdict.as_str(),
                    self.promised.as_str(),
                    reason.unwrap_or_default()
                ))
            }
            Ran::Measured(measured) => {
                let promised = self.promised_points?;
                let points = measured.points.unwrap_or(0);
                (points != promised)
                    .then(|| format!("{name} has {points} points, problem.yaml promises {promised}"))
            }
        }
    }

    /// An accepted solution's figures.
    pub(super) fn solution(&self) -> Option<&Measured> {
        match &self.ran {
            Ran::Measured(measured) if measured.verdict == Status::Accepted => {
                (self.promised == Status::Accepted).then_some(measured)
            }
            _ => None,
        }
    }
}

impl Measured {
    /// How much of its language's limit it needs.
    fn share(&self) -> f64 {
        self.cpu_us as f64 / (self.cpu_limit_ms.max(1) * 1_000) as f64
    }

    /// The problem's limit with which it needs a third of its language's.
    fn proposed_ms(&self) -> u64 {
        let needed_ms = 3.0 * self.cpu_us as f64 / 1_000.0 / self.cpu_factor;
        // Conversions of floats saturate.
        (needed_ms.ceil() as u64).max(1).div_ceil(STEP_MS) * STEP_MS
    }
}

/// All rules of docs/PROBLEMS.md that reading the package did not check.
pub(super) fn check(problem: &Problem, rows: Vec<Row>, all_languages: bool) -> Checked {
    let mut faults = Vec::new();
    if problem.samples.is_empty() {
        faults
            .push("no sample: a test whose name begins with sample- is shown with the statement".to_owned());
    }
    if !rows.iter().any(|row| row.promised == Status::Accepted) {
        faults.push("no accepted solution: one belongs into submissions/accepted".to_owned());
    } else if !rows.iter().any(|row| row.solution().is_some()) {
        faults.push("no accepted solution was accepted here".to_owned());
    }
    faults.extend(rows.iter().filter_map(|row| row.fault(all_languages)));
    let solutions = rows.iter().filter_map(Row::solution);
    let proposed_cpu_ms = solutions.map(Measured::proposed_ms).max();
    faults.extend(too_tight(problem.limits.cpu_ms, &rows, proposed_cpu_ms));
    Checked {
        id: problem.id.clone(),
        submissions: rows,
        proposed_cpu_ms,
        faults,
    }
}

/// The solution that needs the most of its limit, where that is more than half.
fn too_tight(cpu_ms: u64, rows: &[Row], proposed_cpu_ms: Option<u64>) -> Option<String> {
    let solutions = rows.iter().filter_map(|row| Some((row, row.solution()?)));
    let (row, measured) = solutions.max_by(|(_, a), (_, b)| a.share().total_cmp(&b.share()))?;
    if measured.share() <= 0.5 {
        return None;
    }
    let advice = match proposed_cpu_ms {
        Some(proposed) if proposed > cpu_ms && proposed <= Limits::CPU_MS_MAX => {
            format!("three times the slowest solution is cpu_ms: {proposed}")
        }
        _ => format!(
            "no limit up to the most, {} ms, is three times that: make the tests smaller",
            Limits::CPU_MS_MAX
        ),
    };
    Some(format!(
        "limits: cpu_ms: {cpu_ms} is too tight: {} takes {} of {} ms, and a limit is at least twice what a solution takes; {advice}",
        row.name,
        measured.cpu_us.div_ceil(1_000),
        measured.cpu_limit_ms,
    ))
}

#[cfg(test)]
mod tests {
    use gavel_wire::problem::{Access, Checker, Sample};

    use super::*;
    use gavel_package::sha256;

    fn problem(cpu_ms: u64, samples: usize) -> Problem {
        let sample = Sample {
            input: String::new(),
            output: String::new(),
        };
        Problem {
            id: ProblemId::parse("p").unwrap(),
            version: sha256(b""),
            title: "P".to_owned(),
            difficulty: "easy".to_owned(),
            tags: Vec::new(),
            access: Access::Free,
            statement: String::new(),
            texts: Default::default(),
            translations: Default::default(),
            figures: Default::default(),
            limits: Limits {
                cpu_ms,
                ..Limits::default()
            },
            checker: Checker::Tokens,
            stop_at_first_failure: true,
            subtasks: Vec::new(),
            samples: vec![sample; samples],
            tests: Vec::new(),
            reference: None,
            validator: None,
            starters: Default::default(),
        }
    }

    fn row(promised: Status, verdict: Status, cpu_ms: u64, cpu_limit_ms: u64, cpu_factor: f64) -> Row {
        Row {
            name: format!("{}/main.py", promised.as_str()),
            promised,
            promised_points: None,
            language: LanguageId::parse("python").ok(),
            ran: Ran::Measured(Measured {
                verdict,
                points: None,
                reason: None,
                cpu_us: cpu_ms * 1_000,
                memory_bytes: 1,
                cpu_limit_ms,
                cpu_factor,
            }),
        }
    }

    fn good(cpu_ms: u64, cpu_limit_ms: u64, cpu_factor: f64) -> Row {
        row(
            Status::Accepted,
            Status::Accepted,
            cpu_ms,
            cpu_limit_ms,
            cpu_factor,
        )
    }

    fn faults(checked: &Checked) -> String {
        checked.faults.join("; ")
    }

    #[test]
    fn a_package_needs_a_sample_and_a_solution_that_is_accepted() {
        let holds = check(&problem(1_000, 1), vec![good(10, 2_000, 2.0)], true);
        assert!(holds.faults.is_empty(), "{}", faults(&holds));
        let bare = check(&problem(1_000, 0), Vec::new(), false);
        assert!(
            faults(&bare).contains("no sample")
                && faults(&bare).contains("no accepted solution: one belongs")
        );
        let wrong = row(Status::Accepted, Status::WrongAnswer, 10, 1_000, 1.0);
        let wrong = faults(&check(&problem(1_000, 1), vec![wrong], false));
        assert!(wrong.contains("accepted/main.py came to wrong_answer"), "{wrong}");
        assert!(wrong.contains("was accepted here"), "{wrong}");
    }

    #[test]
    fn a_submission_is_worth_what_the_manifest_promises() {
        let fault = |promised, found| {
            let mut row = row(Status::TimeLimit, Status::TimeLimit, 10, 1_000, 1.0);
            row.promised_points = promised;
            if let Ran::Measured(measured) = &mut row.ran {
                measured.points = found;
            }
            row.fault(false)
        };
        assert_eq!(fault(Some(30), Some(30)), None);
        assert_eq!(fault(None, Some(30)), None);
        assert_eq!(fault(Some(0), None), None);
        let fault = fault(Some(30), Some(0)).unwrap();
        assert!(
            fault.contains("has 0 points, problem.yaml promises 30"),
            "{fault}"
        );
    }

    #[test]
    fn a_language_that_is_not_here_is_left_out_unless_all_are_wanted() {
        let mut absent = good(0, 0, 1.0);
        absent.ran = Ran::NotHere("no compiler".to_owned());
        let rows = vec![good(10, 1_000, 1.0), absent];
        assert!(check(&problem(1_000, 1), rows.clone(), false).faults.is_empty());
        let all = faults(&check(&problem(1_000, 1), rows, true));
        assert!(all.contains("python is not available here: no compiler"), "{all}");
        let mut unknown = good(0, 0, 1.0);
        unknown.ran = Ran::NoLanguage;
        let unknown = faults(&check(
            &problem(1_000, 1),
            vec![good(1, 1_000, 1.0), unknown],
            false,
        ));
        assert!(unknown.contains("no language has this extension"), "{unknown}");
    }

    #[test]
    fn a_limit_is_twice_the_slowest_solution_in_its_own_language() {
        // 500 of 1000 ms is just enough; what a language multiplies counts.
        let rows = vec![good(500, 1_000, 1.0), good(900, 2_000, 2.0)];
        let enough = check(&problem(1_000, 1), rows, false);
        assert!(enough.faults.is_empty(), "{}", faults(&enough));
        assert_eq!(enough.proposed_cpu_ms, Some(1_500));
        let tight = check(&problem(1_000, 1), vec![good(1_010, 2_000, 2.0)], false);
        assert_eq!(tight.proposed_cpu_ms, Some(1_600));
        assert!(
            faults(&tight).contains("takes 1010 of 2000 ms"),
            "{}",
            faults(&tight)
        );
        assert!(faults(&tight).contains("cpu_ms: 1600"), "{}", faults(&tight));
        let never = check(&problem(5_000, 1), vec![good(2_600, 5_000, 2.0)], false);
        assert!(
            faults(&never).contains("make the tests smaller"),
            "{}",
            faults(&never)
        );
        // A program that failed says nothing about the limit.
        let slow = row(Status::TimeLimit, Status::TimeLimit, 1_000, 1_000, 1.0);
        let quick = check(&problem(1_000, 1), vec![good(0, 1_000, 1.0), slow], false);
        assert_eq!((quick.faults.len(), quick.proposed_cpu_ms), (0, Some(100)));
    }
}
