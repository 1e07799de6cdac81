//! Our packets. The indices are the caller's: whoever numbers packets knows how often the numbers went round.

use super::keys::MasterKey;
use super::transform::Transform;
use super::{RTCP_HEADER, header_bytes, word};

/// Says that a report is encrypted, in front of its index.
pub(super) const ENCRYPTED: u32 = 1 << 31;

/// Seals what we send. It remembers nothing: the same index twice under one key would show the voice, so the
/// caller's indices only ever go up, whatever is agreed on anew.
#[derive(Debug)]
pub struct Sealer {
    rtp: Transform,
    rtcp: Transform,
}

impl Sealer {
    /// With the session keys of a master key.
    #[must_use]
    pub fn new(master: &MasterKey) -> Self {
        Self {
            rtp: Transform::for_rtp(master),
            rtcp: Transform::for_rtcp(master),
        }
    }

    /// Seals the RTP packet in the first `length` bytes; `index` is its sequence number, extended to 48 bits. Its
    /// new length, unless it is no packet or does not fit.
    pub fn seal(&self, bytes: &mut [u8], length: usize, index: u64) -> Option<usize> {
        seal_rtp(&self.rtp, bytes, length, index)
    }

    /// Seals an RTCP compound under an index below 2³¹ (RFC 3711 §9.2: then a new key is needed).
    pub fn seal_report(&self, bytes: &mut [u8], length: usize, index: u32) -> Option<usize> {
        seal_rtcp(&self.rtcp, bytes, length, index)
    }
}

pub(super) fn seal_rtp(
    keys: &Transform,
    bytes: &mut [u8],
    length: usize,
    index: u64,
) -> Option<usize> {
    let sealed = length + keys.tag_bytes;
    let packet = bytes.get_mut(..sealed)?;
    let ssrc = word(packet, 8).filter(|_| length >= super::RTP_HEADER)?;
    let header = header_bytes(&packet[..length])?;
    let (packet, tag) = packet.split_at_mut(length);
    let (clear, payload) = packet.split_at_mut(header);
    if keys.is_aead() {
        tag.copy_from_slice(&keys.seal(ssrc, index, clear, payload));
    } else {
        keys.count(ssrc, index, payload);
        keys.tag([packet, &rollover(index)], tag);
    }
    Some(sealed)
}

pub(super) fn seal_rtcp(
    keys: &Transform,
    bytes: &mut [u8],
    length: usize,
    index: u32,
) -> Option<usize> {
    let sealed = length + 4 + keys.tag_bytes;
    let packet = bytes.get_mut(..sealed)?;
    if length < RTCP_HEADER || index >= ENCRYPTED {
        return None;
    }
    let ssrc = word(packet, 4)?;
    let trailer = (ENCRYPTED | index).to_be_bytes();
    let (packet, rest) = packet.split_at_mut(length);
    let (clear, body) = packet.split_at_mut(RTCP_HEADER);
    if keys.is_aead() {
        let (tag, last) = rest.split_at_mut(keys.tag_bytes);
        tag.copy_from_slice(&keys.seal(ssrc, index.into(), &aad(clear, trailer), body));
        last.copy_from_slice(&trailer);
    } else {
        keys.count(ssrc, index.into(), body);
        let (last, tag) = rest.split_at_mut(4);
        last.copy_from_slice(&trailer);
        keys.tag([packet, last], tag);
    }
    Some(sealed)
}

/// How often the sequence numbers have gone round: it is under the tag, not in the packet.
pub(super) fn rollover(index: u64) -> [u8; 4] {
    ((index >> 16) as u32).to_be_bytes()
}

/// What is in clear of a report that an AEAD sealed (RFC 7714 §9.2).
pub(super) fn aad(clear: &[u8], trailer: [u8; 4]) -> [u8; 12] {
    let mut aad = [0; 12];
    aad[..RTCP_HEADER].copy_from_slice(clear);
    aad[RTCP_HEADER..].copy_from_slice(&trailer);
    aad
}
