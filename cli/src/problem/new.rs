//! `gavel problem new`: a package that verifies as it is, to be turned into another one.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use gavel_wire::ProblemId;

use crate::exit::Usage;

#[derive(Debug, Args)]
pub(super) struct NewArgs {
    /// The package's folder, which is made; its name is the problem's id.
    directory: PathBuf,
}

const FILES: [(&str, &str); 8] = [
    (
        "problem.yaml",
        "\
# docs/PROBLEMS.md tells every field.
title: The larger of two numbers
difficulty: easy
tags: [arithmetic]

limits:
  cpu_ms: 1000
  memory_bytes: 67108864

checker:
  kind: tokens
",
    ),
    (
        "statement.md",
        "\
Read two whole numbers and print the larger one.

**Input.** One line with two whole numbers between -1000 and 1000.

**Output.** The larger of both.
",
    ),
    ("tests/sample-01.in", "3 8\n"),
    ("tests/sample-01.out", "8\n"),
    ("tests/01.in", "-5 -7\n"),
    ("tests/01.out", "-5\n"),
    (
        "submissions/accepted/main.py",
        "first, second = map(int, input().split())\nprint(max(first, second))\n",
    ),
    (
        "submissions/wrong_answer/second.py",
        "first, second = map(int, input().split())\nprint(second)\n",
    ),
];

pub(super) fn run(args: &NewArgs) -> anyhow::Result<()> {
    make(&args.directory)?;
    let shown = args.directory.display();
    println!("{shown} is made; `gavel problem verify {shown}` runs its example submissions");
    Ok(())
}

/// Writes the package; a folder that holds anything is left alone.
fn make(directory: &Path) -> anyhow::Result<()> {
    let name = directory.file_name().and_then(|name| name.to_str());
    name.and_then(|name| ProblemId::parse(name).ok()).ok_or_else(|| {
        Usage::error("a problem's folder is named with at most 64 letters, digits, '-' and '_'")
    })?;
    let mut there = std::fs::read_dir(directory).into_iter().flatten();
    if there.next().is_some() || directory.is_file() {
        return Err(Usage::error(format!("{} is there already", directory.display())));
    }
    for (file, text) in FILES {
        let path = directory.join(file);
        let parent = path.parent().unwrap_or(directory);
        std::fs::create_dir_all(parent).with_context(|| format!("make {}", parent.display()))?;
        std::fs::write(&path, text).with_context(|| format!("write {}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_can_be_read_and_nothing_is_written_over() {
        let place = tempfile::tempdir().unwrap();
        let directory = place.path().join("larger");
        make(&directory).unwrap();
        let package = gavel_package::folder::read(&directory).unwrap();
        assert_eq!((package.tests.len(), package.submissions.len()), (2, 2));
        assert!(make(&directory).unwrap_err().is::<Usage>());
        assert!(
            make(&place.path().join("no good name"))
                .unwrap_err()
                .is::<Usage>()
        );
    }
}
