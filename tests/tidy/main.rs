//! Rules of the code base that no compiler knows: sizes, headers, which crate may use which, where what is allowed.
//! Plain text and Cargo.toml only; nothing is built or run. Each finding names the file and the rule.

mod arrows;
mod sources;

use std::path::{Path, PathBuf};

/// Directories that hold no text of ours.
const SKIPPED: [&str; 4] = ["target", "node_modules", "dist", "vendor"];

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize().expect("the crate lies in the workspace")
}

/// All files whose name ends in `ending`, by their path from the root, in order.
fn files(ending: &str) -> Vec<(String, String)> {
    let root = root();
    let mut found = Vec::new();
    let mut directories = vec![root.clone()];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(&directory).expect("a directory of the workspace is readable") {
            let entry = entry.expect("an entry is readable");
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type().expect("an entry has a type");
            if kind.is_dir() && !name.starts_with('.') && !SKIPPED.contains(&name.as_str()) {
                directories.push(entry.path());
            } else if kind.is_file() && name.ends_with(ending) {
                let path = entry.path();
                let shown = path
                    .strip_prefix(&root)
                    .expect("beneath the root")
                    .to_string_lossy()
                    .into_owned();
                found.push((shown, std::fs::read_to_string(&path).expect("source is UTF-8")));
            }
        }
    }
    found.sort();
    found
}

/// Fails with every finding at once.
fn none(rule: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{rule}:\n  {}", findings.join("\n  "));
}
