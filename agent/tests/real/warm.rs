//! Runtimes that are started ahead or run one test after the other: a program cannot tell, and sees nothing of the one before.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use gavel_wire::message::StartAnswer;
use gavel_wire::problem::Checker;
use gavel_wire::state::AgentState;
use gavel_wire::verdict::{Execution, Report};
use gavel_wire::{Status, Work};

use crate::common::{Agent, TestRegion};

/// In which an idle slot starts a runtime ahead, on most machines.
const IDLE: Duration = Duration::from_millis(250);
/// On a busy machine it takes longer.
const LOOKS_MAX: u32 = 30;

/// Programs that tell what a runtime does besides running them: names, arguments, input, traces, exit codes, what is there, and what
/// happens in the end.
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
            "class Loud:\n    def __del__(self):\n        print('gone')\nkept = Loud()\nkept.itself = kept\nother = Loud()",
            "import sys, io\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer)\nprint('buffered', end='')",
            "import os\nout = os.fdopen(1, 'w')\nout.write('never flushed')",
            "import sys, random, collections\nsys.setrecursionlimit(10000)\ndef f(n):\n    return 0 if n == 0 else 1 + f(n - 1)\nprint(f(9000), random.Random(1).random(), sum(map(int, sys.stdin)))",
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
            "process.on('beforeExit', () => console.log('done'))",
            "process.exitCode = 3; console.log('three')",
            "let input = ''; process.stdin.on('data', data => input += data).on('end', () => console.log(input.split('\\n').map(Number)))",
            "(async () => { for await (const line of require('readline').createInterface({ input: process.stdin })) console.log(line) })()",
            "const f = n => n === 0 ? 0 : 1 + f(n - 1); console.log(f(9000)); process.stdout.write('no end'); Promise.reject(new Error('lost'))",
            "seen = (globalThis.seen || 0) + 1; Array.prototype.seen = 1; console.log(seen, process.env.SEEN); process.env.SEEN = 1",
            "require('fs').writeFileSync('left', 'x'); globalThis.left = 1; process.env.LEFT = '1'; require('child_process').spawn('/usr/bin/node', ['-e', 'setTimeout(() => {}, 60000)'], { detached: true, stdio: 'ignore' }).unref(); console.log(require('fs').readdirSync('/w'))",
        ],
    ),
    (
        "java",
        &[
            "import java.util.*;\npublic class Main {\n  static int seen;\n  public static void main(String[] a) throws Exception {\n    try (Scanner s = new Scanner(System.in)) { System.out.println(s.nextInt() + s.nextInt() + seen++); }\n    System.out.println(Arrays.toString(a) + Arrays.toString(new java.io.File(\".\").list()) + Thread.currentThread() + System.getenv().size() + System.getProperty(\"x\"));\n    System.setProperty(\"x\", \"y\");\n    System.out.close();\n  }\n}",
            "public class Main {\n  static void f() { throw new IllegalStateException(\"é\", new RuntimeException(\"inner\")); }\n  public static void main(String[] a) { System.out.println(\"out\"); f(); }\n}",
            "public class Main { static int x = 1 / Integer.parseInt(\"0\"); public static void main(String[] a) {} }",
            "public class Main { public static void main(String[] a) { System.exit(7); } }",
            "class Main { static void main(String[] a) {} }",
            "class Main { public static void main(String[] a) { System.err.println(\"not public\"); } }",
            "class Other { public static void main(String[] a) { System.err.println(\"not Main\"); } }",
            "public class Main { public static void main(String[] a) throws Exception { new Thread(() -> { try { Thread.sleep(100); } catch (InterruptedException e) {} System.out.println(\"late\"); }).start(); System.out.println(\"soon\"); } }",
            "public class Main { public static void main(String[] a) { Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(\"bye\"))); System.out.print(\"no end\"); } }",
            "import java.util.stream.*;\npublic class Main { public static void main(String[] a) { System.out.println(IntStream.range(0, 100000).parallel().sum()); } }",
            "public class Main { static int f(int n) { return n == 0 ? 0 : 1 + f(n - 1); } public static void main(String[] a) throws Exception { System.out.println(f(100000)); System.in.close(); System.err.close(); } }",
        ],
    ),
];

const INPUTS: [&str; 3] = ["12\n34\n", "5\n6\n", "7\n8\n"];

/// What a person is told of an execution, but for times and memory.
#[derive(Debug, Default, PartialEq)]
struct Told {
    exit_code: Option<i32>,
    signal: Option<i32>,
    stdout: String,
    errors: Vec<String>,
}

fn told(execution: &Execution) -> Told {
    let text = |output: &gavel_wire::verdict::Output| output.text.clone().unwrap_or_default();
    let errors = text(&execution.stderr);
    assert!(!errors_name_the_runtime(&errors), "{execution:?}");
    // What follows the lines of the program's own file is the runtime's.
    let is_own = |line: &&str| !line.trim_start().starts_with("at ") || line.contains("Main.java");
    Told {
        exit_code: execution.exit_code,
        signal: execution.signal,
        stdout: text(&execution.stdout),
        errors: errors.lines().filter(is_own).map(str::to_owned).collect(),
    }
}

fn errors_name_the_runtime(errors: &str) -> bool {
    errors.contains("warm.") || errors.contains("Serve")
}

/// One that said once that it has a free slot, which is free again when its result is stored.
async fn judge(
    region: &mut TestRegion,
    agent: &AgentState,
    (language, source): (&str, &str),
    work: Work,
) -> Report {
    loop {
        let start = region.start_run(agent, language, source, work.clone());
        if let StartAnswer::Accepted { .. } = region.send(&start).await {
            return region.result(&start).await.report;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn run(
    region: &mut TestRegion,
    agent: &AgentState,
    program: (&str, &str),
    stdin: &str,
    args: &[&str],
) -> (Status, Execution) {
    let work = Work::Run {
        stdin: stdin.to_owned(),
        args: args.iter().map(|&arg| arg.to_owned()).collect(),
        signature: None,
        against: None,
    };
    let report = judge(region, agent, program, work).await;
    let run = report.run.unwrap_or_else(|| panic!("{program:?} was not run"));
    (report.status, run)
}

/// An agent whose languages start no runtime ahead.
async fn cold_agent(region: &TestRegion, languages: &[&str]) -> Agent {
    let config = region.config_with("cold", languages);
    for language in languages {
        let file = config.agent.languages_dir.join(format!("{language}.toml"));
        let mut table: toml::Table = std::fs::read_to_string(&file).unwrap().parse().unwrap();
        for stage in ["run", "compile"] {
            if let Some(stage) = table.get_mut(stage).and_then(toml::Value::as_table_mut) {
                assert!(stage.remove("warm").is_some(), "{language} starts nothing ahead");
            }
        }
        std::fs::write(&file, table.to_string()).unwrap();
    }
    region.spawn(&config)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_cannot_tell_how_its_runtime_was_started() {
    let languages: Vec<&str> = PROGRAMS.iter().map(|(language, _)| *language).collect();
    let mut region = TestRegion::start().await;
    let cold_agent = cold_agent(&region, &languages).await;
    let mut config = region.config_with("warm", &languages);
    let metrics = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    config.agent.metrics_listen = Some(metrics);
    let agent = region.spawn(&config);
    let mut ahead = 0;
    let (cold_state, state) = (region.free(&cold_agent).await, region.free(&agent).await);
    for (language, source) in PROGRAMS
        .iter()
        .flat_map(|(language, sources)| sources.iter().map(|source| (*language, *source)))
    {
        let program = (language, source);
        let args = ["a b", ""];
        let cold = run(&mut region, &cold_state, program, INPUTS[0], &args).await;
        // First what is compiled, then what runs it is what its work begins with.
        run(&mut region, &state, program, INPUTS[0], &args).await;
        run(&mut region, &state, program, INPUTS[0], &args).await;
        tokio::time::sleep(IDLE).await;
        let before = executions(metrics);
        let warm = run(&mut region, &state, program, INPUTS[0], &args).await;
        assert_eq!(
            (warm.0, told(&warm.1)),
            (cold.0, told(&cold.1)),
            "{language}: {source}"
        );
        ahead += executions(metrics)[0] - before[0];
        several(&mut region, [&cold_state, &state], program, metrics).await;
    }
    assert!(ahead > 20, "only {ahead} programs met a runtime that was ready");
    compiler_messages(&mut region, [&cold_state, &state]).await;
    compiled_and_run(&mut region, &state, metrics).await;
    cold_agent.stop().await;
    agent.stop().await;
}

/// What was not compiled before is run by a runtime that was ready all the same.
async fn compiled_and_run(region: &mut TestRegion, agent: &AgentState, metrics: SocketAddr) {
    const HELLO: &str =
        "public class Main { public static void main(String[] a) { System.out.println(\"hello\"); } }";
    for number in 0..LOOKS_MAX {
        let before = executions(metrics)[0];
        let source = format!("{HELLO} // new {number}");
        let (status, told) = run(region, agent, ("java", &source), "", &[]).await;
        assert_eq!(
            (status, told.stdout.text.as_deref()),
            (Status::Ok, Some("hello\n"))
        );
        if executions(metrics)[0] > before {
            return;
        }
        tokio::time::sleep(IDLE * 4).await;
    }
    panic!("no runtime was ready for what had to be compiled first");
}

/// A compiler that was loaded ahead says the same.
async fn compiler_messages(region: &mut TestRegion, agents: [&AgentState; 2]) {
    const WRONG: &str = "public class Main {\n  int é = \"a\";\n  java.util.List raw = null;\n  void f() { raw.add(1); g(); }\n}\n";
    let mut said = Vec::new();
    for agent in agents {
        // The second time by one that the first had loaded ahead.
        for number in 0..2 {
            let source = format!("{WRONG}// {number}\n");
            let work = Work::Run {
                stdin: String::new(),
                args: Vec::new(),
                signature: None,
                against: None,
            };
            let report = judge(region, agent, ("java", &source), work).await;
            let compile = report.compile.expect("it is compiled");
            said.push((report.status, compile.exit_code, compile.messages.text));
            tokio::time::sleep(IDLE).await;
        }
    }
    assert_eq!(said.first().unwrap().0, Status::CompileError);
    assert!(said.iter().all(|one| one == said.first().unwrap()), "{said:#?}");
}

/// As the tests of one judging, in one process where that can be.
async fn several(
    region: &mut TestRegion,
    [cold, warm]: [&AgentState; 2],
    program: (&str, &str),
    metrics: SocketAddr,
) {
    let (language, source) = program;
    let before = executions(metrics);
    let mut expected: Vec<Told> = INPUTS.map(|_| Told::default()).into();
    // First to learn what is expected.
    for agent in [cold, warm] {
        let outputs = expected.iter().map(|told| told.stdout.as_str());
        let tests: Vec<_> = INPUTS
            .into_iter()
            .zip(outputs)
            .map(|(input, output)| (input, output, true))
            .collect();
        let work = region.tests(&tests, Checker::Tokens);
        let report = judge(region, agent, program, work).await;
        let executed = report.tests.iter().filter_map(|test| test.execution.as_ref());
        let is: Vec<_> = executed.map(told).collect();
        if std::ptr::eq(agent, cold) {
            expected = is;
        } else {
            assert_eq!(is, expected, "{language}: {source}");
            let failing = expected.iter().filter(|told| told.exit_code != Some(0)).count() as u64;
            // None that went well was run again, and one that is left alone at the end starts none.
            let [warm, cold] = executions(metrics);
            assert!(warm >= before[0] + 2, "{language}: {source}");
            let all = warm + cold - before[0] - before[1];
            assert!(all <= 3 + failing, "{language}: {source}: {report:#?}");
        }
    }
}

/// So far: by a runtime that had been started ahead, and by others.
fn executions(metrics: SocketAddr) -> [u64; 2] {
    let mut stream = TcpStream::connect(metrics).unwrap();
    stream
        .write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).unwrap();
    [true, false].map(|warm| {
        page.lines()
            .filter(|line| line.starts_with("gavel_agent_executions_total"))
            .filter(|line| line.contains(&format!("warm=\"{warm}\"")))
            .filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok())
            .sum()
    })
}
