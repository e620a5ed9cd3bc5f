//! Leadership: what a new leader does first, what a deposed one no longer does, and cancels across both.

use super::*;

/// A lease that an earlier leader gave out.
fn earlier_lease(number: u64, agent: &str, strikes: u32) -> Lease {
    let mut lease = Lease {
        term: Term(3),
        region: region(),
        submission: judging(number).submission,
        judging: Judging(1),
        attempt: gavel_wire::Attempt(2),
        agent: AgentId::parse(agent).unwrap(),
        epoch: 1,
        stream_sequence: number,
        strikes,
        deadline_ms: 60_000,
        mac: String::new(),
    };
    key().sign(&mut lease);
    lease
}

#[test]
fn a_standby_does_nothing() {
    let mut bench = Bench::standby();
    bench.announce("a", idle(1));
    let reply = bench.offer(&earlier_lease(1, "a", 0), Status::Ok);
    bench.take_notes();
    bench.expect_answer(reply, ResultDecision::NotLeader);
    bench.event(Event::InTerm(TERM, TermEvent::IndexCaughtUp));
    bench.event(Event::LeadershipLost);
    bench.pass(3_000);
    bench.done();
}

#[test]
fn a_new_leader_waits_for_the_index_and_for_the_agents() {
    let mut bench = Bench::standby();
    bench.announce("a", idle(1));
    bench.lead(TERM);
    bench.submit(1);
    bench.pass(1_000);
    bench.announce("a", idle(1));
    bench.quiet();
    bench.term_event(TermEvent::IndexCaughtUp);
    let Effect::FetchAndStart(start) = ({
        bench.take_notes();
        bench.next()
    }) else {
        panic!("a start")
    };
    assert!(start.check_verdict, "its predecessor may have stored a verdict");
    bench.done();

    let mut bench = Bench::standby();
    bench.lead(TERM);
    bench.announce("a", idle(1));
    bench.submit(1);
    bench.term_event(TermEvent::IndexCaughtUp);
    bench.pass(650);
    bench.quiet();
    bench.pass(50);
    bench.start();
    bench.done();
}

#[test]
fn running_work_of_living_agents_is_taken_over_and_not_run_twice() {
    let mut bench = Bench::standby();
    let lease = earlier_lease(1, "a", 1);
    bench.announce(
        "a",
        vec![
            busy(&lease, false),
            SlotState {
                slot: 1,
                lease: None,
                finished: false,
                calibration_us: None,
            },
        ],
    );
    bench.lead(TERM);
    bench.submit(1);
    bench.term_event(TermEvent::IndexCaughtUp);
    bench.pass(800);
    let adopted = Note::Adopted {
        attempt: AttemptKey::of(&lease),
        agent: lease.agent.clone(),
    };
    assert!(bench.take_notes().contains(&adopted));
    bench.quiet();
    // Its strikes and its attempts go on from where they were.
    bench.announce_as(|state| state.epoch = 2, "a", idle(2));
    let next = bench.start();
    assert_eq!((next.attempt.0, next.strikes), (3, 2));
    bench.done();
}

#[test]
fn a_new_leader_that_stood_still_has_not_heard_the_agents() {
    let mut bench = Bench::standby();
    bench.lead(TERM);
    bench.announce("a", idle(1));
    bench.submit(1);
    bench.term_event(TermEvent::IndexCaughtUp);
    bench.pass(400);
    bench.now = bench.now.plus_ms(400);
    bench.pass(700);
    bench.quiet();
    bench.announce("a", idle(1));
    bench.pass(50);
    bench.start();
    bench.done();
}

#[test]
fn an_adopted_run_that_is_gone_may_have_been_answered_by_the_predecessor() {
    let mut bench = Bench::standby();
    bench.announce("a", vec![busy(&earlier_lease(1, "a", 0), true)]);
    bench.lead(TERM);
    bench.submit(1);
    bench.settle();
    for _ in 0..3 {
        bench.quiet();
        bench.pass(500);
        bench.announce("a", idle(1));
    }
    let notes = bench.take_notes();
    assert!(notes.is_empty(), "no strike: {notes:?}");
    bench.take_snapshots();
    let Effect::FetchAndStart(start) = bench.next() else {
        panic!("a start")
    };
    assert!(start.check_verdict && start.lease.strikes == 0);
    bench.term_event(TermEvent::VerdictExisted { judging: judging(1) });
    bench.expect(Effect::DeleteSubmission { sequence: 1 });
    bench.done();
}

#[test]
fn an_attempt_that_a_later_lease_counts_is_no_strike_again() {
    let mut bench = Bench::standby();
    bench.lead(TERM);
    bench.submit(1);
    bench.settle();
    let mut first = earlier_lease(1, "a", 0);
    first.attempt = gavel_wire::Attempt(1);
    key().sign(&mut first);
    // The second one has failed before the first one's agent is heard again.
    let second = earlier_lease(1, "b", 1);
    bench.announce("b", vec![busy(&second, true)]);
    bench.offer(&second, Status::InternalError);
    bench.announce("a", vec![busy(&first, true)]);
    bench.offer(&first, Status::InternalError);
    let strikes = |note| match note {
        Note::Struck { strikes, .. } => Some(strikes),
        _ => None,
    };
    let strikes: Vec<u32> = bench.take_notes().into_iter().filter_map(strikes).collect();
    assert_eq!(strikes, [2]);
    bench.next();
    bench.next();
    bench.announce("c", idle(1));
    assert_eq!(bench.start().strikes, 2);
    bench.done();
}

#[test]
fn a_queue_that_does_not_fit_into_the_index_is_served_all_the_same() {
    let mut bench = Bench::standby();
    bench.core.settings.queued_max = 2;
    bench.lead(TERM);
    bench.announce("a", idle(1));
    bench.submit(1);
    bench.submit(3);
    assert!(!bench.core.has_room());
    // Of what the index has passed a result is too late; of what it has not reached nothing is known yet.
    bench.take_notes();
    let passed = bench.offer(&earlier_lease(2, "b", 0), Status::Ok);
    bench.expect_answer(passed, ResultDecision::Superseded);
    let unknown = bench.offer(&earlier_lease(4, "b", 0), Status::Ok);
    bench.expect_answer(unknown, ResultDecision::NotLeader);
    bench.pass(700);
    bench.take_snapshots();
    assert_eq!(bench.start().stream_sequence, 1);
    bench.done();
}

#[test]
fn a_result_is_taken_while_the_leader_still_settles() {
    let mut bench = Bench::standby();
    let lease = earlier_lease(1, "a", 0);
    bench.lead(TERM);
    let early = bench.offer(&lease, Status::Ok);
    bench.expect_answer(early, ResultDecision::NotLeader);
    bench.submit(1);
    for status in [Status::InternalError, Status::Cancelled] {
        let unclear = bench.offer(&lease, status);
        bench.expect_answer(unclear, ResultDecision::NotLeader);
    }
    let reply = bench.offer(&lease, Status::Ok);
    assert_eq!(bench.decision().attempt.0, 2);
    let again = bench.offer(&lease, Status::Ok);
    bench.term_event(TermEvent::VerdictExisted { judging: judging(1) });
    bench.expect_answer(reply, ResultDecision::Superseded);
    bench.expect_answer(again, ResultDecision::Superseded);
    bench.expect(Effect::DeleteSubmission { sequence: 1 });
    bench.done();
}

#[test]
fn forged_and_foreign_leases_adopt_nothing() {
    let real = earlier_lease(1, "a", 0);
    let forged = Lease {
        strikes: 2,
        ..real.clone()
    };
    let mut elsewhere = earlier_lease(1, "b", 0);
    for (lease, reason) in [
        (&forged, Rejection::ForgedLease),
        (&elsewhere, Rejection::ForeignLease),
    ] {
        let mut bench = Bench::leading();
        bench.submit(1);
        bench.announce("a", vec![busy(lease, false)]);
        assert_eq!(bench.rejections(), [reason]);
        bench.done();
    }
    elsewhere.region = Region::parse("india").unwrap();
    key().sign(&mut elsewhere);
    for (lease, reason) in [
        (&forged, Rejection::ForgedLease),
        (&elsewhere, Rejection::ForeignLease),
    ] {
        let mut bench = Bench::leading();
        bench.submit(1);
        bench.offer(lease, Status::Ok);
        assert_eq!(bench.rejections(), [reason]);
        assert!(matches!(
            bench.next(),
            Effect::AnswerResult {
                answer: ResultDecision::Refused { .. },
                ..
            }
        ));
        bench.done();
    }
}

#[test]
fn a_predecessors_verdict_is_found_before_anything_is_sent() {
    let mut bench = Bench::standby();
    bench.lead(TERM);
    bench.submit(1);
    bench.settle();
    bench.announce("a", idle(1));
    bench.start();
    bench.term_event(TermEvent::VerdictExisted { judging: judging(1) });
    bench.expect(Effect::DeleteSubmission { sequence: 1 });
    // Nothing was sent, so the slot is still free.
    bench.submit(2);
    assert_eq!(bench.start().stream_sequence, 2);
    bench.done();
}

#[test]
fn a_leader_stopped_for_ten_seconds_changes_nothing() {
    let mut bench = Bench::leading();
    let lease = bench.running(1, "a");
    let lease2 = bench.running(2, "b");
    bench.offer(&lease2, Status::Ok);
    let waiting = bench.decision();
    bench.quiet();
    bench.now = bench.now.plus_ms(10_000);
    // Whatever wakes it first, it steps down before it does anything.
    let reply = bench.offer(&lease, Status::Ok);
    assert_eq!(bench.take_notes(), [Note::Paused { gap_ms: 10_000 }]);
    bench.expect_answer(ReplyId(reply.0 - 1), ResultDecision::NotLeader);
    bench.expect(Effect::StepDown { term: TERM });
    bench.expect_answer(reply, ResultDecision::NotLeader);
    bench.event(Event::Ticked);
    bench.event(Event::InTerm(
        TERM,
        TermEvent::VerdictStored {
            judging: waiting.judging(),
        },
    ));
    bench.event(Event::LeaseRenewed {
        term: TERM,
        renewed_at: bench.now,
    });
    bench.announce("a", idle(3));
    bench.pass(5_000);
    bench.done();
}

#[test]
fn a_renewal_under_way_keeps_the_lead() {
    let mut bench = Bench::leading();
    bench.now = bench.now.plus_ms(1_950);
    let sent = bench.now;
    bench.now = bench.now.plus_ms(100);
    bench.event(Event::LeaseRenewed {
        term: TERM,
        renewed_at: sent,
    });
    assert_eq!(bench.core.term(), Some(TERM));
    let fence = bench.core.fence();
    assert!(fence.allows(TERM, sent.plus_ms(1_999)) && !fence.allows(TERM, sent.plus_ms(2_000)));
    assert!(!fence.allows(Term(TERM.0 + 1), sent));
    bench.take_notes();
    bench.event(Event::InTerm(TERM, TermEvent::IndexRestarted));
    bench.expect(Effect::StepDown { term: TERM });
    bench.done();
}

#[test]
fn a_win_that_is_told_too_late_is_no_win() {
    let mut bench = Bench::standby();
    let renewed_at = bench.now;
    bench.now = bench.now.plus_ms(2_000);
    bench.event(Event::LeadershipWon {
        term: TERM,
        renewed_at,
    });
    bench.expect(Effect::StepDown { term: TERM });
    assert_eq!(bench.core.term(), None);
    bench.done();
}

#[test]
fn queued_work_is_cancelled_at_once() {
    let mut bench = Bench::leading();
    bench.submit(1);
    bench.cancel(1);
    let decision = bench.decision();
    assert_eq!(
        (decision.report.status, decision.agent.clone()),
        (Status::Cancelled, None)
    );
    bench.cancel(1);
    bench.announce("a", idle(1));
    bench.quiet();
    bench.term_event(TermEvent::VerdictStored { judging: judging(1) });
    bench.expect(Effect::DeleteSubmission { sequence: 1 });
    bench.cancel(1);
    bench.done();
}

#[test]
fn running_work_is_stopped_and_ends_as_cancelled() {
    let mut bench = Bench::leading();
    let lease = bench.running(1, "a");
    bench.cancel(1);
    let stop = Effect::StopRun {
        agent: lease.agent.clone(),
        attempt: AttemptKey::of(&lease),
    };
    bench.expect(stop.clone());
    // The stop may be lost: it is said again with each state.
    bench.announce("a", vec![busy(&lease, false)]);
    bench.expect(stop);
    bench.announce("a", vec![busy(&lease, true)]);
    bench.quiet();
    bench.offer(&lease, Status::Cancelled);
    assert_eq!(bench.decision().report.status, Status::Cancelled);
    bench.done();
}

#[test]
fn a_cancelled_run_that_does_not_stop_is_cancelled_without_it() {
    let mut bench = Bench::leading();
    let lease = bench.running(1, "a");
    bench.cancel(1);
    bench.next();
    for _ in 0..3 {
        bench.announce("a", vec![busy(&lease, true)]);
        bench.pass(700);
    }
    bench.take_snapshots();
    assert!(matches!(bench.next(), Effect::StopRun { .. }));
    assert_eq!(bench.decision().report.status, Status::Cancelled);
    bench.done();
}

#[test]
fn a_cancel_may_come_before_its_submission_or_during_its_start() {
    let mut bench = Bench::leading();
    bench.cancel(1);
    bench.submit(1);
    assert_eq!(bench.decision().report.status, Status::Cancelled);
    bench.announce("a", idle(1));
    bench.submit(2);
    let lease = bench.start();
    bench.cancel(2);
    bench.quiet();
    bench.accept(&lease);
    bench.expect(Effect::StopRun {
        agent: lease.agent.clone(),
        attempt: AttemptKey::of(&lease),
    });
    bench.done();

    let mut bench = Bench::leading();
    bench.announce("a", idle(1));
    bench.submit(3);
    let lease = bench.start();
    bench.cancel(3);
    bench.refuse(&lease, StartAnswer::Busy);
    assert_eq!(bench.decision().report.status, Status::Cancelled);
    bench.done();
}

#[test]
fn a_new_leader_stops_what_was_cancelled_under_its_predecessor() {
    let mut bench = Bench::standby();
    let lease = earlier_lease(1, "a", 0);
    bench.announce("a", vec![busy(&lease, false)]);
    bench.lead(TERM);
    bench.cancel(1);
    bench.submit(1);
    bench.submit(2);
    bench.cancel(2);
    bench.quiet();
    bench.settle();
    assert_eq!(
        bench.next(),
        Effect::StopRun {
            agent: lease.agent.clone(),
            attempt: AttemptKey::of(&lease)
        }
    );
    let mut rest = vec![bench.next()];
    if matches!(rest[0], Effect::StopRun { .. }) {
        rest = vec![bench.next()];
    }
    let Effect::CreateVerdict(decision) = rest.remove(0) else {
        panic!("a verdict")
    };
    assert_eq!(
        (decision.judging(), decision.report.status),
        (judging(2), Status::Cancelled)
    );
    bench.take_notes();
    while !bench.effects.is_empty() {
        assert!(matches!(bench.next(), Effect::StopRun { .. }));
    }
    bench.done();
}
