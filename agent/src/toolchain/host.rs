//! Runs the fixed commands of a language file on the host, without a shell, bounded in time and output.
//! Only texts of the language files reach it, nothing that a submission says.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use thiserror::Error;

/// What is kept of a command's output; the rest is read and dropped.
const OUTPUT_BYTES_MAX: u64 = 64 * 1024;

#[derive(Debug, Error)]
pub enum HostError {
    #[error("the command is empty")]
    Empty,
    #[error("cannot run {program:?}")]
    Start {
        program: String,
        #[source]
        source: std::io::Error,
    },
    #[error("{program:?} took longer than {} s", limit.as_secs())]
    TimedOut { program: String, limit: Duration },
    #[error("{program:?} failed with {status}: {stderr}")]
    Failed {
        program: String,
        status: ExitStatus,
        stderr: String,
    },
    #[error("{program:?} printed nothing")]
    Silent { program: String },
}

/// Runs a command to its end and gives what it printed.
pub(super) fn run(argv: &[String], directory: &Path, limit: Duration) -> Result<String, HostError> {
    let (program, arguments) = argv.split_first().ok_or(HostError::Empty)?;
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(directory)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .map_err(|source| HostError::Start {
            program: program.clone(),
            source,
        })?;
    let stdout = child.stdout.take().map(read_head);
    let stderr = child.stderr.take().map(read_head);
    let status = wait(&mut child, program, limit)?;
    let (stdout, stderr) = (text(stdout), text(stderr));
    if status.success() {
        Ok(stdout)
    } else {
        Err(HostError::Failed {
            program: program.clone(),
            status,
            stderr: stderr.trim().chars().take(400).collect(),
        })
    }
}

/// The first line that a command prints, without space around it.
pub(super) fn first_line(argv: &[String], directory: &Path, limit: Duration) -> Result<String, HostError> {
    let printed = run(argv, directory, limit)?;
    match printed.lines().next().map(str::trim) {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(HostError::Silent {
            program: argv.first().cloned().unwrap_or_default(),
        }),
    }
}

/// Waits with a bound and then ends the command together with whatever it started.
fn wait(child: &mut Child, program: &str, limit: Duration) -> Result<ExitStatus, HostError> {
    let started = Instant::now();
    let mut pause = Duration::from_micros(200);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if started.elapsed() < limit => {}
            Ok(None) => {
                end(child);
                return Err(HostError::TimedOut {
                    program: program.to_owned(),
                    limit,
                });
            }
            Err(source) => {
                end(child);
                return Err(HostError::Start {
                    program: program.to_owned(),
                    source,
                });
            }
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

fn end(child: &mut Child) {
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    if let Some(group) = group {
        // The group is gone already where this fails.
        let _ = kill_process_group(group, Signal::KILL);
    }
    let _ = child.wait();
}

fn read_head(source: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut head = Vec::new();
        let mut source = source;
        // A pipe that breaks ends the output: what was read is what there is.
        let _ = source.by_ref().take(OUTPUT_BYTES_MAX).read_to_end(&mut head);
        let _ = std::io::copy(&mut source, &mut std::io::sink());
        head
    })
}

fn text(reader: Option<JoinHandle<Vec<u8>>>) -> String {
    let bytes = reader.and_then(|thread| thread.join().ok()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn argv(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    const LIMIT: Duration = Duration::from_secs(20);

    #[test]
    fn a_command_gives_its_first_line() {
        let printed = first_line(&argv(&["printf", "  a b \\nc"]), Path::new("/"), LIMIT);
        assert_eq!(printed.unwrap(), "a b");
    }

    #[test]
    fn what_goes_wrong_is_told_apart() {
        let root = Path::new("/");
        assert!(matches!(run(&[], root, LIMIT), Err(HostError::Empty)));
        let missing = run(&argv(&["no-such-program-of-anyone"]), root, LIMIT);
        assert!(matches!(missing, Err(HostError::Start { .. })));
        let failed = run(&argv(&["sh", "-c", "echo why >&2; exit 3"]), root, LIMIT).unwrap_err();
        assert!(failed.to_string().contains("why"), "{failed}");
        let silent = first_line(&argv(&["true"]), root, LIMIT);
        assert!(matches!(silent, Err(HostError::Silent { .. })));
    }

    #[test]
    fn a_command_that_does_not_end_is_ended_with_its_children() {
        let started = Instant::now();
        let script = "sleep 1000 & sleep 1000";
        let ended = run(
            &argv(&["sh", "-c", script]),
            Path::new("/"),
            Duration::from_millis(50),
        );
        assert!(matches!(ended, Err(HostError::TimedOut { .. })));
        assert!(started.elapsed() < LIMIT);
    }

    #[test]
    fn a_flood_of_output_is_cut() {
        let flood = argv(&["head", "-c", "10000000", "/dev/zero"]);
        let printed = run(&flood, Path::new("/"), LIMIT).unwrap();
        assert_eq!(printed.len() as u64, OUTPUT_BYTES_MAX);
    }
}
