//! `gavel bench path`: what a running service adds to the sandbox's own time, from the request to the verdict over HTTP, with
//! one fsync beside it, and go-judge doing the same steps over HTTP with no queue. Both take turns, one request at a time.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};

use super::go_judge::GoJudge;
use super::statistics::{Samples, Summary};
use crate::client::{Api, Final};
use crate::config;

const WAIT_S: u32 = 30;
/// The runners take turns in this many blocks, so that a slow minute of the machine meets all of them.
const BLOCKS: u32 = 5;
/// A message of the size that a small submission has.
const FSYNC_BYTES: usize = 1_024;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gavel bench path                                 against a running `gavel up`
  gavel bench path --go-judge http://127.0.0.1:5050")]
pub(super) struct PathArgs {
    /// Samples of each program.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(5..=10_000))]
    samples: u32,
    /// The API's address [default: GAVEL_SERVER, else that of a running `gavel up`].
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// A running go-judge [default: started for this where it is on the PATH].
    #[arg(long, value_name = "URL")]
    go_judge: Option<String>,
    #[arg(long)]
    json: bool,
}

/// What is sent, and how go-judge is told the same.
pub(super) struct Program {
    pub(super) name: &'static str,
    pub(super) language: &'static str,
    pub(super) file: &'static str,
    pub(super) source: &'static str,
    /// Each is sent with a comment of its own, so that nothing is found compiled.
    pub(super) once: bool,
    /// None where nothing is compiled.
    pub(super) compile: Option<&'static [&'static str]>,
    pub(super) run: &'static [&'static str],
}

const CPP_HELLO: Program = Program {
    name: "",
    once: true,
    language: "cpp",
    file: "main.cpp",
    source: "#include <iostream>\nint main() { std::cout << \"hello\\n\"; }\n",
    compile: Some(&[
        "/usr/bin/g++",
        "-std=gnu++20",
        "-O2",
        "-pipe",
        "-static",
        "main.cpp",
        "-o",
        "main",
    ]),
    run: &["./main"],
};

/// The same programs, compilers, options and limits for both.
const PROGRAMS: [Program; 3] = [
    Program {
        name: "Python hello",
        language: "python",
        file: "main.py",
        source: "print('hello')\n",
        once: false,
        compile: None,
        run: &["/usr/bin/python3", "-E", "-s", "-B", "-X", "utf8", "main.py"],
    },
    Program {
        name: "C++ hello",
        ..CPP_HELLO
    },
    Program {
        name: "C++ hello, sent before",
        once: false,
        ..CPP_HELLO
    },
];

#[derive(Deserialize)]
struct Trace {
    marks: Vec<Mark>,
}

#[derive(Deserialize)]
struct Mark {
    stage: String,
    took_us: u64,
}

#[derive(Default)]
struct Measured {
    whole: Samples,
    sandbox: Samples,
    added: Samples,
    go_judge: Samples,
}

pub(super) async fn run(args: &PathArgs) -> anyhow::Result<()> {
    let api = Api::new(config::server(args.server.clone(), None)?)?;
    let go_judge = match (&args.go_judge, config::find_program("go-judge")) {
        (Some(address), _) => Some(GoJudge::at(address)?),
        (None, Some(program)) => Some(GoJudge::start(&program).await?),
        (None, None) => {
            eprintln!("go-judge is not on the PATH and is left out");
            None
        }
    };
    let mut fsync = Fsync::open()?;
    let mut fsyncs = Samples::default();
    let mut measured: Vec<Measured> = PROGRAMS.iter().map(|_| Measured::default()).collect();
    for _ in 0..BLOCKS {
        for (program, measured) in PROGRAMS.iter().zip(&mut measured) {
            for _ in 0..args.samples.div_ceil(BLOCKS) {
                one(&api, program, measured).await.with_context(|| program.name)?;
                fsyncs.push(fsync.once()?);
            }
            let Some(go_judge) = &go_judge else { continue };
            for _ in 0..args.samples.div_ceil(BLOCKS) {
                let took = go_judge.hello(program).await;
                measured
                    .go_judge
                    .push(took.with_context(|| format!("go-judge, {}", program.name))?);
            }
        }
    }
    report(args.json, &measured, &fsyncs)
}

/// One run from the request to its verdict; what the sandboxes took is read from its trace afterwards.
async fn one(api: &Api, program: &Program, measured: &mut Measured) -> anyhow::Result<()> {
    let source = match program.once {
        true => format!("{}// {}\n", program.source, uuid::Uuid::now_v7()),
        false => program.source.to_owned(),
    };
    let body = json!({ "language": program.language, "source": source });
    let started = Instant::now();
    let answer = api.create("/v1/runs", &body, WAIT_S).await?;
    let whole = started.elapsed();
    let ended = Final::parse(answer)?;
    anyhow::ensure!(ended.view.is_success(), "it ended with {}", ended.raw);
    let trace: Trace =
        serde_json::from_value(api.get(&format!("/v1/runs/{}/trace", ended.view.id), 0).await?)?;
    let of_sandbox = trace
        .marks
        .iter()
        .filter(|mark| mark.stage == "compiled" || mark.stage == "run");
    let sandbox = Duration::from_micros(of_sandbox.map(|mark| mark.took_us).sum());
    measured.whole.push(whole);
    measured.sandbox.push(sandbox);
    measured.added.push(whole.saturating_sub(sandbox));
    Ok(())
}

/// A small write brought to disk, in the data directory's file system.
struct Fsync {
    file: File,
    path: PathBuf,
}

impl Fsync {
    fn open() -> anyhow::Result<Fsync> {
        let path = config::data_dir()?.join(".bench-fsync");
        let file = File::create(&path).with_context(|| format!("make {}", path.display()))?;
        Ok(Fsync { file, path })
    }

    fn once(&mut self) -> anyhow::Result<Duration> {
        let started = Instant::now();
        self.file.write_all(&[b'x'; FSYNC_BYTES])?;
        self.file.sync_data()?;
        Ok(started.elapsed())
    }
}

impl Drop for Fsync {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

fn report(as_json: bool, measured: &[Measured], fsyncs: &Samples) -> anyhow::Result<()> {
    let mut rows: Vec<(String, Summary)> = Vec::new();
    let mut row =
        |name: String, samples: &Samples| rows.extend(samples.summary().map(|summary| (name, summary)));
    for (program, measured) in PROGRAMS.iter().zip(measured) {
        row(format!("{}: request to verdict", program.name), &measured.whole);
        row(
            format!("{}: compiled and run, by the agent", program.name),
            &measured.sandbox,
        );
        row(format!("{}: added by the path", program.name), &measured.added);
        row(
            format!("{}: go-judge, the same over HTTP", program.name),
            &measured.go_judge,
        );
    }
    row(format!("one fsync of {FSYNC_BYTES} bytes"), fsyncs);
    if as_json {
        let rows: Vec<Value> = rows
            .iter()
            .map(|(name, summary)| json!({"what": name, "took": summary}))
            .collect();
        println!("{}", serde_json::to_string_pretty(&rows)?);
        return Ok(());
    }
    println!("{:46} {:>9} {:>9} {:>8}", "", "p50 µs", "p99 µs", "samples");
    for (
        name,
        Summary {
            samples,
            p50_us,
            p99_us,
        },
    ) in rows
    {
        println!("{name:46} {p50_us:>9} {p99_us:>9} {samples:>8}");
    }
    Ok(())
}
