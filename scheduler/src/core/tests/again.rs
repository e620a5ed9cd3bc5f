//! Judgings done again because their time limit was near: once, on another slot, and no strike for it.

use gavel_wire::verdict::FirstJudging;

use super::*;

/// An agent's slots: those with a lease are taken, the others idle.
fn slots(leases: &[Option<&Lease>]) -> Vec<SlotState> {
    let slot = |(lease, slot): (&Option<&Lease>, u16)| SlotState {
        slot,
        lease: lease.cloned(),
        finished: false,
        calibration_us: None,
    };
    leases.iter().zip(0..).map(slot).collect()
}

fn first_on(agent: &str, slot: u16) -> Option<FirstJudging> {
    Some(FirstJudging {
        agent: AgentId::parse(agent).unwrap(),
        slot,
        cpu_us: 1_050_000,
        calibration_us: None,
    })
}

/// Stores what was decided and answers the offer.
fn stored(bench: &mut Bench, lease: &Lease, reply: ReplyId) {
    let judging = AttemptKey::of(lease).judging;
    bench.term_event(TermEvent::VerdictStored { judging });
    bench.expect_answer(reply, ResultDecision::Stored);
    bench.expect(Effect::DeleteSubmission {
        sequence: lease.stream_sequence,
    });
}

/// Offers a near time limit, which is to be judged again.
fn judged_again(bench: &mut Bench, lease: &Lease, slot: u16) {
    let reply = bench.offer_near(lease, slot);
    let notes = bench.take_notes();
    assert!(matches!(notes[..], [.., Note::JudgedAgain { .. }]), "{notes:?}");
    bench.expect_answer(reply, ResultDecision::Superseded);
}

#[test]
fn a_near_time_limit_is_judged_again_on_another_agent_and_what_that_finds_stands() {
    let mut bench = Bench::leading();
    let first = bench.running(1, "a");
    bench.announce("b", idle(1));
    judged_again(&mut bench, &first, 0);
    let second = bench.start();
    let found = (second.agent.as_str(), second.attempt.0, second.strikes);
    assert_eq!(found, ("b", 2, 0));
    // The agent has not heard the answer and offers it again; its state shows it as before.
    let again = bench.offer_near(&first, 0);
    bench.expect_answer(again, ResultDecision::Superseded);
    bench.announce("a", vec![busy(&first, true)]);
    bench.quiet();
    bench.accept(&second);
    let reply = bench.offer(&second, Status::Accepted);
    let decision = bench.decision();
    assert_eq!(
        (decision.attempt.0, decision.report.status),
        (2, Status::Accepted)
    );
    assert_eq!(decision.report.judged_again, first_on("a", 0));
    stored(&mut bench, &second, reply);
    bench.done();
}

#[test]
fn a_second_time_limit_stands_however_near() {
    let mut bench = Bench::leading();
    let first = bench.running(1, "a");
    bench.announce("b", idle(1));
    judged_again(&mut bench, &first, 0);
    let second = bench.start();
    let reply = bench.offer_near(&second, 0);
    let decision = bench.decision();
    assert_eq!(decision.report.status, Status::TimeLimit);
    assert_eq!(decision.report.judged_again, first_on("a", 0));
    stored(&mut bench, &second, reply);
    bench.done();
}

#[test]
fn another_slot_of_the_same_agent_will_do_and_the_same_slot_will_not() {
    let mut bench = Bench::leading();
    bench.announce("a", idle(2));
    bench.submit(1);
    bench.submit(2);
    let (first, other) = (bench.start(), bench.start());
    bench.accept(&first);
    bench.accept(&other);
    bench.announce("a", slots(&[Some(&other), Some(&first)]));
    judged_again(&mut bench, &first, 1);
    // Slot 1 is free again, which somebody else may have.
    bench.announce("a", slots(&[Some(&other), None]));
    bench.quiet();
    bench.submit(3);
    let third = bench.start();
    bench.accept(&third);
    let reply = bench.offer(&other, Status::Ok);
    bench.decision();
    stored(&mut bench, &other, reply);
    bench.announce("a", slots(&[None, Some(&third)]));
    let second = bench.start_not_on(Some(1));
    assert_eq!((second.agent.as_str(), second.stream_sequence), ("a", 1));
    bench.accept(&second);
    bench.done();
}

#[test]
fn nothing_else_is_sent_that_could_take_the_slot_that_is_right_for_the_second_time() {
    let mut bench = Bench::leading();
    bench.announce("a", idle(2));
    bench.submit(1);
    let first = bench.start();
    bench.accept(&first);
    bench.announce("a", slots(&[None, Some(&first)]));
    judged_again(&mut bench, &first, 1);
    let second = bench.start_not_on(Some(1));
    bench.announce("a", idle(2));
    bench.submit(2);
    bench.quiet();
    bench.accept(&second);
    bench.announce("a", slots(&[Some(&second), None]));
    assert_eq!(bench.start().stream_sequence, 2);
    bench.done();
}

#[test]
fn the_same_slot_takes_it_when_no_other_becomes_free_in_time() {
    let mut bench = Bench::leading();
    bench.announce("a", idle(2));
    bench.submit(1);
    bench.submit(2);
    let (first, other) = (bench.start(), bench.start());
    bench.accept(&first);
    bench.accept(&other);
    bench.announce("a", slots(&[Some(&other), Some(&first)]));
    judged_again(&mut bench, &first, 1);
    for _ in 0..9 {
        bench.announce("a", slots(&[Some(&other), None]));
        bench.pass(1_000);
        bench.quiet();
    }
    bench.announce("a", slots(&[Some(&other), None]));
    bench.pass(1_000);
    bench.take_snapshots();
    assert_eq!(bench.start().attempt.0, 2);
    bench.done();
}

#[test]
fn a_time_limit_stands_where_it_is_not_near_or_there_is_no_other_slot() {
    let mut bench = Bench::leading();
    let lease = bench.running(1, "a");
    // This one does not have the language.
    bench.announce_as(|state| state.languages.truncate(0), "b", idle(1));
    let reply = bench.offer_near(&lease, 0);
    assert_eq!(bench.decision().report.judged_again, None);
    stored(&mut bench, &lease, reply);
    bench.announce("b", idle(1));
    let lease = bench.running(2, "c");
    let reply = bench.offer(&lease, Status::TimeLimit);
    assert_eq!(bench.decision().report.judged_again, None);
    stored(&mut bench, &lease, reply);
    bench.done();
}

#[test]
fn a_cancel_ends_what_waits_for_its_second_time() {
    let mut bench = Bench::leading();
    let lease = bench.running(1, "a");
    bench.running(2, "b");
    judged_again(&mut bench, &lease, 0);
    bench.cancel(1);
    assert_eq!(bench.decision().report.status, Status::Cancelled);
    bench.done();
}

#[test]
fn a_second_time_that_fails_is_a_strike_like_any_other() {
    let mut bench = Bench::leading();
    let first = bench.running(1, "a");
    bench.announce("b", idle(1));
    judged_again(&mut bench, &first, 0);
    let second = bench.start();
    bench.accept(&second);
    bench.announce("a", idle(1));
    let reply = bench.offer(&second, Status::InternalError);
    let notes = bench.take_notes();
    assert!(
        matches!(notes[..], [Note::Struck { strikes: 1, .. }]),
        "{notes:?}"
    );
    bench.expect_answer(reply, ResultDecision::Superseded);
    // Neither where it was too slow nor, while there is another, where it failed.
    bench.announce("b", idle(1));
    bench.quiet();
    bench.announce("c", idle(1));
    assert_eq!(bench.start().agent.as_str(), "c");
    bench.done();
}

#[test]
fn a_new_leader_knows_of_no_first_time_but_lets_a_second_one_go_on() {
    let mut bench = Bench::leading();
    let first = bench.running(1, "a");
    bench.announce("b", idle(1));
    judged_again(&mut bench, &first, 0);
    let second = bench.start();
    bench.accept(&second);
    bench.announce("a", vec![busy(&first, true)]);
    bench.announce("b", vec![busy(&second, false)]);
    bench.lead(Term(6));
    bench.expect(Effect::StepDown { term: TERM });
    bench.submit(1);
    // Who runs what is not known yet.
    let early = bench.offer_near(&first, 0);
    bench.take_notes();
    bench.expect_answer(early, ResultDecision::NotLeader);
    bench.announce("b", vec![busy(&second, false)]);
    bench.settle();
    judged_again(&mut bench, &first, 0);
    bench.announce("a", idle(1));
    bench.quiet();
    let reply = bench.offer_near(&second, 0);
    assert_eq!(bench.decision().report.judged_again, first_on("a", 0));
    stored(&mut bench, &second, reply);
    bench.done();
}

#[test]
fn a_first_time_whose_agent_was_thought_lost_is_not_taken_over_again() {
    let mut bench = Bench::leading();
    let first = bench.running(1, "a");
    let other = bench.running(2, "b");
    judged_again(&mut bench, &first, 0);
    for _ in 0..2 {
        bench.pass(1_000);
        bench.announce("b", vec![busy(&other, false)]);
    }
    let lost = bench.take_notes();
    assert!(matches!(lost[..], [Note::AgentLost { .. }]), "{lost:?}");
    bench.announce("a", vec![busy(&first, true)]);
    assert_eq!(bench.take_notes(), []);
    bench.done();
}
