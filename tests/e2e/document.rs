//! The running service against its own OpenAPI document: schemathesis sends what the document allows and what it forbids.

use std::process::Command;

use gavel_tests::root;

use crate::shared;

#[test]
fn schemathesis_finds_nothing() {
    let client = shared().client();
    let ran = Command::new(root().join("tools/schemathesis.sh"))
        .arg(&client.address)
        .env("GAVEL_KEY", &client.key)
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&ran.stdout);
    assert!(
        ran.status.success(),
        "{out}{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    println!("{out}");
}
