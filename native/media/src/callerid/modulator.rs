//! A caller-ID message as audio.

use super::BAUD;
use crate::level::peak_of_dbm0;
use crate::tone::{phase_step, samples_of_ms, sine};
use crate::{FskStandard, RATE};

/// Level of the FSK signal: −13.5 dBm at the exchange (Telcordia GR-30-CORE §2.2).
const LEVEL_DBM0: f32 = -13.5;
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

/// Bytes as FSK with seizure and marks around them, phase-continuous, on the 16-bit scale.
pub(crate) fn modulate(bytes: &[u8], standard: FskStandard, alert: bool) -> Box<[i16]> {
    let mut out = Vec::new();
    if alert {
        sound_alert(&mut out);
    }
    let bits = seizure_and_marks().chain(bytes.iter().flat_map(|&byte| framed(byte)));
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

fn seizure_and_marks() -> impl Iterator<Item = bool> {
    (0..SEIZURE_BITS)
        .map(|n| n % 2 == 1)
        .chain(std::iter::repeat_n(true, MARK_BITS))
}

/// Start bit 0, eight bits with the lowest first, stop bit 1.
fn framed(byte: u8) -> impl Iterator<Item = bool> {
    std::iter::once(false)
        .chain((0..8).map(move |bit| byte >> bit & 1 == 1))
        .chain(std::iter::once(true))
}

fn sound_alert(out: &mut Vec<i16>) {
    let peak = peak_of_dbm0(ALERT.level_dbm0);
    let steps = ALERT.hz.map(phase_step);
    for n in 0..samples_of_ms(ALERT.on_ms) {
        let sum: f32 = steps.iter().map(|step| sine(step.wrapping_mul(n))).sum();
        out.push((peak * sum).round() as i16);
    }
    out.resize(out.len() + samples_of_ms(ALERT.gap_ms) as usize, 0);
}
