//! Which of the two filters is heard, and what is known about the line.

use super::filter::{AdaptiveFilter, Taps};

/// Share of a 25 ms and of a 250 ms mean that stays after one frame.
const SHORT_KEPT: f32 = 0.8;
const LONG_KEPT: f32 = 0.98;
/// The learner is better when its error is so much smaller: 1.5 dB at once, 0.3 dB in the long run.
const BETTER_SHORT: f32 = 0.7;
const BETTER_LONG: f32 = 0.93;
const BETTER_FRAMES: u32 = 2;
/// Improvement that shows that the learner knew less than it thought, and the factor of its doubt.
const DOUBT: f32 = 4.0;
/// The learner has been misled when it is so much worse (3 dB) for so long.
const WORSE: f32 = 2.0;
const WORSE_FRAMES: u32 = 8;
/// The acting filter does harm when it adds 1 dB for 30 ms.
const HARM: f32 = 1.25;
const HARM_FRAMES: u32 = 6;
/// Energy of a frame at −45 dBm0, from which the far end is taken to talk.
const FAR_ENERGY_MIN: f32 = 40.0 * 8_000.0;
/// Echo loss and enhancement together from which the line is called converged, as a ratio: 30 dB.
const CONVERGED: f32 = 1e3;
/// Highest figure that is told, dB.
const DB_MAX: f32 = 90.0;

/// Energies of one frame.
#[derive(Default)]
pub(super) struct FrameEnergy {
    pub far: f32,
    pub near: f32,
    pub echo: f32,
    /// Errors of the two filters.
    pub acting: f32,
    pub learner: f32,
}

/// What a canceller knows about its line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EchoReport {
    /// Echo return loss: from what is sent to its echo, dB.
    pub erl_db: f32,
    /// Echo return loss enhancement of the filter, without the suppressor, dB.
    pub erle_db: f32,
    /// Echo loss and enhancement together have reached 30 dB.
    pub converged: bool,
    /// Switched off by the tone of a modem.
    pub disabled: bool,
    /// Frames of far-end talk on which the figures rest.
    pub frames: u32,
}

#[derive(Debug, Default)]
struct Means {
    near: f32,
    acting: f32,
    learner: f32,
}

impl Means {
    fn take(&mut self, kept: f32, energy: &FrameEnergy) {
        let mix = |mean: &mut f32, now: f32| *mean += (1.0 - kept) * (now - *mean);
        mix(&mut self.near, energy.near);
        mix(&mut self.acting, energy.acting);
        mix(&mut self.learner, energy.learner);
    }
}

#[derive(Debug)]
pub(super) struct Control {
    pub learner: AdaptiveFilter,
    pub acting: Taps,
    acting_variance: f32,
    short: Means,
    long: Means,
    better_frames: u32,
    worse_frames: u32,
    harm_frames: u32,
    /// Error over echo estimate while only the far end talks.
    leak: f32,
    /// Energies while only the far end talks: sent, returned, left.
    sent: f32,
    returned: f32,
    left: f32,
    frames: u32,
}

impl Control {
    pub fn new() -> Self {
        let learner = AdaptiveFilter::new();
        Self {
            acting: learner.taps,
            acting_variance: learner.variance,
            learner,
            short: Means::default(),
            long: Means::default(),
            better_frames: 0,
            worse_frames: 0,
            harm_frames: 0,
            leak: 1.0,
            sent: 0.0,
            returned: 0.0,
            left: 0.0,
            frames: 0,
        }
    }

    /// After each frame: who acts in the next one. False while the acting filter does harm.
    pub fn decide(&mut self, energy: &FrameEnergy) -> bool {
        if energy.far < FAR_ENERGY_MIN && energy.echo < energy.near * 0.01 {
            return true;
        }
        self.short.take(SHORT_KEPT, energy);
        self.long.take(LONG_KEPT, energy);
        let (short, long) = (&self.short, &self.long);
        let at_once = short.learner < BETTER_SHORT * short.acting;
        let at_last = long.learner < BETTER_LONG * long.acting && short.learner <= short.acting;
        let useful = short.learner < short.near;
        count(&mut self.better_frames, (at_once || at_last) && useful);
        count(&mut self.worse_frames, short.learner > WORSE * short.acting);
        count(&mut self.harm_frames, short.acting > HARM * short.near);
        if self.better_frames >= BETTER_FRAMES {
            if at_once {
                self.learner.doubt(DOUBT);
            }
            self.promote();
        } else if self.harm_frames >= HARM_FRAMES {
            self.forget();
        } else if self.worse_frames >= WORSE_FRAMES {
            self.learner.restore(&self.acting, self.acting_variance);
            self.short.learner = self.short.acting;
            self.long.learner = self.long.acting;
            self.worse_frames = 0;
        }
        self.harm_frames == 0
    }

    fn promote(&mut self) {
        self.acting = self.learner.taps;
        self.acting_variance = self.learner.variance;
        self.short.acting = self.short.learner;
        self.long.acting = self.long.learner;
        self.better_frames = 0;
    }

    /// The path is another one: both filters begin anew.
    fn forget(&mut self) {
        self.learner = AdaptiveFilter::new();
        self.acting = self.learner.taps;
        self.acting_variance = self.learner.variance;
        for means in [&mut self.short, &mut self.long] {
            means.acting = means.near;
            means.learner = means.near;
        }
        self.harm_frames = 0;
        self.leak = 1.0;
        (self.sent, self.returned, self.left, self.frames) = (0.0, 0.0, 0.0, 0);
    }

    /// Share of the echo estimate that the filter leaves: falls with the best frames, rises slowly.
    pub fn residual(&mut self, energy: &FrameEnergy) -> f32 {
        const RISE: f32 = 1.01;
        const FALL: f32 = 0.3;
        if energy.echo > 0.25 * FAR_ENERGY_MIN * 0.01 && energy.far > FAR_ENERGY_MIN {
            let now = energy.acting / energy.echo;
            if now < self.leak {
                self.leak += FALL * (now - self.leak);
            } else {
                self.leak = (self.leak * RISE).min(now).min(1.0);
            }
        }
        self.leak
    }

    /// Frames in which only the far end talks count toward the report.
    pub fn account(&mut self, energy: &FrameEnergy, near_talks: bool) {
        if near_talks || energy.far < FAR_ENERGY_MIN {
            return;
        }
        let mix = |mean: &mut f32, now: f32| *mean += (1.0 - LONG_KEPT) * (now - *mean);
        mix(&mut self.sent, energy.far);
        mix(&mut self.returned, energy.near);
        mix(&mut self.left, energy.acting);
        self.frames = self.frames.saturating_add(1);
    }

    pub fn report(&self, disabled: bool) -> EchoReport {
        // The coefficients tell the loss without the noise of the line, once there are any.
        let learned = self.acting.iter().map(|tap| tap * tap).sum::<f32>();
        let measured = self.returned / self.sent.max(1.0);
        let converged = self.frames > 0 && self.left * CONVERGED < self.sent;
        let loss = if converged && learned > 0.0 {
            learned
        } else {
            measured
        };
        EchoReport {
            erl_db: decibels(1.0, loss),
            erle_db: decibels(self.returned, self.left),
            converged,
            disabled,
            frames: self.frames,
        }
    }
}

fn count(frames: &mut u32, so: bool) {
    *frames = if so { *frames + 1 } else { 0 };
}

fn decibels(above: f32, below: f32) -> f32 {
    (10.0 * (above.max(1e-9) / below.max(1e-9)).log10()).clamp(-DB_MAX, DB_MAX)
}
