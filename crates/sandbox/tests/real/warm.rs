//! A runtime that was started ahead runs the program as a cold one would, once, and is given up when anything differs.

use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use gavel_sandbox::{ExecSpec, SessionSpec, Slot, Status, Warm};

use crate::common::{file, session, slot};

/// Burns time and takes memory before it waits, and then tells what it was given.
const BURN: &str = "for ((i = 0; i < 100000; i++)); do :; done; printf -v held %4000000s";
const RUNTIME: &str = "echo ready >&1001; words=(); \
    order() { read -r kind count <&1000; for ((; count > 0; count--)); do read -r -d '' word <&1000; words+=(\"$word\"); done; }; \
    while order; [ $kind = more ]; do . ./main.sh; echo exited $? >&1001; done; \
    exec 1000<&- 1001>&-; touch mine || exit 9; . ./main.sh";
const PROGRAM: &str = "read -r line; echo $how ${#words[*]} ${words[*]} $line *";
/// One that used no time for so long waits; on a busy host it has to wait for its turns.
const STILL: Duration = Duration::from_millis(500);

fn exec(program: &str, arguments: &[&str], stdin: &str) -> ExecSpec {
    let argv = ["/usr/bin/bash", "-c", "how=cold; touch mine; . ./main.sh", "bash"];
    let mut spec = ExecSpec::new(argv.iter().copied().chain(arguments.iter().copied()));
    spec.stdin = Arc::from(stdin.as_bytes());
    let runtime = format!("how={program}; {BURN}; {RUNTIME}");
    spec.warm = Some(Warm {
        argv: ["/usr/bin/bash", "-c", &runtime].map(str::to_owned).to_vec(),
        arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
        more: false,
    });
    spec
}

/// Starts a runtime ahead and waits until it waits.
pub(crate) fn warm_up(slot: &mut Slot) {
    slot.warm_up();
    let used = |slot: &Slot| {
        let directories = slot.cgroup_directories().iter();
        let clocks =
            directories.flat_map(|directory| ["cpuacct.usage", "cpu.stat"].map(|name| directory.join(name)));
        clocks
            .map(|clock| std::fs::read_to_string(clock).unwrap_or_default())
            .collect::<String>()
    };
    let mut before = String::new();
    while before != used(slot) {
        before = used(slot);
        sleep(STILL);
    }
}

fn with(program: &str) -> SessionSpec {
    SessionSpec {
        files: vec![file("main.sh", program)],
        ..session()
    }
}

fn said(slot: &mut Slot, program: &str, spec: ExecSpec) -> String {
    let outcome = slot.begin(with(program)).expect("begin").exec(spec);
    assert_eq!(outcome.status, Status::Exited(0), "{outcome:?}");
    String::from_utf8(outcome.stdout.bytes).expect("text")
}

#[test]
fn a_runtime_started_ahead_runs_one_program() {
    let mut slot = slot();
    assert_eq!(
        said(&mut slot, PROGRAM, exec("warm", &[], "one\n")),
        "cold 0 one main.sh mine\n"
    );
    warm_up(&mut slot);
    let mut submission = slot.begin(with(PROGRAM)).unwrap();
    let first = submission.exec(exec("warm", &["a b", ""], "two\n"));
    let second = submission.exec(exec("warm", &[], "three\n"));
    drop(submission);
    assert_eq!(first.stdout.bytes, b"warm 2 a b two main.sh mine\n", "{first:?}");
    assert_eq!(second.stdout.bytes, b"cold 0 three main.sh mine\n", "{second:?}");
    assert!(first.warm && !second.warm);
    // What it took to load is not the program's, but what it holds is.
    let burn = slot
        .begin(session())
        .expect("begin")
        .exec(ExecSpec::new(["/usr/bin/bash", "-c", BURN]));
    assert!(first.cpu_us < burn.cpu_us / 2, "{first:?} {burn:?}");
    assert!(first.memory_peak_bytes > 3_500_000, "{first:?}");
}

#[test]
fn one_that_differs_is_given_up() {
    let mut slot = slot();
    let tell = "echo $how $other $(ulimit -s)";
    let stack = (exec("", &[], "").limits.stack_bytes / 1024).to_string();
    let run = |slot: &mut Slot, change: fn(&mut SessionSpec, &mut ExecSpec)| {
        slot.begin_work();
        said(slot, tell, exec("warm", &[], ""));
        warm_up(slot);
        let (mut session, mut spec) = (with(tell), exec("warm", &[], ""));
        change(&mut session, &mut spec);
        let outcome = slot.begin(session).unwrap().exec(spec);
        String::from_utf8(outcome.stdout.bytes).unwrap()
    };
    assert_eq!(run(&mut slot, |_, _| {}), format!("warm {stack}\n"));
    assert_eq!(
        run(&mut slot, |_, spec| spec.limits.stack_bytes = 8 << 20),
        "cold 8192\n"
    );
    assert_eq!(
        run(&mut slot, |_, spec| spec.limits.answer_bytes = Some(1)),
        format!("cold {stack}\n")
    );
    let told: fn(&mut SessionSpec, &mut ExecSpec) =
        |session, _| session.env.push(("other".into(), "told".into()));
    assert_eq!(run(&mut slot, told), format!("cold told {stack}\n"));
    assert_eq!(
        run(&mut slot, |_, spec| spec.warm = None),
        format!("cold {stack}\n")
    );
}

#[test]
fn what_work_begins_with_is_started_ahead() {
    let mut slot = slot();
    for _ in 0..2 {
        slot.begin_work();
        said(&mut slot, PROGRAM, exec("first", &[], "\n"));
        said(&mut slot, PROGRAM, exec("second", &[], "\n"));
    }
    warm_up(&mut slot);
    assert_eq!(
        said(&mut slot, PROGRAM, exec("first", &[], "\n")),
        "first 0 main.sh mine\n"
    );
    warm_up(&mut slot);
    assert_eq!(
        said(&mut slot, PROGRAM, exec("second", &[], "\n")),
        "cold 0 main.sh mine\n"
    );
    // The last work alone counts.
    slot.begin_work();
    slot.begin(session())
        .unwrap()
        .exec(ExecSpec::new(["/usr/bin/true"]));
    assert!(!slot.warm_up(), "it had no runtime");
}

#[test]
fn one_that_still_loads_itself_is_given_up_for_something_else() {
    let mut slot = slot();
    // It is ready once it is told to, which nobody does.
    let mut waits = exec("warm", &[], "\n");
    waits.warm.as_mut().unwrap().argv = ["/usr/bin/bash", "-c", "read -r <&1000"]
        .map(str::to_owned)
        .to_vec();
    assert_eq!(said(&mut slot, PROGRAM, waits), "cold 0 main.sh mine\n");
    assert!(slot.warm_up() && slot.warm_up(), "it loads itself");
    let processes = |slot: &Slot| {
        let directory = slot.cgroup_directories().first().unwrap();
        let of = |directory: &std::path::Path| {
            let all = std::fs::read_to_string(directory.join("cgroup.procs")).unwrap_or_default();
            all.lines()
                .filter_map(|pid| std::fs::read_to_string(format!("/proc/{pid}/cmdline")).ok())
                .filter(|line| line.contains("read -r"))
                .count()
        };
        let leaves = std::fs::read_dir(directory).unwrap().flatten();
        of(directory) + leaves.map(|leaf| of(&leaf.path())).sum::<usize>()
    };
    let until = |slot: &Slot, count| {
        for _ in 0..1000 {
            if processes(slot) == count {
                return;
            }
            sleep(Duration::from_millis(10));
        }
        panic!("there are {} processes, not {count}", processes(slot));
    };
    until(&slot, 1);
    slot.stop_loading();
    until(&slot, 0);
    // One that waits is in nobody's way.
    slot.begin_work();
    assert_eq!(
        said(&mut slot, PROGRAM, exec("warm", &[], "\n")),
        "cold 0 main.sh mine\n"
    );
    warm_up(&mut slot);
    assert!(!slot.warm_up(), "it waits");
    slot.stop_loading();
    assert_eq!(
        said(&mut slot, PROGRAM, exec("warm", &[], "\n")),
        "warm 0 main.sh mine\n"
    );
}

/// One of several.
fn more(stdin: &str) -> ExecSpec {
    let mut spec = exec("warm", &[], stdin);
    if let Some(warm) = &mut spec.warm {
        warm.more = true;
    }
    spec
}

#[test]
fn a_process_that_stays_runs_one_execution_after_the_other() {
    let mut slot = slot();
    let mut submission = slot
        .begin(with("read -r line; echo $line $BASHPID; echo err >&2"))
        .unwrap();
    let mut processes = Vec::new();
    for line in ["one", "", "three"] {
        let outcome = submission.exec(more(&format!("{line}\n")));
        submission.prepare_next();
        let text = String::from_utf8(outcome.stdout.bytes).unwrap();
        let (said, process) = text.trim_end().rsplit_once(' ').unwrap_or(("", text.trim_end()));
        assert_eq!((said, &*outcome.stderr.bytes), (line, &b"err\n"[..]));
        assert_eq!(outcome.reused, !processes.is_empty());
        processes.push(process.to_owned());
    }
    let last = submission.exec(exec("warm", &[], "end\n"));
    processes.dedup();
    assert_eq!(
        String::from_utf8(last.stdout.bytes).unwrap(),
        format!("end {}\n", processes.join(" "))
    );
    assert_eq!(last.status, Status::Exited(0));
}

#[test]
fn what_stays_of_an_execution_takes_its_process_with_it() {
    let mut slot = slot();
    let first_and_next = |slot: &mut Slot, program: &str, change: fn(&mut ExecSpec)| {
        let mut submission = slot.begin(with(program)).unwrap();
        let mut spec = more("first\n");
        change(&mut spec);
        let first = submission.exec(spec);
        submission.prepare_next();
        let next = submission.exec(more("next\n"));
        assert_eq!(next.status, Status::Exited(0), "{next:?}");
        (
            first.status,
            next.reused,
            String::from_utf8(next.stdout.bytes).unwrap(),
        )
    };
    let fresh = |status| (status, false, "next main.sh\n".to_owned());
    let run = |slot: &mut Slot, what: &str, change| {
        let program =
            format!("read -r line; if [ $line = first ]; then {what}\n else sleep 0.2; echo $line *; fi");
        first_and_next(slot, &program, change)
    };
    let none: fn(&mut ExecSpec) = |_| {};
    assert_eq!(run(&mut slot, "touch file", none), fresh(Status::Exited(0)));
    assert_eq!(
        run(&mut slot, "(sleep 0.1; echo late) &", none),
        fresh(Status::Exited(0))
    );
    assert_eq!(run(&mut slot, "exit 7", none), fresh(Status::Exited(7)));
    assert_eq!(run(&mut slot, "false", none), fresh(Status::Exited(1)));
    assert_eq!(
        run(&mut slot, "kill -SEGV $$", none),
        fresh(Status::Signalled(libc::SIGSEGV))
    );
    assert_eq!(
        run(&mut slot, "tail /dev/zero", |spec| spec.limits.memory_bytes =
            32 << 20),
        fresh(Status::MemoryLimit)
    );
    assert_eq!(
        run(&mut slot, "while :; do :; done", |spec| spec.limits.cpu_ms =
            1_500),
        fresh(Status::CpuLimit)
    );
    assert_eq!(
        run(&mut slot, "echo far too much", |spec| spec.limits.stdout_bytes =
            4),
        fresh(Status::OutputLimit)
    );
    assert_eq!(
        run(&mut slot, "echo exited >&1001; sleep 60", |spec| spec
            .limits
            .wall_ms =
            3_000),
        fresh(Status::WallLimit)
    );
}

/// A look does not see what an earlier one saw.
#[test]
fn what_stays_of_a_later_execution_is_seen_too() {
    let mut slot = slot();
    let program = "read -r line; if [ $line = two ]; then (sleep 0.5; echo late) & fi
        [ $line != three ] || sleep 1; echo $line";
    let mut submission = slot.begin(with(program)).unwrap();
    let reused = ["one", "two", "three"].map(|line| {
        let outcome = submission.exec(more(&format!("{line}\n")));
        assert_eq!(
            String::from_utf8_lossy(&outcome.stdout.bytes),
            format!("{line}\n")
        );
        outcome.reused
    });
    assert_eq!(reused, [false, true, false]);
}

/// It spoils what follows in its own session, which says that it was not alone.
#[test]
fn a_program_that_says_that_it_is_over_gains_nothing() {
    let mut slot = slot();
    let program = "read -r line; echo $line; [ $line = two ] || { echo exited 0 >&1001; sleep 2; }";
    let mut submission = slot.begin(with(program)).unwrap();
    let first = submission.exec(more("one\n"));
    assert_eq!(
        (first.status, first.stdout.bytes),
        (Status::Exited(0), b"one\n".to_vec())
    );
    let mut limited = more("two\n");
    limited.limits.wall_ms = 500;
    let second = submission.exec(limited);
    assert!(second.reused || second.stdout.bytes == b"two\n", "{second:?}");
    let alone = submission.exec(ExecSpec {
        warm: None,
        ..more("two\n")
    });
    assert_eq!((alone.reused, alone.stdout.bytes), (false, b"two\n".to_vec()));
}

#[test]
fn its_limits_hold_and_nothing_stays() {
    let mut slot = slot();
    let mut runs = 0;
    let mut run = |program: &str, change: fn(&mut ExecSpec)| {
        let mut spec = exec("warm", &[], "");
        change(&mut spec);
        slot.begin_work();
        slot.begin(with("true")).unwrap().exec(spec.clone());
        warm_up(&mut slot);
        runs += 1;
        let program = format!("[ $how = warm ] || exit 8; ls; {program}");
        let outcome = slot.begin(with(&program)).unwrap().exec(spec);
        assert_eq!(
            outcome.stdout.bytes, b"main.sh\nmine\n",
            "run {runs}: {outcome:?}"
        );
        outcome.status
    };
    let fill = "echo left > left; tail /dev/zero";
    let small: fn(&mut ExecSpec) = |spec| spec.limits.memory_bytes = 32 << 20;
    assert_eq!(run(fill, small), Status::MemoryLimit);
    assert_eq!(
        run("while :; do :; done", |spec| spec.limits.cpu_ms = 1_500),
        Status::CpuLimit
    );
    assert_eq!(
        run("sleep 60", |spec| spec.limits.wall_ms = 3_000),
        Status::WallLimit
    );
    assert_eq!(run("kill -SEGV $$", |_| {}), Status::Signalled(libc::SIGSEGV));
    assert_eq!(run("sleep 100 & exit 3", |_| {}), Status::Exited(3));
    assert_eq!(run(": 9<&1000 || exit 4", |_| {}), Status::Exited(4));
}

#[test]
fn a_runtime_that_cannot_be_started_ahead_costs_nothing_but_that() {
    let mut slot = slot();
    for broken in [&["/usr/bin/false"][..], &["/no/such/runtime"]] {
        let mut spec = exec("warm", &[], "\n");
        spec.warm.as_mut().unwrap().argv = broken.iter().map(|&word| word.to_owned()).collect();
        assert_eq!(said(&mut slot, PROGRAM, spec.clone()), "cold 0 main.sh mine\n");
        warm_up(&mut slot);
        assert_eq!(said(&mut slot, PROGRAM, spec), "cold 0 main.sh mine\n");
    }
}
