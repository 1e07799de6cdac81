//! The band of the call-progress tones in fine steps: 80 ms, 12.5 Hz a bin, from 200 to 800 Hz.
//!
//! A complex band filter of 75–875 Hz keeps one sample in ten. At 800 complex samples a second each
//! frequency of the band has a place of its own: its remainder modulo 800 Hz.

use super::bank::Complex;
use super::fft::Fft;
use crate::{Linear, SAMPLES};
use std::f64::consts::{PI, TAU};
use std::sync::LazyLock;

/// Points of the transform, and so bins.
const POINTS: usize = 64;
/// Width of a bin.
pub(super) const BIN_HZ: f32 = 12.5;
/// Taps of the band filter.
const TAPS: usize = 80;
const DECIMATION: usize = 10;
const PER_FRAME: usize = SAMPLES / DECIMATION;
/// Frames that fill the transform.
pub(super) const FRAMES: u32 = (POINTS / PER_FRAME) as u32;
/// Bins looked at: 200 to 787.5 Hz.
const FIRST: usize = 16;

struct Tables {
    taps: [[f32; TAPS]; 2],
    fft: Fft<POINTS>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let low_pass = |n: usize| {
        let x = n as f64 - (TAPS - 1) as f64 / 2.0;
        let window = 0.5 - 0.5 * (TAU * (n as f64 + 0.5) / TAPS as f64).cos();
        (TAU * 320.0 / 8000.0 * x).sin() / (PI * x) * window
    };
    let turn = |n: usize| Complex::of_turns(475.0 / 8000.0 * n as f64);
    Tables {
        taps: [
            std::array::from_fn(|n| low_pass(n) as f32 * turn(n).re),
            std::array::from_fn(|n| low_pass(n) as f32 * turn(n).im),
        ],
        fft: Fft::new(),
    }
});

/// What the band of one timeslot held lately.
#[derive(Debug, Clone)]
pub(super) struct Spectrum {
    past: [f32; TAPS],
    band: [Complex; POINTS],
    at: usize,
}

/// The strongest frequencies of a spectrum.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Peaks {
    pub hz: [f32; 4],
    pub len: usize,
    /// Share of the band's power that lies within 37.5 Hz of a peak.
    pub share: f32,
}

impl Default for Spectrum {
    fn default() -> Self {
        LazyLock::force(&TABLES);
        Self {
            past: [0.0; TAPS],
            band: [Complex::default(); POINTS],
            at: 0,
        }
    }
}

impl Spectrum {
    /// Takes 5 ms; gives the mean power inside the band, on the scale of the mean square of the audio.
    pub fn push(&mut self, frame: &Linear) -> f32 {
        let tables = &*TABLES;
        let mut audio = [0.0; TAPS + SAMPLES];
        audio[..TAPS].copy_from_slice(&self.past);
        audio[TAPS..].copy_from_slice(frame);
        self.past.copy_from_slice(&audio[SAMPLES..]);
        let mut power = 0.0;
        for n in 0..PER_FRAME {
            let reach = &audio[(n + 1) * DECIMATION..][..TAPS];
            let dot = |taps: &[f32; TAPS]| lanes_dot(reach, taps);
            // Taps are symmetric but for the sign of the turn, so the order of time does not matter.
            let value = Complex {
                re: dot(&tables.taps[0]),
                im: -dot(&tables.taps[1]),
            };
            power += value.power();
            self.band[self.at] = value;
            self.at = (self.at + 1) % POINTS;
        }
        // One side of the spectrum only: half the power of the real signal's two.
        power * 2.0 / PER_FRAME as f32
    }

    /// The strongest peaks, none weaker than 10 dB below the strongest, in order of frequency.
    pub fn peaks(&self) -> Peaks {
        let power = TABLES.fft.power(|n| self.band[(self.at + n) % POINTS]);
        let band = FIRST..POINTS - 1;
        let most = power[band.clone()].iter().fold(0f32, |a, &b| a.max(b));
        let total: f32 = power[band.clone()].iter().sum();
        let mut peaks = Peaks::default();
        let mut counted_to = 0;
        for bin in band {
            let (before, here, after) = (power[bin - 1], power[bin], power[bin + 1]);
            if here < most * 0.1 || here < before || here <= after || most == 0.0 {
                continue;
            }
            if peaks.len == peaks.hz.len() {
                // More lines than any tone has: noise or speech.
                return Peaks::default();
            }
            let (from, to) = ((bin - 3).max(counted_to), (bin + 4).min(POINTS));
            peaks.share += power[from.min(to)..to].iter().sum::<f32>() / total;
            counted_to = to;
            peaks.hz[peaks.len] = (bin as f32 + between(before, here, after)) * BIN_HZ;
            peaks.len += 1;
        }
        peaks
    }
}

/// Four running sums, so that the additions need not wait for each other.
fn lanes_dot(a: &[f32], b: &[f32; TAPS]) -> f32 {
    let mut sums = [0.0; 4];
    for (a, b) in a.chunks_exact(4).zip(b.chunks_exact(4)) {
        for lane in 0..4 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum()
}

/// Where the top lies between bins, from −0.5 to 0.5: parabola through the logarithms.
fn between(before: f32, here: f32, after: f32) -> f32 {
    let [a, b, c] = [before, here, after].map(|power| power.max(1e-20).ln());
    let bend = a - 2.0 * b + c;
    if bend.abs() < 1e-6 {
        0.0
    } else {
        (0.5 * (a - c) / bend).clamp(-0.5, 0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level::power_of_dbm0;

    fn listen(hz: &[f32]) -> (f32, Peaks) {
        let peak = crate::level::peak_of_dbm0(-10.0);
        let mut spectrum = Spectrum::default();
        let mut power = 0.0;
        for frame in 0..40 {
            let sample = |n: usize| {
                let at = (frame * SAMPLES + n) as f32 / 8000.0;
                hz.iter()
                    .map(|hz| peak * (std::f32::consts::TAU * hz * at).sin())
                    .sum()
            };
            power = spectrum.push(&std::array::from_fn(sample));
        }
        (power, spectrum.peaks())
    }

    #[test]
    fn a_single_tone_is_found_within_two_hertz() {
        for hz in [340.0, 350.0, 400.0, 425.0, 433.0, 450.0, 620.0] {
            let (power, peaks) = listen(&[hz]);
            assert!(
                (power / power_of_dbm0(-10.0) - 1.0).abs() < 0.1,
                "{hz} Hz: {power}"
            );
            assert_eq!(peaks.len, 1);
            assert!(
                (peaks.hz[0] - hz).abs() < 2.0 && peaks.share > 0.95,
                "{hz} Hz: {peaks:?}"
            );
        }
    }

    #[test]
    fn the_pairs_of_all_countries_are_told_apart() {
        for pair in [
            [350.0, 440.0],
            [440.0, 480.0],
            [480.0, 620.0],
            [400.0, 450.0],
        ] {
            let (_, peaks) = listen(&pair);
            assert_eq!(peaks.len, 2, "{pair:?} {peaks:?}");
            assert!(
                (0..2).all(|k| (peaks.hz[k] - pair[k]).abs() < 8.0),
                "{pair:?} {peaks:?}"
            );
        }
    }

    #[test]
    fn what_lies_outside_the_band_has_no_power_in_it() {
        let (power, _) = listen(&[1400.0]);
        assert!(power < power_of_dbm0(-50.0));
    }
}
