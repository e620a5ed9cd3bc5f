//! Which submission is placed, where, and in which order.

use super::*;

/// Finishes a run on a one-slot agent and frees its slot, so that the next is placed.
fn finish(bench: &mut Bench, agent: &str, lease: &Lease) {
    let reply = bench.offer(lease, Status::Ok);
    bench.decision();
    bench.term_event(TermEvent::VerdictStored {
        judging: AttemptKey::of(lease).judging,
    });
    bench.expect_answer(reply, ResultDecision::Stored);
    bench.expect(Effect::DeleteSubmission {
        sequence: lease.stream_sequence,
    });
    bench.term_event(TermEvent::SubmissionDeleted {
        sequence: lease.stream_sequence,
    });
    bench.announce(agent, idle(1));
}

/// The order in which one agent with one slot gets everything that is queued.
fn served(bench: &mut Bench, count: usize) -> Vec<u64> {
    bench.announce("a", idle(1));
    let mut order = Vec::new();
    for _ in 0..count {
        let lease = bench.start();
        order.push(lease.stream_sequence);
        bench.accept(&lease);
        bench.announce("a", vec![busy(&lease, false)]);
        bench.quiet();
        finish(bench, "a", &lease);
    }
    order
}

fn places(bench: &Bench) -> Vec<SubmissionId> {
    bench.core.snapshot(bench.now).unwrap().next
}

#[test]
fn a_run_goes_from_the_queue_to_a_verdict() {
    let mut bench = Bench::leading();
    bench.announce("a", idle(1));
    bench.submit(1);
    let lease = bench.start();
    assert_eq!(
        (lease.term, lease.attempt.0, lease.agent.as_str(), lease.strikes),
        (TERM, 1, "a", 0)
    );
    bench.quiet();
    bench.accept(&lease);
    bench.announce("a", vec![busy(&lease, false)]);
    bench.quiet();

    let reply = bench.offer(&lease, Status::Accepted);
    let decision = bench.decision();
    assert_eq!(decision.report.status, Status::Accepted);
    // What the agent claims about whose it is counts for nothing.
    assert_eq!(decision.entry.user.as_str(), "u");
    assert_eq!(decision.marks, [mark()]);
    bench.quiet();
    bench.term_event(TermEvent::VerdictStored { judging: judging(1) });
    bench.expect_answer(reply, ResultDecision::Stored);
    bench.expect(Effect::DeleteSubmission { sequence: 1 });
    bench.quiet();
    bench.term_event(TermEvent::DeletionFailed { sequence: 1 });
    bench.pass(300);
    bench.take_snapshots();
    bench.expect(Effect::DeleteSubmission { sequence: 1 });
    bench.term_event(TermEvent::SubmissionDeleted { sequence: 1 });
    bench.pass(300);
    bench.done();
}

#[test]
fn a_busy_agent_is_never_asked() {
    let mut bench = Bench::leading();
    bench.announce("a", idle(1));
    bench.submit(1);
    bench.submit(2);
    let lease = bench.start();
    bench.quiet();
    // An older state that still shows the slot as idle changes nothing: a start is on its way.
    bench.announce("a", idle(1));
    bench.accept(&lease);
    bench.announce("a", idle(1));
    bench.quiet();
    bench.announce("a", vec![busy(&lease, false)]);
    let reply = bench.offer(&lease, Status::Ok);
    bench.decision();
    bench.term_event(TermEvent::VerdictStored { judging: judging(1) });
    bench.expect_answer(reply, ResultDecision::Stored);
    bench.expect(Effect::DeleteSubmission { sequence: 1 });
    bench.announce("a", vec![busy(&lease, true)]);
    bench.quiet();
    // Only its own word frees the slot.
    bench.announce("a", idle(1));
    assert_eq!(bench.start().stream_sequence, 2);
    bench.done();
}

#[test]
fn a_language_waits_for_an_agent_that_has_it_ready() {
    let mut bench = Bench::leading();
    bench.announce("a", idle(1));
    bench.index(entry(1, Class::Contest, "u", "rust"));
    bench.index(entry(2, Class::Batch, "u", "c"));
    assert_eq!(bench.start().stream_sequence, 2);
    bench.quiet();
    assert!(places(&bench).is_empty(), "nobody has its language");
    bench.announce_as(
        |state| state.languages = vec![ready_language("rust")],
        "b",
        idle(2),
    );
    assert_eq!(bench.start().agent.as_str(), "b");
    bench.done();
}

#[test]
fn unfit_draining_and_later_terms_agents_get_nothing() {
    let mut bench = Bench::leading();
    bench.submit(1);
    bench.announce_as(|state| state.draining = true, "a", idle(1));
    bench.announce_as(|state| state.unfit = Some("step 4".into()), "b", idle(1));
    bench.announce_as(|state| state.term_seen = Term(6), "c", idle(1));
    bench.announce("d", Vec::new());
    bench.quiet();
    bench.announce("b", idle(1));
    assert_eq!(bench.start().agent.as_str(), "b");
    bench.done();
}

#[test]
fn users_take_turns_whatever_each_has_queued() {
    let mut bench = Bench::leading();
    for number in 1..=5 {
        bench.index(entry(number, Class::Practice, "many", "c"));
    }
    bench.index(entry(6, Class::Practice, "one", "python"));
    bench.index(entry(7, Class::Practice, "two", "c"));
    bench.index(entry(8, Class::Practice, "two", "python"));
    let expected = [1, 6, 7, 2, 8, 3, 4, 5];
    bench.announce("full", Vec::new());
    assert_eq!(places(&bench), expected.map(|number| judging(number).submission));
    assert_eq!(served(&mut bench, 8), expected);
    bench.done();
}

#[test]
fn coming_back_with_one_at_a_time_gains_nothing() {
    let mut bench = Bench::leading();
    for number in 1..=3 {
        bench.index(entry(number, Class::Practice, "patient", "c"));
    }
    bench.announce("a", idle(1));
    let first = bench.start();
    bench.accept(&first);
    bench.index(entry(10, Class::Practice, "eager", "c"));
    finish(&mut bench, "a", &first);
    let second = bench.start();
    assert_eq!(second.stream_sequence, 10);
    bench.index(entry(11, Class::Practice, "eager", "c"));
    finish(&mut bench, "a", &second);
    assert_eq!(bench.start().stream_sequence, 2, "the eager one has had the turn");
    bench.done();
}

#[test]
fn classes_share_by_weight_and_none_starves() {
    let mut bench = Bench::leading();
    for number in 0..30 {
        for (offset, class) in Class::ALL.into_iter().enumerate() {
            let user = format!("u{}", number % 3);
            bench.index(entry(1 + number * 4 + offset as u64, class, &user, "c"));
        }
    }
    let order = served(&mut bench, 30);
    let of = |class: usize| {
        order
            .iter()
            .filter(|number| (*number - 1) % 4 == class as u64)
            .count()
    };
    assert_eq!([of(0), of(1), of(2), of(3)], [16, 8, 4, 2]);
    bench.start();
    bench.done();
}

#[test]
fn a_class_that_was_idle_does_not_make_up_for_it() {
    let mut bench = Bench::leading();
    for number in 1..=20 {
        bench.index(entry(number, Class::Contest, "u", "c"));
    }
    served(&mut bench, 10);
    for number in 21..=40 {
        bench.index(entry(number, Class::Interactive, "u", "c"));
    }
    let lease = bench.start();
    finish(&mut bench, "a", &lease);
    let next: Vec<u64> = served_on(&mut bench, 9);
    let contest = next.iter().filter(|number| **number <= 20).count();
    assert!((5..=7).contains(&contest), "{next:?}");
}

fn served_on(bench: &mut Bench, count: usize) -> Vec<u64> {
    let mut order = Vec::new();
    for _ in 0..count {
        let lease = bench.start();
        order.push(lease.stream_sequence);
        finish(bench, "a", &lease);
    }
    order
}

#[test]
fn work_is_spread_over_the_free_agents() {
    let mut bench = Bench::leading();
    bench.announce("a", idle(2));
    bench.announce("b", idle(2));
    for number in 1..=5 {
        bench.submit(number);
    }
    let mut agents: Vec<String> = (0..4).map(|_| bench.start().agent.to_string()).collect();
    assert_ne!(agents[0], agents[1]);
    agents.sort_unstable();
    assert_eq!(agents, ["a", "a", "b", "b"]);
    let snapshot = bench.core.snapshot(bench.now).unwrap();
    assert_eq!(
        (
            snapshot.slots_free,
            snapshot.slots_total,
            snapshot.running,
            snapshot.agents
        ),
        (0, 4, 4, 2)
    );
    assert_eq!(snapshot.classes[2].queued, 1);
    assert_eq!(snapshot.languages.len(), 2);
    bench.done();
}

#[test]
fn work_goes_to_the_agent_that_was_idle_for_longest() {
    let mut bench = Bench::leading();
    for agent in ["a", "b", "c"] {
        bench.announce(agent, idle(1));
    }
    for (number, agent) in (1..).zip(["a", "b", "c", "a", "b"]) {
        bench.submit(number);
        let lease = bench.start();
        assert_eq!(lease.agent.as_str(), agent);
        bench.accept(&lease);
        bench.announce(agent, vec![busy(&lease, false)]);
        bench.quiet();
        finish(&mut bench, agent, &lease);
    }
}

#[test]
fn a_full_index_refuses_and_says_so() {
    let mut bench = Bench::standby();
    bench.core.settings.queued_max = 2;
    bench.lead(TERM);
    for number in 1..=3 {
        bench.submit(number);
    }
    assert!(!bench.core.has_room());
    assert_eq!(bench.rejections(), [Rejection::QueueFull]);
    bench.done();
}

#[test]
fn a_doubled_submission_runs_once() {
    let mut bench = Bench::leading();
    bench.announce("a", idle(2));
    bench.submit(1);
    let lease = bench.start();
    bench.index(IndexEntry {
        sequence: 2,
        ..entry(1, Class::Practice, "u", "c")
    });
    assert_eq!(bench.rejections(), [Rejection::DoubledSubmission]);
    // The same messages read again are no doubles.
    bench.submit(1);
    bench.index(IndexEntry {
        sequence: 2,
        ..entry(1, Class::Practice, "u", "c")
    });
    bench.quiet();
    bench.accept(&lease);
    let reply = bench.offer(&lease, Status::Ok);
    bench.decision();
    bench.term_event(TermEvent::VerdictStored { judging: judging(1) });
    bench.expect_answer(reply, ResultDecision::Stored);
    for sequence in [1, 2] {
        bench.expect(Effect::DeleteSubmission { sequence });
    }
    bench.index(IndexEntry {
        sequence: 3,
        ..entry(1, Class::Practice, "u", "c")
    });
    bench.take_notes();
    bench.expect(Effect::DeleteSubmission { sequence: 3 });
    bench.done();
}

#[test]
fn a_submission_goes_where_its_problems_data_is() {
    let mut bench = Bench::leading();
    let problem = |name: &str| ProblemId::parse(name).unwrap();
    let holding = |names: &[&str]| {
        let holds = names.iter().map(|name| problem(name)).collect();
        |state: &mut AgentState| state.holds = holds
    };
    let submit = |bench: &mut Bench, number: u64, name: &str| {
        let mut entry = entry(number, Class::Practice, "u", "c");
        entry.problem = Some(problem(name));
        bench.index(entry);
        bench.start()
    };
    bench.announce("wide", idle(9));
    bench.announce_as(holding(&["p", "q"]), "near", idle(2));
    let first = submit(&mut bench, 1, "p");
    assert_eq!(first.agent.as_str(), "near");
    assert_eq!(submit(&mut bench, 2, "other").agent.as_str(), "wide");
    assert_eq!(submit(&mut bench, 3, "q").agent.as_str(), "near");
    // One that is full is no reason to wait.
    assert_eq!(submit(&mut bench, 4, "p").agent.as_str(), "wide");
    // It speaks for itself alone, and only of now.
    bench.announce_as(
        holding(&["q"]),
        "near",
        vec![
            busy(&first, false),
            SlotState {
                slot: 1,
                ..idle(1).remove(0)
            },
        ],
    );
    assert_eq!(submit(&mut bench, 5, "p").agent.as_str(), "wide");
    bench.core.sanity_check();
}

#[test]
fn an_agent_that_holds_a_problem_must_have_the_language_too() {
    let mut bench = Bench::leading();
    bench.announce("a", idle(1));
    let problem = ProblemId::parse("p").unwrap();
    let python = |state: &mut AgentState| {
        state.holds = vec![problem.clone()];
        state
            .languages
            .retain(|language| language.id.as_str() == "python");
    };
    bench.announce_as(python, "b", idle(9));
    let mut entry = entry(1, Class::Practice, "u", "c");
    entry.problem = Some(problem);
    bench.index(entry);
    assert_eq!(bench.start().agent.as_str(), "a");
}
