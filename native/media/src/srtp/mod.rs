//! SRTP and SRTCP (RFC 3711; AES-256: RFC 6188; AES-GCM: RFC 7714): packets sealed and opened where they lie.
//!
//! ```text
//! keys (what SDP brought) ── derivation ──▶ transform (one session's keys)
//!                                              ├ Sealer: ours
//!                                              └ Opener: the peer's ── window (what has come before)
//! ```
//!
//! The ciphers are those of RustCrypto; what is here is the profile around them (decision 15). Nothing in here
//! allocates after a [`Sealer`] or [`Opener`] is made, and no key is ever shown.

mod derivation;
mod keys;
mod opener;
mod sealer;
mod transform;
mod window;

pub use keys::{MasterKey, Suite};
pub use opener::{Opener, Refused};
pub use sealer::Sealer;
pub use window::Window;

/// What sealing adds to a packet at most: a tag of 16 bytes, and of SRTCP an index of 4.
pub const SEAL_BYTES_MAX: usize = 20;

/// RTP's fixed header, and what RTCP shows in clear.
const RTP_HEADER: usize = 12;
const RTCP_HEADER: usize = 8;

/// Length of an RTP header with sources and extension: what stays in clear.
fn header_bytes(packet: &[u8]) -> Option<usize> {
    let first = *packet.first()?;
    let sources = RTP_HEADER + 4 * usize::from(first & 15);
    let length = if first & 0x10 == 0 {
        sources
    } else {
        let words = packet.get(sources + 2..sources + 4)?;
        sources + 4 + 4 * usize::from(u16::from_be_bytes([words[0], words[1]]))
    };
    (length <= packet.len()).then_some(length)
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 4)?;
    Some(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
