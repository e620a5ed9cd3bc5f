//! The compile cache through the real agent: what is the same is compiled once, and no program changes what another one gets.

use std::path::PathBuf;

use gavel_wire::{RunResult, Status};

use crate::common::{Agent, TestRegion, printed, run};

/// Tries everything that a program could do to what was made of its source.
const HOSTILE: &str = r##"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
int main(int argc, char **argv) {
    int n = 0;
    scanf("%d", &n);
    const char *names[] = {"/w/main", "/proc/self/exe", "main.c", "/w/other", argv[0]};
    for (int i = 0; i < 5; i++) {
        int f = open(names[i], O_WRONLY | O_CREAT | O_TRUNC, 0777);
        if (f >= 0) { write(f, "#!/usr/bin/evil\n", 16); fchmod(f, 0777); close(f); }
        unlink(names[i]);
        rename("/w/other", names[i]);
    }
    printf("%d\n", n + 1);
}
"##;

fn cached(result: &RunResult) -> bool {
    result.report.compile.as_ref().expect("it was compiled").cached
}

fn entries(region: &TestRegion) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = std::fs::read_dir(region.directory.path().join("compiled")).expect("the cache is there");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .map(|path| (path.clone(), std::fs::read(path).expect("an entry is readable")))
        .collect()
}

async fn judged(region: &mut TestRegion, agent: &Agent, source: &str, stdin: &str) -> RunResult {
    let result = region.judge(agent, "c", source, run(stdin)).await;
    assert_eq!(result.report.status, Status::Ok, "{:#?}", result.report);
    result
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_the_same_is_compiled_once_and_nobody_changes_it() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("compiled", &["c"]));
    let first = judged(&mut region, &agent, HOSTILE, "1").await;
    assert!(!cached(&first));
    assert_eq!(printed(&first), "2\n");
    let kept = entries(&region);
    assert_eq!(kept.len(), 1);
    for number in 2..5 {
        let again = judged(&mut region, &agent, HOSTILE, &number.to_string()).await;
        assert!(cached(&again));
        assert_eq!(printed(&again), format!("{}\n", number + 1));
    }
    assert_eq!(entries(&region), kept, "it ran four times and changed nothing");

    // One more space is another program.
    assert!(!cached(
        &judged(&mut region, &agent, &format!("{HOSTILE} "), "1").await
    ));
    // What does not compile is tried each time.
    for _ in 0..2 {
        let failed = region
            .judge(&agent, "c", "int main(void) { return x; }", run(""))
            .await;
        assert_eq!(failed.report.status, Status::CompileError);
        assert!(!cached(&failed));
    }
    assert_eq!(entries(&region).len(), 2);

    // A disk that lies is found out.
    let (path, mut content) = kept[0].clone();
    let last = content.len() - 1;
    content[last] ^= 1;
    std::fs::write(&path, content).unwrap();
    assert!(!cached(&judged(&mut region, &agent, HOSTILE, "1").await));
    assert!(cached(&judged(&mut region, &agent, HOSTILE, "1").await));
    agent.stop().await;
}
