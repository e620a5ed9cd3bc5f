//! Every way in which an execution can end is told apart, and what it used is measured.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gavel_sandbox::{CancelToken, ExecSpec, Mount, Status};

use crate::common::{attack, python, run_in, slot, slot_with, text};

fn program() -> ExecSpec {
    ExecSpec::new(["./main"])
}

#[test]
fn exit_codes_and_input_are_the_programs_own() {
    let mut slot = slot();
    let outcome = run_in(
        &mut slot,
        vec![],
        python("import sys; print(input()); sys.exit(3)"),
    );
    assert_eq!(
        outcome.status,
        Status::Exited(1),
        "there was no input: {outcome:?}"
    );
    let mut exec = python("import sys; print(input()); sys.exit(137)");
    exec.stdin = (*b"hello\n").into();
    let outcome = run_in(&mut slot, vec![], exec);
    assert_eq!(outcome.status, Status::Exited(137), "{outcome:?}");
    assert_eq!(outcome.stdout.bytes, b"hello\n");
    assert!(
        outcome.cpu_us > 1000 && outcome.wall_us >= outcome.cpu_us / 2,
        "{outcome:?}"
    );
    assert!(
        (1 << 20..100 << 20).contains(&outcome.memory_peak_bytes),
        "{outcome:?}"
    );
}

/// What a former program read is charged to the slot until it gives way to the next one's memory. Not on cgroup v2, where each
/// execution has a cgroup of its own.
#[test]
fn page_cache_that_gives_way_hides_no_memory() {
    const READ: usize = 48 << 20;
    if std::path::Path::new("/sys/fs/cgroup/cgroup.controllers").exists() {
        return;
    }
    let directory = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("page-cache");
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join("read");
    std::fs::write(&path, vec![1; READ]).unwrap();
    let mut slot = slot_with(|mut config| {
        config.roots[0].mounts.push(Mount {
            source: directory.clone(),
            target: "/data".to_owned(),
        });
        config
    });
    let filled = std::fs::File::open(&path).unwrap();
    filled.sync_all().unwrap();
    rustix::fs::fadvise(&filled, 0, None, rustix::fs::Advice::DontNeed).unwrap();
    let mut reads = python("data = open('/data/read', 'rb', 0)\nwhile data.read(1 << 16): pass");
    reads.limits.memory_bytes = 256 << 20;
    let read = run_in(&mut slot, vec![], reads);
    assert_eq!(read.status, Status::Exited(0), "{read:?}");
    assert!(
        read.memory_peak_bytes > READ as u64,
        "it was in the cache before: {read:?}"
    );
    let mut fills = python("bytearray(b'x') * (30 << 20)");
    fills.limits.memory_bytes = 44 << 20;
    let outcome = run_in(&mut slot, vec![], fills);
    assert_eq!(outcome.status, Status::Exited(0), "{outcome:?}");
    let taken = outcome.memory_peak_bytes;
    assert!((30 << 20..44 << 20).contains(&taken), "{taken}");
    std::fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn signals_are_told_with_their_number() {
    let mut slot = slot();
    for (code, signal) in [
        ("os.abort()", libc::SIGABRT),
        ("os.kill(os.getpid(), 9)", libc::SIGKILL),
    ] {
        let outcome = run_in(&mut slot, vec![], python(&format!("import os; {code}")));
        assert_eq!(outcome.status, Status::Signalled(signal), "{outcome:?}");
    }
    let outcome = run_in(&mut slot, vec![attack("own_sigsys")], program());
    assert_eq!(
        outcome.status,
        Status::Signalled(libc::SIGSYS),
        "not the filter's: {outcome:?}"
    );
}

#[test]
fn foreign_architectures_are_restricted() {
    let mut slot = slot();
    for name in ["foreign_call", "x32_call"] {
        let outcome = run_in(&mut slot, vec![attack(name)], program());
        assert_eq!(outcome.status, Status::Restricted, "{name}: {outcome:?}");
    }
}

#[test]
fn cpu_time_of_all_threads_is_limited() {
    let mut slot = slot();
    let mut exec = program();
    exec.limits.cpu_ms = 300;
    let outcome = run_in(&mut slot, vec![attack("spin")], exec);
    assert_eq!(outcome.status, Status::CpuLimit, "{outcome:?}");
    assert!((300_000..500_000).contains(&outcome.cpu_us), "{outcome:?}");
}

#[test]
fn wall_time_is_limited_whatever_is_ignored() {
    let mut slot = slot();
    let mut exec = program();
    exec.limits.wall_ms = 200;
    let outcome = run_in(&mut slot, vec![attack("stubborn")], exec.clone());
    assert_eq!(outcome.status, Status::WallLimit, "{outcome:?}");
    assert!((200_000..400_000).contains(&outcome.wall_us), "{outcome:?}");
    let mut sleeper = python("import time; time.sleep(60)");
    sleeper.limits = exec.limits;
    assert_eq!(run_in(&mut slot, vec![], sleeper).status, Status::WallLimit);
}

#[test]
fn memory_is_limited_and_measured() {
    let mut slot = slot();
    let mut exec = program();
    exec.limits.memory_bytes = 64 << 20;
    let outcome = run_in(&mut slot, vec![attack("memory_bomb")], exec);
    assert_eq!(outcome.status, Status::MemoryLimit, "{outcome:?}");
    assert!(
        (60 << 20..70 << 20).contains(&outcome.memory_peak_bytes),
        "{outcome:?}"
    );
    let outcome = run_in(&mut slot, vec![], python("x = b'x' * (50 << 20)"));
    assert_eq!(outcome.status, Status::Exited(0), "{outcome:?}");
    assert!(
        (50 << 20..70 << 20).contains(&outcome.memory_peak_bytes),
        "{outcome:?}"
    );
    let mut grandchild =
        python("import os; os.system(\"/usr/bin/python3 -c 'x = b\\\"x\\\" * (200 << 20)'\")");
    grandchild.limits.memory_bytes = 64 << 20;
    assert_eq!(
        run_in(&mut slot, vec![], grandchild).status,
        Status::MemoryLimit,
        "not the main process's"
    );
}

#[test]
fn output_is_read_to_the_limit_and_not_beyond() {
    let mut slot = slot();
    let mut exec = program();
    exec.limits.stdout_bytes = 100_000;
    let outcome = run_in(&mut slot, vec![attack("output_flood")], exec);
    assert_eq!(outcome.status, Status::OutputLimit, "{:?}", outcome.status);
    assert!(outcome.stdout.truncated);
    assert_eq!(outcome.stdout.bytes.len(), 100_000);
    let mut exec = python("import sys; sys.stderr.write('e' * 11); sys.stdout.write('o' * 10)");
    (exec.limits.stdout_bytes, exec.limits.stderr_bytes) = (10, 10);
    let outcome = run_in(&mut slot, vec![], exec);
    assert_eq!(outcome.status, Status::OutputLimit, "the last bytes count too");
    assert!(outcome.stderr.truncated && !outcome.stdout.truncated);
}

#[test]
fn a_cancel_ends_a_run_at_once() {
    let mut slot = slot();
    let token = Arc::new(CancelToken::new().unwrap());
    let thrower = Arc::clone(&token);
    let mut exec = python("print('up', flush=True); import time; time.sleep(60)");
    exec.cancel = Some(token);
    let started = Instant::now();
    let throw = std::thread::spawn(move || thrower.cancel());
    let outcome = run_in(&mut slot, vec![], exec);
    throw.join().unwrap();
    assert_eq!(outcome.status, Status::Cancelled, "{outcome:?}");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_program_that_is_not_there_is_the_sandboxes_failure() {
    let mut slot = slot();
    let outcome = run_in(&mut slot, vec![], ExecSpec::new(["/usr/bin/no-such-compiler"]));
    let Status::SandboxFailed(failed) = &outcome.status else {
        panic!("{outcome:?}")
    };
    assert_eq!((failed.step, failed.errno), (28, libc::ENOENT), "{failed}");
    let error = slot
        .begin(gavel_sandbox::SessionSpec::new("nowhere"))
        .map(drop)
        .unwrap_err();
    assert_eq!(error.step, 15, "{error}");
}

#[test]
fn descriptors_are_three_and_limited() {
    let mut slot = slot();
    let outcome = run_in(&mut slot, vec![attack("descriptors")], program());
    assert_eq!(
        text(&outcome.stdout.bytes),
        "by name 1\n3 253 EMFILE\n",
        "{outcome:?}"
    );
}
