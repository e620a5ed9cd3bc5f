//! Judges example submissions as an agent does, by the agent's own code, in one worker's slots and without a queue or NATS.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use gavel_agent::beside::Beside;
use gavel_agent::blobs::Blobs;
use gavel_agent::execution::Control;
use gavel_agent::judge::{Job, Judged, judge};
use gavel_agent::limits;
use gavel_agent::slots::Slots;
use gavel_blob::BlobStore;
use gavel_sandbox::CancelToken;
use gavel_wire::limits::JUDGING_WALL_MS;
use gavel_wire::problem::Problem;
use gavel_wire::{AgentId, FileName, LanguageId, SourceFile, Work};

use super::super::generate::Maker;
use super::super::languages::Languages;
use super::rules::{Measured, Ran, Row};
use super::show::Shower;
use super::validate;
use gavel_package::folder::{Example, Package};

/// The tests of one problem that stay in memory between its submissions.
const BLOB_CACHE_BYTES: usize = 256 << 20;

/// Slots with the languages of one package's submissions.
pub(super) struct Judge<'a> {
    languages: &'a Languages,
    cancel: Arc<CancelToken>,
    problem: &'a Problem,
    scores: &'a BTreeMap<String, u32>,
    work: Work,
    slots: Option<Slots>,
    beside: Beside,
    blobs: Blobs,
    store: BlobStore,
    agent: AgentId,
}

impl<'a> Judge<'a> {
    /// `blobs` holds the problem's tests.
    pub(super) fn open(
        maker: &'a mut Maker<'_>,
        problem: &'a Problem,
        blobs: &Path,
        package: &'a Package,
    ) -> anyhow::Result<Judge<'a>> {
        let cancel = Arc::clone(maker.cancel());
        let args = maker.args();
        let languages = maker.languages();
        let used: Vec<LanguageId> = package
            .submissions
            .iter()
            .filter_map(|example| languages.of(&example.name).cloned())
            .collect();
        let programs = &package.programs;
        let of_author = [&programs.checker, &programs.interactor, &programs.validator]
            .into_iter()
            .flatten();
        let of_author: Vec<LanguageId> = of_author
            .filter_map(|program| languages.of(&program.name).cloned())
            .collect();
        let mut toolchains = BTreeMap::new();
        for id in used.into_iter().chain(of_author) {
            languages.locate(&id);
            if let Some(Ok(toolchain)) = languages.located(&id) {
                toolchains.insert(id, toolchain.clone());
            }
        }
        let roots = toolchains.values().map(|toolchain| toolchain.root.clone());
        let config = args.slot.config(roots.collect());
        let beside = Beside::new(&config, toolchains.values().cloned());
        let slots = (!toolchains.is_empty()).then(|| Slots::open(&config));
        Ok(Judge {
            languages,
            problem,
            scores: &package.manifest.scores,
            work: Work::Judge {
                problem: problem.id.clone(),
                version: problem.version.clone(),
                tests: problem.tests.clone(),
                checker: problem.checker.clone(),
                stop_at_first_failure: problem.stop_at_first_failure,
                subtasks: problem.subtasks.clone(),
            },
            slots: slots.transpose()?,
            beside,
            store: BlobStore::directory(blobs),
            blobs: Blobs::new(BlobStore::directory(blobs), BLOB_CACHE_BYTES),
            cancel,
            agent: AgentId::parse("verify")?,
        })
    }

    pub(super) fn cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    /// What the package's validator holds against its tests.
    pub(super) fn invalid(&self, package: &Package) -> anyhow::Result<Vec<String>> {
        validate::faults(
            package,
            self.problem,
            self.languages.described(),
            (&self.store, &self.blobs),
            &self.beside,
            || control(&self.cancel),
        )
    }

    /// What came of one submission. An error is this host's; all that a program does is in the row.
    pub(super) fn row(&mut self, example: &Example, shower: &Shower) -> anyhow::Result<Row> {
        let row = |language: Option<&LanguageId>, ran| Row {
            name: example.name.clone(),
            promised: example.promised,
            promised_points: self.scores.get(&example.name).copied(),
            language: language.cloned(),
            ran,
        };
        let Some(id) = self.languages.of(&example.name) else {
            return Ok(row(None, Ran::NoLanguage));
        };
        let (toolchain, slots) = match (self.languages.located(id), &mut self.slots) {
            (Some(Ok(toolchain)), Some(slots)) => (toolchain, slots),
            (Some(Err(why)), _) => return Ok(row(Some(id), Ran::NotHere(why.clone()))),
            _ => anyhow::bail!("{id} was not looked for"),
        };
        let file = SourceFile {
            name: FileName::parse(toolchain.language.source.as_str())?,
            text: example.source.clone(),
        };
        let control = control(&self.cancel);
        slots.begin_work();
        let judged = judge(
            slots,
            &Job {
                files: &[file],
                limits: &self.problem.limits,
                work: &self.work,
                toolchain,
                beside: &self.beside,
                blobs: &self.blobs,
                compiled: None,
                control: &control,
                agent: &self.agent,
                progress: &|phase| shower.phase(&example.name, phase),
            },
        );
        anyhow::ensure!(
            !judged.toolchain_gone,
            "the toolchain of {id} is not there any more"
        );
        if let Some(failed) = judged.failed {
            return Err(failed).with_context(|| example.name.clone());
        }
        let multipliers = &toolchain.language.multipliers;
        let measured = Measured {
            verdict: judged.report.status,
            points: judged.report.score.as_ref().map(|score| score.points),
            reason: reason(&judged),
            cpu_us: judged.measured.cpu_us,
            memory_bytes: judged.measured.memory_bytes,
            cpu_limit_ms: limits::of_test(&self.problem.limits, multipliers).cpu_ms,
            cpu_factor: multipliers.cpu.max(1.0),
        };
        Ok(row(Some(id), Ran::Measured(measured)))
    }
}

fn control(cancel: &Arc<CancelToken>) -> Control {
    Control {
        cancel: Arc::clone(cancel),
        deadline: Instant::now() + Duration::from_millis(JUDGING_WALL_MS),
    }
}

/// For the author: which test decided it and why, what the compiler said, and what the program said that failed.
fn reason(judged: &Judged) -> Option<String> {
    let report = &judged.report;
    let compiler = report.compile.as_ref().and_then(|compile| {
        let refused = compile.exit_code != Some(0);
        let text = compile.messages.text.as_deref().unwrap_or_default();
        (refused && !text.trim().is_empty()).then(|| text.trim().to_owned())
    });
    let parts: Vec<String> = [report.reason.clone(), compiler, judged.remark.clone()]
        .into_iter()
        .flatten()
        .collect();
    // It goes to a terminal, and programs of others have a part in it.
    let is_text = |char: &char| !char.is_control() || matches!(char, '\n' | '\t');
    (!parts.is_empty()).then(|| parts.join(": ").chars().filter(is_text).collect())
}
