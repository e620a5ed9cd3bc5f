//! Every language: found, probed, announced, and what people's programs need of it.

use gavel_wire::problem::Checker;
use gavel_wire::{Limits, Status};

use crate::common::{TestRegion, printed, run, shipped_languages};

/// Programs that read their input and say something in a way that only a whole runtime can.
const PROGRAMS: &[(&str, &str)] = &[
    (
        "c",
        "#include <stdio.h>\n#include <math.h>\nint main(void){int n; scanf(\"%d\",&n); printf(\"%.0f\\n\", sqrt(n*n)); return 0;}",
    ),
    (
        "cpp",
        "#include <bits/stdc++.h>\n#include <ranges>\nint main(){int n; std::cin>>n; std::vector<int> v(n,1); std::cout<<std::ranges::count(v,1)<<std::endl;}",
    ),
    // What is left out of the header that is tried first.
    (
        "cpp",
        "#include <bits/stdc++.h>\nint main(){std::string n; std::cin>>n; std::thread t([]{}); t.join(); if (std::regex_match(n, std::regex(\"3.\"))) std::cout<<std::filesystem::path(n).string()<<std::endl;}",
    ),
    (
        "csharp",
        "using System; using System.Collections.Generic; using System.Linq; using System.Numerics; using System.Threading.Tasks; class Program { static void Main() { var n = int.Parse(Console.ReadLine()); var sum = Task.Run(() => new SortedSet<int>(Enumerable.Range(0, n)).Count); Console.WriteLine($\"{BigInteger.Pow(sum.Result, 1)}\"); } }",
    ),
    (
        "go",
        "package main\nimport (\"fmt\";\"sync\";\"sort\";\"strings\";\"math/big\")\nfunc main(){ var n int; fmt.Scan(&n); var w sync.WaitGroup; w.Add(1); go func(){ defer w.Done() }(); w.Wait(); sort.Ints([]int{2,1}); _ = strings.ToUpper(\"a\"); fmt.Println(big.NewInt(int64(n))) }",
    ),
    (
        "java",
        "import java.util.*; import java.util.stream.*; public class Main { record P(int n) {} public static void main(String[] a) throws Exception { P p = new P(new Scanner(System.in).nextInt()); Thread t = new Thread(() -> {}); t.start(); t.join(); System.out.println(IntStream.range(0, p.n()).boxed().collect(Collectors.toList()).size()); } }",
    ),
    (
        "javascript",
        "const n = Number(require('fs').readFileSync(0,'utf8')); setTimeout(() => console.log([...Array(n).keys()].length), 1)",
    ),
    (
        "kotlin",
        "import kotlin.concurrent.thread\ndata class P(val n: Int)\nfun main() {\n    val p = P(readLine()!!.toInt())\n    thread { }.join()\n    println(generateSequence(1) { it + 1 }.take(p.n).toSortedSet().size)\n}\n",
    ),
    (
        "php",
        "<?php\n[$n] = fscanf(STDIN, '%d');\nif (!ctype_digit(\"$n\") || preg_match('/\\D/u', json_encode($n))) exit(1);\n$heap = new SplMinHeap(); $heap->insert($n);\necho array_sum(array_map(fn($x) => $x, iterator_to_array($heap))), PHP_EOL;",
    ),
    (
        "python",
        "import sys, collections, heapq, itertools, json, math, re, random, datetime, decimal, bisect, functools, string, threading\nt = threading.Thread(target=lambda: None); t.start(); t.join()\nprint(math.isqrt(int(input())**2))\nexit()",
    ),
    (
        "ruby",
        "require 'set'\nrequire 'json'\nThread.new { }.join\nputs JSON.parse(Set[gets.to_i].to_a.to_json).sum { |n| Integer.sqrt(n**2) }\nexit",
    ),
    (
        "rust",
        "use std::io::*; fn main(){ let mut s=String::new(); stdin().read_to_string(&mut s).unwrap(); let n: usize = s.trim().parse().unwrap(); std::thread::spawn(||{}).join().unwrap(); println!(\"{}\", vec![1;n].iter().sum::<i32>()); }",
    ),
    (
        "typescript",
        "import { readFileSync } from 'fs'\ninterface P { n: number }\nenum E { A = 1 }\nconst p: P = { n: Number(readFileSync(0, 'utf8')) }\nconsole.log(p.n * E.A as number)",
    ),
    (
        "typescript-checked",
        "import { readFileSync } from 'fs'\nconst twice = new Map<string, number>([['n', 2 * Number(readFileSync(0, 'utf8'))]])\nprocess.stdout.write(`${(twice.get('n') ?? 0) / 2}\\n`)",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_language_is_announced_and_runs_real_programs() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config("all-languages"));
    let state = region.free(&agent).await;
    let ids: Vec<String> = state.languages.iter().map(|ready| ready.id.to_string()).collect();
    assert_eq!(ids, shipped_languages(), "{}", agent.log());
    let mut tried: Vec<&str> = PROGRAMS.iter().map(|(id, _)| *id).collect();
    tried.dedup();
    assert_eq!(ids, tried);
    for ready in &state.languages {
        assert!(ready.version.contains('.'), "{ready:?}");
    }
    for (language, source) in PROGRAMS {
        let result = region.judge(&agent, language, source, run("37")).await;
        assert_eq!(
            result.report.status,
            Status::Ok,
            "{language}: {:#?}",
            result.report
        );
        assert_eq!(printed(&result), "37\n", "{language}");
        assert!(result.report.usage.cpu_us > 0, "{language}");
        // A runtime needs pages that can be seen; a small C program may not.
        let seen = result.report.usage.memory_bytes > 1 << 20;
        assert!(
            seen || !["java", "javascript"].contains(language),
            "{:?}",
            result.report.usage
        );
    }
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn types_are_checked_where_that_is_asked_for() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("types", &["typescript", "typescript-checked"]));
    let source = "const n: number = 'x'\nconsole.log(n)";
    let plain = region.judge(&agent, "typescript", source, run("")).await;
    assert_eq!(plain.report.status, Status::Ok, "{:#?}", plain.report);
    let checked = region.judge(&agent, "typescript-checked", source, run("")).await;
    assert_eq!(
        checked.report.status,
        Status::CompileError,
        "{:#?}",
        checked.report
    );
    let messages = checked.report.compile.unwrap().messages.text.unwrap();
    assert!(messages.starts_with("main.ts(1,7): error TS2322"), "{messages}");
    agent.stop().await;
}

/// A program that holds ever more memory gets the memory limit's verdict in every language, whoever notices first.
const HUNGRY: &[(&str, &str)] = &[
    (
        "c",
        "#include <stdlib.h>\n#include <string.h>\nint main(void){ for(;;){ char*p=malloc(1<<20); if(p) memset(p,1,1<<20);} }",
    ),
    (
        "cpp",
        "#include <vector>\nint main(){ std::vector<std::vector<char>> v; for(;;) v.emplace_back(1<<20, 1); }",
    ),
    (
        "csharp",
        "using System.Collections.Generic; using System.Linq; class Program { static void Main() { var v = new List<byte[]>(); for (;;) v.Add(Enumerable.Repeat((byte)1, 1 << 20).ToArray()); } }",
    ),
    (
        "go",
        "package main\nfunc main(){ var v [][]byte; for { b := make([]byte, 1<<20); for i := range b { b[i]=1 }; v = append(v, b) } }",
    ),
    (
        "java",
        "import java.util.*; public class Main { public static void main(String[] a) { List<byte[]> v = new ArrayList<>(); for (;;) v.add(new byte[1<<20]); } }",
    ),
    (
        "javascript",
        "const v = []; for (let i = 0; ; i++) v.push(new Array(1000).fill(i))",
    ),
    (
        "kotlin",
        "fun main() { val v = ArrayList<ByteArray>(); while (true) v.add(ByteArray(1 shl 20)) }",
    ),
    ("php", "<?php $v = []; for (;;) $v[] = str_repeat('x', 1 << 20);"),
    (
        "python",
        "v = []\nwhile True: v.append(bytearray(b'x' * (1 << 20)))",
    ),
    ("ruby", "v = []\nloop { v << 'x' * (1 << 20) }"),
    (
        "rust",
        "fn main(){ let mut v = Vec::new(); loop { v.push(vec![1u8; 1<<20]); } }",
    ),
    (
        "typescript",
        "const v: number[][] = []; for (let i = 0; ; i++) v.push(new Array(1000).fill(i))",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn using_up_memory_is_the_memory_limit_in_every_language() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config("hungry"));
    region.free(&agent).await;
    for (language, source) in HUNGRY {
        let limits = Limits {
            cpu_ms: 5_000,
            wall_ms: 12_000,
            memory_bytes: 64 << 20,
            ..Limits::default()
        };
        let result = region
            .judge_within(&agent, language, source, run(""), limits)
            .await;
        assert_eq!(
            result.report.status,
            Status::MemoryLimit,
            "{language}: {:#?}",
            result.report
        );
    }
    agent.stop().await;
}

/// Two languages that Gavel does not ship, one with a compiler: a file each and nothing else.
const MORE: &[(&str, &str)] = &[
    (
        "perl",
        r#"
id = "perl"
name = "Perl 5"
source = "main.pl"
version = ["/usr/bin/perl", "-e", "print $^V"]
hello = "print \"hello\\n\";"
symlinks = [{ path = "/lib", target = "usr/lib" }, { path = "/lib64", target = "usr/lib64" }]
mounts = [{ source = "/usr/bin/perl" }, { source = "/usr/lib" }, { source = "/usr/lib64", optional = true }]
[run]
argv = ["/usr/bin/perl", "main.pl"]
[multipliers]
cpu = 2.0
"#,
    ),
    (
        "assembly",
        r#"
id = "assembly"
name = "Assembly (x86-64, AT&T)"
source = "main.s"
version = ["/usr/bin/as", "--version"]
hello = """
.globl main
main: sub $8, %rsp
lea text(%rip), %rdi
call puts@plt
xor %eax, %eax
add $8, %rsp
ret
text: .asciz "hello"
"""
symlinks = [{ path = "/lib", target = "usr/lib" }, { path = "/lib64", target = "usr/lib64" }]
mounts = [{ source = "/usr" }]
[compile]
commands = [["/usr/bin/gcc", "-static", "main.s", "-o", "main"]]
artefacts = ["main"]
executable = true
[compile.environment]
PATH = "/usr/bin"
TMPDIR = "/w"
[run]
argv = ["/w/main"]
"#,
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_ninth_language_needs_no_rust() {
    let mut region = TestRegion::start().await;
    let config = region.config_with("ninth", &[]);
    for (id, text) in MORE {
        std::fs::write(config.agent.languages_dir.join(format!("{id}.toml")), text).unwrap();
    }
    let agent = region.spawn(&config);
    let state = region.free(&agent).await;
    let ids: Vec<&str> = state.languages.iter().map(|ready| ready.id.as_str()).collect();
    assert_eq!(ids, ["assembly", "perl"], "{}", agent.log());
    let work = region.tests(&[("20 22", "42", true), ("1 2", "3", false)], Checker::Tokens);
    let sum = "my ($a, $b) = split ' ', <STDIN>; print $a + $b";
    let accepted = region.judge(&agent, "perl", sum, work.clone()).await;
    assert_eq!(accepted.report.status, Status::Accepted, "{:#?}", accepted.report);
    let wrong = region.judge(&agent, "perl", "print 42", work).await;
    assert_eq!(wrong.report.status, Status::WrongAnswer);
    let broken = region.judge(&agent, "assembly", "nonsense", run("")).await;
    assert_eq!(broken.report.status, Status::CompileError, "{:#?}", broken.report);
    agent.stop().await;
}
