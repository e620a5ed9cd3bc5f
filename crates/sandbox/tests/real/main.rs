//! Tests of the sandbox on this machine's own kernel, as root: real slots, real programs. Without root they fail and say so.

mod common;
mod status;
