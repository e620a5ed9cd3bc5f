//! What a sandbox costs: /usr/bin/true by posix_spawn and in a slot, by turns, back to back and with idle gaps.
//! Usage: noop [ROUNDS [GAP_MS]]

use std::process::Command;
use std::time::{Duration, Instant};

use gavel_sandbox::{ExecSpec, Mount, RootConfig, SessionSpec, Slot, SlotConfig, Status};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let rounds: usize = arguments.next().map_or(Ok(2000), |text| text.parse())?;
    let gap = Duration::from_millis(arguments.next().map_or(Ok(0), |text| text.parse())?);
    let link = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    let root = RootConfig {
        name: "host".to_owned(),
        mounts: vec![Mount {
            source: "/usr".into(),
            target: "/usr".to_owned(),
        }],
        symlinks: vec![
            link("/bin", "usr/bin"),
            link("/lib", "usr/lib"),
            link("/lib64", "usr/lib64"),
        ],
    };
    let mut slot = Slot::open(SlotConfig {
        roots: vec![root],
        ..SlotConfig::new(1499, "/run/gavel-test")
    })?;
    let mut times = [vec![], vec![], vec![]];
    for _ in 0..rounds {
        std::thread::sleep(gap);
        let started = Instant::now();
        assert!(Command::new("/usr/bin/true").status()?.success());
        times[0].push(started.elapsed());
        std::thread::sleep(gap);
        let started = Instant::now();
        let mut session = slot.begin(SessionSpec::new("host"))?;
        let first = session.exec(ExecSpec::new(["/usr/bin/true"]));
        times[1].push(started.elapsed());
        session.prepare_next();
        let started = Instant::now();
        let second = session.exec(ExecSpec::new(["/usr/bin/true"]));
        times[2].push(started.elapsed());
        assert_eq!(
            (first.status, second.status),
            (Status::Exited(0), Status::Exited(0))
        );
    }
    for (name, times) in ["posix_spawn", "session", "next in session"]
        .iter()
        .zip(&mut times)
    {
        times.sort_unstable();
        let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_micros();
        println!(
            "{name:<16} p10 {:>6} us  p50 {:>6} us  p99 {:>6} us",
            at(10),
            at(50),
            at(99)
        );
    }
    Ok(())
}
