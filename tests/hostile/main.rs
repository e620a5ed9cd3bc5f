//! Programs that attack the sandbox, one file an attack under a directory named for its language. The first line of each
//! ends in `Expected: STATUS.`, or `Expected: STATUS | STATUS.`, in the words of verdicts; README.md lists them.
//! Each is compiled and run in a real slot, as root; afterwards the slot and the host must be as before.

mod cell;
mod corpus;
mod host;
mod soak;
mod terminal;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex, PoisonError};

use cell::Cell;
use corpus::{Program, programs};
use gavel_wire::Status;
use host::Host;

/// Slots that work through the programs side by side.
const SLOTS: usize = 2;

/// Runs one program and everything that must hold after it; says what does not.
fn attack(cell: &mut Cell, program: &Program, host: &Host) -> Vec<String> {
    let mut wrong = Vec::new();
    let came = cell.judge(&program.source);
    if !program.expected.contains(&came.status) {
        wrong.push(format!("it came to {:?}: {}", came.status, came.told));
    }
    wrong.extend(came.wrong);
    wrong.extend(cell.is_well());
    wrong.extend(host.differences());
    wrong
        .iter()
        .map(|what| format!("{}: {what}", program.name))
        .collect()
}

#[test]
fn every_program_of_c_comes_to_what_it_says_and_changes_nothing() {
    let programs = programs("c");
    assert!(programs.len() > 70, "only {} programs", programs.len());
    let next = AtomicUsize::new(0);
    let findings = Mutex::new(Vec::new());
    let host = Host::look();
    std::thread::scope(|scope| {
        for _ in 0..SLOTS {
            scope.spawn(|| {
                let mut cell = Cell::open();
                while let Some(program) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let wrong = attack(&mut cell, program, &host);
                    findings
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .extend(wrong);
                }
                let left = cell.close();
                findings
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .extend(left);
            });
        }
    });
    let findings = findings.into_inner().unwrap();
    assert!(findings.is_empty(), "\n{}", findings.join("\n"));
}

/// All of them take minutes: a sixth, and with `./dev test --full` the rest.
#[test]
fn programs_come_to_the_same_by_hand() {
    terminal::every(6, "995");
}

#[test]
#[ignore = "takes minutes"]
fn every_program_comes_to_the_same_by_hand() {
    terminal::every(1, "994");
}

#[test]
fn many_runs_leave_nothing_behind() {
    soak::soak(200);
}

/// Takes several minutes: `cargo test --test hostile twenty_thousand -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes"]
fn twenty_thousand_runs_leave_nothing_behind() {
    soak::soak(20_000);
}

#[test]
fn neighbours_do_not_find_each_other() {
    let programs = programs("c");
    let neighbours = programs.iter().find(|program| program.name == "60_neighbours");
    let source = &neighbours.expect("the program is there").source;
    let both_are_open = Barrier::new(2);
    let meet = || {
        let mut cell = Cell::open();
        both_are_open.wait();
        let came = cell.judge(source);
        assert_eq!(came.status, Status::Ok, "{}", came.told);
        assert_eq!(came.wrong, Vec::<String>::new());
    };
    std::thread::scope(|scope| {
        scope.spawn(meet);
        scope.spawn(meet);
    });
}

#[test]
fn the_readme_lists_every_attack_and_every_program() {
    let wrong = corpus::compare_with_readme();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
