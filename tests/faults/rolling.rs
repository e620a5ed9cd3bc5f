//! Every part is restarted in order under load, one after the other, and no request fails. The load tries what found a closed
//! connection on the other api, as a load balancer does; an answer that refuses or no answer is a failure.

use std::time::Duration;

use gavel_tests::{Cluster, Load, Part};

use crate::{all_current, alone, writes};

const SENDERS: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_of_each_part_in_turn_fails_no_request() {
    let _alone = alone().await;
    let mut cluster = Cluster::start("rolling", 3).await;
    let load = Load::new("rolling", cluster.clients());
    let sending = load.start(SENDERS);
    for part in cluster.parts().to_vec().into_iter().rev() {
        let status = cluster.end(part).await;
        assert!(
            status.success(),
            "{part} ended with {status}:\n{}",
            cluster.log(part)
        );
        cluster.spawn(part);
        cluster.wait_ready().await;
        if let Part::Nats(_) = part {
            all_current(&cluster).await;
        }
        // What began during the restart ends.
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    load.end(sending).await;
    let tally = load.settle(async || writes(&cluster).await).await;
    println!("rolling restart: {tally}");
    for part in cluster.parts() {
        let log = cluster.log(*part);
        for line in log.lines().filter(|line| line.contains("request refused")) {
            println!("{part}: {line}");
        }
    }
    assert!(
        tally.refused.is_empty() && tally.unanswered == 0,
        "no request fails: {tally}"
    );
    assert!(tally.lost.is_empty() && tally.wrong.is_empty(), "{tally:?}");
    assert_eq!((tally.verdicts, tally.doubled), (tally.accepted, 0));
    assert!(tally.accepted > 50, "too little happened to prove anything");
}
