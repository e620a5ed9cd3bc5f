//! What the sandbox's tests share: real slots on this machine, a root made of the host's /usr, and small programs in C.

use std::path::{Path, PathBuf};
use std::process::Command;

use gavel_sandbox::{
    ExecSpec, FileContent, InFile, Mount, Outcome, RootConfig, SessionSpec, Slot, SlotConfig, Status,
};

/// Numbers far from those of agents that may run on the same host.
const NUMBERS: std::ops::Range<u16> = 1000..1400;

pub(crate) fn config(number: u16) -> SlotConfig {
    SlotConfig {
        zygote: Some(env!("CARGO_BIN_EXE_gavel-zygote").into()),
        roots: vec![host_root()],
        ..SlotConfig::new(number, "/run/gavel-test")
    }
}

/// A slot of this host that no other test has.
pub(crate) fn slot() -> Slot {
    slot_with(|config| config)
}

pub(crate) fn slot_with(change: impl Fn(SlotConfig) -> SlotConfig) -> Slot {
    for number in NUMBERS {
        match Slot::open(change(config(number))) {
            Ok(slot) => return slot,
            Err(error) if error.step == 1 && error.errno == libc::EWOULDBLOCK => {}
            Err(error) => panic!("these tests need root and a fit host: {error}"),
        }
    }
    panic!("every slot number is taken");
}

/// /usr and what compilers and runtimes need besides it.
pub(crate) fn host_root() -> RootConfig {
    let same = |path: &str| Mount {
        source: path.into(),
        target: path.to_owned(),
    };
    let wanted = [
        "/usr",
        "/etc/ld.so.cache",
        "/etc/alternatives",
        "/etc/java-17-openjdk",
    ];
    let mut mounts: Vec<_> = wanted
        .iter()
        .filter(|path| Path::new(path).exists())
        .map(|path| same(path))
        .collect();
    mounts.extend(rust_sysroot().map(|path| same(&path)));
    let links = [
        ("/bin", "usr/bin"),
        ("/lib", "usr/lib"),
        ("/lib64", "usr/lib64"),
        ("/sbin", "usr/sbin"),
    ];
    let symlinks = links
        .iter()
        .map(|(link, target)| ((*link).to_owned(), (*target).to_owned()))
        .collect();
    RootConfig {
        name: "host".to_owned(),
        mounts,
        symlinks,
    }
}

pub(crate) fn rust_sysroot() -> Option<String> {
    let output = Command::new("rustc").args(["--print", "sysroot"]).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    Path::new(&path).exists().then_some(path)
}

pub(crate) fn session() -> SessionSpec {
    let env = vec![("PATH".into(), "/usr/bin".into()), ("TMPDIR".into(), "/w".into())];
    SessionSpec {
        env,
        ..SessionSpec::new("host")
    }
}

pub(crate) fn file(name: &str, content: impl Into<Vec<u8>>) -> InFile {
    InFile {
        name: name.to_owned(),
        content: FileContent::Bytes(content.into()),
        executable: false,
    }
}

/// A program of tests/attacks, compiled statically by the host's compiler.
pub(crate) fn attack(name: &str) -> InFile {
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/attacks")
        .join(format!("{name}.c"));
    let output = std::env::temp_dir().join(format!(
        "gavel-{name}-{}-{:?}",
        std::process::id(),
        std::thread::current().id()
    ));
    let status = Command::new("gcc")
        .args([
            "-O1",
            "-static",
            "-pthread",
            "-Wall",
            "-Werror",
            "-D_GNU_SOURCE",
            "-o",
        ])
        .arg(&output)
        .arg(&source)
        .status()
        .expect("gcc");
    assert!(status.success(), "{name} does not compile");
    let content = std::fs::read(&output).expect("the compiled program");
    std::fs::remove_file(&output).expect("remove");
    InFile {
        name: "main".to_owned(),
        content: FileContent::Bytes(content),
        executable: true,
    }
}

/// Runs one program in a session of its own, and then an honest one to see that the slot is well.
pub(crate) fn run_in(slot: &mut Slot, files: Vec<InFile>, exec: ExecSpec) -> Outcome {
    let outcome = slot
        .begin(SessionSpec { files, ..session() })
        .expect("begin")
        .exec(exec);
    honest(slot);
    outcome
}

pub(crate) fn honest(slot: &mut Slot) {
    let outcome = slot
        .begin(session())
        .expect("begin")
        .exec(ExecSpec::new(["/usr/bin/echo", "well"]));
    assert_eq!(outcome.status, Status::Exited(0), "{outcome:?}");
    assert_eq!(outcome.stdout.bytes, b"well\n");
}

pub(crate) fn python(code: &str) -> ExecSpec {
    ExecSpec::new(["/usr/bin/python3", "-I", "-S", "-c", code])
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
