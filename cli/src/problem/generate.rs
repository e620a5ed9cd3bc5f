//! Makes the tests that a package lists under `generated`: the generator prints the input, the reference solution answers it, each in
//! a sandbox. What was made of the same programs and words before is taken from the cache, without a sandbox.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context;
use clap::Args;
use gavel_agent::author::{execute, program};
use gavel_agent::execution::{Control, Program, compile};
use gavel_agent::limits::{self, Effective};
use gavel_agent::sources;
use gavel_agent::toolchain::Toolchain;
use gavel_package::Package;
use gavel_package::folder::BLOB_BYTES_MAX;
use gavel_package::generated::{Generated, Source};
use gavel_sandbox::{CancelToken, Outcome, Slot, Status as Ended};
use gavel_wire::limits::JUDGING_WALL_MS;
use gavel_wire::signature::Signature;
use gavel_wire::{FileName, Limits, SourceFile};

use super::languages::Languages;
use super::on_interrupt;
use crate::config;
use crate::sandbox::{PlaceArgs, SlotArgs};

/// What the cache may hold; the tests that were used longest ago go first.
const CACHE_BYTES_MAX: u64 = 2 << 30;

#[derive(Debug, Args)]
pub(crate) struct MakeArgs {
    #[command(flatten)]
    pub(crate) slot: SlotArgs,
    #[command(flatten)]
    pub(crate) places: PlaceArgs,
    /// Where tests that programs made are kept [default: gavel/tests in the user's cache directory].
    #[arg(long, value_name = "DIR")]
    made: Option<PathBuf>,
}

pub(crate) struct Maker<'a> {
    args: &'a MakeArgs,
    languages: Languages,
    cache: PathBuf,
    /// Why this process cannot run sandboxes.
    shut: Option<anyhow::Error>,
    cancel: Arc<CancelToken>,
}

/// The files of a test in the cache.
struct Place {
    input: PathBuf,
    expected: PathBuf,
}

impl<'a> Maker<'a> {
    /// Called before the process has a second thread.
    pub(crate) fn new(args: &'a MakeArgs) -> anyhow::Result<Maker<'a>> {
        let shut = gavel_sandbox::enter(args.slot.config(Vec::new()).uid_base).err();
        let cancel = Arc::new(CancelToken::new()?);
        on_interrupt(Arc::clone(&cancel))?;
        let cache = match &args.made {
            Some(directory) => directory.clone(),
            None => config::cache_dir()?.join("tests"),
        };
        std::fs::create_dir_all(&cache).with_context(|| format!("make {}", cache.display()))?;
        Ok(Maker {
            args,
            languages: Languages::read(args.places.directories()?)?,
            cache,
            shut: shut.map(anyhow::Error::from),
            cancel,
        })
    }

    /// Adds the tests that `package` lacks; `say` hears of each that has to be made.
    pub(crate) fn complete(&mut self, package: &mut Package, say: &dyn Fn(&str)) -> anyhow::Result<()> {
        let decider = package.manifest.decider()?;
        let mut wanted = Vec::new();
        for test in std::mem::take(&mut package.missing) {
            let key = test.key(decider.signature())?;
            let place = Place {
                input: self.cache.join(format!("{}.in", key.as_str())),
                expected: self.cache.join(format!("{}.out", key.as_str())),
            };
            package.add_made(test.clone(), place.input.clone(), place.expected.clone());
            if !(touch(&place.input) && touch(&place.expected)) {
                wanted.push((test, place));
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        self.can_run()?;
        let limits = package.manifest.limits()?;
        self.make(&wanted, decider.signature(), limits, say)?;
        make_room(&self.cache, CACHE_BYTES_MAX).with_context(|| format!("tidy {}", self.cache.display()))
    }

    fn make(
        &mut self,
        wanted: &[(Generated, Place)],
        signature: Option<&Signature>,
        limits: Limits,
        say: &dyn Fn(&str),
    ) -> anyhow::Result<()> {
        let mut toolchains = BTreeMap::new();
        for (test, _) in wanted {
            for name in [&test.generator.name, &test.reference.name] {
                toolchains.insert(name.clone(), self.toolchain(name)?);
            }
        }
        let roots: BTreeMap<_, _> = toolchains
            .values()
            .map(|toolchain| (toolchain.id().clone(), toolchain.root.clone()))
            .collect();
        let mut bench = Bench {
            slot: Slot::open(self.args.slot.config(roots.into_values().collect()))?,
            toolchains,
            cancel: Arc::clone(&self.cancel),
            signature,
            limits,
            generators: BTreeMap::new(),
            reference: None,
        };
        for (test, place) in wanted {
            anyhow::ensure!(!self.cancel.is_cancelled(), "interrupted");
            say(&format!("making tests/{}", test.stem));
            let made = bench.test(test).with_context(|| {
                let words = test.arguments.join(" ");
                format!(
                    "tests/{}, from generators/{} {words}",
                    test.stem, test.generator.name
                )
            })?;
            write(&place.input, &made.input)?;
            write(&place.expected, &made.expected)?;
        }
        Ok(())
    }

    /// Whether this process can run sandboxes at all.
    pub(crate) fn can_run(&mut self) -> anyhow::Result<()> {
        self.shut.take().map_or(Ok(()), Err)
    }

    pub(crate) fn args(&self) -> &'a MakeArgs {
        self.args
    }

    pub(crate) fn languages(&mut self) -> &mut Languages {
        &mut self.languages
    }

    pub(crate) fn cancel(&self) -> &Arc<CancelToken> {
        &self.cancel
    }

    fn toolchain(&mut self, name: &str) -> anyhow::Result<Toolchain> {
        let id = self.languages.of(name).cloned();
        let id = id.with_context(|| format!("{name}: no language has this extension"))?;
        self.languages.locate(&id);
        match self.languages.located(&id) {
            Some(Ok(toolchain)) => Ok(toolchain.clone()),
            Some(Err(why)) => anyhow::bail!("{name}: {id} is not available here: {why}"),
            None => anyhow::bail!("{id} was not looked for"),
        }
    }
}

/// A slot with the toolchains of one package's programs.
struct Bench<'a> {
    slot: Slot,
    toolchains: BTreeMap<String, Toolchain>,
    cancel: Arc<CancelToken>,
    signature: Option<&'a Signature>,
    limits: Limits,
    /// By their names; without arguments.
    generators: BTreeMap<String, Program>,
    reference: Option<Program>,
}

struct Made {
    input: Vec<u8>,
    expected: Vec<u8>,
}

impl Bench<'_> {
    fn test(&mut self, test: &Generated) -> anyhow::Result<Made> {
        let signature = self.signature;
        let printed = self.generated(test)?.stdout.bytes;
        let input = match signature {
            Some(signature) => gavel_package::encode_generated(signature, &printed)?,
            None => printed,
        };
        let outcome = self.answered(test, &input)?;
        let expected = match signature {
            Some(signature) => {
                let answer = &outcome.answer.bytes;
                anyhow::ensure!(
                    gavel_package::is_answer(signature, &input, answer),
                    "{} gave no answer",
                    test.reference.name
                );
                outcome.answer.bytes
            }
            None => outcome.stdout.bytes,
        };
        Ok(Made { input, expected })
    }

    fn generated(&mut self, test: &Generated) -> anyhow::Result<Outcome> {
        let name = &test.generator.name;
        let control = self.control();
        if !self.generators.contains_key(name) {
            let most = Limits {
                cpu_ms: Limits::CPU_MS_MAX,
                wall_ms: Limits::wall_ms_for(Limits::CPU_MS_MAX),
                ..Limits::default()
            };
            let toolchain = self.toolchains.get(name).context("a toolchain was left out")?;
            let mut effective = limits::of_run(&most, &toolchain.language.multipliers);
            effective.sandbox.stdout_bytes = BLOB_BYTES_MAX;
            let files = &test.generator.files;
            let program = prepare(&mut self.slot, toolchain, name, files, None, effective, &control)?;
            self.generators.insert(name.clone(), program);
        }
        let program = self.generators.get(name).context("the generator was prepared")?;
        let program = program.called(&test.arguments);
        let outcome = execute(&mut self.slot, &program, b"", &control)?;
        ended_well(name, outcome)
    }

    fn answered(&mut self, test: &Generated, input: &[u8]) -> anyhow::Result<Outcome> {
        let name = &test.reference.name;
        let toolchain = self.toolchains.get(name).context("a toolchain was left out")?;
        let control = self.control();
        if self.reference.is_none() {
            let mut effective = limits::of_test(&self.limits, &toolchain.language.multipliers);
            effective.sandbox.answer_bytes = self.signature.map(|_| limits::ANSWER_BYTES_MAX);
            let program = prepare(
                &mut self.slot,
                toolchain,
                name,
                std::slice::from_ref(&test.reference),
                self.signature,
                effective,
                &control,
            )?;
            self.reference = Some(program);
        }
        let program = self.reference.as_ref().context("the reference was prepared")?;
        let outcome = execute(&mut self.slot, program, input, &control)?;
        ended_well(name, outcome)
    }

    fn control(&self) -> Control {
        Control {
            cancel: Arc::clone(&self.cancel),
            deadline: Instant::now() + Duration::from_millis(JUDGING_WALL_MS),
        }
    }
}

/// The program that starts from the first of `files`, which the package calls `name`.
fn prepare(
    slot: &mut Slot,
    toolchain: &Toolchain,
    name: &str,
    files: &[Source],
    signature: Option<&Signature>,
    effective: Effective,
    control: &Control,
) -> anyhow::Result<Program> {
    let start = &toolchain.language.source;
    let mut named = Vec::new();
    for (index, file) in files.iter().enumerate() {
        anyhow::ensure!(
            index == 0 || file.name != start.as_str(),
            "{start} is what {name} is called where it runs"
        );
        named.push(SourceFile {
            name: if index == 0 {
                start.clone()
            } else {
                FileName::parse(&file.name)?
            },
            text: file.text.clone(),
        });
    }
    let sources = sources::of(&named, signature, toolchain)
        .map_err(|finding| anyhow::anyhow!("{name}: {}", finding.reason.unwrap_or_default()))?;
    program(toolchain, sources, &[], effective, None, |commands, files| {
        Ok(compile(slot, toolchain, commands, files, control)?)
    })
    .with_context(|| name.to_owned())
}

/// What a program that did its work left; else what it came to, with the end of what it wrote to stderr.
fn ended_well(name: &str, outcome: Outcome) -> anyhow::Result<Outcome> {
    let ended = &outcome.status;
    let text = String::from_utf8_lossy(&outcome.stderr.bytes);
    let last = text.trim().lines().last().unwrap_or_default();
    anyhow::ensure!(*ended == Ended::Exited(0), "{name} ended with {ended:?}: {last}");
    Ok(outcome)
}

/// Whether it is there; it then is the one that was used last.
fn touch(path: &Path) -> bool {
    File::options()
        .append(true)
        .open(path)
        .and_then(|file| file.set_modified(SystemTime::now()))
        .is_ok()
}

/// The file has its name only once it is whole.
fn write(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let directory = path.parent().context("a file lies in a directory")?;
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    file.write_all(content)?;
    file.persist(path)
        .with_context(|| format!("write {}", path.display()))?;
    Ok(())
}

/// Removes what was used longest ago while all together is larger than `bytes_max`.
fn make_room(directory: &Path, bytes_max: u64) -> std::io::Result<()> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        files.push((metadata.modified()?, metadata.len(), entry.path()));
    }
    files.sort();
    let mut bytes: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
    for (_, length, path) in files {
        if bytes <= bytes_max {
            break;
        }
        std::fs::remove_file(path)?;
        bytes -= length;
    }
    Ok(())
}
