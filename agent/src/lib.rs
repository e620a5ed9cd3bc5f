//! The agent: takes one run a slot from the leading scheduler, executes it in a sandbox, judges it and offers the result.
//! It must hold no database code and no key to anything but its own subjects. `main` and the tests call it.

pub mod blobs;
pub mod check;
pub mod limits;
pub mod shown;
pub mod toolchain;
pub mod verdict;
