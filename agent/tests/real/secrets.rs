//! What a program and its author must not learn: expected outputs, and what hidden tests put in or made come out.

use gavel_wire::Status;
use gavel_wire::problem::Checker;

use crate::common::{TestRegion, printed, run};

/// Reads every file that it can find outside of /usr, and its own environment, arguments and descriptors.
pub(crate) const SEARCH: &str = r"
import os, stat
found = []
def look(path):
    try:
        if not stat.S_ISREG(os.stat(path).st_mode): return
        with open(path, 'rb') as file:
            if b'expected-' + b'secret' in file.read(1 << 20): found.append(path)
    except OSError:
        pass
for place, directories, files in os.walk('/'):
    if place == '/': directories[:] = [d for d in directories if d != 'usr']
    for name in files: look(os.path.join(place, name))
for fd in range(3, 256):
    try: found.append((fd, os.read(fd, 1 << 20)))
    except OSError: pass
print('input-secret' if not found and 'input-secret' in input() else found)
";

#[tokio::test(flavor = "multi_thread")]
async fn expected_outputs_never_enter_the_sandbox() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("secret", &["python"]));
    let tests = [
        ("input-secret\n", "expected-secret", true),
        ("input-secret\n", "expected-secret", true),
    ];
    let work = region.tests(&tests, Checker::Tokens);
    let report = region.judge(&agent, "python", SEARCH, work).await.report;
    assert_eq!(report.status, Status::WrongAnswer, "{report:#?}");
    for test in &report.tests {
        let execution = test.execution.as_ref().unwrap();
        assert_eq!(
            execution.stdout.text.as_deref(),
            Some("input-secret\n"),
            "{report:#?}"
        );
    }
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_test_gives_away_neither_text_nor_codes() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("leaks", &["python"]));
    let tell = "import os, sys\ntext = input()\nprint(text); print(text, file=sys.stderr, flush=True); sys.stdout.flush()\n";
    for (how, status) in [
        ("os._exit(77)", Status::RuntimeError),
        ("raise ValueError(text)", Status::RuntimeError),
        ("os.kill(os.getpid(), 10)", Status::RuntimeError),
        ("pass", Status::WrongAnswer),
    ] {
        let tests = [("input-secret", "expected-secret", false)];
        let work = region.tests(&tests, Checker::Tokens);
        let result = region
            .judge(&agent, "python", &format!("{tell}{how}"), work)
            .await;
        let report = &result.report;
        assert_eq!(report.status, status, "{report:#?}");
        assert_eq!(report.reason.as_deref(), Some("test 1 of 1"), "{how}");
        assert!(report.run.is_none() && report.compile.is_none());
        let [test] = report.tests.as_slice() else {
            panic!("{report:#?}")
        };
        assert!(
            test.execution.is_none() && test.cpu_ms.is_multiple_of(10),
            "{test:?}"
        );
        let usage = report.usage;
        assert!(
            usage.cpu_us.is_multiple_of(10_000) && usage.wall_us.is_multiple_of(10_000),
            "{usage:?}"
        );
        assert!(usage.memory_bytes.is_multiple_of(1 << 20), "{usage:?}");
        let whole = serde_json::to_string(&result).unwrap();
        for word in ["secret", "ValueError", "SIGUSR1", "exit_code", "signal"] {
            assert!(!whole.contains(word), "{word}: {whole}");
        }
    }
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_tells_how_it_ended() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("tells", &["c"]));
    let main = |body: &str| format!("#include <stdio.h>\n#include <stdlib.h>\nint main(void) {{ {body} }}");
    let table = [
        ("puts(\"1\"); return 0;", Status::Ok, Some(0), None),
        ("return 139;", Status::RuntimeError, Some(139), None),
        ("abort();", Status::RuntimeError, None, Some(6)),
        ("*(volatile int *)0 = 1;", Status::RuntimeError, None, Some(11)),
        (
            "volatile int n = 5, z = 0; return n / z;",
            Status::RuntimeError,
            None,
            Some(8),
        ),
        // getpid as a program of 32 bits asks for it.
        (
            "__asm__ volatile(\"mov $20, %%eax; int $0x80\" ::: \"rax\"); return 0;",
            Status::Restricted,
            None,
            None,
        ),
        ("for (;;) puts(\"flood\");", Status::OutputLimit, None, None),
    ];
    for (body, status, exit_code, signal) in table {
        let result = region.judge(&agent, "c", &main(body), run("")).await;
        assert_eq!(result.report.status, status, "{body}: {:#?}", result.report);
        let execution = result.report.run.as_ref().unwrap();
        assert_eq!(
            (execution.exit_code, execution.signal),
            (exit_code, signal),
            "{body}"
        );
        assert!(execution.usage.wall_us > 0 && result.report.usage == execution.usage);
        if status == Status::OutputLimit {
            assert!(execution.stdout.truncated && printed(&result).starts_with("flood\n"));
        }
    }
    agent.stop().await;
}
