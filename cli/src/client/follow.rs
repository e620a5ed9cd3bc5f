//! Sends a run or a submission and stays with it until its end: a spinner on a terminal, one wait after the other, and a
//! cancel when the person presses Ctrl-C. It prints nothing but progress; the callers show the end.

use std::io::IsTerminal;
use std::time::Duration;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use super::http::Api;
use super::view::{State, View};

/// How long one request waits for the end; progress is as fresh as that.
const WAIT_S: u32 = 2;
const WAIT_ON_TERMINAL_S: u32 = 1;

/// The API's last answer, as it came and as it is shown.
pub(crate) struct Final {
    pub(crate) raw: Value,
    pub(crate) view: View,
}

impl Final {
    pub(crate) fn parse(raw: Value) -> anyhow::Result<Final> {
        let view = serde_json::from_value(raw.clone()).context("the answer is not of the expected form")?;
        Ok(Final { raw, view })
    }
}

/// Creates something at `collection` (such as `/v1/runs`) and follows it to its end.
pub(crate) async fn create_and_follow(api: &Api, collection: &str, body: &Value) -> anyhow::Result<Final> {
    let spinner = Spinner::new();
    let first = api.create(collection, body, spinner.wait_s).await?;
    let first = Final::parse(first)?;
    let path = format!("{collection}/{}", first.view.id);
    let ended = {
        let followed = follow(api, &path, first, &spinner);
        tokio::select! {
            ended = followed => Some(ended),
            _ = tokio::signal::ctrl_c() => None,
        }
    };
    match ended {
        Some(ended) => ended,
        None => {
            spinner.say("cancelling");
            api.delete(&path).await.context("cancel")?;
            let now = Final::parse(api.get(&path, 0).await?)?;
            follow(api, &path, now, &spinner).await
        }
    }
}

async fn follow(api: &Api, path: &str, first: Final, spinner: &Spinner) -> anyhow::Result<Final> {
    let mut last = first;
    while last.view.state != State::Done {
        spinner.say(last.view.phase());
        last = Final::parse(api.get(path, spinner.wait_s).await?)?;
    }
    Ok(last)
}

/// Turns only where a person looks at it; gone when dropped.
struct Spinner {
    bar: ProgressBar,
    wait_s: u32,
}

impl Spinner {
    fn new() -> Spinner {
        if !std::io::stderr().is_terminal() {
            return Spinner {
                bar: ProgressBar::hidden(),
                wait_s: WAIT_S,
            };
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message("sending");
        bar.enable_steady_tick(Duration::from_millis(100));
        Spinner {
            bar,
            wait_s: WAIT_ON_TERMINAL_S,
        }
    }

    fn say(&self, text: impl Into<String>) {
        self.bar.set_message(text.into());
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
