//! Results that come twice, late, in the wrong order, or cannot be stored; bodies that cannot be had.

use super::*;

#[test]
fn a_result_that_cannot_be_stored_is_offered_again() {
    let mut bench = Bench::leading();
    let lease = bench.running(1, "a");
    let reply = bench.offer(&lease, Status::Ok);
    bench.decision();
    bench.term_event(TermEvent::VerdictFailed { judging: judging(1) });
    bench.expect_answer(reply, ResultDecision::NotLeader);
    bench.quiet();
    bench.offer(&lease, Status::Ok);
    bench.decision();
    bench.done();
}

#[test]
fn a_result_may_come_before_the_answer_to_its_start() {
    let mut bench = Bench::leading();
    bench.announce("a", idle(1));
    bench.submit(1);
    let lease = bench.start();
    bench.now = bench.now.plus_ms(3);
    let reply = bench.offer(&lease, Status::Ok);
    // It is the first to tell that the agent has the run, and the verdict's marks say when.
    let verdict = bench.decision().into_verdict(region(), WALL, 7);
    let marks = verdict.marks.iter().map(|mark| (mark.stage, mark.took_us));
    assert_eq!(
        marks.collect::<Vec<_>>(),
        [(Stage::Placed, 3_000), (Stage::Published, 7)]
    );
    bench.accept(&lease);
    bench.submit(2);
    bench.term_event(TermEvent::VerdictStored { judging: judging(1) });
    bench.expect_answer(reply, ResultDecision::Stored);
    bench.expect(Effect::DeleteSubmission { sequence: 1 });
    bench.accept(&lease);
    bench.quiet();
    bench.announce("a", idle(1));
    assert_eq!(bench.start().stream_sequence, 2);
    bench.done();
}

#[test]
fn many_offers_of_one_result_are_bounded() {
    let mut bench = Bench::leading();
    let lease = bench.running(1, "a");
    bench.offer(&lease, Status::Ok);
    bench.decision();
    for _ in 0..3 {
        bench.offer(&lease, Status::Ok);
    }
    bench.quiet();
    let fifth = bench.offer(&lease, Status::Ok);
    bench.expect_answer(fifth, ResultDecision::NotLeader);
    bench.done();
}

#[test]
fn a_result_of_a_judging_that_is_over_is_superseded() {
    let mut bench = Bench::leading();
    let lease = bench.running(1, "a");
    bench.offer(&lease, Status::Ok);
    bench.decision();
    bench.term_event(TermEvent::VerdictStored { judging: judging(1) });
    bench.next();
    bench.next();
    let again = bench.offer(&lease, Status::Ok);
    bench.expect_answer(again, ResultDecision::Superseded);
    // So is one of a message that an earlier leader deleted.
    let mut old = lease.clone();
    old.submission = judging(99).submission;
    old.term = Term(2);
    key().sign(&mut old);
    let reply = bench.offer(&old, Status::Ok);
    bench.expect_answer(reply, ResultDecision::Superseded);
    bench.done();
}

#[test]
fn a_lease_of_a_later_term_shows_that_another_leads() {
    let mut bench = Bench::leading();
    let mut lease = bench.running(1, "a");
    lease.term = Term(6);
    key().sign(&mut lease);
    let reply = bench.offer(&lease, Status::Ok);
    bench.expect_answer(reply, ResultDecision::NotLeader);
    bench.done();
}

#[test]
fn an_uncalled_for_cancel_is_no_verdict() {
    let mut bench = Bench::leading();
    let lease = bench.running(1, "a");
    let reply = bench.offer(&lease, Status::Cancelled);
    bench.take_notes();
    bench.expect_answer(reply, ResultDecision::Superseded);
    bench.announce("a", idle(1));
    let second = bench.start();
    assert_eq!(second.strikes, 1);
    bench.accept(&second);
    // A draining agent hands its run back: that is no failure.
    bench.announce_as(|state| state.draining = true, "a", vec![busy(&second, false)]);
    let reply = bench.offer(&second, Status::Cancelled);
    bench.expect_answer(reply, ResultDecision::Superseded);
    bench.announce("b", idle(1));
    assert_eq!(bench.start().strikes, 1);
    bench.done();
}

#[test]
fn a_second_message_takes_the_place_of_one_that_the_stream_lost() {
    let mut bench = Bench::leading();
    bench.submit(1);
    for sequence in [7, 9] {
        bench.index(IndexEntry {
            sequence,
            ..entry(1, Class::Practice, "u", "c")
        });
    }
    bench.take_notes();
    bench.expect(Effect::DeleteSubmission { sequence: 7 });
    bench.announce("a", idle(1));
    let attempt = AttemptKey::of(&bench.start());
    bench.term_event(TermEvent::SubmissionMissing { attempt });
    bench.pass(250);
    bench.take_snapshots();
    assert_eq!(bench.start().stream_sequence, 9);
    bench.done();
}

/// A server that led the stream before, and has just come back, answers so of what was acknowledged since.
#[test]
fn what_the_stream_says_not_to_have_is_asked_for_again() {
    let mut bench = Bench::leading();
    bench.announce("a", idle(1));
    bench.submit(1);
    for _ in 0..10 {
        let attempt = AttemptKey::of(&bench.start());
        bench.term_event(TermEvent::SubmissionMissing { attempt });
        bench.pass(250);
        bench.take_snapshots();
        bench.announce("a", idle(1));
    }
    // It was there after all.
    let lease = bench.start();
    bench.accept(&lease);
    bench.done();

    let mut bench = Bench::leading();
    bench.announce("a", idle(1));
    bench.submit(1);
    let missing_ms = bench.core.settings.missing_ms;
    let mut passed_ms = 0;
    while passed_ms <= missing_ms {
        let attempt = AttemptKey::of(&bench.start());
        bench.term_event(TermEvent::SubmissionMissing { attempt });
        bench.pass(250);
        bench.take_snapshots();
        bench.announce("a", idle(1));
        passed_ms += 250;
    }
    let judging = judging(1);
    assert!(bench.take_notes().contains(&Note::Missing { judging }));
    bench.done();
}

#[test]
fn a_body_that_is_gone_or_unreadable_holds_up_nothing() {
    let mut bench = Bench::leading();
    bench.announce("a", idle(1));
    for number in 1..=4 {
        bench.submit(number);
    }
    let attempt = AttemptKey::of(&bench.start());
    bench.term_event(TermEvent::SubmissionMissing { attempt });
    let attempt = AttemptKey::of(&bench.start());
    bench.term_event(TermEvent::FetchFailed { attempt });
    let attempt = AttemptKey::of(&bench.start());
    bench.term_event(TermEvent::SubmissionUnreadable {
        attempt,
        reason: "not JSON".into(),
    });
    assert_eq!(bench.start().stream_sequence, 4);
    bench.pass(50);
    bench.take_snapshots();
    bench.expect(Effect::Bury {
        judging: judging(3),
        sequence: 3,
        reason: "not JSON".into(),
    });
    bench.pass(300);
    bench.quiet();
    bench.announce("b", idle(2));
    assert_eq!(bench.start().stream_sequence, 1);
    assert_eq!(bench.start().stream_sequence, 2);
    bench.done();
}
