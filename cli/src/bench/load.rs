//! Load over HTTP for the benchmarks: connections that each send one request after another, as fast as answers come or at
//! moments that were fixed before (then latency counts from the moment, so that nothing hides behind a slow answer).
//! A blocking thread a connection, since nothing costs less on a machine that it shares with what it measures.

use std::collections::{BTreeMap, VecDeque};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use gavel_wire::SubmissionId;
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, connect, socket_with};

use super::statistics::Samples;

/// Nobody sends more: the strictest window that counts minutes lets five through.
const SENDS_MAX: u8 = 3;
/// Between two sends of one user, with room for the way to where limits are decided.
const SEND_EVERY: Duration = Duration::from_secs(2);
const ANSWER_MAX: Duration = Duration::from_secs(40);
const ANSWER_BYTES_MAX: usize = 1 << 20;
const THREAD_STACK_BYTES: usize = 256 * 1024;
/// Longer than threads take to connect.
const LEAD_IN: Duration = Duration::from_millis(300);

/// What is sent, and to whom.
pub(super) struct Target {
    pub(super) address: SocketAddr,
    pub(super) key: String,
    pub(super) path: &'static str,
    /// More header lines, each with its line end.
    pub(super) headers: &'static str,
    pub(super) body: String,
    /// The status of a good answer and what it must contain.
    pub(super) wanted: (u16, &'static str),
    pub(super) connections: usize,
    /// So many take turns before others join them.
    pub(super) users: usize,
    /// Goes into the users' names: another load has other users.
    pub(super) name: String,
}

/// When requests are sent.
pub(super) enum Pace {
    /// The next as soon as the last was answered.
    Closed(Duration),
    /// At these times after the start, in order.
    Open(Vec<Duration>),
}

/// What came of a load.
#[derive(Default)]
pub(super) struct Loaded {
    /// Of the answers that were wanted, with the time that each took.
    pub(super) ids: Vec<SubmissionId>,
    pub(super) took: Samples,
    /// Other answers, by their status.
    pub(super) refused: BTreeMap<u16, u64>,
    pub(super) users: usize,
    /// From the first request to the last answer.
    pub(super) lasted: Duration,
}

/// Independent arrivals at a rate: exponential gaps from a fixed seed, so that every run sees the same.
pub(super) fn arrivals(per_second: f64, lasting: Duration) -> Vec<Duration> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut at = 0.0;
    let mut all = Vec::new();
    while at < lasting.as_secs_f64() {
        all.push(Duration::from_secs_f64(at));
        // xorshift64*: gaps need no better randomness.
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        let bits = u32::try_from(state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32).unwrap_or(u32::MAX);
        let uniform = (f64::from(bits) + 1.0) / (f64::from(u32::MAX) + 2.0);
        at -= uniform.ln() / per_second;
    }
    all
}

/// Sends until the pace ends or `stop` is set. Blocks.
pub(super) fn run(target: &Target, pace: &Pace, stop: &AtomicBool) -> anyhow::Result<Loaded> {
    let next = AtomicUsize::new(0);
    let start = Instant::now() + LEAD_IN;
    let shared = Shared {
        target,
        pace,
        stop,
        next: &next,
        start,
    };
    std::thread::scope(|scope| {
        let mut threads = Vec::new();
        for number in 0..target.connections {
            let builder = std::thread::Builder::new().stack_size(THREAD_STACK_BYTES);
            let thread = builder.spawn_scoped(scope, move || {
                let done = connection(number, &shared);
                if done.is_err() {
                    stop.store(true, Ordering::Relaxed);
                }
                done
            });
            threads.push(thread.context("start a thread")?);
        }
        let mut whole = Loaded::default();
        for thread in threads {
            let one = thread
                .join()
                .map_err(|_| anyhow::anyhow!("a connection's thread panicked"))??;
            whole.ids.extend(one.ids);
            whole.took.extend(one.took);
            whole.users += one.users;
            for (status, count) in one.refused {
                *whole.refused.entry(status).or_default() += count;
            }
        }
        whole.lasted = start.elapsed();
        Ok(whole)
    })
}

pub(super) fn per_second(count: u64, lasted: Duration) -> u64 {
    let us = u64::try_from(lasted.as_micros()).unwrap_or(u64::MAX).max(1);
    count.saturating_mul(1_000_000) / us
}

/// `none`, or how many with which status.
pub(super) fn refusals<'a>(all: impl IntoIterator<Item = &'a BTreeMap<u16, u64>>) -> String {
    let mut sum = BTreeMap::<u16, u64>::new();
    for (status, count) in all.into_iter().flatten() {
        *sum.entry(*status).or_default() += count;
    }
    if sum.is_empty() {
        return "none".to_owned();
    }
    let all = sum.iter().map(|(status, count)| format!("{count} × {status}"));
    all.collect::<Vec<_>>().join(", ")
}

#[derive(Clone, Copy)]
struct Shared<'a> {
    target: &'a Target,
    pace: &'a Pace,
    stop: &'a AtomicBool,
    next: &'a AtomicUsize,
    start: Instant,
}

impl Shared<'_> {
    /// When the next request is due; None when there is none.
    fn due(&self) -> Option<Instant> {
        if self.stop.load(Ordering::Relaxed) {
            return None;
        }
        match self.pace {
            Pace::Closed(lasting) => {
                let now = Instant::now().max(self.start);
                (now < self.start + *lasting).then_some(now)
            }
            Pace::Open(arrivals) => {
                let number = self.next.fetch_add(1, Ordering::Relaxed);
                arrivals.get(number).map(|at| self.start + *at)
            }
        }
    }
}

fn connection(number: usize, shared: &Shared<'_>) -> anyhow::Result<Loaded> {
    let target = shared.target;
    let mut stream = open(number, target.address)?;
    let share = target.users.div_ceil(target.connections);
    let mut people = People::new(share);
    let mut done = Loaded::default();
    let (mut request, mut answer) = (Vec::new(), Vec::new());
    while let Some(due) = shared.due() {
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let (user, sent) = people.next();
        request.clear();
        write!(
            request,
            "POST {} HTTP/1.1\r\nHost: gavel\r\nAuthorization: Bearer {}\r\nGavel-User: {name}-{number}-{user}\r\n\
             Idempotency-Key: {name}-{number}-{user}-{sent}\r\nContent-Type: application/json\r\n{}Content-Length: {}\r\n\r\n{}",
            target.path,
            target.key,
            target.headers,
            target.body.len(),
            target.body,
            name = target.name,
        )?;
        stream.write_all(&request).context("send a request")?;
        let status = read_answer(&mut stream, &mut answer).context("read an answer")?;
        let took = due.elapsed();
        if status == target.wanted.0 && contains(&answer, target.wanted.1) {
            done.took.push(took);
            done.ids.push(id_in(&answer)?);
        } else {
            *done.refused.entry(status).or_default() += 1;
        }
    }
    done.users = people.joined;
    Ok(done)
}

/// From an address of its own within 127.0.0.0/8 where the service listens there: flood protection counts addresses.
fn open(number: usize, address: SocketAddr) -> anyhow::Result<TcpStream> {
    let stream = if address.ip().is_loopback() && address.is_ipv4() {
        let socket = socket_with(
            AddressFamily::INET,
            SocketType::STREAM,
            SocketFlags::CLOEXEC,
            None,
        )?;
        let [high, low] = u16::try_from(number + 1)
            .context("too many connections")?
            .to_be_bytes();
        bind(&socket, &SocketAddrV4::new(Ipv4Addr::new(127, 1, high, low), 0))?;
        connect(&socket, &address).with_context(|| format!("reach {address}"))?;
        TcpStream::from(socket)
    } else {
        TcpStream::connect(address).with_context(|| format!("reach {address}"))?
    };
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(ANSWER_MAX))?;
    Ok(stream)
}

/// Reads one answer whole and gives its status.
fn read_answer(stream: &mut TcpStream, answer: &mut Vec<u8>) -> anyhow::Result<u16> {
    answer.clear();
    let mut piece = [0_u8; 8 * 1024];
    let mut whole = None;
    loop {
        let count = stream.read(&mut piece)?;
        anyhow::ensure!(count > 0, "the service closed the connection");
        answer.extend_from_slice(&piece[..count]);
        if whole.is_none() {
            whole = length(answer)?;
        }
        match whole {
            Some(whole) if answer.len() >= whole => {
                let status = answer
                    .get(9..12)
                    .and_then(|digits| std::str::from_utf8(digits).ok());
                return status
                    .and_then(|digits| digits.parse().ok())
                    .context("no status line");
            }
            _ => anyhow::ensure!(answer.len() < ANSWER_BYTES_MAX, "the answer is too large"),
        }
    }
}

/// How long head and body are; None before the head is there.
fn length(answer: &[u8]) -> anyhow::Result<Option<usize>> {
    let Some(head) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let length = header(&answer[..head], "content-length").context("an answer without content-length")?;
    Ok(Some(head + 4 + length.parse::<usize>()?))
}

fn header<'a>(answer: &'a [u8], name: &str) -> Option<&'a str> {
    let head = answer.split(|byte| *byte == b'\n').skip(1);
    head.map_while(|line| {
        std::str::from_utf8(line)
            .ok()
            .map(str::trim_end)
            .filter(|line| !line.is_empty())
    })
    .filter_map(|line| line.split_once(':'))
    .find(|(given, _)| given.eq_ignore_ascii_case(name))
    .map(|(_, value)| value.trim())
}

fn id_in(answer: &[u8]) -> anyhow::Result<SubmissionId> {
    let location = header(answer, "location").context("an answer without location")?;
    let id = location.rsplit('/').next().unwrap_or_default();
    id.parse().context("the location names no id")
}

fn contains(answer: &[u8], text: &str) -> bool {
    answer.windows(text.len()).any(|part| part == text.as_bytes())
}

/// Users of one connection, who take turns within their limits.
struct People {
    share: usize,
    joined: usize,
    /// Who has sent, with how often and when; the one who waits longest is first.
    resting: VecDeque<(usize, u8, Instant)>,
}

impl People {
    fn new(share: usize) -> People {
        People {
            share,
            joined: 0,
            resting: VecDeque::new(),
        }
    }

    /// The number of a user and of the request among the user's.
    fn next(&mut self) -> (usize, u8) {
        let now = Instant::now();
        let rested = self
            .resting
            .front()
            .is_some_and(|(_, _, at)| now.duration_since(*at) >= SEND_EVERY);
        let (user, sent) = match self.resting.front() {
            Some((user, sent, _)) if rested && self.joined >= self.share => {
                let found = (*user, *sent);
                self.resting.pop_front();
                found
            }
            _ => {
                self.joined += 1;
                (self.joined - 1, 0)
            }
        };
        if sent + 1 < SENDS_MAX {
            self.resting.push_back((user, sent + 1, now));
        }
        (user, sent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrivals_keep_their_rate_and_order() {
        let all = arrivals(1_000.0, Duration::from_secs(10));
        assert!((9_700..10_300).contains(&all.len()), "{}", all.len());
        assert!(all.is_sorted());
    }

    #[test]
    fn answers_are_read_by_their_length() {
        let text = b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\nlocation: /v1/runs/x\r\n\r\n{}";
        assert_eq!(length(text).unwrap(), Some(text.len()));
        assert_eq!(length(&text[..30]).unwrap(), None);
        assert_eq!(header(text, "location"), Some("/v1/runs/x"));
        assert!(id_in(text).is_err());
        assert!(contains(text, "{}") && !contains(text, "{\"}"));
    }

    #[test]
    fn users_take_turns_and_leave_after_their_last_send() {
        let mut people = People::new(2);
        assert_eq!(
            [people.next(), people.next(), people.next()],
            [(0, 0), (1, 0), (2, 0)]
        );
        for (_, _, at) in &mut people.resting {
            *at -= SEND_EVERY;
        }
        assert_eq!(
            [people.next(), people.next(), people.next()],
            [(0, 1), (1, 1), (2, 1)]
        );
        assert_eq!(people.next(), (3, 0));
        for (_, _, at) in &mut people.resting {
            *at -= SEND_EVERY;
        }
        assert_eq!([people.next(), people.next()], [(0, 2), (1, 2)]);
        assert!(people.resting.iter().all(|(user, ..)| *user > 1));
    }
}
