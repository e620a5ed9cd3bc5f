//! Tests of what is taken and refused: every rule once, and what a late or doubled message does.

use gavel_wire::{Attempt, Judging};

use super::*;
use crate::testing;

fn ready(id: &str) -> ReadyLanguage {
    ReadyLanguage {
        id: LanguageId::parse(id).unwrap(),
        name: id.to_owned(),
        version: "1".to_owned(),
    }
}

/// Two slots, 3 and 4; only the second speaks C.
fn intake() -> Intake {
    let identity = Identity {
        agent: testing::agent(),
        region: testing::region(),
        epoch: 7,
    };
    let mut intake = Intake::new(identity, 2, Some(vec![ProblemId::parse("left").unwrap()]));
    intake.on_fit(0, 3, vec![ready("python")], 9);
    intake.on_fit(1, 4, vec![ready("python"), ready("c")], 9);
    intake
}

fn start(number: u128, language: &str) -> StartRun {
    testing::run(number, language, "", "")
}

fn accepted(slot: u16, index: Option<Index>) -> Decision {
    Decision {
        answer: StartAnswer::Accepted { slot },
        start: index,
    }
}

fn stop_of(start: &StartRun) -> StopRun {
    StopRun {
        v: WIRE_VERSION,
        term: start.lease.term,
        submission: start.lease.submission,
        judging: start.lease.judging,
        attempt: start.lease.attempt,
    }
}

#[test]
fn a_slot_takes_one_run_until_its_result_is_answered() {
    let mut intake = intake();
    assert_eq!(intake.on_start(&start(1, "python")), accepted(3, Some(0)));
    assert_eq!(intake.on_start(&start(2, "python")), accepted(4, Some(1)));
    assert_eq!(intake.on_start(&start(3, "python")).answer, StartAnswer::Busy);
    intake.on_finished(0);
    assert_eq!(intake.on_start(&start(3, "python")).answer, StartAnswer::Busy);
    let state = intake.state();
    assert_eq!(
        state.slots.iter().map(|slot| slot.finished).collect::<Vec<_>>(),
        [true, false]
    );
    intake.on_settled(0);
    assert_eq!(intake.on_start(&start(3, "python")), accepted(3, Some(0)));
}

#[test]
fn a_run_goes_to_a_slot_that_has_its_language() {
    let mut intake = intake();
    assert_eq!(intake.on_start(&start(1, "c")), accepted(4, Some(1)));
    assert_eq!(intake.on_start(&start(2, "c")).answer, StartAnswer::Busy);
    let refused = intake.on_start(&start(3, "rust"));
    assert!(
        matches!(refused.answer, StartAnswer::Refused { .. }),
        "{refused:?}"
    );
    let ids: Vec<_> = intake
        .state()
        .languages
        .into_iter()
        .map(|ready| ready.id.to_string())
        .collect();
    assert_eq!(ids, ["c", "python"]);
}

#[test]
fn a_run_goes_to_the_slot_that_was_idle_for_longest() {
    let mut intake = intake();
    for (number, (slot, index)) in (1..).zip([(3, 0), (4, 1), (3, 0), (4, 1)]) {
        let taken = intake.on_start(&start(number, "python"));
        assert_eq!(taken, accepted(slot, Some(index)));
        intake.on_finished(index);
        intake.on_settled(index);
    }
}

#[test]
fn a_run_that_is_not_for_a_slot_waits_for_another() {
    let mut intake = intake();
    let mut second = start(1, "python");
    second.not_on_slot = Some(3);
    assert_eq!(intake.on_start(&second), accepted(4, Some(1)));
    let mut other = start(2, "python");
    other.not_on_slot = Some(3);
    assert_eq!(intake.on_start(&other).answer, StartAnswer::Busy);
    assert_eq!(intake.on_start(&start(2, "python")), accepted(3, Some(0)));
    let state = intake.state();
    let told: Vec<_> = state.slots.iter().map(|slot| slot.calibration_us).collect();
    assert_eq!(told, [Some(9), Some(9)]);
}

#[test]
fn a_doubled_start_is_answered_alike_and_starts_nothing() {
    let mut intake = intake();
    let first = start(1, "python");
    intake.on_start(&first);
    assert_eq!(intake.on_start(&first), accepted(3, None));
    intake.on_finished(0);
    assert_eq!(intake.on_start(&first), accepted(3, None));
    let mut second = first.clone();
    second.lease.attempt = Attempt(2);
    assert_eq!(intake.on_start(&second), accepted(4, Some(1)));
    // Once settled nothing is remembered: a start that comes so late is run again and superseded.
    intake.on_settled(0);
    assert_eq!(intake.on_start(&first), accepted(3, Some(0)));
}

#[test]
fn what_is_not_for_this_process_is_refused() {
    type Change = fn(&mut StartRun);
    let changes: [Change; 4] = [
        |start| start.lease.epoch = 6,
        |start| start.lease.agent = AgentId::parse("agent-1").unwrap(),
        |start| start.lease.judging = Judging(9),
        |start| start.submission.id = testing::run(99, "c", "", "").submission.id,
    ];
    for change in changes {
        let mut intake = intake();
        let mut other = start(1, "python");
        other.lease.term = Term(100);
        change(&mut other);
        let decision = intake.on_start(&other);
        assert!(
            matches!(
                decision.answer,
                StartAnswer::Refused { .. } | StartAnswer::WrongEpoch
            ),
            "{decision:?}"
        );
        assert_eq!(decision.start, None);
        assert_eq!(
            intake.state().term_seen,
            Term(0),
            "a message for another raises no term"
        );
    }
}

#[test]
fn a_lower_term_than_seen_has_no_effect() {
    let mut intake = intake();
    let newer = start(1, "python");
    intake.on_start(&newer);
    let mut older = start(2, "python");
    older.lease.term = Term(4);
    let decision = intake.on_start(&older);
    assert_eq!(decision.answer, StartAnswer::WrongTerm { seen: Term(5) });
    let mut stop = stop_of(&newer);
    stop.term = Term(4);
    assert_eq!(intake.on_stop(&stop), None);
    stop.term = Term(6);
    assert_eq!(intake.on_stop(&stop), Some(0));
}

#[test]
fn a_stop_ends_only_what_it_names_and_what_runs() {
    let mut intake = intake();
    let first = start(1, "python");
    intake.on_start(&first);
    let mut other = stop_of(&first);
    other.attempt = Attempt(2);
    assert_eq!(intake.on_stop(&other), None);
    assert_eq!(intake.on_stop(&stop_of(&first)), Some(0));
    intake.on_finished(0);
    assert_eq!(intake.on_stop(&stop_of(&first)), None);
}

#[test]
fn an_unfit_agent_says_why_and_takes_nothing() {
    let mut intake = intake();
    intake.on_unfit(0, "step 5".to_owned());
    let state = intake.state();
    assert_eq!((state.unfit, state.slots.len()), (None, 1));
    intake.on_start(&start(1, "python"));
    intake.on_unfit(1, "step 6".to_owned());
    let state = intake.state();
    assert_eq!(state.unfit.as_deref(), Some("step 5"));
    // The run is still here, although its slot is not.
    assert_eq!(state.slots.len(), 1);
    assert!(state.slots[0].lease.is_some());
    assert!(state.languages.is_empty());
    let refused = intake.on_start(&start(2, "python"));
    assert!(matches!(refused.answer, StartAnswer::Refused { .. }));
}

#[test]
fn a_draining_agent_ends_what_it_has_and_takes_nothing() {
    let mut intake = intake();
    let first = start(1, "python");
    intake.on_start(&first);
    intake.drain();
    assert_eq!(intake.on_start(&start(2, "python")).answer, StartAnswer::Draining);
    assert_eq!(intake.on_start(&first), accepted(3, None));
    assert!(intake.state().draining && !intake.is_empty());
    assert_eq!(intake.running(), [0]);
    intake.on_finished(0);
    assert!(intake.running().is_empty() && !intake.is_empty());
    intake.on_settled(0);
    assert!(intake.is_empty());
}

#[test]
fn states_are_numbered_and_events_out_of_order_change_nothing() {
    let mut intake = intake();
    let first = intake.state();
    intake.on_settled(0);
    intake.on_finished(0);
    intake.on_finished(17);
    intake.on_unfit(17, String::new());
    let second = intake.state();
    assert_eq!(second.sequence, first.sequence + 1);
    assert_eq!(second.slots, first.slots);
    assert_eq!(
        intake.counts(),
        Counts {
            free: 2,
            running: 0,
            unfit: 0
        }
    );
}

#[test]
fn it_tells_of_which_problems_it_ran_tests_lately() {
    let mut intake = intake();
    let mut tested = |name: &str, held: bool| {
        intake.on_tested(ProblemId::parse(name).unwrap(), held);
        let holds = intake.state().holds;
        holds.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(tested("b", true), ["b", "left"]);
    assert_eq!(tested("a", true), ["a", "b", "left"]);
    assert_eq!(tested("b", true), ["a", "b", "left"]);
    assert_eq!(tested("c", false), ["a", "b", "left"]);
    assert_eq!(tested("left", false), ["a", "b"]);
    for number in 1..PROBLEMS_HELD_MAX {
        tested(&format!("p{number}"), true);
    }
    let holds = tested("p1", true);
    assert!(
        holds.len() == PROBLEMS_HELD_MAX
            && holds.contains(&"b".to_owned())
            && !holds.contains(&"a".to_owned())
    );
}

#[test]
fn it_tells_of_no_problem_where_all_data_is_near() {
    let mut intake = Intake::new(intake().identity, 1, None);
    intake.on_tested(ProblemId::parse("a").unwrap(), true);
    assert!(intake.state().holds.is_empty());
}
