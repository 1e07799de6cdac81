//! Voice over the network: the sockets of packet legs, served by whoever runs the frames.
//!
//! ```text
//! JavaScript's thread                         the real-time thread (or virtual time)
//! pool: slots, ports, opening, agreements ──▶ legs: all of them, each frame
//!            ▲   shared: counters, closing ◀──▶ └ leg: one pair of sockets, its peer, its reports
//!            └────────── a leg comes back to be freed (and its port with it)
//! ```
//!
//! A socket is opened and closed off the real-time thread: both may wait for the kernel's locks. Reading and
//! writing never wait, and what is read in one frame is bounded.

mod leg;
mod legs;
mod pool;
mod reports;
mod shared;
mod socket;

pub use leg::{Agreed, Leg};
pub use legs::Legs;
pub use pool::{Agreement, Family, Pool, PoolOptions, Refusal};
pub use shared::LegCounters;
