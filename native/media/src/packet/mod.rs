//! Voice in packets: RTP and RTCP, jitter, loss, events, silence. Pure: packets and times in, frames and
//! packets out.

pub mod conceal;
pub mod rtcp;
pub mod rtp;
