//! Executes its arguments where slots can be opened without root, as `podman unshare` does; without any it tells whether
//! this host is fit. For the tests, whose own `main` starts threads first.

use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use gavel_sandbox::{SlotConfig, check, enter};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let config = SlotConfig::new(1400, "/run/gavel-test");
    let Some(program) = arguments.next() else {
        let report = check(&config);
        println!("{report}");
        return ExitCode::from(u8::from(!report.fit));
    };
    let error = match enter(config.uid_base) {
        Ok(()) => Command::new(program).args(arguments).exec().to_string(),
        Err(refused) => refused.to_string(),
    };
    eprintln!("{error}");
    ExitCode::FAILURE
}
