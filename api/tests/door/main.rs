//! The door with a real nats-server and a real database; the tests play the scheduler over the bus.

mod common;
mod limits;
mod mend;
mod nats;
mod path;
mod publishing;
mod record;
mod refused;
mod tried;
mod waiting;
