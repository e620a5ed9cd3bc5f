//! A sandbox that is lost, or memory that stays behind, between two programs: the next one runs as if nothing had happened.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use gavel_sandbox::{Collect, ExecSpec, FileContent, InFile, SessionSpec, Slot, Status};
use rustix::process::{Pid, Signal, kill_process};

use crate::common::{attack, file, honest, python, session, slot, text};

const MIB: u64 = 1 << 20;

/// The processes of a slot between two programs.
struct Inside {
    init: Pid,
    waiting: Pid,
}

/// Waits until a process waits for its order, and says who is who by who is whose child.
fn inside(slot: &[PathBuf]) -> Inside {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let all: Vec<(u32, u32)> = processes(&slot[0])
            .into_iter()
            .filter_map(|pid| Some((pid, parent(pid)?)))
            .collect();
        let child_of = |of: u32| all.iter().find(|(_, parent)| *parent == of).map(|(pid, _)| *pid);
        let zygote = child_of(std::process::id());
        let init = zygote.and_then(child_of);
        let waiting = init.and_then(child_of);
        if let (Some(init), Some(waiting)) = (init, waiting) {
            let pid = |number: u32| Pid::from_raw(number as i32).expect("a pid");
            return Inside {
                init: pid(init),
                waiting: pid(waiting),
            };
        }
        assert!(Instant::now() < deadline, "no process waits: {all:?}");
        std::thread::yield_now();
    }
}

fn processes(cgroup: &Path) -> Vec<u32> {
    let beneath = std::fs::read_dir(cgroup).expect("the slot's cgroup").flatten();
    let mut pids: Vec<u32> = beneath
        .filter(|entry| entry.path().is_dir())
        .flat_map(|entry| processes(&entry.path()))
        .collect();
    let own = std::fs::read_to_string(cgroup.join("cgroup.procs")).unwrap_or_default();
    pids.extend(own.lines().filter_map(|line| line.parse::<u32>().ok()));
    pids
}

/// Of a living process.
fn parent(pid: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = stat.rsplit_once(") ")?.1.split(' ');
    (fields.next() != Some("Z")).then(|| fields.next()?.parse().ok())?
}

fn kill(pid: Pid) {
    kill_process(pid, Signal::KILL).expect("kill");
    let deadline = Instant::now() + Duration::from_secs(10);
    while parent(pid.as_raw_nonzero().get() as u32).is_some() {
        assert!(Instant::now() < deadline, "{pid:?} does not die");
        std::thread::yield_now();
    }
}

fn names() -> ExecSpec {
    ExecSpec::new(["/usr/bin/ls", "-A", "/w"])
}

#[test]
fn pid_1_that_died_after_a_program_is_replaced() {
    let mut slot = slot();
    let cgroups = slot.cgroup_directories().to_vec();
    let files = vec![file("kept", "x")];
    let mut session = slot.begin(SessionSpec { files, ..session() }).unwrap();
    for prepared in [true, false, true] {
        let leaves = session.exec(ExecSpec::new(["/usr/bin/touch", "left"]));
        assert_eq!(leaves.status, Status::Exited(0), "{leaves:?}");
        if prepared {
            session.prepare_next();
            kill(inside(&cgroups).init);
        } else {
            // The program is a child that PID 1 has reaped already.
            let zygote = processes(&cgroups[0])
                .into_iter()
                .find(|pid| parent(*pid) == Some(std::process::id()));
            let init = processes(&cgroups[0])
                .into_iter()
                .find(|pid| parent(*pid) == zygote)
                .expect("PID 1");
            kill(Pid::from_raw(init as i32).expect("a pid"));
        }
        let next = session.exec(names());
        assert_eq!(
            (next.status, text(&next.stdout.bytes)),
            (Status::Exited(0), "kept\n".into())
        );
    }
    drop(session);
    honest(&mut slot);
}

#[test]
fn a_process_that_died_while_it_waited_is_replaced() {
    let mut slot = slot();
    let cgroups = slot.cgroup_directories().to_vec();
    for _ in 0..3 {
        honest(&mut slot);
        kill(inside(&cgroups).waiting);
        honest(&mut slot);
        kill(inside(&cgroups).init);
        honest(&mut slot);
    }
    let files = vec![file("kept", "x")];
    let mut session = slot.begin(SessionSpec { files, ..session() }).unwrap();
    kill(inside(&cgroups).waiting);
    let next = session.exec(names());
    assert_eq!(
        (next.status, text(&next.stdout.bytes)),
        (Status::Exited(0), "kept\n".into())
    );
}

#[test]
fn files_find_room_whatever_limit_the_last_program_had() {
    let mut slot = slot();
    let big = InFile {
        name: "big".to_owned(),
        content: FileContent::Bytes(vec![1; 100 << 20]),
        executable: false,
    };
    for _ in 0..3 {
        let mut small = ExecSpec::new(["/usr/bin/true"]);
        small.limits.memory_bytes = 4 * MIB;
        let outcome = slot.begin(session()).unwrap().exec(small);
        assert_eq!(outcome.status, Status::Exited(0), "{outcome:?}");
        let spec = SessionSpec {
            files: vec![big.clone()],
            work_bytes: 192 * MIB,
            ..session()
        };
        let mut exec = ExecSpec::new(["/usr/bin/cksum", "big"]);
        exec.limits.memory_bytes = 16 * MIB;
        let outcome = slot.begin(spec).expect("room for the file").exec(exec);
        assert_eq!(outcome.status, Status::Exited(0), "{outcome:?}");
    }
}

/// A program at the very edge of its memory ends by itself or is killed for it; either way the next one is well.
#[test]
fn a_work_directory_as_large_as_the_memory_is_no_failure_of_the_sandbox() {
    let mut slot = slot();
    for kib in (46 << 10..49 << 10).step_by(256) {
        let spec = SessionSpec {
            files: vec![attack_once().clone()],
            work_bytes: kib << 10,
            ..session()
        };
        let mut session = slot.begin(spec).unwrap();
        let mut exec = ExecSpec::new(["./main", "bytes"]);
        exec.limits.memory_bytes = 48 * MIB;
        exec.collect = vec![Collect {
            name: "f0".to_owned(),
            bytes_max: 64 * MIB,
        }];
        let outcome = session.exec(exec);
        assert!(
            matches!(outcome.status, Status::MemoryLimit | Status::Exited(0)),
            "{kib} KiB: {:?}",
            outcome.status
        );
        let next = session.exec(names());
        assert_eq!(
            (next.status, text(&next.stdout.bytes)),
            (Status::Exited(0), "main\n".into()),
            "{kib} KiB"
        );
    }
    honest(&mut slot);
}

fn attack_once() -> &'static InFile {
    static FILL: std::sync::OnceLock<InFile> = std::sync::OnceLock::new();
    FILL.get_or_init(|| attack("fill"))
}

/// A file that is charged to the slot and belongs to no process of it, as the kernel may leave some for a while. Cgroup v1
/// only: on v2 each program has a cgroup of its own.
fn charged_to(slot: &Slot, bytes: u64) -> Option<File> {
    let mut cgroups = slot.cgroup_directories().iter();
    let memory = cgroups.find(|directory| directory.join("memory.usage_in_bytes").exists())?;
    let file = rustix::fs::memfd_create("left", rustix::fs::MemfdFlags::CLOEXEC).expect("memfd");
    let file = File::from(file);
    let written = Command::new("/bin/sh")
        .args([
            "-c",
            r#"echo 0 > "$0/cgroup.procs" && exec head -c "$1" /dev/zero"#,
        ])
        .arg(memory)
        .arg(bytes.to_string())
        .stdout(file.try_clone().expect("clone"))
        .status()
        .expect("sh");
    assert!(written.success());
    let usage = std::fs::read_to_string(memory.join("memory.usage_in_bytes")).expect("usage");
    assert!(usage.trim().parse::<u64>().expect("a number") >= bytes, "{usage}");
    Some(file)
}

#[test]
fn memory_that_stays_charged_is_not_the_next_programs() {
    let mut slot = slot();
    let mut half = python("x = b'x' * (40 << 20)");
    half.limits.memory_bytes = 64 * MIB;
    for megabytes in [1, 12, 60, 200] {
        honest(&mut slot);
        let Some(left) = charged_to(&slot, megabytes * MIB) else {
            return;
        };
        let outcome = slot.begin(session()).unwrap().exec(half.clone());
        assert_eq!(outcome.status, Status::Exited(0), "{megabytes} MiB: {outcome:?}");
        assert!(outcome.memory_peak_bytes < 60 * MIB, "{outcome:?}");
        drop(left);
    }
    honest(&mut slot);
}
