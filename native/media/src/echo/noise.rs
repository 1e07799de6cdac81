//! Comfort noise: what a line sounds like while nobody talks, in level and tilt.

use crate::{Linear, SAMPLES};

/// Frames of one quarter of the window in which the least power is the noise: 4 × 0.4 s.
const QUARTER_FRAMES: u32 = 80;
const QUARTERS: usize = 4;
/// The least of the frames of a steady noise lies below its mean.
const BIAS: f32 = 1.5;
/// Frames up to so much above the floor are noise themselves, and show its spectrum.
const NOISE_LIKE: f32 = 2.0;
/// Share of the tilt that a frame replaces.
const TILT_STEP: f32 = 0.05;
const TILT_MAX: f32 = 0.95;

#[derive(Debug)]
pub(super) struct Noise {
    least: [f32; QUARTERS],
    frames: u32,
    /// Mean square of the noise.
    power: f32,
    /// Correlation of neighbouring samples: +1 low, −1 high frequencies.
    tilt: f32,
    state: u32,
    last: f32,
}

impl Noise {
    pub fn new() -> Self {
        Self {
            least: [f32::MAX; QUARTERS],
            frames: 0,
            power: 0.0,
            tilt: 0.0,
            state: 0x2545_F491,
            last: 0.0,
        }
    }

    /// A frame of the line: the quietest of the last 1.6 s are its noise.
    pub fn learn(&mut self, frame: &Linear) {
        let energy: f32 = frame.iter().map(|sample| sample * sample).sum();
        let power = energy / SAMPLES as f32;
        self.frames += 1;
        if self.frames == QUARTER_FRAMES {
            self.frames = 0;
            self.least.rotate_right(1);
            self.least[0] = f32::MAX;
        }
        self.least[0] = self.least[0].min(power);
        let floor = self.least.iter().copied().fold(f32::MAX, f32::min);
        self.power = BIAS * floor;
        if energy > 0.0 && power < NOISE_LIKE * self.power {
            let product: f32 = frame.windows(2).map(|pair| pair[0] * pair[1]).sum();
            let tilt = (product / energy).clamp(-TILT_MAX, TILT_MAX);
            self.tilt += TILT_STEP * (tilt - self.tilt);
        }
    }

    /// The next sample of noise like that of the line.
    pub fn sample(&mut self) -> f32 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 17;
        self.state ^= self.state << 5;
        // Uniform in ±√3 has the power 1; the one pole keeps it.
        let white = (self.state as i32 as f32) * (1.732_050_8 / 2_147_483_648.0);
        let innovation = (1.0 - self.tilt * self.tilt).sqrt();
        self.last = self.tilt * self.last + innovation * white;
        self.last * self.power.sqrt()
    }
}
