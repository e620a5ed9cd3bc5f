//! A runtime that was started ahead: a program cannot tell, and sees nothing of the program before it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use gavel_wire::verdict::Execution;
use gavel_wire::{Status, Work};

use crate::common::{Agent, TestRegion};

/// About what a runtime takes to load itself; one that has not is given its program all the same.
const IDLE: Duration = Duration::from_millis(300);

/// Programs that tell what a runtime does besides running them: names, arguments, input, traces, exit codes, what is there.
const PROGRAMS: &[(&str, &[&str])] = &[
    (
        "python",
        &[
            "import sys, os\nprint(sys.argv, __name__, __file__, sys.path[0], sys.flags, sorted(os.listdir()), sorted(os.environ), sorted(globals()))\nprint(input(), sys.stdin.read(), sorted(os.listdir('/proc/self/fd')))",
            "def f():\n    try:\n        1 / 0\n    except ZeroDivisionError as e:\n        raise ValueError('é') from e\nprint('out')\nf()",
            "x = (\n",
            "import sys\nsys.exit(7)",
            "import sys\nsys.exit('why')",
            "raise SystemExit",
            "import threading, time, atexit\natexit.register(print, 'bye')\nthreading.Thread(target=lambda: (time.sleep(0.1), print('late'))).start()\nprint(sum(map(int, open(0))) if False else input())",
            "import os\nos.kill(os.getpid(), 11)",
            // Scribbles wherever it can.
            "import os, sys, builtins\nopen('left', 'w').write('x')\nopen('/tmp/left', 'w').write('x')\nos.environ['LEFT'] = '1'\nbuiltins.left = 1\nsys.argv.append('left')\nif os.fork() == 0:\n    os.setsid()\n    import time\n    time.sleep(60)\nprint(sorted(os.listdir('/w')), hasattr(builtins, 'left') and builtins.left)",
        ],
    ),
    (
        "javascript",
        &[
            "console.log(process.argv.slice(1), process.execArgv.length, __filename, require.main === module, require('fs').readdirSync('.'), Object.keys(process.env).sort(), Object.keys(require.cache))\nconsole.log(require('fs').readFileSync(0, 'utf8'))",
            "require('readline').createInterface({ input: process.stdin }).on('line', line => console.log('got', line))",
            "console.log('out'); throw new Error('why')",
            "let x = (",
            "process.exit(7)",
            "process.on('exit', () => console.log('bye')); setTimeout(() => console.log('late'), 50); Promise.resolve().then(() => console.log('soon'))",
            "process.kill(process.pid, 'SIGSEGV')",
            "require('fs').writeFileSync('left', 'x'); globalThis.left = 1; process.env.LEFT = '1'; require('child_process').spawn('/usr/bin/node', ['-e', 'setTimeout(() => {}, 60000)'], { detached: true }).unref(); console.log(require('fs').readdirSync('/w'))",
        ],
    ),
];

async fn run(region: &mut TestRegion, agent: &Agent, language: &str, source: &str) -> (Status, Execution) {
    let work = Work::Run {
        stdin: "12\n34\n".to_owned(),
        args: vec!["a b".to_owned(), String::new()],
    };
    let result = region.judge(agent, language, source, work).await;
    let report = result.report;
    (report.status, report.run.expect("it was run"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_cannot_tell_that_its_runtime_was_started_ahead() {
    let mut region = TestRegion::start().await;
    let mut config = region.config_with("warm", &["javascript", "python"]);
    let metrics = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    config.agent.metrics_listen = Some(metrics);
    let agent = region.spawn(&config);
    for (language, programs) in PROGRAMS {
        for source in *programs {
            // Nothing is ready for the first one after another language.
            let other = if *language == "python" {
                "javascript"
            } else {
                "python"
            };
            run(&mut region, &agent, other, "").await;
            let before = warm_executions(metrics);
            let (cold_status, cold) = run(&mut region, &agent, language, source).await;
            assert_eq!(warm_executions(metrics), before);
            tokio::time::sleep(IDLE).await;
            let (status, warm) = run(&mut region, &agent, language, source).await;
            let told = |execution: &Execution| {
                let text = |output: &gavel_wire::verdict::Output| output.text.clone().unwrap_or_default();
                // What follows the lines of the program's own file is the runtime's.
                let errors = text(&execution.stderr);
                let errors: Vec<String> = errors
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("at "))
                    .map(str::to_owned)
                    .collect();
                (
                    execution.exit_code,
                    execution.signal,
                    text(&execution.stdout),
                    errors,
                )
            };
            assert_eq!(
                (status, told(&warm)),
                (cold_status, told(&cold)),
                "{language}: {source}"
            );
            assert!(!text_of(&warm).contains("warm."), "{warm:?}");
            assert_eq!(warm_executions(metrics), before + 1, "{language}: {source}");
        }
    }
    agent.stop().await;
}

fn warm_executions(metrics: SocketAddr) -> u64 {
    let mut stream = TcpStream::connect(metrics).unwrap();
    stream
        .write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).unwrap();
    page.lines()
        .filter(|line| line.starts_with("gavel_agent_executions_total") && line.contains("warm=\"true\""))
        .filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok())
        .sum()
}

fn text_of(execution: &Execution) -> String {
    [&execution.stdout, &execution.stderr]
        .into_iter()
        .filter_map(|output| output.text.clone())
        .collect()
}
