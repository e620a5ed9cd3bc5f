//! The built programs, and a running `gavel up` with a data directory of its own. It is ended when dropped, and when the test
//! process ends in any other way.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A start prepares toolchains on a new machine.
const START_MAX: Duration = Duration::from_secs(420);
const END_MAX: Duration = Duration::from_secs(40);
const UP_LINE: &str = "up; Ctrl-C ends it";

/// The workspace.
pub fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize().expect("the crate lies in the workspace")
}

/// A program that `cargo build --bins` made, beside this test's own directory.
pub fn program(name: &str) -> PathBuf {
    let own = std::env::current_exe().expect("a test has a path");
    let built = own.ancestors().nth(2).expect("tests lie in deps/").join(name);
    assert!(
        built.is_file(),
        "{} is not built; `./dev test` does",
        built.display()
    );
    built
}

/// An empty directory for one test, in the build directory; the last run's content is removed.
pub fn scratch(name: &str) -> PathBuf {
    let own = std::env::current_exe().expect("a test has a path");
    let target = own
        .ancestors()
        .nth(3)
        .expect("tests lie beneath the target directory");
    let directory = target.join("tmp").join(name);
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(&directory).expect("a scratch directory");
    directory
}

/// The `gavel` command as a person types it, with one data directory.
#[derive(Debug, Clone)]
pub struct Gavel {
    pub data: PathBuf,
}

impl Gavel {
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program("gavel"));
        command
            .args(arguments)
            .current_dir(root())
            .env("GAVEL_DATA", &self.data)
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("gavel starts")
    }
}

/// A running `gavel up`.
pub struct Up {
    pub gavel: Gavel,
    child: Child,
    lines: Receiver<String>,
    said: Vec<String>,
}

impl Up {
    /// Starts it; the API takes a free port. [`Up::wait`] waits until it is up.
    pub fn spawn(data: &Path, arguments: &[&str]) -> Up {
        Up::spawn_in(data, arguments, None)
    }

    /// The same, in a mount namespace of its own where a shell command was run first.
    pub fn spawn_in(data: &Path, arguments: &[&str], mounting: Option<&str>) -> Up {
        let gavel = Gavel {
            data: data.to_owned(),
        };
        let mut typed = vec!["up", "--listen", "127.0.0.1:0"];
        typed.extend(arguments);
        let wanted = gavel.command(&typed);
        // Signals sent to this process's id reach `gavel up` itself: each of these becomes the next.
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM"]);
        if let Some(mounting) = mounting {
            let script = format!("{mounting} && exec \"$0\" \"$@\"");
            command.args(["unshare", "--mount", "sh", "-c", &script]);
        }
        command
            .arg(wanted.get_program())
            .args(wanted.get_args())
            .current_dir(root())
            .env("GAVEL_DATA", data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = spawn_from_lasting_thread(command);
        let (sender, lines) = channel();
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let streams: [Option<Box<dyn Read + Send>>; 2] = [
            out.map(|out| Box::new(out) as Box<dyn Read + Send>),
            err.map(|err| Box::new(err) as Box<dyn Read + Send>),
        ];
        for stream in streams.into_iter().flatten() {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        Up {
            gavel,
            child,
            lines,
            said: Vec::new(),
        }
    }

    /// Starts it and waits until it is up.
    pub fn start(data: &Path, arguments: &[&str]) -> Up {
        let mut up = Up::spawn(data, arguments);
        up.wait();
        up
    }

    /// Waits for the line that says so.
    pub fn wait(&mut self) {
        self.wait_for(UP_LINE, START_MAX);
    }

    /// Waits for a line that contains `text`.
    pub fn wait_for(&mut self, text: &str, most: Duration) {
        let deadline = Instant::now() + most;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => {
                    let found = line.contains(text);
                    self.said.push(line);
                    if found {
                        return;
                    }
                }
                Err(RecvTimeoutError::Timeout) => panic!("no {text:?} in time:\n{}", self.said()),
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("`gavel up` ended before {text:?}:\n{}", self.said())
                }
            }
        }
    }

    /// All that it printed so far.
    pub fn said(&mut self) -> String {
        self.said.extend(self.lines.try_iter());
        self.said.join("\n")
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it wrote for the other commands.
    pub fn file(&self) -> Value {
        let text = std::fs::read_to_string(self.gavel.data.join("up.json")).expect("up.json is there");
        serde_json::from_str(&text).expect("up.json is JSON")
    }

    pub fn signal(&self, name: &str) {
        signal(self.pid(), name);
    }

    /// Waits for its end.
    pub fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + END_MAX;
        loop {
            if let Some(status) = self.child.try_wait().expect("it is a child of this process") {
                return status;
            }
            assert!(
                Instant::now() < deadline,
                "`gavel up` did not end:\n{}",
                self.said()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.signal("TERM");
            let _ = self.child.wait();
        }
    }
}

/// Sends a signal by name to a process.
pub fn signal(pid: u32, name: &str) {
    assert!(signal_if_there(pid, name), "signal {name} to {pid}");
}

/// Whether it was still there.
pub fn signal_if_there(pid: u32, name: &str) -> bool {
    let mut kill = Command::new("kill");
    let sent = kill.arg(format!("-{name}")).arg(pid.to_string()).status();
    sent.expect("kill is there").success()
}

/// The parent-death signal is sent when the *thread* that started a child ends; a test's thread ends before others.
pub(crate) fn spawn_from_lasting_thread(command: Command) -> Child {
    type Order = (Command, Sender<std::io::Result<Child>>);
    static SPAWNER: OnceLock<Mutex<Sender<Order>>> = OnceLock::new();
    let spawner = SPAWNER.get_or_init(|| {
        let (sender, orders) = channel::<Order>();
        std::thread::spawn(move || {
            for (mut command, sender) in orders {
                let _ = sender.send(command.spawn());
            }
        });
        Mutex::new(sender)
    });
    let (sender, receiver) = channel();
    let order = spawner
        .lock()
        .expect("nobody panics here")
        .send((command, sender));
    order.expect("the thread lasts");
    let spawned = receiver.recv().expect("the thread answers");
    spawned.expect("setpriv starts")
}
