//! Programs that spoil the process they stay in, between two executions of one session: their own outcomes come out right all the
//! same, whoever follows meets nothing of it, and it does not fill the log.

use std::cell::Cell;
use std::sync::Once;

use gavel_sandbox::{ExecSpec, Slot, Status};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::answer::{ANSWERS, Runtime, answers_in_a_process_that_stays};
use crate::common::{slot, text};

const EXECUTIONS: usize = 6;

thread_local! {
    static WARNINGS: Cell<usize> = const { Cell::new(0) };
}

/// Counts each thread's warnings. Logs that come and go with tests that run at once lose some.
struct Log;

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        WARNINGS.set(WARNINGS.get() + 1);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Runs a program that spoils its process each time, and then an honest one. Returns how many warnings there were, and how many
/// executions were in a process that had run one before.
fn spoil(what: &str) -> (usize, usize) {
    let program = format!(
        "import fcntl, os\nline = input()\nprint(line, flush=True)\ndef spoil():\n  {what}\n\
         try: spoil()\nexcept BlockingIOError: pass\nexcept OSError: os._exit(0)\nos.write(3, b'spoilt')\n"
    );
    let runtime = Runtime::with_python(&program);
    let mut slot = slot();
    static LOG: Once = Once::new();
    LOG.call_once(|| tracing::subscriber::set_global_default(Log).expect("it is the first"));
    WARNINGS.set(0);
    let reused = spoil_each_time(&mut slot, &runtime);
    let warnings = WARNINGS.get();
    answers_in_a_process_that_stays(&mut slot, &Runtime::with_python(ANSWERS));
    (warnings, reused)
}

fn spoil_each_time(slot: &mut Slot, runtime: &Runtime) -> usize {
    let mut submission = slot.begin(runtime.spec()).expect("begin");
    let (mut reused, mut spoilt) = (0, 0);
    for number in 0..EXECUTIONS {
        let line = number.to_string();
        let mut exec = runtime.exec(&line, true);
        exec.limits.wall_ms = 30_000;
        let mut outcome = submission.exec(exec.clone());
        submission.prepare_next();
        assert_ne!(
            outcome.status,
            Status::WallLimit,
            "nothing waits for what was lost"
        );
        reused += usize::from(outcome.reused);
        spoilt += usize::from(outcome.answer.bytes == b"spoilt");
        if outcome.reused && outcome.status != Status::Exited(0) {
            outcome = submission.exec(ExecSpec { warm: None, ..exec });
        }
        assert_eq!(outcome.status, Status::Exited(0), "{outcome:?}");
        assert_eq!(text(&outcome.stdout.bytes), format!("{line}\n"));
    }
    assert!(spoilt > 1, "it does not do what it is meant to");
    reused
}

#[test]
fn a_sealed_input_costs_one_warning_a_session() {
    let (warnings, reused) =
        spoil("fcntl.fcntl(0, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)");
    assert_eq!((warnings, reused), (1, 0));
}

#[test]
fn a_filled_input_is_emptied() {
    let (warnings, reused) = spoil("os.write(0, b'x' * (8 << 20))");
    assert_eq!((warnings, reused), (0, EXECUTIONS - 1));
}

/// By name, since a child has the pipe no more. What it writes has no end of a line, so that the runtime reads on and on.
#[test]
fn filled_orders_reach_nobody() {
    let fill = "orders = os.open(f'/proc/{os.getppid()}/fd/1000', os.O_WRONLY | os.O_NONBLOCK)\n  \
        while True: os.write(orders, b'x' * 4096)";
    let (warnings, _) = spoil(fill);
    assert!(warnings <= 1, "{warnings}");
}
