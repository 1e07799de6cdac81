//! Sampling rates 8, 16 and 48 kHz into each other: polyphase filters, linear phase.

use std::f32::consts::PI;

/// Taps of a phase. Half the transition band lies on each side of the lower rate's half: at 8 kHz what
/// is below 3.4 kHz passes and what is above 4.6 kHz is at least 60 dB down.
const TAPS: usize = 32;
/// Shape of the Kaiser window: about 70 dB of stopband.
const BETA: f32 = 6.76;
/// Samples taken at a time.
const BLOCK: usize = 480;
const RATIO_MAX: usize = 6;

/// What a stream is made of.
pub trait Sample: Copy + Into<f32> {
    /// The sample that is nearest.
    fn of(value: f32) -> Self;
}

impl Sample for i16 {
    fn of(value: f32) -> Self {
        value.round() as i16
    }
}

impl Sample for f32 {
    fn of(value: f32) -> Self {
        value
    }
}

/// Changes the sampling rate of one stream.
#[derive(Debug, Clone)]
pub struct Resampler {
    ratio: usize,
    rises: bool,
    /// Rising: one row a phase. Falling: one row of all taps. The oldest sample's tap is first.
    taps: Box<[f32]>,
    /// Samples of the past, then the block.
    samples: Box<[f32]>,
    /// Falling: samples to pass over before the next output.
    pending: usize,
}

impl Resampler {
    /// From and to 8000, 16 000 or 48 000 samples per second; nothing for other rates. Allocates all it
    /// will need.
    pub fn new(from: u32, to: u32) -> Option<Self> {
        let known = |rate| [8000, 16_000, 48_000].contains(&rate);
        if !known(from) || !known(to) {
            return None;
        }
        let rises = to > from;
        let ratio = (from.max(to) / from.min(to)) as usize;
        let prototype = prototype(ratio);
        let taps: Box<[f32]> = if rises {
            let row = |phase: usize| {
                let tap = move |k: usize| (TAPS - 1 - k) * ratio + phase;
                (0..TAPS).map(tap)
            };
            let order = (0..ratio).flat_map(row);
            order.map(|k| prototype[k] * ratio as f32).collect()
        } else {
            prototype.iter().rev().copied().collect()
        };
        let past = taps.len() / if rises { ratio } else { 1 } - 1;
        Some(Self {
            ratio,
            rises,
            taps,
            samples: vec![0.0; past + BLOCK].into_boxed_slice(),
            pending: 0,
        })
    }

    /// Most samples that so many become.
    pub fn out_len(&self, count: usize) -> usize {
        if self.rises {
            count * self.ratio
        } else {
            count.div_ceil(self.ratio)
        }
    }

    /// By how many seconds the output lags.
    pub fn delay_s(&self, from: u32, to: u32) -> f32 {
        (TAPS * self.ratio - 1) as f32 / 2.0 / from.max(to) as f32
    }

    /// Converts all of `input`; gives the number of samples written. `out` must have room for
    /// [`Resampler::out_len`]; what does not fit is lost. Samples are `i16`, or `f32` for sums that may be
    /// louder than 16 bits can say.
    pub fn process<S: Sample>(&mut self, input: &[S], out: &mut [S]) -> usize {
        if self.ratio == 1 {
            let count = input.len().min(out.len());
            out[..count].copy_from_slice(&input[..count]);
            return count;
        }
        let mut written = 0;
        for block in input.chunks(BLOCK) {
            written += self.block(block, &mut out[written..]);
        }
        written
    }

    fn block<S: Sample>(&mut self, input: &[S], out: &mut [S]) -> usize {
        let past = self.samples.len() - BLOCK;
        for (to, from) in self.samples[past..].iter_mut().zip(input) {
            *to = (*from).into();
        }
        let mut written = 0;
        let mut put = |value: f32| {
            if let Some(place) = out.get_mut(written) {
                *place = S::of(value);
                written += 1;
            }
        };
        if self.rises {
            for window in self.samples[..past + input.len()].windows(past + 1) {
                self.taps
                    .chunks_exact(TAPS)
                    .for_each(|row| put(dot(window, row)));
            }
        } else {
            let mut at = self.pending;
            while at < input.len() {
                put(dot(&self.samples[at..=at + past], &self.taps));
                at += self.ratio;
            }
            self.pending = at - input.len();
        }
        self.samples.copy_within(input.len()..input.len() + past, 0);
        written
    }
}

/// Eight sums side by side, which a compiler turns into vector instructions.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for k in 0..8 {
            sums[k] += a[k] * b[k];
        }
    }
    sums.iter().sum()
}

/// Windowed sine, cut at half the lower rate, with a sum of 1.
fn prototype(ratio: usize) -> [f32; TAPS * RATIO_MAX] {
    let mut taps = [0.0; TAPS * RATIO_MAX];
    let count = TAPS * ratio;
    let middle = (count - 1) as f32 / 2.0;
    let mut sum = 0.0;
    for (k, tap) in taps[..count].iter_mut().enumerate() {
        let at = k as f32 - middle;
        let angle = PI * at / ratio as f32;
        let sinc = if angle == 0.0 {
            1.0
        } else {
            angle.sin() / angle
        };
        let place = at / middle;
        *tap = sinc * bessel_i0(BETA * (1.0 - place * place).max(0.0).sqrt());
        sum += *tap;
    }
    taps[..count].iter_mut().for_each(|tap| *tap /= sum);
    taps
}

/// Modified Bessel function of order 0, as its power series.
fn bessel_i0(x: f32) -> f32 {
    let mut term = 1.0;
    let mut sum = 1.0;
    for k in 1..25 {
        term *= (x / 2.0 / k as f32).powi(2);
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gain of a sine through a resampler in dB, at its own frequency or wherever it is heard.
    fn gain_db(from: u32, to: u32, hz: f32) -> f32 {
        let mut resampler = Resampler::new(from, to).unwrap();
        let turn = |n: usize| 2.0 * PI * (hz * n as f32 / from as f32).fract();
        let input: Vec<i16> = (0..from as usize / 2)
            .map(|n| (16000.0 * turn(n).sin()) as i16)
            .collect();
        let mut out = vec![0; resampler.out_len(input.len())];
        assert_eq!(resampler.process(&input, &mut out), to as usize / 2);
        let steady = &out[to as usize / 20..];
        let power = steady.iter().map(|&s| f32::from(s).powi(2)).sum::<f32>() / steady.len() as f32;
        10.0 * (power / (16000.0f32.powi(2) / 2.0)).log10()
    }

    const PAIRS: [(u32, u32); 6] = [
        (8000, 16_000),
        (16_000, 8000),
        (16_000, 48_000),
        (48_000, 16_000),
        (8000, 48_000),
        (48_000, 8000),
    ];

    #[test]
    fn the_passband_is_flat_to_a_tenth_of_a_decibel() {
        for (from, to) in PAIRS {
            let low = from.min(to) as f32;
            for share in [0.0125, 0.1, 0.25, 0.375, 0.425] {
                let gain = gain_db(from, to, low * share);
                assert!(
                    gain.abs() < 0.1,
                    "{from} to {to}, {} Hz: {gain} dB",
                    low * share
                );
            }
        }
    }

    #[test]
    fn what_would_alias_is_60_db_down() {
        for (from, to) in PAIRS.into_iter().filter(|(from, to)| from > to) {
            for share in [0.58, 0.7, 0.9, 0.99] {
                let gain = gain_db(from, to, to as f32 * share);
                assert!(
                    gain < -60.0,
                    "{from} to {to}, {} Hz: {gain} dB",
                    to as f32 * share
                );
            }
        }
    }

    #[test]
    fn no_image_is_left_after_rising() {
        for (from, to) in PAIRS.into_iter().filter(|(from, to)| from < to) {
            let mut resampler = Resampler::new(from, to).unwrap();
            let hz = from as f32 * 0.4;
            let turn =
                |n: usize, hz: f32, rate: u32| 2.0 * PI * (hz * n as f32 / rate as f32).fract();
            let input: Vec<i16> = (0..from as usize / 2)
                .map(|n| (16000.0 * turn(n, hz, from).sin()) as i16)
                .collect();
            let mut out = vec![0; to as usize / 2];
            resampler.process(&input, &mut out);
            let image = from as f32 - hz;
            let steady = to as usize / 20..to as usize / 20 * 9;
            let (mut real, mut imaginary) = (0.0, 0.0);
            for n in steady.clone() {
                let (sine, cosine) = turn(n, image, to).sin_cos();
                real += f32::from(out[n]) * cosine;
                imaginary += f32::from(out[n]) * sine;
            }
            let amplitude = 2.0 * f32::hypot(real, imaginary) / steady.len() as f32;
            assert!(
                20.0 * (amplitude / 16000.0).log10() < -60.0,
                "{from} to {to}: {amplitude}"
            );
        }
    }

    #[test]
    fn blocks_of_any_length_give_the_same_samples() {
        for (from, to) in PAIRS {
            let input: Vec<i16> = (0..3000).map(|n| ((n * n * 31) % 20011) as i16).collect();
            let mut whole = vec![0; input.len() * 6];
            let count = Resampler::new(from, to)
                .unwrap()
                .process(&input, &mut whole);
            let mut pieces = Resampler::new(from, to).unwrap();
            let mut got: Vec<i16> = Vec::new();
            for piece in input.chunks(41) {
                let mut out = [0; 41 * 6];
                let count = pieces.process(piece, &mut out);
                got.extend(&out[..count]);
            }
            assert_eq!(got, whole[..count], "{from} to {to}");
        }
        assert!(Resampler::new(44_100, 8000).is_none());
    }
}
