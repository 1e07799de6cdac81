//! The peer's packets.

use super::keys::MasterKey;
use super::sealer::{ENCRYPTED, aad, rollover};
use super::transform::{Forged, Transform};
use super::window::Window;
use super::{RTCP_HEADER, RTP_HEADER, header_bytes, word};

/// Sources that are told apart at a time. A peer has one, and another after it was transferred; replays of the one
/// before must not pass for a new one.
const SOURCES_MAX: usize = 4;

/// Why a packet was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Too short to be one.
    Cut,
    /// It came before, or is too old to tell.
    Replayed,
    /// Its tag is not right: it was forged, damaged, or made with another key.
    Forged,
}

impl From<Forged> for Refused {
    fn from(_: Forged) -> Self {
        Self::Forged
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Source {
    ssrc: u32,
    window: Window,
}

/// Sources, the one heard last in front.
#[derive(Debug, Clone, Default)]
struct Sources {
    known: [Option<Source>; SOURCES_MAX],
}

impl Sources {
    fn window(&self, ssrc: u32) -> Option<Window> {
        let source = self
            .known
            .iter()
            .flatten()
            .find(|known| known.ssrc == ssrc)?;
        Some(source.window)
    }

    /// Only for a packet that was good.
    fn note(&mut self, ssrc: u32, window: Window) {
        let place = self
            .known
            .iter()
            .position(|known| known.is_some_and(|known| known.ssrc == ssrc))
            .unwrap_or(SOURCES_MAX - 1);
        self.known[..=place].rotate_right(1);
        self.known[0] = Some(Source { ssrc, window });
    }
}

/// Opens what comes from a peer.
#[derive(Debug)]
pub struct Opener {
    rtp: Transform,
    rtcp: Transform,
    sources: Sources,
    reporters: Sources,
    /// Who was heard under the key before this one: a new key does not begin the counting anew (RFC 3711 §3.3.1).
    before: Sources,
}

impl Opener {
    /// With the session keys of a master key.
    #[must_use]
    pub fn new(master: &MasterKey) -> Self {
        Self {
            rtp: Transform::for_rtp(master),
            rtcp: Transform::for_rtcp(master),
            sources: Sources::default(),
            reporters: Sources::default(),
            before: Sources::default(),
        }
    }

    /// Goes on where the opener of the key before was.
    pub fn follow(&mut self, other: &Self) {
        self.before = other.sources.clone();
    }

    /// Opens the SRTP packet in `bytes`, in place: the length of the RTP packet. Nothing is remembered of one that
    /// is refused.
    ///
    /// # Errors
    /// When it is not to be heard; its bytes may then be changed.
    pub fn open(&mut self, bytes: &mut [u8]) -> Result<usize, Refused> {
        let length = bytes
            .len()
            .checked_sub(self.rtp.tag_bytes)
            .ok_or(Refused::Cut)?;
        if length < RTP_HEADER {
            return Err(Refused::Cut);
        }
        let header = header_bytes(&bytes[..length]).ok_or(Refused::Cut)?;
        let sequence = u16::from_be_bytes([bytes[2], bytes[3]]);
        let ssrc = word(bytes, 8).ok_or(Refused::Cut)?;
        let known = self.sources.window(ssrc);
        let mut window = known.unwrap_or_default();
        let index = match known {
            Some(window) => {
                let index = window.index_of(sequence).ok_or(Refused::Replayed)?;
                if !window.is_new(index) {
                    return Err(Refused::Replayed);
                }
                open_rtp(&self.rtp, bytes, header, ssrc, index)?;
                index
            }
            None => self.open_first(bytes, header, ssrc, sequence)?,
        };
        window.note(index);
        self.sources.note(ssrc, window);
        Ok(length)
    }

    /// The first packet of a source. Its numbers may have gone round before we heard it: just now, because its first
    /// packets were lost, or under the key before.
    fn open_first(
        &self,
        bytes: &mut [u8],
        header: usize,
        ssrc: u32,
        sequence: u16,
    ) -> Result<u64, Refused> {
        let before = self.before.window(ssrc);
        let carried = before.and_then(|window| window.index_of(sequence));
        let usual = u64::from(sequence);
        let candidates = [carried, Some(usual), Some(usual + (1 << 16))];
        let mut tried = None;
        for index in candidates.into_iter().flatten() {
            if tried.replace(index) != Some(index)
                && open_rtp(&self.rtp, bytes, header, ssrc, index).is_ok()
            {
                return Ok(index);
            }
        }
        Err(Refused::Forged)
    }

    /// Opens an SRTCP compound, in place: its length in clear.
    ///
    /// # Errors
    /// As [`Opener::open`].
    pub fn open_report(&mut self, bytes: &mut [u8]) -> Result<usize, Refused> {
        let keys = &self.rtcp;
        let sealed = bytes.len();
        let length = sealed.checked_sub(keys.tag_bytes + 4).ok_or(Refused::Cut)?;
        if length < RTCP_HEADER {
            return Err(Refused::Cut);
        }
        let at = if keys.is_aead() { sealed - 4 } else { length };
        let trailer = word(bytes, at).ok_or(Refused::Cut)?;
        let ssrc = word(bytes, 4).ok_or(Refused::Cut)?;
        if trailer & ENCRYPTED == 0 {
            // To send reports in clear was not agreed on (RFC 4568 §6.3.2).
            return Err(Refused::Forged);
        }
        let index = u64::from(trailer & !ENCRYPTED);
        let mut window = self.reporters.window(ssrc).unwrap_or_default();
        if !window.is_new(index) {
            return Err(Refused::Replayed);
        }
        if keys.is_aead() {
            let (packet, rest) = bytes.split_at_mut(length);
            let (clear, body) = packet.split_at_mut(RTCP_HEADER);
            let tag = &rest[..keys.tag_bytes];
            keys.open(ssrc, index, &aad(clear, trailer.to_be_bytes()), body, tag)?;
        } else {
            let (packet, tag) = bytes.split_at_mut(length + 4);
            keys.check([packet, &[]], tag)?;
            keys.count(ssrc, index, &mut packet[RTCP_HEADER..length]);
        }
        window.note(index);
        self.reporters.note(ssrc, window);
        Ok(length)
    }
}

/// Checks an RTP packet with its tag, and decrypts it if it is good; else it stays as it is.
pub(super) fn open_rtp(
    keys: &Transform,
    bytes: &mut [u8],
    header: usize,
    ssrc: u32,
    index: u64,
) -> Result<(), Forged> {
    let (packet, tag) = bytes.split_at_mut(bytes.len() - keys.tag_bytes);
    if keys.is_aead() {
        let (clear, payload) = packet.split_at_mut(header);
        return keys.open(ssrc, index, clear, payload, tag);
    }
    keys.check([packet, &rollover(index)], tag)?;
    keys.count(ssrc, index, &mut packet[header..]);
    Ok(())
}
