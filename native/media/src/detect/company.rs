//! What sounds beside a pair of tones: the guard against voices and music.
//!
//! Noise spreads over all bins, a voice or an instrument stands in lines. Looking for the strongest line
//! beside the pair tells them apart where the whole energy could not.

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

static FFT: LazyLock<Fft<POINTS>> = LazyLock::new(Fft::new);

/// The last 32 ms of one timeslot.
#[derive(Debug, Clone)]
pub(super) struct Company {
    past: [f32; POINTS],
    at: usize,
}

impl Default for Company {
    fn default() -> Self {
        LazyLock::force(&FFT);
        Self {
            past: [0.0; POINTS],
            at: 0,
        }
    }
}

impl Company {
    pub fn push(&mut self, frame: &Linear) {
        let first = frame.len().min(POINTS - self.at);
        self.past[self.at..self.at + first].copy_from_slice(&frame[..first]);
        self.past[..frame.len() - first].copy_from_slice(&frame[first..]);
        self.at = (self.at + frame.len()) % POINTS;
    }

    /// Power of the strongest line beside two tones, as a share of the pair's.
    pub fn strongest_beside(&self, pair_hz: [f32; 2]) -> f32 {
        let power = FFT.power(|n| Complex {
            re: self.past[(self.at + n) % POINTS],
            im: 0.0,
        });
        let line = |bin: usize| power[bin - 1] + power[bin] + power[bin + 1];
        let own = |bin: usize| {
            pair_hz
                .iter()
                .any(|hz| (bin as f32 - hz / BIN_HZ).abs() <= OWN_BINS)
        };
        let pair: f32 = pair_hz
            .iter()
            .map(|hz| line((hz / BIN_HZ).round() as usize))
            .sum();
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
