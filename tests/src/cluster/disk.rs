//! A small disk for the servers' files: a tmpfs that only a mount namespace of its own sees, held by a process that ends with the
//! test. Servers enter the namespace; the test reaches the files through `/proc`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::gavel::spawn_from_lasting_thread;

const MOUNT_MAX: Duration = Duration::from_secs(10);

pub(super) struct Disk {
    holder: Child,
    directory: PathBuf,
}

impl Disk {
    pub(super) fn mount(directory: &Path, mib: u32) -> Disk {
        fs::create_dir_all(directory).expect("a directory");
        let script = format!(
            "mount -t tmpfs -o size={mib}m none \"$0\" && touch \"$0/mounted\" && exec sleep infinity"
        );
        let mut command = Command::new("setpriv");
        command
            .args(["--pdeathsig", "KILL", "unshare", "--mount", "sh", "-c", &script])
            .arg(directory)
            .stdin(Stdio::null());
        let disk = Disk {
            holder: spawn_from_lasting_thread(command),
            directory: directory.to_owned(),
        };
        let started = Instant::now();
        while !disk.seen("mounted").exists() {
            assert!(started.elapsed() < MOUNT_MAX, "the disk is not mounted");
            std::thread::sleep(Duration::from_millis(10));
        }
        disk
    }

    /// What a program of the namespace has before its name.
    pub(super) fn enter(&self) -> [String; 3] {
        let namespace = format!("--mount=/proc/{}/ns/mnt", self.holder.id());
        ["nsenter".to_owned(), namespace, "--".to_owned()]
    }

    /// Takes all room that is left, or gives it back.
    pub(super) fn fill(&self, full: bool) {
        let ballast = self.seen("ballast");
        if !full {
            return fs::remove_file(ballast).expect("it was full");
        }
        let zeroes = vec![0; 64 * 1024];
        let mut file = fs::File::create(ballast).expect("a file");
        while std::io::Write::write_all(&mut file, &zeroes).is_ok() {}
    }

    fn seen(&self, name: &str) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.holder.id()));
        let inside = self.directory.strip_prefix("/").unwrap_or(&self.directory);
        root.join(inside).join(name)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}
