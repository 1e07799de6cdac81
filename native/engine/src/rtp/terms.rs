//! What was agreed on with a peer, as the sockets go by it.

use std::net::{IpAddr, SocketAddr};

use tipring_media::{Garbage, PacketCodec, PacketStreamSettings, Prepared};

use super::outgoing::Outgoing;
use super::security::Change;

/// What a leg goes by from its agreement on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    pub remote: Option<SocketAddr>,
    pub sends: bool,
    pub receives: bool,
    pub ptime_ms: u8,
    pub stream: PacketStreamSettings,
}

impl Terms {
    /// Ticks a second of its timestamps; G.722 says 8000 though it samples at 16 000 (RFC 3551 §4.5.2).
    pub fn clock_rate(&self) -> u32 {
        match self.stream.codec {
            PacketCodec::OpusNarrow | PacketCodec::OpusWide => 48_000,
            PacketCodec::Pcma | PacketCodec::Pcmu | PacketCodec::G722 => 8_000,
        }
    }

    pub fn outgoing(&self) -> Outgoing {
        let stream = self.stream;
        let first = (stream.first_sequence, stream.first_timestamp);
        Outgoing::new(self.clock_rate(), self.ptime_ms, first.0, first.1)
    }

    /// Which of the agreed contents a payload type stands for.
    pub fn content(&self, payload_type: u8) -> Option<Content> {
        let PacketStreamSettings {
            voice,
            event,
            noise,
            ..
        } = self.stream;
        [
            (Some(voice), Content::Voice),
            (event, Content::Event),
            (noise, Content::Noise),
        ]
        .into_iter()
        .find_map(|(known, content)| (known == Some(payload_type)).then_some(content))
    }

    pub fn payload_type(&self, content: Content) -> Option<u8> {
        match content {
            Content::Voice => Some(self.stream.voice),
            Content::Event => self.stream.event,
            Content::Noise => self.stream.noise,
        }
    }
}

/// What a packet holds, whatever its number is at either end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Voice,
    Event,
    Noise,
}

/// An agreement, made ready for the threads that go by it.
pub struct Agreed {
    pub(crate) slot: u16,
    pub(crate) terms: Terms,
    pub(crate) security: Change,
    /// A stream for it, where the one there does not serve.
    pub(crate) stream: Option<Prepared>,
    /// There was one.
    pub(crate) is_new_stream: bool,
    /// What it replaced, held only to be freed with it.
    pub(crate) garbage: Option<Garbage>,
}

impl std::fmt::Debug for Agreed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "agreement of leg {}: {:?}", self.slot, self.terms)
    }
}

/// Flow label and scope of an IPv6 address say nothing of who it is.
pub(super) fn same(one: SocketAddr, other: SocketAddr) -> bool {
    (one.ip(), one.port()) == (other.ip(), other.port())
}

/// An address that voice can be sent to. “Any” was once how a peer was told to hold (RFC 3264 §8.4); groups are
/// nobody's telephone.
pub(crate) fn usable(remote: SocketAddr) -> bool {
    let is_broadcast = matches!(remote.ip(), IpAddr::V4(v4) if v4.is_broadcast());
    remote.port() != 0
        && !remote.ip().is_unspecified()
        && !remote.ip().is_multicast()
        && !is_broadcast
}
