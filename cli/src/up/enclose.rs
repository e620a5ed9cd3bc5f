//! Puts everything that `gavel up` starts into a pid namespace, a mount namespace and cgroups of its own, so that it ends with
//! this process even under kill -9, and what a killed one left is found and removed by the next start.
//! `unshare` and `setpriv` of util-linux do the calls; nothing here is unsafe.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus, Stdio};

use anyhow::Context;
use gavel_sandbox::Enclosure;
use rustix::process::{Pid, WaitOptions, geteuid, wait};
use tokio::process::Child;
use tokio::signal::unix::{SignalKind, signal};

use super::UpArgs;
use super::data::Data;
use crate::exit::{Ended, Usage};

/// The part that stays outside: waits for the end, passes a stop on, cleans up.
pub(super) fn run(args: &UpArgs) -> anyhow::Result<Ended> {
    if !geteuid().is_root() {
        return Err(Usage::error("sandboxes need root: start `gavel up` with sudo"));
    }
    let data = Data::open(args)?;
    let _lock = data.lock()?;
    let enclosure = Enclosure::locate(&data.enclosure())?;
    enclosure
        .remove()
        .context("remove what an earlier start left behind")?;
    data.clear()?;
    data.make()?;
    enclosure.make()?;
    let status = crate::block_on(outside());
    // With PID 1 of the namespace everything in it is gone; only the cgroups are left.
    let removed = enclosure.remove().context("remove the cgroups");
    let cleared = data.clear();
    let ended = ended(status?);
    removed.and(cleared)?;
    Ok(ended)
}

/// The inner process said what there was to say.
fn ended(status: ExitStatus) -> Ended {
    match status.code() {
        Some(0) => Ended::Success,
        Some(1) => Ended::OtherVerdict,
        _ => Ended::Failed,
    }
}

async fn outside() -> anyhow::Result<ExitStatus> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut child = start()?;
    // Its end is how the inner process is told to stop.
    let mut alive = child.stdin.take();
    loop {
        tokio::select! {
            status = child.wait() => return status.context("wait for the inner process"),
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
        if alive.take().is_none() {
            eprintln!("asked twice to end: ending now");
            child.start_kill()?;
        }
    }
}

/// The kernel kills `unshare` when this thread, the main one, ends, and PID 1 of the new namespace when `unshare` does.
fn start() -> anyhow::Result<Child> {
    let own = std::env::current_exe().context("find this program")?;
    let mut command = tokio::process::Command::new("setpriv");
    command
        .args([
            "--pdeathsig",
            "KILL",
            "unshare",
            "--pid",
            "--mount",
            "--mount-proc",
        ])
        .args(["--kill-child=KILL", "--"])
        .arg(own)
        .args(["up", "--stage", "init"])
        .args(std::env::args_os().skip(2))
        .stdin(Stdio::piped())
        // A terminal's Ctrl-C is for the outer process, which then stops the others in order.
        .process_group(0);
    command.spawn().context("start setpriv and unshare of util-linux")
}

/// PID 1: enters the cgroups, hides the rest of them, starts the supervisor and reaps whatever is orphaned.
pub(super) fn init(args: &UpArgs) -> anyhow::Result<Ended> {
    let data = Data::open(args)?;
    let enclosure = Enclosure::locate(&data.enclosure())?;
    enclosure.enter().context("enter the cgroups")?;
    enclosure.bind().context("bind the cgroups")?;
    let inside = Command::new(std::env::current_exe().context("find this program")?)
        .args(["up", "--stage", "inside"])
        .args(inner_arguments(enclosure.slots_parent()))
        .process_group(0)
        .spawn()
        .context("start the supervisor")?;
    let inside = Pid::from_raw(inside.id().cast_signed()).context("a process has an id")?;
    loop {
        match wait(WaitOptions::empty()) {
            Ok(Some((pid, status))) if pid == inside => {
                return Ok(match status.exit_status() {
                    Some(0) => Ended::Success,
                    Some(1) => Ended::OtherVerdict,
                    _ => Ended::Failed,
                });
            }
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error).context("wait for the supervisor"),
        }
    }
}

/// `up --stage init` and what the person typed: the latter only.
fn inner_arguments(slots_parent: Option<&str>) -> Vec<std::ffi::OsString> {
    let typed = std::env::args_os().skip(4);
    let parent = slots_parent.map(|parent| ["--cgroup-parent".into(), parent.into()]);
    parent.into_iter().flatten().chain(typed).collect()
}

/// Completes when the outer process asks for a stop by closing this process's input. A thread of its own waits, since a
/// runtime's would keep the process from ending.
pub(super) fn stop_asked() -> impl Future<Output = ()> {
    let (tell, told) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        let _ = tell.send(());
    });
    async move {
        let _ = told.await;
    }
}
