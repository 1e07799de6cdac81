//! DTMF receiver (ITU-T Q.24, ETSI ES 201 235-3).
//!
//! A digit is the same pair of tones, steady in level and near in frequency, with little beside it, in
//! five windows of 15 ms that follow each other by 5 ms: a tone of 40 ms always gives five, one of 23 ms
//! never. Dial tone is filtered away first. A digit is told once; it ends with 30 ms without its pair,
//! so that neither a 10 ms break of contact nor a lost 20 ms packet doubles it, and a 40 ms pause does.

use super::bank::{Bank, BankTables, Complex, LANES, window_loss};
use super::company::Company;
use super::highpass::HighPass;
use crate::{Linear, SAMPLES};
use std::sync::LazyLock;

const HZ: [f32; LANES] = [697.0, 770.0, 852.0, 941.0, 1209.0, 1336.0, 1477.0, 1633.0];
const KEYS: &[u8; 16] = b"123A456B789C*0#D";

/// Windows that must agree.
const STREAK: usize = 5;
/// Blocks without the pair that end a digit.
const GAP_BLOCKS: u32 = 6;
/// Squared peak amplitude of the weaker tone: −46 dBm0.
const POWER_MIN: f32 = 12_671.0;
/// Energy of a block below which nothing is looked for: half of that, in one tone.
const BLOCK_ENERGY_MIN: f32 = POWER_MIN / 4.0 * SAMPLES as f32;
/// Second-best frequency of a group against the best, power: −7 dB.
const RIVAL_MAX: f32 = 0.2;
/// Pair against all that the filter lets pass, in a window and on average over the streak.
const PURITY_MIN: f32 = 0.5;
const PURITY_MEAN_MIN: f32 = 0.83;
/// Offset from nominal, relative: Q.24 wants 1.5 % accepted and 3.5 % refused.
const OFFSET_MAX: f32 = 0.024;
/// High against low group, power: Q.24 (AT&T) wants +4 to −8 dB, with room for the line.
const TWIST_MIN: f32 = 0.110;
const TWIST_MAX: f32 = 3.7;
/// Strongest line beside the pair against the pair, power.
const BESIDE_MAX: f32 = 0.015;
/// Part of a tone's power that has one phase throughout the streak: a voice wavers, a digit does not.
const COHERENCE_MIN: f32 = 0.982;
/// Weakest against strongest window of the streak, power.
const STEADY_MIN: f32 = 0.5;
/// Block against digit, power, below which the pair is not there.
const PRESENT_MIN: f32 = 0.15;
/// After so many frames of digital silence nothing is left of what came before: the filter has rung out, the memory of
/// 256 ms holds zeros, a digit is over. What more silence comes changes nothing.
const REST_FRAMES: u32 = 70;

struct Tables {
    bank: BankTables,
    leakage: [[Complex; 4]; 4],
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let bank = BankTables::new(HZ);
    let leakage =
        std::array::from_fn(|low| std::array::from_fn(|high| bank.leakage(low, 4 + high)));
    Tables { bank, leakage }
});

/// One window's best pair.
#[derive(Debug, Clone, Copy, Default)]
struct Window {
    low: usize,
    high: usize,
    /// Complex peak amplitudes, leakage taken out.
    tones: [Complex; 2],
    /// Energy of the three blocks.
    energy: f32,
}

#[derive(Debug, Clone)]
pub(crate) struct DtmfDetector {
    filter: HighPass,
    bank: Bank,
    company: Company,
    energies: [f32; 3],
    windows: [Window; STREAK],
    streak: usize,
    digit: Option<Digit>,
    /// Frames of digital silence in a row, up to [`REST_FRAMES`].
    silent_frames: u32,
}

/// The digit that is told and not yet over, or the chord that was taken for none.
#[derive(Debug, Clone, Copy)]
struct Digit {
    low: usize,
    high: usize,
    power: f32,
    gap_blocks: u32,
}

impl Default for DtmfDetector {
    fn default() -> Self {
        LazyLock::force(&TABLES);
        Self {
            filter: HighPass::default(),
            bank: Bank::default(),
            company: Company::default(),
            energies: [0.0; 3],
            windows: [Window::default(); STREAK],
            streak: 0,
            digit: None,
            silent_frames: REST_FRAMES,
        }
    }
}

impl DtmfDetector {
    /// A digit was told whose tone is not over.
    pub fn is_digit(&self) -> bool {
        self.digit.is_some()
    }

    /// Windows in a row that heard the same pair: what may become a digit.
    pub fn agreeing_windows(&self) -> usize {
        self.streak
    }

    /// Takes 5 ms; gives a digit at the moment it is recognised.
    pub fn process(&mut self, frame: &Linear) -> Option<u8> {
        if !frame.iter().all(|&sample| sample == 0.0) {
            self.silent_frames = 0;
        } else if self.silent_frames == REST_FRAMES {
            return None;
        } else {
            self.silent_frames += 1;
        }
        let filtered = self.filter.process(frame);
        self.company.push(frame, &filtered);
        let energy = filtered.iter().map(|x| x * x).sum::<f32>();
        self.energies = [self.energies[1], self.energies[2], energy];
        if energy < BLOCK_ENERGY_MIN {
            self.bank.push_silence();
            self.streak = 0;
            self.track(false);
            return None;
        }
        let amplitudes = self.bank.push(&TABLES.bank, &filtered);
        self.track(true);
        match self.best_pair(&amplitudes) {
            Some(window) => self.streak_with(window),
            None => {
                self.streak = 0;
                None
            }
        }
    }

    /// Follows the digit that was told until its pair has been away long enough.
    fn track(&mut self, audible: bool) {
        let Some(digit) = &mut self.digit else { return };
        let pair = [digit.low, 4 + digit.high].map(|lane| self.bank.block_power(lane));
        let power = if audible { pair[0] + pair[1] } else { 0.0 };
        if power > PRESENT_MIN * digit.power {
            digit.gap_blocks = 0;
            return;
        }
        digit.gap_blocks += 1;
        if digit.gap_blocks >= GAP_BLOCKS {
            self.digit = None;
        }
    }

    fn best_pair(&self, amplitudes: &[Complex; LANES]) -> Option<Window> {
        let power = amplitudes.map(Complex::power);
        let low = strongest(&power[..4]);
        let high = strongest(&power[4..]);
        let leakage = TABLES.leakage[low][high];
        let (a, b) = (amplitudes[low], amplitudes[4 + high]);
        // Two equations: a = A + L·B, b = B + L*·A.
        let scale = 1.0 / (1.0 - leakage.power());
        let tones = [
            a.minus(leakage.times(b)).scaled(scale),
            b.minus(leakage.conjugate().times(a)).scaled(scale),
        ];
        let window = Window {
            low,
            high,
            tones,
            energy: self.energies.iter().sum(),
        };
        let [low_power, high_power] = tones.map(Complex::power);
        let tonal = (low_power + high_power) * (3 * SAMPLES) as f32 / 2.0;
        let lonely = rival(&power[..4], low) < RIVAL_MAX * low_power
            && rival(&power[4..], high) < RIVAL_MAX * high_power;
        // Half the power may be lost by a tone that is 1.5 % beside its frequency.
        (low_power.min(high_power) > POWER_MIN / 4.0
            && lonely
            && tonal > PURITY_MIN / 2.0 * window.energy)
            .then_some(window)
    }

    fn streak_with(&mut self, window: Window) -> Option<u8> {
        let last = &self.windows[STREAK - 1];
        if self.streak > 0 && (last.low, last.high) != (window.low, window.high) {
            self.streak = 0;
        }
        self.windows.rotate_left(1);
        self.windows[STREAK - 1] = window;
        self.streak += 1;
        if self.streak < STREAK {
            return None;
        }
        let (power, hz) = self.judge()?;
        let (low, high) = (window.low, window.high);
        if let Some(digit) = &mut self.digit {
            if (digit.low, digit.high) == (low, high) {
                return None;
            }
        }
        if self.company.strongest_beside(hz) > BESIDE_MAX {
            return None;
        }
        self.digit = Some(Digit {
            low,
            high,
            power,
            gap_blocks: 0,
        });
        // A window is three blocks long; before that the pair may have been hidden by what began with it.
        let pair_samples = (self.streak + 6) * SAMPLES;
        let chord = self.company.began_with_low_tone(hz, pair_samples);
        (!chord).then_some(KEYS[low * 4 + high])
    }

    /// Power of the pair and its frequencies, if the streak is a digit.
    fn judge(&self) -> Option<(f32, [f32; 2])> {
        let lanes = [self.windows[0].low, 4 + self.windows[0].high];
        let mut tones = [0.0; 2];
        let mut hz = lanes.map(|lane| HZ[lane]);
        for (tone, lane) in lanes.into_iter().enumerate() {
            let pairs = self.windows.windows(2);
            let product = pairs.fold(Complex::default(), |sum, pair| {
                sum.plus(pair[1].tones[tone].times(pair[0].tones[tone].conjugate()))
            });
            let offset = TABLES.bank.offset_hz(lane, product);
            if offset.abs() > OFFSET_MAX * HZ[lane] {
                return None;
            }
            let sum: f32 = self
                .windows
                .iter()
                .map(|window| window.tones[tone].power())
                .sum();
            if self.coherent_power(tone, product) < COHERENCE_MIN * sum {
                return None;
            }
            hz[tone] += offset;
            tones[tone] = sum / STREAK as f32 / window_loss(offset).powi(2);
        }
        let [low, high] = tones;
        let energy = self.windows.iter().map(|window| window.energy).sum::<f32>();
        let tonal = (low + high) * (3 * SAMPLES * STREAK) as f32 / 2.0;
        let twist = high / low;
        (low.min(high) > POWER_MIN
            && (TWIST_MIN..TWIST_MAX).contains(&twist)
            && tonal > PURITY_MEAN_MIN * energy
            && self.is_steady())
        .then_some((low + high, hz))
    }

    /// Power that is left when the windows are turned to one phase, as a steady tone allows.
    fn coherent_power(&self, tone: usize, product: Complex) -> f32 {
        let turn_back = product
            .conjugate()
            .scaled(1.0 / product.power().sqrt().max(1e-9));
        // From the newest to the oldest: each step turns what is gathered once more.
        let gathered = self
            .windows
            .iter()
            .rev()
            .fold(Complex::default(), |sum, window| {
                window.tones[tone].plus(sum.times(turn_back))
            });
        gathered.power() / STREAK as f32
    }

    fn is_steady(&self) -> bool {
        let power = self
            .windows
            .map(|window| window.tones[0].power() + window.tones[1].power());
        let (least, most) = power
            .iter()
            .fold((f32::MAX, 0f32), |(a, b), &p| (a.min(p), b.max(p)));
        least > STEADY_MIN * most
    }
}

fn strongest(power: &[f32]) -> usize {
    (1..power.len()).fold(0, |best, k| if power[k] > power[best] { k } else { best })
}

fn rival(power: &[f32], best: usize) -> f32 {
    let others = power.iter().enumerate().filter(|(k, _)| *k != best);
    others.map(|(_, p)| *p).fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 5 ms of a key's tones or, without one, of digital silence.
    fn frame(key: Option<usize>, n: usize) -> Linear {
        let sample = |k: usize| {
            let at = (n * SAMPLES + k) as f32 / 8000.0;
            let turn = |hz: f32| 4000.0 * (std::f32::consts::TAU * hz * at).sin();
            key.map_or(0.0, |key| turn(HZ[key / 4]) + turn(HZ[4 + key % 4]))
        };
        std::array::from_fn(sample)
    }

    proptest! {
        #[test]
        fn a_silence_that_is_not_looked_at_changes_nothing(
            pieces in prop::collection::vec((prop::option::of(0usize..16), 1usize..200), 1..12),
        ) {
            let mut detector = DtmfDetector::default();
            let mut awake = DtmfDetector::default();
            let mut n = 0;
            for (key, frames) in pieces {
                for _ in 0..frames {
                    awake.silent_frames = 0;
                    let frame = frame(key, n);
                    n += 1;
                    prop_assert_eq!(detector.process(&frame), awake.process(&frame));
                    prop_assert_eq!(detector.is_digit(), awake.is_digit());
                    prop_assert_eq!(detector.agreeing_windows(), awake.agreeing_windows());
                }
            }
        }
    }
}
