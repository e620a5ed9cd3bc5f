//! Everything together, as a person or an operator meets it: `gavel up` with real parts, its API, the terminal commands. Tests that
//! only ask share one `gavel up --local`; those that break things start their own.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod bench;
mod document;
mod life;
mod nomad;
mod operators;
mod path;
mod queue;
mod terminal;

use std::sync::OnceLock;

use gavel_tests::{Client, Gavel, Up, scratch};
use serde_json::Value;

/// What tests that only ask know of the shared one.
struct Shared {
    gavel: Gavel,
    file: Value,
}

impl Shared {
    fn client(&self) -> Client {
        Client::of(&self.file)
    }
}

/// It lives as long as the test process: the kernel ends it then.
fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let up = Up::start(&scratch("e2e-shared"), &["--local", "--agents", "2"]);
        let shared = Shared {
            gavel: up.gavel.clone(),
            file: up.file(),
        };
        std::mem::forget(up);
        shared
    })
}
