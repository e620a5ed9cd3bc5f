//! The owner's side of a slot: claims it, has its zygote keep a sandbox armed, and opens sessions in it.

mod capture;
mod claim;
mod collect;
mod probe;
mod run;
mod session;
mod warm;
mod zygote;

use std::marker::PhantomData;
use std::time::Duration;

use crate::cgroup::{self, Cgroups, Places};
use crate::check::Mode;
use crate::fault::{Explain, Fault, Steps};
use crate::outcome::{SandboxFailed, SetupError};
use crate::proto::ArmKind;
use crate::rootless;
use crate::spec::{SessionSpec, SlotConfig};
use crate::step::Step;
use claim::Claim;
pub use session::Session;
use warm::{Like, Warmed};
use zygote::{Sandbox, Zygote};

/// A claimed slot. Open it on the thread that drives it: the zygote dies with that thread, so a slot cannot be sent.
#[derive(Debug)]
pub struct Slot {
    config: SlotConfig,
    places: Places,
    cgroups: Cgroups,
    zygote: Option<Zygote>,
    /// Ordered ahead for the next session.
    waiting: Option<Sandbox>,
    /// The first execution of the last work that a warm process could have served, and its session's kind of sandbox.
    like: Option<(ArmKind, Like)>,
    /// Work began, and nothing of it was noted yet.
    is_new: bool,
    // The lock goes last: fields are dropped in order, after `drop` below has removed the cgroups.
    _claim: Claim,
    _one_thread: PhantomData<*const ()>,
}

impl Slot {
    /// Claims the slot's number, sweeps what a dead claimant left, sets everything up (docs/SANDBOX.md numbers the steps)
    /// and probes it from inside. Fails closed, and says at which step. Takes some 10 ms. A process without root calls
    /// [`crate::enter`] before it has threads.
    pub fn open(config: SlotConfig) -> Result<Slot, SetupError> {
        let steps = Steps {
            fail_at: config.fail_at,
        };
        steps.run(Step::UserNamespace, || rootless::may_have(uid_of(&config)))?;
        let mut claim = steps.run(Step::Claim, || Claim::take(&config.state_dir, config.slot))?;
        let places = steps.run(Step::FindCgroups, || {
            let (own, mounts) = cgroup::own_texts()?;
            match cgroup::places(&own, &mounts, config.cgroup_parent.as_deref()) {
                Ok(Places::V1(_)) if rootless::is_inside() => Err(rootless::only_v2()),
                found => found.map_err(Fault::new),
            }
        })?;
        let directories = Cgroups::directories(&places, config.slot);
        steps.run(Step::Sweep, || claim.sweep(&directories))?;
        steps.run(Step::MakeCgroups, || claim.note(&directories))?;
        let cgroups = make_cgroups(&config, &places)?;
        let mut slot = Slot {
            config,
            places,
            cgroups,
            zygote: None,
            waiting: None,
            like: None,
            is_new: true,
            _claim: claim,
            _one_thread: PhantomData,
        };
        slot.start_zygote()?;
        slot.probe()?;
        Ok(slot)
    }

    /// Places the session's files in a fresh sandbox of the asked-for root. A sandbox that was made ready ahead is taken
    /// when it fits; making one takes about a millisecond.
    pub fn begin(&mut self, spec: SessionSpec) -> Result<Session<'_>, SandboxFailed> {
        Session::begin(self, spec)
    }

    /// Makes a sandbox ready for sessions like this one, off the path of a request. Optional: a slot keeps one ready for
    /// sessions like the last one by itself.
    pub fn prepare(&mut self, like: &SessionSpec) {
        // A failure shows when the sandbox is needed.
        let _ = self.order(kind_of(like));
    }

    /// Starts ahead what the last work began with, if its [`ExecSpec::warm`] says how, and takes what follows for other work: for
    /// an idle slot, once nobody waits. It takes CPU time and memory of this slot only. Tells whether it still loads itself, which
    /// another call can ask again.
    pub fn warm_up(&mut self) -> bool {
        self.begin_work();
        let Some((kind, like)) = self.like.clone() else {
            return false;
        };
        self.try_warm_up(kind, like).unwrap_or_else(|failed| {
            tracing::debug!(slot = self.config.slot, cause = %failed, "no runtime was started ahead");
            false
        })
    }

    /// Gives up what was started ahead, unless it waits already: its CPU is needed for something else.
    pub fn stop_loading(&mut self) {
        let loads = |sandbox: &mut Sandbox| !matches!(sandbox.loads(Duration::ZERO), Ok(false));
        if let Some(loading) = self.waiting.take_if(loads) {
            self.give_back(loading);
        }
    }

    /// What follows is work of its own, which may be like what follows it.
    pub fn begin_work(&mut self) {
        self.is_new = true;
    }

    fn note(&mut self, kind: ArmKind, like: Option<&Like>) {
        if self.is_new {
            self.is_new = like.is_none();
            self.like = like.map(|like| (kind, like.clone()));
        }
    }

    fn forget(&mut self) {
        self.like = None;
        self.is_new = false;
    }

    fn try_warm_up(&mut self, kind: ArmKind, like: Like) -> Result<bool, SandboxFailed> {
        let (steps, uid) = (self.steps(), self.uid());
        if let Some(sandbox) = self.waiting.as_mut().filter(|sandbox| sandbox.warmed.is_some()) {
            return steps.run(Step::RunLimits, || sandbox.loads(Duration::ZERO));
        }
        let mut sandbox = self.take(&kind)?;
        let warmed = steps.run(Step::RunLimits, || {
            self.cgroups.settle()?;
            Warmed::start(&sandbox, &mut self.cgroups, 0, uid, like)
        });
        match warmed {
            Ok(warmed) => {
                sandbox.warmed = Some(warmed);
                self.waiting = Some(sandbox);
                Ok(true)
            }
            Err(failed) => {
                self.give_back(sandbox);
                Err(failed)
            }
        }
    }

    pub fn mode(&self) -> Mode {
        match self.cgroups.is_v2() {
            true if rootless::is_inside() => Mode::RootlessCgroupV2,
            true => Mode::RootCgroupV2,
            false => Mode::RootCgroupV1,
        }
    }

    /// The slot's cgroup directories, for whoever wants to see that nothing is left in them.
    pub fn cgroup_directories(&self) -> &[std::path::PathBuf] {
        self.cgroups.all_directories()
    }

    /// Sets the slot up anew, in fresh cgroups: whatever was in the old ones is dead, and memory that is still charged to
    /// them is no matter of this slot's any more. Takes some 15 ms.
    fn renew(&mut self) -> Result<(), SandboxFailed> {
        self.waiting = None;
        self.zygote = None;
        self.steps()
            .run(Step::Sweep, || cgroup::remove(self.cgroups.all_directories()))?;
        self.cgroups = make_cgroups(&self.config, &self.places)?;
        self.start_zygote()
    }

    fn start_zygote(&mut self) -> Result<(), SandboxFailed> {
        let procs = self.steps().run(Step::Join, || self.cgroups.procs())?;
        let zygote = Zygote::start(&self.config, &procs)?;
        self.steps().run(Step::Join, || {
            contains(self.cgroups.all_directories(), zygote.pid())
        })?;
        self.zygote = Some(zygote);
        self.order(ArmKind {
            root: String::new(),
            work_bytes: 1 << 20,
            work_inodes: 64,
        })?;
        if let Some(sandbox) = &mut self.waiting {
            sandbox.wait_until_armed()?;
        }
        self.steps().run(Step::CgroupLimits, || self.cgroups.note_idle())
    }

    /// Has a sandbox of this kind made ready, unless one is.
    fn order(&mut self, kind: ArmKind) -> Result<(), SandboxFailed> {
        if self.waiting.as_ref().is_some_and(|sandbox| sandbox.kind == kind) {
            return Ok(());
        }
        if self.zygote.is_none() {
            self.renew()?;
        }
        let serve = |fault: Fault| SandboxFailed::new(Step::Serve, fault.errno, fault.what);
        self.cgroups.make_room(0).map_err(serve)?;
        let leaf = self.cgroups.next_leaf().map_err(serve)?;
        let zygote = self
            .zygote
            .as_mut()
            .ok_or_else(|| serve(Fault::new("there is no zygote")))?;
        if let Some(unfit) = self.waiting.take() {
            zygote.kill(unfit).map_err(serve)?;
        }
        self.waiting = Some(zygote.arm(kind, leaf).map_err(serve)?);
        Ok(())
    }

    /// An armed sandbox of this kind.
    fn take(&mut self, kind: &ArmKind) -> Result<Sandbox, SandboxFailed> {
        self.order(kind.clone())?;
        let mut sandbox = self
            .waiting
            .take()
            .ok_or_else(|| SandboxFailed::new(Step::Serve, 0, "no sandbox came"))?;
        sandbox.wait_until_armed()?;
        sandbox.still_waits()?;
        Ok(sandbox)
    }

    /// Ends a sandbox and has the next one made ready, both while nobody waits.
    fn give_back(&mut self, sandbox: Sandbox) {
        let kind = sandbox.kind.clone();
        let ended = self.zygote.as_mut().map(|zygote| zygote.kill(sandbox));
        if !matches!(ended, Some(Ok(()))) || self.order(kind).is_err() {
            // The next session sets the slot up anew, after everything of this one is dead.
            self.zygote = None;
            self.waiting = None;
        }
    }

    /// No warning where its session had one: a program that spoils the process that it stays in costs one a test.
    fn warn(&self, failed: &SandboxFailed, attempt: u32, again: bool) {
        let slot = self.config.slot;
        if again {
            tracing::debug!(slot, attempt, cause = %failed, "another sandbox was lost before its program began");
        } else {
            tracing::warn!(slot, attempt, cause = %failed, "a sandbox was lost before its program began; another is tried");
        }
    }

    fn uid(&self) -> u32 {
        uid_of(&self.config)
    }

    /// CPUs that a program can use at one moment.
    fn cpus(&self) -> u32 {
        match self.config.cpu {
            Some(_) => 1,
            None => std::thread::available_parallelism().map_or(1, |n| u32::try_from(n.get()).unwrap_or(1)),
        }
    }

    fn steps(&self) -> Steps {
        Steps {
            fail_at: self.config.fail_at,
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.waiting = None;
        self.zygote = None;
        if let Err(fault) = cgroup::remove(self.cgroups.all_directories()) {
            // The next claimant sweeps them.
            tracing::warn!(
                slot = self.config.slot,
                cause = fault.what,
                "a slot's cgroups were left behind"
            );
        }
    }
}

/// Steps 4 and 5. What was made is removed again when the limits cannot be set.
fn make_cgroups(config: &SlotConfig, places: &Places) -> Result<Cgroups, SandboxFailed> {
    let steps = Steps {
        fail_at: config.fail_at,
    };
    let made = steps.run(Step::MakeCgroups, || {
        Cgroups::make(places, config.slot, config.cpu)
    });
    let limited = made.and_then(|mut cgroups| {
        steps.run(Step::CgroupLimits, || cgroups.first_limits())?;
        Ok(cgroups)
    });
    if limited.is_err() {
        // Half of them may be there; the step's failure is the one to tell.
        let _ = cgroup::remove(&Cgroups::directories(places, config.slot));
    }
    limited
}

fn uid_of(config: &SlotConfig) -> u32 {
    config.uid_base + u32::from(config.slot)
}

fn kind_of(spec: &SessionSpec) -> ArmKind {
    ArmKind {
        root: spec.root.clone(),
        work_bytes: spec.work_bytes,
        work_inodes: spec.work_inodes,
    }
}

/// Fails unless the process is in each of these cgroups or beneath.
fn contains(directories: &[std::path::PathBuf], pid: u32) -> Result<(), Fault> {
    for directory in directories {
        let files = [
            directory.join("cgroup.procs"),
            directory.join("zygote/cgroup.procs"),
        ];
        let inside = files.iter().filter_map(|file| std::fs::read_to_string(file).ok());
        if !inside
            .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
            .any(|line| line == pid.to_string())
        {
            return Err(Fault::new(format!(
                "the zygote is not in {}",
                directory.display()
            )))
            .explain("join the cgroups");
        }
    }
    Ok(())
}
