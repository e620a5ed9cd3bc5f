//! The numbered set-up steps. docs/SANDBOX.md lists the same numbers, and every failure carries one; a test compares both.

use serde::Serialize;

macro_rules! steps {
    ($($number:literal $variant:ident $name:literal $meaning:literal),+ $(,)?) => {
        /// One set-up step. The number is part of the interface: operators look it up in docs/SANDBOX.md.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        #[repr(u8)]
        pub enum Step { $(#[doc = $meaning] $variant = $number),+ }

        impl Step {
            pub const ALL: &'static [Step] = &[$(Step::$variant),+];

            pub const fn number(self) -> u8 { self as u8 }

            pub const fn name(self) -> &'static str {
                match self { $(Step::$variant => $name),+ }
            }

            /// What the step does and why the sandbox needs it.
            pub const fn meaning(self) -> &'static str {
                match self { $(Step::$variant => $meaning),+ }
            }

            pub const fn from_number(number: u8) -> Option<Step> {
                match number { $($number => Some(Step::$variant),)+ _ => None }
            }
        }
    };
}

steps! {
    0 UserNamespace "user-namespace" "Without root: enter a user namespace that has uids for the programs.",
    1 Claim "claim" "Claim the slot's number host-wide by a lock on a file in the state directory.",
    2 FindCgroups "find-cgroups" "Find the memory, pids and CPU controllers and the process's own place in each.",
    3 Sweep "sweep" "Kill and remove what a dead claimant of this number left in its cgroups.",
    4 MakeCgroups "make-cgroups" "Make the slot's cgroup beneath the own place in each controller.",
    5 CgroupLimits "cgroup-limits" "Set memory without swap, pids and CPU limits, and read them back.",
    6 Spawn "spawn" "Start the zygote over a socket pair and give it its settings.",
    7 Tie "tie" "Tie the zygote to its owner: it dies when the owner dies.",
    8 Join "join" "Move the zygote into the slot's cgroups for good, and pin it to the slot's CPU.",
    9 Unshare "unshare" "Enter new network, host name, cgroup and mount namespaces.",
    10 PrivateMounts "private-mounts" "Cut the mount namespace from the host's and lay an empty base.",
    11 Devices "devices" "Make the minimal /dev: null, zero, full, random, urandom.",
    12 Roots "roots" "Build each language's read-only root out of its mounts.",
    13 LeaveHost "leave-host" "Pivot the zygote into its base and let go of the host's file system.",
    14 Privileges "privileges" "Empty the capability bounding set, lock the secure bits, set no_new_privs.",
    15 Clone "clone" "Start PID 1 of a sandbox in new pid, mount and ipc namespaces.",
    16 TieInit "tie-init" "Tie PID 1 to the zygote.",
    17 Work "work" "Mount the size- and inode-limited work directory.",
    18 Proc "proc" "Mount a read-only /proc of own entries only; raise PID 1's memory-killer score.",
    19 Pivot "pivot" "Pivot into the language's root and let go of everything else.",
    20 Keyring "keyring" "Join a session keyring of its own.",
    21 InitPrivileges "init-privileges" "Leave PID 1 only the capabilities that dropping, killing and wiping need.",
    22 Filter "filter" "Install the system call filter.",
    23 Fork "fork" "Fork the process that becomes the program, so that it waits for the request.",
    24 Files "files" "Place the session's files, root-owned and read-only, in the work directory.",
    25 Stdio "stdio" "Put input and outputs in place and close every other descriptor.",
    26 Rlimits "rlimits" "Set the resource limits of the program.",
    27 Identity "identity" "Become the slot's uid and gid without groups or capabilities.",
    28 Exec "exec" "Execute the program.",
    29 RunLimits "run-limits" "Set this execution's memory and pids limits, and read the clocks.",
    30 Serve "serve" "Keep the conversation between owner, zygote and PID 1.",
    31 Collect "collect" "Take the files asked for out of the work directory.",
    32 Wipe "wipe" "Kill everything left and empty the work directory between two executions.",
    33 Probe "probe" "Run a probe inside and compare what it sees with what it must see.",
}

impl Step {
    /// The name of a step number that came over a socket, or `unknown`.
    pub fn name_of(number: u8) -> &'static str {
        Self::from_number(number).map_or("unknown", Self::name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_lists_the_same_steps() {
        let document = include_str!("../../../docs/SANDBOX.md");
        for (index, step) in Step::ALL.iter().enumerate() {
            assert_eq!(usize::from(step.number()), index, "numbers have no gap");
            assert_eq!(Step::from_number(step.number()), Some(*step));
            let row = format!("| {} | {} | {} |", step.number(), step.name(), step.meaning());
            assert!(document.contains(&row), "docs/SANDBOX.md lacks: {row}");
        }
        let rows = document
            .lines()
            .filter(|line| line.starts_with("| ") && line.as_bytes().get(2).is_some_and(u8::is_ascii_digit));
        assert_eq!(rows.count(), Step::ALL.len());
    }
}
