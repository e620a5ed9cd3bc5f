//! A leader and its region for one test: a nats-server, agents as programs, and the scheduler's side of the bus.
//! Every wait is for a state and has a bound.

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use futures::StreamExt;
use futures::stream::BoxStream;
use gavel_agent::config::{AgentConfig, Config};
use gavel_bus::testing::NatsServer;
use gavel_bus::{Bus, Reply};
use gavel_wire::message::{ResultDecision, StartAnswer, WIRE_VERSION};
use gavel_wire::problem::{Checker, TestRef};
use gavel_wire::state::AgentState;
use gavel_wire::{
    AgentId, Attempt, Class, FileName, Judging, LanguageId, Lease, Limits, ProblemId, Region, ResultAnswer,
    RunResult, Sha256, SourceFile, StartRun, StopRun, Submission, SubmissionId, Tenant, Term, Timestamp,
    UserId, Work,
};
use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

/// Long enough for a loaded machine to build Go's standard library first.
pub(crate) const LONG: Duration = Duration::from_secs(300);

pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The zygote next to the agent's binary.
pub(crate) fn zygote() -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_gavel-agent")).with_file_name("gavel-zygote");
    assert!(
        path.exists(),
        "there is no {path:?}: run `cargo build --workspace --bins` first"
    );
    path
}

/// Where `./dev tools` installed esbuild; TypeScript is not available without it.
#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by ./dev where the tools lie"
)]
pub(crate) fn tools() -> PathBuf {
    std::env::var_os("GAVEL_TOOLS").map_or_else(|| PathBuf::from("/nonexistent"), PathBuf::from)
}

pub(crate) struct TestRegion {
    pub(crate) server: NatsServer,
    pub(crate) bus: Bus,
    pub(crate) directory: tempfile::TempDir,
    results: BoxStream<'static, (RunResult, Reply<ResultAnswer>)>,
    states: BoxStream<'static, AgentState>,
    blobs: HashMap<Vec<u8>, Sha256>,
    submissions: u128,
}

/// The program, killed when this is dropped.
pub(crate) struct Agent {
    pub(crate) id: AgentId,
    program: Child,
    log: PathBuf,
}

impl TestRegion {
    pub(crate) async fn start() -> TestRegion {
        let server = NatsServer::start();
        let region = Region::parse("us").unwrap();
        let bus = Bus::connect(&server.config(), "test-scheduler", region)
            .await
            .unwrap();
        assert!(bus.wait_connected(Duration::from_secs(20)).await);
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join("blobs")).unwrap();
        TestRegion {
            results: bus.results().await.unwrap(),
            states: bus.agent_states().await.unwrap(),
            server,
            bus,
            directory,
            blobs: HashMap::new(),
            submissions: 0,
        }
    }

    /// A configuration with every directory in place; tests change what they are about.
    pub(crate) fn config(&self, id: &str) -> Config {
        // Prepared toolchains are kept between runs of the tests: Go's standard library takes half a minute.
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR"));
        Config {
            region: Region::parse("us").unwrap(),
            agent: AgentConfig {
                id: Some(AgentId::parse(id).unwrap()),
                // The tests of the sandbox have their own range of the same host-wide numbers.
                slot_first: 140,
                languages_dir: repository().join("languages"),
                prepared_dir: kept.join("prepared"),
                compiled_dir: self.directory.path().join("compiled"),
                tools_dir: tools(),
                state_dir: "/run/gavel-test".into(),
                zygote: Some(zygote()),
                ..AgentConfig::default()
            },
            nats: self.server.config(),
            blobs: gavel_blob::Config {
                url: self.directory.path().join("blobs").display().to_string(),
                endpoint: None,
            },
            telemetry: gavel_telemetry::Config::default(),
        }
    }

    /// A configuration with some of the shipped languages only, which starts faster.
    pub(crate) fn config_with(&self, id: &str, languages: &[&str]) -> Config {
        let mut config = self.config(id);
        let some = self.directory.path().join(format!("languages-{id}"));
        std::fs::create_dir_all(&some).unwrap();
        let shipped = repository().join("languages");
        for entry in std::fs::read_dir(&shipped).unwrap().flatten() {
            // What a language has beside its file, others may use too.
            if entry.path().is_dir() {
                std::os::unix::fs::symlink(entry.path(), some.join(entry.file_name())).unwrap();
            }
        }
        for language in languages {
            let file = format!("{language}.toml");
            std::fs::copy(shipped.join(&file), some.join(&file)).unwrap();
        }
        config.agent.languages_dir = some;
        config
    }

    /// Starts the program with this configuration.
    pub(crate) fn spawn(&self, config: &Config) -> Agent {
        let id = config.agent.id.clone().unwrap();
        let file = self.directory.path().join(format!("{id}.toml"));
        std::fs::write(&file, toml::to_string(config).unwrap()).unwrap();
        let log = self.directory.path().join(format!("{id}.log"));
        let output = OpenOptions::new().create(true).append(true).open(&log).unwrap();
        let program = Command::new(env!("CARGO_BIN_EXE_gavel-agent"))
            .arg("--config")
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Agent { id, program, log }
    }

    /// Waits for a state of an agent that fits.
    pub(crate) async fn state(&mut self, agent: &Agent, fits: impl Fn(&AgentState) -> bool) -> AgentState {
        let mut last = None;
        let search = async {
            loop {
                let state = self.states.next().await.unwrap();
                if state.agent == agent.id && fits(&state) {
                    return state;
                }
                last = Some(state);
            }
        };
        match tokio::time::timeout(LONG, search).await {
            Ok(state) => state,
            Err(_) => panic!("no such state came; the last one was {last:#?}; {}", agent.log()),
        }
    }

    /// The next state with a free slot.
    pub(crate) async fn free(&mut self, agent: &Agent) -> AgentState {
        self.state(agent, |state| {
            state.unfit.is_none() && state.slots.iter().any(|slot| slot.lease.is_none())
        })
        .await
    }

    /// A StartRun for a program of one file.
    pub(crate) fn start_run(
        &mut self,
        state: &AgentState,
        language: &str,
        source: &str,
        work: Work,
    ) -> StartRun {
        self.submissions += 1;
        let id = SubmissionId(uuid::Uuid::from_u128(self.submissions));
        StartRun {
            v: WIRE_VERSION,
            lease: Lease {
                term: Term(1),
                region: state.region.clone(),
                submission: id,
                judging: Judging(1),
                attempt: Attempt(1),
                agent: state.agent.clone(),
                epoch: state.epoch,
                stream_sequence: 1,
                strikes: 0,
                deadline_ms: 90_000,
                mac: "00".to_owned(),
            },
            submission: Submission {
                v: WIRE_VERSION,
                id,
                judging: Judging(1),
                tenant: Tenant::parse("t").unwrap(),
                user: UserId::parse("u").unwrap(),
                class: Class::Practice,
                language: LanguageId::parse(language).unwrap(),
                files: vec![SourceFile {
                    name: FileName::parse("submitted.txt").unwrap(),
                    text: source.to_owned(),
                }],
                limits: Limits::default(),
                work,
                accepted_at: Timestamp::from(SystemTime::now()),
                traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
            },
            marks: Vec::new(),
            not_on_slot: None,
        }
    }

    pub(crate) async fn send(&self, start: &StartRun) -> StartAnswer {
        let sent = self
            .bus
            .start_run(&start.lease.agent, start, Duration::from_secs(10));
        sent.await.unwrap().answer
    }

    pub(crate) async fn stop(&self, start: &StartRun) {
        let stop = StopRun {
            v: WIRE_VERSION,
            term: start.lease.term,
            submission: start.lease.submission,
            judging: start.lease.judging,
            attempt: start.lease.attempt,
        };
        self.bus.stop_run(&start.lease.agent, &stop).await.unwrap();
    }

    /// The next result that is offered, not answered yet.
    pub(crate) async fn offered(&mut self) -> (RunResult, Reply<ResultAnswer>) {
        let next = tokio::time::timeout(LONG, self.results.next());
        next.await.expect("a result is offered").unwrap()
    }

    /// The result of this run, answered as stored.
    pub(crate) async fn result(&mut self, start: &StartRun) -> RunResult {
        loop {
            let (result, reply) = self.offered().await;
            answer(reply, ResultDecision::Stored).await;
            if result.lease == start.lease {
                return result;
            }
        }
    }

    /// One run from its start to its result.
    pub(crate) async fn judge(
        &mut self,
        agent: &Agent,
        language: &str,
        source: &str,
        work: Work,
    ) -> RunResult {
        let limits = Limits::default();
        self.judge_within(agent, language, source, work, limits).await
    }

    pub(crate) async fn judge_within(
        &mut self,
        agent: &Agent,
        language: &str,
        source: &str,
        work: Work,
        limits: Limits,
    ) -> RunResult {
        let state = self.free(agent).await;
        let mut start = self.start_run(&state, language, source, work);
        start.submission.limits = limits;
        let answer = self.send(&start).await;
        assert!(matches!(answer, StartAnswer::Accepted { .. }), "{answer:?}");
        // What is free after this state is free again, not still.
        let has_it = |state: &AgentState| {
            let mut leases = state.slots.iter().map(|slot| slot.lease.as_ref());
            leases.any(|lease| lease == Some(&start.lease))
        };
        self.state(agent, has_it).await;
        self.result(&start).await
    }

    /// Puts test data where the agents read it.
    pub(crate) fn blob(&mut self, content: &[u8]) -> Sha256 {
        if let Some(hash) = self.blobs.get(content) {
            return hash.clone();
        }
        let digest = ring::digest::digest(&ring::digest::SHA256, content);
        let hash = Sha256::try_from(gavel_wire::id::hex(digest.as_ref())).unwrap();
        std::fs::write(self.directory.path().join("blobs").join(hash.as_str()), content).unwrap();
        self.blobs.insert(content.to_vec(), hash.clone());
        hash
    }

    /// A judging against tests of (input, expected, sample).
    pub(crate) fn tests(&mut self, tests: &[(&str, &str, bool)], checker: Checker) -> Work {
        let tests = tests
            .iter()
            .map(|(input, expected, sample)| TestRef {
                input: self.blob(input.as_bytes()),
                expected: self.blob(expected.as_bytes()),
                sample: *sample,
                subtask: None,
            })
            .collect();
        Work::Judge {
            problem: ProblemId::parse("test-problem").unwrap(),
            version: self.blob(b"version"),
            tests,
            checker,
            stop_at_first_failure: false,
            subtasks: Vec::new(),
        }
    }
}

impl Agent {
    /// Everything that it has logged.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    pub(crate) fn pid(&self) -> Pid {
        let id = self.program.id().expect("it runs");
        Pid::from_raw(id.try_into().unwrap()).unwrap()
    }

    pub(crate) fn ask_to_stop(&self) {
        kill_process(self.pid(), Signal::TERM).unwrap();
    }

    /// Waits for its orderly end.
    pub(crate) async fn ended(mut self) {
        let ended = tokio::time::timeout(LONG, self.program.wait()).await;
        let status = ended.expect("the agent ends").unwrap();
        assert!(status.success(), "{status}; {}", self.log());
    }

    pub(crate) async fn stop(self) {
        self.ask_to_stop();
        self.ended().await;
    }

    /// Ends it as a crash would.
    pub(crate) async fn kill(mut self) {
        self.program.kill().await.unwrap();
    }
}

pub(crate) async fn answer(reply: Reply<ResultAnswer>, decision: ResultDecision) {
    let answer = ResultAnswer {
        v: WIRE_VERSION,
        answer: decision,
    };
    reply.answer(answer).await.unwrap();
}

/// Code with input.
pub(crate) fn run(stdin: &str) -> Work {
    Work::Run {
        stdin: stdin.to_owned(),
        args: Vec::new(),
        signature: None,
        against: None,
    }
}

/// The text of a run's output.
pub(crate) fn printed(result: &RunResult) -> String {
    let run = result.report.run.as_ref();
    let run = run.unwrap_or_else(|| panic!("it did not run: {:#?}", result.report));
    run.stdout.text.clone().unwrap()
}

/// Every language that Gavel ships. `./dev tools` installs what they need; a machine without it fails these tests.
pub(crate) fn shipped_languages() -> Vec<String> {
    let entries = std::fs::read_dir(repository().join("languages")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut ids: Vec<String> = names
        .filter_map(|name| Some(name.strip_suffix(".toml")?.to_owned()))
        .collect();
    ids.sort();
    ids
}
