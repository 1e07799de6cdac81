//! The media burst, the frame loop around [`tipring_media`]'s plane, and the real-time thread that owns the
//! frame clock.
//!
//! ```text
//! burst ── receiver (rules for bad frames) ── frame_loop (all cards, one Plane) ── realtime (one thread)
//!   └ crc     └ edges (pins)                     ├ virtual time calls this         └ port (one burst a FRAME)
//!                                                └ rtp (sockets of packet legs)
//! ```

pub mod burst;
pub mod crc;
pub mod delay;
pub mod edges;
pub mod frame_loop;
pub mod gpio;
pub mod loopback;
pub mod memory;
pub mod os;
pub mod port;
pub mod realtime;
pub mod receiver;
pub mod rtp;
pub mod sim_port;
pub mod spidev;
pub mod statistics;

mod outlets;
mod worker;
