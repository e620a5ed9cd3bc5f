//! Makes one slot ready for work: claims a number, builds the roots of the languages that this host has, opens the
//! sandbox and tries each language in it. Fails closed: a slot that cannot be set up whole is not a slot.

use std::path::PathBuf;

use gavel_sandbox::{SetupError, SlotConfig, Step};
use gavel_wire::LanguageId;
use gavel_wire::state::ReadyLanguage;
use thiserror::Error;

use crate::beside::Beside;
use crate::slots::Slots;
use crate::toolchain::{Directories, LocateError, Toolchain, locate_all};
use crate::{calibration, metrics, probe};

/// More slots than any host has; what lies beyond the first free number is not tried.
const NUMBERS_MAX: u16 = 256;

/// How slots are claimed and what they find.
#[derive(Debug, Clone)]
pub struct SlotSettings {
    pub first: u16,
    pub state_dir: PathBuf,
    pub cgroup_parent: Option<String>,
    pub uid_base: u32,
    pub zygote: Option<PathBuf>,
    pub pin_cpu: bool,
    pub fail_step: Option<u8>,
    pub directories: Directories,
}

#[derive(Debug, Error)]
pub enum SetUpError {
    #[error(transparent)]
    Sandbox(#[from] SetupError),
    #[error("every slot number from {first} is claimed by another process")]
    NoNumber { first: u16 },
    #[error("{0}")]
    Languages(String),
}

impl From<LocateError> for SetUpError {
    fn from(error: LocateError) -> Self {
        SetUpError::Languages(chain(&error))
    }
}

/// A slot that takes work.
pub struct Prepared {
    pub slots: Slots,
    beside: Beside,
    pub number: u16,
    /// How fast its CPU is, in microseconds of the agent's own workload.
    pub calibration_us: u64,
    ready: Vec<(ReadyLanguage, Toolchain)>,
}

impl Prepared {
    pub fn languages(&self) -> Vec<ReadyLanguage> {
        self.ready.iter().map(|(language, _)| language.clone()).collect()
    }

    pub fn slots_and_toolchain(&mut self, language: &LanguageId) -> Option<(&mut Slots, &Toolchain)> {
        let (slots, toolchain, _) = self.parts(language)?;
        Some((slots, toolchain))
    }

    /// With what runs beside the slots.
    pub fn parts(&mut self, language: &LanguageId) -> Option<(&mut Slots, &Toolchain, &Beside)> {
        let (_, toolchain) = self.ready.iter().find(|(ready, _)| ready.id == *language)?;
        Some((&mut self.slots, toolchain, &self.beside))
    }

    pub fn withdraw(&mut self, language: &LanguageId) {
        self.ready.retain(|(ready, _)| ready.id != *language);
        self.beside.withdraw(language);
    }
}

/// Takes seconds where toolchains have to be prepared first.
pub fn set_up(settings: &SlotSettings) -> Result<Prepared, SetUpError> {
    let mut toolchains = Vec::new();
    for located in locate_all(&settings.directories)? {
        match located.toolchain {
            Ok(toolchain) => toolchains.push(toolchain),
            Err(error) => not_available(&located.name, &chain(&error)),
        }
    }
    let (mut slots, config) = claim(settings, &toolchains)?;
    let (number, cpu) = (config.slot, config.cpu);
    let mut ready = Vec::new();
    for mut toolchain in toolchains {
        match probe::probe(&mut slots, &toolchain) {
            Ok(language) => {
                probe_warm(&mut slots, &mut toolchain);
                ready.push((language, toolchain));
            }
            Err(error) => not_available(toolchain.id().as_str(), &chain(&error)),
        }
    }
    if ready.is_empty() {
        return Err(SetUpError::Languages(
            "no language passed its probe; the log says why".to_owned(),
        ));
    }
    let names: Vec<&str> = ready.iter().map(|(language, _)| language.id.as_str()).collect();
    let calibration_us = calibration::measure(cpu);
    metrics::calibrated(number, calibration_us);
    tracing::info!(
        slot = number,
        cpu,
        calibration_us,
        languages = names.join(" "),
        "slot is ready"
    );
    Ok(Prepared {
        slots,
        beside: Beside::new(&config, ready.iter().map(|(_, toolchain)| toolchain.clone())),
        number,
        calibration_us,
        ready,
    })
}

/// Programs of a language whose runtime cannot be started ahead run without that.
fn probe_warm(slots: &mut Slots, toolchain: &mut Toolchain) {
    if toolchain.language.run.warm.is_empty() {
        return;
    }
    slots.warm_up();
    if let Err(error) = probe::hello(slots, toolchain) {
        tracing::warn!(language = %toolchain.id(), error = chain(&error), "its runtime cannot be started ahead");
        toolchain.language.run.warm.clear();
        if let Some(compile) = &mut toolchain.language.compile {
            compile.warm.clear();
        }
    }
}

fn not_available(language: &str, why: &str) {
    tracing::warn!("language not available: {language}: {why}");
}

/// The slots with the first number from the configured one that no living process holds, on the CPU that goes with it.
fn claim(settings: &SlotSettings, toolchains: &[Toolchain]) -> Result<(Slots, SlotConfig), SetUpError> {
    let cpus = if settings.pin_cpu {
        allowed_cpus()
    } else {
        Vec::new()
    };
    for number in settings.first..settings.first.saturating_add(NUMBERS_MAX) {
        let mut config = SlotConfig::new(number, settings.state_dir.clone());
        config.cgroup_parent.clone_from(&settings.cgroup_parent);
        config.uid_base = settings.uid_base;
        config.zygote.clone_from(&settings.zygote);
        config.fail_at = settings.fail_step;
        let cpu = cpus.get(usize::from(number) % cpus.len().max(1)).copied();
        config.cpu = cpu;
        config.roots = toolchains
            .iter()
            .map(|toolchain| toolchain.root.clone())
            .collect();
        match Slots::open(&config) {
            Ok(slots) => return Ok((slots, config)),
            Err(error) if is_claimed(&error) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(SetUpError::NoNumber {
        first: settings.first,
    })
}

/// Another living process holds the lock of this number.
fn is_claimed(error: &SetupError) -> bool {
    error.step == Step::Claim.number() && error.errno == rustix::io::Errno::AGAIN.raw_os_error()
}

/// The CPUs that this process may use, in order.
pub fn allowed_cpus() -> Vec<u32> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let list = status
        .lines()
        .find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    cpu_list(list.unwrap_or_default())
}

/// The kernel's form of a CPU list, such as `0-3,8`.
fn cpu_list(text: &str) -> Vec<u32> {
    let range = |part: &str| {
        let (low, high) = part.split_once('-').unwrap_or((part, part));
        Some(low.trim().parse().ok()?..=high.trim().parse().ok()?)
    };
    text.split(',').filter_map(range).flatten().collect()
}

/// An error with its causes, as one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    // Some errors draw a picture over several lines; a log line reads alone.
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_lists_are_read_as_the_kernel_writes_them() {
        assert_eq!(cpu_list("\t0-3,8\n"), [0, 1, 2, 3, 8]);
        assert_eq!(cpu_list("5"), [5]);
        assert!(cpu_list("").is_empty() && cpu_list("x-y").is_empty());
        assert!(!allowed_cpus().is_empty());
    }
}
