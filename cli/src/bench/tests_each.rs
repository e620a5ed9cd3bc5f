//! `gavel bench tests`: a judging's time between the first test and the last, over the number of its tests, in each language. Each
//! test is a process of its own in a cleaned sandbox. The problem is to print the sum of the numbers of the input.

use std::time::Duration;

use anyhow::Context;
use clap::Args;
use serde_json::json;

use super::languages::PROGRAMS;
use super::statistics::median;
use crate::client::{Api, Final};
use crate::config;

const WAIT_S: u32 = 60;

#[derive(Debug, Args)]
#[command(after_help = "\
Example, with a problem of a hundred tests:
  mkdir -p sums/hundred-sums/tests && cp problems/sum-of-two/{problem.yaml,statement.md} sums/hundred-sums/
  for n in $(seq 100); do echo $n 1 > sums/hundred-sums/tests/$n.in; echo $((n + 1)) > sums/hundred-sums/tests/$n.out; done
  gavel problem load sums && gavel bench tests --problem hundred-sums")]
pub(super) struct TestsArgs {
    #[arg(long)]
    problem: String,
    /// Judgings in each language.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    samples: u32,
    /// Between one judging and the next, in which an idle slot starts a runtime ahead.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u64).range(0..=10_000))]
    gap_ms: u64,
    /// The API's address [default: GAVEL_SERVER, else that of a running `gavel up`].
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(args: &TestsArgs) -> anyhow::Result<()> {
    let api = Api::new(config::server(args.server.clone(), None)?)?;
    let mut rows = Vec::new();
    for program in &PROGRAMS {
        eprintln!("{}", program.language);
        let mut each_us = Vec::new();
        let mut tests = 0;
        for _ in 0..args.samples {
            tokio::time::sleep(Duration::from_millis(args.gap_ms)).await;
            let id = uuid::Uuid::now_v7();
            let source = format!("{}{} {id}\n", program.source, program.comment);
            let body = json!({ "language": program.language, "problem": args.problem, "source": source });
            let ended = Final::parse(api.create("/v1/submissions", &body, WAIT_S).await?)?;
            anyhow::ensure!(ended.view.is_success(), "{}: {}", program.language, ended.raw);
            tests = ended.raw["report"]["tests_total"].as_u64().unwrap_or(0);
            let trace = api
                .get(&format!("/v1/submissions/{}/trace", ended.view.id), 0)
                .await?;
            let marks = trace["marks"].as_array().context("a trace has marks")?;
            let run = marks.iter().find(|mark| mark["stage"] == "run");
            let took_us = run.and_then(|mark| mark["took_us"].as_u64());
            let took_us = took_us.context("a judging's trace has its run")?;
            each_us.push(took_us.checked_div(tests).context("it has tests")?);
        }
        rows.push((program.language, tests, median(each_us).unwrap_or(0)));
    }
    if args.json {
        let rows: Vec<_> = rows
            .iter()
            .map(|(language, tests, us)| json!({"language": language, "tests": tests, "test_us": us}))
            .collect();
        println!("{}", serde_json::to_string_pretty(&rows)?);
        return Ok(());
    }
    println!("{:12} {:>6} {:>14}", "", "tests", "each, p50 µs");
    for (language, tests, us) in rows {
        println!("{language:12} {tests:>6} {us:>14}");
    }
    Ok(())
}
