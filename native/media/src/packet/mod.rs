//! Voice in packets: RTP and RTCP, jitter, loss, events, silence. Pure: packets and times in, frames and
//! packets out. [`stream::PacketStream`] is all of it for one leg of a call.

pub mod comfort_noise;
pub mod conceal;
pub mod delay;
pub mod events;
mod fifo;
pub mod jitter;
mod jitter_types;
pub mod listening;
pub mod playout;
pub mod reception;
pub mod rtcp;
pub mod rtp;
pub mod sending;
pub mod stream;
pub mod timeline;
pub mod tone_removal;
