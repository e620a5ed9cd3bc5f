//! The zygote of a slot. Started by the owner of the slot with a socket as its standard input; of no use by itself.

use std::process::ExitCode;

fn main() -> ExitCode {
    gavel_sandbox::zygote_main()
}
