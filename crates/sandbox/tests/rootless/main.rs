//! What a user gets who is not root: `stage.sh` makes one, and takes away what a host may lack. Run as root, where the stage
//! can be made: on a host with cgroup v2. On one with cgroup v1 only its refusal can be seen. That the sandbox does without
//! root whatever it does as root is tried by the other tests, which `./dev test` runs once more on this stage.

use std::path::Path;
use std::process::Command;

const STAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rootless/stage.sh");

fn is_v2() -> bool {
    Path::new("/sys/fs/cgroup/cgroup.controllers").exists()
}

/// Where everything lies that was built.
fn target() -> &'static Path {
    let zygote = Path::new(env!("CARGO_BIN_EXE_gavel-zygote"));
    zygote.parent().expect("a directory")
}

/// The example: a slot is opened by a process that did not start with root.
fn without_root() -> String {
    target().join("examples/without_root").display().to_string()
}

/// What the user's command prints, and whether it ended well.
fn staged(variables: &[(&str, &str)], command: &[&str]) -> (bool, String) {
    let output = Command::new(STAGE)
        .arg(target())
        .args(command)
        .envs(variables.iter().copied())
        .output()
        .expect("the stage");
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

fn assert_refused(taken_away: &[(&str, &str)], step: &str, why: &str) {
    let (fit, said) = staged(taken_away, &[&without_root()]);
    assert!(!fit && said.contains("mode: none"), "{taken_away:?}: {said}");
    let failed = said.lines().find(|line| line.starts_with("FAIL"));
    let told = failed.is_some_and(|line| line.contains(step) && line.contains(why));
    assert!(told, "{taken_away:?}: not {step} and {why}: {said}");
}

#[test]
fn a_user_can_run_programs_if_nothing_is_missing() {
    if !is_v2() {
        return assert_refused(&[], "user-namespace", "cgroup v1");
    }
    let (fit, said) = staged(&[], &[&without_root()]);
    assert!(fit && said.contains("mode: rootless, cgroup v2"), "{said}");
    for (taken_away, step, why) in [
        (
            ("SUBIDS", "root:200000:65536"),
            "user-namespace",
            "usermod --add-subuids",
        ),
        (
            ("SUBIDS", "daemon:200000:64"),
            "user-namespace",
            "/etc/subuid gives too few",
        ),
        (
            ("SEARCH", "/nowhere"),
            "user-namespace",
            "there is no newuidmap: install",
        ),
        (("LENT", ""), "make-cgroups", "not delegated to this user"),
        (("HIDDEN", "/proc/version"), "18 proc", "Operation not permitted"),
        (
            ("CONTROLLERS", "+memory +pids"),
            "make-cgroups",
            "[\"cpu\"] are not delegated",
        ),
    ] {
        assert_refused(&[taken_away], step, why);
    }
}

/// Each owner has a user namespace of its own, and none may signal what runs in another's.
#[test]
fn what_a_dead_owner_left_is_killed_by_the_next_one() {
    if !is_v2() {
        return;
    }
    let script = r#"
        slot=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)/../gavel-slot-1400
        mkdir "$slot"
        "$0" sh -c 'echo $$ >"$0/cgroup.procs" && exec setpriv --reuid=65400 --clear-groups sleep 1000' "$slot" &
        left=$!
        until grep -q sleep "/proc/$left/comm"; do sleep 0.1; done
        "$0" sh -c "kill -9 $left" && echo "another namespace's root may signal it"
        "$0"
        wait $left
        echo "it ended with $?"
    "#;
    let (_, said) = staged(
        &[("PLACE", "gavel-owner")],
        &["sh", "-c", script, &without_root()],
    );
    let expected = ["mode: rootless, cgroup v2", "it ended with 137"];
    let is_expected = expected.iter().all(|line| said.contains(line));
    assert!(is_expected && !said.contains("may signal"), "{said}");
}
