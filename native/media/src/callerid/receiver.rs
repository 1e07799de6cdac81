//! FSK caller-ID receiver for Bell 202 and ITU-T V.23, 1200 bit/s.
//!
//! What the correlators show at mark and at space is measured against the tracked level of each, so that twist
//! does not shift the bit edges. Bytes are taken like a UART does, from each start edge.

use super::correlator::{BIT, Correlator};
use super::message::{self, MessageBytes};
use crate::event::FixedMessage;
use crate::level::peak_of_dbm0;
use crate::{FskStandard, Linear};

/// Peak amplitude that counts as a carrier: −42 dBm0, below the −36 dBm that a line may leave.
const CARRIER_MIN_DBM0: f32 = -42.0;
/// Samples of mark before a first byte is believed: a byte with its stop bit has 9 bits of it at most.
const MARK_SAMPLES_MIN: u32 = 80;
/// Longest mark between two bytes, samples.
const GAP_SAMPLES_MAX: u32 = 320;
/// After so many the correlators are full of the carrier, and its level is known.
const SETTLING_SAMPLES: u32 = 24;
/// Speed of the level trackers, per sample.
const TRACKING: f32 = 0.03;
/// Most that the levels of mark and space are taken to differ: 12 dB.
const TWIST_MAX: f32 = 4.0;

/// Where the receiver is in a message.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Phase {
    /// Waits for a long mark.
    Hunting,
    /// Mark was seen, or a byte is complete: waits for a start edge.
    Waiting,
    /// Inside a byte: the next bit is due at this count of samples from now.
    Bits { due: f32, bit: u32, byte: u16 },
}

#[derive(Debug, Clone)]
pub(crate) struct FskReceiver {
    correlator: Correlator,
    /// Samples since the carrier came, up to [`SETTLING_SAMPLES`].
    carrier_samples: u32,
    /// Tracked peak amplitudes of mark and space.
    levels: [f32; 2],
    previous: f32,
    mark_samples: u32,
    phase: Phase,
    message: MessageBytes,
}

impl FskReceiver {
    pub fn new(standard: FskStandard) -> Self {
        Self {
            correlator: Correlator::new(standard),
            carrier_samples: 0,
            levels: [0.0; 2],
            previous: 0.0,
            mark_samples: 0,
            phase: Phase::Hunting,
            message: MessageBytes::default(),
        }
    }

    /// Takes 5 ms; gives a message whose checksum is right.
    pub fn process(&mut self, frame: &Linear) -> Option<FixedMessage> {
        let [mark, space] = self.correlator.process(frame);
        let carrier_min = peak_of_dbm0(CARRIER_MIN_DBM0);
        let mut found = None;
        for (mark, space) in mark.into_iter().zip(space) {
            let strongest = mark.max(space);
            if strongest < carrier_min * 0.5 {
                self.lose_carrier();
                continue;
            }
            if self.carrier_samples == 0 && strongest < carrier_min {
                continue;
            }
            if self.carrier_samples < SETTLING_SAMPLES {
                self.carrier_samples += 1;
                self.levels = [strongest.max(self.levels[0]); 2];
                continue;
            }
            let value = self.compare(mark, space);
            found = self.sample(value).or(found);
            self.previous = value;
        }
        found
    }

    /// Positive for mark; crosses zero in the middle between the two, whatever their levels.
    fn compare(&mut self, mark: f32, space: f32) -> f32 {
        let [mark_level, space_level] = self.levels;
        let value = mark / mark_level - space / space_level;
        let (heard, level) = if value > 0.0 {
            (mark, &mut self.levels[0])
        } else {
            (space, &mut self.levels[1])
        };
        *level += TRACKING * (heard - *level);
        let most = self.levels[0].max(self.levels[1]);
        self.levels = self.levels.map(|level| level.max(most / TWIST_MAX));
        value
    }

    fn lose_carrier(&mut self) {
        self.carrier_samples = 0;
        self.levels = [0.0; 2];
        self.previous = 0.0;
        self.hunt();
    }

    fn hunt(&mut self) {
        self.phase = Phase::Hunting;
        self.mark_samples = 0;
        self.message.clear();
    }

    fn sample(&mut self, value: f32) -> Option<FixedMessage> {
        let is_mark = value > 0.0;
        match self.phase {
            Phase::Hunting => {
                self.mark_samples = if is_mark { self.mark_samples + 1 } else { 0 };
                if self.mark_samples >= MARK_SAMPLES_MIN {
                    self.phase = Phase::Waiting;
                }
                None
            }
            Phase::Waiting if is_mark => {
                self.mark_samples += 1;
                if !self.message.is_empty() && self.mark_samples > GAP_SAMPLES_MAX {
                    // What was collected was no message, but the mark goes on.
                    self.message.clear();
                }
                None
            }
            Phase::Waiting => {
                // The edge lay between the two samples, in proportion to their values.
                let past = (-value / (self.previous - value).max(1e-6)).clamp(0.0, 1.0);
                self.phase = Phase::Bits {
                    due: BIT / 2.0 - past,
                    bit: 0,
                    byte: 0,
                };
                None
            }
            Phase::Bits { due, bit, byte } => self.bit_sample(value, due - 1.0, bit, byte),
        }
    }

    fn bit_sample(&mut self, value: f32, due: f32, bit: u32, byte: u16) -> Option<FixedMessage> {
        if due > 0.0 {
            self.phase = Phase::Bits { due, bit, byte };
            return None;
        }
        let at_due = value + due * (value - self.previous);
        let byte = byte | u16::from(at_due > 0.0) << bit;
        if bit < 9 {
            self.phase = Phase::Bits {
                due: due + BIT,
                bit: bit + 1,
                byte,
            };
            // A start bit that is mark in its middle was a click.
            if bit == 0 && at_due > 0.0 {
                self.phase = Phase::Waiting;
            }
            return None;
        }
        self.phase = Phase::Waiting;
        self.mark_samples = 0;
        if byte & 0x200 == 0 || !self.message.push((byte >> 1) as u8) {
            self.hunt();
            return None;
        }
        if !self.message.is_complete() {
            return None;
        }
        let found = message::decode(self.message.bytes());
        self.hunt();
        found
    }
}

#[cfg(test)]
#[path = "receiver_tests.rs"]
mod tests;
