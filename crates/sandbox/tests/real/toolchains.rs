//! Each toolchain of this machine compiles and runs under the filter and the mounts. gcc and python3 must be there.

use std::path::Path;
use std::process::Command;

use gavel_sandbox::{
    Collect, ExecSpec, FileContent, InFile, Limits, Mount, SessionSpec, Slot, SlotConfig, Status,
};

use crate::common::{file, rust_sysroot, session, slot, slot_with, text};

const PATH: &str = "/usr/local/go/bin:/usr/bin";

struct Toolchain<'a> {
    source: (&'a str, &'a str),
    more: Vec<InFile>,
    compile: Vec<Vec<String>>,
    /// What the compile leaves; `*.class` for Java.
    product: &'a str,
    run: Vec<String>,
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

/// Far beyond what is needed, on an emulated processor too.
pub(crate) fn limits() -> Limits {
    Limits {
        cpu_ms: 90_000,
        wall_ms: 180_000,
        memory_bytes: 1 << 30,
        pids: 128,
        file_bytes: 256 << 20,
        open_files: 1024,
        ..Limits::default()
    }
}

fn spec(files: Vec<InFile>) -> SessionSpec {
    let env = [
        ("PATH", PATH),
        ("HOME", "/w"),
        ("TMPDIR", "/w"),
        ("GOCACHE", "/w/.cache"),
        ("GOTOOLCHAIN", "local"),
    ];
    let env = env
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
    SessionSpec {
        env,
        files,
        work_bytes: 512 << 20,
        work_inodes: 8192,
        ..session()
    }
}

/// Compiles in one session, runs the product in another, and expects it to print "42".
fn works(slot: &mut Slot, chain: Toolchain<'_>) {
    let (name, content) = chain.source;
    let mut files = vec![file(name, content)];
    if !chain.compile.is_empty() {
        files.extend(chain.more);
        let script = chain
            .compile
            .iter()
            .map(|argv| argv.join(" "))
            .collect::<Vec<_>>()
            .join(" && ");
        let mut exec = ExecSpec::new(["/usr/bin/bash".to_owned(), "-c".to_owned(), script]);
        exec.limits = limits();
        exec.collect = vec![Collect {
            name: chain.product.to_owned(),
            bytes_max: 64 << 20,
        }];
        let compiled = slot.begin(spec(files)).expect("begin").exec(exec);
        let said = format!("{}{}", text(&compiled.stdout.bytes), text(&compiled.stderr.bytes));
        assert_eq!(compiled.status, Status::Exited(0), "{name}: {said}");
        assert!(!compiled.collected.is_empty(), "{name}: {said}");
        files = compiled
            .collected
            .into_iter()
            .map(|artefact| InFile {
                name: artefact.name().to_owned(),
                executable: artefact.executable(),
                content: FileContent::Artefact(artefact),
            })
            .collect();
    }
    let exec = ExecSpec {
        limits: limits(),
        ..ExecSpec::new(chain.run)
    };
    let outcome = slot.begin(spec(files)).expect("begin").exec(exec);
    let said = format!("{}{}", text(&outcome.stdout.bytes), text(&outcome.stderr.bytes));
    assert_eq!(
        (outcome.status, said.as_str()),
        (Status::Exited(0), "42\n"),
        "{name}"
    );
}

fn simple<'a>(source: (&'a str, &'a str), compile: &str, product: &'a str, run: &str) -> Toolchain<'a> {
    let compile = if compile.is_empty() {
        vec![]
    } else {
        vec![words(compile)]
    };
    Toolchain {
        source,
        more: vec![],
        compile,
        product,
        run: words(run),
    }
}

#[test]
fn c_compiles_and_runs() {
    let source = (
        "main.c",
        "#include <stdio.h>\nint main(void) { printf(\"%d\\n\", 42); return 0; }\n",
    );
    let mut slot = slot();
    works(
        &mut slot,
        simple(source, "gcc -O2 -o main main.c", "main", "./main"),
    );
    works(
        &mut slot,
        simple(
            source,
            "gcc -O2 -static -pipe -o main main.c -lm",
            "main",
            "./main",
        ),
    );
}

#[test]
fn cpp_compiles_and_runs() {
    if !Path::new("/usr/bin/g++").exists() {
        return;
    }
    let source = (
        "main.cpp",
        "#include <bits/stdc++.h>\nint main() { std::thread t([]{ std::cout << 42 << std::endl; }); t.join(); }\n",
    );
    works(
        &mut slot(),
        simple(source, "g++ -std=c++20 -O1 -o main main.cpp", "main", "./main"),
    );
}

#[test]
fn python_runs_with_threads_and_processes() {
    let source = "\
import asyncio, multiprocessing, sqlite3, subprocess, threading, numbers, random, tempfile
async def six(): return 6
def seven(q): q.put(7)
if __name__ == '__main__':
    result = asyncio.run(six())
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=seven, args=(queue,))
    process.start()
    result *= queue.get()
    process.join()
    thread = threading.Thread(target=lambda: print(result))
    thread.start(); thread.join()
    assert subprocess.run(['/usr/bin/true']).returncode == 0
    with tempfile.TemporaryFile() as f: f.write(b'x')
    db = sqlite3.connect(':memory:'); db.execute('create table t (x)')
";
    assert!(Path::new("/usr/bin/python3").exists());
    works(
        &mut slot(),
        simple(("main.py", source), "", "", "/usr/bin/python3 -I main.py"),
    );
}

#[test]
fn node_runs() {
    if !Path::new("/usr/bin/node").exists() {
        return;
    }
    let source = "\
const { Worker, isMainThread } = require('worker_threads');
const { execFileSync } = require('child_process');
require('fs').readFileSync('/dev/stdin');
execFileSync('/usr/bin/true');
setTimeout(() => console.log(42), 1);
";
    works(
        &mut slot(),
        simple(("main.js", source), "", "", "/usr/bin/node main.js"),
    );
}

#[test]
fn java_compiles_and_runs() {
    if !Path::new("/usr/bin/javac").exists() {
        return;
    }
    let source = "\
import java.util.stream.*;
public class Main {
    record Pair(int a, int b) {}
    public static void main(String[] arguments) throws Exception {
        var pair = new Pair(40, 2);
        Thread thread = new Thread(() -> System.out.println(IntStream.of(pair.a(), pair.b()).parallel().sum()));
        thread.start();
        thread.join();
    }
}
";
    let run = "/usr/bin/java -XX:+UseSerialGC -Xmx256m Main";
    works(
        &mut slot(),
        simple(
            ("Main.java", source),
            "javac -J-Xmx256m Main.java",
            "*.class",
            run,
        ),
    );
}

#[test]
fn rust_compiles_and_runs() {
    let Some(sysroot) = rust_sysroot() else { return };
    let source = (
        "main.rs",
        "fn main() { std::thread::spawn(|| println!(\"{}\", 42)).join().unwrap(); }\n",
    );
    let compile = format!("{sysroot}/bin/rustc -O -C codegen-units=1 -o main main.rs");
    works(&mut slot(), simple(source, &compile, "main", "./main"));
}

#[test]
fn go_compiles_and_runs() {
    let go = "/usr/local/go/bin/go";
    if !Path::new(go).exists() {
        return;
    }
    let list = [
        "list",
        "-deps",
        "-export",
        "-f",
        "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}",
        "fmt",
        "sync",
    ];
    let output = Command::new(go)
        .args(list)
        .current_dir("/")
        .output()
        .expect("go list");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let cache = text(
        &Command::new(go)
            .args(["env", "GOCACHE"])
            .output()
            .expect("go env")
            .stdout,
    )
    .trim()
    .to_owned();
    // Wherever the host keeps it, even where a root may have nothing.
    let importcfg = text(&output.stdout).replace(&cache, "/opt/cache");
    let mut slot = slot_with(|mut config: SlotConfig| {
        config.roots[0].mounts.push(Mount {
            source: cache.clone().into(),
            target: "/opt/cache".to_owned(),
        });
        config
    });
    let source = "\
package main
import (\"fmt\"; \"sync\")
func main() {
    var group sync.WaitGroup
    for i := 0; i < 50; i++ { group.Add(1); go func() { defer group.Done() }() }
    group.Wait()
    fmt.Println(42)
}
";
    works(
        &mut slot,
        Toolchain {
            source: ("main.go", source),
            more: vec![file("importcfg", importcfg)],
            compile: vec![
                words("go tool compile -p main -importcfg importcfg -o main.a main.go"),
                words("go tool link -importcfg importcfg -s -w -o main main.a"),
            ],
            product: "main",
            run: words("./main"),
        },
    );
}
