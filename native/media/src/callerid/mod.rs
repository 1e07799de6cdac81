//! Caller ID: messages, and how they are put on a line and read from it.

mod correlator;
mod dtmf;
mod message;
mod modulator;
mod receiver;

pub(crate) use dtmf::{DtmfCallerId, dtmf_digits};
pub(crate) use message::encode;
pub(crate) use modulator::{ALERT, Lead, alert, modulate};
pub(crate) use receiver::FskReceiver;

use crate::FskStandard;

/// Bits per second of both standards.
pub(crate) const BAUD: f32 = 1200.0;

impl FskStandard {
    /// Frequencies of mark (1) and space (0), Hz: Bell 202; ITU-T V.23 §2.
    pub(crate) fn mark_and_space_hz(self) -> [f32; 2] {
        match self {
            FskStandard::Bell202 => [1200.0, 2200.0],
            FskStandard::V23 => [1300.0, 2100.0],
        }
    }
}
