//! Languages as this host has them: a file under `languages/` is read, its toolchain found, prepared once, laid out as a
//! sandbox root and probed inside. Nothing here runs a stranger's code; `worker` calls it before it takes work.

mod expand;
mod host;
mod locate;
mod prepare;

pub use expand::{ExpandError, Variables};
pub use host::HostError;
pub use locate::{Directories, LocateError, Located, Toolchain, locate_all, locate_one};
pub use prepare::PrepareError;
