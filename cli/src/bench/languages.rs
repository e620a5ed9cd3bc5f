//! `gavel bench languages`: the same program by a running service and by the plain commands that a person would type, in turns: wall
//! and CPU time from source to output. The program is sent anew each time, so that nothing is found compiled, after a
//! pause in which an idle slot may start its next runtime. Then how many a second are compiled and run, with every slot busy.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use serde::Serialize;
use serde_json::json;

use super::statistics::{Samples, median};
use crate::client::{Api, Final};
use crate::config;

const WAIT_S: u32 = 30;
/// The kernel's unit for the times of ended children.
const TICK_US: u64 = 10_000;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gavel bench languages --samples 40")]
pub(super) struct LanguagesArgs {
    /// Samples of each program.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    samples: u32,
    /// Between one sample and the next.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(0..=10_000))]
    gap_ms: u64,
    /// How long every slot is kept busy with each program; 0 leaves that out.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(0..=600))]
    seconds: u64,
    /// The API's address [default: GAVEL_SERVER, else that of a running `gavel up`].
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    #[arg(long)]
    json: bool,
}

/// Reads numbers until the end of the input and prints their sum: what a small program of a contest does.
pub(super) struct Program {
    pub(super) language: &'static str,
    file: &'static str,
    pub(super) source: &'static str,
    pub(super) comment: &'static str,
    /// One after the other, in a directory with the source.
    plain: &'static [&'static [&'static str]],
}

const INPUT: &str = "1 2 3 4 5 6 7 8 9 10\n";

pub(super) const PROGRAMS: [Program; 8] = [
    Program {
        language: "c",
        file: "main.c",
        source: "#include <stdio.h>\nint main(void) { long s = 0, x; while (scanf(\"%ld\", &x) == 1) s += x; printf(\"%ld\\n\", s); }\n",
        comment: "//",
        plain: &[&["gcc", "-O2", "main.c", "-o", "main"], &["./main"]],
    },
    Program {
        language: "cpp",
        file: "main.cpp",
        source: "#include <bits/stdc++.h>\nusing namespace std;\nint main() { vector<long> v; long x; while (cin >> x) v.push_back(x); \
                 sort(v.begin(), v.end()); unordered_map<long, int> m; for (auto y : v) m[y]++; long s = 0; for (auto& [k, n] : m) s += k * n; cout << s << endl; }\n",
        comment: "//",
        plain: &[&["g++", "-O2", "main.cpp", "-o", "main"], &["./main"]],
    },
    Program {
        language: "go",
        file: "main.go",
        source: "package main\n\nimport \"fmt\"\n\nfunc main() {\n\ts, x := 0, 0\n\tfor {\n\t\tif n, _ := fmt.Scan(&x); n == 0 {\n\t\t\tbreak\n\t\t}\n\t\ts += x\n\t}\n\tfmt.Println(s)\n}\n",
        comment: "//",
        plain: &[&["go", "build", "-o", "main", "main.go"], &["./main"]],
    },
    Program {
        language: "java",
        file: "Main.java",
        source: "import java.util.*;\npublic class Main {\n    public static void main(String[] a) {\n        Scanner in = new Scanner(System.in);\n        \
                 long s = 0;\n        Map<Long, Integer> m = new HashMap<>();\n        while (in.hasNextLong()) { long x = in.nextLong(); m.merge(x, 1, Integer::sum); s += x; }\n        \
                 System.out.println(s);\n    }\n}\n",
        comment: "//",
        plain: &[&["javac", "Main.java"], &["java", "Main"]],
    },
    Program {
        language: "javascript",
        file: "main.js",
        source: "console.log(require('fs').readFileSync(0, 'utf8').split(/\\s+/).reduce((s, x) => s + Number(x), 0))\n",
        comment: "//",
        plain: &[&["/usr/bin/node", "main.js"]],
    },
    Program {
        language: "python",
        file: "main.py",
        source: "import sys\nprint(sum(map(int, sys.stdin.read().split())))\n",
        comment: "#",
        plain: &[&["/usr/bin/python3", "main.py"]],
    },
    Program {
        language: "rust",
        file: "main.rs",
        source: "use std::io::Read;\nfn main() {\n    let mut s = String::new();\n    std::io::stdin().read_to_string(&mut s).unwrap();\n    \
                 println!(\"{}\", s.split_whitespace().map(|x| x.parse::<i64>().unwrap()).sum::<i64>());\n}\n",
        comment: "//",
        plain: &[&["rustc", "--edition", "2024", "-O", "main.rs"], &["./main"]],
    },
    Program {
        language: "typescript",
        file: "main.ts",
        source: "import { readFileSync } from 'fs'\nconst words: string[] = readFileSync(0, 'utf8').split(/\\s+/)\nconsole.log(words.reduce((s: number, x: string) => s + Number(x), 0))\n",
        comment: "//",
        plain: &[],
    },
];

/// Medians of wall times and means of CPU times, in microseconds, and runs a second with every slot busy.
#[derive(Debug, Serialize)]
struct Row {
    language: &'static str,
    samples: u32,
    plain_wall_us: Option<u64>,
    plain_cpu_us: Option<u64>,
    compile_wall_us: u64,
    run_wall_us: u64,
    cpu_us: u64,
    per_s: Option<f64>,
}

pub(super) async fn run(args: &LanguagesArgs) -> anyhow::Result<()> {
    let api = Api::new(config::server(args.server.clone(), None)?)?;
    let directory = config::data_dir()?.join(".bench-languages");
    std::fs::create_dir_all(&directory).with_context(|| format!("make {}", directory.display()))?;
    let queue = api.get("/v1/queue", 0).await?;
    let slots = queue["slots_total"].as_u64().unwrap_or(1);
    let mut rows = Vec::new();
    for program in &PROGRAMS {
        eprintln!("{}", program.language);
        let mut row = measure(args, &api, program, &directory)
            .await
            .with_context(|| program.language)?;
        if args.seconds > 0 {
            let per_s = sustained(&api, program, slots, Duration::from_secs(args.seconds)).await;
            row.per_s = Some(per_s.with_context(|| program.language)?);
        }
        rows.push(row);
    }
    std::fs::remove_dir_all(&directory)?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        print(&rows, slots);
    }
    Ok(())
}

/// The program, sent as new, to its verdict.
async fn run_one(api: &Api, program: &Program) -> anyhow::Result<serde_json::Value> {
    let id = uuid::Uuid::now_v7();
    let source = format!("{}{} {id}\n", program.source, program.comment);
    let body = json!({ "language": program.language, "source": source, "stdin": INPUT });
    let ended = Final::parse(api.create("/v1/runs", &body, WAIT_S).await?)?;
    anyhow::ensure!(ended.view.is_success(), "it ended with {}", ended.raw);
    let said = ended.raw["report"]["run"]["stdout"]["text"]
        .as_str()
        .unwrap_or_default();
    anyhow::ensure!(said.trim() == "55", "it printed {said:?}");
    Ok(ended.raw)
}

/// Runs a second while two for each slot are always asked for.
async fn sustained(api: &Api, program: &Program, slots: u64, lasting: Duration) -> anyhow::Result<f64> {
    let started = Instant::now();
    let one_by_one = async || {
        let mut ended = 0;
        while started.elapsed() < lasting {
            run_one(api, program).await?;
            ended += 1;
        }
        anyhow::Ok(ended)
    };
    let ended = futures::future::try_join_all((0..slots * 2).map(|_| one_by_one())).await?;
    Ok(f64::from(ended.iter().sum::<u32>()) / started.elapsed().as_secs_f64())
}

async fn measure(
    args: &LanguagesArgs,
    api: &Api,
    program: &Program,
    directory: &Path,
) -> anyhow::Result<Row> {
    let mut plain_walls = Samples::default();
    let (mut compile_walls, mut run_walls) = (Vec::new(), Vec::new());
    let mut cpu_us = 0;
    let cpu_before = children_cpu_us()?;
    // The first of each fills caches and is not counted.
    for number in 0..=args.samples {
        if !program.plain.is_empty() {
            let took = plain(program, directory)?;
            if number > 0 {
                plain_walls.push(took);
            }
        }
        tokio::time::sleep(Duration::from_millis(args.gap_ms)).await;
        let ended = run_one(api, program).await?;
        let report = &ended["report"];
        let usage = |part: &str, field: &str| report[part]["usage"][field].as_u64().unwrap_or(0);
        if number > 0 {
            compile_walls.push(usage("compile", "wall_us"));
            run_walls.push(usage("run", "wall_us"));
            cpu_us += usage("compile", "cpu_us") + usage("run", "cpu_us");
        }
    }
    let runs = u64::from(args.samples);
    let plain_cpu_us = (children_cpu_us()? - cpu_before) / (runs + 1);
    let plain_wall_us = plain_walls
        .summary()
        .and_then(|summary| u64::try_from(summary.p50_us).ok());
    Ok(Row {
        language: program.language,
        samples: args.samples,
        plain_wall_us,
        plain_cpu_us: plain_wall_us.map(|_| plain_cpu_us),
        compile_wall_us: median(compile_walls).unwrap_or(0),
        run_wall_us: median(run_walls).unwrap_or(0),
        cpu_us: cpu_us / runs,
        per_s: None,
    })
}

fn plain(program: &Program, directory: &Path) -> anyhow::Result<Duration> {
    std::fs::write(directory.join(program.file), program.source)?;
    std::fs::write(directory.join("input"), INPUT)?;
    let started = Instant::now();
    for command in program.plain {
        let (name, arguments) = command.split_first().context("a command has a name")?;
        let status = Command::new(name)
            .args(arguments)
            .current_dir(directory)
            .stdin(std::fs::File::open(directory.join("input"))?)
            .stdout(Stdio::null())
            .status()
            .with_context(|| format!("run {name}"))?;
        anyhow::ensure!(status.success(), "{name} ended with {status}");
    }
    Ok(started.elapsed())
}

/// CPU time of the ended children of this process, and theirs.
fn children_cpu_us() -> anyhow::Result<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat
        .rsplit_once(')')
        .context("the kernel tells this process's times")?;
    // Fields 16 and 17; the state is number 3.
    let times = fields.split_whitespace().skip(13).take(2);
    Ok(times.filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>() * TICK_US)
}

fn print(rows: &[Row], slots: u64) {
    println!(
        "{:12} {:>10} {:>10} {:>10} {:>10} {:>10} {:>8} {:>8} {:>12} {:>12}",
        "µs",
        "plain",
        "CPU",
        "compile",
        "run",
        "CPU",
        "× wall",
        "× CPU",
        "run - C's",
        format!("/s, {slots} slots")
    );
    let floor = rows.first().map_or(0, |row| row.run_wall_us);
    for row in rows {
        let told = |figure: Option<u64>| figure.map_or("-".to_owned(), |us| us.to_string());
        let whole = row.compile_wall_us + row.run_wall_us;
        let ratio = |ours: u64, plain: Option<u64>| {
            let plain = plain.and_then(|us| u32::try_from(us).ok()).filter(|us| *us > 0);
            let ours = u32::try_from(ours).ok();
            let ratio = ours
                .zip(plain)
                .map(|(ours, plain)| f64::from(ours) / f64::from(plain));
            ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.2}"))
        };
        println!(
            "{:12} {:>10} {:>10} {:>10} {:>10} {:>10} {:>8} {:>8} {:>12} {:>12}",
            row.language,
            told(row.plain_wall_us),
            told(row.plain_cpu_us),
            row.compile_wall_us,
            row.run_wall_us,
            row.cpu_us,
            ratio(whole, row.plain_wall_us),
            ratio(row.cpu_us, row.plain_cpu_us),
            row.run_wall_us.saturating_sub(floor),
            row.per_s.map_or("-".to_owned(), |per_s| format!("{per_s:.1}"))
        );
    }
}
