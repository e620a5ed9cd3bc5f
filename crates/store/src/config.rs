//! Section `[store]` of the configuration file.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The SQLite file; made when it is missing.
    pub path: PathBuf,
    /// Greatest size of the file. Nothing new is taken once seven eighths are used, so that verdicts still find room, until
    /// retention has made some. 0 is no limit.
    pub bytes_max: u64,
    /// Days after which source, input and printed output are deleted; verdicts stay. 0 keeps them.
    pub source_days: u32,
    /// Days after which whole rows are deleted. 0 keeps them.
    pub rows_days: u32,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            path: PathBuf::from("gavel.db"),
            bytes_max: 0,
            source_days: 90,
            rows_days: 0,
        }
    }
}
