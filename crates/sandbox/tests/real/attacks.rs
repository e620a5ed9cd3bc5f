//! Programs that try to get out, to stay, or to take the host down: nothing changes, and an honest run follows.

use gavel_sandbox::{Collect, ExecSpec, Limits, SessionSpec, Status};

use crate::common::{attack, honest, run_in, session, slot, text};

fn short() -> ExecSpec {
    let limits = Limits {
        cpu_ms: 500,
        wall_ms: 2000,
        ..Limits::default()
    };
    ExecSpec {
        limits,
        ..ExecSpec::new(["./main"])
    }
}

#[test]
fn no_door_is_open() {
    let mut slot = slot();
    let outcome = run_in(&mut slot, vec![attack("doors")], short());
    assert_eq!(text(&outcome.stdout.bytes), "", "{outcome:?}");
    assert_eq!(outcome.status, Status::Exited(0));
}

#[test]
fn a_fork_bomb_ends_and_leaves_nobody() {
    let mut slot = slot();
    let outcome = run_in(&mut slot, vec![attack("fork_bomb")], short());
    assert!(
        matches!(outcome.status, Status::CpuLimit | Status::WallLimit),
        "{outcome:?}"
    );
    assert!(outcome.wall_us < 4_000_000, "{outcome:?}");
}

#[test]
fn a_storm_of_orphans_ends_and_leaves_nobody() {
    let mut slot = slot();
    let outcome = run_in(&mut slot, vec![attack("orphan_storm")], short());
    assert!(
        matches!(outcome.status, Status::CpuLimit | Status::WallLimit),
        "{outcome:?}"
    );
    assert!(outcome.wall_us < 4_000_000, "{outcome:?}");
}

#[test]
fn threads_are_counted_as_processes() {
    let mut slot = slot();
    let outcome = run_in(&mut slot, vec![attack("thread_bomb")], short());
    assert_eq!(outcome.status, Status::Exited(0), "{outcome:?}");
    assert_eq!(text(&outcome.stdout.bytes), "63\n");
}

#[test]
fn a_daemon_neither_delays_the_end_nor_outlives_it() {
    let mut slot = slot();
    let mut session = slot
        .begin(SessionSpec {
            files: vec![attack("daemon")],
            ..session()
        })
        .unwrap();
    let outcome = session.exec(ExecSpec::new(["./main"]));
    assert_eq!(outcome.status, Status::Exited(0), "{outcome:?}");
    assert!(text(&outcome.stdout.bytes).contains("main\n"));
    assert!(outcome.wall_us < 1_000_000, "{outcome:?}");
    let next = session.exec(ExecSpec::new(["/usr/bin/true"]));
    assert_eq!((next.status, next.stdout.bytes.len()), (Status::Exited(0), 0));
}

#[test]
fn nobody_outside_can_be_signalled() {
    let mut slot = slot();
    let outcome = run_in(&mut slot, vec![attack("signals_out")], short());
    assert_eq!(outcome.status, Status::Exited(0), "{outcome:?}");
}

#[test]
fn nothing_passes_from_one_execution_to_the_next() {
    let mut slot = slot();
    let mut session = slot
        .begin(SessionSpec {
            files: vec![attack("leftovers")],
            ..session()
        })
        .unwrap();
    for round in 0..3 {
        let leaves = session.exec(ExecSpec::new(["./main"]));
        assert_eq!(leaves.status, Status::Exited(0), "round {round}: {leaves:?}");
        session.prepare_next();
        let finds = session.exec(ExecSpec::new(["./main", "look"]));
        assert_eq!(finds.status, Status::Exited(0), "round {round}: {finds:?}");
    }
    let list = session.exec(ExecSpec::new(["/usr/bin/ls", "-A", "/w"]));
    assert_eq!(text(&list.stdout.bytes), "main\n");
}

#[test]
fn only_regular_files_of_the_work_directory_come_out() {
    let mut slot = slot();
    let names = [
        "good",
        "symlink",
        "inner",
        "fifo",
        "directory",
        "sub/bin/true",
        "sparse",
        "absent",
        "*.class",
    ];
    let collect = names
        .map(|name| Collect {
            name: name.to_owned(),
            bytes_max: 1 << 20,
        })
        .to_vec();
    let outcome = run_in(&mut slot, vec![attack("traps")], ExecSpec { collect, ..short() });
    assert_eq!(outcome.status, Status::Exited(0), "{outcome:?}");
    let came: Vec<_> = outcome
        .collected
        .iter()
        .map(|file| (file.name(), file.read().unwrap()))
        .collect();
    assert_eq!(
        came,
        [
            ("good", b"good\n".to_vec()),
            ("A.class", b"a".into()),
            ("B$1.class", b"b".into())
        ]
    );
    let outside = Collect {
        name: "../usr/bin/true".to_owned(),
        bytes_max: 1 << 20,
    };
    let outcome = run_in(
        &mut slot,
        vec![attack("traps")],
        ExecSpec {
            collect: vec![outside],
            ..short()
        },
    );
    assert!(matches!(outcome.status, Status::SandboxFailed(_)), "{outcome:?}");
}

#[test]
fn the_work_directory_holds_what_it_may() {
    let mut slot = slot();
    let mut spec = SessionSpec {
        files: vec![attack("fill")],
        ..session()
    };
    (spec.work_bytes, spec.work_inodes) = (8 << 20, 100);
    let mut session = slot.begin(spec).unwrap();
    let bytes = session.exec(ExecSpec {
        limits: short().limits,
        ..ExecSpec::new(["./main", "bytes"])
    });
    assert_eq!(
        (bytes.status, text(&bytes.stdout.bytes)),
        (Status::Exited(0), "2 EFBIG\n".into())
    );
    let names = session.exec(ExecSpec {
        limits: short().limits,
        ..ExecSpec::new(["./main", "names"])
    });
    // The directory and the session's own file are the other two.
    assert_eq!(
        (names.status, text(&names.stdout.bytes)),
        (Status::Exited(0), "98 No space left on device\n".into())
    );
    drop(session);
    honest(&mut slot);
}

#[test]
fn files_count_as_memory_and_the_slot_recovers_from_them() {
    let mut slot = slot();
    let spec = SessionSpec {
        files: vec![attack("fill")],
        work_bytes: 1 << 30,
        ..session()
    };
    let mut session = slot.begin(spec).unwrap();
    let mut exec = ExecSpec::new(["./main", "bytes"]);
    exec.limits.memory_bytes = 48 << 20;
    for round in 0..3 {
        let outcome = session.exec(exec.clone());
        assert_eq!(outcome.status, Status::MemoryLimit, "round {round}: {outcome:?}");
        let next = session.exec(ExecSpec::new(["/usr/bin/ls", "-A", "/w"]));
        assert_eq!(
            (next.status, text(&next.stdout.bytes)),
            (Status::Exited(0), "main\n".into())
        );
    }
    drop(session);
    honest(&mut slot);
}

#[test]
fn an_artefact_passes_into_the_next_session() {
    let mut slot = slot();
    let source = b"#include <stdio.h>\nint main(void) { puts(\"built inside\"); return 0; }\n";
    let mut compile = ExecSpec::new(["/usr/bin/gcc", "-O1", "-o", "a.out", "main.c"]);
    // On an emulated processor it takes seconds.
    (compile.limits.cpu_ms, compile.limits.wall_ms) = (60_000, 120_000);
    compile.collect = vec![Collect {
        name: "a.out".to_owned(),
        bytes_max: 8 << 20,
    }];
    let files = vec![crate::common::file("main.c", *source)];
    let compiled = slot
        .begin(SessionSpec { files, ..session() })
        .unwrap()
        .exec(compile);
    assert_eq!(
        compiled.status,
        Status::Exited(0),
        "{}",
        text(&compiled.stderr.bytes)
    );
    let artefact = compiled.collected[0].clone();
    assert!(artefact.executable());
    let content = gavel_sandbox::FileContent::Artefact(artefact);
    let files = vec![gavel_sandbox::InFile {
        name: "solution".into(),
        content,
        executable: true,
    }];
    let mut session = slot.begin(SessionSpec { files, ..session() }).unwrap();
    for _ in 0..2 {
        let outcome = session.exec(ExecSpec::new(["./solution"]));
        assert_eq!(text(&outcome.stdout.bytes), "built inside\n", "{outcome:?}");
    }
}

#[test]
fn no_memory_is_left_in_flight() {
    let mut slot = slot();
    // Long enough for an emulated processor.
    let mut exec = short();
    exec.limits.cpu_ms = 20_000;
    exec.limits.wall_ms = 40_000;
    let outcome = run_in(&mut slot, vec![attack("in_flight")], exec);
    assert_eq!(
        (outcome.status, text(&outcome.stdout.bytes)),
        (Status::Exited(0), "0\n".into())
    );
}
