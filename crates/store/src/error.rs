//! What can go wrong with the record, told apart by what the caller can do about it.

use std::path::PathBuf;

use thiserror::Error;

#[derive(Debug, Clone, Error)]
pub enum StoreError {
    #[error("cannot open the database {path}: {why}")]
    Open { path: PathBuf, why: String },
    /// Somebody else holds it: try again.
    #[error("the database is busy")]
    Busy,
    /// The disk or the file is at its limit.
    #[error("the database has no room")]
    Full,
    /// A row with this id exists.
    #[error("the id exists already")]
    Duplicate,
    #[error("a stored row cannot be read: {0}")]
    Corrupt(String),
    #[error("the database failed: {0}")]
    Failed(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        // Primary result codes of SQLite: 5 busy, 6 locked, 13 full; the extended code keeps them in its low byte.
        let code = error
            .as_database_error()
            .and_then(|cause| cause.code()?.parse::<u32>().ok());
        match (code.map(|code| code & 0xff), &error) {
            (Some(5 | 6), _) | (_, sqlx::Error::PoolTimedOut) => StoreError::Busy,
            (Some(13), _) => StoreError::Full,
            _ => StoreError::Failed(error.to_string()),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        StoreError::Corrupt(error.to_string())
    }
}
