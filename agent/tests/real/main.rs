//! The agent against a real nats-server and the real sandbox, driven over the bus as a scheduler would.
//! Needs root, as the sandbox does, and `nats-server` (`./dev tools` builds it).

#[cfg(test)]
mod checkers;
#[cfg(test)]
mod common;

mod compiled;
#[cfg(test)]
mod failing;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod interactive;
#[cfg(test)]
mod languages;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod mirror;
#[cfg(test)]
mod own_input;
#[cfg(test)]
mod program;
#[cfg(test)]
mod protocol;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod typed;
#[cfg(test)]
mod warm;
