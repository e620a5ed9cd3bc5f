//! Tables of every way an execution, a compilation and a judging can end.

use gavel_sandbox::SandboxFailed;

use super::*;

fn failure() -> Ended {
    Ended::SandboxFailed(SandboxFailed {
        step: 12,
        errno: 2,
        what: "mount".to_owned(),
    })
}

fn seen<'a>(ended: &'a Ended, out_of_memory: &'a OutOfMemory) -> Seen<'a> {
    Seen {
        ended,
        usage: Usage {
            cpu_us: 1_000_000,
            wall_us: 5,
            memory_bytes: 90 << 20,
        },
        cpu_ms: 1_000,
        wall_ms: 4_000,
        program_memory_bytes: 100 << 20,
        out_of_memory,
    }
}

#[test]
fn every_end_of_an_execution_has_its_status() {
    let none = OutOfMemory::default();
    let status = |ended: &Ended, purpose| of_execution(seen(ended, &none), purpose).status;
    let failed = Opinion::Failed("the checker c failed".to_owned());
    let purposes = [
        (Purpose::Run, Status::Ok),
        (Purpose::Test(&Opinion::Right), Status::Accepted),
        (Purpose::Test(&Opinion::WRONG), Status::WrongAnswer),
        (Purpose::Test(&failed), Status::InternalError),
    ];
    // What the program printed matters only where it ended well.
    let table = [
        (Ended::Exited(1), Status::RuntimeError),
        (Ended::Exited(137), Status::RuntimeError),
        (Ended::Exited(-1), Status::RuntimeError),
        (Ended::Signalled(11), Status::RuntimeError),
        (Ended::Signalled(9), Status::RuntimeError),
        (Ended::Signalled(31), Status::RuntimeError),
        (Ended::CpuLimit, Status::TimeLimit),
        (Ended::WallLimit, Status::TimeLimit),
        (Ended::MemoryLimit, Status::MemoryLimit),
        (Ended::OutputLimit, Status::OutputLimit),
        (Ended::Restricted, Status::Restricted),
        (Ended::Cancelled, Status::Cancelled),
        (failure(), Status::InternalError),
    ];
    for (purpose, ended_well) in purposes {
        assert_eq!(status(&Ended::Exited(0), purpose), ended_well);
        for (ended, expected) in &table {
            assert_eq!(status(ended, purpose), *expected, "{ended:?} {purpose:?}");
        }
    }
}

#[test]
fn a_program_that_ends_beyond_its_cpu_limit_is_too_slow_but_our_fault_stays_ours() {
    let none = OutOfMemory::default();
    let slow = |ended: &Ended| {
        let mut seen = seen(ended, &none);
        seen.usage.cpu_us += 1;
        of_execution(seen, Purpose::Test(&Opinion::Right)).status
    };
    assert_eq!(slow(&Ended::Exited(0)), Status::TimeLimit);
    assert_eq!(slow(&Ended::Signalled(11)), Status::TimeLimit);
    assert_eq!(slow(&Ended::MemoryLimit), Status::MemoryLimit);
    assert_eq!(slow(&Ended::Cancelled), Status::Cancelled);
    assert_eq!(slow(&failure()), Status::InternalError);
}

#[test]
fn only_a_test_that_ended_by_itself_beyond_its_limit_is_near_it() {
    let none = OutOfMemory::default();
    let is_near = |ended: &Ended, more_us: u64, purpose| {
        let mut seen = seen(ended, &none);
        seen.usage.cpu_us += more_us;
        of_execution(seen, purpose).near_limit
    };
    let test = Purpose::Test(&Opinion::WRONG);
    for ended in [Ended::Exited(0), Ended::Exited(1), Ended::Signalled(11)] {
        assert!(is_near(&ended, 1, test), "{ended:?}");
        assert!(!is_near(&ended, 0, test), "{ended:?}");
        assert!(!is_near(&ended, 1, Purpose::Run), "{ended:?}");
    }
    for ended in [Ended::CpuLimit, Ended::WallLimit, Ended::MemoryLimit, failure()] {
        assert!(!is_near(&ended, 1, test), "{ended:?}");
    }
    // The test that decides counts, not one behind it.
    let near = Finding {
        near_limit: true,
        ..Finding::plain(Status::TimeLimit)
    };
    let (accepted, wrong) = (
        Finding::plain(Status::Accepted),
        Finding::plain(Status::WrongAnswer),
    );
    assert!(of_judging(&[accepted, near.clone(), wrong.clone()], 3).near_limit);
    assert!(!of_judging(&[wrong, near], 2).near_limit);
}

#[test]
fn a_runtime_that_gives_up_for_memory_is_told_from_a_crash() {
    let ends = OutOfMemory {
        exit_codes: vec![3],
        signals: vec![6],
    };
    let status = |ended: Ended, memory_bytes: u64| {
        let mut seen = seen(&ended, &ends);
        seen.usage.memory_bytes = memory_bytes;
        of_execution(seen, Purpose::Run).status
    };
    assert_eq!(status(Ended::Exited(3), 1), Status::MemoryLimit);
    assert_eq!(status(Ended::Exited(4), 90 << 20), Status::RuntimeError);
    assert_eq!(status(Ended::Signalled(6), 75 << 20), Status::MemoryLimit);
    assert_eq!(status(Ended::Signalled(6), 10 << 20), Status::RuntimeError);
    assert_eq!(status(Ended::Signalled(11), 90 << 20), Status::RuntimeError);
}

#[test]
fn every_end_of_a_compilation_has_its_status() {
    let table = [
        (Ended::Exited(0), 1, None),
        (Ended::Exited(0), 0, Some(Status::CompileError)),
        (Ended::Exited(1), 1, Some(Status::CompileError)),
        (Ended::Signalled(11), 0, Some(Status::CompileError)),
        (Ended::CpuLimit, 0, Some(Status::CompileError)),
        (Ended::WallLimit, 0, Some(Status::CompileError)),
        (Ended::MemoryLimit, 0, Some(Status::CompileError)),
        (Ended::OutputLimit, 1, Some(Status::CompileError)),
        (Ended::Restricted, 0, Some(Status::InternalError)),
        (Ended::Cancelled, 0, Some(Status::Cancelled)),
        (failure(), 1, Some(Status::InternalError)),
    ];
    for (ended, artefacts, expected) in table {
        let found = of_compilation(&ended, artefacts, 10_000, 30_000).map(|finding| finding.status);
        assert_eq!(found, expected, "{ended:?}");
    }
}

#[test]
fn the_first_failed_test_decides_and_tells_no_exit_code() {
    let accepted = Finding::plain(Status::Accepted);
    let wrong = Finding::plain(Status::WrongAnswer);
    let crashed = Finding::private(Status::RuntimeError, "it ended with exit code 42");
    let slow = Finding::public(Status::TimeLimit, "it ran for longer than 9 ms");
    let judged = |tests: &[&Finding], total: usize| {
        let tests: Vec<Finding> = tests.iter().map(|test| (*test).clone()).collect();
        let finding = of_judging(&tests, total);
        (finding.status, finding.reason.unwrap_or_default())
    };
    assert_eq!(
        judged(&[&accepted, &accepted], 2),
        (Status::Accepted, String::new())
    );
    assert_eq!(
        judged(&[&accepted, &crashed, &wrong], 3),
        (Status::RuntimeError, "test 2 of 3".to_owned())
    );
    assert_eq!(
        judged(&[&slow, &wrong], 5),
        (
            Status::TimeLimit,
            "test 1 of 5: it ran for longer than 9 ms".to_owned()
        )
    );
    assert_eq!(judged(&[&accepted], 2).0, Status::InternalError);
    assert_eq!(judged(&[], 0).0, Status::InternalError);
}

#[test]
fn our_fault_and_a_cancel_outweigh_a_wrong_answer() {
    let wrong = Finding::plain(Status::WrongAnswer);
    let cancelled = Finding::plain(Status::Cancelled);
    let ours = Finding::internal("disk");
    let status = |tests: &[Finding]| of_judging(tests, 2).status;
    assert_eq!(status(&[wrong.clone(), ours.clone()]), Status::InternalError);
    assert_eq!(status(&[wrong, cancelled.clone()]), Status::Cancelled);
    assert_eq!(status(&[cancelled, ours]), Status::InternalError);
}

#[test]
fn hidden_numbers_are_rounded_up() {
    let usage = |cpu_us, wall_us, memory_bytes| Usage {
        cpu_us,
        wall_us,
        memory_bytes,
    };
    assert_eq!(coarse(usage(0, 1, 1)), usage(0, 10_000, 1 << 20));
    assert_eq!(
        coarse(usage(10_000, 10_001, 1 << 20)),
        usage(10_000, 20_000, 1 << 20)
    );
}

#[test]
fn a_checker_speaks_by_testlibs_exit_codes_and_blames_nobody_by_another_end() {
    let of_code = |code| of_checker(&Ended::Exited(code), b"points 0.25 of it");
    assert_eq!(of_code(0), Opinion::Right);
    for code in [1, 2, 4, 8] {
        assert_eq!(of_code(code), Opinion::WRONG, "{code}");
    }
    let share = |said: &str| match of_checker(&Ended::Exited(7), said.as_bytes()) {
        Opinion::Wrong { share } => Some(share),
        _ => None,
    };
    for (said, millionths) in [
        ("points 0.25 of it", 250_000),
        ("points 0.9999999\n", 999_999),
        ("\n points  0", 0),
        ("points 5e-1", 500_000),
    ] {
        assert_eq!(share(said), Some(millionths), "{said}");
    }
    assert_eq!(of_checker(&Ended::Exited(7), b"points 1"), Opinion::Right);
    let none = [
        "",
        "points",
        "0.5",
        "points half",
        "points -0.1",
        "points 1.5",
        "points NaN",
        "points inf",
        "points 40",
        "the program printed points 0.5",
    ];
    for said in none {
        assert_eq!(share(said), None, "{said}");
    }
    let others = [
        Ended::Exited(3),
        Ended::Exited(5),
        Ended::Exited(-1),
        Ended::Exited(127),
        Ended::Signalled(11),
        Ended::CpuLimit,
        Ended::WallLimit,
        Ended::MemoryLimit,
        Ended::OutputLimit,
        Ended::Restricted,
        Ended::Cancelled,
        failure(),
    ];
    for ended in others {
        assert!(matches!(of_checker(&ended, b""), Opinion::Failed(_)), "{ended:?}");
    }
}

#[test]
fn of_an_interaction_the_first_end_counts() {
    let none = OutOfMemory::default();
    let failed = Opinion::Failed("the interactor i failed".to_owned());
    let opinions = [&Opinion::Right, &Opinion::WRONG, &failed];
    let status = |ended: &Ended, opinion, program_first| {
        of_interaction(seen(ended, &none), opinion, program_first).status
    };
    use Status::{Accepted, InternalError, MemoryLimit, RuntimeError, WrongAnswer};
    // For each opinion: the program ended first, and the interactor did.
    let table = [
        (
            Ended::Exited(0),
            [Accepted, WrongAnswer, InternalError],
            [Accepted, WrongAnswer, InternalError],
        ),
        (
            Ended::Exited(1),
            [RuntimeError, RuntimeError, RuntimeError],
            [RuntimeError, WrongAnswer, InternalError],
        ),
        (
            Ended::MemoryLimit,
            [MemoryLimit, MemoryLimit, MemoryLimit],
            [MemoryLimit, MemoryLimit, MemoryLimit],
        ),
        (failure(), [InternalError; 3], [InternalError; 3]),
    ];
    for (ended, program_first, interactor_first) in &table {
        for (index, opinion) in opinions.into_iter().enumerate() {
            assert_eq!(
                status(ended, opinion, true),
                program_first[index],
                "{ended:?} {opinion:?}"
            );
            assert_eq!(
                status(ended, opinion, false),
                interactor_first[index],
                "{ended:?} {opinion:?}"
            );
        }
    }
    let stopped = status(&Ended::Cancelled, &Opinion::WRONG, false);
    assert_eq!(stopped, WrongAnswer);
    let waited = of_interaction(seen(&Ended::WallLimit, &none), &failed, false);
    assert_eq!(waited.status, Status::TimeLimit);
    assert!(waited.reason.unwrap().starts_with("it waited for the interactor"));
}

#[test]
fn an_interactor_is_not_at_fault_for_what_its_program_did_first() {
    for ended in [
        Ended::CpuLimit,
        Ended::WallLimit,
        Ended::OutputLimit,
        Ended::Cancelled,
    ] {
        assert_eq!(of_interactor(&ended, b"", true), Opinion::WRONG, "{ended:?}");
        assert!(
            matches!(of_interactor(&ended, b"", false), Opinion::Failed(_)),
            "{ended:?}"
        );
    }
    for nobody_reads in [Ended::Signalled(13), Ended::Exited(120)] {
        assert_eq!(of_interactor(&nobody_reads, b"", false), Opinion::WRONG);
    }
    assert!(matches!(
        of_interactor(&Ended::Signalled(11), b"", true),
        Opinion::Failed(_)
    ));
    assert!(matches!(
        of_interactor(&Ended::Exited(3), b"", true),
        Opinion::Failed(_)
    ));
    assert_eq!(of_interactor(&Ended::Exited(0), b"", true), Opinion::Right);
}
