//! Messages as earlier versions wrote them, kept under samples/<version>/: each must still be read, with every field where it was.
//! A sample is never changed; a new form gets a new one. What a later version adds must not disturb this one.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

use std::path::Path;

use gavel_wire::message::WIRE_VERSION;
use gavel_wire::problem::CatalogueChanged;
use gavel_wire::state::{AgentState, Cancel, Progress, QueueState};
use gavel_wire::{
    ResultAnswer, RunResult, StartReply, StartRun, StopRun, Submission, Verdict, WireError, decode, encode,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Versions of which samples are kept: this one and the one before.
const VERSIONS: [u16; 1] = [1];

/// Whether `now` says everything that `sample` said.
fn says(now: &Value, sample: &Value) -> bool {
    match (now, sample) {
        (Value::Object(now), Value::Object(sample)) => sample
            .iter()
            .all(|(name, value)| now.get(name).map_or(value.is_null(), |now| says(now, value))),
        (Value::Array(now), Value::Array(sample)) => {
            now.len() == sample.len() && now.iter().zip(sample).all(|(now, sample)| says(now, sample))
        }
        _ => now == sample,
    }
}

fn check<T: DeserializeOwned + Serialize>(kind: &str) {
    for version in VERSIONS {
        let path = format!("tests/samples/{version}/{kind}.json");
        let text = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path)).unwrap();
        let samples: Vec<Value> = serde_json::from_slice(&text).unwrap();
        assert!(!samples.is_empty(), "{path}");
        for sample in samples {
            let bytes = serde_json::to_vec(&sample).unwrap();
            let read: T = decode(&bytes).unwrap_or_else(|error| panic!("{path}: {error:?}: {sample}"));
            let now: Value = serde_json::from_slice(&encode(&read).unwrap()).unwrap();
            assert!(says(&now, &sample), "{path}: {sample}\nbecame {now}");

            let mut later = sample.clone();
            later["added_later"] = 1.into();
            assert!(
                decode::<T>(&serde_json::to_vec(&later).unwrap()).is_ok(),
                "{path}: an added field"
            );
            later["v"] = (WIRE_VERSION + 1).into();
            let future = decode::<T>(&serde_json::to_vec(&later).unwrap());
            assert!(
                matches!(future, Err(WireError::Future(_))),
                "{path}: a future message is named as such"
            );
        }
    }
}

#[test]
fn every_message_of_this_and_the_last_version_is_read() {
    check::<Submission>("submission");
    check::<StartRun>("start_run");
    check::<StartReply>("start_reply");
    check::<StopRun>("stop_run");
    check::<RunResult>("run_result");
    check::<ResultAnswer>("result_answer");
    check::<AgentState>("agent_state");
    check::<Progress>("progress");
    check::<QueueState>("queue_state");
    check::<Cancel>("cancel");
    check::<CatalogueChanged>("catalogue_changed");
    check::<Verdict>("verdict");
}
