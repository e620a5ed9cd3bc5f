//! The second slot of a worker: programs of a problem's author run in it while the person's program has the first one. It is opened
//! when it is first needed, on a thread of its own, and kept with what was prepared in it. Expected outputs enter no other sandbox.

use std::cell::{RefCell, RefMut};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use gavel_sandbox::{CancelToken, ExecSpec, FileContent, InFile, Outcome, SandboxFailed, Slot, SlotConfig};
use gavel_wire::LanguageId;
use gavel_wire::problem::AuthorProgram;

use crate::author::{self, AuthorError};
use crate::blobs::Blobs;
use crate::compiled::Compiled;
use crate::execution::{self, Control, Program};
use crate::limits::{self, AUTHOR_WORK_BYTES};
use crate::sources;
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

struct Open {
    tasks: Sender<Task>,
    /// The last used first.
    ready: Vec<(AuthorProgram, Arc<Program>)>,
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
        blobs: &Blobs,
        compiled: Option<&Compiled>,
        control: &Control,
    ) -> Result<Arc<Program>, AuthorError> {
        let known = self.open()?.known(wanted);
        if let Some(program) = known {
            return Ok(program);
        }
        let mut toolchains = self.toolchains.iter();
        let toolchain = toolchains.find(|toolchain| *toolchain.id() == wanted.language);
        let toolchain = toolchain.ok_or_else(|| AuthorError::NoLanguage(wanted.language.clone()))?;
        let mut files = Vec::new();
        for file in &wanted.files {
            files.push(InFile {
                name: file.name.to_string(),
                content: FileContent::Bytes(blobs.get(&file.content)?.to_vec()),
                executable: false,
            });
        }
        let program = author::program(
            toolchain,
            sources::of_author(&wanted.name, files, toolchain),
            &[],
            limits::of_author(&toolchain.language.multipliers),
            compiled,
            |commands, files| {
                let (toolchain, commands) = (Arc::clone(toolchain), commands.clone());
                let (files, control) = (files.to_vec(), control.clone());
                let made =
                    self.ask(move |slot| execution::compile(slot, &toolchain, &commands, &files, &control))?;
                Ok(made.wait()??)
            },
        )?;
        let program = Arc::new(program);
        let ready = &mut self.open()?.ready;
        ready.truncate(READY_MAX - 1);
        ready.insert(0, (wanted.clone(), Arc::clone(&program)));
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

    fn known(&mut self, wanted: &AuthorProgram) -> Option<Arc<Program>> {
        let place = self.ready.iter().position(|(ready, _)| ready == wanted)?;
        let found = self.ready.remove(place);
        let program = Arc::clone(&found.1);
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
