//! A caller-ID message as audio.

use super::BAUD;
use crate::level::peak_of_dbm0;
use crate::tone::{phase_step, samples_of_ms, sine};
use crate::{FskStandard, RATE};

/// Level of the FSK signal: −13.5 dBm at the exchange (Telcordia GR-30-CORE §2.2).
const LEVEL_DBM0: f32 = -13.5;
/// In a conversation the mark alone leads: 80 ± 10 bits (Telcordia GR-30-CORE), 80 ± 25 (ETSI EN 300 659-2).
const OFF_HOOK_MARK_BITS: usize = 80;
/// The alerting signal in a conversation, 75 to 85 ms by the same standards.
const OFF_HOOK_ALERT_MS: f32 = 80.0;
/// Channel seizure: bits that alternate, beginning with a space.
const SEIZURE_BITS: usize = 300;
const MARK_BITS: usize = 180;
/// Marks after the checksum, so that a receiver's filters see the last stop bit out.
const TRAILING_MARKS: usize = 10;

/// The alerting signal DT-AS, or CAS (ETSI EN 300 659-1 §6.1; BT SIN 227: 88–110 ms).
pub(crate) struct Alert {
    pub hz: [f32; 2],
    pub level_dbm0: f32,
    pub on_ms: f32,
    /// Silence before what follows: at least 45 ms.
    pub gap_ms: f32,
}

pub(crate) const ALERT: Alert = Alert {
    hz: [2130.0, 2750.0],
    level_dbm0: -15.0,
    on_ms: 100.0,
    gap_ms: 100.0,
};

/// What goes before a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Lead {
    pub alert: bool,
    /// Without seizure and with a short mark.
    pub off_hook: bool,
}

/// The alerting signal alone, as in a conversation.
pub(crate) fn alert() -> Box<[i16]> {
    let mut out = Vec::new();
    sound_alert(&mut out, OFF_HOOK_ALERT_MS);
    out.into_boxed_slice()
}

/// Bytes as FSK with seizure and marks around them, phase-continuous, on the 16-bit scale.
pub(crate) fn modulate(bytes: &[u8], standard: FskStandard, lead: Lead) -> Box<[i16]> {
    let mut out = Vec::new();
    if lead.alert {
        sound_alert(&mut out, ALERT.on_ms);
        out.resize(out.len() + samples_of_ms(ALERT.gap_ms) as usize, 0);
    }
    let bits = seizure_and_marks(lead).chain(bytes.iter().flat_map(|&byte| framed(byte)));
    let bits: Vec<bool> = bits
        .chain(std::iter::repeat_n(true, TRAILING_MARKS))
        .collect();
    let [mark, space] = standard.mark_and_space_hz().map(phase_step);
    let peak = peak_of_dbm0(LEVEL_DBM0);
    let per_sample = f64::from(BAUD) / f64::from(RATE);
    let mut phase = 0u32;
    for n in 0..(bits.len() as f64 / per_sample) as usize {
        out.push((peak * sine(phase)).round() as i16);
        // A bit that ends inside a sample has its share of the phase advance, so that edges do not jitter.
        let (from, to) = (n as f64 * per_sample, (n + 1) as f64 * per_sample);
        let (bit, next) = (bits[from as usize], bits[(to as usize).min(bits.len() - 1)]);
        let share = if to as usize > from as usize {
            to.fract() / per_sample
        } else {
            0.0
        };
        let step = |bit: bool| f64::from(if bit { mark } else { space });
        phase = phase.wrapping_add((step(bit) * (1.0 - share) + step(next) * share) as u32);
    }
    out.into_boxed_slice()
}

fn seizure_and_marks(lead: Lead) -> impl Iterator<Item = bool> {
    let (seizure, marks) = if lead.off_hook {
        (0, OFF_HOOK_MARK_BITS)
    } else {
        (SEIZURE_BITS, MARK_BITS)
    };
    (0..seizure)
        .map(|n| n % 2 == 1)
        .chain(std::iter::repeat_n(true, marks))
}

/// Start bit 0, eight bits with the lowest first, stop bit 1.
fn framed(byte: u8) -> impl Iterator<Item = bool> {
    std::iter::once(false)
        .chain((0..8).map(move |bit| byte >> bit & 1 == 1))
        .chain(std::iter::once(true))
}

fn sound_alert(out: &mut Vec<i16>, ms: f32) {
    let peak = peak_of_dbm0(ALERT.level_dbm0);
    let steps = ALERT.hz.map(phase_step);
    for n in 0..samples_of_ms(ms) {
        let sum: f32 = steps.iter().map(|step| sine(step.wrapping_mul(n))).sum();
        out.push((peak * sum).round() as i16);
    }
}
