//! Tests of the sandbox on this machine's own kernel, as root: real slots, real programs. Without root they fail and say so.

mod answer;
mod attacks;
mod common;
mod confinement;
mod life;
mod lost;
mod spoilt;
mod status;
mod toolchains;
mod warm;
