//! Off for modems: 2100 Hz with phase reversals in either direction (ITU-T G.168 §7, V.8 ANSam, V.25).
//!
//! 2100 Hz alone (a fax machine's CED) leaves the canceller on: only the reversals tell a modem that cancels
//! its own echo. On again once both directions have been silent for 250 ms.

use crate::level::power_of_dbm0;
use crate::{Linear, RATE, SAMPLES};

const HZ: f32 = 2100.0;
/// Share of a frame's energy that must lie in the tone.
const SHARE_MIN: f32 = 0.7;
/// Least level at which the tone is looked for, and below which a direction is silent.
const LEVEL_MIN_DBM0: f32 = -31.0;
const SILENCE_DBM0: f32 = -36.0;
/// The tone must stand for 200 ms before a reversal counts: reversals come every 450 ms.
const STEADY_FRAMES: u32 = 40;
/// It must stand again for 20 ms after the reversal.
const AFTER_FRAMES: u32 = 4;
/// The frame of the reversal, and the one that follows when it falls between two.
const GAP_FRAMES_MAX: u32 = 3;
/// 21 Hz off is 38° a frame; cosine of the most by which a steady phase may turn.
const STEADY_COSINE: f32 = 0.7;
/// Cosine of 180° ± 45°, from where the tone would have been.
const REVERSED_COSINE: f32 = -0.7;
const SILENT_FRAMES: u32 = 50;

#[derive(Debug, Clone, Copy, Default)]
struct Phasor {
    re: f32,
    im: f32,
}

impl Phasor {
    fn times(self, other: Self) -> Self {
        Self {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }

    /// This one as seen from the other.
    fn against(self, other: Self) -> Self {
        self.times(Self {
            re: other.re,
            im: -other.im,
        })
    }

    fn unit(self) -> Self {
        let length = self.re.hypot(self.im).max(1e-9);
        Self {
            re: self.re / length,
            im: self.im / length,
        }
    }
}

/// The tone in one direction.
#[derive(Debug, Default)]
struct Listener {
    /// Phase of the last good frame.
    phase: Phasor,
    /// Turn from frame to frame: how far the tone lies from 2100 Hz.
    turn: Phasor,
    steady: u32,
    gap: u32,
    /// Frames since a reversal; 0 when there was none.
    after: u32,
}

impl Listener {
    /// True when a reversal is certain.
    fn listen(&mut self, tone: Option<Phasor>) -> bool {
        // 40 samples are ten and a half turns of 2100 Hz.
        self.phase = Phasor {
            re: -self.phase.re,
            im: -self.phase.im,
        };
        if self.steady > 0 {
            self.phase = self.phase.times(self.turn);
        }
        let Some(phase) = tone else {
            self.missing();
            return false;
        };
        if self.steady == 0 {
            self.begin(phase);
            return false;
        }
        let moved = phase.against(self.phase);
        if moved.re > STEADY_COSINE {
            let turn = self.turn.times(moved);
            self.turn = Phasor {
                re: 0.8 * self.turn.re + 0.2 * turn.re,
                im: 0.8 * self.turn.im + 0.2 * turn.im,
            }
            .unit();
            self.phase = phase;
            self.steady = self.steady.saturating_add(1);
            self.gap = 0;
            if self.after > 0 {
                self.after += 1;
            }
            return self.after > AFTER_FRAMES;
        }
        if moved.re < REVERSED_COSINE && self.steady >= STEADY_FRAMES && self.after == 0 {
            self.phase = phase;
            self.gap = 0;
            self.after = 1;
            return false;
        }
        self.missing();
        false
    }

    fn begin(&mut self, phase: Phasor) {
        *self = Self {
            phase,
            turn: Phasor { re: 1.0, im: 0.0 },
            steady: 1,
            ..Self::default()
        };
    }

    fn missing(&mut self) {
        self.gap += 1;
        if self.gap > GAP_FRAMES_MAX || self.steady < STEADY_FRAMES {
            *self = Self::default();
        }
    }
}

/// Both directions of one line.
#[derive(Debug)]
pub(super) struct Disabler {
    carrier: [Phasor; SAMPLES],
    /// Energies of a frame: the least with the tone, and the most of silence.
    least: f32,
    silence: f32,
    far: Listener,
    near: Listener,
    off: bool,
    silent: u32,
}

impl Disabler {
    pub fn new() -> Self {
        let carrier = std::array::from_fn(|n| {
            let angle = -std::f32::consts::TAU * HZ * n as f32 / RATE as f32;
            Phasor {
                re: angle.cos(),
                im: angle.sin(),
            }
        });
        Self {
            carrier,
            least: power_of_dbm0(LEVEL_MIN_DBM0) * SAMPLES as f32,
            silence: power_of_dbm0(SILENCE_DBM0) * SAMPLES as f32,
            far: Listener::default(),
            near: Listener::default(),
            off: false,
            silent: 0,
        }
    }

    pub fn is_off(&self) -> bool {
        self.off
    }

    /// Takes a frame of each direction; true while the canceller is to keep out.
    pub fn listen(&mut self, far: &Linear, near: &Linear) -> bool {
        let (of_far, of_near) = (energy(far), energy(near));
        let (far, near) = (self.tone(far, of_far), self.tone(near, of_near));
        if self.far.listen(far) | self.near.listen(near) {
            self.off = true;
        }
        let silent = of_far < self.silence && of_near < self.silence;
        self.silent = if silent { self.silent + 1 } else { 0 };
        if self.silent >= SILENT_FRAMES {
            self.off = false;
            self.silent = 0;
        }
        self.off
    }

    /// Phase of the tone, if the frame is hardly anything else.
    fn tone(&self, frame: &Linear, energy: f32) -> Option<Phasor> {
        if energy < self.least {
            return None;
        }
        let (mut re, mut im) = (0.0, 0.0);
        for (sample, carrier) in frame.iter().zip(&self.carrier) {
            re += sample * carrier.re;
            im += sample * carrier.im;
        }
        let share = 2.0 * (re * re + im * im) / (SAMPLES as f32 * energy);
        (share >= SHARE_MIN).then(|| Phasor { re, im }.unit())
    }
}

fn energy(frame: &Linear) -> f32 {
    frame.iter().map(|sample| sample * sample).sum()
}
