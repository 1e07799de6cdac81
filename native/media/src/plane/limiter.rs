//! Keeps a sum of voices inside what 16 bits can say, without the harshness of clipping.

/// Below this peak nothing is touched: −0.9 dB below full scale, above any single voice at its usual level.
pub(super) const KNEE: f32 = 29_491.0;
/// What the bent end of the curve approaches and never reaches: the largest value of the A-law.
const CEILING: f32 = 32_256.0;
/// Gain is planned 1 ms at a time, whatever the rate: a frame is 5 ms.
const BLOCKS: usize = 5;
/// Share of the missing gain that comes back each ms: 63 % in 60 ms, between syllables, not within them.
const RELEASE: f32 = 1.0 / 60.0;
/// Less than one part in 2¹⁶ is no gain reduction any more.
const RELEASED: f32 = 0.99998;

/// The gain at the end of the last frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limiter {
    gain: f32,
}

impl Default for Limiter {
    fn default() -> Self {
        Self { gain: 1.0 }
    }
}

impl Limiter {
    /// Silence stays as it is, and changes nothing.
    pub fn is_at_rest(&self) -> bool {
        self.gain == 1.0
    }

    /// Turns a loud frame down. Its gain is known before its samples are, a frame being there as a whole;
    /// only at the very start of a burst of sound does the curve have to bend.
    pub fn process<const N: usize>(&mut self, sum: &mut [f32; N]) {
        const { assert!(N % BLOCKS == 0) };
        if self.gain == 1.0 && !exceeds(sum) {
            return;
        }
        let peaks = peaks(sum);
        let mut from = self.gain;
        for block in 0..BLOCKS {
            let next = peaks.get(block + 1).map_or(1.0, |&peak| allowed(peak));
            let relaxed = from + (1.0 - from) * RELEASE;
            let to = relaxed.min(allowed(peaks[block])).min(next);
            let length = N / BLOCKS;
            let samples = &mut sum[block * length..(block + 1) * length];
            for (n, sample) in samples.iter_mut().enumerate() {
                let gain = from + (to - from) * (n + 1) as f32 / length as f32;
                *sample = bend(*sample * gain);
            }
            from = to;
        }
        self.gain = if from > RELEASED { 1.0 } else { from };
    }
}

/// Whether any sample is above the knee; without an early end, so that several are looked at in one step.
fn exceeds(sum: &[f32]) -> bool {
    let above = |seen: u32, sample: &f32| seen | u32::from(sample.abs() > KNEE);
    sum.iter().fold(0, above) != 0
}

fn peaks<const N: usize>(sum: &[f32; N]) -> [f32; BLOCKS] {
    std::array::from_fn(|block| {
        let samples = &sum[block * (N / BLOCKS)..(block + 1) * (N / BLOCKS)];
        samples.iter().fold(0.0, |peak: f32, s| peak.max(s.abs()))
    })
}

/// The gain that brings a peak down to the knee.
fn allowed(peak: f32) -> f32 {
    if peak > KNEE { KNEE / peak } else { 1.0 }
}

/// Straight up to the knee, then a curve of the same slope that nears the ceiling.
fn bend(sample: f32) -> f32 {
    let over = sample.abs() - KNEE;
    if over <= 0.0 {
        return sample;
    }
    let room = CEILING - KNEE;
    (KNEE + room * over / (over + room)).copysign(sample)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Linear, SAMPLES};
    use proptest::prelude::*;

    fn sine(peak: f32, n: usize) -> f32 {
        peak * (std::f32::consts::TAU * 440.0 * n as f32 / 8000.0).sin()
    }

    fn run(samples: impl Fn(usize) -> f32, frames: usize) -> Vec<f32> {
        let mut limiter = Limiter::default();
        let mut heard = Vec::new();
        for frame in 0..frames {
            let mut sum: Linear = std::array::from_fn(|n| samples(frame * SAMPLES + n));
            limiter.process(&mut sum);
            heard.extend(sum);
        }
        heard
    }

    #[test]
    fn a_sine_12_db_too_loud_stays_a_sine() {
        let heard = run(|n| sine(120_000.0, n), 100);
        // Harmonics: what is left once the sine that fits best is taken out.
        let tail = &heard[2000..];
        let turn = |n: usize| std::f32::consts::TAU * 440.0 * (n + 2000) as f32 / 8000.0;
        let part = |of: fn(f32) -> f32| -> f32 {
            let sum: f32 = tail.iter().enumerate().map(|(n, s)| s * of(turn(n))).sum();
            2.0 * sum / tail.len() as f32
        };
        let (a, b) = (part(f32::sin), part(f32::cos));
        let rest = |(n, s): (usize, &f32)| (s - a * turn(n).sin() - b * turn(n).cos()).powi(2);
        let noise: f32 = tail.iter().enumerate().map(rest).sum();
        let all: f32 = tail.iter().map(|s| s * s).sum();
        let distortion_db = 10.0 * (noise / all).log10();
        assert!(distortion_db < -35.0, "{distortion_db} dB");
    }

    #[test]
    fn after_a_loud_moment_the_gain_comes_back_to_exactly_one() {
        let heard = run(|n| if n < 80 { 90_000.0 } else { sine(1000.0, n) }, 400);
        let quiet = |n: usize| heard[n] / sine(1000.0, n);
        assert!(quiet(85) < 0.4);
        let last = heard.len() - 3;
        assert_eq!(heard[last], sine(1000.0, last));
    }

    proptest! {
        #[test]
        fn nothing_is_louder_than_the_ceiling(samples in prop::collection::vec(-1.1e6f32..1.1e6, 400)) {
            let heard = run(|n| samples[n], 10);
            prop_assert!(heard.iter().all(|s| s.abs() < CEILING));
        }

        #[test]
        fn what_is_below_the_knee_passes_untouched(samples in prop::collection::vec(-KNEE..KNEE, 400)) {
            prop_assert_eq!(run(|n| samples[n], 10), samples);
        }

        #[test]
        fn signs_are_kept(samples in prop::collection::vec(-1e5f32..1e5, 400)) {
            let heard = run(|n| samples[n], 10);
            prop_assert!(heard.iter().zip(&samples).all(|(h, s)| h * s >= 0.0));
        }
    }
}
