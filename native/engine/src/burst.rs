//! The media burst of the PX8 card, byte for byte: 704 bytes each way, full duplex, every 5 ms,
//! little-endian (card-px8, "Media burst", in the variant of 40 samples a slot).
//!
//! Pure: bytes in, values out. What to do about a bad burst is `receiver`'s business.

use crate::crc::{crc16, crc32};

/// Bytes of one burst, each way.
pub const BURST_LEN: usize = 704;
/// Timeslots of one card in the 8-bit format.
pub const SLOTS: usize = 16;
/// Samples of one slot in one burst: 5 ms at 8 kHz.
pub const SAMPLES: usize = 40;
/// Bytes of audio in one burst.
pub const PAYLOAD_LEN: usize = SLOTS * SAMPLES;
/// Edge events that one burst can carry.
pub const EVENTS_MAX: usize = 7;

const MAGIC: [u8; 2] = [b'P', 0x58];
const VERSION: u8 = 1;
const HEADER_CRC_AT: usize = 30;
const EVENTS_AT: usize = 32;
const EVENT_LEN: usize = 4;
const PAYLOAD_AT: usize = 60;
const CRC_AT: usize = 700;

/// Bits of byte 3, host to card.
pub mod host_flags {
    /// 8 slots of 16-bit linear in place of 16 slots of 8 bits.
    pub const LINEAR: u8 = 1 << 0;
    /// µ-law in place of A-law.
    pub const MU_LAW: u8 = 1 << 1;
    /// The card drops what it has queued.
    pub const RESYNC: u8 = 1 << 2;
    /// The host is about to stop.
    pub const DRAINING: u8 = 1 << 3;
    /// The card sends back what it gets.
    pub const LOOPBACK: u8 = 1 << 7;
}

/// Bits of byte 3, card to host.
pub mod card_flags {
    /// Running with 16-bit linear samples.
    pub const LINEAR: u8 = 1 << 0;
    /// Running with µ-law.
    pub const MU_LAW: u8 = 1 << 1;
    /// First frame after the card's reset.
    pub const AFTER_RESET: u8 = 1 << 2;
    /// The host came too late: received frames were dropped in the card.
    pub const RX_OVERRUN: u8 = 1 << 3;
    /// Nothing to play: the card repeated or was silent.
    pub const TX_UNDERRUN: u8 = 1 << 4;
    /// PCLK or FSYNC is gone: the samples mean nothing.
    pub const CLOCK_LOST: u8 = 1 << 5;
    /// The fail-to-wire relays are energised: lines go to the card.
    pub const RELAYS: u8 = 1 << 6;
    /// Loopback is on.
    pub const LOOPBACK: u8 = 1 << 7;
}

/// What the host says in bytes 3–21.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostHeader {
    /// [`host_flags`].
    pub flags: u8,
    /// Number of this frame, modulo 65 536.
    pub seq: u16,
    /// Sequence of the last card frame that was accepted.
    pub last_rx_seq: u16,
    /// The last tick seen, sent back.
    pub echo_tick: u32,
    /// Bit n: slot n is in use.
    pub slot_enable: u16,
    /// Which relays should be energised.
    pub relay_request: u8,
    /// Frames that the card should keep queued.
    pub queue_target: u16,
}

/// What the card says in bytes 3–29.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardHeader {
    /// [`card_flags`].
    pub flags: u8,
    /// Number of this frame, modulo 65 536.
    pub seq: u16,
    /// Sequence of the host frame that is playing now.
    pub tx_seq_playing: u16,
    /// 125 µs ticks at the frame's first sample.
    pub tick: u32,
    /// Level of the INT pin by position at the frame's end; active low.
    pub int_levels: u8,
    /// Level of the RGDT pin by position at the frame's end; active low.
    pub rgdt_levels: u8,
    /// Positions with a module in the socket.
    pub modules: u8,
    /// Events that follow, 0–7.
    pub event_count: u8,
    /// Host frames waiting to be played.
    pub tx_queue: u16,
    /// Frames waiting to be fetched.
    pub rx_queue: u16,
    /// CRC errors that the card saw on host frames, modulo 65 536.
    pub crc_errors: u16,
    /// Host frames that never arrived, modulo 65 536.
    pub lost_tx: u16,
    /// Supply, mV.
    pub supply_mv: u16,
}

/// One edge event as it is on the wire; not yet believed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RawEdge {
    /// Position 0–7 on the card.
    pub position: u8,
    /// 1 INT fell, 2 INT rose, 3 RGDT fell, 4 RGDT rose, 5 module, 6 power, 7 relay.
    pub kind: u8,
    /// 125 µs position inside the frame, 0–39.
    pub tick: u8,
    /// For kinds 5–7: 1 in, good or energised; 0 out, lost or released.
    pub value: u8,
}

/// Why a burst is ignored whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderError {
    /// Not 704 bytes.
    Length,
    /// No `P X` at the start, or the header's CRC-16 is wrong.
    Damaged,
    /// Intact, but another version of the protocol.
    Version,
    /// Intact, but not 40 samples a slot in 640 bytes.
    Shape,
}

/// A burst whose header is intact.
#[derive(Clone, Copy, Debug)]
pub struct Burst<'a, H> {
    /// The header's fields.
    pub header: H,
    /// Events and samples; `None` when the CRC-32 is wrong.
    pub body: Option<Body<'a>>,
}

/// The part that only the CRC-32 protects.
#[derive(Clone, Copy, Debug)]
pub struct Body<'a> {
    events: &'a [u8],
    /// Samples, slot by slot.
    pub payload: &'a [u8; PAYLOAD_LEN],
}

impl<'a> Body<'a> {
    /// The 40 samples of a slot.
    ///
    /// # Panics
    /// When `slot` is not below [`SLOTS`].
    #[must_use]
    pub fn slot(&self, slot: usize) -> &'a [u8; SAMPLES] {
        let start = slot * SAMPLES;
        self.payload[start..start + SAMPLES]
            .try_into()
            .expect("a slice of 40 is an array of 40")
    }

    /// The events of this burst in the order of the wire.
    pub fn events(&self) -> impl Iterator<Item = RawEdge> + 'a {
        self.events.chunks_exact(EVENT_LEN).map(|event| RawEdge {
            position: event[0],
            kind: event[1],
            tick: event[2],
            value: event[3],
        })
    }
}

/// Writes a host burst. Bytes that the host has nothing to say in are zero.
pub fn encode_host(header: &HostHeader, payload: &[u8; PAYLOAD_LEN], out: &mut [u8; BURST_LEN]) {
    begin(
        out,
        header.flags,
        header.seq,
        header.last_rx_seq,
        header.echo_tick,
    );
    out[16..18].copy_from_slice(&header.slot_enable.to_le_bytes());
    out[18] = header.relay_request;
    out[20..22].copy_from_slice(&header.queue_target.to_le_bytes());
    finish(out, payload);
}

/// Writes a card burst: what a card model and the tests need. At most [`EVENTS_MAX`] events are sent.
pub fn encode_card(
    header: &CardHeader,
    events: &[RawEdge],
    payload: &[u8; PAYLOAD_LEN],
    out: &mut [u8; BURST_LEN],
) {
    begin(
        out,
        header.flags,
        header.seq,
        header.tx_seq_playing,
        header.tick,
    );
    out[16] = header.int_levels;
    out[17] = header.rgdt_levels;
    out[18] = header.modules;
    let count = events.len().min(EVENTS_MAX);
    out[19] = count as u8;
    for (at, word) in [
        (20, header.tx_queue),
        (22, header.rx_queue),
        (24, header.crc_errors),
        (26, header.lost_tx),
        (28, header.supply_mv),
    ] {
        out[at..at + 2].copy_from_slice(&word.to_le_bytes());
    }
    for (bytes, event) in out[EVENTS_AT..]
        .chunks_exact_mut(EVENT_LEN)
        .zip(&events[..count])
    {
        bytes.copy_from_slice(&[event.position, event.kind, event.tick, event.value]);
    }
    finish(out, payload);
}

fn begin(out: &mut [u8; BURST_LEN], flags: u8, seq: u16, other_seq: u16, tick: u32) {
    out[..PAYLOAD_AT].fill(0);
    out[0..2].copy_from_slice(&MAGIC);
    out[2] = VERSION;
    out[3] = flags;
    out[4..6].copy_from_slice(&seq.to_le_bytes());
    out[6..8].copy_from_slice(&other_seq.to_le_bytes());
    out[8..12].copy_from_slice(&tick.to_le_bytes());
    out[12..14].copy_from_slice(&(SAMPLES as u16).to_le_bytes());
    out[14..16].copy_from_slice(&(PAYLOAD_LEN as u16).to_le_bytes());
}

fn finish(out: &mut [u8; BURST_LEN], payload: &[u8; PAYLOAD_LEN]) {
    let check = crc16(&out[..HEADER_CRC_AT]);
    out[HEADER_CRC_AT..EVENTS_AT].copy_from_slice(&check.to_le_bytes());
    out[PAYLOAD_AT..CRC_AT].copy_from_slice(payload);
    let check = crc32(&out[..CRC_AT]);
    out[CRC_AT..].copy_from_slice(&check.to_le_bytes());
}

/// Reads a burst that a card sent.
///
/// # Errors
/// When the header cannot be believed; the whole burst is then to be ignored.
pub fn decode_card(bytes: &[u8]) -> Result<Burst<'_, CardHeader>, HeaderError> {
    let bytes = intact(bytes)?;
    let header = CardHeader {
        flags: bytes[3],
        seq: word(bytes, 4),
        tx_seq_playing: word(bytes, 6),
        tick: tick(bytes),
        int_levels: bytes[16],
        rgdt_levels: bytes[17],
        modules: bytes[18],
        event_count: bytes[19],
        tx_queue: word(bytes, 20),
        rx_queue: word(bytes, 22),
        crc_errors: word(bytes, 24),
        lost_tx: word(bytes, 26),
        supply_mv: word(bytes, 28),
    };
    let count = usize::from(header.event_count).min(EVENTS_MAX);
    Ok(Burst {
        header,
        body: body(bytes, count),
    })
}

/// Reads a burst that a host sent: what a card model and the tests need.
///
/// # Errors
/// As [`decode_card`].
pub fn decode_host(bytes: &[u8]) -> Result<Burst<'_, HostHeader>, HeaderError> {
    let bytes = intact(bytes)?;
    let header = HostHeader {
        flags: bytes[3],
        seq: word(bytes, 4),
        last_rx_seq: word(bytes, 6),
        echo_tick: tick(bytes),
        slot_enable: word(bytes, 16),
        relay_request: bytes[18],
        queue_target: word(bytes, 20),
    };
    Ok(Burst {
        header,
        body: body(bytes, 0),
    })
}

fn intact(bytes: &[u8]) -> Result<&[u8; BURST_LEN], HeaderError> {
    let bytes: &[u8; BURST_LEN] = bytes.try_into().map_err(|_| HeaderError::Length)?;
    if bytes[0..2] != MAGIC || crc16(&bytes[..HEADER_CRC_AT]) != word(bytes, HEADER_CRC_AT) {
        return Err(HeaderError::Damaged);
    }
    if bytes[2] != VERSION {
        return Err(HeaderError::Version);
    }
    if usize::from(word(bytes, 12)) != SAMPLES || usize::from(word(bytes, 14)) != PAYLOAD_LEN {
        return Err(HeaderError::Shape);
    }
    Ok(bytes)
}

fn body(bytes: &[u8; BURST_LEN], events: usize) -> Option<Body<'_>> {
    let sent = u32::from_le_bytes(bytes[CRC_AT..].try_into().expect("four bytes"));
    (crc32(&bytes[..CRC_AT]) == sent).then(|| Body {
        events: &bytes[EVENTS_AT..EVENTS_AT + events * EVENT_LEN],
        payload: bytes[PAYLOAD_AT..CRC_AT].try_into().expect("640 bytes"),
    })
}

fn word(bytes: &[u8; BURST_LEN], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn tick(bytes: &[u8; BURST_LEN]) -> u32 {
    u32::from_le_bytes([bytes[8], bytes[9], bytes[10], bytes[11]])
}

#[cfg(test)]
#[path = "burst_tests.rs"]
mod tests;
