//! Points of a problem with subtasks: which tests need not run any more, and what the tests that ran are worth. Pure; `judge` calls it.

use gavel_wire::Status;
use gavel_wire::problem::{Subtask, TestRef};
use gavel_wire::verdict::{Score, SubtaskScore};

use crate::verdict::{Finding, WHOLE};

pub(crate) struct Scoring<'a> {
    stop_at_first_failure: bool,
    parts: Vec<Part<'a>>,
}

struct Part<'a> {
    subtask: &'a Subtask,
    tests_left: usize,
    /// Of the worst test so far, in millionths.
    share: u32,
    status: Option<Status>,
}

impl<'a> Scoring<'a> {
    pub(crate) fn new(
        subtasks: &'a [Subtask],
        tests: &[TestRef],
        stop_at_first_failure: bool,
    ) -> Scoring<'a> {
        let part = |(index, subtask)| {
            let in_it = |test: &&TestRef| test.subtask.map(usize::from) == Some(index);
            let tests_left = tests.iter().filter(in_it).count();
            Part {
                subtask,
                tests_left,
                share: if tests_left == 0 { 0 } else { WHOLE },
                status: None,
            }
        };
        Scoring {
            stop_at_first_failure,
            parts: subtasks.iter().enumerate().map(part).collect(),
        }
    }

    /// No test behind one that came to `finding` is of any use.
    pub(crate) fn ends_with(&self, finding: &Finding) -> bool {
        self.parts.is_empty() && self.stop_at_first_failure && finding.status != Status::Accepted
    }

    /// Nothing that this test could come to gives a point.
    pub(crate) fn leaves_out(&self, test: &TestRef) -> bool {
        let part = test.subtask.and_then(|index| self.parts.get(usize::from(index)));
        part.is_some_and(|part| (part.share == 0 && self.stop_at_first_failure) || !self.is_open(part))
    }

    pub(crate) fn note(&mut self, test: &TestRef, finding: &Finding) {
        let part = test
            .subtask
            .and_then(|index| self.parts.get_mut(usize::from(index)));
        let Some(part) = part else { return };
        part.tests_left = part.tests_left.saturating_sub(1);
        part.share = part.share.min(finding.share);
        if part.status.is_none_or(|status| status == Status::Accepted) {
            part.status = Some(finding.status);
        }
    }

    /// None where the problem has no subtasks.
    pub(crate) fn score(&self) -> Option<Score> {
        let subtasks: Vec<SubtaskScore> = self.parts.iter().map(|part| self.score_of(part)).collect();
        let sum = |of: fn(&SubtaskScore) -> u32| subtasks.iter().map(of).fold(0, u32::saturating_add);
        let (points, points_max) = (sum(|subtask| subtask.points), sum(|subtask| subtask.points_max));
        (!subtasks.is_empty()).then_some(Score {
            points,
            points_max,
            subtasks,
        })
    }

    fn score_of(&self, part: &Part<'_>) -> SubtaskScore {
        let points_max = part.subtask.points;
        let counts = part.tests_left == 0 && self.is_open(part);
        let points = u64::from(points_max) * u64::from(part.share) / u64::from(WHOLE);
        SubtaskScore {
            name: part.subtask.name.clone(),
            points: if counts {
                u32::try_from(points).unwrap_or(points_max)
            } else {
                0
            },
            points_max,
            status: part.status,
        }
    }

    /// All that it requires is there.
    fn is_open(&self, part: &Part<'_>) -> bool {
        part.subtask.requires.iter().all(|index| {
            let required = self.parts.get(usize::from(*index));
            required.is_some_and(|required| required.tests_left == 0 && required.share == WHOLE)
        })
    }
}

#[cfg(test)]
mod tests {
    use gavel_wire::Sha256;

    use super::*;

    /// Two subtasks of two tests each, behind a sample.
    const TESTS: [Option<u16>; 5] = [None, Some(0), Some(0), Some(1), Some(1)];

    /// The tests that ran, and what they are worth.
    fn judged(requires: &[u16], stop: bool, findings: [Finding; 5]) -> (Vec<usize>, Score) {
        let subtask = |name: &str, points, requires: &[u16]| Subtask {
            name: name.to_owned(),
            points,
            requires: requires.to_vec(),
        };
        let subtasks = [subtask("small", 30, &[]), subtask("large", 70, requires)];
        let hash = Sha256::from_bytes(&[0; 32]);
        let tests = TESTS.map(|subtask| TestRef {
            input: hash.clone(),
            expected: hash.clone(),
            sample: subtask.is_none(),
            subtask,
        });
        let mut scoring = Scoring::new(&subtasks, &tests, stop);
        let mut ran = Vec::new();
        for (index, (test, finding)) in tests.iter().zip(&findings).enumerate() {
            if scoring.leaves_out(test) {
                continue;
            }
            assert!(!scoring.ends_with(finding), "each subtask goes on by itself");
            scoring.note(test, finding);
            ran.push(index);
        }
        (ran, scoring.score().unwrap())
    }

    fn right() -> Finding {
        Finding::plain(Status::Accepted)
    }

    fn slow() -> Finding {
        Finding::plain(Status::TimeLimit)
    }

    fn points(score: &Score) -> [u32; 3] {
        [score.points, score.subtasks[0].points, score.subtasks[1].points]
    }

    #[test]
    fn all_points_are_for_all_tests_and_samples_give_none() {
        let (ran, score) = judged(&[0], true, [slow(), right(), right(), right(), right()]);
        assert_eq!(
            (ran.len(), points(&score), score.points_max),
            (5, [100, 30, 70], 100)
        );
        assert_eq!(score.subtasks[1].status, Some(Status::Accepted));
    }

    #[test]
    fn a_failed_test_ends_its_subtask_and_those_that_require_it() {
        let failed = || [right(), slow(), right(), right(), right()];
        let (ran, score) = judged(&[0], true, failed());
        assert_eq!((ran, points(&score)), (vec![0, 1], [0, 0, 0]));
        assert_eq!(
            score
                .subtasks
                .iter()
                .map(|subtask| subtask.status)
                .collect::<Vec<_>>(),
            [Some(Status::TimeLimit), None]
        );
        let (ran, score) = judged(&[], true, failed());
        assert_eq!((ran, points(&score)), (vec![0, 1, 3, 4], [70, 0, 70]));
        let (ran, score) = judged(&[], false, failed());
        assert_eq!((ran, points(&score)), (vec![0, 1, 2, 3, 4], [70, 0, 70]));
    }

    #[test]
    fn the_worst_test_says_what_of_a_subtasks_points_there_is() {
        let partly = |share| Finding::wrong(share);
        let findings = [
            right(),
            partly(500_000),
            partly(333_333),
            right(),
            partly(999_999),
        ];
        let (ran, score) = judged(&[], true, findings.clone());
        assert_eq!((ran.len(), points(&score)), (5, [78, 9, 69]));
        assert_eq!(score.subtasks[0].status, Some(Status::WrongAnswer));
        // What requires it requires all of it.
        let (ran, score) = judged(&[0], true, findings);
        assert_eq!((ran.len(), points(&score)), (3, [9, 9, 0]));
    }

    #[test]
    fn a_subtask_whose_tests_were_not_all_run_gives_nothing() {
        let subtasks = [Subtask {
            name: "all".to_owned(),
            points: 10,
            requires: Vec::new(),
        }];
        let hash = Sha256::from_bytes(&[0; 32]);
        let test = TestRef {
            input: hash.clone(),
            expected: hash,
            sample: false,
            subtask: Some(0),
        };
        let mut scoring = Scoring::new(&subtasks, &[test.clone(), test.clone()], true);
        scoring.note(&test, &right());
        assert_eq!(scoring.score().unwrap().points, 0);
        scoring.note(&test, &right());
        assert_eq!(scoring.score().unwrap().points, 10);
        assert_eq!(Scoring::new(&subtasks, &[], true).score().unwrap().points, 0);
        let without = Scoring::new(&[], &[test], true);
        assert!(without.score().is_none() && without.ends_with(&slow()) && !without.ends_with(&right()));
    }
}
