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

/// Whole ticks of a clock of so many a second after so many µs; nothing overflows, whatever the time.
#[must_use]
pub fn ticks(us: u64, clock_rate: u32) -> u64 {
    const SECOND: u64 = 1_000_000;
    let rate = u64::from(clock_rate);
    us / SECOND * rate + us % SECOND * rate / SECOND
}
