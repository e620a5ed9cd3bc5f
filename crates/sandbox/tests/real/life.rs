//! A slot from its claim to its end: one claimant, nothing left behind however the owner ends, and never with less.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gavel_sandbox::{Collect, ExecSpec, Slot, SlotConfig, Status, Step, check};

use crate::common::{attack, config, file, honest, python, session, slot, slot_with};

/// Numbers that [`slot`] never gives out.
const KILLED: u16 = 1400;
const FAILING: u16 = 1401;
const CLAIMED_TWICE: u16 = 1402;
const CHECKED: u16 = 1403;

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not come about");
        std::thread::yield_now();
    }
}

/// Of a slot's cgroup, and on cgroup v2 of those beneath it.
fn names_of(cgroup: &Path) -> Vec<String> {
    let beneath = std::fs::read_dir(cgroup).into_iter().flatten().flatten();
    let pids: String = beneath
        .map(|entry| entry.path())
        .chain([cgroup.to_owned()])
        .map(|cgroup| std::fs::read_to_string(cgroup.join("cgroup.procs")).unwrap_or_default())
        .collect();
    let name = |pid| std::fs::read_to_string(format!("/proc/{pid}/comm")).ok();
    pids.lines()
        .filter_map(name)
        .map(|name| name.trim().to_owned())
        .collect()
}

fn cgroups_of(number: u16) -> Vec<PathBuf> {
    let output = Command::new("find")
        .args([
            "/sys/fs/cgroup",
            "-type",
            "d",
            "-name",
            &format!("gavel-slot-{number}"),
        ])
        .output()
        .expect("find");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(PathBuf::from)
        .collect()
}

/// Set for a copy of this test binary that is to hold a slot until it is killed.
const HOLD: &str = "GAVEL_TEST_HOLDS_A_SLOT";

/// Starts a process of its own that holds a slot, and waits until its program runs.
fn hold() -> (Child, PathBuf) {
    let mut owner = Command::new(std::env::current_exe().expect("own path"))
        .args(["--exact", "life::an_owner_holds_its_slot", "--nocapture"])
        .env(HOLD, "1")
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test binary");
    let lines = BufReader::new(owner.stdout.take().expect("its output")).lines();
    let cgroup = lines
        .map_while(Result::ok)
        .find(|line| line.contains("/gavel-slot-"))
        .expect("a cgroup");
    let cgroup = PathBuf::from(cgroup.trim());
    wait_until("all the held processes", || {
        names_of(&cgroup).iter().filter(|name| *name == "python3").count() > 20
    });
    (owner, cgroup)
}

/// By itself a slot that is opened, used and closed; in the copy that [`hold`] starts, one whose program sleeps.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "how a test tells the copy of itself what to do"
)]
fn an_owner_holds_its_slot() {
    if std::env::var_os(HOLD).is_none() {
        return honest(&mut slot());
    }
    let mut slot = Slot::open(config(KILLED)).expect("open");
    println!("\n{}", slot.cgroup_directories()[0].display());
    let mut exec = python("import os, time\nfor i in range(20): os.fork() or time.sleep(60)\ntime.sleep(60)");
    exec.limits.wall_ms = 60_000;
    panic!(
        "nobody killed this: {:?}",
        slot.begin(session()).expect("begin").exec(exec)
    );
}

#[test]
fn kill_9_of_the_owner_kills_everything_and_the_next_claimant_sweeps() {
    let (mut owner, cgroup) = hold();
    owner.kill().unwrap();
    owner.wait().unwrap();
    wait_until("the end of all processes", || names_of(&cgroup).is_empty());
    assert!(!cgroups_of(KILLED).is_empty(), "an empty cgroup is what is left");
    let mut next = Slot::open(config(KILLED)).expect("the number is free again");
    honest(&mut next);
    drop(next);
    assert_eq!(cgroups_of(KILLED), Vec::<PathBuf>::new());
}

#[test]
fn a_dead_zygote_is_replaced() {
    let mut slot = slot();
    let cgroup = slot.cgroup_directories()[0].clone();
    let own = cgroup.join("zygote");
    let cgroup = if own.is_dir() { own } else { cgroup };
    for _ in 0..2 {
        honest(&mut slot);
        let procs = cgroup.join("cgroup.procs");
        let before = std::fs::read_to_string(&procs).unwrap();
        // Numbers begin anew at some time, so the smallest need not be the oldest.
        let parent = format!("PPid:\t{}\n", std::process::id());
        let status = |pid: &&str| std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let zygote = before.lines().find(|pid| status(pid).contains(&parent)).unwrap();
        let zygote = rustix::process::Pid::from_raw(zygote.parse().unwrap()).unwrap();
        rustix::process::kill_process(zygote, rustix::process::Signal::KILL).unwrap();
        // A program that begins while its sandbox is dying has met a failure of ours, which is another matter.
        // What it was just making ready is not among those that were seen before.
        wait_until("the end of all that it kept ready", || {
            std::fs::read_to_string(&procs).is_ok_and(|living| living.is_empty())
        });
        honest(&mut slot);
    }
}

#[test]
fn a_number_has_one_claimant() {
    let first = Slot::open(config(CLAIMED_TWICE)).expect("open");
    let error = Slot::open(config(CLAIMED_TWICE)).map(drop).unwrap_err();
    assert_eq!(
        (error.step, error.errno),
        (Step::Claim.number(), libc::EWOULDBLOCK),
        "{error}"
    );
    drop(first);
    drop(Slot::open(config(CLAIMED_TWICE)).expect("free again"));
}

#[test]
fn a_slot_leaves_no_cgroup_no_mount_and_no_process() {
    let mounts = || std::fs::read_to_string("/proc/self/mountinfo").unwrap();
    let before = mounts();
    let mut slot = slot();
    honest(&mut slot);
    let directories = slot.cgroup_directories().to_vec();
    assert_eq!(mounts(), before, "mounts are the zygote's own");
    drop(slot);
    assert!(directories.iter().all(|directory| !directory.exists()));
}

#[test]
fn every_step_that_fails_is_told_and_nothing_runs() {
    for step in Step::ALL {
        let failing = SlotConfig {
            fail_at: Some(step.number()),
            ..config(FAILING)
        };
        let told = match Slot::open(failing) {
            Err(error) => error.step,
            Ok(mut slot) => {
                assert!(
                    matches!(step, Step::Files | Step::Collect),
                    "{step:?} let the slot open"
                );
                let mut spec = session();
                spec.files = if *step == Step::Files {
                    vec![file("a", "a")]
                } else {
                    vec![]
                };
                let mut exec = ExecSpec::new(["/usr/bin/true"]);
                exec.collect = vec![Collect {
                    name: "a".to_owned(),
                    bytes_max: 1,
                }];
                match slot.begin(spec) {
                    Err(failed) => failed.step,
                    Ok(mut session) => match session.exec(exec).status {
                        Status::SandboxFailed(failed) => failed.step,
                        other => panic!("{step:?} did not fail: {other:?}"),
                    },
                }
            }
        };
        assert_eq!(told, step.number(), "{step:?}");
        assert_eq!(
            cgroups_of(FAILING),
            Vec::<PathBuf>::new(),
            "{step:?} leaves cgroups"
        );
    }
}

#[test]
fn check_tells_every_step() {
    let report = check(&config(CHECKED));
    assert!(report.fit && report.steps.len() == Step::ALL.len(), "{report}");
    let failing = SlotConfig {
        fail_at: Some(Step::Unshare.number()),
        ..config(CHECKED)
    };
    let report = check(&failing);
    let text = report.to_string();
    assert!(
        !report.fit && text.contains("FAIL  9 unshare") && text.contains("not reached"),
        "{text}"
    );
    let mut missing = config(CHECKED);
    missing.roots[0].mounts[0].source = "/no/such/toolchain".into();
    let error = Slot::open(missing).map(drop).unwrap_err();
    assert_eq!(
        (error.step, error.errno),
        (Step::Roots.number(), libc::ENOENT),
        "{error}"
    );
    assert!(error.cause.contains("/no/such/toolchain"), "{error}");
}

#[test]
fn a_pinned_slot_stays_on_its_cpu() {
    let mut slot = slot_with(|config| SlotConfig {
        cpu: Some(1),
        ..config
    });
    let exec = ExecSpec::new(["/usr/bin/nproc"]);
    let outcome = slot.begin(session()).unwrap().exec(exec);
    assert_eq!(outcome.stdout.bytes, b"1\n");
    let mut spin = ExecSpec::new(["./main"]);
    spin.limits.cpu_ms = 100;
    let files = vec![attack("spin")];
    let outcome = slot
        .begin(gavel_sandbox::SessionSpec { files, ..session() })
        .unwrap()
        .exec(spin);
    assert_eq!(outcome.status, Status::CpuLimit);
    assert!(
        outcome.wall_us >= 95_000,
        "four threads share one CPU: {outcome:?}"
    );
}

#[test]
fn slots_of_the_same_host_run_side_by_side() {
    let threads: Vec<_> = (0..3)
        .map(|_| {
            std::thread::spawn(|| {
                let mut slot = slot();
                (0..20).for_each(|_| honest(&mut slot));
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}
