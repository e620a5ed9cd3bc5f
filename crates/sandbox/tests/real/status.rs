//! Every way in which an execution can end is told apart.

use crate::common::{python, run_in, slot};
use gavel_sandbox::Status;

#[test]
fn an_exit_code_is_told() {
    let mut slot = slot();
    let outcome = run_in(
        &mut slot,
        vec![],
        python("import sys; print(input()); sys.exit(3)"),
    );
    assert_eq!(
        outcome.status,
        Status::Exited(1),
        "there was no input: {outcome:?}"
    );
    let mut exec = python("import sys; print(input()); sys.exit(3)");
    exec.stdin = (*b"hello\n").into();
    let outcome = run_in(&mut slot, vec![], exec);
    assert_eq!(outcome.status, Status::Exited(3), "{outcome:?}");
    assert_eq!(outcome.stdout.bytes, b"hello\n");
    assert!(
        outcome.cpu_us > 1000 && outcome.wall_us > 1000 && outcome.memory_peak_bytes > 1 << 20,
        "{outcome:?}"
    );
}
