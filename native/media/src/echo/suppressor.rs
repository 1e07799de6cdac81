//! The non-linear processor (ITU-T G.168 §6.3): what is left of the echo goes, and the noise of the line comes
//! in its place. It opens for a near-end talker within the block in which he begins.

use super::BLOCK;
use super::noise::Noise;
use crate::Linear;

/// Residual echo may exceed its estimate by so much: 6 dB.
const MARGIN: f32 = 4.0;
/// How much of the echo's power stays for the next millisecond: rooms and lines ring on.
const ECHO_KEPT: f32 = 0.9;
/// Milliseconds for which it stays open after the near end has been heard.
const HANGOVER_BLOCKS: u32 = 40;

#[derive(Debug)]
pub(super) struct Suppressor {
    noise: Noise,
    /// Mean square of the echo estimate, held.
    echo: f32,
    gain: f32,
    hangover: u32,
}

impl Suppressor {
    pub fn new() -> Self {
        Self {
            noise: Noise::new(),
            echo: 0.0,
            gain: 1.0,
            hangover: 0,
        }
    }

    /// A frame without anything to suppress.
    pub fn rest(&mut self, near: &Linear) {
        self.noise.learn(near);
        self.echo = 0.0;
        self.gain = 1.0;
        self.hangover = 0;
    }

    /// `left` is the share of the echo estimate that the filter does not catch. True while the near end talks.
    pub fn process(&mut self, out: &mut Linear, echo: &Linear, left: f32) -> bool {
        self.noise.learn(out);
        for (out, echo) in out.chunks_exact_mut(BLOCK).zip(echo.chunks_exact(BLOCK)) {
            self.echo = mean_square(echo).max(self.echo * ECHO_KEPT);
            let residual = MARGIN * left * self.echo;
            let power = mean_square(out);
            let open = if residual > 0.0 {
                (power / residual - 1.0).clamp(0.0, 1.0)
            } else {
                1.0
            };
            if open >= 1.0 {
                self.hangover = HANGOVER_BLOCKS;
            }
            let target = if self.hangover > 0 { 1.0 } else { open };
            self.hangover = self.hangover.saturating_sub(1);
            self.fade(out, target);
        }
        self.hangover > 0
    }

    /// Opens at once, since the first consonant counts; closes within the block.
    fn fade(&mut self, out: &mut [f32], target: f32) {
        let step = (target - self.gain) / BLOCK as f32;
        for sample in out {
            self.gain = if step > 0.0 { target } else { self.gain + step };
            if self.gain < 1.0 {
                let share = (1.0 - self.gain * self.gain).max(0.0).sqrt();
                *sample = self.gain * *sample + share * self.noise.sample();
            }
        }
        self.gain = target;
    }
}

fn mean_square(samples: &[f32]) -> f32 {
    samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32
}
