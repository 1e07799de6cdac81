//! Radix-2 Fourier transform of a fixed size, without memory of its own.

use super::bank::Complex;
use std::f64::consts::TAU;

/// Window and turns for `N` points, a power of two.
#[derive(Debug)]
pub(super) struct Fft<const N: usize> {
    pub hann: [f32; N],
    turns: [Complex; N],
}

impl<const N: usize> Fft<N> {
    pub fn new() -> Self {
        let hann = |n: usize| 0.5 - 0.5 * (TAU * (n as f64 + 0.5) / N as f64).cos();
        Self {
            hann: std::array::from_fn(|n| hann(n) as f32),
            turns: std::array::from_fn(|n| Complex::of_turns(-(n as f64) / N as f64)),
        }
    }

    /// Power of each bin of a Hann-windowed signal, given by index.
    pub fn power(&self, sample: impl Fn(usize) -> Complex) -> [f32; N] {
        let mut x: [Complex; N] = std::array::from_fn(|n| {
            let n = n.reverse_bits() >> (usize::BITS - N.trailing_zeros());
            sample(n).scaled(self.hann[n])
        });
        let mut half = 1;
        while half < N {
            for start in (0..N).step_by(2 * half) {
                for k in 0..half {
                    let turned = x[start + half + k].times(self.turns[k * (N / 2 / half)]);
                    let upper = x[start + k];
                    x[start + k] = upper.plus(turned);
                    x[start + half + k] = upper.minus(turned);
                }
            }
            half *= 2;
        }
        x.map(Complex::power)
    }
}
