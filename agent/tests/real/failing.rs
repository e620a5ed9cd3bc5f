//! An agent that cannot do its work says so, takes none, and comes back by itself.

use std::os::unix::fs::symlink;

use gavel_sandbox::Step;
use gavel_wire::Status;
use gavel_wire::message::StartAnswer;
use gavel_wire::state::AgentState;

use crate::common::{TestRegion, run, zygote};

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_without_a_sandbox_is_unfit_until_it_has_one() {
    let mut region = TestRegion::start().await;
    let mut config = region.config_with("unfit", &["python"]);
    let missing = region.directory.path().join("gavel-zygote");
    config.agent.zygote = Some(missing.clone());
    let agent = region.spawn(&config);
    let state = region
        .state(&agent, |state| {
            state.unfit.as_ref().is_some_and(|why| why.contains("step"))
        })
        .await;
    assert!(state.slots.is_empty() && state.languages.is_empty(), "{state:?}");
    let why = state.unfit.unwrap();
    assert!(why.contains("spawn"), "the failed step is named: {why}");
    symlink(zygote(), &missing).unwrap();
    region.free(&agent).await;
    let result = region.judge(&agent, "python", "print(1)", run("")).await;
    assert_eq!(result.report.status, Status::Ok);
    agent.stop().await;
}

/// Each step that fails leaves an agent that says which and takes no work. In C, whose probe goes through all of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_fails_makes_the_agent_refuse_work_with_its_number() {
    let mut region = TestRegion::start().await;
    for step in Step::ALL {
        let mut config = region.config_with(&format!("fails-{}", step.number()), &["c"]);
        config.agent.fail_step = Some(step.number());
        let agent = region.spawn(&config);
        // Not "it is being set up", nor what a state tells before.
        let has_tried = |state: &AgentState| {
            let why = state.unfit.as_deref().unwrap_or_default();
            why.contains("step") || why.contains("no language passed")
        };
        let state = region.state(&agent, has_tried).await;
        assert!(state.slots.is_empty() && state.languages.is_empty(), "{state:?}");
        let told = format!("step {} ({})", step.number(), step.name());
        let why = state.unfit.as_deref().unwrap_or_default();
        // What only a program shows is in the log of the language's probe.
        assert!(
            why.contains(&told) || agent.log().contains(&told),
            "{told}: {why}\n{}",
            agent.log()
        );
        let asked = region.start_run(&state, "c", "int main(void) { return 0; }", run(""));
        let answer = region.send(&asked).await;
        assert!(
            matches!(answer, StartAnswer::Refused { .. }),
            "{told}: {answer:?}"
        );
        agent.stop().await;
    }
}

/// Language files that cannot work here, each with what the log says of it.
const BROKEN: &[(&str, &str, &str)] = &[
    ("nonsense", "nonsense", "the file is not a language description"),
    (
        "unknown-field",
        "id = \"unknown-field\"\nname = \"x\"\nsource = \"a.x\"\nversion = [\"/x\"]\nhello = \"\"\nmounts = []\ncolour = 1\n[run]\nargv = [\"/x\"]\n",
        "colour",
    ),
    (
        "misnamed",
        "id = \"other\"\nname = \"x\"\nsource = \"a.x\"\nversion = [\"/x\"]\nhello = \"\"\nmounts = []\n[run]\nargv = [\"/x\"]\n",
        "describes other",
    ),
    (
        "unfound",
        "id = \"unfound\"\nname = \"x\"\nsource = \"a.x\"\nversion = [\"/x\"]\nhello = \"\"\nmounts = []\n[find]\nhome = [\"no-such-compiler\", \"--home\"]\n[run]\nargv = [\"/x\"]\n",
        "cannot run \"no-such-compiler\"",
    ),
    (
        "unmounted",
        "id = \"unmounted\"\nname = \"x\"\nsource = \"a.x\"\nversion = [\"/x\"]\nhello = \"\"\nmounts = [{ source = \"/opt/no-such-toolchain\" }]\n[run]\nargv = [\"/x\"]\n",
        "\"/opt/no-such-toolchain\" is not there",
    ),
    (
        "silent",
        "id = \"silent\"\nname = \"x\"\nsource = \"a.x\"\nversion = [\"/nowhere/x\"]\nhello = \"\"\nmounts = []\n[run]\nargv = [\"/x\"]\n",
        "/nowhere/x: No such file or directory",
    ),
    (
        "half",
        "id = \"half\"\nname = \"x\"\nsource = \"a.x\"\nversion = [\"/usr/bin/true\"]\nhello = \"x\"\nmounts = [{ source = \"/usr\" }]\nsymlinks = [{ path = \"/lib\", target = \"usr/lib\" }, { path = \"/lib64\", target = \"usr/lib64\" }]\n[compile]\ncommands = [[\"/usr/bin/no-such-compiler\", \"a.x\"]]\nartefacts = [\"a\"]\n[run]\nargv = [\"/w/a\"]\n",
        "/usr/bin/no-such-compiler: No such file or directory",
    ),
    (
        "mute",
        "id = \"mute\"\nname = \"x\"\nsource = \"a.x\"\nversion = [\"/usr/bin/true\"]\nhello = \"x\"\nmounts = [{ source = \"/usr\" }]\nsymlinks = [{ path = \"/lib\", target = \"usr/lib\" }, { path = \"/lib64\", target = \"usr/lib64\" }]\n[run]\nargv = [\"/usr/bin/true\", \"a.x\"]\n",
        "the hello program printed \"\"",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_is_not_there_is_named_and_leaves_the_others_alone() {
    let mut region = TestRegion::start().await;
    let config = region.config_with("some", &["python"]);
    for (name, text, _) in BROKEN {
        std::fs::write(config.agent.languages_dir.join(format!("{name}.toml")), text).unwrap();
    }
    let agent = region.spawn(&config);
    let state = region.free(&agent).await;
    let ids: Vec<&str> = state.languages.iter().map(|ready| ready.id.as_str()).collect();
    assert_eq!(ids, ["python"]);
    let log = agent.log();
    for (name, _, why) in BROKEN {
        let named = format!("language not available: {name}: ");
        let line = log.lines().find(|line| line.contains(&named));
        assert!(
            line.is_some_and(|line| line.contains(why)),
            "{name}: {line:?}\n{log}"
        );
    }
    let asked = region.start_run(&state, "unmounted", "", run(""));
    let answer = region.send(&asked).await;
    assert!(matches!(answer, StartAnswer::Refused { .. }), "{answer:?}");
    let result = region.judge(&agent, "python", "print(1)", run("")).await;
    assert_eq!(result.report.status, Status::Ok);
    agent.stop().await;
}

/// A language whose interpreter is a copy of the shell in a directory that the test can empty.
fn shell(directory: &std::path::Path) -> String {
    format!(
        "id = \"shell\"\nname = \"Shell\"\nsource = \"main.sh\"\nversion = [\"/opt/shell/sh\", \"-c\", \"echo 1\"]\n\
         hello = \"echo hello\"\nsymlinks = [{{ path = \"/lib\", target = \"usr/lib\" }}, {{ path = \"/lib64\", target = \"usr/lib64\" }}]\n\
         mounts = [{{ source = \"{}\", target = \"/opt/shell\" }}, {{ source = \"/usr/lib\" }}, {{ source = \"/usr/lib64\", optional = true }}]\n\
         [run]\nargv = [\"/opt/shell/sh\", \"main.sh\"]\n",
        directory.display()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_toolchain_that_vanishes_is_our_fault_and_withdrawn() {
    let mut region = TestRegion::start().await;
    let config = region.config_with("vanishes", &["python"]);
    let directory = region.directory.path().join("shell");
    std::fs::create_dir(&directory).unwrap();
    let program = directory.join("sh");
    std::fs::copy("/bin/sh", &program).unwrap();
    std::fs::write(config.agent.languages_dir.join("shell.toml"), shell(&directory)).unwrap();
    let agent = region.spawn(&config);
    let before = region.judge(&agent, "shell", "read x; echo $x", run("7\n")).await;
    assert_eq!(before.report.status, Status::Ok);
    std::fs::remove_file(&program).unwrap();
    let after = region.judge(&agent, "shell", "echo 7", run("")).await;
    assert_eq!(after.report.status, Status::InternalError, "{:#?}", after.report);
    let state = region
        .state(&agent, |state| {
            state.languages.iter().all(|ready| ready.id.as_str() != "shell")
        })
        .await;
    assert_eq!(state.languages.len(), 1);
    let other = region.judge(&agent, "python", "print(1)", run("")).await;
    assert_eq!(other.report.status, Status::Ok);
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_runtime_is_not_blamed_on_the_program() {
    let mut region = TestRegion::start().await;
    let config = region.config_with("breaks", &["python"]);
    let directory = region.directory.path().join("shell");
    std::fs::create_dir(&directory).unwrap();
    std::fs::copy("/bin/sh", directory.join("sh")).unwrap();
    std::fs::write(config.agent.languages_dir.join("shell.toml"), shell(&directory)).unwrap();
    let agent = region.spawn(&config);
    region.free(&agent).await;
    // Still there, and good for nothing.
    std::fs::copy("/bin/false", directory.join("false")).unwrap();
    std::fs::rename(directory.join("false"), directory.join("sh")).unwrap();
    let result = region.judge(&agent, "shell", "echo 7", run("")).await;
    assert_eq!(
        result.report.status,
        Status::InternalError,
        "{:#?}",
        result.report
    );
    agent.stop().await;
}
