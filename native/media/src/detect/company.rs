//! What sounds beside a pair of tones: the guard against voices and music.
//!
//! Noise spreads over all bins, a voice or an instrument stands in lines. Looking for the strongest line
//! beside the pair tells them apart where the whole energy could not. Below the pair, where dial tone is
//! filtered away, time tells: dial tone was there before the digit, the rest of a chord comes with it.

use super::bank::Complex;
use super::fft::Fft;
use crate::{Linear, RATE};
use std::sync::LazyLock;

/// 32 ms: a little less than what a digit must last.
const POINTS: usize = 256;
const BIN_HZ: f32 = RATE as f32 / POINTS as f32;
/// Bins on each side of a tone that are its own: the window's main lobe, and the tone's tolerance.
const OWN_BINS: f32 = 2.1;
/// What the filter lets pass, and the telephone band.
const BAND_HZ: std::ops::Range<f32> = 560.0..3600.0;

/// Where dial tones are (ITU-T E.180), which the filter takes away.
const LOW_HZ: std::ops::Range<f32> = 230.0..BAND_HZ.start;
/// A line there that is weaker against the pair, power, does no harm: −12 dB.
const LOW_MAX: f32 = 0.06;
/// A line is the same as before if it was no more than so many bins away, and so strong against now.
const SAME_BINS: usize = 1;
const SAME_MIN: f32 = 0.25;
/// How far back it is looked for: the pauses of an interrupted dial tone last up to 100 ms.
const MEMORY: usize = 2048;

static FFT: LazyLock<Fft<POINTS>> = LazyLock::new(Fft::new);

/// The last 32 ms of one timeslot as filtered, and the last 256 ms as they came.
#[derive(Debug, Clone)]
pub(super) struct Company {
    past: [f32; POINTS],
    at: usize,
    memory: [f32; MEMORY],
    memory_at: usize,
}

impl Default for Company {
    fn default() -> Self {
        LazyLock::force(&FFT);
        Self {
            past: [0.0; POINTS],
            at: 0,
            memory: [0.0; MEMORY],
            memory_at: 0,
        }
    }
}

impl Company {
    pub fn push(&mut self, frame: &Linear, filtered: &Linear) {
        self.at = store(&mut self.past, self.at, filtered);
        self.memory_at = store(&mut self.memory, self.memory_at, frame);
    }

    /// True if a tone sounds below the pair that was not there before the pair began, which is so many
    /// samples ago.
    pub fn began_with_low_tone(&self, pair_hz: [f32; 2], pair_samples: usize) -> bool {
        let now = self.remembered(POINTS);
        let pair: f32 = pair_hz.iter().map(|hz| line(&now, bin_of(*hz))).sum();
        let low = bin_of(LOW_HZ.start)..bin_of(LOW_HZ.end);
        let loudest = low.fold(0, |best, bin| if now[bin] > now[best] { bin } else { best });
        let power = line(&now, loudest.max(1));
        if power <= LOW_MAX * pair {
            return false;
        }
        let same = loudest - SAME_BINS..=loudest + SAME_BINS;
        let mut ages = (pair_samples + POINTS..=MEMORY).step_by(POINTS / 2);
        !ages.any(|age| {
            let then = self.remembered(age);
            same.clone().any(|bin| line(&then, bin) > SAME_MIN * power)
        })
    }

    /// Spectrum of the 32 ms that began so many samples ago.
    fn remembered(&self, age: usize) -> [f32; POINTS] {
        let first = self.memory_at + MEMORY - age;
        FFT.power(|n| Complex {
            re: self.memory[(first + n) % MEMORY],
            im: 0.0,
        })
    }

    /// Power of the strongest line beside two tones, as a share of the pair's.
    pub fn strongest_beside(&self, pair_hz: [f32; 2]) -> f32 {
        let power = FFT.power(|n| Complex {
            re: self.past[(self.at + n) % POINTS],
            im: 0.0,
        });
        let own = |bin: usize| {
            pair_hz
                .iter()
                .any(|hz| (bin as f32 - hz / BIN_HZ).abs() <= OWN_BINS)
        };
        let pair: f32 = pair_hz.iter().map(|hz| line(&power, bin_of(*hz))).sum();
        let (first, last) = (
            (BAND_HZ.start / BIN_HZ) as usize,
            (BAND_HZ.end / BIN_HZ) as usize,
        );
        let beside = (first..last).filter(|&bin| !own(bin)).map(|bin| {
            // Of the three bins of a line only those count that are not the pair's.
            [bin - 1, bin, bin + 1]
                .iter()
                .filter(|&&bin| !own(bin))
                .map(|&bin| power[bin])
                .sum::<f32>()
        });
        beside.fold(0.0, f32::max) / pair.max(1e-9)
    }
}

/// Puts a frame where the oldest samples are; the place after it.
fn store<const N: usize>(past: &mut [f32; N], at: usize, frame: &Linear) -> usize {
    let first = frame.len().min(N - at);
    past[at..at + first].copy_from_slice(&frame[..first]);
    past[..frame.len() - first].copy_from_slice(&frame[first..]);
    (at + frame.len()) % N
}

/// The window spreads a line over three bins.
fn line(power: &[f32; POINTS], bin: usize) -> f32 {
    power[bin - 1] + power[bin] + power[bin + 1]
}

fn bin_of(hz: f32) -> usize {
    (hz / BIN_HZ).round() as usize
}
