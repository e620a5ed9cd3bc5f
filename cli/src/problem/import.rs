//! `gavel problem import`: a package of another judge as one of Gavel's, and what did not come with it.

use std::path::{Path, PathBuf};

use clap::Args;
use gavel_package::import::import;
use gavel_package::import::report::Report;
use gavel_wire::ProblemId;

use super::notes::{self, shown};
use crate::exit::{Ended, Usage};

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The package: a folder, or an archive of one. Its format is recognised.
    package: PathBuf,
    /// The folder that is made; its name is the problem's id [default: the package's name, here].
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Directory that holds languages/, which tell the programs that are taken.
    #[arg(long, value_name = "DIR", env = "GAVEL_HOME", default_value = ".")]
    home: PathBuf,
    /// Prints the report as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &ImportArgs) -> anyhow::Result<Ended> {
    let output = match &args.output {
        Some(output) => output.clone(),
        None => PathBuf::from(args.package.file_stem().unwrap_or_default()),
    };
    let name = output.file_name().and_then(|name| name.to_str());
    if name.is_none_or(|name| ProblemId::parse(name).is_err()) {
        return Err(Usage::error(
            "a problem's folder is named with at most 64 letters, digits, '-' and '_'; name one with -o",
        ));
    }
    let mut there = std::fs::read_dir(&output).into_iter().flatten();
    if there.next().is_some() || output.is_file() {
        let shown = output.display();
        return Err(Usage::error(format!(
            "{shown} is there already; name another folder with -o"
        )));
    }
    let report = import(&args.package, &output, &args.home.join("languages"))?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        show(&report, &output);
    }
    Ok(if report.is_whole() {
        Ended::Success
    } else {
        Ended::OtherVerdict
    })
}

fn show(report: &Report, output: &Path) {
    println!(
        "{}: {} ({}), {} samples, {} hidden tests, {} submissions",
        output.display(),
        shown(&report.title),
        report.format.as_str(),
        report.samples,
        report.hidden_tests,
        report.submissions
    );
    notes::show(&report.notes);
    println!(
        "  `gavel problem verify {}` runs its submissions",
        output.display()
    );
}
