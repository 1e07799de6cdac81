//! FSK caller-ID receiver for Bell 202 and ITU-T V.23, 1200 bit/s.
//!
//! Two correlators one bit long, at mark and at space, each measured against its own tracked level, so
//! that twist does not shift the bit edges. Bytes are taken like a UART does, from each start edge.

use super::BAUD;
use super::message::{self, MessageBytes};
use crate::event::FixedMessage;
use crate::level::peak_of_dbm0;
use crate::{FskStandard, Linear, RATE, SAMPLES};
use std::f64::consts::TAU;
use std::sync::LazyLock;

/// Samples of a bit.
const BIT: f32 = RATE as f32 / BAUD;
/// Samples that a correlator looks at; the oldest counts for the fraction.
const REACH: usize = 7;
const OLDEST_WEIGHT: f32 = BIT - (REACH - 1) as f32;
/// All four frequencies repeat after 10 ms.
const PERIOD: usize = 80;
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

/// In-phase and quadrature carriers of mark and space.
type Carriers = [[f32; PERIOD]; 4];

/// What a standard needs; all of it repeats after [`PERIOD`] samples.
struct Tables {
    carriers: Carriers,
    /// Complex share of a tone at space that the mark correlator shows at each sample. One bit is too short
    /// to keep the two apart: at V.23 it is 0.4.
    leakage: [[f32; PERIOD]; 2],
}

static BELL_202: LazyLock<Tables> = LazyLock::new(|| tables(FskStandard::Bell202));
static V_23: LazyLock<Tables> = LazyLock::new(|| tables(FskStandard::V23));

fn tables(standard: FskStandard) -> Tables {
    let [mark, space] = standard.mark_and_space_hz().map(f64::from);
    let turn = |hz: f64, n: usize| TAU * hz * n as f64 / f64::from(RATE);
    let weight = |age: usize| f64::from(if age == REACH - 1 { OLDEST_WEIGHT } else { 1.0 });
    // The sample of age k at n has the phase of n − k; a period added keeps it positive.
    let leak = |n: usize, part: fn(f64) -> f64| -> f32 {
        let shares = (0..REACH).map(|age| weight(age) * part(turn(space - mark, n + PERIOD - age)));
        (shares.sum::<f64>() / f64::from(BIT)) as f32
    };
    Tables {
        carriers: [
            std::array::from_fn(|n| turn(mark, n).cos() as f32),
            std::array::from_fn(|n| turn(mark, n).sin() as f32),
            std::array::from_fn(|n| turn(space, n).cos() as f32),
            std::array::from_fn(|n| turn(space, n).sin() as f32),
        ],
        leakage: [
            std::array::from_fn(|n| leak(n, f64::cos)),
            std::array::from_fn(|n| leak(n, f64::sin)),
        ],
    }
}

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
    standard: FskStandard,
    /// The newest samples of the frames before, mixed with the carriers.
    tails: [[f32; REACH - 1]; 4],
    at: usize,
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
        LazyLock::force(&BELL_202);
        LazyLock::force(&V_23);
        Self {
            standard,
            tails: [[0.0; REACH - 1]; 4],
            at: 0,
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
        let [mark, space] = self.correlate(frame);
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

    /// Peak amplitude at mark and at space over the bit that ends with each sample.
    fn correlate(&mut self, frame: &Linear) -> [Linear; 2] {
        let tables = match self.standard {
            FskStandard::Bell202 => &*BELL_202,
            FskStandard::V23 => &*V_23,
        };
        let mut sums = [[0.0; SAMPLES]; 4];
        for ((sum, tail), carrier) in sums.iter_mut().zip(&mut self.tails).zip(&tables.carriers) {
            let mut mixed = [0.0; SAMPLES + REACH - 1];
            mixed[..REACH - 1].copy_from_slice(tail);
            let carrier = &carrier[self.at..self.at + SAMPLES];
            for ((mixed, sample), carrier) in mixed[REACH - 1..].iter_mut().zip(frame).zip(carrier)
            {
                *mixed = sample * carrier;
            }
            for n in 0..SAMPLES {
                sum[n] = OLDEST_WEIGHT * mixed[n];
            }
            for k in 1..REACH {
                for n in 0..SAMPLES {
                    sum[n] += mixed[n + k];
                }
            }
            tail.copy_from_slice(&mixed[SAMPLES..]);
        }
        let leakage = [0, 1].map(|part| &tables.leakage[part][self.at..self.at + SAMPLES]);
        self.at = (self.at + SAMPLES) % PERIOD;
        separate(&sums, leakage)
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

/// Amplitudes of mark and space from the sums of both correlators: m = M + L·S, s = S + L*·M.
fn separate(sums: &[Linear; 4], [leak_re, leak_im]: [&[f32]; 2]) -> [Linear; 2] {
    let [mark_re, mark_im, space_re, space_im] = sums;
    let mut out = [[0.0; SAMPLES]; 2];
    for n in 0..SAMPLES {
        // A sum with the sine is the negative imaginary part.
        let (m_re, m_im, s_re, s_im) = (mark_re[n], -mark_im[n], space_re[n], -space_im[n]);
        let (l_re, l_im) = (leak_re[n], leak_im[n]);
        let scale = 2.0 / BIT / (1.0 - l_re * l_re - l_im * l_im);
        let re = m_re - (l_re * s_re - l_im * s_im);
        let im = m_im - (l_re * s_im + l_im * s_re);
        out[0][n] = (re * re + im * im).sqrt() * scale;
        let re = s_re - (l_re * m_re + l_im * m_im);
        let im = s_im - (l_re * m_im - l_im * m_re);
        out[1][n] = (re * re + im * im).sqrt() * scale;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::callerid::{Lead, encode, modulate};
    use crate::command::{CallerIdMessage, MessageFormat};
    use crate::{Law, level::gain_of_db};
    use proptest::prelude::*;

    fn message() -> CallerIdMessage {
        CallerIdMessage {
            number: "075588880123".into(),
            name: "LI WEI".into(),
            date_time: "11302359".into(),
            absence: String::new(),
        }
    }

    fn receive(
        standard: FskStandard,
        samples: impl IntoIterator<Item = f32>,
    ) -> Vec<CallerIdMessage> {
        let mut samples: Vec<f32> = samples.into_iter().collect();
        samples.resize(samples.len() + 400, 0.0);
        let mut receiver = FskReceiver::new(standard);
        let frames = samples.chunks_exact(SAMPLES);
        let found = frames.filter_map(|frame| receiver.process(frame.try_into().unwrap()));
        found.map(FixedMessage::to_message).collect()
    }

    fn sent(standard: FskStandard, format: MessageFormat) -> Box<[i16]> {
        let lead = Lead {
            alert: true,
            off_hook: false,
        };
        modulate(&encode(&message(), format).unwrap(), standard, lead)
    }

    const BOTH: [FskStandard; 2] = [FskStandard::Bell202, FskStandard::V23];

    #[test]
    fn our_receiver_reads_our_sender_through_both_laws_at_all_levels() {
        for standard in BOTH {
            let samples = sent(standard, MessageFormat::Mdmf);
            for law in [Law::A, Law::Mu] {
                // Sent at −13.5 dBm0: from −4 down to −36.
                for gain_db in [9.5, 0.0, -10.0, -22.5] {
                    let heard = samples.iter().map(|&sample| {
                        let quiet = (f32::from(sample) * gain_of_db(gain_db)).round() as i16;
                        f32::from(law.decode(law.encode(quiet)))
                    });
                    assert_eq!(
                        receive(standard, heard),
                        [message()],
                        "{standard:?} {law:?} {gain_db} dB"
                    );
                }
            }
        }
    }

    #[test]
    fn a_message_without_seizure_and_with_short_mark_is_read() {
        for standard in BOTH {
            let samples = sent(standard, MessageFormat::Sdmf);
            // Alert and its silence, seizure, and all but 60 of the 180 mark bits are cut away.
            let cut = 1600 + ((300 + 120) as f32 * BIT) as usize;
            let expected = CallerIdMessage {
                name: String::new(),
                ..message()
            };
            let heard = samples[cut..].iter().map(|&sample| f32::from(sample));
            assert_eq!(receive(standard, heard), [expected]);
        }
    }

    #[test]
    fn the_other_standard_is_not_mistaken_for_noise_that_decodes_wrongly() {
        let samples = sent(FskStandard::Bell202, MessageFormat::Mdmf);
        let heard = samples.iter().map(|&sample| f32::from(sample));
        assert!(
            receive(FskStandard::V23, heard)
                .iter()
                .all(|found| *found == message())
        );
    }

    #[test]
    fn a_message_in_a_conversation_is_read_after_loud_voices_at_all_levels() {
        let lead = Lead {
            alert: false,
            off_hook: true,
        };
        // Most of a voice is near the mark, all of a hiss near the space.
        let voice = |hz: f32| {
            (0..4000).map(move |n| {
                6000.0 * (std::f32::consts::TAU * (hz * n as f32 / 8000.0).fract()).sin()
            })
        };
        for standard in BOTH {
            let samples = modulate(
                &encode(&message(), MessageFormat::Mdmf).unwrap(),
                standard,
                lead,
            );
            for (hz, pause) in [
                (600.0, 0),
                (1250.0, 0),
                (2150.0, 0),
                (2900.0, 0),
                (2150.0, 100),
            ] {
                for gain_db in [9.5, 0.0, -10.0, -22.5] {
                    let gain = gain_of_db(gain_db);
                    let heard = voice(hz)
                        .chain(std::iter::repeat_n(0.0, pause))
                        .chain(samples.iter().map(|&sample| f32::from(sample) * gain));
                    assert_eq!(
                        receive(standard, heard),
                        [message()],
                        "{standard:?} after {hz} Hz, {gain_db} dB"
                    );
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn noise_alone_is_no_message(noise in prop::collection::vec(-8000f32..8000.0, 4000)) {
            prop_assert!(receive(FskStandard::Bell202, noise).is_empty());
        }

        #[test]
        fn any_message_is_read_at_any_shift_of_the_frames(
            shift in 0usize..40, number in "[0-9]{1,20}", name in "[A-Z ]{0,20}",
        ) {
            let sent = CallerIdMessage { number, name, ..message() };
            let samples = modulate(
                &encode(&sent, MessageFormat::Mdmf).unwrap(),
                FskStandard::V23,
                Lead::default(),
            );
            let late = std::iter::repeat_n(0.0, shift).chain(samples.iter().map(|&s| f32::from(s)));
            prop_assert_eq!(receive(FskStandard::V23, late), [sent]);
        }
    }
}
