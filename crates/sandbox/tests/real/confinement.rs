//! What a program has and sees: identity, rights, namespaces, limits, devices and processes, told by the program itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gavel_sandbox::{ExecSpec, Session, SessionSpec, Slot, Status};

use crate::common::{python, session, slot, text};

/// What a program of Python's prints, which must end well.
fn told(slot: &mut Slot, code: &str) -> String {
    told_in(&mut slot.begin(session()).expect("begin"), code)
}

fn told_in(session: &mut Session<'_>, code: &str) -> String {
    let outcome = session.exec(python(code));
    assert_eq!(outcome.status, Status::Exited(0), "{outcome:?}");
    text(&outcome.stdout.bytes)
}

fn table(lines: &str, separator: &str) -> BTreeMap<String, String> {
    let pairs = lines.lines().filter_map(|line| line.split_once(separator));
    pairs
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect()
}

#[test]
fn a_program_is_nobody_but_its_slots_user() {
    let mut users = Vec::new();
    let mut slots = [slot(), slot()];
    for slot in &mut slots {
        let status = table(&told(slot, "print(open('/proc/self/status').read())"), ":");
        let uid = &status["Uid"];
        let ids: Vec<&str> = uid.split('\t').collect();
        assert!(ids.len() == 4 && ids.iter().all(|id| *id == ids[0]), "{uid}");
        assert!(ids[0].parse::<u32>().unwrap() >= 64_000, "{uid}");
        assert_eq!((&status["Gid"], status["Groups"].as_str()), (uid, ""));
        for set in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"] {
            assert_eq!(status[set], "0000000000000000", "{set}");
        }
        assert_eq!(
            (status["NoNewPrivs"].as_str(), status["Seccomp"].as_str()),
            ("1", "2")
        );
        assert_eq!(status["SigIgn"], "0000000001001000", "only what Python ignores");
        assert_eq!(status["SigBlk"], "0000000000000000");
        users.push(uid.clone());
    }
    assert_ne!(users[0], users[1], "each slot has a user of its own");
}

#[test]
fn no_namespace_is_the_hosts_or_another_slots() {
    let names = ["pid", "mnt", "net", "ipc", "uts", "cgroup"];
    let code = "import os\nfor name in os.listdir('/proc/self/ns'): print(name, os.readlink('/proc/self/ns/' + name))";
    let mut slots = [slot(), slot()];
    // Both live at one time, since the number of a namespace that is gone may be given out again.
    let mut sessions = slots.each_mut().map(|slot| slot.begin(session()).unwrap());
    let [first, second] = sessions
        .each_mut()
        .map(|session| table(&told_in(session, code), " "));
    for name in names {
        let link = std::fs::read_link(format!("/proc/self/ns/{name}")).unwrap();
        let host = link.to_string_lossy().into_owned();
        assert!(
            first[name] != host && second[name] != host && first[name] != second[name],
            "{name}: {host} {} {}",
            first[name],
            second[name]
        );
    }
}

#[test]
fn the_limits_of_the_kernel_are_set_as_asked() {
    let mut slot = slot();
    let mut exec = python("print(open('/proc/self/limits').read())");
    exec.limits.cpu_ms = 1_500;
    exec.limits.file_bytes = 3 << 20;
    exec.limits.open_files = 77;
    exec.limits.stack_bytes = 9 << 20;
    let outcome = slot.begin(session()).unwrap().exec(exec);
    let limits = text(&outcome.stdout.bytes);
    for (name, value) in [
        ("Max cpu time", "6"),
        ("Max file size", "3145728"),
        ("Max stack size", "9437184"),
        ("Max core file size", "0"),
        ("Max open files", "77"),
        ("Max locked memory", "0"),
        ("Max msgqueue size", "0"),
        ("Max nice priority", "0"),
        ("Max realtime priority", "0"),
    ] {
        let line = limits.lines().find_map(|line| line.strip_prefix(name));
        let mut words = line.unwrap_or_else(|| panic!("{limits}")).split_whitespace();
        assert_eq!(
            (words.next(), words.next()),
            (Some(value), Some(value)),
            "{name}: soft and hard"
        );
    }
    let mut many = ExecSpec::new(["/usr/bin/true"]);
    many.limits.open_files = 1025;
    let outcome = slot.begin(session()).unwrap().exec(many);
    assert!(
        matches!(&outcome.status, Status::SandboxFailed(failed) if failed.step == 26),
        "{outcome:?}"
    );
}

#[test]
fn dev_proc_and_the_root_hold_only_what_they_must() {
    let mut slot = slot();
    let code = "import os, stat\n\
        for place in ('/dev', '/proc', '/'): print(place, *sorted(n for n in os.listdir(place)))\n\
        print('devices', *sorted(n for n in os.listdir('/dev') if stat.S_ISCHR(os.stat('/dev/' + n, follow_symlinks=False).st_mode)))\n\
        print('mine', os.getpid())";
    let lines = table(&told(&mut slot, code), " ");
    assert_eq!(
        lines["/dev"],
        "fd full null random shm stderr stdin stdout urandom zero"
    );
    assert_eq!(lines["devices"], "full null random urandom zero");
    assert_eq!(lines["/proc"], format!("{} self thread-self", lines["mine"]));
    let expected: Vec<&str> = "bin dev etc lib lib64 proc root sbin tmp usr w"
        .split(' ')
        .collect();
    // `root` leads to the Rust toolchain of this machine, where it lies there.
    let unexpected: Vec<&str> = lines["/"]
        .split(' ')
        .filter(|name| !expected.contains(name))
        .collect();
    assert_eq!(unexpected, Vec::<&str>::new());
}

#[test]
fn every_mount_is_read_only_but_the_work_directory() {
    let mut slot = slot();
    let mounts = told(&mut slot, "print(open('/proc/self/mountinfo').read())");
    for line in mounts.lines().filter(|line| !line.is_empty()) {
        let mut fields = line.split(' ').skip(4);
        let (at, options) = (fields.next().unwrap(), fields.next().unwrap());
        let has = |option: &str| options.split(',').any(|is| is == option);
        assert!(has("nosuid"), "{line}");
        assert_eq!(has("ro"), at != "/w", "{line}");
        // The nodes of /dev are bound one by one, each read-only, and can be used.
        assert!(has("nodev") || at.starts_with("/dev/"), "{line}");
    }
    assert!(mounts.contains(" /w "), "{mounts}");
}

/// The numbers that stand in a control file of the slot, the newest run's on cgroup v2.
fn number_in(directories: &[PathBuf], name: &str) -> Option<String> {
    let with_runs = |directory: &PathBuf| {
        let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
        let mut runs: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        runs.retain(|path| path.is_dir() && !path.ends_with("zygote"));
        runs.push(directory.clone());
        runs
    };
    let read = |path: &Path| std::fs::read_to_string(path.join(name)).ok();
    let mut found = directories.iter().flat_map(with_runs);
    found
        .find_map(|path| read(&path))
        .map(|text| text.trim().to_owned())
}

#[test]
fn the_cgroup_limits_memory_with_swap_processes_and_cpu() {
    let mut slot = slot();
    let directories = slot.cgroup_directories().to_vec();
    let mut session = slot.begin(SessionSpec { ..session() }).unwrap();
    let mut exec = ExecSpec::new(["/usr/bin/true"]);
    exec.limits.memory_bytes = 100 << 20;
    exec.limits.pids = 7;
    assert_eq!(session.exec(exec).status, Status::Exited(0));
    let number = |name: &str| number_in(&directories, name);
    if let Some(limit) = number("memory.limit_in_bytes") {
        let limit: u64 = limit.parse().unwrap();
        // On top of it come our own processes, of a few megabytes.
        assert!((100 << 20..116 << 20).contains(&limit), "{limit}");
        match number("memory.memsw.limit_in_bytes") {
            Some(with_swap) => assert_eq!(with_swap, limit.to_string(), "no swap"),
            None => assert_eq!(number("memory.swappiness").as_deref(), Some("0"), "no swap"),
        }
        assert_eq!(
            number("pids.max").as_deref(),
            Some("9"),
            "and the zygote and PID 1"
        );
        assert_eq!(number("cpu.cfs_quota_us"), number("cpu.cfs_period_us"));
    } else {
        assert_eq!(number("memory.max").as_deref(), Some("104857600"));
        assert_eq!(number("memory.swap.max").as_deref(), Some("0"));
        assert_eq!(number("pids.max").as_deref(), Some("7"));
        // Of the whole slot.
        let cpu = std::fs::read_to_string(directories[0].join("cpu.max")).unwrap();
        assert_eq!(cpu.trim(), "100000 100000");
    }
}
