//! What goes into a jitter buffer and what comes out of it.

use super::rtp::RtpHeader;

/// What a packet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Content {
    /// Voice.
    #[default]
    Audio,
    /// A description of silence (RFC 3389).
    Noise,
    /// An event (RFC 4733): it has no sound, only its place in the sequence counts.
    Event,
}

/// Limits of a buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JitterLimits {
    /// Least delay aimed at.
    pub delay_ms_min: u32,
    /// Most delay aimed at.
    pub delay_ms_max: u32,
    /// Most sound that may wait; what is older is dropped.
    pub depth_ms_max: u32,
}

impl Default for JitterLimits {
    fn default() -> Self {
        Self {
            delay_ms_min: 10,
            delay_ms_max: 300,
            depth_ms_max: 600,
        }
    }
}

/// A packet that came.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// Its header.
    pub header: RtpHeader,
    /// Its payload.
    pub payload: &'a [u8],
    /// What it holds.
    pub content: Content,
    /// How long it sounds.
    pub ticks: u32,
    /// When it came.
    pub at: i64,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inserted {
    /// It waits, or was of use at once; its time on the line.
    Queued(i64),
    /// It came before.
    Duplicate,
    /// All of its time has passed.
    Late,
    /// It is of no known sender, or too long.
    Stray,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// A packet, by its place; its first `skip` ticks have passed already.
    Packet {
        /// For [`super::jitter::JitterBuffer::payload`].
        place: usize,
        /// Ticks that were concealed before it came.
        skip: u32,
        /// How long it sounds.
        ticks: u32,
        /// The decoder must begin afresh.
        is_restart: bool,
    },
    /// Silence begins, described by a packet.
    Noise {
        /// For [`super::jitter::JitterBuffer::payload`].
        place: usize,
    },
    /// So much is lost before the packet at `then`.
    Lost {
        /// How much.
        ticks: u32,
        /// The packet after the gap, if the gap is one packet.
        then: Option<usize>,
    },
    /// The sender is silent, or the talkspurt's time has not come.
    Pause,
    /// The next packet has not come.
    Starved,
}

/// What happened to packets, for the record of the call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JitterCounters {
    /// Different packets that came.
    pub received: u64,
    /// Packets that came again.
    pub duplicates: u64,
    /// Packets that came too late to be played.
    pub late: u64,
    /// Packets dropped because too much was waiting.
    pub discarded: u64,
    /// Packets of unknown senders.
    pub stray: u64,
}
