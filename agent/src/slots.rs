//! The two slots of a worker, on one CPU: programs run in one and compilers in the other, so that a worker without work has what both
//! begin with started ahead. `judge` and `probe` use one at a time.

use gavel_sandbox::{SetupError, Slot, SlotConfig};

/// From the number of a program's slot to that of its compiler's: farther than those of authors' programs.
const FARTHER: u16 = 1_500;

pub struct Slots {
    program: Slot,
    compiler: Slot,
}

impl Slots {
    /// Fails where either cannot be set up whole. `config` is the program's.
    pub fn open(config: &SlotConfig) -> Result<Slots, SetupError> {
        let mut compiler = config.clone();
        compiler.slot = config.slot.saturating_add(FARTHER);
        Ok(Slots {
            program: Slot::open(config.clone())?,
            compiler: Slot::open(compiler)?,
        })
    }

    /// What follows is work of its own.
    pub fn begin_work(&mut self) {
        self.program.begin_work();
        self.compiler.begin_work();
    }

    /// For programs. What loads itself in the other slot is in their way and is given up.
    pub fn program(&mut self) -> &mut Slot {
        self.compiler.stop_loading();
        &mut self.program
    }

    /// For compilers, in the same way.
    pub fn compiler(&mut self) -> &mut Slot {
        self.program.stop_loading();
        &mut self.compiler
    }

    /// Starts ahead what the last work began with, one after the other: call it again while it says that one still loads itself. For
    /// a worker that nobody waits for. What runs programs is sooner ready than compilers are.
    pub fn warm_up(&mut self) -> bool {
        self.program.warm_up() || self.compiler.warm_up()
    }
}
