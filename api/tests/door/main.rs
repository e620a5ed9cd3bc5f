//! The door with a real nats-server and a real database; the tests play the scheduler over the bus.

mod broken;
mod common;
mod path;
mod refused;
