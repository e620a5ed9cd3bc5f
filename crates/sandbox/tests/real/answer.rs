//! The third output, on a descriptor of its own: there when it is asked for, apart from the others, up to its limit, and each
//! execution's own, in processes that stay as well.

use std::path::Path;
use std::sync::Arc;

use gavel_sandbox::{
    ANSWER_FD, Collect, ExecSpec, FileContent, InFile, Outcome, SessionSpec, Slot, Status, Warm,
};

use crate::common::{attack, file, python, run_in, session, slot, text};
use crate::toolchains::limits;
use crate::warm::warm_up;

const PYTHON: &[&str] = &["/usr/bin/python3", "-E", "-s", "-B", "-X", "utf8"];

fn answering(bytes: u64, mut exec: ExecSpec) -> ExecSpec {
    exec.limits.answer_bytes = Some(bytes);
    exec
}

#[test]
fn it_is_there_when_it_is_asked_for_and_no_other_descriptor_is() {
    assert_eq!(ANSWER_FD, 3);
    let mut slot = slot();
    let exec = answering(10, ExecSpec::new(["./main"]));
    let outcome = run_in(&mut slot, vec![attack("descriptors")], exec);
    assert_eq!(
        text(&outcome.stdout.bytes),
        "by name 1\n4 252 EMFILE\n",
        "{outcome:?}"
    );
    let tell =
        "import errno, os\ntry: os.write(3, b'x')\nexcept OSError as e: print(errno.errorcode[e.errno])";
    let outcome = run_in(&mut slot, vec![], python(tell));
    assert_eq!(text(&outcome.stdout.bytes), "EBADF\n", "{outcome:?}");
    assert_eq!(outcome.answer.bytes, b"");
}

#[test]
fn it_is_apart_and_each_executions_own() {
    let mut slot = slot();
    let mut submission = slot.begin(session()).unwrap();
    let says = |word: &str| {
        python(&format!(
            "import os, sys; print('out {word}'); print('error {word}', file=sys.stderr); os.write(3, b'{word}'); \
             open('/dev/fd/3', 'w').write('!')"
        ))
    };
    for word in ["one", "two"] {
        let outcome = submission.exec(answering(10, says(word)));
        assert_eq!(outcome.status, Status::Exited(0), "{outcome:?}");
        let told = [outcome.stdout, outcome.stderr, outcome.answer].map(|output| text(&output.bytes));
        assert_eq!(
            told,
            [
                format!("out {word}\n"),
                format!("error {word}\n"),
                format!("{word}!")
            ]
        );
    }
    let without = submission.exec(says("three"));
    assert_eq!(without.status, Status::Exited(1), "{without:?}");
    assert_eq!(without.answer.bytes, b"");
}

#[test]
fn it_is_read_to_its_limit_and_not_beyond() {
    let mut slot = slot();
    let says = |bytes: u64| answering(10, python(&format!("import os; os.write(3, b'a' * {bytes})")));
    let outcome = run_in(&mut slot, vec![], says(10));
    assert_eq!(outcome.status, Status::Exited(0), "{outcome:?}");
    assert_eq!(
        (&*outcome.answer.bytes, outcome.answer.truncated),
        (&b"aaaaaaaaaa"[..], false)
    );
    let outcome = run_in(&mut slot, vec![], says(11));
    assert_eq!(
        outcome.status,
        Status::OutputLimit,
        "the last byte counts too: {outcome:?}"
    );
    assert_eq!(
        (&*outcome.answer.bytes, outcome.answer.truncated),
        (&b"aaaaaaaaaa"[..], true)
    );
    assert!(!outcome.stdout.truncated && !outcome.stderr.truncated);
    let flood = python("import os\nwhile True: os.write(3, b'a' * 65536)");
    let outcome = run_in(&mut slot, vec![], answering(100_000, flood));
    assert_eq!(outcome.status, Status::OutputLimit, "{:?}", outcome.status);
    assert_eq!(outcome.answer.bytes.len(), 100_000);
    assert!(
        outcome.cpu_us < 1_000_000,
        "it was killed at the limit: {}",
        outcome.cpu_us
    );
}

#[test]
fn whoever_holds_it_open_delays_nothing() {
    let code = "import os, time\nif os.fork() == 0:\n  os.close(1); os.close(2); time.sleep(60)\nos.write(3, b'done')";
    let mut exec = answering(10, python(code));
    exec.limits.wall_ms = 30_000;
    let outcome = run_in(&mut slot(), vec![], exec);
    assert_eq!(
        (outcome.status, &*outcome.answer.bytes),
        (Status::Exited(0), &b"done"[..])
    );
    assert!(outcome.wall_us < 10_000_000, "{}", outcome.wall_us);
}

/// A runtime that stays, with a program that answers what it reads, and nothing to an empty line.
pub(crate) struct Runtime {
    files: Vec<InFile>,
    cold: Vec<String>,
    warm: Vec<String>,
}

impl Runtime {
    pub(crate) fn exec(&self, line: &str, more: bool) -> ExecSpec {
        let mut exec = answering(100, ExecSpec::new(self.cold.clone()));
        exec.limits = gavel_sandbox::Limits {
            answer_bytes: exec.limits.answer_bytes,
            ..limits()
        };
        exec.stdin = Arc::from(format!("{line}\n").as_bytes());
        exec.warm = Some(Warm {
            argv: self.warm.clone(),
            arguments: Vec::new(),
            more,
        });
        exec
    }

    pub(crate) fn spec(&self) -> SessionSpec {
        SessionSpec {
            files: self.files.clone(),
            ..session()
        }
    }

    pub(crate) fn with_python(program: &str) -> Runtime {
        let runtime = include_str!("../../../../languages/python/warm.py");
        Runtime {
            files: vec![file("warm.py", runtime), file("main.py", program)],
            cold: words(PYTHON, "main.py"),
            warm: words(PYTHON, "warm.py"),
        }
    }
}

fn words(command: &[&str], last: &str) -> Vec<String> {
    command
        .iter()
        .chain([&last])
        .map(|&word| word.to_owned())
        .collect()
}

/// Three executions in one process, one after the other, and one in a process of its own.
pub(crate) fn answers_in_a_process_that_stays(slot: &mut Slot, runtime: &Runtime) {
    let mut submission = slot.begin(runtime.spec()).expect("begin");
    for (index, line) in ["one", "", "three", "alone"].into_iter().enumerate() {
        let mut exec = runtime.exec(line, true);
        exec.warm.take_if(|_| line == "alone");
        let outcome = submission.exec(exec);
        submission.prepare_next();
        assert_eq!(outcome.status, Status::Exited(0), "{line}: {outcome:?}");
        assert_eq!(text(&outcome.stdout.bytes), format!("out {line}\n"));
        let answer = if line.is_empty() {
            String::new()
        } else {
            format!("answer {line}")
        };
        assert_eq!(text(&outcome.answer.bytes), answer, "{line}");
        assert_eq!(outcome.reused, (1..3).contains(&index), "{line}");
    }
}

pub(crate) const ANSWERS: &str =
    "import os\nline = input()\nprint('out', line)\nif line: os.write(3, f'answer {line}'.encode())";

#[test]
fn python_answers_each_time_in_a_process_that_stays() {
    answers_in_a_process_that_stays(&mut slot(), &Runtime::with_python(ANSWERS));
}

#[test]
fn node_answers_each_time_in_a_process_that_stays() {
    let command = ["/usr/bin/node", "--no-warnings"];
    if !Path::new(command[0]).exists() {
        return;
    }
    let program = "const fs = require('fs'); const line = fs.readFileSync(0, 'utf8').trim(); console.log('out', line);\n\
        if (line) fs.writeSync(3, `answer ${line}`)";
    let runtime = include_str!("../../../../languages/javascript/warm.js");
    let runtime = Runtime {
        files: vec![file("warm.js", runtime), file("main.js", program)],
        cold: words(&command, "main.js"),
        warm: words(&command, "/w/warm.js"),
    };
    answers_in_a_process_that_stays(&mut slot(), &runtime);
}

#[test]
fn java_answers_each_time_in_a_process_that_stays() {
    if !Path::new("/usr/bin/javac").exists() {
        return;
    }
    let program = "public class Main { public static void main(String[] none) throws Exception {\n\
        String line = new java.util.Scanner(System.in).nextLine();\n\
        System.out.println(\"out \" + line);\n\
        if (line.isEmpty()) return;\n\
        try (var answer = new java.io.FileOutputStream(\"/proc/self/fd/3\")) { answer.write((\"answer \" + line).getBytes()); }\n\
        } }";
    let mut slot = slot();
    let mut compile = ExecSpec::new(["/usr/bin/javac", "-J-Xmx256m", "Serve.java", "Main.java"]);
    compile.limits = limits();
    compile.collect = vec![Collect {
        name: "*.class".to_owned(),
        bytes_max: 1 << 20,
    }];
    let sources = vec![
        file(
            "Serve.java",
            include_str!("../../../../languages/java/Serve.java"),
        ),
        file("Main.java", program),
    ];
    let compiled = run_in(&mut slot, sources, compile);
    assert_eq!(
        compiled.status,
        Status::Exited(0),
        "{}",
        text(&compiled.stderr.bytes)
    );
    let classes = compiled.collected.into_iter().map(|class| InFile {
        name: class.name().to_owned(),
        executable: false,
        content: FileContent::Artefact(class),
    });
    let command = [
        "/usr/bin/java",
        "-XX:+UseSerialGC",
        "-Xmx256m",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/sun.launcher=ALL-UNNAMED",
        "-cp",
        "/w",
    ];
    let runtime = Runtime {
        files: classes.collect(),
        cold: words(&command, "Main"),
        warm: words(&command, "Serve"),
    };
    answers_in_a_process_that_stays(&mut slot, &runtime);
}

#[test]
fn a_runtime_started_ahead_answers() {
    let runtime = Runtime::with_python(ANSWERS);
    let mut slot = slot();
    // Its own file is not there yet when it is started ahead.
    let ahead = ["/usr/bin/python3", "-I", "-S", "-c"];
    let exec = |line: &str| {
        let mut exec = runtime.exec(line, false);
        let warm = exec.warm.as_mut().unwrap();
        warm.argv = words(&ahead, include_str!("../../../../languages/python/warm.py"));
        exec
    };
    let run = |slot: &mut Slot, exec| slot.begin(runtime.spec()).unwrap().exec(exec);
    let check = |outcome: &Outcome, warm, answer: &str| {
        assert_eq!(
            (outcome.warm, &*text(&outcome.answer.bytes)),
            (warm, answer),
            "{outcome:?}"
        );
    };
    slot.begin_work();
    check(&run(&mut slot, exec("cold")), false, "answer cold");
    warm_up(&mut slot);
    check(&run(&mut slot, exec("ahead")), true, "answer ahead");
    warm_up(&mut slot);
    let mut without = exec("without");
    without.limits.answer_bytes = None;
    let outcome = run(&mut slot, without);
    check(&outcome, false, "");
    assert_eq!(
        outcome.status,
        Status::Exited(1),
        "there is no such descriptor: {outcome:?}"
    );
}

#[test]
fn what_one_execution_leaves_on_it_reaches_no_other() {
    let program = "import os, time\nline = input()\nif line == 'next': time.sleep(0.5)\nos.write(3, line.encode())\n\
        if line == 'flood':\n  while True: os.write(3, b'a' * 65536)\n\
        if line == 'late' and os.fork() == 0: time.sleep(0.2); os.write(3, b'late')\n";
    let runtime = Runtime::with_python(program);
    let mut slot = slot();
    let ends = [("late", Status::Exited(0)), ("flood", Status::OutputLimit)];
    for (line, ends) in ends {
        let mut submission = slot.begin(runtime.spec()).unwrap();
        let first = submission.exec(runtime.exec("first", true));
        assert_eq!(&*first.answer.bytes, b"first");
        let hostile = submission.exec(runtime.exec(line, true));
        assert_eq!(hostile.status, ends, "{line}");
        assert!(hostile.reused && hostile.answer.bytes.starts_with(line.as_bytes()));
        assert!(hostile.answer.bytes.len() <= 100);
        submission.prepare_next();
        let next = submission.exec(runtime.exec("next", true));
        assert_eq!((next.status, next.reused), (Status::Exited(0), false), "{line}");
        assert_eq!(text(&next.answer.bytes), "next", "after {line}");
    }
}
