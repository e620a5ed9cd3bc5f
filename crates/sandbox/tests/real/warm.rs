//! A runtime that was started ahead runs the program as a cold one would, once, and is given up when anything differs.

use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use gavel_sandbox::{ExecSpec, SessionSpec, Slot, Status, Warm};

use crate::common::{file, session, slot};

/// Burns time and takes memory before it waits, and then tells what it was given.
const BURN: &str = "for ((i = 0; i < 100000; i++)); do :; done; printf -v held %4000000s";
const RUNTIME: &str = "mapfile -d '' words <&1000; exec 1000<&-; touch mine || exit 9; . ./main.sh";
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
    });
    spec
}

/// Starts a runtime ahead and waits until it waits.
fn warm_up(slot: &mut Slot) {
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
    assert!(first.memory_peak_bytes > 4_000_000, "{first:?}");
}

#[test]
fn whatever_differs_is_run_cold() {
    let mut slot = slot();
    let changes: [fn(&mut ExecSpec); 4] = [
        |spec| spec.limits.memory_bytes += 4096,
        |spec| spec.limits.stdout_bytes += 1,
        |spec| spec.warm.as_mut().unwrap().argv.push("x".to_owned()),
        |spec| spec.warm = None,
    ];
    for change in changes {
        said(&mut slot, PROGRAM, exec("warm", &[], "\n"));
        slot.warm_up();
        let mut other = exec("warm", &[], "\n");
        change(&mut other);
        assert_eq!(said(&mut slot, PROGRAM, other), "cold 0 main.sh mine\n");
    }
    slot.warm_up();
    let mut elsewhere = with(PROGRAM);
    elsewhere.env.push(("how".to_owned(), "cold".to_owned()));
    let outcome = slot.begin(elsewhere).unwrap().exec(exec("warm", &[], "\n"));
    assert!(outcome.stdout.bytes.starts_with(b"cold"), "{outcome:?}");
}

#[test]
fn its_limits_hold_and_nothing_stays() {
    let mut slot = slot();
    let mut runs = 0;
    let mut run = |program: &str, change: fn(&mut ExecSpec)| {
        let mut spec = exec("warm", &[], "");
        change(&mut spec);
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
