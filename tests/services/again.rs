//! A time limit that is near, all the way: judged on one slot, judged again on the other, and the verdict says so.

use std::fs;

use gavel_tests::{Client, Up, scratch};
use serde_json::{Value, json};

use crate::{alone, until};

/// Where it is slow it goes by its own CPU clock.
const PROGRAM: &str = "#include <stdio.h>\n#include <time.h>\n#include <unistd.h>
int main(void) {
  struct timespec used;
  do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  while (SLOW && used.tv_sec == 0 && used.tv_nsec < ENDS_MS * 1000000);
  puts(\"done\");
}";
/// A slot's programs run as this user and its number.
const UID_BASE: u64 = 64_000;

async fn judge(client: &Client, slow: &str, ends_ms: &str) -> Value {
    // With both slots free the first time is always on the same one.
    until("both slots are free", async || {
        client.get("/v1/queue").await.body["slots_free"] == 2
    })
    .await;
    let source = PROGRAM.replace("SLOW", slow).replace("ENDS_MS", ends_ms);
    let body = json!({"problem": "near", "language": "c", "source": source});
    client.judge("/v1/submissions", &body).await["report"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_near_time_limit_is_judged_on_two_slots_and_the_verdict_says_so() {
    let _alone = alone().await;
    let up = Up::start(&scratch("again"), &["--local", "--agents", "2"]);
    let client = Client::of(&up.file());
    let problems = up.gavel.data.join("problems");
    let tests = problems.join("near/tests");
    fs::create_dir_all(&tests).unwrap();
    let described = "title: Near\ndifficulty: easy\ntags: [time]\nlimits: {cpu_ms: 200}\n";
    fs::write(problems.join("near/problem.yaml"), described).unwrap();
    fs::write(problems.join("near/statement.md"), "Print done.\n").unwrap();
    fs::write(tests.join("01.in"), "\n").unwrap();
    fs::write(tests.join("01.out"), "done\n").unwrap();
    let loaded = up.gavel.run(&["problem", "load", &problems.to_string_lossy()]);
    assert!(loaded.status.success(), "{loaded:?}");
    until("the problem is published", async || {
        client.get("/v1/problems/near").await.status == 200
    })
    .await;

    // Too slow wherever it runs, so that two agree.
    let report = judge(&client, "1", "210").await;
    assert_eq!(report["status"], "time_limit", "{report}");
    let first = report["judged_again"].clone();
    assert_ne!(first["slot"], report["slot"], "{report}");
    for used in [&first["cpu_us"], &report["usage"]["cpu_us"]] {
        assert!((200_000..=220_000).contains(&used.as_u64().unwrap()), "{report}");
    }
    assert!(first["calibration_us"].as_u64() > Some(0) && report["calibration_us"].as_u64() > Some(0));

    // Too slow on one slot alone, which is once the one that has it first.
    let mut again = 0;
    for slot in [&first["slot"], &report["slot"]] {
        let user = UID_BASE + slot.as_u64().unwrap();
        let report = judge(&client, &format!("getuid() == {user}"), "210").await;
        assert_eq!(report["status"], "accepted", "{report}");
        again += u32::from(report["judged_again"]["slot"] == *slot);
    }
    assert_eq!(again, 1);

    // One that is killed beyond the margin may have needed any time: it stands at once.
    let report = judge(&client, "1", "900").await;
    assert_eq!(report["status"], "time_limit");
    assert!(report["judged_again"].is_null(), "{report}");
}
