//! The receiver's rules for one card (card-px8, "Receiver rules"): a bad CRC repeats the last good frame and
//! fades after three; a jump of the sequence is counted; a bad header makes the frame void, events and all;
//! a lost PCM clock mutes.

use tipring_media::{Law, SlotFrame};

use crate::burst::{CardHeader, HeaderError, SAMPLES, SLOTS, card_flags, decode_card};
use crate::edges::{Edge, Pins};
use crate::statistics::Statistics;

/// Frames in a row that may fail before the card counts as down, and before its audio is faded.
pub const FAILED_MAX: u32 = 3;
/// Frames of fading after the repeats; each takes 12 dB more.
const FADE_FRAMES: u32 = 3;
/// A hole longer than the card's own queue: what it still holds is stale.
const CARD_QUEUE: u16 = 8;

/// What a frame did to the state of its card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The first good burst.
    Up,
    /// The third failed frame in a row.
    Down,
}

/// One card's incoming half.
#[derive(Clone, Debug)]
pub struct Receiver {
    up: bool,
    /// Frames in a row that failed: three take the card down.
    failed: u32,
    /// Frames in a row that were replaced, failed or late.
    concealed: u32,
    last_seq: Option<u16>,
    last_tick: u32,
    good: [SlotFrame; SLOTS],
    pins: Pins,
    law: Law,
    queue_depth: u16,
    supply_mv: u16,
    card_errors: Option<(u16, u16)>,
    stale: bool,
}

impl Receiver {
    /// A receiver that has heard nothing yet: down, and silent in `law`.
    #[must_use]
    pub fn new(law: Law) -> Self {
        Self {
            up: false,
            failed: 0,
            concealed: 0,
            last_seq: None,
            last_tick: 0,
            good: [[law.idle(); SAMPLES]; SLOTS],
            pins: Pins::default(),
            law,
            queue_depth: 0,
            supply_mv: 0,
            card_errors: None,
            stale: false,
        }
    }

    /// The law of the samples from now on; what was kept to be repeated is forgotten.
    pub fn set_law(&mut self, law: Law) {
        self.law = law;
        self.good = [[law.idle(); SAMPLES]; SLOTS];
    }

    /// Whether the burst to this card works.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.up
    }

    /// Sequence of the last frame accepted, and its tick: what the host sends back.
    #[must_use]
    pub fn echo(&self) -> (u16, u32) {
        (self.last_seq.unwrap_or(0), self.last_tick)
    }

    /// Frames waiting in the card to be played, as last seen.
    #[must_use]
    pub fn queue_depth(&self) -> u16 {
        self.queue_depth
    }

    /// The card's supply as last seen, mV.
    #[must_use]
    pub fn supply_mv(&self) -> u16 {
        self.supply_mv
    }

    /// Whether the card's queues hold stale frames; asking clears it.
    pub fn take_stale(&mut self) -> bool {
        std::mem::take(&mut self.stale)
    }

    /// Tells interrupts that are pending again with the next burst: their edges were lost on the way.
    pub fn retell(&mut self) {
        self.pins.forget();
    }

    /// Takes in one burst, `None` when there was none, and leaves 5 ms of audio in `slots`.
    pub fn receive(
        &mut self,
        bytes: Option<&[u8]>,
        slots: &mut [SlotFrame],
        count: &mut Statistics,
        emit: impl FnMut(Edge),
    ) -> Option<Change> {
        let burst = match bytes.map(decode_card) {
            Some(Ok(burst)) => burst,
            Some(Err(error)) => {
                match error {
                    HeaderError::Damaged | HeaderError::Length => count.header_errors += 1,
                    HeaderError::Version | HeaderError::Shape => count.version_errors += 1,
                }
                return self.fail(slots, count);
            }
            None => {
                count.missing += u64::from(self.up);
                return self.fail(slots, count);
            }
        };
        self.header(&burst.header, count);
        let doubt = self.pins.update(&burst.header, burst.body.as_ref(), emit);
        count.edges_lost += u64::from(doubt.lost);
        count.edges_malformed += u64::from(doubt.malformed);
        let Some(body) = burst.body else {
            count.crc_errors += 1;
            return self.fail(slots, count);
        };
        if burst.header.flags & card_flags::LINEAR != 0 {
            count.format_errors += 1;
            return self.fail(slots, count);
        }
        for (slot, kept) in self.good.iter_mut().enumerate() {
            *kept = *body.slot(slot);
        }
        if burst.header.flags & card_flags::CLOCK_LOST != 0 {
            count.clock_lost += 1;
            self.good = [[self.law.idle(); SAMPLES]; SLOTS];
        }
        slots.copy_from_slice(&self.good);
        self.failed = 0;
        self.concealed = 0;
        (!std::mem::replace(&mut self.up, true)).then_some(Change::Up)
    }

    fn header(&mut self, header: &CardHeader, count: &mut Statistics) {
        self.sequence(header, count);
        self.last_tick = header.tick;
        self.queue_depth = header.tx_queue;
        self.supply_mv = header.supply_mv;
        count.overruns += u64::from(header.flags & card_flags::RX_OVERRUN != 0);
        count.underruns += u64::from(header.flags & card_flags::TX_UNDERRUN != 0);
        if let Some((crc_errors, lost)) = self.card_errors {
            // After a reset the card counts from zero: what is there now happened since.
            let since = |old: u16, new: u16| u64::from(if new < old { new } else { new - old });
            count.card_crc_errors += since(crc_errors, header.crc_errors);
            count.card_lost_frames += since(lost, header.lost_tx);
        }
        self.card_errors = Some((header.crc_errors, header.lost_tx));
    }

    fn sequence(&mut self, header: &CardHeader, count: &mut Statistics) {
        let reset = header.flags & card_flags::AFTER_RESET != 0;
        if let Some(last) = self.last_seq.filter(|_| !reset) {
            match header.seq.wrapping_sub(last) {
                1 => {}
                ahead @ 2..=0x7FFF => {
                    count.sequence_gaps += u64::from(ahead - 1);
                    self.stale |= ahead > CARD_QUEUE;
                    count.resyncs += u64::from(ahead > CARD_QUEUE);
                }
                _ => {
                    count.resyncs += 1;
                    self.stale = true;
                }
            }
        }
        // Also after a frame with bad audio: that one has its counter, the next is no gap.
        self.last_seq = Some(header.seq);
    }

    /// No frame, and none that failed: the card's clock stood still.
    pub fn late(&mut self, slots: &mut [SlotFrame], count: &mut Statistics) {
        count.missing += u64::from(self.up);
        self.conceal(slots, count);
    }

    fn fail(&mut self, slots: &mut [SlotFrame], count: &mut Statistics) -> Option<Change> {
        self.conceal(slots, count);
        self.failed = self.failed.saturating_add(1);
        let down = self.up && self.failed >= FAILED_MAX;
        if down {
            self.up = false;
        }
        down.then_some(Change::Down)
    }

    fn conceal(&mut self, slots: &mut [SlotFrame], count: &mut Statistics) {
        self.concealed = self.concealed.saturating_add(1);
        count.repeated += u64::from(self.up);
        let faded = self.concealed.saturating_sub(FAILED_MAX);
        if faded > FADE_FRAMES {
            slots.fill([self.law.idle(); SAMPLES]);
        } else {
            for (slot, kept) in slots.iter_mut().zip(&self.good) {
                *slot = kept.map(|code| fade(self.law, code, faded as u8));
            }
        }
    }
}

/// Takes `steps` × 12 dB from a companded sample: both laws are logarithmic, 16 codes to 6 dB
/// (ITU-T G.711 tables 1 and 2), so that no expansion is needed.
fn fade(law: Law, code: u8, steps: u8) -> u8 {
    // A-law is sent with its even bits inverted, µ-law with all; its magnitude falls as the code rises.
    let mask = match law {
        Law::A => 0x55,
        Law::Mu => 0x7F,
    };
    let plain = code ^ mask;
    let magnitude = (plain & 0x7F).saturating_sub(steps * 32);
    ((plain & 0x80) | magnitude) ^ mask
}

#[cfg(test)]
#[path = "receiver_tests.rs"]
mod tests;
