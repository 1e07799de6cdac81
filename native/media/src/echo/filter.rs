//! The adaptive filter: block affine projection, regularised as a Kalman filter would have it.
//!
//! Eight samples at a time the filter takes the smallest step that explains their errors, which undoes the
//! colour of speech that makes plain NLMS slow. How far it goes is the Kalman gain for coefficients that are
//! each known to a variance `p`, under near-end sound of a variance `v`: large steps at first, small ones
//! once it knows the line, hardly any while the near end talks.

use super::{BLOCK, TAPS, WINDOW};

/// Coefficients in the order of the samples that they weigh: the last belongs to the newest sample.
pub(super) type Taps = [f32; TAPS];

/// Variance of a coefficient about which nothing is known: an echo path of 6 dB loss, the least that
/// ITU-T G.168 §6.2 has a canceller cope with.
const VARIANCE_UNKNOWN: f32 = 0.25 / TAPS as f32;
/// Slow changes of the line, added to the variance every block.
const VARIANCE_DRIFT: f32 = 1e-11;
/// Least step as a share of what would explain all of the error, so that a new path is found even while it
/// looks like a talker.
const STEP_MIN: f32 = 0.03;
/// Regularisation as a share of the window's energy, for the sake of single precision.
const REGULAR_MIN: f32 = 2e-4;
/// Energy of a window (mean square −56 dBm0) below which there is nothing to learn from.
const ENERGY_MIN: f32 = TAPS as f32 * 640.0;
/// Error power of the companding noise of a silent line.
const NOISE_POWER_MIN: f32 = 20.0;
/// How much of the near-end power stays for the next block: talkers do not fall silent within 1 ms.
const NEAR_KEPT: f32 = 0.8;

/// Eight outputs of a filter over the window from `at` on; output n weighs the `TAPS` samples from `at` + n.
#[inline]
pub(super) fn outputs(taps: &Taps, window: &[f32; WINDOW], at: usize) -> [f32; BLOCK] {
    let samples = &window[at..at + TAPS + BLOCK - 1];
    // Four chains, so that an addition need not wait for the one before.
    let mut sums = [[0.0f32; BLOCK]; 4];
    for (step, weights) in taps.chunks_exact(4).enumerate() {
        for (chain, (sum, &weight)) in sums.iter_mut().zip(weights).enumerate() {
            let from = step * 4 + chain;
            let part = &samples[from..from + BLOCK];
            for (total, sample) in sum.iter_mut().zip(part) {
                *total += weight * sample;
            }
        }
    }
    std::array::from_fn(|n| (sums[0][n] + sums[1][n]) + (sums[2][n] + sums[3][n]))
}

#[derive(Debug, Clone)]
pub(super) struct AdaptiveFilter {
    pub taps: Taps,
    /// Variance of each coefficient, `p`.
    pub variance: f32,
    /// Power of what is not echo, `v`.
    near: f32,
}

impl AdaptiveFilter {
    pub fn new() -> Self {
        Self {
            taps: [0.0; TAPS],
            variance: VARIANCE_UNKNOWN,
            near: 0.0,
        }
    }

    /// Takes over coefficients, and how well they are known.
    pub fn restore(&mut self, taps: &Taps, variance: f32) {
        self.taps = *taps;
        self.variance = variance;
    }

    /// What was learned pays: the line is known less well than thought.
    pub fn doubt(&mut self, factor: f32) {
        self.variance = (self.variance * factor).min(VARIANCE_UNKNOWN);
    }

    /// Learns from the errors of the block whose first sample's window begins at `at`.
    pub fn learn(&mut self, window: &[f32; WINDOW], at: usize, errors: &[f32; BLOCK]) {
        let gram = Gram::of(window, at);
        let energy = gram.0[0][0];
        if energy < ENERGY_MIN {
            return;
        }
        let power = errors.iter().map(|error| error * error).sum::<f32>() / BLOCK as f32;
        let unexplained = power - self.variance * energy;
        self.near = unexplained.max(self.near * NEAR_KEPT).max(NOISE_POWER_MIN);
        let variance = self.variance.max(STEP_MIN * power / energy);
        let regular = (self.near / variance).max(REGULAR_MIN * energy);
        let (gains, knowledge) = gram.solve(regular, errors);
        for (chunk, taps) in self.taps.chunks_exact_mut(BLOCK).enumerate() {
            let first = at + chunk * BLOCK;
            let samples = &window[first..first + 2 * BLOCK - 1];
            let mut sum: [f32; BLOCK] = std::array::from_fn(|lane| taps[lane]);
            for (n, gain) in gains.iter().enumerate() {
                for (total, sample) in sum.iter_mut().zip(&samples[n..n + BLOCK]) {
                    *total += gain * sample;
                }
            }
            taps.copy_from_slice(&sum);
        }
        self.variance += VARIANCE_DRIFT;
        // A step that is larger than the variance allows for teaches nothing certain.
        if variance == self.variance - VARIANCE_DRIFT {
            self.variance -= self.variance * knowledge / TAPS as f32;
        }
    }
}

/// Products of the block's eight windows with each other; index 0 is the oldest.
struct Gram([[f32; BLOCK]; BLOCK]);

impl Gram {
    /// The first row by products, the others by moving the windows on (lower triangle).
    fn of(window: &[f32; WINDOW], at: usize) -> Self {
        let mut oldest = [0.0; TAPS];
        oldest.copy_from_slice(&window[at..at + TAPS]);
        let first = outputs(&oldest, window, at);
        let mut gram = [[0.0; BLOCK]; BLOCK];
        for (lag, product) in first.into_iter().enumerate() {
            let mut value = product;
            gram[lag][0] = value;
            for column in 1..BLOCK - lag {
                let (a, b) = (at + column - 1, at + column - 1 + lag);
                value += window[a + TAPS] * window[b + TAPS] - window[a] * window[b];
                gram[column + lag][column] = value;
            }
        }
        Self(gram)
    }

    /// Solves (G + δI) g = e by Cholesky's L·D·Lᵀ. Also how many of the eight equations were news, 0 to 8.
    fn solve(mut self, regular: f32, errors: &[f32; BLOCK]) -> ([f32; BLOCK], f32) {
        let mut inverse = [0.0f32; BLOCK];
        let mut knowledge = 0.0;
        let mut solution = *errors;
        for row in 0..BLOCK {
            let (done, rest) = self.0.split_at_mut(row);
            let current = &mut rest[0];
            for (column, above) in done.iter().enumerate() {
                // Holds L·D until the row is done.
                current[column] -= dot(&current[..column], &above[..column]);
            }
            let mut pivot = current[row] + regular;
            for column in 0..row {
                let scaled = current[column] * inverse[column];
                pivot -= scaled * current[column];
                solution[row] -= scaled * solution[column];
                current[column] = scaled;
            }
            inverse[row] = 1.0 / pivot.max(regular);
            knowledge += 1.0 - regular * inverse[row];
        }
        for row in (0..BLOCK).rev() {
            let mut value = solution[row] * inverse[row];
            for (below, later) in self.0.iter().zip(solution).skip(row + 1) {
                value -= below[row] * later;
            }
            solution[row] = value;
        }
        (solution, knowledge)
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
