//! Voice over the network: the sockets of packet legs, and a thread that serves them.
//!
//! ```text
//! JavaScript's thread                 the thread of the frames          the thread of the sockets
//! pool: slots, ports, opening, ─────▶ hub: the plane's side ──records─▶ network: all legs, by epoll
//!   ▲   agreements                     ▲                                └ leg: a pair of sockets, its peer, its keys,
//!   │   shared: counters, closing      └──────────────records──────────   its numbers (outgoing), its reports
//!   └───────────── what is spent comes back to be freed (a leg with its ports)
//! ```
//!
//! A packet comes in, is opened and looked at; its bytes go to the plane. The plane mixes, and its packets come back to
//! be numbered, sealed and sent. Where two legs hear each other and nobody else does, the plane says so, and from then
//! on packets go straight from one socket to the other when they come, under the same numbers. In virtual time the
//! network is served in line with the frames.
//!
//! A socket is opened and closed off these threads: both may wait for the kernel's locks. Reading and writing never
//! wait, and what is read in a spell is bounded.

mod batch;
mod epoll;
mod hub;
mod leg;
mod network;
mod outgoing;
mod pool;
mod reporting;
mod reports;
mod security;
mod shared;
mod socket;
mod terms;
mod wire;

pub(crate) use hub::Hub;
pub use leg::Leg;
pub use network::{Network, Spent};
pub use pool::{Agreement, Family, Pool, PoolOptions, Refusal};
pub use security::SrtpKeys;
pub use shared::LegCounters;
pub use terms::Agreed;
