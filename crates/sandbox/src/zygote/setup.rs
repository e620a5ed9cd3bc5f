//! Steps 7 to 14: what the zygote does once, before it takes orders. Every failure ends the zygote with the step's number.

use std::os::fd::OwnedFd;

use rustix::process::{Signal, getppid, set_parent_process_death_signal};
use rustix::thread::{
    CapabilitiesSecureBits, CapabilitySet, CpuSet, clear_ambient_capability_set,
    remove_capability_from_bounding_set, sched_setaffinity, set_capabilities_secure_bits, set_no_new_privs,
};

use super::roots;
use crate::fault::{Explain, Fault, Steps};
use crate::outcome::SandboxFailed;
use crate::proto::ZygoteSettings;
use crate::step::Step;
use crate::sys;

/// What `uname -n` says in every sandbox.
const HOST_NAME: &[u8] = b"gavel";

pub(super) fn set_up(
    settings: &ZygoteSettings,
    procs: &[OwnedFd],
    steps: Steps,
) -> Result<(), SandboxFailed> {
    steps.run(Step::Tie, || tie(settings.owner_pid))?;
    steps.run(Step::Join, || join(procs, settings.cpu))?;
    steps.run(Step::Unshare, || {
        let flags = libc::CLONE_NEWNET | libc::CLONE_NEWUTS | libc::CLONE_NEWCGROUP | libc::CLONE_NEWNS;
        sys::unshare(flags)?;
        Ok(rustix::system::sethostname(HOST_NAME)?)
    })?;
    steps.run(Step::PrivateMounts, || roots::private_mounts(&settings.base))?;
    steps.run(Step::Devices, || roots::devices(&settings.base))?;
    steps.run(Step::Roots, || roots::build_all(&settings.base, &settings.roots))?;
    steps.run(Step::LeaveHost, || roots::leave_host(&settings.base))?;
    steps.run(Step::Privileges, give_up_privileges)
}

fn tie(owner_pid: i32) -> Result<(), Fault> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    // The owner may have died before the signal was asked for.
    let parent = getppid().map(rustix::process::Pid::as_raw_nonzero).map(i32::from);
    if parent == Some(owner_pid) {
        Ok(())
    } else {
        Err(Fault::new("the owner is gone already"))
    }
}

fn join(procs: &[OwnedFd], cpu: Option<u32>) -> Result<(), Fault> {
    for file in procs {
        rustix::io::write(file, b"0").explain("write cgroup.procs")?;
    }
    if let Some(cpu) = cpu {
        let mut set = CpuSet::new();
        if cpu as usize >= CpuSet::MAX_CPU {
            return Err(Fault::new(format!("there is no CPU {cpu}")));
        }
        set.set(cpu as usize);
        sched_setaffinity(None, &set).explain(format!("pin to CPU {cpu}"))?;
    }
    Ok(())
}

/// Children inherit an empty bounding set, so that no exec can ever give a capability back. The zygote itself keeps what it
/// holds now: it mounts and clones.
fn give_up_privileges() -> Result<(), Fault> {
    clear_ambient_capability_set().explain("clear the ambient set")?;
    for number in 0..64 {
        match remove_capability_from_bounding_set(CapabilitySet::from_bits_retain(1 << number)) {
            Ok(()) => {}
            // The first number that this kernel does not know.
            Err(rustix::io::Errno::INVAL) if number > 0 => break,
            Err(errno) => return Err(errno).explain(format!("drop capability {number}")),
        }
    }
    // Changing uid must go on clearing the other sets, so NO_SETUID_FIXUP is locked at off.
    set_capabilities_secure_bits(
        CapabilitiesSecureBits::NO_ROOT
            | CapabilitiesSecureBits::NO_ROOT_LOCKED
            | CapabilitiesSecureBits::NO_SETUID_FIXUP_LOCKED
            | CapabilitiesSecureBits::KEEP_CAPS_LOCKED
            | CapabilitiesSecureBits::NO_CAP_AMBIENT_RAISE
            | CapabilitiesSecureBits::NO_CAP_AMBIENT_RAISE_LOCKED,
    )
    .explain("lock the secure bits")?;
    set_no_new_privs(true).explain("set no_new_privs")
}
