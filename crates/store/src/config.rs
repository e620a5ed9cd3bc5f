//! Section `[store]` of the configuration file.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The SQLite file; made when it is missing.
    pub path: PathBuf,
    /// Days after which source, input and printed output are deleted; verdicts stay. 0 keeps them.
    pub source_days: u32,
    /// Days after which whole rows are deleted. 0 keeps them.
    pub rows_days: u32,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            path: PathBuf::from("gavel.db"),
            source_days: 90,
            rows_days: 0,
        }
    }
}
