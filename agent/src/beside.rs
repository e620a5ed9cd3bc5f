//! The second slot of a worker: programs of a problem's author run in it while the person's program has the first one. It is opened
//! when it is first needed, on a thread of its own, and kept with what was prepared in it. Expected outputs enter no other sandbox.

use std::cell::{RefCell, RefMut};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use gavel_sandbox::{CancelToken, ExecSpec, FileContent, InFile, Outcome, SandboxFailed, Slot, SlotConfig};
use gavel_wire::problem::AuthorProgram;
use gavel_wire::signature::Signature;
use gavel_wire::{LanguageId, Limits, SourceFile};

use crate::author::{self, AuthorError};
use crate::blobs::Blobs;
use crate::compiled::Compiled;
use crate::execution::{self, Control, Program};
use crate::limits::{self, AUTHOR_WORK_BYTES, Effective};
use crate::sources::{self, Sources};
use crate::toolchain::Toolchain;

/// From a slot's number to that of the one beside it: farther than an agent counts its slots.
const FARTHER: u16 = 500;
/// Programs that are kept ready.
const READY_MAX: usize = 8;

/// Belongs to one worker's thread.
pub struct Beside {
    config: SlotConfig,
    toolchains: Vec<Arc<Toolchain>>,
    open: RefCell<Option<Open>>,
}

/// What a program is made ready for.
#[derive(Debug, Clone, PartialEq)]
pub enum Role {
    /// A checker, an interactor or a validator.
    Tool,
    /// It solves the problem as people's programs do, under the same limits.
    Solution {
        signature: Option<Signature>,
        limits: Limits,
    },
}

struct Open {
    tasks: Sender<Task>,
    /// The last used first.
    ready: Vec<(AuthorProgram, Role, Arc<Program>)>,
    // Waited for once nothing can be sent any more: fields are dropped in order.
    _thread: Joined,
}

type Task = Box<dyn FnOnce(&mut Slot) + Send>;

/// What comes of something that goes on in the second slot.
pub struct Answer<T>(Receiver<T>);

impl<T> Answer<T> {
    pub fn wait(self) -> Result<T, AuthorError> {
        self.0.recv().map_err(|_| AuthorError::Lost)
    }

    /// After `patience` it is asked to end by `stop`.
    pub fn wait_for(self, patience: Duration, stop: &CancelToken) -> Result<T, AuthorError> {
        match self.0.recv_timeout(patience) {
            Err(RecvTimeoutError::Timeout) => {
                stop.cancel();
                self.wait()
            }
            answered => answered.map_err(|_| AuthorError::Lost),
        }
    }
}

impl Beside {
    /// Beside the slot of this configuration, with these languages out of its roots.
    pub fn new(slot: &SlotConfig, toolchains: impl IntoIterator<Item = Toolchain>) -> Beside {
        let mut config = slot.clone();
        config.slot = slot.slot.saturating_add(FARTHER);
        Beside {
            config,
            toolchains: toolchains.into_iter().map(Arc::new).collect(),
            open: RefCell::new(None),
        }
    }

    pub fn withdraw(&mut self, language: &LanguageId) {
        self.toolchains.retain(|toolchain| toolchain.id() != language);
    }

    /// Makes a program ready to be executed; what was made ready lately still is.
    pub fn prepare(
        &self,
        wanted: &AuthorProgram,
        role: Role,
        blobs: &Blobs,
        compiled: Option<&Compiled>,
        control: &Control,
    ) -> Result<Arc<Program>, AuthorError> {
        let known = self.open()?.known(wanted, &role);
        if let Some(program) = known {
            return Ok(program);
        }
        let mut toolchains = self.toolchains.iter();
        let toolchain = toolchains.find(|toolchain| *toolchain.id() == wanted.language);
        let toolchain = toolchain.ok_or_else(|| AuthorError::NoLanguage(wanted.language.clone()))?;
        let (sources, effective) = parts(wanted, &role, blobs, toolchain)?;
        let program = author::program(toolchain, sources, &[], effective, compiled, |commands, files| {
            let (toolchain, commands) = (Arc::clone(toolchain), commands.clone());
            let (files, control) = (files.to_vec(), control.clone());
            let made =
                self.ask(move |slot| execution::compile(slot, &toolchain, &commands, &files, &control))?;
            Ok(made.wait()??)
        })?;
        let program = Arc::new(program);
        let ready = &mut self.open()?.ready;
        ready.truncate(READY_MAX - 1);
        ready.insert(0, (wanted.clone(), role, Arc::clone(&program)));
        Ok(program)
    }

    /// Begins an execution in a sandbox of its own, with `files` beside the program's. `ended` is called on the other thread.
    pub fn start(
        &self,
        program: &Arc<Program>,
        files: Vec<InFile>,
        spec: ExecSpec,
        ended: impl FnOnce(&Outcome) + Send + 'static,
    ) -> Result<Answer<Result<Outcome, SandboxFailed>>, AuthorError> {
        let program = Arc::clone(program);
        self.ask(move |slot| {
            let mut session = program.begin_with(slot, &files, AUTHOR_WORK_BYTES)?;
            let outcome = session.exec(spec);
            ended(&outcome);
            Ok(outcome)
        })
    }

    /// What is asked for next finds a slot that was set up anew.
    pub fn close(&self) {
        *self.open.borrow_mut() = None;
    }

    fn ask<T: Send + 'static>(
        &self,
        task: impl FnOnce(&mut Slot) -> T + Send + 'static,
    ) -> Result<Answer<T>, AuthorError> {
        let (reply, answer) = channel();
        let task: Task = Box::new(move |slot| {
            // Whoever asked may have stopped waiting.
            let _ = reply.send(task(slot));
        });
        self.open()?.tasks.send(task).map_err(|_| AuthorError::Lost)?;
        Ok(Answer(answer))
    }

    fn open(&self) -> Result<RefMut<'_, Open>, AuthorError> {
        let mut open = self.open.borrow_mut();
        if open.is_none() {
            *open = Some(Open::start(self.config.clone())?);
        }
        RefMut::filter_map(open, Option::as_mut).map_err(|_| AuthorError::Lost)
    }
}

/// The files of a program under the names that they have where it runs, and its limits.
fn parts<'a>(
    wanted: &AuthorProgram,
    role: &Role,
    blobs: &Blobs,
    toolchain: &'a Toolchain,
) -> Result<(Sources<'a>, Effective), AuthorError> {
    let multipliers = &toolchain.language.multipliers;
    let contents = wanted
        .files
        .iter()
        .map(|file| Ok((&file.name, blobs.get(&file.content)?)));
    let contents = contents.collect::<Result<Vec<_>, AuthorError>>()?;
    match role {
        Role::Tool => {
            let files = contents.into_iter().map(|(name, content)| InFile {
                name: name.to_string(),
                content: FileContent::Bytes(content.to_vec()),
                executable: false,
            });
            let sources = sources::of_author(&wanted.name, files.collect(), toolchain);
            Ok((sources, limits::of_author(multipliers)))
        }
        Role::Solution { signature, limits } => {
            let files = contents.into_iter().map(|(name, content)| SourceFile {
                name: name.clone(),
                text: String::from_utf8_lossy(&content).into_owned(),
            });
            let files: Vec<SourceFile> = files.collect();
            let sources = sources::of(&files, signature.as_ref(), toolchain);
            let sources =
                sources.map_err(|finding| AuthorError::Refused(finding.reason.unwrap_or_default()))?;
            let mut effective = limits::of_run(limits, multipliers);
            effective.sandbox.answer_bytes = signature.as_ref().map(|_| limits::ANSWER_BYTES_MAX);
            Ok((sources, effective))
        }
    }
}

impl Open {
    fn start(config: SlotConfig) -> Result<Open, AuthorError> {
        let (tasks, given) = channel::<Task>();
        let (opened, is_open) = channel();
        let thread = std::thread::Builder::new()
            .name(format!("slot-{}", config.slot))
            .spawn(move || match Slot::open(config) {
                Ok(mut slot) => {
                    let _ = opened.send(Ok(()));
                    given.iter().for_each(|task| task(&mut slot));
                }
                Err(error) => drop(opened.send(Err(error))),
            })
            .map_err(AuthorError::Thread)?;
        let thread = Joined(Some(thread));
        is_open.recv().map_err(|_| AuthorError::Lost)??;
        Ok(Open {
            tasks,
            ready: Vec::new(),
            _thread: thread,
        })
    }

    fn known(&mut self, wanted: &AuthorProgram, role: &Role) -> Option<Arc<Program>> {
        let is_it = |(ready, of, _): &(AuthorProgram, Role, Arc<Program>)| ready == wanted && of == role;
        let place = self.ready.iter().position(is_it)?;
        let found = self.ready.remove(place);
        let program = Arc::clone(&found.2);
        self.ready.insert(0, found);
        Some(program)
    }
}

struct Joined(Option<JoinHandle<()>>);

impl Drop for Joined {
    fn drop(&mut self) {
        if let Some(thread) = self.0.take() {
            // A panic in it was told where an answer was waited for.
            let _ = thread.join();
        }
    }
}
