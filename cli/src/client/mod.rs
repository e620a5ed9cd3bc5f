//! The commands that speak to an API: run, submit, status, cancel. Arguments and what is printed; HTTP is in `http`.
//! They hold no rule of the service's: what is allowed is said by its answers.

mod follow;
mod http;
mod source;
mod view;

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use self::follow::create_and_follow;
use self::view::Page;
use crate::config;
use crate::exit::{Ended, Usage};

pub(crate) use self::follow::Final;
pub(crate) use self::http::Api;
pub(crate) use self::source::language;
pub(crate) use self::view::State;

const RUNS: &str = "/v1/runs";
const SUBMISSIONS: &str = "/v1/submissions";

/// Where the service is; every command that speaks to it takes this.
#[derive(Debug, Args)]
pub(crate) struct ServerArgs {
    /// The API's address [default: GAVEL_SERVER, else that of a running `gavel up`].
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// Prints the API's answer as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

impl ServerArgs {
    pub(crate) fn api(&self) -> anyhow::Result<Api> {
        Api::new(config::server(self.server.clone(), None)?)
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gavel run hello.py
  gavel run sort.cpp --stdin numbers.txt -- --reverse
  echo 1 2 | gavel run sum.py --stdin - --json
  gavel run solution.py --problem pair-with-sum
  gavel run solution.py --problem pair-with-sum --arguments '[[1, 2, 3], 5]'")]
pub(crate) struct RunArgs {
    /// The source file.
    file: PathBuf,
    /// The language's id, as `GET /v1/languages` lists them [default: told by the extension].
    #[arg(long, short)]
    language: Option<String>,
    /// The program's input: a file, or - for this command's own.
    #[arg(long, value_name = "FILE")]
    stdin: Option<PathBuf>,
    /// A problem's id: the program is run with its samples, or with what --stdin or --arguments gives.
    #[arg(long, short, conflicts_with = "args")]
    problem: Option<String>,
    /// Of a typed problem: the list of the arguments, or of the calls on the class, as JSON.
    #[arg(long, value_name = "JSON", requires = "problem", conflicts_with = "stdin")]
    arguments: Option<String>,
    #[command(flatten)]
    server: ServerArgs,
    /// The program's arguments.
    #[arg(last = true)]
    args: Vec<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  gavel submit main.py --problem sum-of-two")]
pub(crate) struct SubmitArgs {
    /// The source file.
    file: PathBuf,
    /// The problem's id.
    #[arg(long, short)]
    problem: String,
    /// The language's id [default: told by the extension].
    #[arg(long, short)]
    language: Option<String>,
    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// A run or a submission [default: lists the newest of both].
    id: Option<String>,
    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CancelArgs {
    /// A run or a submission.
    id: String,
    #[command(flatten)]
    server: ServerArgs,
}

pub(crate) async fn run(args: RunArgs) -> anyhow::Result<Ended> {
    let mut body = json!({
        "language": source::language(args.language.as_deref(), &args.file)?,
        "source": source::source(&args.file)?,
    });
    if let Some(file) = &args.stdin {
        body["stdin"] = source::stdin(file)?.into();
    }
    if let Some(problem) = &args.problem {
        body["problem"] = problem.as_str().into();
    }
    if let Some(arguments) = &args.arguments {
        let list: Vec<Value> = serde_json::from_str(arguments)
            .map_err(|error| Usage::error(format!("--arguments is no list in JSON: {error}")))?;
        body["arguments"] = list.into();
    }
    if !args.args.is_empty() {
        body["args"] = args.args.into();
    }
    let ended = create_and_follow(&args.server.api()?, RUNS, &body).await?;
    show(&ended, args.server.json)
}

pub(crate) async fn submit(args: SubmitArgs) -> anyhow::Result<Ended> {
    let body = json!({
        "language": source::language(args.language.as_deref(), &args.file)?,
        "source": source::source(&args.file)?,
        "problem": args.problem,
    });
    let ended = create_and_follow(&args.server.api()?, SUBMISSIONS, &body).await?;
    show(&ended, args.server.json)
}

pub(crate) async fn status(args: StatusArgs) -> anyhow::Result<Ended> {
    let api = args.server.api()?;
    let Some(id) = &args.id else {
        return list(&api, args.server.json).await;
    };
    let (_, found) = find(&api, id).await?;
    let now = Final::parse(found)?;
    if now.view.state == State::Done {
        return show(&now, args.server.json);
    }
    if args.server.json {
        println!("{}", serde_json::to_string_pretty(&now.raw)?);
    } else {
        println!("{}", now.view.phase());
    }
    Ok(Ended::OtherVerdict)
}

pub(crate) async fn cancel(args: CancelArgs) -> anyhow::Result<Ended> {
    let api = args.server.api()?;
    let (path, _) = find(&api, &args.id).await?;
    api.delete(&path).await?;
    if args.server.json {
        println!("{}", serde_json::to_string_pretty(&api.get(&path, 0).await?)?);
    }
    Ok(Ended::Success)
}

/// The path and the answer of what has this id: a submission, else a run.
async fn find(api: &Api, id: &str) -> anyhow::Result<(String, Value)> {
    let id: gavel_wire::SubmissionId = id
        .parse()
        .map_err(|_| Usage::error(format!("{id:?} is not an id")))?;
    for collection in [SUBMISSIONS, RUNS] {
        let path = format!("{collection}/{id}");
        if let Some(found) = api.find(&path).await? {
            return Ok((path, found));
        }
    }
    Err(Usage::error(format!("nothing of yours has the id {id}")))
}

async fn list(api: &Api, json: bool) -> anyhow::Result<Ended> {
    let (submissions, runs) = (api.get(SUBMISSIONS, 0).await?, api.get(RUNS, 0).await?);
    if json {
        let both = json!({"submissions": submissions, "runs": runs});
        println!("{}", serde_json::to_string_pretty(&both)?);
        return Ok(Ended::Success);
    }
    for page in [submissions, runs] {
        let page: Page = serde_json::from_value(page)?;
        page.items.iter().for_each(|item| println!("{}", item.line()));
    }
    Ok(Ended::Success)
}

/// Shows what is done and says whether that is a success.
fn show(ended: &Final, json: bool) -> anyhow::Result<Ended> {
    if json {
        println!("{}", serde_json::to_string_pretty(&ended.raw)?);
    } else if let Some(report) = &ended.view.report {
        match (&ended.view.problem, &report.run) {
            (Some(_), None) => view::show_judging(report)?,
            _ => view::show_run(report)?,
        }
    }
    Ok(if ended.view.is_success() {
        Ended::Success
    } else {
        Ended::OtherVerdict
    })
}
