//! Agents that die, lie, restart, do not answer, or come back.

use super::*;

fn struck(bench: &mut Bench) -> Vec<(u32, String)> {
    let strike = |note| match note {
        Note::Struck { strikes, reason, .. } => Some((strikes, reason)),
        _ => None,
    };
    bench.take_notes().into_iter().filter_map(strike).collect()
}

#[test]
fn a_lost_agents_run_goes_to_another_within_two_seconds() {
    let mut bench = Bench::leading();
    let lease = bench.running(1, "a");
    bench.quiet();
    for _ in 0..4 {
        bench.pass(400);
        bench.announce("b", idle(1));
        if bench.core.snapshot(bench.now).unwrap().slots_free == 0 {
            break;
        }
    }
    bench.take_snapshots();
    assert_eq!(struck(&mut bench), [(1, "the agent was lost".to_owned())]);
    bench.take_snapshots();
    let second = bench.start();
    assert_eq!(
        (second.agent.as_str(), second.attempt.0, second.strikes),
        ("b", 2, 1)
    );
    // The first one lives after all; its result is as good as the other's.
    let reply = bench.offer(&lease, Status::Ok);
    assert_eq!(bench.decision().attempt.0, 1);
    bench.accept(&second);
    bench.term_event(TermEvent::VerdictStored { judging: judging(1) });
    bench.expect_answer(reply, ResultDecision::Stored);
    let attempt = AttemptKey::of(&second);
    bench.expect(Effect::StopRun {
        agent: second.agent.clone(),
        attempt,
    });
    bench.expect(Effect::DeleteSubmission { sequence: 1 });
    let late = bench.offer(&second, Status::Cancelled);
    bench.expect_answer(late, ResultDecision::Superseded);
    bench.done();
}

#[test]
fn three_strikes_end_as_an_internal_error_with_a_copy_for_the_dead() {
    let mut bench = Bench::leading();
    bench.submit(1);
    for (epoch, strikes) in [(1, 0), (2, 1), (3, 2)] {
        bench.announce_as(|state| state.epoch = epoch, "a", idle(1));
        let lease = bench.start();
        assert_eq!(lease.strikes, strikes);
        bench.accept(&lease);
        bench.quiet();
    }
    bench.announce_as(|state| state.epoch = 4, "a", idle(1));
    assert_eq!(struck(&mut bench), [(3, "the agent restarted".to_owned())]);
    // A renewal that was sent before the decision proves nothing.
    let renewed_at = Moment::from_us(bench.now.as_us() - 1);
    bench.event(Event::LeaseRenewed {
        term: TERM,
        renewed_at,
    });
    bench.quiet();
    bench.pass(50);
    bench.take_snapshots();
    let reason = "3 attempts failed, the last one because: the agent restarted".to_owned();
    bench.expect(Effect::Bury {
        judging: judging(1),
        sequence: 1,
        reason: reason.clone(),
    });
    bench.term_event(TermEvent::BurialFailed { judging: judging(1) });
    bench.pass(300);
    bench.take_snapshots();
    bench.expect(Effect::Bury {
        judging: judging(1),
        sequence: 1,
        reason: reason.clone(),
    });
    bench.term_event(TermEvent::SubmissionBuried { judging: judging(1) });
    let decision = bench.decision();
    assert_eq!(
        (decision.report.status, decision.report.reason),
        (Status::InternalError, Some(reason))
    );
    bench.term_event(TermEvent::VerdictFailed { judging: judging(1) });
    bench.quiet();
    bench.pass(300);
    bench.take_snapshots();
    bench.decision();
    bench.term_event(TermEvent::VerdictStored { judging: judging(1) });
    bench.expect(Effect::DeleteSubmission { sequence: 1 });
    bench.done();
}

#[test]
fn a_failed_sandbox_is_a_strike_and_tried_elsewhere() {
    let mut bench = Bench::leading();
    bench.announce("b", Vec::new());
    let lease = bench.running(1, "a");
    let reply = bench.offer(&lease, Status::InternalError);
    assert_eq!(struck(&mut bench), [(1, "because".to_owned())]);
    bench.expect_answer(reply, ResultDecision::Superseded);
    // The same agent is free again, but another one has the language.
    bench.announce("a", idle(1));
    bench.quiet();
    bench.announce("b", idle(1));
    assert_eq!(bench.start().agent.as_str(), "b");
    bench.done();
}

#[test]
fn with_one_agent_only_it_is_tried_there_again() {
    let mut bench = Bench::leading();
    let lease = bench.running(1, "a");
    bench.offer(&lease, Status::InternalError);
    bench.take_notes();
    bench.next();
    bench.announce("a", idle(1));
    let second = bench.start();
    assert_eq!((second.agent.as_str(), second.attempt.0), ("a", 2));
    bench.done();
}

#[test]
fn refusals_for_want_of_a_slot_term_or_epoch_are_no_strikes() {
    for answer in [
        StartAnswer::Busy,
        StartAnswer::Draining,
        StartAnswer::WrongTerm { seen: Term(9) },
        StartAnswer::WrongEpoch,
    ] {
        let mut bench = Bench::leading();
        bench.announce("a", idle(1));
        bench.submit(1);
        let lease = bench.start();
        bench.refuse(&lease, answer);
        assert_eq!(bench.rejections().len(), 1);
        bench.quiet();
        // Its own next word makes it free again.
        bench.announce("a", idle(1));
        let second = bench.start();
        assert_eq!((second.strikes, second.attempt.0), (0, 2));
        bench.done();
    }
}

#[test]
fn an_unanswered_start_is_settled_by_the_agents_state() {
    for runs in [true, false] {
        let mut bench = Bench::leading();
        bench.announce("a", idle(1));
        bench.submit(1);
        let lease = bench.start();
        bench.term_event(TermEvent::StartTimedOut {
            attempt: AttemptKey::of(&lease),
        });
        bench.quiet();
        if runs {
            bench.announce("a", vec![busy(&lease, false)]);
            bench.quiet();
            bench.offer(&lease, Status::Ok);
            bench.decision();
        } else {
            bench.announce("a", idle(1));
            assert_eq!(
                struck(&mut bench),
                [(1, "the agent did not answer the start".to_owned())]
            );
            for _ in 0..3 {
                bench.pass(400);
                bench.announce("a", idle(1));
            }
            bench.take_snapshots();
            assert_eq!(bench.start().attempt.0, 2);
        }
        bench.done();
    }
}

#[test]
fn an_agent_that_forgot_its_run_is_noticed() {
    let mut bench = Bench::leading();
    bench.running(1, "a");
    for _ in 0..3 {
        bench.pass(500);
        bench.announce("a", idle(1));
    }
    bench.take_snapshots();
    assert_eq!(
        struck(&mut bench),
        [(1, "the agent no longer has the run".to_owned())]
    );
    assert_eq!(bench.start().attempt.0, 2);
    bench.done();
}

#[test]
fn a_lost_agent_that_comes_back_goes_on_with_its_run() {
    let mut bench = Bench::leading();
    let lease = bench.running(1, "a");
    bench.pass(1_700);
    assert_eq!(struck(&mut bench).len(), 1);
    bench.quiet();
    bench.announce("a", vec![busy(&lease, false)]);
    bench.quiet();
    bench.announce("b", idle(1));
    bench.quiet();
    bench.offer(&lease, Status::Ok);
    bench.decision();
    bench.done();
}

#[test]
fn one_attempt_is_one_strike_however_often_it_seems_to_fail() {
    let mut bench = Bench::leading();
    let lease = bench.running(1, "a");
    bench.pass(1_700);
    assert_eq!(struck(&mut bench), [(1, "the agent was lost".to_owned())]);
    bench.take_snapshots();
    bench.announce("a", vec![busy(&lease, false)]);
    bench.offer(&lease, Status::InternalError);
    assert_eq!(struck(&mut bench), [(1, "because".to_owned())]);
    bench.next();
    bench.announce("b", idle(1));
    assert_eq!(bench.start().strikes, 1);
    bench.done();
}

#[test]
fn a_passed_deadline_stops_the_run_and_voids_its_lease() {
    let mut bench = Bench::leading();
    bench.core.settings.deadline_ms = 1_000;
    let lease = bench.running(1, "a");
    bench.quiet();
    bench.pass(1_000);
    bench.take_snapshots();
    assert_eq!(struck(&mut bench).len(), 1);
    let attempt = AttemptKey::of(&lease);
    bench.expect(Effect::StopRun {
        agent: lease.agent.clone(),
        attempt,
    });
    bench.announce("a", vec![busy(&lease, false)]);
    bench.quiet();
    let reply = bench.offer(&lease, Status::Ok);
    assert_eq!(bench.rejections(), [Rejection::ExpiredLease]);
    assert!(
        matches!(bench.next(), Effect::AnswerResult { reply: to, answer: ResultDecision::Refused { .. } } if to == reply)
    );
    bench.done();
}

#[test]
fn old_and_doubled_states_change_nothing() {
    let mut bench = Bench::leading();
    bench.event(Event::AgentStateReceived(state("a", 2, 9, Vec::new())));
    bench.submit(1);
    bench.take_notes();
    for (epoch, sequence) in [(2, 9), (2, 8), (1, 99)] {
        bench.event(Event::AgentStateReceived(state("a", epoch, sequence, idle(4))));
        assert_eq!(bench.rejections(), [Rejection::StaleState]);
    }
    bench.quiet();
    let foreign = AgentState {
        region: Region::parse("india").unwrap(),
        ..state("a", 2, 10, idle(1))
    };
    bench.event(Event::AgentStateReceived(foreign));
    assert_eq!(bench.rejections(), [Rejection::ForeignLease]);
    bench.event(Event::AgentStateReceived(state("a", 2, 11, idle(1_025))));
    assert_eq!(bench.rejections(), [Rejection::OversizedState]);
    let holds = (0..=PROBLEMS_HELD_MAX).map(|number| ProblemId::parse(&format!("p{number}")).unwrap());
    let greedy = AgentState {
        holds: holds.collect(),
        ..state("a", 2, 11, idle(1))
    };
    bench.event(Event::AgentStateReceived(greedy));
    assert_eq!(bench.rejections(), [Rejection::OversizedState]);
    bench.core.settings.agents_max = 1;
    bench.event(Event::AgentStateReceived(state("b", 1, 1, idle(1))));
    assert_eq!(bench.rejections(), [Rejection::TooManyAgents]);
    bench.done();
}

#[test]
fn an_agent_that_starts_again_after_its_clock_was_set_back_is_heard() {
    let mut bench = Bench::leading();
    bench.announce_as(|state| state.epoch = 5, "a", idle(1));
    bench.submit(1);
    let lost = bench.start();
    bench.accept(&lost);
    // While the later one may live, the earlier one is old news.
    bench.event(Event::AgentStateReceived(state("a", 3, 1, idle(1))));
    assert_eq!(bench.rejections(), [Rejection::StaleState]);
    bench.pass(1_550);
    bench.take_snapshots();
    bench.take_notes();
    bench.event(Event::AgentStateReceived(state("a", 3, 2, idle(1))));
    let again = bench.start();
    assert_eq!((again.epoch, again.attempt.0, again.strikes), (3, 2, 1));
    bench.accept(&again);
    bench.done();
}

#[test]
fn after_a_pause_nobody_is_blamed() {
    let mut bench = Bench::leading();
    bench.running(1, "a");
    bench.quiet();
    // The process stood still for 1.9 s; its lease just holds.
    bench.now = bench.now.plus_ms(1_900);
    bench.event(Event::Ticked);
    assert_eq!(bench.take_notes(), [Note::Paused { gap_ms: 1_900 }]);
    bench.event(Event::LeaseRenewed {
        term: TERM,
        renewed_at: bench.now,
    });
    bench.pass(1_400);
    assert!(struck(&mut bench).is_empty());
    bench.pass(200);
    assert_eq!(struck(&mut bench).len(), 1);
    bench.done();
}

#[test]
fn after_a_pause_the_messages_that_waited_are_old() {
    let mut bench = Bench::leading();
    let lease = bench.running(1, "a");
    bench.quiet();
    bench.now = bench.now.plus_ms(1_600);
    // It is of before the run, and comes before anything else.
    bench.announce("a", idle(1));
    assert!(struck(&mut bench).is_empty());
    bench.announce("a", vec![busy(&lease, false)]);
    bench.quiet();
    bench.done();
}

#[test]
fn while_the_lease_cannot_be_renewed_the_silence_may_be_ours() {
    let mut bench = Bench::leading();
    bench.running(1, "a");
    bench.pass(400);
    for _ in 0..30 {
        bench.now = bench.now.plus_ms(50);
        bench.event(Event::Ticked);
    }
    assert!(struck(&mut bench).is_empty());
    bench.event(Event::ConnectionRestored);
    bench.pass(1_400);
    assert!(struck(&mut bench).is_empty());
    bench.done();
}
