//! The only user of sqlx: the record of what people sent and what came of it, behind one trait.
//! SQLite in one file is the default; Postgres is to implement the same trait and pass the same conformance suite.

mod config;
#[cfg(feature = "testing")]
pub mod conformance;
mod error;
mod group;
mod insert;
mod record;
mod sqlite;

pub use config::Config;
pub use error::StoreError;
pub use record::{Cursor, Found, Kind, ListFilter, Record, Request, Store, Summary};
pub use sqlite::Sqlite;
