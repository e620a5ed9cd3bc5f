//! One slot with what an agent does in it, in short: compile in one session, run in another, under an agent's limits.
//! Says after each program whether the slot is as well as before.

use std::path::Path;

use gavel_sandbox::{
    Artefact, Collect, ExecSpec, FileContent, InFile, Limits, Mount, Outcome, RootConfig, SessionSpec, Slot,
    SlotConfig, Status as Ended,
};
use gavel_wire::Status;

const MIB: u64 = 1 << 20;
/// Numbers of slots that neither agents nor other tests take.
const NUMBERS: std::ops::Range<u16> = 600..700;
const UID_BASE: u32 = 64_000;
/// CPU time of an honest program that is never suspicious, on a busy host.
const CPU_US: u64 = 20_000;

/// Touches 32 MiB and says so.
const HONEST: &str = "#include <stdio.h>\nstatic volatile char block[32 << 20];\n\
    int main(void) { for (int i = 0; i < 32 << 20; i += 4096) block[i] = 1; printf(\"well %d\\n\", block[4096]); }\n";

/// How much longer everything may take: an emulated processor, as in the guest with cgroup v2, is many times slower.
fn slowness() -> u64 {
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    if processor.contains("QEMU TCG") { 6 } else { 1 }
}

pub(crate) struct Cell {
    slot: Slot,
    uid: u32,
    honest: Artefact,
    /// What the honest program took before any attack.
    cpu_us: u64,
}

/// What a program came to.
#[derive(Debug)]
pub(crate) struct Came {
    pub(crate) status: Status,
    /// Its output, or why there is none.
    pub(crate) told: String,
    /// What must not be, whatever the status.
    pub(crate) wrong: Vec<String>,
}

impl Cell {
    pub(crate) fn open() -> Cell {
        for number in NUMBERS {
            let config = SlotConfig {
                uid_base: UID_BASE,
                roots: vec![root()],
                ..SlotConfig::new(number, "/run/gavel-test")
            };
            match Slot::open(config) {
                Ok(mut slot) => {
                    let honest = compile(&mut slot, HONEST).expect("the honest program compiles");
                    let mut cell = Cell {
                        slot,
                        uid: UID_BASE + u32::from(number),
                        honest,
                        cpu_us: 0,
                    };
                    cell.cpu_us = cell.run_honest().cpu_us;
                    assert_eq!(cell.is_well(), Vec::<String>::new());
                    return cell;
                }
                Err(error) if error.step == 1 && error.errno == 11 => {}
                Err(error) => panic!("these tests need root and a fit host: {error}"),
            }
        }
        panic!("every slot number is taken");
    }

    /// Compiles and runs a program, as an agent would.
    pub(crate) fn judge(&mut self, source: &str) -> Came {
        let program = match compile(&mut self.slot, source) {
            Ok(program) => program,
            Err(came) => return *came,
        };
        let mut session = match self.slot.begin(spec(vec![placed(&program)])) {
            Ok(session) => session,
            Err(failed) => return Came::failed(failed.to_string()),
        };
        let mut exec = ExecSpec::new(["/w/main"]);
        exec.limits = Limits {
            cpu_ms: 1_000 * slowness(),
            wall_ms: 1_500 + 2_500 * slowness(),
            memory_bytes: 128 * MIB,
            file_bytes: 192 * MIB,
            ..Limits::default()
        };
        exec.collect = vec![Collect {
            name: "out".to_owned(),
            bytes_max: MIB,
        }];
        let outcome = session.exec(exec);
        let mut wrong: Vec<String> = outcome
            .collected
            .iter()
            .map(|file| format!("{:?} came out of it", file.name()))
            .collect();
        // The next test of the same submission finds nothing of this one.
        let next = session.exec(ExecSpec::new(["/usr/bin/ls", "-A", "/w"]));
        let names = String::from_utf8_lossy(&next.stdout.bytes).into_owned();
        if (&next.status, names.as_str()) != (&Ended::Exited(0), "main\n") {
            wrong.push(format!("the next test found {names:?} and {:?}", next.status));
        }
        let status = status_of(&outcome.status).unwrap_or(Status::InternalError);
        if outcome.wall_us > 6_000_000 * slowness() {
            wrong.push(format!("it took {} us", outcome.wall_us));
        }
        Came {
            status,
            told: told(&outcome),
            wrong,
        }
    }

    /// Everything that tells that an attack has changed this slot.
    pub(crate) fn is_well(&mut self) -> Vec<String> {
        let (slow, mut wrong) = self.look();
        wrong.extend(slow);
        wrong
    }

    /// That an honest program took longer, and whatever else is wrong.
    pub(crate) fn look(&mut self) -> (Option<String>, Vec<String>) {
        let mut wrong = Vec::new();
        let outcome = self.run_honest();
        if outcome.status != Ended::Exited(0) || outcome.stdout.bytes != b"well 1\n" {
            wrong.push(format!("an honest program came to {}", told(&outcome)));
        }
        let is_slow = outcome.cpu_us > (5 * self.cpu_us + CPU_US) * slowness();
        let slow = is_slow.then(|| {
            let (took, usual) = (outcome.cpu_us, self.cpu_us);
            format!("an honest program took {took} us of CPU, not {usual}")
        });
        // Memory that the kernel frees late can make it seem three megabytes less, and its own batches half of one.
        if !(28 * MIB..34 * MIB).contains(&outcome.memory_peak_bytes) {
            wrong.push(format!(
                "an honest program took {} bytes",
                outcome.memory_peak_bytes
            ));
        }
        let left = crate::host::processes_of(self.uid);
        if !left.is_empty() {
            wrong.push(format!("processes {left:?} are left"));
        }
        (slow, wrong)
    }

    pub(crate) fn directories(&self) -> &[std::path::PathBuf] {
        self.slot.cgroup_directories()
    }

    /// What is left of the slot after it was closed.
    pub(crate) fn close(self) -> Vec<String> {
        let directories = self.slot.cgroup_directories().to_vec();
        drop(self.slot);
        let left = directories.iter().filter(|directory| directory.exists());
        left.map(|directory| format!("{} is left", directory.display()))
            .collect()
    }

    fn run_honest(&mut self) -> Outcome {
        let mut exec = ExecSpec::new(["/w/main"]);
        exec.limits.memory_bytes = 40 * MIB;
        match self.slot.begin(spec(vec![placed(&self.honest)])) {
            Ok(mut session) => session.exec(exec),
            Err(failed) => Outcome::failed(failed),
        }
    }
}

impl Came {
    fn failed(why: String) -> Came {
        Came {
            status: Status::InternalError,
            told: why,
            wrong: Vec::new(),
        }
    }
}

/// None where the sandbox itself failed.
pub(crate) fn status_of(ended: &Ended) -> Option<Status> {
    Some(match ended {
        Ended::Exited(0) => Status::Ok,
        Ended::Exited(_) | Ended::Signalled(_) => Status::RuntimeError,
        Ended::CpuLimit | Ended::WallLimit => Status::TimeLimit,
        Ended::MemoryLimit => Status::MemoryLimit,
        Ended::OutputLimit => Status::OutputLimit,
        Ended::Restricted => Status::Restricted,
        Ended::Cancelled => Status::Cancelled,
        Ended::SandboxFailed(_) => return None,
    })
}

/// As the language's file does, and within what an agent gives a compiler.
fn compile(slot: &mut Slot, source: &str) -> Result<Artefact, Box<Came>> {
    let source = InFile {
        name: "main.c".to_owned(),
        content: FileContent::Bytes(source.as_bytes().to_vec()),
        executable: false,
    };
    let command = [
        "/usr/bin/gcc",
        "-std=gnu17",
        "-O2",
        "-pipe",
        "-static",
        "main.c",
        "-o",
        "main",
    ];
    let mut exec = ExecSpec::new(command);
    exec.limits = Limits {
        cpu_ms: 10_000 * slowness(),
        wall_ms: 30_000 * slowness(),
        memory_bytes: 1024 * MIB,
        pids: 256,
        stdout_bytes: MIB,
        stderr_bytes: MIB,
        file_bytes: 192 * MIB,
        open_files: 1024,
        ..Limits::default()
    };
    exec.collect = vec![Collect {
        name: "main".to_owned(),
        bytes_max: 64 * MIB,
    }];
    let outcome = match slot.begin(spec(vec![source])) {
        Ok(mut session) => session.exec(exec),
        Err(failed) => return Err(Box::new(Came::failed(failed.to_string()))),
    };
    match (&outcome.status, outcome.collected.first()) {
        (Ended::Exited(0), Some(program)) => Ok(program.clone()),
        (Ended::SandboxFailed(failed), _) => Err(Box::new(Came::failed(failed.to_string()))),
        _ => Err(Box::new(Came {
            status: Status::CompileError,
            told: told(&outcome),
            wrong: Vec::new(),
        })),
    }
}

fn placed(program: &Artefact) -> InFile {
    InFile {
        name: "main".to_owned(),
        content: FileContent::Artefact(program.clone()),
        executable: true,
    }
}

fn spec(files: Vec<InFile>) -> SessionSpec {
    let env = [("PATH", "/usr/bin"), ("TMPDIR", "/w")];
    SessionSpec {
        env: env
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        files,
        work_bytes: 192 * MIB,
        ..SessionSpec::new("c")
    }
}

/// The host's /usr with its compiler.
fn root() -> RootConfig {
    let usr = Mount {
        source: Path::new("/usr").to_owned(),
        target: "/usr".to_owned(),
    };
    let link = |name: &str| (format!("/{name}"), format!("usr/{name}"));
    RootConfig {
        name: "c".to_owned(),
        mounts: vec![usr],
        symlinks: ["bin", "lib", "lib64"].map(link).to_vec(),
    }
}

fn told(outcome: &Outcome) -> String {
    let head = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes.get(..600).unwrap_or(bytes))
            .trim()
            .to_owned()
    };
    format!(
        "{:?} {:?} {:?}",
        outcome.status,
        head(&outcome.stdout.bytes),
        head(&outcome.stderr.bytes)
    )
}
