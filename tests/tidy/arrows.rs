//! The arrows of ARCHITECTURE.md: which crate may use which, and the libraries that one crate alone may use.
//! Read from the manifests; what a crate uses only in its tests is free.

use std::collections::BTreeMap;

use crate::{files, none};

/// Crate and the siblings that it may use.
const ARROWS: [(&str, &[&str]); 14] = [
    ("gavel-wire", &[]),
    ("gavel-bus", &["gavel-wire"]),
    ("gavel-store", &["gavel-wire"]),
    ("gavel-blob", &["gavel-wire"]),
    ("gavel-sandbox", &[]),
    ("gavel-signature", &["gavel-wire"]),
    (
        "gavel-package",
        &["gavel-wire", "gavel-blob", "gavel-signature", "gavel-statement"],
    ),
    ("gavel-statement", &[]),
    ("gavel-telemetry", &[]),
    (
        "gavel-api",
        &[
            "gavel-wire",
            "gavel-signature",
            "gavel-bus",
            "gavel-store",
            "gavel-blob",
            "gavel-package",
            "gavel-telemetry",
        ],
    ),
    ("gavel-scheduler", &["gavel-wire", "gavel-bus", "gavel-telemetry"]),
    (
        "gavel-agent",
        &[
            "gavel-wire",
            "gavel-blob",
            "gavel-bus",
            "gavel-sandbox",
            "gavel-signature",
            "gavel-telemetry",
        ],
    ),
    (
        "gavel-cli",
        &[
            "gavel-api",
            "gavel-scheduler",
            "gavel-agent",
            "gavel-wire",
            "gavel-bus",
            "gavel-store",
            "gavel-blob",
            "gavel-sandbox",
            "gavel-package",
            "gavel-telemetry",
        ],
    ),
    (
        "gavel-tests",
        &[
            "gavel-wire",
            "gavel-bus",
            "gavel-store",
            "gavel-sandbox",
            "gavel-telemetry",
        ],
    ),
];

/// Library and the crates that may use it.
const KEPT: [(&str, &[&str]); 11] = [
    ("async-nats", &["gavel-bus"]),
    ("sqlx", &["gavel-store"]),
    ("object_store", &["gavel-blob"]),
    ("nomad-client", &["gavel-scheduler"]),
    ("reqwest-nomad", &["gavel-scheduler"]),
    ("poem", &["gavel-api"]),
    ("poem-openapi", &["gavel-api"]),
    ("libc", &["gavel-sandbox", "gavel-package", "gavel-cli"]),
    ("pulldown-cmark", &["gavel-statement"]),
    ("math-core", &["gavel-statement"]),
    ("ammonia", &["gavel-statement"]),
];

/// Each crate with the names that it depends on, in its tests apart from that.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let mut crates = BTreeMap::new();
    for (path, text) in files("Cargo.toml") {
        let manifest: toml::Table = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
        let Some(name) = manifest
            .get("package")
            .and_then(|package| package.get("name")?.as_str())
        else {
            continue;
        };
        let mut used = Vec::new();
        for table in ["dependencies", "build-dependencies"] {
            let table = manifest.get(table).and_then(|table| table.as_table());
            used.extend(table.into_iter().flat_map(|table| table.keys().cloned()));
        }
        crates.insert(name.to_owned(), used);
    }
    crates
}

#[test]
fn crates_use_only_what_the_map_allows() {
    let crates = dependencies();
    let mut findings = Vec::new();
    let known: BTreeMap<_, _> = ARROWS.into_iter().collect();
    for (name, used) in &crates {
        let Some(allowed) = known.get(name.as_str()) else {
            findings.push(format!("{name} is not in the map"));
            continue;
        };
        let siblings = used.iter().filter(|used| used.starts_with("gavel-"));
        let wrong = siblings.filter(|used| !allowed.contains(&used.as_str()));
        findings.extend(wrong.map(|used| format!("{name} → {used}")));
    }
    for (name, _) in ARROWS {
        if !crates.contains_key(name) {
            findings.push(format!("{name} is in the map and nowhere else"));
        }
    }
    none("arrows that ARCHITECTURE.md does not draw", &findings);
}

#[test]
fn some_libraries_have_one_door() {
    let mut findings = Vec::new();
    for (name, used) in dependencies() {
        for (library, allowed) in KEPT {
            if used.iter().any(|used| used == library) && !allowed.contains(&name.as_str()) {
                findings.push(format!(
                    "{name} uses {library}, which is kept to {}",
                    allowed.join(", ")
                ));
            }
        }
    }
    none("libraries behind one door", &findings);
}

#[test]
fn every_crate_takes_the_workspace_lints() {
    let mut findings = Vec::new();
    for (path, text) in files("Cargo.toml") {
        let inherits = text.contains("[lints]\nworkspace = true");
        if text.contains("[package]") && !inherits {
            findings.push(path);
        }
    }
    none("[lints] workspace = true", &findings);
}
