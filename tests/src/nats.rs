//! One request to a nats-server in its own words, for what no part may ask: the state of every stream, and an operator's deletions.
//! Fifty lines instead of a client, which is `bus`' alone.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

const ANSWER_MAX: Duration = Duration::from_secs(5);

/// A user of a server, and a prefix of inboxes that it may subscribe to.
#[derive(Debug, Clone)]
pub struct NatsUser {
    pub server: SocketAddr,
    pub user: String,
    pub password: String,
    pub inbox: String,
}

/// How often the keys of a bucket were written, by key. A bucket keeps one message a key and counts all.
#[derive(Debug, Default)]
pub struct Writes {
    pub keys: Vec<String>,
    /// Messages that took the place of another one.
    pub replaced: u64,
}

impl NatsUser {
    /// The JSON answer; None where the server is not there or nobody answers.
    pub fn ask(&self, subject: &str, question: &Value) -> Option<Value> {
        let stream = TcpStream::connect_timeout(&self.server, ANSWER_MAX).ok()?;
        stream.set_read_timeout(Some(ANSWER_MAX)).ok()?;
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let inbox = format!("{}.harness", self.inbox);
        let body = question.to_string();
        let hello = json!({"verbose": false, "pedantic": false, "user": self.user, "pass": self.password, "protocol": 1});
        let text = format!(
            "CONNECT {hello}\r\nSUB {inbox} 1\r\nPUB {subject} {inbox} {}\r\n{body}\r\n",
            body.len()
        );
        (&stream).write_all(text.as_bytes()).ok()?;
        loop {
            line.clear();
            if reader.read_line(&mut line).ok()? == 0 || line.starts_with("-ERR") {
                return None;
            }
            if line.starts_with("PING") {
                (&stream).write_all(b"PONG\r\n").ok()?;
            } else if line.starts_with("MSG") {
                let length = line.trim().rsplit(' ').next()?.parse().ok()?;
                let mut answer = vec![0; length];
                reader.read_exact(&mut answer).ok()?;
                return serde_json::from_slice(&answer).ok();
            }
        }
    }

    /// The state of a stream, with its subjects.
    pub fn stream(&self, name: &str) -> Option<Value> {
        let question = json!({"subjects_filter": ">"});
        let info = self.ask(&format!("$JS.API.STREAM.INFO.{name}"), &question)?;
        info.get("state").cloned()
    }

    /// What was written to a bucket since it was made, while nothing expired.
    pub fn writes(&self, bucket: &str) -> Option<Writes> {
        let state = self.stream(&format!("KV_{bucket}"))?;
        let prefix = format!("$KV.{bucket}.");
        let subjects = state["subjects"].as_object();
        let keys = subjects.into_iter().flat_map(|subjects| subjects.keys());
        let keys = keys
            .filter_map(|subject| subject.strip_prefix(&prefix))
            .map(str::to_owned);
        Some(Writes {
            keys: keys.collect(),
            replaced: state["last_seq"]
                .as_u64()?
                .saturating_sub(state["messages"].as_u64()?),
        })
    }
}
